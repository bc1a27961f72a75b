# SPDX-License-Identifier: GPL-3.0-or-later
"""Write figures as text: durations, shares, and the notes beside them."""

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
"""Figures, each with the field of queue statistics that it comes from."""
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
"""Figures, each with all fields that it is computed from."""


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
    """Explain why the number of offers is not the sum of accepted and abandoned."""
    more = total.offered - total.ended
    if more > 0:
        return f"to agents, {more:,} more than accepted and abandoned: a contact offered again counts again"
    if more < 0:
        return f"to agents, {-more:,} fewer than accepted and abandoned: who gives up in the queue is not offered"
    return "to agents"


def threshold(figures: Figures, thresholds: Mapping[str, int]) -> str:
    """`20 s`, or `20 to 45 s, by queue`; empty if no threshold is seconds."""
    seconds = sorted({thresholds[queue.key] for queue in figures.queues if queue.key in thresholds})
    if not seconds:
        return ""
    return f"{seconds[0]} s" if len(seconds) == 1 else f"{seconds[0]} to {seconds[-1]} s, by queue"


def count(number: int, one: str, many: str = "") -> str:
    """`1,204 contacts`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def left_out(figures: Figures, clock: Clock) -> str:
    """Describe how many values are impossible, with the first of them as the service sent them."""
    doubts, examples = figures.doubts, figures.doubts.examples()
    named = "; ".join(f"{each.field} {each.value} of {each.name}, {clock.moment(each.start)}" for each in examples)
    more = f"; and {doubts.count - len(examples):,} more" if doubts.count > len(examples) else ""
    return (
        f"{count(doubts.count, 'impossible value')}, below zero or above any possible maximum: {named}{more}. Figures"
        " that do not count such a value are marked with \N{DAGGER}."
    )
