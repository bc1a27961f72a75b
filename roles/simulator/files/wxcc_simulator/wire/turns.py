# SPDX-License-Identifier: GPL-3.0-or-later
"""Long pieces of work in short turns, so that other requests are answered between two turns.

The objects of an organization are changed by one thread only, so that no request sees half of a change. Therefore work
on them is cut into turns rather than given to threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")
TURN_S = 0.0005


class Turns:
    """The turns of one piece of work."""

    def __init__(self) -> None:
        self._end = perf_counter() + TURN_S

    async def give(self) -> None:
        """Let the others go on, if this turn has been long enough."""
        if perf_counter() >= self._end:
            await asyncio.sleep(0)
            self._end = perf_counter() + TURN_S


async def each(items: Iterable[T]) -> AsyncIterator[T]:
    """The items, some in each turn."""
    turns = Turns()
    for item in items:
        yield item
        await turns.give()
