# SPDX-License-Identifier: GPL-3.0-or-later
"""What was counted for the last queries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST_GROUPS = 100_000


class Recent:
    """The groups of the last queries, since every page of them would have to be counted anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, list[Any]] = OrderedDict()
        self._groups = 0

    def groups(self, key: Hashable, count: Callable[[], list[Any]], *, anew: bool) -> list[Any]:
        """The groups under a key, counted if they are not at hand, or anew though they are."""
        if anew or key not in self._kept:
            self._groups -= len(self._kept.pop(key, ()))
            self._kept[key] = count()
            self._groups += len(self._kept[key])
            while self._groups > MOST_GROUPS and len(self._kept) > 1:
                _key, oldest = self._kept.popitem(last=False)
                self._groups -= len(oldest)
        self._kept.move_to_end(key)
        return self._kept[key]
