# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a large week: against a bare loop of the same requests, and whether it is there soon."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from support.project import task
from support.reports import DAY, END
from support.search import COUNT, tasks
from support.simulator import Row

from bench.arms import Bench, Request, bench
from bench.measuring import Arms, Figure, Measured, case

QUEUES, AGENTS = 60, 400
LARGEST = 6_000_000


@contextmanager
def _awake() -> Iterator[Bench]:
    """Give a simulator that has started the processes which count reports, as those of a service are there already.

    Of the week that is measured it has nothing at hand.
    """
    days = [END - number * DAY for number in range(30, 30 + (os.cpu_count() or 1))]
    with bench(queues=QUEUES, agents=AGENTS) as at, ThreadPoolExecutor() as threads:

        def count(day: int) -> list[Row]:
            return tasks(at.simulator, COUNT, "aggregation { value }", **{"from": day, "to": day + DAY})

        list(threads.map(count, days))
        yield at


@case(
    "page",
    f"Page of 7 days, {QUEUES} queues, {AGENTS} agents, 0 ms",
    Figure("module with `source: rest`", lambda arm: arm["rest"].module_s, at_most=5, unit="s"),
    Figure("task with `source: rest`", lambda arm: arm["rest"].task_s, unit="s"),
    Figure("task with `source: rest` : floor", lambda arm: arm["rest"].wall_s / arm["floor"].wall_s),
    Figure("module with `source: auto`", lambda arm: arm["auto"].module_s, at_most=5, unit="s"),
    Figure("task with `source: auto`", lambda arm: arm["auto"].task_s, unit="s"),
    Figure("task with `source: auto` : floor", lambda arm: arm["auto"].wall_s / arm["floor"].wall_s),
    Figure(
        "processor time with `source: auto`, the start of Ansible included",
        lambda arm: arm["auto"].processor_s,
        at_most=5,
        unit="s",
    ),
    Figure("memory", lambda arm: max(arm["rest"].peak_mb, arm["auto"].peak_mb), unit="MB"),
)
def week() -> Iterator[Arms]:
    """Each in a simulator of its own, which would have the contacts of a week at hand the second time."""
    sent: list[Request] = []

    def page(source: str) -> Measured:
        with _awake() as at:
            dest = at.folder / "page.html"
            options = {"dest": str(dest), "from": END - 7 * DAY, "to": END, "source": source}
            measured = at.play(task("wxcc_report_page", options)).measured
            if dest.stat().st_size > LARGEST:
                raise RuntimeError(f"the page has {dest.stat().st_size} bytes")
            read = [row for row in at.simulator.requests() if row["method"] == "GET"]
            sent[:] = [("GET", f"{row['path']}?{urlencode(row['query'])}", None) for row in read]
            return measured

    def floor() -> Measured:
        with _awake() as at:
            return at.floor([sent])

    yield {"auto": lambda: page("auto"), "rest": lambda: page("rest"), "floor": floor}
