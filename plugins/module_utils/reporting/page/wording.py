# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures in words: durations, shares, and the sentences at the top of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from .contacts import Contacts
from .figures import Figures, Group
from .grid import Clock

UNKNOWN: Final = "\N{EN DASH}"
SIGN_MET: Final = "\N{CHECK MARK}"
SIGN_MISSED: Final = "\N{BLACK DOWN-POINTING TRIANGLE}"
FEW: Final = 5
"""An average of fewer contacts is no ground to call an interval or a queue the worst."""

FIELDS: Final = {
    "offered": "totalOfferedTasks",
    "accepted": "totalAcceptedTasks",
    "abandoned": "totalAbandonedTasks",
    "wait": "averageEnqueuedTime",
    "handle": "averageHandledTime",
    "level": "serviceLevelThresholdPercentage",
}
"""Figures, and the fields of queue statistics without which there is no such figure."""
WEIGHTS: Final = {
    "wait": ("totalEnqueuedTasks",),
    "handle": ("totalAcceptedTasks",),
    "level": ("totalAcceptedTasks",),
}
NEEDED: Final = {
    **{name: (field, *WEIGHTS.get(name, ())) for name, field in FIELDS.items()},
    "rate": ("totalAcceptedTasks", "totalAbandonedTasks"),
    "longest": ("longestEnqueuedTime",),
}
"""Figures, and all fields that they are made of."""


def duration(ms: float | None) -> str:
    """`4:05` minutes and seconds, `1:04:05` from an hour on."""
    if ms is None:
        return UNKNOWN
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def spoken(ms: float) -> str:
    """`4 min 5 s`."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "h"), (rest, "min"), (seconds, "s")]
    return " ".join(f"{value}\N{NO-BREAK SPACE}{unit}" for value, unit in parts if value) or "0\N{NO-BREAK SPACE}s"


def percent(share: float | None) -> str:
    """`92.3%`."""
    return UNKNOWN if share is None else f"{share:.1f}%"


def meets(level: float, target: float) -> bool:
    """Judge what is printed: 79.96 is written as 80.0%, which meets a target of 80%."""
    return float(f"{level:.1f}") >= float(f"{target:g}")


def verdict(level: float, target: float) -> str:
    """`meets the target of 80%`."""
    return f"{'meets' if meets(level, target) else 'misses'} the target of {target:g}%"


def signed_verdict(level: float, target: float) -> str:
    """`▼ misses the target of 80%`: a sign and a word, for those who see no colour."""
    return f"{SIGN_MET if meets(level, target) else SIGN_MISSED} {verdict(level, target)}"


def why_offered(total: Contacts) -> str:
    """Say beside the number why it is not the sum of accepted and abandoned."""
    more = total.offered - total.ended
    if more > 0:
        return f"to agents, {more:,} more than accepted and abandoned: a contact offered again counts again"
    if more < 0:
        return f"to agents, {-more:,} fewer than accepted and abandoned: who gives up in the queue is not offered"
    return "to agents"


def threshold(found: Figures, thresholds: Mapping[str, int]) -> str:
    """`20 s`, or `20 to 45 s, by queue`; empty where no threshold is known."""
    known = sorted({thresholds[queue.key] for queue in found.queues if queue.key in thresholds})
    if not known:
        return ""
    return f"{known[0]} s" if len(known) == 1 else f"{known[0]} to {known[-1]} s, by queue"


def count(number: int, one: str, many: str = "") -> str:
    """`1,204 contacts`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentences(found: Figures, clock: Clock, target: float, missing: Iterable[str]) -> list[str]:
    """Say what a supervisor has to know first: how many, when it was busiest, when and where it went worst."""
    known = {name for name, field in FIELDS.items() if field not in set(missing)}
    if not found.queues:
        return []
    said = [_overall(found.every.total, target, known)]
    said += _intervals(found, clock, known)
    if "level" in known:
        said += _queues(found.queues, target)
    return [sentence for sentence in said if sentence]


def _overall(total: Contacts, target: float, known: set[str]) -> str:
    counted = [f"{getattr(total, name):,} {name}" for name in ("offered", "accepted", "abandoned") if name in known]
    text = f"Contacts: {', '.join(counted)}" if counted else ""
    level = total.level.value
    if "level" in known and level is not None:
        text += f". Service level: {percent(level)}, which {verdict(level, target)}"
    return f"{text.removeprefix('. ')}." if text else ""


def _intervals(found: Figures, clock: Clock, known: set[str]) -> list[str]:
    grid, intervals = found.grid, found.every.intervals
    said = []

    def best(rank: Callable[[Contacts], float]) -> tuple[str, Contacts] | None:
        number = max(range(len(grid)), key=lambda index: rank(intervals[index]))
        return (clock.span(grid, number), intervals[number]) if rank(intervals[number]) > 0 else None

    if "offered" in known and (busiest := best(lambda each: each.offered)):
        said.append(
            f"Busiest {busiest[0]}: {count(busiest[1].offered, 'contact')} offered, {busiest[1].accepted:,} accepted."
        )
    if "abandoned" in known and (worst := best(lambda each: each.missed)):
        said.append(f"Worst {worst[0]}: {_why_worst(worst[1], known)}.")
    if "wait" in known and (longest := best(lambda each: (each.wait.value or 0) if each.wait.weight >= FEW else 0)):
        said.append(f"Longest average wait {longest[0]}: {spoken(longest[1].wait.value or 0)}.")
    return said


def _why_worst(contacts: Contacts, known: set[str]) -> str:
    text = f"{contacts.abandoned:,} of {count(contacts.ended, 'contact')} abandoned"
    if "level" in known and contacts.level.value is not None:
        text += f", service level {percent(contacts.level.value)}"
    if "wait" in known and contacts.wait.value is not None:
        text += f", average wait {spoken(contacts.wait.value)}"
    return text


def _queues(queues: list[Group], target: float) -> list[str]:
    judged = [(queue.total.level.value, queue.name) for queue in queues if queue.total.level.weight >= FEW]
    below = sorted((level, name) for level, name in judged if level is not None and not meets(level, target))
    if not judged:
        return []
    if not below:
        return [f"Every queue with {FEW} accepted contacts or more met the target of {target:g}%."]
    worst = ", ".join(f"{name} ({percent(level)})" for level, name in below[:3])
    more = f" and {count(len(below) - 3, 'more', 'more')}" if len(below) > 3 else ""
    return [f"{count(len(below), 'queue')} of {len(judged)} below the target: {worst}{more}."]


def left_out(found: Figures, clock: Clock) -> str:
    """Say how many values cannot be, with the first of them as the service gave them."""
    doubts, examples = found.doubts, found.doubts.examples()
    named = "; ".join(f"{each.field} {each.value} of {each.name}, {clock.moment(each.start)}" for each in examples)
    more = f"; and {doubts.count - len(examples):,} more" if doubts.count > len(examples) else ""
    return (
        f"{count(doubts.count, 'value')} that cannot be, less than nothing, or more than all: {named}{more}. Figures"
        " without them have the mark \N{DAGGER}."
    )
