# SPDX-License-Identifier: GPL-3.0-or-later
"""Write where a supervisor must act: the queues with most missed contacts, and their worst intervals."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final

from ..comparing import difference
from ..figures.figures import Figures, Group
from ..tables import Column, counts, names, notes, shares, table, times
from ..wording import count
from .figure_tables import Context, leveled
from .parts import Page

MOST_ROWS: Final = 10
MOST_INTERVALS: Final = 3
LEAST: Final = 0.5
"""An estimate of less than half a contact counts as none."""


def act(page: Page) -> None:
    """Write the section on missed contacts, if the source has them."""
    figures, context = page.figures, page.context
    if not context.missed:
        return
    total = figures.every.total
    if total.missed < LEAST:
        page.section("act", "Where to act", f"<p>No contact was {context.missed}.</p>")
        return
    queues = sum(queue.total.missed >= LEAST for queue in figures.queues)
    page.section(
        "act",
        "Where to act",
        f"<p>{count(round(total.missed), 'contact was', 'contacts were')} missed in {count(queues, 'queue')}:"
        f" {context.missed}.</p>",
        page.switch(),
        page.bars("missed", "Missed contacts", "contacts", _whole_missed, series="abandoned"),
        _table(figures, context),
    )


def worst_intervals(queue: Group) -> list[int]:
    """Return the numbers of the few intervals in which a queue missed most contacts, the worst first."""
    ranked = sorted(range(len(queue.intervals)), key=lambda number: (-round(queue.intervals[number].missed, 6), number))
    return [number for number in ranked[:MOST_INTERVALS] if queue.intervals[number].missed >= LEAST]


def _table(figures: Figures, context: Context) -> str:
    first = [queue for queue in figures.queues[:MOST_ROWS] if queue.total.missed >= LEAST]
    every: list[tuple[str, Column, Any]] = [
        ("abandoned", shares("Abandon rate"), attrgetter("abandoned_share")),
        ("level", shares("Service level"), lambda total: leveled(total.level.value, context)),
        ("wait", times("Average wait"), attrgetter("wait.value")),
    ]
    chosen = [
        (column, value)
        for name, column, value in every
        if context.knows(name) and (name != "abandoned" or context.knows("accepted"))
    ]
    values = [value for _column, value in chosen]
    rows = [
        [
            queue.name,
            round(queue.total.missed),
            _worst(queue, figures, context),
            *(value(queue.total) for value in values),
        ]
        for queue in first
    ]
    if before := context.before:
        for cells, queue in zip(rows, first, strict=True):
            cells.insert(3, difference("missed", queue.total.missed, before.missed(queue.key)))
    columns = [
        names("Queue"),
        counts("Missed"),
        notes(f"Worst {_intervals(figures)}: missed of contacts"),
        *([names("Missed, than before")] if before else []),
        *(column for column, _value in chosen),
    ]
    caption = f"Where to act: {count(len(rows), 'queue')} with most missed contacts"
    return table("act", caption, columns, rows)


def _worst(queue: Group, figures: Figures, context: Context) -> list[str]:
    return [
        f"{context.clock.brief(figures.grid, number)} ({round(interval.missed):,} of {max(interval.ended, 1):,})"
        for number in worst_intervals(queue)
        for interval in (queue.intervals[number],)
    ]


def _intervals(figures: Figures) -> str:
    if figures.grid.in_days:
        return "days"
    minutes = figures.grid.length(0) // 60_000
    return {15: "quarter hours", 30: "half hours", 60: "hours"}.get(minutes, "intervals")


def _whole_missed(queue: Group) -> float:
    return round(queue.total.missed)
