# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of contacts: counts, and averages that are weighted with the contacts they were taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .doubts import NONE

Row = Mapping[str, Any]


@dataclass(slots=True)
class Average:
    """A weighted average that grows; `value` is None as long as nothing was weighed."""

    total: float = 0.0
    weight: float = 0.0

    def add(self, value: float | None, weight: float) -> None:
        """Weigh one value in; what is unknown or weighs nothing changes nothing."""
        if value is not None and weight > 0:
            self.total += value * weight
            self.weight += weight

    @property
    def value(self) -> float | None:
        """The average of what was weighed in."""
        return self.total / self.weight if self.weight else None


def share_of(part: float, rest: float) -> float | None:
    """Percent of a part in itself and the rest; None where there is neither."""
    return 100 * part / (part + rest) if part + rest else None


class Counted(NamedTuple):
    """What one row of queue statistics says of contacts; what it does not say is 0, and an average null."""

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
        """Read a row."""
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
    """What became of contacts: counts, average times in milliseconds, the share in time in percent.

    The service gives averages without their weights. They are weighed with the contacts each is the average of:
    waiting with those that entered the queue, handling and service level with those that were accepted.
    """

    offered: int = 0
    accepted: int = 0
    abandoned: int = 0
    wait: Average = field(default_factory=Average)
    handle: Average = field(default_factory=Average)
    level: Average = field(default_factory=Average)
    longest: float | None = None
    """The longest wait of a contact in milliseconds, where the source gives it."""
    doubts: frozenset[str] = NONE
    """Fields of rows whose values cannot be, and so are in none of these figures."""

    def add(self, counted: Counted, doubts: frozenset[str] = NONE) -> None:
        """Count in what one row says."""
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
        """Contacts that left the queue one way or the other."""
        return self.accepted + self.abandoned

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.offered or self.ended or self.wait.weight)

    @property
    def missed(self) -> float:
        """Contacts that had to wait too long, by estimate: the abandoned, and of the accepted those not in time."""
        in_time = self.level.value
        return self.abandoned + (0 if in_time is None else self.accepted * (1 - in_time / 100))

    @property
    def abandoned_share(self) -> float | None:
        """Percent of those that left the queue."""
        return share_of(self.abandoned, self.accepted)

    def figure(self, name: str) -> float | None:
        """Return one of offered, accepted, abandoned, rate, level, wait, handle and longest."""
        if name == "rate":
            return self.abandoned_share
        value: Average | float | None = getattr(self, name)
        return value.value if isinstance(value, Average) else value
