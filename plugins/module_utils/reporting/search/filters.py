# SPDX-License-Identifier: GPL-3.0-or-later
"""Write filters of the search endpoint, for example `{"or": [{"lastQueue": {"id": {"equals": "q"}}}, …]}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

MOST_IN_FILTER: Final = 500
"""The service takes 1000 conditions in a query, and a query has two filters at most."""

Filter = dict[str, Any]


def any_of(path: str, values: Sequence[str]) -> Filter | None:
    """Return a filter for records whose field has one of these values; None without values.

    Also None for more values than the service accepts: the caller drops the other rows later.
    """
    if len(values) > MOST_IN_FILTER:
        return None
    leaves: list[Filter] = []
    for value in values:
        leaf: Filter = {"equals": value}
        for part in reversed(path.split(".")):
            leaf = {part: leaf}
        leaves.append(leaf)
    return {"or": leaves} if len(leaves) > 1 else leaves[0] if leaves else None


def all_of(*filters: Filter | None) -> Filter | None:
    """Return a filter for records that pass all of these; None if each of them is None."""
    parts = [part for part in filters if part]
    return {"and": parts} if len(parts) > 1 else parts[0] if parts else None
