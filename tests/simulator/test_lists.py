# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: filter, search, projection, pages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exchanges import site, team, without
from support.simulator import Row, Simulator

from wxcc_simulator.configuration.rsql import FilterError, parse_filter, parse_search

NAMES = ("Site-1", "Paris", "Paris Nord", "Lyon", "new-york")


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    """Four sites beside the one that is there; the third is inactive."""
    with Simulator.start(max_page_size=3) as running:
        for name in NAMES[1:]:
            running.call("POST", "site", json=site(running, name, active=name != "Lyon"))
        yield running


def names(sim: Simulator, path: str = "v2/site", **query: str) -> list[str]:
    answer = sim.call("GET", path, params={"pageSize": "3", **query})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [row["name"] for row in (body if isinstance(body, list) else body["data"])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('name=="Paris Nord"', ["Paris Nord"]),
        ("name=='Paris Nord'", ["Paris Nord"]),
        ("name==Paris", ["Paris"]),
        ("name==paris", []),
        ("name!=Paris;active==true", ["Site-1", "Paris Nord", "new-york"]),
        ('name=in=("Paris","Lyon")', ["Paris", "Lyon"]),
        ('name=out=("Paris","Lyon")', ["Site-1", "Paris Nord", "new-york"]),
        ("active==false", ["Lyon"]),
        ("version==0;systemDefault==true", ["Site-1"]),
        ("name==Lyon,name==Paris;active==true", ["Paris", "Lyon"]),
        ("(name==Lyon,name==Paris);active==true", ["Paris"]),
        (' name == "Lyon" ', ["Lyon"]),
        ("name==new-york", ["new-york"]),
    ],
)
def test_filter(sim: Simulator, text: str, found: list[str]) -> None:
    assert names(sim, filter=text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name==Paris Nord", "expected nothing more at position 12"),
        ("name==", "expected a value"),
        ("name", "expected an operator"),
        ("==Paris", "expected a field"),
        ("(name==Paris", "expected ')'"),
        ("name=in=Paris", "expected '('"),
        ("name=like=Paris", "=like=: unknown operator"),
        ('name=="Paris', "cannot be read"),
        ("colour==red", "colour: cannot be filtered by"),
        ("createdTime==1", "createdTime: cannot be filtered by"),
        ("name==Paris;", "expected a field"),
    ],
)
def test_filter_that_cannot_be_read(sim: Simulator, text: str, words: str) -> None:
    answer = sim.call("GET", "v2/site", params={"filter": text})
    assert answer.status_code == 400
    assert words in answer.json()["error"]["reason"]


def test_the_first_list_filters_by_id_only(sim: Simulator) -> None:
    first = sim.objects("site")[0]
    assert names(sim, "site", filter=f'id=="{first["id"]}"') == ["Site-1"]
    assert sim.call("GET", "site", params={"filter": "name==Paris"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "raw", "status", "content_type"),
    [
        ("/organization/{org_id}/v2/site", 'filter=name=="Paris"', 400, "text/html; charset=utf-8"),
        ("/organization/{org_id}/v2/site", "filter=name=='Paris'", 400, "text/html; charset=utf-8"),
        ("/organization/{org_id}/v2/site", "filter=name==%22Paris+Nord%22", 200, "application/json"),
        ("/organization/{org_id}/v2/site", "filter=name==%22a+b%22", 200, "application/json"),
        ("/v1/tasks", "from='", 400, "application/json"),
        ("/aws/api/csrs", "q='", 401, "application/json"),
        ("/v1/authorize", "state='", 400, "text/html; charset=utf-8"),
    ],
)
def test_raw_characters_in_the_query(sim: Simulator, path: str, raw: str, status: int, content_type: str) -> None:
    connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
    headers = {"Authorization": f"Bearer {sim.orgs[0].access_token}"}
    connection.request("GET", f"{path.format(org_id=sim.orgs[0].org_id)}?{raw}", headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("content-type")) == (status, content_type)
    assert (b"400 Bad Request" in answer.read()) is (status == 400 and "filter" in raw)
    assert answer.getheader("TrackingId")


def test_a_raw_plus_is_a_space(sim: Simulator) -> None:
    number = team(sim, "Plus", teamType="CAPACITY", dialedNumber="+3120")
    assert sim.call("POST", "team", json=number).status_code == 201
    url = f"{sim.url}/organization/{sim.orgs[0].org_id}/v2/team?filter=dialedNumber==%22{{}}3120%22"
    headers = {"Authorization": f"Bearer {sim.orgs[0].access_token}"}
    connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
    for written, expected in (("+", 0), ("%2B", 1)):
        connection.request("GET", url.format(written), headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200
        assert f'"totalRecords":{expected}'.encode() in answer.read()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"Paris"', ["Paris", "Paris Nord"]),
        ("paris n", ["Paris Nord"]),
        ('field=="name";value=="nord"', ["Paris Nord"]),
        ('fields=in=("name");value=="lyon"', ["Lyon"]),
        ("nothing", []),
    ],
)
def test_search(sim: Simulator, text: str, found: list[str]) -> None:
    assert names(sim, search=text) == found


def test_search_in_a_column_that_is_not_searched(sim: Simulator) -> None:
    assert sim.call("GET", "v2/site", params={"search": 'field=="description";value=="x"'}).status_code == 400


def test_projection(sim: Simulator) -> None:
    rows = sim.call("GET", "v2/site", params={"attributes": "id,name"}).json()["data"]
    assert all(row.keys() == {"id", "name"} for row in rows)
    rows = sim.call("GET", "v2/multimedia-profile", params={"attributes": "name"}).json()["data"]
    assert all(row.keys() == {"name", "manuallyAssignable"} for row in rows)
    assert sim.call("GET", "v2/site", params={"attributes": "id,colour"}).status_code == 400


def test_pages(sim: Simulator) -> None:
    path = f"/organization/{sim.orgs[0].org_id}/v2/site"
    answer = sim.call("GET", "v2/site", params={"pageSize": "1000", "filter": "version==0"}).json()
    meta = answer["meta"]
    assert len(answer["data"]) == 3, "a pageSize that is too large is lowered without a word"
    assert (meta["orgid"], meta["page"], meta["pageSize"]) == (sim.orgs[0].org_id, 0, 3)
    assert (meta["totalPages"], meta["totalRecords"]) == (2, 5)
    assert meta["links"].keys() == {"self", "first", "next", "last"}
    assert meta["links"]["next"].startswith(f"{path}?")

    headers = {"Authorization": f"Bearer {sim.orgs[0].access_token}"}
    connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
    connection.request("GET", meta["links"]["next"], headers=headers)
    assert b"Lyon" in connection.getresponse().read()
    last = sim.call("GET", "v2/site", params={"page": "1"}).json()
    assert [row["name"] for row in last["data"]] == list(NAMES[3:])
    assert last["meta"]["links"].keys() == {"self", "first", "prev", "last"}
    assert sim.call("GET", "v2/site", params={"page": "9"}).json()["data"] == []


@pytest.mark.parametrize("query", [{"page": "-1"}, {"page": "x"}, {"pageSize": "0"}, {"pageSize": str(2**31)}])
def test_pages_that_do_not_exist(sim: Simulator, query: Row) -> None:
    assert sim.call("GET", "v2/site", params=query).status_code == 400


def test_bare_lists(sim: Simulator) -> None:
    assert names(sim, "site", page="1") == list(NAMES), "the first list of sites has no pages"
    assert len(sim.call("GET", "multimedia-profile", params={"pageSize": "2", "page": "1"}).json()) == 1


@pytest.mark.parametrize(
    ("family", "paths", "hidden"),
    [
        ("team", ("team", "v2/team"), ("userIds", "queueRankings")),
        (
            "contact-service-queue",
            ("v2/contact-service-queue",),
            ("callDistributionGroups", "queueSkillRequirements", "agents"),
        ),
    ],
)
def test_lists_leave_out_arrays_unless_one_object_is_asked_for(
    sim: Simulator, family: str, paths: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    first = sim.objects(family)[0]
    for path in paths:
        answer = sim.call("GET", path).json()
        rows = answer if isinstance(answer, list) else answer["data"]
        assert not rows[0].keys() & {*hidden, "links"}
        assert {sim.call("GET", path, params={"attributes": name}).status_code for name in hidden} == {400}
    query = {"filter": f"id=={first['id']}", "singleObjectResponse": "true"}
    row = sim.call("GET", f"v2/{family}", params=query).json()["data"][0]
    assert row == without(sim.call("GET", f"{family}/{first['id']}").json(), "links")
    assert row[hidden[0]]


def test_one_object_alone_is_shown_whole(sim: Simulator) -> None:
    sim.call("POST", "team", json=team(sim, "One more"))
    assert sim.call("GET", "v2/team", params={"singleObjectResponse": "true"}).status_code == 400


@pytest.mark.parametrize("field", ["organizationId", "queueSkillRequirements", "xspVersion"])
def test_fields_of_queues_that_are_not_filtered_by(sim: Simulator, field: str) -> None:
    answer = sim.call("GET", "v2/contact-service-queue", params={"filter": f"{field}==x"})
    assert f"{field}: cannot be filtered by" in answer.json()["error"]["reason"]


@given(st.text())
def test_a_quoted_value_finds_itself(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    row = {"name": value}
    assert parse_filter(f'name=="{quoted}"', ["name"])(row)
    assert not parse_filter(f'name!="{quoted}"', ["name"])(row)
    assert parse_filter(f'name=in=("{quoted}","x")', ["name"])(row)
    assert parse_search(f'"{quoted}"', ("name",))(row)


@given(st.text(alphabet="ab=!()\",;' in"))
def test_a_filter_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(FilterError):
        parse_filter(text, ["a", "b"])({"a": "b"})


@pytest.mark.parametrize("text", ["", "yes", "1", "tru", "null"])
@pytest.mark.parametrize("path", ["team", "v2/team", "v2/user", "v2/contact-service-queue"])
def test_a_flag_is_true_or_false(sim: Simulator, path: str, text: str) -> None:
    answer = sim.call("GET", path, params={"singleObjectResponse": text})
    assert answer.status_code == 400
    assert answer.json()["error"]["reason"] == f"{text}: singleObjectResponse must be true or false"
    for right in ("true", "True", "false"):
        answer = sim.call("GET", path, params={"singleObjectResponse": right, "filter": 'id=="x"'})
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("text", ["1_0", " 5", "+", "\u0663", "5.0", "1e2", ""])
@pytest.mark.parametrize("name", ["page", "pageSize"])
def test_a_number_of_a_query_has_digits_and_nothing_else(sim: Simulator, name: str, text: str) -> None:
    for path, query in (("v2/site", {}), ("/v1/agents/activities", {"from": "0", "to": "1"})):
        assert sim.call("GET", path, params={**query, name: text}).status_code == 400
        assert sim.call("GET", path, params={**query, name: "1"}).status_code == 200
