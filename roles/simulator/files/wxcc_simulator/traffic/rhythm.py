# SPDX-License-Identifier: GPL-3.0-or-later
"""How many contacts begin when: blocks of time, each with a number of contacts that only arithmetic decides."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

HOUR_MS = 3600 * 1000
SHIFT_MS = 8 * HOUR_MS
SHIFTS = 3
LONGEST_BLOCK_MS = 600_000
FEW = 8
KEPT = 4096  # blocks

NIGHT, DAY = 7, 13
WEEKDAY = [DAY if 8 <= hour < 20 else NIGHT for hour in range(24)]
# The epoch was a Thursday.
WEEK = (WEEKDAY * 2) + [weight * 2 // 3 for weight in WEEKDAY * 2] + (WEEKDAY * 3)
BEFORE = [0, *accumulate(WEEK)]
WEEK_WEIGHT = BEFORE[-1]


class Block(NamedTuple):
    """A stretch of time in which each agent of a shift takes part in one contact at most."""

    number: int
    start: int
    size: int
    shift: int
    staff: int


class Rhythm:
    """The blocks of an organization with so many tasks on an average day, and so many agents in three shifts."""

    def __init__(self, tasks_per_day: int, agents: int) -> None:
        self._tasks_per_week = tasks_per_day * 7
        self._agents = agents
        fewest = max(1, agents // SHIFTS)
        busiest = self._tasks_per_week * max(WEEK)
        # Two thirds of the agents are enough even then, so that there is often a second one to hand a contact to.
        fitting = fewest * WEEK_WEIGHT * HOUR_MS * 2 // (busiest * 3) if busiest else LONGEST_BLOCK_MS
        self.block_ms = max(2, min(LONGEST_BLOCK_MS, fitting))
        quietest = self._tasks_per_week * min(WEEK) * self.block_ms // (WEEK_WEIGHT * HOUR_MS)
        # Contacts that are few come at any time of their block, and the agent has to be there still.
        self._delay_ms = self.block_ms // (2 if quietest < FEW else 24)
        self._kept = lru_cache(KEPT)(self._made)

    def before(self, time: int) -> int:
        """How many contacts begin before a moment, counted from the epoch, to the precision of the rate."""
        hours, rest = divmod(time, HOUR_MS)
        weeks, hour = divmod(hours, len(WEEK))
        weight = (weeks * WEEK_WEIGHT + BEFORE[hour]) * HOUR_MS + WEEK[hour] * rest
        return self._tasks_per_week * weight // (WEEK_WEIGHT * HOUR_MS)

    def block(self, number: int) -> Block:
        """One block."""
        return self._kept(number)

    def _made(self, number: int) -> Block:
        start = number * self.block_ms
        count = self.before(start + self.block_ms) - self.before(start)
        shift = start // SHIFT_MS
        return Block(number, start, count, shift, self.staff(shift))

    def number_at(self, time: int) -> int:
        """The number of the block in which a moment lies."""
        return time // self.block_ms

    def staff(self, shift: int) -> int:
        """How many agents work in a shift: every third one."""
        return (self._agents - shift % SHIFTS + SHIFTS - 1) // SHIFTS

    def window(self, block: Block, position: int) -> tuple[int, int]:
        """When an agent is there for a contact of the block; the windows of one agent never overlap."""
        start = block.start + position * self.block_ms // block.staff + self._delay_ms
        return start, start + self.block_ms
