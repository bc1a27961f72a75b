# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut a period into the intervals of a page, and write their times in one time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Final
from zoneinfo import ZoneInfo

from ....times import HOUR_MS, MINUTE_MS, at
from ...windows.periods import Period, phase
from .figures import Grid

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HALF_HOURS_MS: Final = 50 * HOUR_MS
HOURS_MS: Final = 194 * HOUR_MS
"""The longest periods that are shown in half hours and in hours: two and eight days, one of 25 hours."""


@dataclass(frozen=True)
class Clock:
    """Writes moments in one time zone."""

    place: ZoneInfo

    def day(self, ms: int) -> str:
        """`Tue 24 Nov 2026`."""
        local = at(ms, self.place)
        return f"{_day(local)} {local.year}"

    def time(self, ms: int) -> str:
        """`10:30`, with the offset if it occurs twice, because the clocks are set back."""
        local = at(ms, self.place)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M}" + (f" UTC{_offset(local)}" if twice else "")

    def moment(self, ms: int) -> str:
        """`Tue 24 Nov 10:30`."""
        return f"{_day(at(ms, self.place))} {self.time(ms)}"

    def hour(self, ms: int) -> int | None:
        """Return the hour that begins at a moment; None if no hour begins there."""
        local = at(ms, self.place)
        return None if local.minute else local.hour

    def interval(self, grid: Grid, number: int) -> str:
        """`Tue 24 Nov 10:30`, or `Tue 24 Nov` if the intervals are days."""
        start = grid.starts[number]
        return _day(at(start, self.place)) if grid.in_days else self.moment(start)

    def brief(self, grid: Grid, number: int) -> str:
        """`10:30`, or the whole interval if the period has several days."""
        return self.time(grid.starts[number]) if self._is_one_day(grid) else self.interval(grid, number)

    def span(self, grid: Grid, number: int) -> str:
        """`from 10:30 to 11:00`, after `on Tue 24 Nov` in a period of several days; only the day for days."""
        start = grid.starts[number]
        day = f"on {_day(at(start, self.place))}"
        if grid.in_days:
            return day
        times = f"from {self.time(start)} to {self.time(start + grid.length(number))}"
        return times if self._is_one_day(grid) else f"{day} {times}"

    def period(self, start: int, end: int, *, so_far: bool = False) -> str:
        """`Tue 24 Nov 2026` for whole days, else both moments; `Tue 24 Nov 2026, so far, until 03:30` while it runs."""
        if so_far:
            whole = at(start, self.place).time() == datetime.min.time() and end > start
            days = (
                [self.day(start), self.day(end - 1)]
                if whole
                else [f"{self.day(start)} {self.time(start)}", self.day(end)]
            )
            return f"{' to '.join(dict.fromkeys(days))}, so far, until {self.time(end)}"
        first, last = at(start, self.place), at(end, self.place)
        if first.time() != datetime.min.time() or last.time() != datetime.min.time():
            return f"{self.day(start)} {self.time(start)} to {self.day(end)} {self.time(end)}"
        if (last.date() - first.date()).days == 1:
            return self.day(start)
        return f"{self.day(start)} to {self.day(end - 1)}"

    def _is_one_day(self, grid: Grid) -> bool:
        is_one = at(grid.starts[0], self.place).date() == at(grid.end - 1, self.place).date()
        return is_one and not grid.in_days

    def offset(self, ms: int) -> str:
        """`UTC+01:00`."""
        return f"UTC{_offset(at(ms, self.place))}"


def iso(ms: int) -> str:
    """`2026-11-24T10:30Z`."""
    return f"{at(ms, timezone.utc):%Y-%m-%dT%H:%MZ}"


def minutes_for(period: Period, place: ZoneInfo) -> int:
    """Return the minutes of an interval: 30 for up to two days, else 60, and less if the clocks change by less."""
    most = 30 if period.length <= HALF_HOURS_MS else 60
    fitting = (minutes for minutes in (60, 30, 15) if minutes <= most and _fits(period, minutes, place))
    return next(fitting, most)


def grid_of(period: Period, minutes: int, place: ZoneInfo) -> Grid:
    """Cut a period into intervals of some minutes, or, if it is longer than eight days, into days."""
    step = minutes * MINUTE_MS
    starts = range(period.start, period.end, step)
    if period.length <= HOURS_MS:
        return Grid(starts, period.end)
    days: dict[date, int] = {}
    for ms in starts:
        days.setdefault(at(ms, place).date(), ms)
    return Grid(list(days.values()), period.end, in_days=True)


def _fits(period: Period, minutes: int, place: ZoneInfo) -> bool:
    step = minutes * MINUTE_MS
    return all(ms % step == phase(ms, step, place) for ms in (period.start, period.end)) and period.length % step == 0


def _day(local: datetime) -> str:
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"


def _offset(local: datetime) -> str:
    text = f"{local:%z}"
    return f"{text[:3]}:{text[3:]}"
