# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /search: pages, filters and aggregations of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.reports import DAY, END, MINUTE, NOW, START, now_ms, walked
from support.search import COUNT, every, legs, searched, sessions, tasks
from support.simulator import Simulator


@pytest.fixture(scope="module")
def sim(running: Simulator) -> Simulator:
    running.reset()
    return running


@pytest.fixture(scope="module")
def quiet() -> Iterator[Simulator]:
    with Simulator.start(orgs=1, tasks_per_day=300) as running:
        yield running


def test_pages_of_tasks(sim: Simulator) -> None:
    whole = [row["id"] for row in walked(sim, START, END)]
    for order, expected in (("", whole[::-1]), ("(sort: desc)", whole[::-1]), ("(sort: asc)", whole)):
        rows = every(sim, "taskDetails", "tasks", "", f"id createdTime{order}")
        times = [row["createdTime"] for row in rows]
        assert times == sorted(times, reverse="asc" not in order)
        assert sorted(row["id"] for row in rows) == sorted(expected)
    assert len(tasks(sim, "", "id")) == 250
    assert len(tasks(sim, 'pagination: {cursor: "NA"}', "id")) == 250
    assert len(legs(sim, "", "id", **{"from": END - DAY})) == 500


def test_pages_with_a_filter_and_another_order(sim: Simulator) -> None:
    rows = every(
        sim, "taskDetails", "tasks", "filter: {channelType: {equals: telephony}}", "id totalDuration(sort: desc)"
    )
    durations = [row["totalDuration"] for row in rows]
    assert durations == sorted(durations, reverse=True)
    assert len({row["id"] for row in rows}) == len(list(walked(sim, START, END, channelTypes="telephony")))


def test_pages_of_sessions_and_legs(sim: Simulator) -> None:
    week = {"from": END - 7 * DAY}
    found = every(sim, "agentSession", "agentSessions", "", "agentSessionId startTime", **week)
    ids = [row["agentSessionId"] for row in found]
    assert ids == sorted(set(ids))
    assert len(ids) > 250
    assert all(END - 7 * DAY <= row["startTime"] < END for row in found)
    rows = every(sim, "taskLegDetails", "taskLegs", "", "id taskId createdTime queue { id }")
    times = [row["createdTime"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["id"] == f"{row['taskId']}-callLeg-{row['createdTime']}" and row["queue"]["id"] for row in rows)


def test_pages_of_groups(sim: Simulator) -> None:
    day = {"from": END - DAY}
    groups = every(sim, "taskDetails", "tasks", COUNT, "origin destination aggregation { name value }", **day)
    assert len(groups) > 1000
    keys = [(row["origin"], row["destination"]) for row in groups]
    assert keys == sorted(set(keys))
    assert sum(row["aggregation"][0]["value"] for row in groups) == sim.traffic(END - DAY, END, "tasks")["tasks"]


def test_activities_of_a_task(sim: Simulator) -> None:
    fields = (
        "id activities(first: 2) { totalCount nodes { id eventName createdTime endedTime } pageInfo { endCursor } }"
    )
    for row in tasks(sim, "", fields)[:20]:
        task_id, connection = row["id"], row["activities"]
        nodes = list(connection["nodes"])
        cursor = connection["pageInfo"]["endCursor"]
        while cursor:
            after = (
                f'id activities(first: 2, after: "{cursor}") {{ nodes {{ id createdTime }} pageInfo {{ endCursor }} }}'
            )
            (again,) = tasks(sim, f'filter: {{id: {{equals: "{task_id}"}}}}', after)
            assert all(node["createdTime"] < int(cursor) for node in again["activities"]["nodes"])
            nodes += again["activities"]["nodes"]
            cursor = again["activities"]["pageInfo"]["endCursor"]
        assert nodes[0]["eventName"] == "ended"
        assert len({node["id"] for node in nodes}) == len(nodes) <= connection["totalCount"]
        times = [node["createdTime"] for node in nodes]
        assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "check"),
    [
        ("channelType: {equals: chat}", lambda row: row["channelType"] == "chat"),
        ("channelType: {notequals: chat}", lambda row: row["channelType"] != "chat"),
        ('origin: {contains: "555"}', lambda row: "555" in row["origin"]),
        ('origin: {match: "+1415.+"}', lambda row: row["origin"].startswith("+1415")),
        ("isOutdial: {equals: true}", lambda row: row["isOutdial"]),
        ("holdDuration: {gt: 0}", lambda row: row["holdDuration"] > 0),
        (
            "and: [{holdDuration: {gte: 5000}}, {holdDuration: {lt: 9000}}]",
            lambda row: 5000 <= row["holdDuration"] < 9000,
        ),
        (
            "or: [{channelType: {equals: email}}, {and: [{channelType: {equals: chat}}, {isActive: {equals: false}}]}]",
            lambda row: row["channelType"] in ("email", "chat"),
        ),
        (
            'contactHandleType: {equals: "abandoned"} channelType: {equals: telephony}',
            lambda row: row["contactHandleType"] == "abandoned" and row["channelType"] == "telephony",
        ),
        ('lastQueue: {name: {equals: "Sales"}}', lambda row: row["lastQueue"]["name"] == "Sales"),
    ],
)
def test_filters_of_tasks(sim: Simulator, arguments: str, check: Any) -> None:
    fields = "id channelType origin isOutdial holdDuration contactHandleType lastQueue { name }"
    whole = every(sim, "taskDetails", "tasks", "", fields)
    found = every(sim, "taskDetails", "tasks", f"filter: {{{arguments}}}", fields)
    assert found == [row for row in whole if check(row)]
    assert 0 < len(found) < len(whole)


def test_filters_in_variables(sim: Simulator) -> None:
    document = (
        "query Chats($from: Long!, $to: Long!, $filter: TaskDetailsFilters, $page: Pagination) "
        "{ taskDetails(from: $from, to: $to, filter: $filter, pagination: $page) { tasks { channelType } } "
        "task(from: $from, to: $to) { tasks { owner { id name } } } }"
    )
    chosen = {"channelType": {"equals": "social_channel"}}
    found = searched(sim, document, filter=chosen, page={"cursor": "0"})
    assert {row["channelType"] for row in found["taskDetails"]["tasks"]} == {"social_channel"}
    assert found["task"]["tasks"]


def test_only_matching_channels_and_activities_are_shown(sim: Simulator) -> None:
    arguments = 'filter: {channelInfo: {channelType: {equals: "chat"}}}'
    found = sessions(sim, arguments, "channelInfo { channelType activities(first: 3) { nodes { state } } }")
    assert found
    assert all([channel["channelType"] for channel in row["channelInfo"]] == ["chat"] for row in found)
    arguments = 'extFilter: {channelInfo: {activities: {nodes: {state: {equals: "wrapup"}}}}}'
    found = sessions(sim, arguments, "channelInfo { activities { nodes { state wrapupCode { name } } } }")
    nodes = [n for row in found for channel in row["channelInfo"] for n in channel["activities"]["nodes"]]
    assert {node["state"] for node in nodes} == {"wrapup"}
    assert all(node["wrapupCode"]["name"] for node in nodes)
    arguments = "filter: {isActive: {equals: true}}"
    found = sessions(sim, arguments, "isActive endTime channelInfo { currentState }", **{"to": NOW})
    assert {(row["isActive"], row["endTime"]) for row in found} == {(True, -1)}


def test_functions(sim: Simulator) -> None:
    kinds = ("count", "cardinality", "sum", "min", "max", "average")
    asked = ", ".join(f'{{field: "totalDuration", type: {kind}, name: "{kind}"}}' for kind in kinds)
    (row,) = tasks(sim, f"aggregations: [{asked}]", "aggregation { name value }")
    got = {pair["name"]: pair["value"] for pair in row["aggregation"]}
    values = [row["totalDuration"] for row in every(sim, "taskDetails", "tasks", "", "totalDuration")]
    assert got == {
        "count": len(values),
        "cardinality": len(set(values)),
        "sum": sum(values),
        "min": min(values),
        "max": max(values),
        "average": pytest.approx(sum(values) / len(values)),
    }
    assert all(isinstance(value, float) for value in got.values())
    (empty,) = tasks(sim, f'filter: {{id: {{equals: "x"}}}} aggregations: [{asked}]', "aggregation { name value }")
    assert {pair["value"] for pair in empty["aggregation"]} == {0.0}


def test_aggregations_with_filters_of_their_own(sim: Simulator) -> None:
    asked = (
        'aggregations: [{field: "id", type: count, name: "all"}, '
        '{field: "id", type: count, name: "chats", filter: {channelType: {equals: chat}}}]'
    )
    (row,) = tasks(sim, asked, "aggregation { name value }")
    got = {pair["name"]: pair["value"] for pair in row["aggregation"]}
    assert got["chats"] == len(list(walked(sim, START, END, channelTypes="chat")))
    assert got["all"] == sim.traffic(START, END, "tasks")["tasks"]


def test_keys_are_nested_and_sorted_with_null_first(sim: Simulator) -> None:
    rows = tasks(sim, COUNT, "lastQueue { id name } channelType aggregation { name value }")
    assert rows[0]["lastQueue"] == {"id": None, "name": None}
    keys = [(row["lastQueue"]["id"] or "", row["lastQueue"]["name"] or "", row["channelType"]) for row in rows]
    assert keys == sorted(set(keys))
    nodes = tasks(
        sim,
        'aggregations: {field: "activities.nodes.id", type: count, name: "n"}',
        "activities { nodes { eventName } } aggregation { name value }",
    )
    events = {row["activities"]["nodes"][0]["eventName"]: row["aggregation"][0]["value"] for row in nodes}
    assert events["new"] == events["ended"] == sim.traffic(START, END, "tasks")["tasks"]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York", "Europe/Berlin"])
@pytest.mark.parametrize(
    ("interval", "days"), [("FIFTEEN_MINUTES", 1), ("HOURLY", 2), ("DAILY", 9), ("WEEKLY", 20), ("MONTHLY", 70)]
)
def test_intervals(quiet: Simulator, interval: str, days: int, zone: str) -> None:
    start = END - days * DAY
    arguments = f'{COUNT} aggregationInterval: {{interval: {interval}, timezone: "{zone}"}}'
    rows = tasks(quiet, arguments, "intervalStartTime aggregation { value }", **{"from": start})
    starts = [row["intervalStartTime"] for row in rows]
    assert starts == sorted(set(starts))
    assert starts[0] <= start
    assert sum(row["aggregation"][0]["value"] for row in rows) == quiet.traffic(start, END, "tasks")["tasks"]
    for value in starts:
        local = datetime.fromtimestamp(value / 1000, ZoneInfo(zone))
        assert local.minute % {"FIFTEEN_MINUTES": 15}.get(interval, 60) == 0
        assert local.hour == 0 or interval in ("FIFTEEN_MINUTES", "HOURLY")
        assert local.weekday() == 0 or interval != "WEEKLY"
        assert local.day == 1 or interval != "MONTHLY"


def test_the_end_as_the_time_to_compare(sim: Simulator) -> None:
    now = now_ms()
    rows = every(sim, "taskDetails", "tasks", "timeComparator: endedTime", "createdTime endedTime")
    assert all(START <= row["endedTime"] < END for row in rows)
    assert any(row["createdTime"] < START for row in rows)
    recent = every(
        sim, "taskDetails", "tasks", "", "isActive endedTime status", **{"from": now - 5 * MINUTE, "to": now}
    )
    assert Counter(row["isActive"] for row in recent)[True] > 0
    assert all((row["endedTime"] == -1) == row["isActive"] == (row["status"] != "ended") for row in recent)


def test_groups_follow_the_clock(sim: Simulator) -> None:
    """What was counted once is counted again where contacts were still going on."""
    now = now_ms()
    document = 'aggregations: {field: "id", type: count, name: "n"} filter: {isActive: {equals: true}}'
    period = {"from": now - 5 * MINUTE, "to": now}
    (before,) = tasks(sim, document, "aggregation { value }", **period)
    sim.advance(3600)
    (after,) = tasks(sim, document, "aggregation { value }", **period)
    sim.reset()
    assert before["aggregation"][0]["value"] > 0
    assert after["aggregation"][0]["value"] == 0
