# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the period to compare a page with, and write differences: `+120 more`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ...times import DAY_MS, HOUR_MS, at, ms_of
from ..windows.periods import Period
from .figures.contacts import Contacts
from .figures.figures import Figures
from .figures.grid import HALF_HOURS_MS
from .wording import FIELDS, duration

COMPARES: Final = ("previous", "same_weekday", "none")
KINDS: Final = {
    **dict.fromkeys(("offered", "accepted", "abandoned", "missed", "agents"), "count"),
    **dict.fromkeys(("rate", "level", "occupancy"), "points"),
    **dict.fromkeys(("wait", "handle", "longest"), "time"),
}
WORDS: Final = {"count": ("more", "fewer"), "points": ("higher", "lower"), "time": ("longer", "shorter")}
"""The words for a larger and for a smaller figure."""


@dataclass(frozen=True)
class Before:
    """The figures of the period before, the fields that its source lacks, and its name."""

    figures: Figures
    missing: Collection[str]
    name: str

    def figure(self, name: str) -> float | None:
        """Return a figure of all contacts; None if its source lacks it."""
        return self.of(self.figures.every.total, name)

    def of(self, contacts: Contacts, name: str) -> float | None:
        """Return a figure of some contacts; None if its source lacks it."""
        return None if FIELDS.get(name) in self.missing else contacts.figure(name)

    def interval(self, figures: Figures, number: int, name: str) -> float | None:
        """Return a figure of the same interval; None if the periods differ in length, because the clocks changed."""
        is_alike = len(self.figures.grid) == len(figures.grid)
        return self.of(self.figures.every.intervals[number], name) if is_alike else None

    def missed(self, queue: str) -> float | None:
        """Return the missed contacts of a queue, by its id; None if the source lacks them."""
        if {FIELDS["abandoned"], FIELDS["level"]} & set(self.missing):
            return None
        return next((each.total.missed for each in self.figures.queues if each.key == queue), 0)


def chosen(compare: str | None, period: Period) -> str:
    """Return the option `compare`, or its default: same_weekday for up to two days, none for a longer period."""
    return compare or ("same_weekday" if period.length <= HALF_HOURS_MS else "none")


def period_before(period: Period, compare: str, place: ZoneInfo) -> Period | None:
    """Return the same clock times some days earlier: as many days as it has, or whole weeks; None for `none`."""
    if compare == "none":
        return None
    days = max(1, -(-(period.length - HOUR_MS) // DAY_MS))  # a day on which clocks change may have 25 hours
    if compare == "same_weekday":
        days = -(-days // 7) * 7

    def earlier(ms: int) -> int:
        return ms_of(at(ms, place) - timedelta(days=days))

    return Period(earlier(period.start), earlier(period.end))


def difference(name: str, now: float | None, before: float | None) -> str:
    """`+120 more`, `\N{MINUS SIGN}0:04 shorter`, `the same`: between the printed values; empty if one is unknown."""
    if now is None or before is None:
        return ""
    kind = KINDS[name]
    if kind == "count":
        change: float = round(now) - round(before)
        text = f"{abs(change):,}"
    elif kind == "points":
        change = round(float(f"{now:.1f}") - float(f"{before:.1f}"), 1)
        text = f"{abs(change):.1f} points"
    else:
        change = round(now / 1000) - round(before / 1000)
        text = duration(abs(change) * 1000)
    if not change:
        return "the same"
    more, less = WORDS[kind]
    return f"+{text} {more}" if change > 0 else f"\N{MINUS SIGN}{text} {less}"


def than_before(name: str, now: float | None, before: float | None) -> str:
    """` (+120 more than before)`, to follow a figure; empty if one is unknown."""
    words = difference(name, now, before)
    return f" ({words} {'as' if words == 'the same' else 'than'} before)" if words else ""
