# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of the search endpoint, in the form that it takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

MOST_IN_FILTER: Final = 500
"""The service takes 1000 conditions in a query, and a query has two filters at most."""

Filter = dict[str, Any]


def any_of(path: str, values: Sequence[str]) -> Filter | None:
    """Return the filter for one of some values of a field; None for no values, which are no condition.

    For more than the service takes it is None too: what was not asked for is left out of the rows again later.
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
    given = [part for part in filters if part]
    return {"and": given} if len(given) > 1 else given[0] if given else None
