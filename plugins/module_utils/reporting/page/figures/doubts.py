# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that cannot be, such as a negative wait: left out of every figure, and kept to be named on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ....times import DAY_MS

LONGEST_MS: Final = 366 * DAY_MS
"""No contact waits or is handled for a year, and no agent is signed in for one."""
MOST_CONTACTS: Final = 10_000_000
HIGHEST_PERCENT: Final = 100.04
"""Shares that print as 100.0% are not doubted."""
EXAMPLES: Final = 5

QUEUE_LIMITS: Final = {
    "totalOfferedTasks": MOST_CONTACTS,
    "totalAcceptedTasks": MOST_CONTACTS,
    "totalAbandonedTasks": MOST_CONTACTS,
    "totalEnqueuedTasks": MOST_CONTACTS,
    "averageEnqueuedTime": LONGEST_MS,
    "averageHandledTime": LONGEST_MS,
    "longestEnqueuedTime": LONGEST_MS,
    "serviceLevelThresholdPercentage": HIGHEST_PERCENT,
}
AGENT_LIMITS: Final = {
    "totalOfferedTasks": MOST_CONTACTS,
    "totalAcceptedTasks": MOST_CONTACTS,
    "totalRejectedTasks": MOST_CONTACTS,
    "totalEngagedDuration": LONGEST_MS,
    "totalHoldDuration": LONGEST_MS,
    "totalWrapUpDuration": LONGEST_MS,
    "totalAvailableTime": LONGEST_MS,
    "totalUnAvailableTime": LONGEST_MS,
}
"""Fields of statistics, and the largest value of one row that can be; nothing is less than 0."""


class Doubt(NamedTuple):
    """A value that cannot be: epoch milliseconds of its interval, a queue or an agent, a field, and what it says."""

    start: int
    name: str
    field: str
    value: str


class Doubts:
    """Counts the values that cannot be, and keeps the first of them, in an order that rows have no part in."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Doubt] = []

    def checked(
        self, row: Mapping[str, Any], limits: Mapping[str, float], start: int, name: str
    ) -> tuple[Mapping[str, Any], frozenset[str]]:
        """Return the row without the values that cannot be, and the fields that had them."""
        get = row.get
        wrong = [
            field
            for field, most in limits.items()
            if (value := get(field)) is not None and not 0 <= value <= most  # NaN is not, either
        ]
        if not wrong:
            return row, NONE
        self.count += len(wrong)
        self._kept += [Doubt(start, name, field, f"{row[field]:,.10g}") for field in wrong]
        if len(self._kept) > 100 * EXAMPLES:
            self._kept = self.examples()
        return {**row, **dict.fromkeys(wrong)}, frozenset(wrong)

    def examples(self) -> list[Doubt]:
        """Return the first few."""
        return sorted(self._kept)[:EXAMPLES]


NONE: Final[frozenset[str]] = frozenset()
