# SPDX-License-Identifier: GPL-3.0-or-later
"""Intervals of a page and how their times are written, on days whose clocks change among others."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.grid import (
    Clock,
    grid_of,
    minutes_for,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period
from ansible_collections.webex.contact_center.plugins.module_utils.times import ms_of

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000


def days(place: ZoneInfo, first: str, last: str) -> Period:
    """From midnight to midnight."""
    start, end = (ms_of(datetime.fromisoformat(day).replace(tzinfo=place)) for day in (first, last))
    return Period(start, end)


@pytest.mark.parametrize(
    ("zone", "first", "last", "minutes"),
    [
        ("Europe/Berlin", "2026-11-24", "2026-11-25", 30),
        ("Europe/Berlin", "2026-10-25", "2026-10-27", 30),
        ("Europe/Berlin", "2026-11-01", "2026-11-08", 60),
        ("Asia/Kolkata", "2026-11-01", "2026-11-08", 60),
        ("Asia/Kathmandu", "2026-11-01", "2026-11-08", 60),
        ("Asia/Kathmandu", "2026-11-24", "2026-11-25", 30),
        ("Australia/Lord_Howe", "2026-10-01", "2026-10-08", 30),
    ],
)
def test_the_interval_fits_the_days_of_the_time_zone(zone: str, first: str, last: str, minutes: int) -> None:
    assert minutes_for(days(ZoneInfo(zone), first, last), ZoneInfo(zone)) == minutes


def test_a_period_that_begins_at_any_minute_has_the_usual_interval() -> None:
    start = days(BERLIN, "2026-11-24", "2026-11-25").start + 1234
    assert minutes_for(Period(start, start + 24 * HOUR), BERLIN) == 30


@pytest.mark.parametrize(
    ("first", "last", "minutes", "length"),
    [
        ("2026-11-24", "2026-11-25", 30, 48),
        ("2026-03-29", "2026-03-30", 30, 46),
        ("2026-10-25", "2026-10-26", 30, 50),
        ("2026-11-01", "2026-11-08", 60, 168),
        ("2026-10-01", "2026-11-01", 60, 31),
    ],
)
def test_intervals_cover_the_period(first: str, last: str, minutes: int, length: int) -> None:
    period = days(BERLIN, first, last)
    grid = grid_of(period, minutes, BERLIN)
    assert len(grid) == length
    assert grid.starts[0] == period.start
    assert sum(grid.length(number) for number in range(len(grid))) == period.length
    assert grid.in_days == (length == 31)


def test_days_are_those_of_the_time_zone() -> None:
    grid = grid_of(days(BERLIN, "2026-10-20", "2026-11-03"), 60, BERLIN)
    lengths = [grid.length(number) // HOUR for number in range(len(grid))]
    assert lengths == [24] * 5 + [25] + [24] * 8


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-11-24", "2026-11-25", "Tue 24 Nov 2026"),
        ("2026-10-24", "2026-10-26", "Sat 24 Oct 2026 to Sun 25 Oct 2026"),
    ],
)
def test_whole_days_are_written_as_days(first: str, last: str, text: str) -> None:
    period = days(BERLIN, first, last)
    assert Clock(BERLIN).period(period.start, period.end) == text
    moved = Clock(BERLIN).period(period.start + HOUR, period.end)
    assert moved.startswith(f"{text.split(' to ')[0]} 01:00 to ")


def test_an_hour_that_comes_twice_says_which_it_is() -> None:
    clock = Clock(BERLIN)
    midnight = days(BERLIN, "2026-10-25", "2026-10-26").start
    hours = [clock.time(midnight + hour * HOUR) for hour in range(5)]
    assert hours == ["00:00", "01:00", "02:00 UTC+02:00", "02:00 UTC+01:00", "03:00"]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-11-24", "2026-11-25", "from 10:00 to 10:30"),
        ("2026-11-23", "2026-11-25", "on Mon 23 Nov from 10:00 to 10:30"),
        ("2026-11-01", "2026-12-01", "on Sat 21 Nov"),
    ],
)
def test_an_interval_is_named_with_as_much_as_tells_it_apart(first: str, last: str, text: str) -> None:
    grid = grid_of(days(BERLIN, first, last), 30, BERLIN)
    assert Clock(BERLIN).span(grid, 20) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-11-24T00:00+01:00", "2026-11-24T03:30+01:00", "Tue 24 Nov 2026, so far, until 03:30"),
        ("2026-11-17T00:00+01:00", "2026-11-24T03:30+01:00", "Tue 17 Nov 2026 to Tue 24 Nov 2026, so far, until 03:30"),
        (
            "2026-11-17T09:00+01:00",
            "2026-11-24T03:30+01:00",
            "Tue 17 Nov 2026 09:00 to Tue 24 Nov 2026, so far, until 03:30",
        ),
        ("2026-10-25T00:00+02:00", "2026-10-25T02:30+01:00", "Sun 25 Oct 2026, so far, until 02:30 UTC+01:00"),
    ],
)
def test_a_period_that_goes_on_says_until_when(start: str, end: str, text: str) -> None:
    first, last = (ms_of(datetime.fromisoformat(moment)) for moment in (start, end))
    assert Clock(BERLIN).period(first, last, so_far=True) == text
