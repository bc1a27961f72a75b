# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the times of options and write the times of rows: RFC 3339, epoch milliseconds or relative, in a time zone."""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from .mistakes import UserError
from .outside import shortened
from .words import did_you_mean

SECOND_MS: Final = 1000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
LEAST_MS: Final = 100_000_000_000
"""Smaller numbers are seconds: as milliseconds they would be a time before March 1973."""
LAST_MS: Final = 253_402_300_799_999
LATEST_MS: Final = LAST_MS - DAY_MS
"""The latest time that can be written in every time zone."""
TEXT_SUFFIX: Final = "Rfc3339"
"""Ending of the field that has a time as text; the field without the ending has it in milliseconds."""
REMEMBERED_MINUTES: Final = 4096
FORMS: Final = (
    "2026-11-24T08:00:00Z, 2026-11-24T08:00 and 2026-11-24 (in the time zone of the task), milliseconds since 1970,"
    " -24h, -7d, now, today, yesterday"
)

NUMBER: Final = re.compile(r"-?\d+", re.ASCII)
LONGEST_NUMBER: Final = 40
_RELATIVE: Final = re.compile(r"([+-])(\d{1,6})([mhdw])")
_CALENDAR: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?))?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
NO_DATABASE: Final = (
    "this host has no time zone database, so only UTC works here. Install the system package tzdata (apt-get, dnf or"
    " apk), or run `pip install tzdata` for the Python that runs the task"
)


def _without_database(key: str) -> ZoneInfo:
    """Make UTC from the bytes of a zone file (RFC 8536, version 1): slim containers have no zone files."""
    header = struct.pack(">4sc15x6l", b"TZif", b"\0", 0, 0, 0, 0, 1, 4)
    return ZoneInfo.from_file(BytesIO(header + struct.pack(">lBB4s", 0, 0, 0, b"UTC\0")), key=key)


UTC_ZONES: Final = {key: _without_database(key) for key in ("UTC", "Etc/UTC")}


@lru_cache(maxsize=64)
def zone(name: str, option: str = "timezone") -> ZoneInfo:
    """Return a time zone by its IANA name.

    The UserError begins with the option, and names similar zones or says that the host has no time zone database.
    """
    if name in UTC_ZONES:
        return UTC_ZONES[name]
    available = available_timezones()
    if name in available:
        return ZoneInfo(name)
    if not available:
        raise UserError(f"{option}: {name}: {NO_DATABASE}")
    hint = did_you_mean(name, available, cutoff=0.6) or "Write a name such as Europe/Berlin"
    raise UserError(f'{option}: "{name}" is not an IANA time zone. {hint}')


def parse_time(value: object, option: str, place: ZoneInfo, now_ms: int, start_ms: int | None = None) -> int:
    """Return the epoch milliseconds that an option means; days are those of the time zone, so some have 23 or 25 hours.

    `+1d` counts from `start_ms`; without that, it is refused.
    UserError for anything else, for seconds instead of milliseconds, for times before 1970 or on the last day of the
    year 9999, and for a local time that the clocks skip. A local time that comes twice means the first of the two.
    """
    text = str(value).strip()
    if NUMBER.fullmatch(text):
        return _milliseconds(text, option)
    if text == "now":
        return now_ms
    if text in ("today", "yesterday"):
        return _midnight(now_ms, place, days_back=int(text == "yesterday"))
    if (match := _RELATIVE.fullmatch(text)) and (base := now_ms if match[1] == "-" else start_ms) is not None:
        return _moved(int(match[1] + match[2]), match[3], place, base)
    if match := _CALENDAR.fullmatch(text):
        return _calendar(text, option, match, place)
    raise UserError(f"{option}: {text!r} is not a time. Write one of: {FORMS}")


def names_day(value: object) -> bool:
    """Return whether an option names a day and no time of it: `today`, `-7d`, `2026-11-24`."""
    text = str(value).strip()
    relative, calendar = _RELATIVE.fullmatch(text), _CALENDAR.fullmatch(text)
    if relative:
        return relative[3] in "dw"
    return text in ("today", "yesterday") or bool(calendar and not (calendar[2] or calendar[3]))


def midnight(ms: int, place: ZoneInfo) -> int:
    """Return when the day of a moment begins in a time zone."""
    return _midnight(ms, place, days_back=0)


def parse_number(value: object, option: str) -> int:
    """Return epoch milliseconds that are written as such; UserError as `parse_time`."""
    text = str(value).strip()
    if not NUMBER.fullmatch(text):
        raise UserError(f"{option}: {text!r} is not a number of milliseconds since 1970")
    return _milliseconds(text, option)


def current_ms() -> int:
    """Return the time now in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def ms_of(moment: datetime) -> int:
    """Return the epoch milliseconds of a time with a zone, without the rounding of a float."""
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)


def at(ms: int, place: ZoneInfo | timezone = timezone.utc) -> datetime:
    """Return epoch milliseconds as a time in a zone."""
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=ms)).astimezone(place)


def utc_text(ms: int) -> str:
    """Write epoch milliseconds as RFC 3339 in UTC, for messages and manifests."""
    return at(ms).isoformat(timespec="milliseconds" if ms % 1000 else "seconds").replace("+00:00", "Z")


def text_writer(place: ZoneInfo | timezone) -> Callable[[object], str | None]:
    """Return a function that writes epoch milliseconds as RFC 3339 in a time zone, or None for anything else.

    Made for millions of rows in the order of time: the offset of the zone is looked up once per minute of row time.
    """
    minutes: dict[int, tuple[str, str]] = {}

    def write(ms: object) -> str | None:
        if not isinstance(ms, int) or isinstance(ms, bool) or not 0 <= ms <= LATEST_MS:
            return None
        minute, rest = divmod(ms, MINUTE_MS)
        parts = minutes.get(minute)
        if parts is None:
            if len(minutes) >= REMEMBERED_MINUTES:
                minutes.clear()
            local = at(minute * MINUTE_MS, place).isoformat(timespec="seconds")
            offset = local[19:]
            parts = minutes[minute] = (local[:17], "Z" if offset == "+00:00" else offset)
        return f"{parts[0]}{rest // SECOND_MS:02d}.{rest % SECOND_MS:03d}{parts[1]}"

    return write


def _milliseconds(text: str, option: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise UserError(f"{option}: {shortened(text, LONGEST_NUMBER)} is not a number of milliseconds since 1970")
    number = int(text)
    if number < LEAST_MS:
        hint = f"; if it is in seconds, write {number * SECOND_MS}" if number * SECOND_MS >= LEAST_MS else ""
        raise UserError(f"{option}: {text} is not a time in milliseconds since 1970{hint}")
    return _in_range(number, text, option)


def _in_range(ms: int, text: str, option: str) -> int:
    """Return the time, if it can be written in every time zone; UserError otherwise."""
    if ms < 0:
        raise UserError(f"{option}: {text} is before 1970; no earlier time is possible")
    if ms > LATEST_MS:
        raise UserError(
            f"{option}: {text} is too late: a time must be before 9999-12-31, and a number is milliseconds since 1970"
        )
    return ms


def _midnight(ms: int, place: ZoneInfo, *, days_back: int) -> int:
    day = at(ms, place).date() - timedelta(days=days_back)
    return ms_of(datetime(day.year, day.month, day.day, tzinfo=place).astimezone(timezone.utc))


def _moved(count: int, unit: str, place: ZoneInfo, base_ms: int) -> int:
    if unit in "mh":
        moved = base_ms + count * (MINUTE_MS if unit == "m" else HOUR_MS)
    else:
        try:
            local = at(base_ms, place) + timedelta(days=count * (7 if unit == "w" else 1))
            moved = ms_of(local.astimezone(timezone.utc))
        except OverflowError:
            moved = LATEST_MS if count > 0 else 0
    return max(0, min(moved, LATEST_MS))


def _calendar(text: str, option: str, match: re.Match[str], place: ZoneInfo) -> int:
    day, clock, offset = match.groups()
    zulu = "+00:00" if offset in ("Z", "z") else offset or ""
    try:
        moment = datetime.fromisoformat(f"{day}T{_six_digits(clock or '00:00')}{zulu}")
    except ValueError as error:
        raise UserError(f"{option}: {text!r} is not a time: {error}") from None
    if offset:
        return _in_range(ms_of(moment), text, option)
    try:
        is_skipped = clock and _is_skipped(moment, place)
        ms = ms_of(moment.replace(tzinfo=place).astimezone(timezone.utc))
    except OverflowError:  # in UTC it is in a year that Python cannot express
        return _in_range(-1 if moment.year == 1 else LAST_MS, text, option)
    if is_skipped:
        raise UserError(f"{option}: {text!r} does not exist in {place.key}: the clocks skip it when they go forward")
    return _in_range(ms, text, option)


def _six_digits(clock: str) -> str:
    """Write a fraction of a second as Python 3.10 reads it."""
    whole, point, fraction = clock.partition(".")
    return f"{whole}{point}{fraction.ljust(6, '0')}" if point else whole


def _is_skipped(moment: datetime, place: ZoneInfo) -> bool:
    there = moment.replace(tzinfo=place).astimezone(timezone.utc).astimezone(place)
    return there.replace(tzinfo=None) != moment
