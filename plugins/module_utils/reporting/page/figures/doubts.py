# SPDX-License-Identifier: GPL-3.0-or-later
"""Find impossible values, such as a negative wait: no figure counts them, and the page names the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ....times import DAY_MS

LONGEST_MS: Final = 366 * DAY_MS
"""No contact waits or is handled for a year, and no agent is signed in for one."""
MOST_CONTACTS: Final = 10_000_000
HIGHEST_PERCENT: Final = 100.04
"""A share that is printed as 100.0% is possible."""
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
"""The largest possible value of each field in one row; the smallest is 0."""


class Doubt(NamedTuple):
    """An impossible value: its interval (epoch milliseconds), its queue or agent, its field, and the value as text."""

    start: int
    name: str
    field: str
    value: str


class Doubts:
    """Counts impossible values, and keeps the first of them in an order that does not depend on that of the rows."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[Doubt] = []

    def checked(
        self, row: Mapping[str, Any], limits: Mapping[str, float], start: int, name: str
    ) -> tuple[Mapping[str, Any], frozenset[str]]:
        """Return the row with None for impossible values, and the names of their fields."""
        get = row.get
        wrong = [
            field
            for field, most in limits.items()
            if (value := get(field)) is not None and not 0 <= value <= most  # NaN fails the comparison, too
        ]
        if not wrong:
            return row, NONE
        self.count += len(wrong)
        self._first += [Doubt(start, name, field, f"{row[field]:,.10g}") for field in wrong]
        if len(self._first) > 100 * EXAMPLES:
            self._first = self.examples()
        return {**row, **dict.fromkeys(wrong)}, frozenset(wrong)

    def examples(self) -> list[Doubt]:
        """Return the first EXAMPLES of them."""
        return sorted(self._first)[:EXAMPLES]


NONE: Final[frozenset[str]] = frozenset()
