# SPDX-License-Identifier: GPL-3.0-or-later
"""Aggregations: the selected scalars are the keys of groups, and each group has its counts, sums and averages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, ClassVar, NamedTuple

from wxcc_simulator.answers import RefusedError
from wxcc_simulator.search.filters import Filter, Test, read_filters, test_of
from wxcc_simulator.search.intervals import Intervals
from wxcc_simulator.search.records import Field, Root, Unit
from wxcc_simulator.search.selection import INTERVAL_START
from wxcc_simulator.search.values import Getter

MOST_KEYS = 10
FOR_ALL_KINDS = ("count", "cardinality")

Key = tuple[Any, ...]


class Count:
    """How many values there are. Every aggregation takes values that are not null, and tells its result as a float."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, _value: Any) -> None:
        """Take a value into account."""
        self.count += 1

    @property
    def value(self) -> float:
        """The result."""
        return float(self.count)


class Cardinality:
    """How many different values there are."""

    def __init__(self) -> None:
        self._distinct: set[Any] = set()
        self.add = self._distinct.add

    @property
    def value(self) -> float:
        """The result."""
        return float(len(self._distinct))


class Sum:
    """What the values add up to."""

    def __init__(self) -> None:
        self.total = 0.0

    def add(self, value: float) -> None:
        """Take a value into account."""
        self.total += value

    @property
    def value(self) -> float:
        """The result."""
        return self.total


class Average(Sum):
    """Their mean; 0 where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def add(self, value: float) -> None:
        """Take a value into account."""
        self.count += 1
        super().add(value)

    @property
    def value(self) -> float:
        """The result."""
        return self.total / self.count if self.count else 0.0


class Least:
    """The smallest; 0 where there are none."""

    choose: ClassVar[Callable[..., Any]] = min

    def __init__(self) -> None:
        self._chosen: float | None = None

    def add(self, value: float) -> None:
        """Take a value into account."""
        self._chosen = value if self._chosen is None else self.choose(self._chosen, value)

    @property
    def value(self) -> float:
        """The result."""
        return float(self._chosen or 0)


class Most(Least):
    """The largest."""

    choose = max


Running = Count | Cardinality | Sum | Least
_Part = tuple[Running, Callable[[Any], None], Test | None, Getter, int]
"""A result of a group and what adds to it: of units that pass the test, if there is one, what is read at a depth."""
KINDS: dict[str, type[Running]] = {
    "count": Count,
    "cardinality": Cardinality,
    "sum": Sum,
    "min": Least,
    "max": Most,
    "average": Average,
}


@dataclass(frozen=True)
class Aggregation:
    """What was asked for under a name, of the units that fulfil the conditions."""

    name: str
    kind: str
    field: Field
    conditions: tuple[Filter, ...]

    @property
    def depth(self) -> int:
        """How deep a unit has to be."""
        return self.field.depth

    @property
    def get(self) -> Getter:
        """Reads the value; every record has an id, which need not be put together to be counted."""
        return _there if self.kind == "count" and self.field.is_own_id else self.field.get


class Group(NamedTuple):
    """A row of the answer: the names and values of the keys, and names and values of the results by name."""

    names: tuple[str, ...]
    keys: Key
    results: tuple[tuple[str, float], ...]

    @property
    def cursor(self) -> str:
        """The keys as text; whoever has it can ask for what follows."""
        pairs = zip(self.names, self.keys, strict=True)
        return "::".join(f"{name}={'null' if value is None else value}" for name, value in pairs)


def read_aggregations(root: Root, asked: Sequence[dict[str, Any]]) -> list[Aggregation]:
    """The aggregations of a query, checked."""
    found = []
    for item in asked:
        field, kind = root.fields.get(item["field"]), item["type"]
        if field is None or "aggregatable" not in field.uses:
            raise RefusedError(400, f"{item['field']}: no field of {root.name} that can be aggregated")
        if kind not in FOR_ALL_KINDS and not field.is_number:
            raise RefusedError(400, f"{kind}: not for {field.name}, which is a {field.kind}")
        found.append(Aggregation(item["name"], kind, field, read_filters(root, item)))
    return found


class Grouping:
    """Sorts units into groups."""

    def __init__(
        self, root: Root, keys: Sequence[str], aggregations: Sequence[Aggregation], intervals: Intervals | None
    ) -> None:
        self._root = root
        self._names = tuple(keys)
        self._fields = [None if name == INTERVAL_START else root.fields[name] for name in keys]
        # What reads a key, and at which depth of a unit; None for what depends on the time.
        self._keys = [
            (field.get, field.depth) if field else (intervals.start if intervals else _never, None)
            for field in self._fields
        ]
        self._aggregations = aggregations
        self._intervals = intervals
        self._groups: dict[Key, list[_Part]] = {}
        self._check()
        depths = [field.depth for field in self._fields if field] + [a.depth for a in aggregations]
        self.depth = max(depths, default=0)
        self._values = [(test_of(a.conditions, self.depth), a.get, a.depth) for a in aggregations]

    def _check(self) -> None:
        if len(self._names) > MOST_KEYS:
            raise RefusedError(400, f"{len(self._names)} fields to group by; at most {MOST_KEYS} are allowed")
        for field in self._fields:
            if field is not None and "groupable" not in field.uses:
                raise RefusedError(400, f"{field.name}: cannot be grouped by")
        if (INTERVAL_START in self._names) != (self._intervals is not None):
            raise RefusedError(400, f"aggregationInterval and {INTERVAL_START} belong together")
        deepest = self._root.activities_depth
        depths = {aggregation.depth for aggregation in self._aggregations}
        depths |= {field.depth for field in self._fields if field and field.depth == deepest}
        if deepest in depths and any(aggregation.depth < deepest for aggregation in self._aggregations):
            raise RefusedError(400, "fields of the record cannot be aggregated together with those of its activities")

    def add(self, unit: Unit, time: int) -> None:
        """Count a unit in its group; `time` chooses the interval."""
        key = tuple([get(time if depth is None else unit[depth]) for get, depth in self._keys])
        parts = self._groups.get(key)
        if parts is None:
            parts = self._groups[key] = self._empty()
        for _result, add, test, get, depth in parts:
            if test is None or test(unit):
                value = get(unit[depth])
                if value is not None:
                    add(value)

    def _empty(self) -> list[_Part]:
        """A group without members."""
        results = [KINDS[aggregation.kind]() for aggregation in self._aggregations]
        return [(result, result.add, *value) for result, value in zip(results, self._values, strict=True)]

    def groups(self) -> list[Group]:
        """The groups by their keys, null first; exactly one where there are no keys."""
        if not self._names and not self._groups:
            self._groups[()] = self._empty()
        by_keys = _null_first if any(None in key for key in self._groups) else itemgetter(0)
        order = sorted(range(len(self._aggregations)), key=lambda place: self._aggregations[place].name)
        results = [self._aggregations[place].name for place in order]
        return [
            Group(self._names, key, tuple(zip(results, (parts[place][0].value for place in order), strict=True)))
            for key, parts in sorted(self._groups.items(), key=by_keys)
        ]


def _there(_record: Any) -> bool:
    return True


def _never(_time: int) -> None:
    return None


def _null_first(item: tuple[Key, Any]) -> Any:
    return [(value is not None, value) for value in item[0]]
