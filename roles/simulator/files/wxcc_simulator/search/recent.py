# SPDX-License-Identifier: GPL-3.0-or-later
"""What was counted for the last queries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST_RECENT = 4


class Recent:
    """The groups of the last queries, since every page of them would have to be counted anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, list[Any]] = OrderedDict()

    def groups(self, key: Hashable | None, count: Callable[[], list[Any]]) -> list[Any]:
        """The groups under a key, counted if they are not at hand; without a key they are not kept."""
        if key is None:
            return count()
        if key not in self._kept:
            self._kept[key] = count()
            while len(self._kept) > MOST_RECENT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]
