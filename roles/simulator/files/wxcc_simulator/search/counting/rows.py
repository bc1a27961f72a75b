# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of an answer, read by the resolvers of the schema: a record with what is inside it, or a group with its keys."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.search.counting.filters import Filter
from wxcc_simulator.search.counting.groups import Group
from wxcc_simulator.search.records.roots import Root, Unit

Connection = dict[str, Any]


class RecordRow:
    """A record, or a part of one; `condition` and `inner` choose among the parts inside."""

    def __init__(self, root: Root, unit: Unit, condition: Filter | None, inner: Filter | None) -> None:
        self._root = root
        self._unit = unit
        self._condition = condition
        self._inner = inner

    def value(self, name: str) -> Any:
        """The value of a field by its dotted name; null for what only groups have."""
        return self._root.value(self._unit, name) if name in self._root.fields else None

    def members(self) -> list[RecordRow]:
        """The parts one depth further that filter and extFilter let through."""
        return [
            RecordRow(self._root, unit, self._condition, self._inner)
            for unit in self._root.members(self._unit)
            if (self._condition is None or self._condition(unit)) and (self._inner is None or self._inner(unit))
        ]

    def activities(self, first: int, after: str | None) -> Connection:
        """The newest activities, or those that began before the one at the cursor."""
        name = next(n for n in ("createdTime", "startTime") if self._root.depths[-1].prefix + n in self._root.fields)
        starts = self._root.depths[-1].prefix + name
        everything = self.members()[::-1]
        rows = everything
        if after:
            rows = [row for row in everything if row.value(starts) < int(after)]
        page = rows[:first]
        has_next = len(rows) > first
        return {
            "totalCount": len(everything),
            "nodes": page,
            "pageInfo": {"hasNextPage": has_next, "endCursor": str(page[-1].value(starts)) if has_next else None},
        }


class GroupRow:
    """A group; arrays of the record are cut to one element."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._keys = dict(zip(group.names, group.keys, strict=True))

    @property
    def aggregation(self) -> list[dict[str, Any]]:
        """Names and values of the aggregations."""
        return [{"name": name, "value": value} for name, value in self._group.results]

    def value(self, name: str) -> Any:
        """The value of a key."""
        return self._keys.get(name)

    def members(self) -> list[GroupRow]:
        """The one element that stands for an array."""
        return [self]

    def activities(self, _first: int, _after: str | None) -> Connection:
        """The one activity that stands for all."""
        return {"totalCount": 1, "nodes": [self], "pageInfo": {"hasNextPage": False, "endCursor": None}}
