# SPDX-License-Identifier: GPL-3.0-or-later
"""The Search API and the statistics, tasks and activities tell the same figures, each field by field."""

from __future__ import annotations

from collections import Counter

import pytest
from support.reports import (
    ACTIVITIES,
    AGENTS,
    DAY,
    END,
    HOUR,
    QUARTER,
    QUEUES,
    START,
    now_ms,
    rows,
    walked,
)
from support.search import PERIOD, every, searched
from support.simulator import Row, Simulator

HOURLY = "aggregationInterval: {interval: HOURLY}"
QUEUE_KEYS = "intervalStartTime queue { id name } channelType aggregation { name value }"
LEG_FIGURES = """aggregations: [
    {field: "queueCount", type: sum, name: "enqueued"},
    {field: "queue.duration", type: sum, name: "queued_ms"},
    {field: "id", type: count, name: "accepted", filter: {isTaskLegHandled: {equals: true}}},
    {field: "id", type: count, name: "abandoned", filter: {handleType: {equals: "abandoned"}}},
    {field: "id", type: count, name: "in_time",
     filter: {and: [{isWithinServiceLevel: {equals: true}}, {isTaskLegHandled: {equals: true}}]}},
    {field: "connectedDuration", type: sum, name: "connected_ms"}
]"""
AGENT_FIELDS = {
    "offered": ("ringingCount", "outdialRingingCount"),
    "connected": ("connectedCount", "outdialConnectedCount"),
    "missed": ("notRespondedCount",),
    "transferred": ("agentToAgentTransferCount",),
    "engaged": ("connectedDuration", "conferenceDuration", "outdialConnectedDuration"),
    "hold": ("holdDuration", "outdialHoldDuration"),
    "wrapup": ("wrapupDuration", "outdialWrapupDuration"),
    "available": ("availableDuration",),
    "idle": ("idleDuration",),
}
CHANNELS = {"social_channel": "social"}
STATUSES = {"new": "created", "parked": "queued", "ringing": "offered", "connected": "assigned"}


@pytest.fixture(scope="module")
def sim(running: Simulator) -> Simulator:
    running.reset()
    return running


def figures(row: Row) -> dict[str, float]:
    """The aggregations of a row by name."""
    return {pair["name"]: pair["value"] for pair in row["aggregation"]}


def by_queue(sim: Simulator, arguments: str) -> dict[tuple[int, str, str], dict[str, float]]:
    """The figures of queue legs by interval, queue and channel."""
    document = f"{{ taskLegDetails({PERIOD} {HOURLY} {arguments}) {{ taskLegs {{ {QUEUE_KEYS} }} }} }}"
    return {
        (row["intervalStartTime"], row["queue"]["id"], CHANNELS.get(row["channelType"], row["channelType"])): figures(
            row
        )
        for row in searched(sim, document)["taskLegDetails"]["taskLegs"]
    }


def test_queue_statistics_are_those_of_queue_legs(sim: Simulator) -> None:
    begun, ended = by_queue(sim, LEG_FIGURES), by_queue(sim, f"timeComparator: endedTime {LEG_FIGURES}")
    seen = set()
    for row in rows(sim, QUEUES, START, END, interval=60):
        key = (row["intervalStartTime"], row["queueId"], row["channelType"])
        leg, over = begun[key], ended[key]
        seen.add(key)
        assert row["totalEnqueuedTasks"] == leg["enqueued"]
        assert row["totalAcceptedTasks"] == leg["accepted"]
        assert row["totalAbandonedTasks"] == leg["abandoned"]
        assert row["averageEnqueuedTime"] == pytest.approx(leg["queued_ms"] / leg["enqueued"])
        assert row["serviceLevelThresholdPercentage"] == pytest.approx(100 * leg["in_time"] / leg["accepted"])
        assert row["averageHandledTime"] == pytest.approx(over["connected_ms"] / over["accepted"])
    assert seen == begun.keys() == ended.keys()


def test_queue_statistics_are_nearly_those_of_activities_of_tasks(sim: Simulator) -> None:
    """Activities belong to the interval of their task, so the totals differ by what crosses the ends."""
    document = f"""{{ taskDetails({PERIOD}
        aggregations: [
            {{field: "activities.nodes.id", type: count, name: "connect",
              extFilter: {{activities: {{nodes: {{eventName: {{equals: "connect"}}}}}}}}}},
            {{field: "activities.nodes.id", type: count, name: "connected",
              extFilter: {{activities: {{nodes: {{eventName: {{equals: "connected"}}}}}}}}}},
            {{field: "activities.nodes.id", type: count, name: "parked",
              extFilter: {{activities: {{nodes: {{eventName: {{equals: "parked"}}}}}}}}}}
        ]) {{ tasks {{ activities {{ nodes {{ queueId }} }} aggregation {{ name value }} }} }} }}"""
    found = {
        row["activities"]["nodes"][0]["queueId"]: figures(row)
        for row in searched(sim, document)["taskDetails"]["tasks"]
    }
    for row in rows(sim, QUEUES, START, END):
        task = found[row["queueId"]]
        assert row["totalOfferedTasks"] == pytest.approx(task["connect"], abs=4)
        assert row["totalAcceptedTasks"] == pytest.approx(task["connected"], abs=4)
        assert row["totalEnqueuedTasks"] == pytest.approx(task["parked"], abs=4)


def test_agent_statistics_are_those_of_whole_sessions(sim: Simulator) -> None:
    fields = "agentSessionId agentId agentName teamId teamName startTime endTime"
    found = every(sim, "agentSession", "agentSessions", "", fields, **{"from": END - DAY, "to": END - 9 * HOUR})
    for session in found[:4]:
        names = [name for parts in AGENT_FIELDS.values() for name in parts]
        asked = ", ".join(f'{{field: "channelInfo.{name}", type: sum, name: "{name}"}}' for name in names)
        document = f"""{{ agentSession({PERIOD} aggregations: [{asked}]
            filter: {{agentSessionId: {{equals: "{session["agentSessionId"]}"}}}}) {{
            agentSessions {{ agentId channelInfo {{ channelType }} aggregation {{ name value }} }} }} }}"""
        answer = searched(sim, document, **{"from": END - DAY})["agentSession"]["agentSessions"]
        sums = {row["channelInfo"][0]["channelType"]: figures(row) for row in answer}
        start, end = session["startTime"] // QUARTER * QUARTER, -(-session["endTime"] // QUARTER) * QUARTER
        (row,) = rows(sim, AGENTS, start, end, agentIds=session["agentId"])
        assert (row["agentName"], row["teamId"], row["teamName"]) == (
            session["agentName"],
            session["teamId"],
            session["teamName"],
        )
        for channel in row["channels"]:
            total = {
                title: sum(sums[channel["channelType"]][name] for name in parts)
                for title, parts in AGENT_FIELDS.items()
            }
            assert channel["totalOfferedTasks"] == total["offered"]
            assert channel["totalAcceptedTasks"] == total["connected"]
            assert channel["totalRejectedTasks"] == total["missed"]
            assert channel["totalAssignedTasks"] == total["connected"] + total["missed"]
            assert channel["totalTransferredTasks"] == total["transferred"]
            assert channel["totalEngagedDuration"] == total["engaged"]
            assert channel["totalHoldDuration"] == total["hold"]
            assert channel["totalWrapUpDuration"] == total["wrapup"]
            assert channel["totalAvailableTime"] == total["available"]
            assert channel["totalUnAvailableTime"] == total["idle"]
            handled = total["engaged"] + total["hold"] + total["wrapup"]
            assert channel["averageHandledTime"] == pytest.approx(handled / (total["connected"] or 1))


@pytest.mark.parametrize("is_over", [True, False])
def test_tasks_are_the_records(sim: Simulator, is_over: bool) -> None:
    end = END if is_over else now_ms()
    start = end - HOUR // 2
    fields = """id channelType status createdTime(sort: asc) origin destination direction isOutdial captureRequested
        contactReason contactHandleType lastActivityTime lastAgent { id name } lastQueue { id name }"""
    records = every(sim, "taskDetails", "tasks", "", fields, **{"from": start, "to": end})
    tasks = list(walked(sim, start, end))
    assert [row["id"] for row in tasks] == [row["id"] for row in records]
    moved = 0
    for task, record in zip(tasks, records, strict=True):
        row = task["attributes"]
        assert row["channelType"] == CHANNELS.get(record["channelType"], record["channelType"])
        assert (row["createdTime"], row["origin"], row["destination"]) == (
            record["createdTime"],
            record["origin"],
            record["destination"],
        )
        assert row["direction"] == ("outdial" if record["isOutdial"] else record["direction"])
        assert row.get("captureRequested") == record["captureRequested"]
        assert row.get("reasonCode") == record["contactReason"]
        ended = "abandoned" if record["contactHandleType"] == "abandoned" else "completed"
        # What is going on may have come a step further between the two questions.
        if row["status"] != STATUSES.get(record["status"], ended):
            moved += 1
            continue
        assert row["lastUpdatedTime"] == record["lastActivityTime"]
        assert row["owner"] == {name: value or "" for name, value in record["lastAgent"].items()}
        assert row["queue"] == {name: value or "" for name, value in record["lastQueue"].items()}
    assert moved <= 3


def test_activities_are_the_nodes_of_sessions(sim: Simulator) -> None:
    fields = """agentId agentName agentSessionId userLoginId siteId siteName teamId teamName multiMediaProfileType
        channelInfo { channelId channelType agentPhoneNumber activities(first: 100) { totalCount nodes {
            state startTime endTime taskId isLoginActivity isCurrentActivity
            idleCode { id name } queue { id name } wrapupCode { name } } } }"""
    found = every(sim, "agentSession", "agentSessions", "", fields, **{"from": START - 9 * HOUR})
    nodes: Counter[tuple[object, ...]] = Counter()
    oldest: dict[str, int] = {}
    for session in found:
        for channel in session["channelInfo"]:
            connection = channel["activities"]
            if connection["totalCount"] > len(connection["nodes"]):
                oldest[channel["channelId"]] = connection["nodes"][-1]["startTime"]
            for node in connection["nodes"]:
                nodes[as_row(session, channel, node)] += 1
    activities = []
    for page in range(10):
        activities += rows(sim, ACTIVITIES, END - HOUR, END, page=page, pageSize=1000)
    expected = Counter(
        tuple(row[name] for name in COLUMNS) for row in activities if row["startTime"] > oldest.get(row["channelId"], 0)
    )
    assert len(expected) > 500
    assert all(nodes[row] == count for row, count in expected.items())


COLUMNS = (
    *("agentId", "agentName", "agentSessionId", "agentLogin", "siteId", "siteName", "teamId", "teamName"),
    *("mmProfileType", "channelId", "channelType", "agentDn", "currentState", "startTime", "endTime", "taskId"),
    *("isLogin", "active", "idleCode", "idleCodeName", "queueId", "queueName", "wrapupCodeName"),
)


def as_row(session: Row, channel: Row, node: Row) -> tuple[object, ...]:
    """An activity of a session with the columns of the list of activities."""
    names = ("agentId", "agentName", "agentSessionId", "userLoginId", "siteId", "siteName", "teamId", "teamName")
    texts = (node["idleCode"]["id"], node["idleCode"]["name"], node["queue"]["id"], node["queue"]["name"])
    return (
        *(session[name] for name in (*names, "multiMediaProfileType")),
        *(channel[name] for name in ("channelId", "channelType", "agentPhoneNumber")),
        *(node[name] for name in ("state", "startTime", "endTime")),
        node["taskId"] or "",
        int(node["isLoginActivity"]),
        node["isCurrentActivity"],
        *(text or "" for text in (*texts, node["wrapupCode"]["name"])),
    )
