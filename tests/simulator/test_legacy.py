# SPDX-License-Identifier: GPL-3.0-or-later
"""The legacy API of the simulator: who gets in, what a query has to look like, and records that agree."""

from __future__ import annotations

import base64
import csv
import hmac
import json
import time
from typing import Any
from urllib.parse import quote

import pytest
import requests
from support.legacy import LAB_ACTIVITIES, LAB_ENCODED, LAB_QUERY, LAB_SESSION, whole_contact
from support.simulator import Row, Simulator

HOUR_MS = 3_600_000
FIELDS = {
    "csrs": ("INTERACTION", ["sid", "cstts", "cetts", "currentState", "channelType__s"]),
    "cars": ("CAR", ["sid", "cstts", "cetts", "currentState", "nextState__s", "callSessionId__s", "channelType__s"]),
    "asrs": ("ASR", ["sid", "cstts", "cetts", "agentName__s"]),
    "aars": ("AAR", ["sid", "cstts", "cetts", "currentState", "agentSessionId__s", "channelType__s"]),
}


@pytest.fixture
def now(sim: Simulator) -> int:
    """The server's clock in epoch milliseconds, which a reset sets to ours."""
    return int(time.time() * 1000)


def signed(user: str, key: str, tenant: str, separator: str = ";") -> dict[str, str]:
    """Headers made here, not by the code that is served to users."""
    digest = base64.b64encode(hmac.digest(key.encode(), user.encode(), "sha1")).decode()
    return {"Authorization": f"{digest}{separator}tenantId={tenant}", "From": user}


def call(sim: Simulator, path: str, headers: dict[str, str] | None = None, **more: str) -> requests.Response:
    """A request of the first organization's user."""
    account = sim.legacy
    usual = signed(account["user"], account["api_key"], account["tenant_id"])
    return requests.get(f"{account['url']}/{path}", headers=(usual if headers is None else headers) | more, timeout=30)


def query(kind: str, begin: int, end: int, **members: Any) -> Row:
    """A query for the usual columns of a kind."""
    activity_type, columns = FIELDS[kind]
    aggregations = [
        {"id": number, "filterGroups": [], "aggregationType": "VALUE", "computeColumnName": column}
        for number, column in enumerate(columns)
    ]
    return {
        "dateBegin": [begin],
        "dateEnd": [end],
        "numberOfRecords": 100_000,
        "activityType": activity_type,
        "aggregations": aggregations,
        **members,
    }


def ask(sim: Simulator, kind: str, asked: Row) -> Row:
    """The answer to a query that must be accepted."""
    answer = call(sim, f"{kind}?q={quote(json.dumps(asked, separators=(',', ':')), safe='')}")
    assert answer.status_code == 200, answer.text
    content: Row = answer.json()
    return content


def rows(sim: Simulator, kind: str, begin: int, end: int, **members: Any) -> list[Row]:
    """The rows of a period."""
    found: list[Row] = ask(sim, kind, query(kind, begin, end, **members))["data"]
    return found


def test_the_lab_gets_what_it_describes(sim: Simulator) -> None:
    found = call(sim, f"csrs?q={LAB_ENCODED}").json()
    assert LAB_SESSION in [row["sid"] for row in found["data"]]
    assert found["datasetMetadata"]["isComplete"]
    table = call(sim, f"csrs?q={LAB_ENCODED}", Accept="text/csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert [row["sid"] for row in csv.DictReader(table.text.splitlines())] == [row["sid"] for row in found["data"]]
    activities = [call(sim, f"cars/{activity}").json() for activity in LAB_ACTIVITIES]
    assert [activity["sid"] for activity in activities] == LAB_ACTIVITIES
    assert {activity["session"] for activity in activities} == {LAB_SESSION}
    assert [activity["cetts"] for activity in activities][:2] == [activity["cstts"] for activity in activities][1:]
    assert call(sim, f"csrs/{LAB_SESSION}").json()["cstts"] == activities[0]["cstts"]


def test_only_the_right_signature_user_and_tenant_get_in(sim: Simulator) -> None:
    mine, other = sim.legacy_account(0), sim.legacy_account(1)
    user, key, tenant = mine["user"], mine["api_key"], mine["tenant_id"]
    assert {**mine, "url": sim.legacy["url"]} == sim.legacy
    assert len({*mine.values(), *other.values()}) == 6
    right = signed(user, key, tenant)
    cases: list[tuple[dict[str, str], int]] = [
        (right, 200),
        (signed(user, key, tenant, "; "), 200),
        ({}, 401),
        ({"Authorization": f"Bearer {sim.orgs[0].access_token}", "From": user}, 401),
        (signed(user, key + "x", tenant), 401),
        (signed(key, user, tenant), 401),
        (signed(user.upper(), key, tenant), 401),
        (signed(user, key, tenant) | {"From": other["user"]}, 401),
        ({"From": user, "Authorization": "?"}, 401),
        (signed(user, key, other["tenant_id"]), 403),
        (
            {
                **signed(user, key, tenant),
                "Authorization": signed(user, key, tenant)["Authorization"].partition(";")[0],
            },
            403,
        ),
    ]
    said = [(call(sim, f"csrs/{LAB_SESSION}", headers).status_code, status) for headers, status in cases]
    assert [pair for pair in said if pair[0] != pair[1]] == []


SUM: Row = {"aggregationType": "SUM", "computeColumnName": "duration", "filterGroups": []}
FILTER: Row = {"columnName": "sid", "value": "((("}


def changed(**members: Any) -> str:
    """The query of the lab with other members, as it stands in a URL."""
    return f"q={quote(json.dumps(LAB_QUERY | members), safe='')}"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (f"q={LAB_ENCODED}", 200),
        ("", 400),
        ("q=", 400),
        (f"query={LAB_ENCODED}", 400),
        (f"q={LAB_ENCODED}&page=1", 400),
        (f"q={quote(json.dumps(LAB_QUERY), safe='/')}", 400),
        (f"q={LAB_ENCODED.replace('%20', '+')}", 400),
        (f"q={json.dumps(LAB_QUERY)}", 400),
        (f"q={quote(LAB_ENCODED, safe='')}", 400),
        ("q=%7B%22dateBegin%22%3A%5B1%5D%7D", 400),
        ("q=%5B%5D", 400),
        ("q=%ff", 400),
        (f"q={LAB_ENCODED.replace('INTERACTION', 'AAR')}", 400),
        (f"q={'%5B' * 2000}", 400),
        (changed(dateBegin=[]), 400),
        (changed(dateBegin=[0], dateEnd=[10**18]), 400),
        (changed(dateBegin=[10**30], dateEnd=[10**31]), 200),
        (changed(numberOfRecords="all"), 400),
        (changed(filterGroups=[{"valueFilters": []}]), 400),
        (changed(filterGroups=[{"operator": "AND", "valueFilters": [FILTER | {"operator": "near"}]}]), 400),
        (changed(filterGroups=[{"operator": "AND", "valueFilters": [FILTER | {"operator": "regex"}]}]), 400),
        (changed(aggregations=[{"computeColumnName": "sid", "filterGroups": []}]), 400),
        (changed(aggregations=[SUM]), 200),
        (changed(aggregations=[SUM | {"aggregationType": "AVERAGE"}]), 400),
        (f"q={LAB_ENCODED}{'%20' * 3000}", 414),
    ],
)
def test_a_query_has_to_be_encoded_and_whole(sim: Simulator, raw: str, status: int) -> None:
    assert call(sim, f"csrs?{raw}").status_code == status


def test_records_agree_with_the_traffic_and_with_one_another(sim: Simulator, now: int) -> None:
    begin, end = now - 4 * HOUR_MS, now - 3 * HOUR_MS
    sessions = rows(sim, "csrs", begin, end)
    assert len(sessions) == sim.traffic(begin, end, "tasks")["tasks"] > 50
    assert all(begin <= row["cstts"] < end for row in sessions)
    by_session: dict[str, list[Row]] = {}
    for row in rows(sim, "cars", begin, now):
        by_session.setdefault(row["callSessionId"], []).append(row)
    for session in sessions:
        chain = by_session[session["sid"]]
        assert (chain[0]["cstts"], chain[0]["currentState"]) == (session["cstts"], "new")
        assert [row["cetts"] for row in chain[:-1]] == [row["cstts"] for row in chain[1:]]
        assert [row["nextState"] for row in chain] == [*(row["currentState"] for row in chain[1:]), None]
        assert [row["sid"] for row in chain] == [
            f"{session['sid']}-{row['cstts']}-{row['currentState']}" for row in chain
        ]
        assert (chain[-1]["currentState"], chain[-1]["cetts"]) == ("ended", session["cetts"])
    # A session lasts eight hours and a little, and its activities may be four hours old.
    agents = rows(sim, "asrs", now - 13 * HOUR_MS, now)
    activities = rows(sim, "aars", begin, end)
    assert {row["agentSessionId"] for row in activities} <= {row["sid"] for row in agents}
    for kind, found in (("csrs", sessions), ("asrs", agents), ("aars", activities)):
        one = call(sim, f"{kind}/{found[0]['sid']}").json()
        assert {name: one.get(name) for name in found[0]} == found[0]


def test_what_has_not_happened_is_not_told(sim: Simulator, now: int) -> None:
    later = rows(sim, "csrs", now - HOUR_MS, now + HOUR_MS)
    assert max(row["cstts"] for row in later) <= now + 60_000
    going_on = [row for row in later if row["cetts"] is None]
    assert going_on
    assert "ended" not in {row["currentState"] for row in going_on}
    sim.advance(2 * 3600)
    assert len(rows(sim, "csrs", now - HOUR_MS, now + HOUR_MS)) > len(later)


def test_dates_filters_and_limits_are_honoured(sim: Simulator, now: int) -> None:
    begin, end = now - 4 * HOUR_MS, now - 3 * HOUR_MS
    everything = rows(sim, "csrs", begin, end)
    some = [row["sid"] for row in everything[:3]]

    def filtered(operator: str, column: str, *values: Any) -> list[str]:
        condition: Row = {"columnName": column, "operator": operator}
        condition |= {"values": list(values)} if len(values) > 1 else {"value": values[0]}
        groups = [{"operator": "AND", "valueFilters": [condition]}]
        return [row["sid"] for row in rows(sim, "csrs", begin, end, filterGroups=groups)]

    calls = [row["sid"] for row in everything if row["channelType"] == "telephony"]
    assert filtered("EQUAL", "channelType__s", "telephony") == calls
    assert len(filtered("unequal", "channelType", "telephony")) == len(everything) - len(calls)
    assert filtered("in", "sid", *some) == some
    assert len(filtered("not in", "sid", *some)) == len(everything) - 3
    assert filtered("regex", "sid", f"^{some[0]}$") == some[:1]
    assert filtered("less than", "cstts", everything[2]["cstts"]) == [
        row["sid"] for row in everything if row["cstts"] < everything[2]["cstts"]
    ]
    both = [
        {"operator": "OR", "valueFilters": [{"columnName": "sid", "operator": "equal", "value": one} for one in some]}
    ]
    assert [row["sid"] for row in rows(sim, "csrs", begin, end, filterGroups=both)] == some
    cut = ask(sim, "csrs", query("csrs", begin, end, numberOfRecords=5))
    assert cut["data"] == everything[:5]
    assert cut["datasetMetadata"]["isComplete"] is False
    assert cut["datasetMetadata"]["numberOfRecordsFound"] == len(everything)
    assert rows(sim, "csrs", begin, end, numberOfRecords=5, lastNRecords=True) == everything[-5:]
    sums = [{"filterGroups": [], "aggregationType": "COUNT", "computeColumnName": "sid"}]
    by_channel = {"rowSegmentSet": [{"columnName": "channelType__s"}], "columnSegmentSet": []}
    counted = rows(sim, "csrs", begin, end, aggregations=sums, aggregateQueryProperties=by_channel)
    assert {row["channelType"]: row["sid"] for row in counted}["telephony"] == len(calls)


def test_an_endless_search_is_refused(sim: Simulator, now: int) -> None:
    endless = {"columnName": "sid", "operator": "regex", "value": r"^(?:\w|\w\w|-)*(?<=[!?])$"}
    groups = [{"operator": "AND", "valueFilters": [endless]}]
    asked = json.dumps(query("csrs", now - 4 * HOUR_MS, now - 3 * HOUR_MS, filterGroups=groups))
    answer = call(sim, f"csrs?q={quote(asked, safe='')}")
    assert answer.status_code == 400
    assert "takes too long" in answer.json()["message"]


def test_ordered_contacts_and_manners(sim: Simulator) -> None:
    sim.add_legacy_contacts([whole_contact("s", 1_000, 3)], org=0)
    assert call(sim, "cars/s-0000000001000-new").status_code == 404
    sim.add_legacy_contacts([whole_contact("s", 1_700_000_000_000, 3)])
    path = "cars/s-1700000000000-new"
    sim.legacy_manners(spelling="nested", session_name="callSessionId")
    assert call(sim, path).json()["attributes"]["callSessionId__s"] == "s"
    sim.legacy_manners(activity_queries=False)
    assert call(sim, f"cars?q={quote(json.dumps(query('cars', 0, 1)), safe='')}").status_code == 400
    sim.legacy_manners(reply="mixed", nulls="NA")
    head, marker, *table = call(sim, f"csrs?q={LAB_ENCODED}").text.splitlines()
    assert json.loads(head)["query"] == LAB_QUERY
    assert (marker, table[0]) == ("PROFILE", "__ROW_TYPE,__INTERVAL,_0")
    for changes, message in (
        ({"spelling": "loud"}, "not a value for spelling"),
        ({"colour": 1}, "colour: unknown"),
        ({"most_records": True}, "not a value for most_records"),
    ):
        with pytest.raises(ValueError, match=message):
            sim.legacy_manners(**changes)
    for contact in ({}, {"session": "s", "activities": [{}]}, {"session": "s", "activities": []}):
        with pytest.raises(ValueError, match=r"a contact is|not a value for|an activity is"):
            sim.add_legacy_contacts([contact])
    sim.reset()
    assert call(sim, path).status_code == 404


def test_the_journal_names_the_organization_and_no_secret(sim: Simulator) -> None:
    sim.clear_requests()
    call(sim, f"csrs?q={LAB_ENCODED}")
    call(sim, "csrs/x", {"From": "nobody"})
    admitted, refused = sim.requests()
    assert (admitted["org_id"], admitted["status"], refused["org_id"]) == (sim.orgs[0].org_id, 200, None)
    headers = signed(sim.legacy["user"], sim.legacy["api_key"], sim.legacy["tenant_id"])
    text = json.dumps([admitted, refused])
    assert sim.legacy["api_key"] not in text
    assert headers["Authorization"][:20] not in text
