# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a report page are those of the export of the same period, read in Chromium from the page's tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.browser import Opener, cells, shoot
from support.playbook import run_playbook
from support.project import task
from support.simulator import Simulator

SOURCES = ("rest", "search")


@dataclass(frozen=True)
class Report:
    """A page that the module wrote of a simulated day, and the exports of that day."""

    path: Path
    queues: list[dict[str, str]]
    agents: list[dict[str, str]]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """One of each source, written by a playbook, as users do it."""
    folder = tmp_path_factory.mktemp("report")
    day = {"from": "2026-11-17", "to": "2026-11-18", "timezone": "Europe/Berlin"}
    names = ("queue_statistics", "agent_statistics")
    tasks = []
    for source in SOURCES:
        asked = {**day, "source": source}
        tasks.append(task("wxcc_report_page", {**asked, "title": "Acme", "dest": f"{folder}/{source}.html"}))
        for name in names:
            dest = f"{folder}/{name}-{source}.csv"
            tasks.append(task("wxcc_report_export", {**asked, "report": name, "interval": 30, "dest": dest}))
    with Simulator.start(orgs=1, queues=14, agents=24, tasks_per_day=900) as simulator:
        access = {"WXCC_API_URL": simulator.url, "WXCC_ACCESS_TOKEN": simulator.orgs[0].access_token}
        run = run_playbook(tasks, folder, variables=access)
    assert run.code == 0, run.output

    def rows(name: str, source: str) -> list[dict[str, str]]:
        return list(csv.DictReader((folder / f"{name}-{source}.csv").read_text(encoding="utf-8").splitlines()))

    return {source: Report(folder / f"{source}.html", *(rows(name, source) for name in names)) for source in SOURCES}


@pytest.fixture(params=SOURCES)
def report(request: pytest.FixtureRequest, simulated: dict[str, Report]) -> Report:
    """Each of them."""
    return simulated[request.param]


def seconds(text: str) -> float | None:
    return None if text == "\N{EN DASH}" else float(text)


def average(rows: list[dict[str, str]], field: str, weight: str) -> float | None:
    known = [(float(row[field]), int(row[weight])) for row in rows if row[field] and int(row[weight] or 0)]
    total = sum(weight for _value, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


def expected(rows: list[dict[str, str]]) -> list[float | None]:
    """The figures of a table's row: three counts, percent, percent, seconds, seconds."""
    counts = ("totalOfferedTasks", "totalAcceptedTasks", "totalAbandonedTasks")
    wait = average(rows, "averageEnqueuedTime", "totalEnqueuedTasks")
    handle = average(rows, "averageHandledTime", "totalAcceptedTasks")
    offered, accepted, abandoned = (float(sum(int(row[name] or 0) for row in rows)) for name in counts)
    return [
        *(offered, accepted, abandoned),
        100 * abandoned / (accepted + abandoned) if accepted + abandoned else None,
        average(rows, "serviceLevelThresholdPercentage", "totalAcceptedTasks"),
        None if wait is None else wait / 1000,
        None if handle is None else handle / 1000,
    ]


def same(shown: list[str], rows: list[dict[str, str]]) -> bool:
    return [seconds(text) for text in shown[:7]] == [
        None if value is None else pytest.approx(value, abs=0.006) for value in expected(rows)
    ]


def grouped(rows: list[dict[str, str]], *names: str) -> dict[tuple[str, ...], list[dict[str, str]]]:
    groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def test_figures_are_those_of_the_export(opened: Opener, report: Report) -> None:
    tab = opened(report.path)
    shoot(tab, f"simulated-{report.path.stem}")
    by_queue = grouped(report.queues, "queueName")
    queues = {row[0]: row[1:] for row in cells(tab, "queues")}
    assert set(queues) == {name for (name,) in by_queue}
    assert [name for (name,), rows in by_queue.items() if not same(queues[name], rows)] == []

    by_channel = grouped(report.queues, "channelType")
    channels = {row[0]: row[1:] for row in cells(tab, "channels")}
    assert set(channels) == {name for (name,) in by_channel}
    assert [name for (name,), rows in by_channel.items() if not same(channels[name], rows)] == []

    by_time = grouped(report.queues, "intervalStartTime")
    intervals = tab.evaluate("JSON.parse(document.getElementById('data').textContent).axis.starts")
    shown = cells(tab, "intervals")
    assert len(shown) == len(intervals) == 48
    wrong = [
        row for start, row in zip(intervals, shown, strict=True) if not same(row[1:], by_time.get((str(start),), []))
    ]
    assert wrong == []

    details = cells(tab, "details")
    by_both = grouped(report.queues, "intervalStartTime", "queueName")
    times = {row[0]: str(start) for start, row in zip(intervals, shown, strict=True)}
    assert len(details) >= 300
    assert [row for row in details if not same(row[2:], by_both[times[row[0]], row[1]])] == []


def test_agents_are_those_of_the_export(opened: Opener, report: Report) -> None:
    tab = opened(report.path)
    by_agent = grouped(report.agents, "agentName")
    shown = {row[0]: row[1:] for row in cells(tab, "agents")}
    assert set(shown) == {name for (name,) in by_agent}
    for (name,), rows in by_agent.items():
        team, offered, accepted, rejected, *times, handle, occupancy = shown[name]
        total = {field: sum(int(row[field] or 0) for row in rows) for field in rows[0] if field.startswith("total")}
        longest: dict[tuple[str, str], int] = defaultdict(int)
        for row in rows:
            for field in ("totalAvailableTime", "totalUnAvailableTime"):
                key = (field, row["intervalStartTime"])
                longest[key] = max(longest[key], int(row[field]))
        assert team == rows[0]["teamName"]
        assert [offered, accepted, rejected] == [
            str(total[f"total{word}Tasks"]) for word in ("Offered", "Accepted", "Rejected")
        ]
        assert [float(time) * 1000 for time in times] == [
            pytest.approx(value, abs=1)
            for value in (
                sum(time for (field, _start), time in longest.items() if field == "totalAvailableTime"),
                sum(time for (field, _start), time in longest.items() if field == "totalUnAvailableTime"),
                total["totalEngagedDuration"] + total["totalHoldDuration"],
                total["totalWrapUpDuration"],
            )
        ]
        busy, available = float(times[2]) + float(times[3]), float(times[0])
        assert seconds(handle) == (pytest.approx(busy / int(accepted), abs=0.01) if int(accepted) else None)
        assert seconds(occupancy) == pytest.approx(100 * busy / (busy + available), abs=0.006)


def test_longest_waits_are_those_of_the_search_endpoint_only(opened: Opener, report: Report) -> None:
    tab = opened(report.path)
    by_search = report.path.stem == "search"
    expect(tab.locator(".tiles dt", has_text="Longest wait")).to_have_count(int(by_search))
    if by_search:
        for row in cells(tab, "queues"):
            assert float(row[8]) >= float(row[6])
