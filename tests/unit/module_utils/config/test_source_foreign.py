# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of other tools are read as they are, or named in one sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import JSON, ByName
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import SourceError, decode, parse

PROFILE = "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9"
ANSWER: JSON = {
    "organizationId": PROFILE,
    "id": PROFILE,
    "version": 3,
    "name": "Oslo",
    "active": True,
    "multimediaProfileId": PROFILE,
    "systemDefault": False,
    "createdTime": 1764000000000,
    "lastUpdatedTime": 1764000000000,
    "links": [{"rel": "self", "href": "/x"}],
    "_links": {},
}
READ = {"name": "Oslo", "active": True, "multimediaProfileId": PROFILE}
META = {"page": 0, "pageSize": 100, "totalPages": 1, "totalRecords": 1, "links": {"self": "/x"}}
BY_NAME = ByName("multimedia-profile", "Voice")


def values(text: str, form: str, family: str | None = "site") -> list[JSON]:
    """Read a document of sites, and give their payloads."""
    name = {"csv": "a.csv", "json": "a.json", "yaml": "a.yml"}.get(form, "sites")
    return [desired.values for desired in check([parse(text, name, form)], family)["site"]]


@pytest.mark.parametrize(
    ("form", "document", "expected"),
    [
        ("json", [ANSWER], READ),
        ("json", {"meta": META, "data": [ANSWER]}, READ),
        ("yaml", {"meta": META, "data": [ANSWER]}, READ),
        ("items", {"meta": META, "data": [ANSWER]}, READ),
        ("items", {"data": [ANSWER]}, READ),
        (
            "json",
            {
                "totalResources": 1,
                "pageNumber": 0,
                "pageSize": 50,
                "rel": "last",
                "resources": [{"name": "Oslo", "multimediaProfileName": "Voice"}],
            },
            {"name": "Oslo", "multimediaProfileId": BY_NAME},
        ),
    ],
)
def test_an_answer_of_the_api_is_read_as_it_came(form: str, document: Any, expected: JSON) -> None:
    assert values(json.dumps(document), form) == [expected]


def test_problems_of_an_answer_have_lines() -> None:
    with pytest.raises(RefusedError, match=r"a\.json:3: name: 7 is read as a number"):
        values('{"data": [\n {"id": "x",\n  "name": 7}], "meta": {}}', "json")
    with pytest.raises(RefusedError, match=r"a\.json:2: name: is written twice in one object"):
        values('{"data": [\n {"name": "x", "name": "y"}], "meta": {}}', "json")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", '#TYPE System.Management.Automation.PSCustomObject\n"name","multimedia_profile"\n"Oslo","Voice"\n'),
        ("csv", '"#TYPE Selected.System.String"\r\nname;multimedia_profile\r\nOslo;Voice\r\n'),
        ("csv", "#TYPE X\nsep=;\nname;multimedia_profile\nOslo;Voice\n"),
        ("csv", "sep=;\nname;multimedia_profile\nOslo;Voice\n"),
        ("csv", "name;multimedia_profile\nOslo;Voice\n"),
        ("csv", "name\tmultimedia_profile\nOslo\tVoice\n"),
    ],
)
def test_spreadsheets_and_powershell(form: str, text: str) -> None:
    assert values(decode(b"\xef\xbb\xbf" + text.encode(), "a.csv"), form) == [
        {"name": "Oslo", "multimediaProfileId": BY_NAME}
    ]
    broken = text.replace("Oslo", "O'slo")
    line = text.splitlines().index(next(line for line in text.splitlines() if "Oslo" in line)) + 1
    with pytest.raises(RefusedError, match=rf"a\.csv:{line}: name: "):
        values(broken, form)


@pytest.mark.parametrize(
    ("form", "document", "sentence"),
    [
        ("json", {"meta": {**META, "totalPages": 3}, "data": [ANSWER]}, "a.json:1: this is one page of an answer"),
        ("json", {"meta": {**META, "page": 1}, "data": [ANSWER]}, "a.json:1: this is one page of an answer"),
        ("json", {"rel": "next", "pageNumber": 0, "resources": [ANSWER]}, "a.json:1: this is one page of an answer"),
        ("json", ANSWER, "a.json:1: this is one object. Put it into a list"),
        ("items", {"name": "Oslo"}, "sites: this is one object. Put it into a list"),
        (
            "json",
            {"items": [{"itemIdentifier": 1}], "x": 1},
            "a.json:1: no key of this document is a family; it has items, x.",
        ),
        (
            "json",
            {"error": {"message": "no"}, "trackingId": "t"},
            "a.json:1: no key of this document is a family; it has ",
        ),
        ("objects", {"changed": False, "objects": []}, "sites: no key of this document is a family; it has changed"),
    ],
)
def test_what_is_not_read_is_named_in_one_sentence(form: str, document: Any, sentence: str) -> None:
    with pytest.raises((RefusedError, SourceError)) as refused:
        values(json.dumps(document), form, None if form == "objects" else "site")
    text = str(refused.value).removeprefix("1 problem, nothing was written:\n  ")
    assert text.startswith(sentence)
    assert "\n" not in text


def test_answers_of_the_simulator_are_read(running: Simulator) -> None:
    """Each list of the service, as it came: version 1, version 2 and the export."""
    expected = sorted(row["name"] for row in running.objects("site"))
    for path in ("site", "v2/site", "site/bulk-export"):
        text = json.dumps(running.call("GET", path).json())
        assert sorted(row["name"] for row in values(text, "json")) == expected, path
    team: Row = running.objects("team")[0]
    whole = running.call("GET", f"team/{team['id']}").json() | {"userIds": [PROFILE]}
    (desired,) = check([parse(json.dumps([whole]), "a.json", "json")], "team")["team"]
    assert desired.values["name"] == team["name"]


@pytest.fixture(scope="module")
def running() -> Any:
    with Simulator.start() as simulator:
        yield simulator
