# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a large week: against a bare loop of the same requests, and whether it is there soon."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from support.project import task
from support.reports import DAY, END

from bench.arms import Request, bench
from bench.measuring import Arms, Figure, Measured, case

QUEUES, AGENTS = 60, 400
LARGEST = 6_000_000


@case(
    "page",
    f"Page of 7 days, {QUEUES} queues, {AGENTS} agents, 0 ms",
    Figure("task with `source: rest`", lambda arm: arm["rest"].task_s, at_most=5, unit="s"),
    Figure("task with `source: rest` : floor", lambda arm: arm["rest"].wall_s / arm["floor"].wall_s),
    Figure("task with `source: auto`", lambda arm: arm["auto"].task_s, at_most=5, unit="s"),
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
        with bench(queues=QUEUES, agents=AGENTS) as at:
            dest = at.folder / "page.html"
            options = {"dest": str(dest), "from": END - 7 * DAY, "to": END, "source": source}
            measured = at.play(task("wxcc_report_page", options)).measured
            if dest.stat().st_size > LARGEST:
                raise RuntimeError(f"the page has {dest.stat().st_size} bytes")
            read = [row for row in at.simulator.requests() if row["method"] == "GET"]
            sent[:] = [("GET", f"{row['path']}?{urlencode(row['query'])}", None) for row in read]
            return measured

    def floor() -> Measured:
        with bench(queues=QUEUES, agents=AGENTS) as at:
            return at.floor([sent])

    yield {"auto": lambda: page("auto"), "rest": lambda: page("rest"), "floor": floor}
