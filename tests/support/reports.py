# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the reporting endpoints of a simulator whole, for a period that is over."""

from __future__ import annotations

import time
from collections.abc import Iterator

from support.simulator import Row, Simulator

MINUTE = 60_000
QUARTER = 15 * MINUTE
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TASKS, QUEUES, AGENTS, ACTIVITIES = (
    "/v1/tasks",
    "/v1/queues/statistics",
    "/v1/agents/statistics",
    "/v1/agents/activities",
)
ALL = (TASKS, QUEUES, AGENTS, ACTIVITIES)
NOW = int(time.time() * 1000)
# A period that is over, with every contact in it.
END = NOW // HOUR * HOUR - HOUR
START = END - 5 * HOUR


def now_ms() -> int:
    """This moment, for what is going on; NOW is when the tests were loaded."""
    return int(time.time() * 1000)


def rows(sim: Simulator, path: str, start: int, end: int, **query: object) -> list[Row]:
    answer = sim.call("GET", path, params={"from": start, "to": end, **query})
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()["data"]
    return found


def walked(sim: Simulator, start: int, end: int, size: int = 1000, **query: object) -> Iterator[Row]:
    """All tasks of a period, by moving on to the last createdTime."""
    seen: set[str] = set()
    while True:
        page = rows(sim, TASKS, start, end, pageSize=size, **query)
        yield from (row for row in page if row["id"] not in seen)
        seen |= {row["id"] for row in page}
        if len(page) < size:
            return
        start = page[-1]["attributes"]["createdTime"]


def paged(sim: Simulator, start: int, end: int, **query: object) -> Iterator[Row]:
    """All activities of a period."""
    for page in range(10):
        found = rows(sim, ACTIVITIES, start, end, page=page, pageSize=1000, **query)
        yield from found
        if len(found) < 1000:
            return
    raise AssertionError("more than 10,000 activities")
