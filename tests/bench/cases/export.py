# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports as files: against a bare loop of the same page requests, and against a file of a tenth of the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from support.project import task
from support.reports import DAY, END

from bench.arms import Request, bench
from bench.measuring import Arms, Figure, Measured, case

WEEKS = 10
PER_DAY = 1450  # ten weeks of them are 101,500 tasks

FIGURES = (
    Figure("task : floor", lambda arm: arm["ten weeks"].wall_s / arm["floor"].wall_s, at_most=1.5),
    Figure("task for ten weeks : task for one", lambda arm: arm["ten weeks"].task_s / arm["week"].task_s, at_most=10.5),
    Figure("memory", lambda arm: arm["ten weeks"].peak_mb, at_most=200, unit="MB"),
)


def weeks(per_day: int) -> Iterator[Arms]:
    """Export a week of tasks and ten weeks, and send the requests of the ten weeks again with nothing around them."""
    with bench(tasks_per_day=per_day) as at:
        sent: list[Request] = []

        def export(count: int) -> Measured:
            dest = at.folder / f"{count}.csv"
            manifest = dest.with_name(f"{dest.name}.manifest.json")
            dest.unlink(missing_ok=True)
            manifest.unlink(missing_ok=True)
            at.simulator.clear_requests()
            start = END - 7 * count * DAY
            options = {"report": "tasks", "from": start, "to": END, "dest": str(dest)}
            measured = at.play(task("wxcc_report_export", options)).measured
            rows, there = json.loads(manifest.read_text())["rows"], at.simulator.traffic(start, END, "tasks")["tasks"]
            if rows != there:
                raise RuntimeError(f"the file has {rows} rows of {there}")
            sent[:] = [
                (row["method"], f"{row['path']}?{urlencode(row['query'])}", None) for row in at.simulator.requests()
            ]
            return measured

        yield {
            "week": lambda: export(1),
            "ten weeks": lambda: export(WEEKS),
            "floor": lambda: at.floor([sent]),
        }


@case("export", f"{7 * WEEKS * PER_DAY:,} tasks as CSV, 0 ms", *FIGURES)
def hundred_thousand() -> Iterator[Arms]:
    """Small enough for every run."""
    yield from weeks(PER_DAY)


@case("million", f"{7 * WEEKS * PER_DAY * 10:,} tasks as CSV, 0 ms", *FIGURES, full=True)
def million() -> Iterator[Arms]:
    """Takes about four minutes."""
    yield from weeks(PER_DAY * 10)
