# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache the groups of the last queries, so that their next pages need not be counted again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from wxcc_simulator.search.counting.groups import MOST_GROUPS, Counted

MOST_RECENT = 256


class Recent:
    """The groups of the last queries."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Counted] = OrderedDict()

    def find(self, key: Hashable) -> Counted | None:
        """The cached groups of a key, or None."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: Hashable, counted: Counted) -> None:
        """Cache groups, and drop those that were not used for the longest time."""
        self._kept[key] = counted
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and self._are_too_many():
            self._kept.popitem(last=False)

    def _are_too_many(self) -> bool:
        groups = sum(len(counted.groups) for counted in self._kept.values())
        return len(self._kept) > MOST_RECENT or groups > MOST_GROUPS
