# SPDX-License-Identifier: GPL-3.0-or-later
"""The period that a page is compared with, and differences in words: a sign, how much, and which way."""

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
"""How figures grow and shrink."""


@dataclass(frozen=True)
class Before:
    """What there was in the period before, the fields that its source does not give, and its name."""

    found: Figures
    missing: Collection[str]
    name: str

    def figure(self, name: str) -> float | None:
        """Return a figure of all contacts; None where it is not known."""
        return self.of(self.found.every.total, name)

    def of(self, contacts: Contacts, name: str) -> float | None:
        """Return a figure of some contacts; None where it is not known."""
        return None if FIELDS.get(name) in self.missing else contacts.figure(name)

    def interval(self, found: Figures, number: int, name: str) -> float | None:
        """Return a figure of the same interval; None where the clocks were changed and nothing matches."""
        is_alike = len(self.found.grid) == len(found.grid)
        return self.of(self.found.every.intervals[number], name) if is_alike else None

    def missed(self, queue: str) -> float | None:
        """Return the missed contacts of a queue, by its id; None where the source does not tell of them."""
        if {FIELDS["abandoned"], FIELDS["level"]} & set(self.missing):
            return None
        return next((each.total.missed for each in self.found.queues if each.key == queue), 0)


def chosen(compare: str | None, period: Period) -> str:
    """Return what to compare with: unless the user says, the same weekday for up to two days, and nothing for more."""
    return compare or ("same_weekday" if period.length <= HALF_HOURS_MS else "none")


def period_before(period: Period, compare: str, place: ZoneInfo) -> Period | None:
    """Return the same times of the clock some days earlier: as many as the period has, or whole weeks."""
    if compare == "none":
        return None
    days = max(1, -(-(period.length - HOUR_MS) // DAY_MS))  # a day on which clocks change may have 25 hours
    if compare == "same_weekday":
        days = -(-days // 7) * 7

    def earlier(ms: int) -> int:
        return ms_of(at(ms, place) - timedelta(days=days))

    return Period(earlier(period.start), earlier(period.end))


def difference(name: str, now: float | None, before: float | None) -> str:
    """`+120 more`, `\N{MINUS SIGN}0:04 shorter`, `the same`: between what is printed; empty where one is unknown."""
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
    """` (+120 more than before)`, to put behind a figure; empty where one is unknown."""
    said = difference(name, now, before)
    return f" ({said} {'as' if said == 'the same' else 'than'} before)" if said else ""
