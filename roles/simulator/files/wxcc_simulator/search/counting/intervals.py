# SPDX-License-Identifier: GPL-3.0-or-later
"""The buckets of aggregationInterval, in the time zone that was asked for."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wxcc_simulator.reporting.period import DAY_MS, QUARTER_MS, Period
from wxcc_simulator.wire.answers import RefusedError

MINUTES = {"FIFTEEN_MINUTES": 15, "THIRTY_MINUTES": 30, "HOURLY": 60}
NAMES = (*MINUTES, "DAILY", "WEEKLY", "MONTHLY")
MINUTE_MS = 60_000
LONGEST_MS = 32 * DAY_MS


class Intervals:
    """Tells the bucket of a moment, and remembers it for those around."""

    def __init__(self, name: str, zone_name: str, period: Period) -> None:
        finest = 15 if period.length <= DAY_MS else 30 if period.length <= 7 * DAY_MS else None
        minutes = MINUTES.get(name)
        if minutes and (finest is None or minutes < finest or period.length > 7 * DAY_MS):
            days = period.length / DAY_MS
            raise RefusedError(400, f"{name}: this interval is not allowed for a duration of {days:g} days")
        self._name = name
        self._period = period
        self._minutes = minutes
        try:
            # A slim container has no database of time zones, and UTC needs none.
            self._zone = timezone.utc if zone_name == "UTC" else ZoneInfo(zone_name)
        except (ZoneInfoNotFoundError, ValueError):
            raise RefusedError(400, f"{zone_name}: unknown timezone") from None
        self._last = Period(0, 0)
        self._of_quarters: dict[int, int] = {}

    def start(self, time: int) -> int:
        """When the bucket of a moment began, in epoch milliseconds."""
        if self._minutes:
            # Clocks change at quarters of an hour, so all of one is in the same bucket.
            quarter = time // QUARTER_MS
            if quarter not in self._of_quarters:
                self._of_quarters[quarter] = self._minutes_around(quarter * QUARTER_MS)
            return self._of_quarters[quarter]
        if time not in self._last:
            self._last = self._days_around(time)
        return self._last.start

    def begins(self, time: int) -> bool:
        """Whether a bucket of the period begins at a moment."""
        return self._period.start - LONGEST_MS <= time < self._period.end and self.start(time) == time

    def _minutes_around(self, time: int) -> int:
        length = (self._minutes or 0) * MINUTE_MS
        local = datetime.fromtimestamp(time // 1000, timezone.utc).astimezone(self._zone)
        offset = int((local.utcoffset() or timedelta()).total_seconds() * 1000)
        return (time + offset) // length * length - offset

    def _days_around(self, time: int) -> Period:
        local = datetime.fromtimestamp(time // 1000, timezone.utc).astimezone(self._zone)
        first = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        if self._name == "DAILY":
            after = first + timedelta(days=1)
        elif self._name == "WEEKLY":
            first -= timedelta(days=first.weekday())
            after = first + timedelta(days=7)
        else:
            first = first.replace(day=1)
            after = (first + timedelta(days=31)).replace(day=1)
        return Period(self._ms(first), self._ms(after))

    def _ms(self, local: datetime) -> int:
        return int(local.replace(tzinfo=self._zone).timestamp()) * 1000
