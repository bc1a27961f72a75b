# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the period of a task, and cut it into windows that the service accepts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timezone
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from ...mistakes import UserError
from ...times import DAY_MS, HOUR_MS, MINUTE_MS, at, midnight, ms_of, names_day, parse_time, utc_text

QUARTER_MS: Final = 15 * MINUTE_MS
RECORD_WINDOWS: Final = 64


@dataclass(frozen=True)
class Period:
    """A period in epoch milliseconds, with its start and without its end."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """The length in milliseconds."""
        return self.end - self.start

    def __contains__(self, ms: object) -> bool:
        return isinstance(ms, int) and self.start <= ms < self.end

    def __str__(self) -> str:
        return f"{utc_text(self.start)} to {utc_text(self.end)}"

    def halves(self, step: int = 1) -> tuple[Period, Period] | None:
        """Cut the period in two, the first half of whole steps (ms); None if it is not longer than a step."""
        middle = self.start + max(self.length // 2 // step, 1) * step
        return (Period(self.start, middle), Period(middle, self.end)) if self.length > step else None


@dataclass(frozen=True)
class Limits:
    """Limits of an endpoint: the longest window in milliseconds, and how many months back from now it reaches."""

    window: int
    months: int | None = None

    def oldest(self, now_ms: int) -> int | None:
        """Return the time of the oldest data that the service keeps; None if it has no such limit."""
        return None if self.months is None else months_back(now_ms, self.months)


STATISTICS: Final = Limits(window=DAY_MS - QUARTER_MS)
ACTIVITIES: Final = Limits(window=DAY_MS - QUARTER_MS)
TASKS: Final = Limits(window=184 * DAY_MS, months=12)
SEARCH: Final = Limits(window=365 * DAY_MS, months=36)
SEARCH_ACTIVITIES: Final = Limits(window=30 * DAY_MS, months=36)


def read_period(start: object, end: object, place: ZoneInfo, now_ms: int) -> Period:
    """Read the options `from` and `to`; UserError unless they are a period of the past."""
    first, last = read_times(start, end, place, now_ms)
    if first > now_ms:
        raise UserError(f"from: {utc_text(first)} is in the future; now is {utc_text(now_ms)}")
    if last > now_ms:
        raise UserError(f"to: {utc_text(last)} is in the future; now is {utc_text(now_ms)}. Write now for the present")
    return checked_period(first, last)


def read_times(
    start: object, end: object, place: ZoneInfo, now_ms: int, otherwise: Period | None = None
) -> tuple[int, int]:
    """Read the options `from` and `to`; instead of one that is None, use that of `otherwise`.

    If both name days without times, they mean whole days: from -7d to today are the seven days up to the last
    midnight.
    """
    is_whole = names_day(start) and names_day(end)
    first = otherwise.start if start is None and otherwise else parse_time(start, "from", place, now_ms)
    first = midnight(first, place) if is_whole else first
    last = otherwise.end if end is None and otherwise else parse_time(end, "to", place, now_ms, first)
    return first, midnight(last, place) if is_whole else last


def checked_period(first: int, last: int) -> Period:
    """Return the period between two times; UserError unless the second is later."""
    if last <= first:
        raise UserError(f"to: {utc_text(last)} is not after from, {utc_text(first)}")
    return Period(first, last)


def check_age(period: Period, limits: Limits, now_ms: int, what: str) -> None:
    """Raise UserError for a period that begins before the oldest data; `what` names the data in the message."""
    oldest = limits.oldest(now_ms)
    if oldest is not None and period.start < oldest:
        raise UserError(
            f"from: {utc_text(period.start)} is too long ago: {what} reaches {limits.months} months back; write"
            f" {utc_text(oldest)} or later"
        )


def whole_steps(period: Period, step: int, now_ms: int, place: ZoneInfo) -> Period:
    """Widen a period to whole steps, because the service would narrow it; leave out a step that has not ended.

    Steps begin on the clocks of the place, which in India differ from UTC by half an hour. UserError if the clocks
    change by less than a step within the period.
    """
    offset = phase(period.start, step, place)
    if offset != phase(period.end, step, place):
        raise UserError(
            f"interval: the clocks of {place} change by less than {step // MINUTE_MS} minutes in {period}; use a"
            " shorter interval"
        )
    start = (period.start - offset) // step * step + offset
    end = min(-(-(period.end - offset) // step), (now_ms - offset) // step) * step + offset
    if end <= start:
        raise UserError(f"to: no interval of {step // MINUTE_MS} minutes has ended in {period}; choose a longer period")
    return Period(start, end)


def phase(ms: int, step: int, place: ZoneInfo) -> int:
    """Return the offset, in milliseconds, of the steps on the clocks of a place from multiples of a step in UTC."""
    local = ms_of(at(ms, place).replace(tzinfo=timezone.utc))
    return (ms - local) % step


def windows(period: Period, longest: int, step: int = 1) -> list[Period]:
    """Cut a period into consecutive windows, none longer than `longest` (ms), each of a whole number of steps.

    Only the last may end within a step.
    """
    if longest < step:
        raise ValueError(f"a window of {longest} ms is shorter than a step of {step} ms")
    cuts = [period.start]
    while cuts[-1] + longest < period.end:
        cuts.append(cuts[-1] + longest // step * step)
    cuts.append(period.end)
    return [Period(start, end) for start, end in pairwise(cuts)]


def record_windows(period: Period) -> list[Period]:
    """Cut a period of single records into windows to read in parallel, because the pages of one window are sequential.

    The last page of each window is not full, so there are at most 64 windows of at least a day. The longest period
    that the service keeps becomes windows of 18 days, less than the limit of every report.
    """
    return windows(period, max(DAY_MS + HOUR_MS, -(-period.length // RECORD_WINDOWS)))


def id_groups(ids: Sequence[str], size: int = 100) -> list[Sequence[str]]:
    """Cut a list of ids into groups for one request each; no ids become one empty group, which means all."""
    return [ids[first : first + size] for first in range(0, len(ids), size)] or [()]


def months_back(now_ms: int, months: int) -> int:
    """Return the same day and time some calendar months ago, or the last day of a shorter month."""
    now = at(now_ms)
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return ms_of(now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1])))
