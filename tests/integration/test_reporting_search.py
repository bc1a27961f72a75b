# SPDX-License-Identifier: GPL-3.0-or-later
"""The search endpoint: the same figures as the REST endpoints, field by field, and queries of one's own."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from support.project import Project, Step, task
from support.reports import AGENTS, DAY, END, HOUR, MINUTE, rows
from support.search import every
from support.simulator import Row, Simulator

START = END - 30 * HOUR
PERIOD = {"from": START, "to": END}
COUNTED = {"parked": "totalEnqueuedTasks", "connect": "totalOfferedTasks", "connected": "totalAcceptedTasks"}
REJECTED = "totalRejectedTasks"
SHIFT = 8 * HOUR


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    return {"tasks_per_day": 1500, "queues": 8, "agents": 30}


def facts(report: str, **options: Any) -> Row:
    """A task that reads a report."""
    return task("wxcc_report_facts", {"report": report, **PERIOD, "max_rows": 100_000, **options})


def search(**options: Any) -> Row:
    """A task with a query of its own."""
    return facts("search", search=options)


def told(step: Step) -> Row:
    """The report of a task that must not have failed."""
    report: Row = step.ok()["ansible_facts"]["wxcc_report"]
    return report


def by(report: Row, *columns: str) -> dict[tuple[Any, ...], Row]:
    """The rows of a report under what tells them apart."""
    found = {tuple(row[column] for column in columns): row for row in report["rows"]}
    assert len(found) == report["row_count"] > 0
    return found


def without(row: Row, *columns: str) -> Row:
    return {name: value for name, value in row.items() if name not in columns}


def test_tasks_and_activities_are_the_same_from_both_sources(project: Project) -> None:
    short = {"from": END - 6 * HOUR}
    tasks, searched, chats, activities, nodes = project.play(
        facts("tasks"),
        facts("tasks", source="search"),
        facts("tasks", source="search", channel_types=["chat", "email"]),
        facts("agent_activities", **short),
        facts("agent_activities", source="search", **short),
    )
    assert told(searched)["rows"] == told(tasks)["rows"] != []
    assert told(searched)["complete"]
    assert told(chats)["rows"] == [row for row in told(tasks)["rows"] if row["channelType"] in ("chat", "email")] != []
    assert (told(tasks)["source"], told(searched)["source"]) == ("rest", "search")
    key = ("startTime", "channelId", "currentState")
    rest, found = by(told(activities), *key), by(told(nodes), *key)
    assert {place: without(row, "reason") for place, row in found.items()} == {
        place: without(row, "reason") for place, row in rest.items()
    }
    assert told(nodes)["missing_fields"] == ["reason"]
    assert (told(activities)["complete"], told(nodes)["complete"]) == (True, False)
    assert "more than two days after its session" in told(nodes)["incomplete_because"][0]


class Offers:
    """What queues did with contacts, counted from the activities: where a contact began, and where it was queued."""

    def __init__(self, sim: Simulator, minutes: int) -> None:
        self._length = minutes * MINUTE
        self.begun: Counter[tuple[str, int, str]] = Counter()
        self.queued: Counter[tuple[str, int, str]] = Counter()
        fields = "createdTime activities(first: 100) { nodes { eventName createdTime queueId } }"
        for contact in every(sim, "taskDetails", "tasks", "", fields, **{"from": START - 3 * HOUR, "to": END}):
            queued = contact["createdTime"]
            for node in reversed(contact["activities"]["nodes"]):
                event, queue = node["eventName"], node["queueId"]
                if event in COUNTED and queue:
                    queued = node["createdTime"] if event == "parked" else queued
                    self._count(self.begun, event, contact["createdTime"], queue)
                    self._count(self.queued, event, queued, queue)

    def _count(self, counts: Counter[tuple[str, int, str]], event: str, time: int, queue: str) -> None:
        if START <= time < END:
            interval = START + (time - START) // self._length * self._length
            counts[COUNTED[event], interval, queue] += 1
            counts[REJECTED, interval, queue] += {"connect": 1, "connected": -1}.get(event, 0)

    def check(self, counts: Counter[tuple[str, int, str]], report: Row, *columns: str) -> None:
        """Compare columns of a report with what was counted."""
        found = {
            (name, row["intervalStartTime"], row["queueId"]): row[name] for row in report["rows"] for name in columns
        }
        expected = {place: count for place, count in counts.items() if place[0] in columns}
        assert {place: count for place, count in found.items() if count} == {
            place: count for place, count in expected.items() if count
        }
        assert all(any(place[0] == name and count for place, count in found.items()) for name in columns)


@pytest.mark.parametrize("interval", [15, 60])
def test_queue_statistics_of_legs_are_those_of_the_rest_endpoint(
    project: Project, sim: Simulator, interval: int
) -> None:
    queue = sim.objects("contact-service-queue")[0]["name"]
    rest, auto, one = project.play(
        facts("queue_statistics", source="rest", interval=interval),
        facts("queue_statistics", interval=interval),
        facts("queue_statistics", interval=interval, queues=[queue]),
    )
    at_the_beginning = ("totalOfferedTasks", REJECTED)
    key = ("intervalStartTime", "queueId", "channelType")
    expected, found = by(told(rest), *key), by(told(auto), *key)
    begun = {place for place, row in found.items() if set(without(row, *key, *at_the_beginning).values()) - {0}}
    assert {place: without(row, *at_the_beginning) for place, row in found.items() if place in expected} == {
        place: without(row, *at_the_beginning) for place, row in expected.items()
    }
    assert begun >= expected.keys()
    offers = Offers(sim, interval)
    offers.check(offers.begun, told(auto), *at_the_beginning)
    offers.check(offers.queued, told(rest), *at_the_beginning)
    assert (told(auto)["source"], told(auto)["missing_fields"], told(auto)["complete"]) == ("search (legs)", [], True)
    assert told(one)["rows"] == [row for row in told(auto)["rows"] if row["queueName"] == queue] != []


def test_without_legs_the_activity_records_tell(tmp_path: Path) -> None:
    with Simulator.start(tasks_per_day=1500, queues=8, agents=30, queue_legs=False) as sim:
        rest, auto = Project(tmp_path, sim).play(
            facts("queue_statistics", source="rest", interval=60), facts("queue_statistics", interval=60)
        )
        offers = Offers(sim, 60)
    counted = (*COUNTED.values(), REJECTED)
    offers.check(offers.begun, told(auto), *counted)
    offers.check(offers.queued, told(rest), *counted)
    missing = {"totalAbandonedTasks", "serviceLevelThresholdPercentage"}
    assert told(auto)["source"] == "search (activities)"
    assert set(told(auto)["missing_fields"]) == missing
    assert {row[column] for row in told(auto)["rows"] for column in missing} == {None}
    assert told(auto)["totals"]["totalAbandonedTasks"] is None


def test_agent_statistics_of_whole_sessions_are_those_of_the_rest_endpoint(project: Project, sim: Simulator) -> None:
    """A session counts where it began, so the sessions of one shift are compared with the time that they took."""
    start = END // DAY * DAY - DAY + SHIFT - HOUR
    (step,) = project.play(
        facts("agent_statistics", source="search", interval=15, **{"from": start, "to": start + 2 * HOUR})
    )
    found = by(told(step), "agentId", "channelType")
    expected = {
        (row["agentId"], channel["channelType"]): channel
        for row in rows(sim, AGENTS, start, start + SHIFT + 3 * HOUR)
        for channel in row["channels"]
        if (row["agentId"], channel["channelType"]) in found
    }
    assert len(expected) == len(found)
    for place, channel in expected.items():
        assert {name: found[place][name] for name in channel} == pytest.approx(channel), place


def test_structured_queries(project: Project, sim: Simulator) -> None:
    count = {"field": "id", "type": "count", "name": "contacts"}
    handled = {**count, "name": "handled", "filter": {"isContactHandled": {"equals": True}}}
    records, groups, filtered, nodes, sessions = project.play(
        search(type="taskDetails", fields=["id", "createdTime", "lastQueue.name"]),
        search(
            type="taskDetails", fields=["channelType"], aggregations=[count, handled], interval="DAILY"
        ),
        search(
            type="taskDetails", fields=["id", "channelType"],
            filter={"or": [{"channelType": {"equals": "chat"}}, {"channelType": {"equals": "email"}}]},
        ),
        search(type="taskDetails", fields=["id", "activities.nodes.eventName", "activities.nodes.createdTime"]),
        search(type="agentSession", fields=["agentName", "channelInfo.channelType", "channelInfo.currentState"]),
    )  # fmt: skip
    total = sim.traffic(START, END)["tasks"]
    found = told(records)
    assert found["columns"] == ["id", "createdTime", "createdTimeRfc3339", "lastQueue.name"]
    assert len({row["id"] for row in found["rows"]}) == found["row_count"] == total
    assert [row["createdTime"] for row in found["rows"]] == sorted(row["createdTime"] for row in found["rows"])
    assert found["complete"]

    grouped = told(groups)
    assert grouped["columns"] == [
        "intervalStartTime", "intervalStartTimeRfc3339", "channelType", "contacts", "handled",
    ]  # fmt: skip
    assert grouped["totals"]["contacts"] == total > grouped["totals"]["handled"] > 0
    assert {row["intervalStartTimeRfc3339"][10:] for row in grouped["rows"]} == {"T00:00:00.000Z"}

    chats = sum(row["contacts"] for row in grouped["rows"] if row["channelType"] in ("chat", "email"))
    assert told(filtered)["row_count"] == chats
    events = Counter(row["activities.nodes.eventName"] for row in told(nodes)["rows"])
    assert events["new"] == total
    assert {row["channelInfo.channelType"] for row in told(sessions)["rows"]} >= {"telephony", "chat"}


DOCUMENT = """
query ($from: Long!, $to: Long!, $cursor: String, $kind: TaskDetailsFilters) {
  # all contacts, with the queue
  taskDetails(from: $from, to: $to, filter: $kind, pagination: {cursor: $cursor}) {
    tasks { id createdTime lastQueue { name } WRONG }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def test_a_document_as_facts_and_as_a_file(project: Project, sim: Simulator) -> None:
    good = {"document": DOCUMENT.replace("WRONG", ""), "variables": {"kind": {"channelType": {"equals": "telephony"}}}}
    exported = {"report": "search", **PERIOD, "search": good, "dest": str(project.folder / "calls.csv")}
    nodes = "activities(first: 100) { TOTAL nodes { eventName } }"
    read, written, chosen, unknown, counted, uncounted = project.play(
        search(**good),
        task("wxcc_report_export", exported),
        task("wxcc_report_export", exported | {"dest": f"{project.folder}/few.csv", "columns": ["lastQueue.name"]}),
        task("wxcc_report_export", exported | {"dest": f"{project.folder}/no.csv", "columns": ["lastQueue.nam"]}),
        search(document=DOCUMENT.replace("WRONG", nodes.replace("TOTAL", "totalCount"))),
        search(document=DOCUMENT.replace("WRONG", nodes.replace("TOTAL", ""))),
    )
    report = told(read)
    calls = report["rows"]
    assert report["columns"] == ["id", "createdTime", "createdTimeRfc3339", "lastQueue.name"]
    assert 0 < len(calls) < sim.traffic(START, END)["tasks"]
    with (project.folder / "calls.csv").open(newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [row["id"] for row in calls]
    assert written.ok()["manifest"]["columns"] == report["columns"]
    assert (project.folder / "few.csv").read_text().splitlines()[0] == "lastQueue.name"
    assert chosen.ok()["manifest"]["rows"] == len(calls)
    assert 'columns: "lastQueue.nam" is unknown. Did you mean "lastQueue.name"' in unknown.failure()
    assert not (project.folder / "no.csv").exists()
    assert told(counted)["complete"]
    assert told(counted)["rows"] == told(uncounted)["rows"]
    assert "select totalCount beside nodes" in told(uncounted)["incomplete_because"][0]


def test_what_the_service_has_against_a_query_is_told_with_its_place(project: Project, sim: Simulator) -> None:
    wrong, syntax, field, kind = project.play(
        search(document=DOCUMENT),
        search(document=DOCUMENT.replace("WRONG", "{")),
        search(type="taskDetails", fields=["id", "queName"]),
        search(type="taskDetails", aggregations=[{"field": "status", "type": "sum", "name": "n"}]),
    )
    assert "(line 5, column 47)" in told_failure(wrong)
    assert "WRONG" in told_failure(wrong)
    assert syntax.requests == []
    assert told_failure(syntax).startswith('search: document: line 5, column 47: expected a name, not "{"')
    assert "queName" in told_failure(field)
    assert "POST /search: 400" in told_failure(kind)


def told_failure(step: Step) -> str:
    """The message of a task that must have failed, without facts."""
    assert "ansible_facts" not in step.result
    return step.failure()


ERRORS = {"data": None, "errors": [{"message": "Exception while reading", "locations": [{"line": 1, "column": 9}]}]}


def test_an_error_inside_a_200_and_a_429_are_never_no_data(project: Project, sim: Simulator) -> None:
    query = search(type="taskDetails", fields=["id"])
    brief = facts("search", search={"type": "taskDetails", "fields": ["id"]}, retry_timeout=1)
    faults: list[tuple[Row, str]] = [
        ({"status": 200, "body": json.dumps(ERRORS)}, "POST /search: 200: Exception while reading (line 1, column 9)"),
        ({"status": 400, "body": json.dumps(ERRORS)}, "POST /search: 400: Exception while reading (line 1, column 9)"),
        ({"status": 200, "body": json.dumps({"data": None})}, "POST /search: the answer has no data"),
        ({"status": 200, "body": json.dumps({"data": {"taskDetails": None}})}, "not one list of records with pageInfo"),
        ({"status": 429, "headers": {"Retry-After": "1"}}, "POST /search: 429"),
        ({"status": 503}, "POST /search: 503"),
    ]  # fmt: skip
    for fault, words in faults:
        sim.fault(method="POST", path="/search", times=None, **fault)
        (step,) = project.play(brief)
        sim.clear_faults()
        assert words in told_failure(step)
    for fault in ({"status": 429, "headers": {"Retry-After": "1"}}, {"status": 503}, {"drop": "middle"}):
        sim.fault(method="POST", path="/search", times=1, **fault)
    (step,) = project.play(query)
    assert told(step)["row_count"] == sim.traffic(START, END)["tasks"]
