# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the queries of the reporting endpoints (a period, ids, channels, a page), and refuse wrong ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from starlette.datastructures import QueryParams

from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.traffic import CHANNELS
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.wire.sent import whole_number

DAY_MS = 24 * 3600 * 1000
QUARTER_MS = 15 * 60 * 1000
KEPT_DAYS = 3 * 365
LONGEST_STATISTICS_MS = DAY_MS
MOST_IDS = 100
INTERVALS = (15, 30, 60)
# Before 1973: a time in seconds that was meant to be in milliseconds.
SECONDS_BELOW = 10**11


class Period(NamedTuple):
    """[start, end) in epoch milliseconds."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Milliseconds."""
        return self.end - self.start

    def __contains__(self, time: object) -> bool:
        return isinstance(time, int) and self.start <= time < self.end

    def until(self, now: int) -> Period:
        """The part that is in the past and still kept."""
        start = max(self.start, now - KEPT_DAYS * DAY_MS)
        return Period(start, max(start, min(self.end, now + 1)))

    @property
    def is_in_seconds(self) -> bool:
        """Whether its times seem to be in seconds."""
        return self.end < SECONDS_BELOW


def refused(reason: str) -> RefusedError:
    """A 400."""
    return RefusedError(400, reason)


@dataclass(frozen=True)
class Ids:
    """Returns whether an id is requested; without ids, every one is."""

    named: frozenset[str]

    def __call__(self, id_: str) -> bool:
        return not self.named or id_ in self.named


@dataclass(frozen=True)
class ReportQuery:
    """The query of a request, read strictly."""

    query: QueryParams
    quirks: Quirks

    def number(self, name: str, default: int | None = None, least: int = -(2**63), most: int = 2**63 - 1) -> int:
        """A whole number; without default it is required."""
        text = self.query.get(name)
        if text is None:
            if default is None:
                raise refused(f"{name}: is required")
            return default
        try:
            number = whole_number(text)
        except ValueError:
            raise refused(f"{text}: {name} must be a number") from None
        if not least <= number <= most:
            raise refused(f"{text}: {name} must be from {least} to {most}")
        return number

    def period(self, now: int, *, to_required: bool) -> Period:
        """`from` and `to`; an optional `to` defaults to now."""
        start = self.number("from")
        end = self.number("to", None if to_required else now)
        if end < start:
            raise refused(f"{end}: to must not be before from ({start})")
        return Period(start, end)

    def short_period(self, now: int, *, to_required: bool) -> Period:
        """A period of less than 24 hours."""
        period = self.period(now, to_required=to_required)
        if period.length >= LONGEST_STATISTICS_MS:
            raise refused(
                f"from and to are {period.length} ms apart; the difference must be less than {LONGEST_STATISTICS_MS} ms"
            )
        return period

    def rounded_period(self, now: int) -> Period:
        """A short period with both ends rounded down to a quarter of an hour."""
        period = self.short_period(now, to_required=True)
        return Period(period.start // QUARTER_MS * QUARTER_MS, period.end // QUARTER_MS * QUARTER_MS)

    def words(self, name: str, most: int | None = None) -> frozenset[str]:
        """Comma separated values."""
        texts = [word.strip() for text in self.query.getlist(name) for word in text.split(",")]
        words = frozenset(word for word in texts if word)
        if most is not None and len(words) > most:
            raise refused(f"{name}: {len(words)} values, at most {most} are allowed")
        return words

    def channels(self) -> frozenset[str]:
        """`channelTypes`; all where none is named."""
        return self.known("channelTypes", CHANNELS) or frozenset(CHANNELS)

    def known(self, name: str, allowed: Iterable[str]) -> frozenset[str]:
        """Values that have to be among those allowed."""
        words = self.words(name)
        for word in sorted(words.difference(allowed)):
            raise refused(f"{word}: {name} must be among {', '.join(allowed)}")
        return words

    def ids(self, name: str) -> Ids:
        """The requested ids."""
        return Ids(self.words(name, MOST_IDS))

    def interval_ms(self, period: Period) -> int:
        """`interval`; the whole period where it is left out."""
        if "interval" not in self.query:
            return max(1, period.length)
        minutes = self.number("interval")
        if minutes not in INTERVALS:
            raise refused(f"{minutes}: interval must be one of {', '.join(map(str, INTERVALS))}")
        return minutes * 60_000
