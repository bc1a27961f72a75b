# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports by playbooks, held against what the simulator counts and against requests of our own."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import stat
from collections import Counter
from datetime import datetime, timedelta, timezone
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from support.project import Project, task
from support.reports import ACTIVITIES, DAY, END, HOUR, QUEUES, TASKS, paged, rows, walked
from support.simulator import Row, Simulator

START = END - 30 * HOUR
PERIOD = {"from": START, "to": END}


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    return {"tasks_per_day": 1500, "queues": 8, "agents": 30}


def export(project: Project, name: str, report: str = "tasks", /, **options: Any) -> Row:
    """A task that writes a report into a file of the folder."""
    given = {"report": report, **PERIOD, "dest": str(project.folder / name), **options}
    return task("wxcc_report_export", given)


def facts(report: str, **options: Any) -> Row:
    """A task that reads a report."""
    return task("wxcc_report_facts", {"report": report, **PERIOD, **options})


def told(step: Any) -> Row:
    """The report of a task that must not have failed."""
    report: Row = step.ok()["ansible_facts"]["wxcc_report"]
    return report


def lines(path: Path) -> list[Row]:
    """The rows of a file."""
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
    if ".csv" in path.name:
        return list(csv.DictReader(text.splitlines()))
    return [json.loads(line) for line in text.splitlines()]


def test_a_file_holds_every_contact_once_and_says_so(project: Project, sim: Simulator) -> None:
    columns = ["createdTime", "createdTimeRfc3339", "id", "ownerName", "captureRequested"]
    first, again, packed, chosen, forced, checked = project.play(
        export(project, "tasks.csv"),
        export(project, "tasks.csv"),
        export(project, "tasks.jsonl.gz", channel_types=["chat"], queues=["Web chat"]),
        export(project, "few.csv", columns=columns, timezone="Asia/Kolkata"),
        export(project, "tasks.csv", force=True),
        {**export(project, "no.csv"), "check_mode": True},
    )
    expected = list(walked(sim, START, END))
    found = lines(project.folder / "tasks.csv")
    assert len(expected) == sim.traffic(START, END)["tasks"]
    assert [row["id"] for row in found] == [row["id"] for row in expected]
    for row, contact in zip(found, expected, strict=True):
        attributes = contact["attributes"]
        assert row["ownerId"] == attributes["owner"]["id"]
        assert row["queueName"] == attributes["queue"]["name"]
        assert row["status"] == attributes["status"]
        assert int(row["createdTime"]) == attributes["createdTime"]
        moment = datetime.fromtimestamp(attributes["createdTime"] / 1000, timezone.utc)
        assert datetime.fromisoformat(row["createdTimeRfc3339"].replace("Z", "+00:00")) == moment
    manifest = first.ok()["manifest"]
    data = (project.folder / "tasks.csv").read_bytes()
    assert manifest["sha256"] == hashlib.sha256(data).hexdigest()
    assert (manifest["rows"], manifest["complete"], manifest["source"]) == (len(expected), True, "rest")
    assert json.loads((project.folder / "tasks.csv.manifest.json").read_text()) == forced.ok()["manifest"]
    assert first.ok()["changed"]
    assert (again.ok()["changed"], again.requests, again.ok()["manifest"]) == (False, [], manifest)
    assert forced.ok()["changed"]
    assert forced.ok()["manifest"]["sha256"] == manifest["sha256"]
    assert packed.ok()["manifest"]["rows"] == len(lines(project.folder / "tasks.jsonl.gz"))
    wanted = [row["id"] for row in expected if row["attributes"]["queue"]["name"] == "Web chat"]
    assert [row["id"] for row in lines(project.folder / "tasks.jsonl.gz")] == wanted != []
    assert chosen.ok()["manifest"]["columns"] == columns
    assert list(lines(project.folder / "few.csv")[0]) == columns
    assert lines(project.folder / "few.csv")[0]["createdTimeRfc3339"].endswith("+05:30")
    assert (checked.ok()["changed"], checked.requests) == (True, [])
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in project.folder.iterdir() if path.is_file()}
    for name in ("playbook.yml", "results.jsonl"):
        files.pop(name, None)
    assert files == {
        name + more: 0o600 for name in ("tasks.csv", "tasks.jsonl.gz", "few.csv") for more in ("", ".manifest.json")
    }


def test_facts_are_the_answers_of_the_service(project: Project, sim: Simulator) -> None:
    tasks, queues, agents, activities, too_many = project.play(
        facts("tasks"),
        facts("queue_statistics", source="rest"),
        facts("agent_statistics", source="rest", interval=30),
        facts("agent_activities", **{"from": END - 5 * HOUR}),
        facts("tasks", max_rows=100),
    )
    report = told(tasks)
    assert report["row_count"] == len(report["rows"]) == sim.traffic(START, END)["tasks"]
    assert report["totals"]["status"] == dict(Counter(row["status"] for row in report["rows"]))
    assert report["period"]["from_ms"] == START
    assert (report["complete"], report["requests"]) == (True, len(tasks.requests))

    report = told(queues)
    windows = [(START, START + 12 * HOUR), (START + 12 * HOUR, START + 24 * HOUR), (START + 24 * HOUR, END)]
    expected = [row for start, end in windows for row in rows(sim, QUEUES, start, end, interval=60)]
    assert [without_texts(row) for row in report["rows"]] == expected
    assert report["totals"]["totalAbandonedTasks"] == sum(row["totalAbandonedTasks"] for row in expected) > 0

    report = told(agents)
    assert report["row_count"] > 0
    assert report["totals"]["totalOfferedTasks"] == sum(row["totalOfferedTasks"] for row in report["rows"])
    assert "totalUnAvailableTime" not in report["totals"]

    report = told(activities)
    expected = list(paged(sim, END - 5 * HOUR, END))
    assert [without_texts(row) for row in report["rows"]] == [
        {name: None if value == "" else value for name, value in row.items()} for row in expected
    ]
    assert "wxcc_report_export" in too_many.refusal()
    assert "ansible_facts" not in too_many.result


def without_texts(row: Row) -> Row:
    """A row with the columns of the API only."""
    return {name: value for name, value in row.items() if not name.endswith("Rfc3339")}


def test_a_report_leaves_no_facts_where_that_is_asked_and_async_is_refused(project: Project, sim: Simulator) -> None:
    report = {"report": "tasks", **PERIOD}
    kept, left, background = project.play(
        task("wxcc_report_facts", report),
        task("wxcc_report_facts", {**report, "as_facts": False}),
        task("wxcc_report_facts", report, **{"async": 60}),
    )
    assert "ansible_facts" not in left.ok()
    mine, theirs = ({**each, "requests": 0} for each in (left.result["wxcc_report"], told(kept)))
    assert mine == theirs
    assert (mine["period"]["from_ms"], mine["period"]["to_ms"]) == (PERIOD["from"], PERIOD["to"])
    assert "async" in background.refusal()


def test_names_find_their_ids_and_wrong_ones_say_which_are_close(project: Project, sim: Simulator) -> None:
    user = sim.objects("user")[0]
    name = f"{user['firstName']} {user['lastName']}"
    today = datetime.now(timezone.utc).date()
    by_name, by_mail, wrong, wrong_kind, by_date = project.play(
        facts("agent_activities", **{"from": END - 10 * HOUR}, agents=[name]),
        facts("agent_activities", **{"from": END - 10 * HOUR}, agents=[user["email"].upper()], teams=["Team-1"]),
        facts("queue_statistics", source="rest", queues=["Salse", "Support"]),
        facts("agent_statistics", source="rest", teams=["Nobody at all"]),
        facts("tasks", **{"from": today - timedelta(days=2), "to": "+1d"}),  # as YAML reads a date without quotes
    )
    assert told(by_date)["period"]["from"] == f"{today - timedelta(days=2)}T00:00:00Z"
    for step in (by_name, by_mail):
        assert {row["agentId"] for row in told(step)["rows"]} <= {user["id"]}
    assert by_name.reads[0] == "v2/user"
    assert 'queues: no queue is called "Salse". Did you mean "Sales" or "Sales 2"?' in wrong.refusal()
    assert 'teams: no team is called "Nobody at all"' in wrong_kind.refusal()
    assert set(wrong.reads) == {"v2/contact-service-queue"}


FAULTS: dict[str, Row] = {
    "429": {"status": 429, "headers": {"Retry-After": "1"}},
    "503": {"status": 503},
    "cut off": {"drop": "middle"},
    "dropped": {"drop": "before"},
    "a page of a gateway": {"status": 200, "body": "<html><title>Please sign in</title></html>"},
    "half of the JSON": {"status": 200, "body": '{"meta": {}, "data": [{"id": '},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_in_the_middle_costs_no_row(project: Project, sim: Simulator, fault: Row) -> None:
    sim.fault(method="GET", path=TASKS, times=2, **fault)
    (step,) = project.play(export(project, "tasks.csv"))
    assert step.ok()["manifest"]["rows"] == sim.traffic(START, END)["tasks"]
    found = [row["id"] for row in lines(project.folder / "tasks.csv")]
    assert len(set(found)) == len(found) == step.ok()["manifest"]["rows"]


LASTING: dict[str, tuple[Row, str]] = {
    "429": ({"status": 429, "headers": {"Retry-After": "1"}}, "GET /v1/tasks: 429"),
    "503": ({"status": 503}, "GET /v1/tasks: 503"),
    "no JSON": ({"status": 200, "body": "<html><title>Please sign in</title></html>"}, "is not JSON but says: Please"),
    "no rows": ({"status": 200, "body": '{"meta": {}}'}, "the answer has no list of rows"),
    "403": ({"status": 403}, "GET /v1/tasks: 403"),
}  # fmt: skip


def test_a_fault_that_lasts_is_an_error_and_never_no_data(project: Project, sim: Simulator) -> None:
    """The export leaves no file, and goes on where it was as soon as the service is back."""
    for fault, words in LASTING.values():
        sim.fault(method="GET", path=TASKS, times=None, **fault)
        exported, read = project.play(export(project, "tasks.csv", retry_timeout=1), facts("tasks", retry_timeout=1))
        sim.clear_faults()
        for step in (exported, read):
            assert words in step.refusal()
            assert "ansible_facts" not in step.result
        assert not (project.folder / "tasks.csv").exists()
        assert (project.folder / "tasks.csv.checkpoint").exists()
    (step,) = project.play(export(project, "tasks.csv"))
    assert step.ok()["manifest"]["rows"] == sim.traffic(START, END)["tasks"]


def test_a_week_of_250_queues_takes_no_more_requests_than_needed(tmp_path: Path) -> None:
    start, end = END - 7 * DAY, END
    with Simulator.start(tasks_per_day=1000, queues=250, agents=30) as sim:
        ids = sorted(row["id"] for row in sim.objects("contact-service-queue"))[:250]
        (step,) = Project(tmp_path, sim).play(
            facts("queue_statistics", source="rest", queues=ids, max_rows=1_000_000, **{"from": start, "to": end})
        )
        expected: list[Row] = []
        for number in range(14):
            expected += rows(sim, QUEUES, start + number * DAY // 2, start + (number + 1) * DAY // 2, interval=60)
    wanted = [row for row in expected if row["queueId"] in set(ids)]
    place = itemgetter("intervalStartTime", "queueId")
    assert len(ids) == 250
    assert sorted(map(without_texts, told(step)["rows"]), key=place) == sorted(wanted, key=place)
    assert [row["path"] for row in step.requests] == [QUEUES] * 24  # 23 hours at a time, 100 queues at a time


def test_all_of_35_000_activities_in_an_hour(tmp_path: Path) -> None:
    start = END // DAY * DAY - 2 * DAY + 12 * HOUR
    with Simulator.start(tasks_per_day=150_000, queues=4, agents=2000) as sim:
        project = Project(tmp_path, sim)
        (step,) = project.play(export(project, "a.jsonl", "agent_activities", to=start + HOUR, **{"from": start}))
        count = sim.traffic(start, start + HOUR, "activities")["activities"]
    found = lines(tmp_path / "a.jsonl")
    assert count >= 35_000
    assert len(found) == count == len({json.dumps(row, sort_keys=True) for row in found})
    assert all(start <= row["startTime"] < start + HOUR for row in found)
    assert [row["startTime"] for row in found] == sorted(row["startTime"] for row in found)
    assert step.ok()["manifest"]["complete"]
    assert {row["path"] for row in step.requests} == {ACTIVITIES}


def test_a_year_of_contacts(tmp_path: Path) -> None:
    start = END - 364 * DAY
    with Simulator.start(tasks_per_day=80, queues=4, agents=10) as sim:
        project = Project(tmp_path, sim)
        (step,) = project.play(export(project, "year.jsonl.gz", **{"from": start}))
        count = sim.traffic(start, END, "tasks")["tasks"]
    ids = [row["id"] for row in lines(tmp_path / "year.jsonl.gz")]
    assert len(ids) == len(set(ids)) == count > 25_000
    assert len(step.requests) == 64  # one for each part
