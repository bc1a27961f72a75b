# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the sentences at the top of a page: totals, the busiest and the worst times, the worst queues."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ..comparing import Before, difference, than_before
from ..figures.contacts import Contacts
from ..figures.figures import Figures, Group
from ..figures.grid import Clock
from ..wording import FIELDS, count, meets, percent, spoken, verdict

FEW: Final = 5
"""An average of fewer contacts is not enough to call an interval or a queue the worst."""


def sentences(
    figures: Figures, clock: Clock, target: float, missing: Iterable[str], before: Before | None = None
) -> list[str]:
    """Return what a supervisor must know first; each figure has its difference from the period before."""
    known = {name for name, field in FIELDS.items() if field not in set(missing)}
    if not figures.queues:
        return []
    lines = [_overall(figures.every.total, target, known)]
    if before:
        lines.append(_compared(figures.every.total, known, before))
    lines += _intervals(figures, clock, known, before)
    if "level" in known:
        lines += _queues(figures.queues, target, before)
    return [sentence for sentence in lines if sentence]


def _overall(total: Contacts, target: float, known: set[str]) -> str:
    counted = [f"{getattr(total, name):,} {name}" for name in ("offered", "accepted", "abandoned") if name in known]
    text = f"Contacts: {', '.join(counted)}" if counted else ""
    level = total.level.value
    if "level" in known and level is not None:
        text += f". Service level: {percent(level)}, which {verdict(level, target)}"
    return f"{text.removeprefix('. ')}." if text else ""


def _compared(total: Contacts, known: set[str], before: Before) -> str:
    named = {"offered": "offered", "accepted": "accepted", "abandoned": "abandoned", "level": "service level"}
    named |= {"wait": "average wait", "handle": "average handle time"}
    parts = [
        f"{words} {change}"
        for name, words in named.items()
        if name in known and (change := difference(name, total.figure(name), before.figure(name)))
    ]
    return f"Compared with {before.name}: {', '.join(parts)}." if parts else ""


def _intervals(figures: Figures, clock: Clock, known: set[str], before: Before | None) -> list[str]:
    grid, intervals = figures.grid, figures.every.intervals
    lines = []

    def best(rank: Callable[[Contacts], float]) -> int | None:
        number = max(range(len(grid)), key=lambda index: rank(intervals[index]))
        return number if rank(intervals[number]) > 0 else None

    def than(number: int, name: str) -> str:
        return (
            than_before(name, intervals[number].figure(name), before.interval(figures, number, name)) if before else ""
        )

    if "offered" in known and (number := best(lambda each: each.offered)) is not None:
        busiest = intervals[number]
        lines.append(
            f"Busiest {clock.span(grid, number)}: {count(busiest.offered, 'contact')} offered{than(number, 'offered')},"
            f" {busiest.accepted:,} accepted{than(number, 'accepted')}."
        )
    if "abandoned" in known and (number := best(lambda each: each.missed)) is not None:
        lines.append(f"Worst {clock.span(grid, number)}: {_why_worst(number, intervals[number], known, than)}.")
    if "wait" in known:
        number = best(lambda each: (each.wait.value or 0) if each.wait.weight >= FEW else 0)
        if number is not None:
            wait = spoken(intervals[number].wait.value or 0)
            lines.append(f"Longest average wait {clock.span(grid, number)}: {wait}{than(number, 'wait')}.")
    return lines


def _why_worst(number: int, contacts: Contacts, known: set[str], than: Callable[[int, str], str]) -> str:
    text = f"{contacts.abandoned:,} of {count(contacts.ended, 'contact')} abandoned{than(number, 'abandoned')}"
    if "level" in known and contacts.level.value is not None:
        text += f", service level {percent(contacts.level.value)}{than(number, 'level')}"
    if "wait" in known and contacts.wait.value is not None:
        text += f", average wait {spoken(contacts.wait.value)}{than(number, 'wait')}"
    return text


def _queues(queues: list[Group], target: float, before: Before | None) -> list[str]:
    judged, below = _judged(queues, target)
    if not judged:
        return []
    if not below:
        return [f"Every queue with {FEW} accepted contacts or more met the target of {target:g}%."]
    knows = before is not None and FIELDS["level"] not in before.missing
    earlier = len(_judged(before.figures.queues, target)[1]) if before and knows else None
    than = than_before("missed", len(below), earlier)
    worst = ", ".join(f"{name} ({percent(level)})" for level, name in below[:3])
    more = f" and {count(len(below) - 3, 'more', 'more')}" if len(below) > 3 else ""
    return [f"{count(len(below), 'queue')} of {judged} below the target{than}: {worst}{more}."]


def _judged(queues: list[Group], target: float) -> tuple[int, list[tuple[float, str]]]:
    """Return the number of queues with a level to judge, and those below the target, the lowest first."""
    levels = [(queue.total.level.value, queue.name) for queue in queues if queue.total.level.weight >= FEW]
    below = [(level, name) for level, name in levels if level is not None and not meets(level, target)]
    return len(levels), sorted(below)
