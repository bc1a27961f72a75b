# SPDX-License-Identifier: GPL-3.0-or-later
"""Which periods are allowed, and that windows cover each of them exactly once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows import periods
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import (
    Period,
    check_age,
    id_groups,
    months_back,
    read_period,
    record_windows,
    whole_steps,
    windows,
)
from ansible_collections.webex.contact_center.plugins.module_utils.times import DAY_MS, HOUR_MS, MINUTE_MS, ms_of

UTC = ZoneInfo("UTC")
MOMENTS = st.integers(10**11, 4 * 10**12)
LENGTHS = st.one_of(st.integers(1, 3 * DAY_MS), st.integers(1, 400 * DAY_MS))
STEPS = st.sampled_from([15, 30, 60]).map(lambda minutes: minutes * 60_000)


def ms(text: str) -> int:
    return ms_of(datetime.fromisoformat(text))


NOW = ms("2026-11-24T10:30:00+00:00")


def covers_once(period: Period, cut: list[Period]) -> bool:
    """Whether each moment of a period is in exactly one window."""
    edges = [cut[0].start, *(window.end for window in cut)]
    follows = all(left.end == right.start for left, right in pairwise(cut))
    return follows and edges[0] == period.start and edges[-1] == period.end and all(w.length > 0 for w in cut)


@given(MOMENTS, LENGTHS, STEPS, st.integers(1, 96))
def test_windows_cover_the_period_exactly_once(start: int, length: int, step: int, quarters: int) -> None:
    period, longest = Period(start, start + length), max(step, quarters * 15 * 60_000)
    cut = windows(period, longest, step)
    assert covers_once(period, cut)
    assert max(window.length for window in cut) <= longest
    assert all(window.length % step == 0 for window in cut[:-1])


@given(MOMENTS, LENGTHS, STEPS)
def test_statistics_windows_are_shorter_than_a_day_and_as_few_as_possible(start: int, length: int, step: int) -> None:
    period = whole_steps(Period(start, start + length), step, start + length + HOUR_MS, UTC)
    cut = windows(period, periods.STATISTICS.window, step)
    room = periods.STATISTICS.window // step * step
    assert covers_once(period, cut)
    assert all(window.length < DAY_MS and window.start % step == 0 == window.end % step for window in cut)
    assert len(cut) == -(-period.length // room)


@given(MOMENTS, LENGTHS)
def test_record_windows_cover_the_period_exactly_once(start: int, length: int) -> None:
    period = Period(start, start + length)
    cut = record_windows(period)
    assert covers_once(period, cut)
    assert len(cut) <= 64
    assert len(cut) == 1 or all(DAY_MS <= w.length <= periods.TASKS.window for w in cut[:-1])


@given(MOMENTS, LENGTHS)
def test_halves_cover_a_window_exactly_once(start: int, length: int) -> None:
    period = Period(start, start + length)
    halves = period.halves()
    assert (halves is None) == (length == 1)
    assert halves is None or covers_once(period, list(halves))


@given(MOMENTS, LENGTHS, STEPS, st.integers(0, DAY_MS))
def test_whole_steps_widen_a_period_up_to_now(start: int, length: int, step: int, ago: int) -> None:
    period, now = Period(start, start + length), start + length + ago
    try:
        whole = whole_steps(period, step, now, UTC)
    except ValueError:
        assert now // step <= start // step
        return
    assert whole.start <= period.start < whole.start + step
    assert whole.end <= now
    assert whole.end >= period.end or now - whole.end < step
    assert whole.end - step < period.end


@given(st.lists(st.text(min_size=1), max_size=350))
def test_id_groups_hold_every_id_once(ids: list[str]) -> None:
    groups = id_groups(ids)
    assert [text for group in groups for text in group] == ids
    assert all(len(group) <= 100 for group in groups)
    assert len(groups) == max(1, -(-len(ids) // 100))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-11-24", "2026-11-23", "to: 2026-11-23T00:00:00Z is not after from"),
        ("2026-11-24", "2026-11-24", "is not after from"),
        ("2026-11-25", "2026-11-26", "from: 2026-11-25T00:00:00Z is in the future"),
        ("2026-11-24", "2026-11-25", "to: 2026-11-25T00:00:00Z is in the future"),
        ("now", "now", "is not after from"),
        ("-1d", "+2d", "to: 2026-11-25T00:00:00Z is in the future"),
        ("1764000000", "now", "not a time in milliseconds"),
    ],
)
def test_what_is_no_period_of_the_past_is_refused(start: str, end: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"^(from|to): ") as caught:
        read_period(start, end, UTC, NOW)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-10-25", "+1d", 25),
        ("2026-03-29", "+1d", 23),
        ("2026-10-25", "+24h", 24),
        ("2026-11-01", "+1w", 168),
        ("-3h", "+90m", 1.5),
    ],
)
def test_an_end_may_count_from_the_beginning(start: str, end: str, hours: float) -> None:
    assert read_period(start, end, ZoneInfo("Europe/Berlin"), NOW).length == hours * HOUR_MS


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("-7d", "today", "2026-11-17T00:00+01:00", "2026-11-24T00:00+01:00"),
        ("-1w", "yesterday", "2026-11-17T00:00+01:00", "2026-11-23T00:00+01:00"),
        ("-31d", "2026-11-01", "2026-10-24T00:00+02:00", "2026-11-01T00:00+01:00"),
        ("2026-11-20", "-1d", "2026-11-20T00:00+01:00", "2026-11-23T00:00+01:00"),
        ("-3d", "+2d", "2026-11-21T00:00+01:00", "2026-11-23T00:00+01:00"),
        ("-2d", "-1d", "2026-11-22T00:00+01:00", "2026-11-23T00:00+01:00"),
        # A time on either side is meant as it is.
        ("-7d", "now", "2026-11-17T10:30+00:00", "2026-11-24T10:30+00:00"),
        ("-24h", "today", "2026-11-23T10:30+00:00", "2026-11-24T00:00+01:00"),
        ("-7d", "2026-11-20T12:00", "2026-11-17T10:30+00:00", "2026-11-20T12:00+01:00"),
        ("-1d", "2026-11-24T00:00Z", "2026-11-23T10:30+00:00", "2026-11-24T00:00+00:00"),
        ("-7d", "+24h", "2026-11-17T10:30+00:00", "2026-11-18T10:30+00:00"),
        ("2026-11-20T08:00", "-1d", "2026-11-20T08:00+01:00", "2026-11-23T10:30+00:00"),
    ],
)
def test_days_on_both_sides_are_whole_days(start: str, end: str, first: str, last: str) -> None:
    meant = Period(*(ms_of(datetime.fromisoformat(text)) for text in (first, last)))
    assert read_period(start, end, ZoneInfo("Europe/Berlin"), NOW) == meant


def test_a_period_of_the_past_is_taken_as_it_is() -> None:
    period = read_period("yesterday", "today", UTC, NOW)
    assert (period.length, str(period)) == (DAY_MS, "2026-11-23T00:00:00Z to 2026-11-24T00:00:00Z")


@pytest.mark.parametrize(("limits", "months"), [(periods.TASKS, 12), (periods.SEARCH, 36)])
def test_a_period_older_than_the_service_keeps_is_refused_with_the_limit(limits: periods.Limits, months: int) -> None:
    oldest = months_back(NOW, months)
    check_age(Period(oldest, NOW), limits, NOW, "the report tasks")
    with pytest.raises(ValueError, match=rf"too long ago: the report tasks reaches {months} months back; write 202"):
        check_age(Period(oldest - 1, NOW), limits, NOW, "the report tasks")


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        ("2026-11-24T10:30:00+00:00", 12, "2025-11-24T10:30:00+00:00"),
        ("2028-02-29T00:00:00+00:00", 12, "2027-02-28T00:00:00+00:00"),
        ("2026-05-31T00:00:00+00:00", 3, "2026-02-28T00:00:00+00:00"),
        ("2026-01-15T00:00:00+00:00", 1, "2025-12-15T00:00:00+00:00"),
    ],
)
def test_months_are_those_of_the_calendar(now: str, months: int, then: str) -> None:
    assert months_back(ms(now), months) == ms(then)


def test_an_interval_that_has_not_ended_is_not_asked_for() -> None:
    assert whole_steps(Period(NOW - 2 * HOUR_MS, NOW), HOUR_MS, NOW, UTC).end == NOW - HOUR_MS // 2
    with pytest.raises(ValueError, match="no interval of 60 minutes has ended"):
        whole_steps(Period(NOW - 60_000, NOW), HOUR_MS, NOW, UTC)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Asia/Kolkata", "Australia/Adelaide", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_days_follow_each_other_on_any_clocks(zone: str, minutes: int) -> None:
    """No day is widened into the next one, so no contact is in two of them; clocks change in some."""
    place, step = ZoneInfo(zone), minutes * MINUTE_MS
    midnights = [ms_of(datetime(2026, 9, 20, tzinfo=place) + timedelta(days=number)) for number in range(60)]
    for start, end in pairwise(midnights):
        whole = whole_steps(Period(start, end), step, NOW, place)
        assert whole == Period(start, end)
        assert all((window.start - start) % step == 0 for window in windows(whole, DAY_MS - step, step))


def test_an_interval_that_the_clocks_cut_is_refused() -> None:
    place = ZoneInfo("Australia/Lord_Howe")
    start, end = (ms_of(datetime(2026, 10, day, tzinfo=place)) for day in (4, 5))
    assert whole_steps(Period(start, end), HOUR_MS // 2, NOW, place) == Period(start, end)
    with pytest.raises(
        ValueError, match=r"the clocks of Australia/Lord_Howe change by less than 60 minutes in .* shorter"
    ):
        whole_steps(Period(start, end), HOUR_MS, NOW, place)
