# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures in words: durations, shares, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .figures.contacts import Contacts
from .figures.figures import Figures
from .figures.grid import Clock

UNKNOWN: Final = "\N{EN DASH}"
SIGN_MET: Final = "\N{CHECK MARK}"
SIGN_MISSED: Final = "\N{BLACK DOWN-POINTING TRIANGLE}"

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


def left_out(found: Figures, clock: Clock) -> str:
    """Say how many values cannot be, with the first of them as the service gave them."""
    doubts, examples = found.doubts, found.doubts.examples()
    named = "; ".join(f"{each.field} {each.value} of {each.name}, {clock.moment(each.start)}" for each in examples)
    more = f"; and {doubts.count - len(examples):,} more" if doubts.count > len(examples) else ""
    return (
        f"{count(doubts.count, 'value')} that cannot be, less than nothing, or more than all: {named}{more}. Figures"
        " without them have the mark \N{DAGGER}."
    )
