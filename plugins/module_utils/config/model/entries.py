# SPDX-License-Identifier: GPL-3.0-or-later
"""Pair the entries of two lists, and find entries that repeat another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .values import ByName


def plain(value: Any) -> Any:
    """Return the name of a reference, and any other value as it is."""
    return value.name if isinstance(value, ByName) else value


def repeated(entries: list[Any], mark: Callable[[Any], Any]) -> Iterator[tuple[tuple[int], Any]]:
    """Yield the number of each entry whose mark an earlier one has."""
    seen = set()
    for number, entry in enumerate(entries):
        found = mark(entry)
        if found is not None and found in seen:
            yield (number,), plain(entry)
        seen.add(found)


def matched(live: list[Any], desired: list[Any], fits: Callable[[Any, Any], bool]) -> list[tuple[Any, Any]]:
    """Pair as many desired entries as possible with a live one of their own that fits (augmenting paths)."""
    takers: dict[int, int] = {}  # the desired entry of each live one

    def settle(number: int, tried: set[int]) -> bool:
        for place, entry in enumerate(live):
            if place not in tried and fits(entry, desired[number]):
                tried.add(place)
                if place not in takers or settle(takers[place], tried):
                    takers[place] = number
                    return True
        return False

    for number in range(len(desired)):
        settle(number, set())
    found = {number: live[place] for place, number in takers.items()}
    return [(found.get(number), entry) for number, entry in enumerate(desired)]
