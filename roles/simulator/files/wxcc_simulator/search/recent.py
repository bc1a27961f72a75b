# SPDX-License-Identifier: GPL-3.0-or-later
"""What was counted for the last queries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST_RECENT = 256
MOST_GROUPS = 100_000


class Recent:
    """The groups of the last queries, since every page of them would have to be counted anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, list[Any]] = OrderedDict()

    def groups(self, key: Hashable, count: Callable[[], list[Any]], *, anew: bool) -> list[Any]:
        """The groups under a key, counted if they are not at hand, or anew though they are."""
        if anew or key not in self._kept:
            self._kept[key] = count()
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and self._are_too_many():
            self._kept.popitem(last=False)
        return self._kept[key]

    def _are_too_many(self) -> bool:
        return len(self._kept) > MOST_RECENT or sum(map(len, self._kept.values())) > MOST_GROUPS
