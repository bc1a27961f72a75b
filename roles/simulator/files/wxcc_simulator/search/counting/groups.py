# SPDX-License-Identifier: GPL-3.0-or-later
"""Aggregations: the selected scalars are the keys of groups, and each group has its counts, sums and averages."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, ClassVar, NamedTuple

from wxcc_simulator.search.counting.cursors import Key, cursor_of, in_order, key_of
from wxcc_simulator.search.counting.filters import Filter, Test, read_filters, test_of
from wxcc_simulator.search.counting.intervals import Intervals
from wxcc_simulator.search.counting.selection import INTERVAL_START
from wxcc_simulator.search.records.roots import Field, Root, Unit
from wxcc_simulator.search.records.values import Getter
from wxcc_simulator.wire.answers import RefusedError

MOST_KEYS = 10
MOST_GROUPS = 20_000  # that are kept; who asks for later ones has them counted
FOR_ALL_KINDS = ("count", "cardinality")
PYTHON_KINDS: dict[str, type | tuple[type, ...]] = {"Int": int, "Long": int, "Float": (int, float), "Boolean": bool}


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
        """Where a page that ends with it goes on."""
        return cursor_of(self.names, self.keys)


class Counted(NamedTuple):
    """The groups from a key on, or from the beginning (None); `is_cut` where more follow than are kept."""

    groups: list[Group]
    first: Key | None
    is_cut: bool

    @property
    def is_all(self) -> bool:
        """Whether there are no other groups."""
        return self.first is None and not self.is_cut

    def page_after(self, key: Key | None, size: int) -> int | None:
        """Where the page behind a key begins, or the first page (None); None where not all of it is here."""
        if key is None:
            start = 0 if self.first is None else None
        else:
            start = next((place + 1 for place, group in enumerate(self.groups) if group.keys == key), None)
        return None if start is None or (self.is_cut and len(self.groups) - start < size) else start


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
        self._first: Key | None = None
        self._last: Any = None
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
        if INTERVAL_START in self._names and self._intervals is None:
            raise RefusedError(400, f"{INTERVAL_START}: needs an aggregationInterval")
        deepest = self._root.activities_depth
        depths = {aggregation.depth for aggregation in self._aggregations}
        depths |= {field.depth for field in self._fields if field and field.depth == deepest}
        if deepest in depths and any(aggregation.depth < deepest for aggregation in self._aggregations):
            raise RefusedError(400, "fields of the record cannot be aggregated together with those of its activities")

    def begin_at(self, cursor: str) -> Key:
        """Count only the group at a cursor and those behind it; refused where there can be no such group."""
        are_texts = [field is not None and field.kind not in PYTHON_KINDS for field in self._fields]
        key = key_of(self._names, are_texts, cursor)
        if key is None or not self._may_be(key):
            raise RefusedError(400, f"{cursor}: unknown cursor")
        self._first = key
        return key

    def _may_be(self, key: Key) -> bool:
        """Whether every value is of the kind of its field, and times are those of intervals."""
        for value, field in zip(key, self._fields, strict=True):
            if field is None:
                if not isinstance(value, int) or self._intervals is None or not self._intervals.begins(value):
                    return False
            elif value is not None and not isinstance(value, PYTHON_KINDS.get(field.kind, str)):
                return False
        return True

    def add(self, unit: Unit, time: int) -> None:
        """Count a unit in its group; `time` chooses the interval."""
        key = tuple([get(time if depth is None else unit[depth]) for get, depth in self._keys])
        parts = self._groups.get(key)
        if parts is None:
            if not self._is_counted(key):
                return
            parts = self._groups[key] = self._empty()
            if len(self._groups) > 2 * MOST_GROUPS:
                self._forget_last()
        for _result, add, test, get, depth in parts:
            if test is None or test(unit):
                value = get(unit[depth])
                if value is not None:
                    add(value)

    def _empty(self) -> list[_Part]:
        """A group without members."""
        results = [KINDS[aggregation.kind]() for aggregation in self._aggregations]
        return [(result, result.add, *value) for result, value in zip(results, self._values, strict=True)]

    def _is_counted(self, key: Key) -> bool:
        if self._first is None and self._last is None:
            return True
        place = in_order(key)
        return (self._first is None or place >= in_order(self._first)) and (self._last is None or place <= self._last)

    def _forget_last(self) -> None:
        """Keep the first groups, of which none is lost meanwhile: what comes later belongs to them or behind them."""
        kept = heapq.nsmallest(MOST_GROUPS, self._groups, key=in_order)
        self._groups = {key: self._groups[key] for key in kept}
        self._last = in_order(kept[-1])

    def counted(self) -> Counted:
        """The groups by their keys, null first; exactly one where there are no keys."""
        if not self._names and not self._groups:
            self._groups[()] = self._empty()
        is_cut = self._last is not None or len(self._groups) > MOST_GROUPS
        if is_cut:
            self._forget_last()
        return Counted(self._sorted(), self._first, is_cut)

    def _sorted(self) -> list[Group]:
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
    return in_order(item[0])
