# SPDX-License-Identifier: GPL-3.0-or-later
"""Add up contacts: counts, and averages weighted by the contacts that they are averages of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .doubts import NONE

Row = Mapping[str, Any]


@dataclass(slots=True)
class Average:
    """A running weighted average; `value` is None while its weight is 0."""

    total: float = 0.0
    weight: float = 0.0

    def add(self, value: float | None, weight: float) -> None:
        """Add a value; one that is None or has no weight changes nothing."""
        if value is not None and weight > 0:
            self.total += value * weight
            self.weight += weight

    @property
    def value(self) -> float | None:
        """The average of the added values; None without any."""
        return self.total / self.weight if self.weight else None


def share_of(part: float, rest: float) -> float | None:
    """Return `part` in percent of `part + rest`; None if both are 0."""
    return 100 * part / (part + rest) if part + rest else None


class Counted(NamedTuple):
    """The figures of one row of queue statistics; a missing count is 0, a missing average None."""

    offered: int
    accepted: int
    abandoned: int
    enqueued: int
    wait: float | None
    handle: float | None
    level: float | None
    longest: float | None

    @classmethod
    def of(cls, row: Row) -> Counted:
        """Read a row of queue statistics."""
        get = row.get
        return cls(
            get("totalOfferedTasks") or 0,
            get("totalAcceptedTasks") or 0,
            get("totalAbandonedTasks") or 0,
            get("totalEnqueuedTasks") or 0,
            get("averageEnqueuedTime"),
            get("averageHandledTime"),
            get("serviceLevelThresholdPercentage"),
            get("longestEnqueuedTime"),
        )


@dataclass(slots=True)
class Contacts:
    """Sums over contacts: counts, average times in milliseconds, the service level in percent.

    The service returns averages without weights. The weight of the wait is the number of contacts that entered the
    queue; that of handle time and service level is the number of accepted contacts.
    """

    offered: int = 0
    accepted: int = 0
    abandoned: int = 0
    wait: Average = field(default_factory=Average)
    handle: Average = field(default_factory=Average)
    level: Average = field(default_factory=Average)
    longest: float | None = None
    """The longest wait of a contact in milliseconds; None if the source lacks it."""
    doubts: frozenset[str] = NONE
    """Fields of rows with impossible values, which are not in these figures."""

    def add(self, counted: Counted, doubts: frozenset[str] = NONE) -> None:
        """Add the figures of one row."""
        if doubts:
            self.doubts |= doubts
        self.offered += counted.offered
        self.accepted += counted.accepted
        self.abandoned += counted.abandoned
        self.wait.add(counted.wait, counted.enqueued)
        if counted.longest is not None and counted.enqueued:
            self.longest = max(counted.longest, self.longest or 0)
        if counted.accepted:
            self.handle.add(counted.handle, counted.accepted)
            self.level.add(counted.level, counted.accepted)

    @property
    def ended(self) -> int:
        """The number of contacts that left the queue, accepted or abandoned."""
        return self.accepted + self.abandoned

    @property
    def is_empty(self) -> bool:
        """Whether there was no offer, end or wait."""
        return not (self.offered or self.ended or self.wait.weight)

    @property
    def missed(self) -> float:
        """The number of contacts that waited too long, by estimate: abandoned, or accepted after the threshold."""
        in_time = self.level.value
        return self.abandoned + (0 if in_time is None else self.accepted * (1 - in_time / 100))

    @property
    def abandoned_share(self) -> float | None:
        """The abandoned contacts in percent of those that left the queue."""
        return share_of(self.abandoned, self.accepted)

    def figure(self, name: str) -> float | None:
        """Return one of offered, accepted, abandoned, rate, level, wait, handle and longest."""
        if name == "rate":
            return self.abandoned_share
        value: Average | float | None = getattr(self, name)
        return value.value if isinstance(value, Average) else value
