# SPDX-License-Identifier: GPL-3.0-or-later
"""What options mean by a time, and how rows show one."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.times import (
    DAY_MS,
    HOUR_MS,
    LAST_MS,
    MINUTE_MS,
    ms_of,
    parse_time,
    text_writer,
    zone,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


def ms(text: str) -> int:
    return ms_of(datetime.fromisoformat(text))


NOW = ms("2026-11-24T10:30:00+00:00")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-24T08:00:00Z", "2026-11-24T08:00:00+00:00"),
        ("2026-11-24t08:00:00z", "2026-11-24T08:00:00+00:00"),
        ("2026-11-24T08:00:00.5+02:00", "2026-11-24T06:00:00.500+00:00"),
        ("2026-11-24 08:00", "2026-11-24T08:00:00+01:00"),
        ("2026-07-01", "2026-07-01T00:00:00+02:00"),
        ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),  # comes twice; the first
        ("1764000000000", "2025-11-24T16:00:00+00:00"),
        ("now", "2026-11-24T10:30:00+00:00"),
        ("today", "2026-11-24T00:00:00+01:00"),
        ("yesterday", "2026-11-23T00:00:00+01:00"),
        ("-90m", "2026-11-24T09:00:00+00:00"),
        ("-24h", "2026-11-23T10:30:00+00:00"),
        ("-7d", "2026-11-17T10:30:00+00:00"),
        ("-2w", "2026-11-10T10:30:00+00:00"),
        ("-31d", "2026-10-24T11:30:00+02:00"),  # the same time of day, before the clocks went back
    ],
)
def test_a_time_of_an_option(text: str, meant: str) -> None:
    assert parse_time(text, "from", BERLIN, NOW) == ms(meant)


def test_a_number_may_come_as_a_number() -> None:
    assert parse_time(1764000000000, "from", BERLIN, NOW) == 1764000000000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1764000000", "if it is in seconds, write 1764000000000"),
        ("12", "is not a time in milliseconds"),
        ("-12", "is not a time in milliseconds"),
        ("17640000000000000", "a time must be before 9999-12-31"),
        ("2026-13-01", "month must be in 1..12"),
        ("2026-11-24T25:00Z", "hour must be in 0..23"),
        ("2026-11-24T08:00+99:00", "is not a time: "),
        ("2026-03-29T02:30", "does not exist in Europe/Berlin"),
        ("tomorrow", "is not a time. Write one of: "),
        ("24h", "is not a time. Write one of: "),
        ("+1d", "is not a time. Write one of: "),
        ("", "is not a time. Write one of: "),
    ],
)
def test_what_is_no_time_says_why(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"^to: ") as caught:
        parse_time(text, "to", BERLIN, NOW)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-24", 24)], ids=["forward", "back", "usual"]
)
def test_yesterday_is_as_long_as_its_clocks_make_it(day: str, hours: int) -> None:
    start = parse_time(day, "from", BERLIN, NOW)
    noon_after = start + hours * HOUR_MS + DAY_MS // 2
    assert parse_time("yesterday", "from", BERLIN, noon_after) == start
    assert parse_time("today", "from", BERLIN, noon_after) - start == hours * HOUR_MS


def test_a_day_that_has_no_midnight_begins_after_it() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # 2026-04-24: from 00:00 to 01:00
    assert parse_time("2026-04-24", "from", cairo, NOW) == ms("2026-04-24T01:00:00+03:00")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Europe/Berlln", 'Did you mean "Europe/Berlin"'),
        ("Q", "not an IANA time zone. Write a name such as"),
        ("../etc", "IANA"),
    ],
)
def test_a_wrong_time_zone_says_what_was_meant(name: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"^timezone: ") as caught:
        zone(name)
    assert words in str(caught.value)


@given(st.integers(0, 4102444800000), ZONES)
def test_texts_of_rows_read_back_as_the_same_moment(moment: int, place: ZoneInfo) -> None:
    text = text_writer(place)(moment)
    assert text is not None
    offset = datetime.fromisoformat(text.replace("Z", "+00:00")).utcoffset()
    assert offset is not None
    if offset.total_seconds() % 60 == 0:  # RFC 3339 knows no seconds in an offset, which no zone has had since 1972
        assert parse_time(text, "from", ZoneInfo("UTC"), NOW) == moment if moment >= 10**11 else True
        assert ms_of(datetime.fromisoformat(text.replace("Z", "+00:00"))) == moment


@given(st.lists(st.integers(0, 10**13), max_size=20))
def test_texts_do_not_depend_on_what_was_written_before(moments: list[int]) -> None:
    write = text_writer(BERLIN)
    assert [write(moment) for moment in moments] == [text_writer(BERLIN)(moment) for moment in moments]


@pytest.mark.parametrize("value", [None, -1, "x", 1.5, LAST_MS])
def test_what_is_no_time_has_no_text(value: object) -> None:
    assert text_writer(BERLIN)(value) is None


def test_utc_is_written_with_z() -> None:
    write = text_writer(ZoneInfo("UTC"))
    moment = ms_of(datetime(2026, 11, 24, 8, 0, 59, 7000, tzinfo=timezone.utc))
    assert write(moment) == "2026-11-24T08:00:59.007Z"
    assert write(moment + MINUTE_MS) == "2026-11-24T08:01:59.007Z"
