# SPDX-License-Identifier: GPL-3.0-or-later
"""An Analyzer query carried out: which records it takes, and the cells it makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wxcc_simulator.answers import RefusedError
from wxcc_simulator.legacy.records import Record

ACTIVITY_TYPES = {"csr": ("INTERACTION", "CSR"), "car": ("CAR",), "asr": ("ASR",), "aar": ("AAR",)}
SUFFIX = re.compile(r"__(s|i|l|d|sa|ia)$")
SESSION_NAMES = ("session", "callSessionId")


def plain(column: str) -> str:
    """The field behind a column, whichever spelling it has."""
    name = SUFFIX.sub("", column)
    return SESSION_NAMES[0] if name in SESSION_NAMES else name


def _compared(test: Callable[[float, float], bool]) -> Callable[[Any, Sequence[Any]], bool]:
    def compare(value: Any, wanted: Sequence[Any]) -> bool:
        try:
            return test(float(value), float(wanted[0]))
        except (TypeError, ValueError, IndexError):
            return False

    return compare


OPERATORS: dict[str, Callable[[Any, Sequence[Any]], bool]] = {
    "equal": lambda value, wanted: str(value) in map(str, wanted[:1]),
    "unequal": lambda value, wanted: str(value) not in map(str, wanted[:1]),
    "in": lambda value, wanted: str(value) in {str(one) for one in wanted},
    "notin": lambda value, wanted: str(value) not in {str(one) for one in wanted},
    "lessthan": _compared(lambda value, wanted: value < wanted),
    "lessthanorequal": _compared(lambda value, wanted: value <= wanted),
    "greaterthan": _compared(lambda value, wanted: value > wanted),
    "greaterthanorequal": _compared(lambda value, wanted: value >= wanted),
    "regex": lambda value, wanted: any(re.search(str(one), str(value)) for one in wanted[:1]),
}
"""By name, without case and punctuation."""


@dataclass(frozen=True)
class Query:
    """A query that was understood; times are epoch milliseconds."""

    begin: int
    end: int
    limit: int
    last: bool
    filters: tuple[Mapping[str, Any], ...]
    segments: tuple[str, ...]
    aggregations: tuple[Mapping[str, Any], ...]
    marker: str
    content: Mapping[str, Any]

    @classmethod
    def read(cls, kind: str, content: Any) -> Query:
        """Understand a query, or refuse it with 400."""
        try:
            if content["activityType"] not in ACTIVITY_TYPES[kind]:
                raise RefusedError(400, f"{content['activityType']}: no activityType of {kind}s")
            properties = content.get("aggregateQueryProperties", {})
            (begin,), (end,) = content["dateBegin"], content["dateEnd"]
            query = cls(
                begin + 0,
                end + 0,
                max(1, content["numberOfRecords"]),
                bool(content.get("lastNRecords")),
                tuple(content.get("filterGroups", ())),
                tuple(segment["columnName"] for segment in properties.get("rowSegmentSet", ())),
                tuple({"id": number, **row} for number, row in enumerate(content["aggregations"])),
                properties.get("requestType", "PROFILE"),
                content,
            )
            for group in (*query.filters, *(group for row in query.aggregations for group in row["filterGroups"])):
                _operators(group)
            if not all(isinstance(row["computeColumnName"], str) for row in query.aggregations):
                raise TypeError("computeColumnName is no text")
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise RefusedError(400, f"the query cannot be read: {type(error).__name__} {error}") from None
        return query

    @property
    def columns(self) -> list[str]:
        """The names of the cells in a row."""
        return [*self.segments, *(str(row["computeColumnName"]) for row in self.aggregations)]

    @property
    def keys(self) -> list[str]:
        """The same as Analyzer calls them."""
        return [*self.segments, *(f"_{row['id']}" for row in self.aggregations)]

    def takes(self, record: Record) -> bool:
        """Whether the filters of the whole query let a record through."""
        return _passes(self.filters, record)

    def rows(self, records: Iterable[Record]) -> Iterator[list[Any]]:
        """The cells: of each record, or of each group where something is counted or added up."""
        if all(row["aggregationType"] == "VALUE" for row in self.aggregations) and not self.segments:
            for record in records:
                yield [_value(row, record) for row in self.aggregations]
            return
        groups: dict[tuple[Any, ...], list[Record]] = {}
        for record in records:
            groups.setdefault(tuple(record.get(plain(name)) for name in self.segments), []).append(record)
        for key, members in groups.items():
            yield [*key, *(_aggregate(row, members) for row in self.aggregations)]


def _value(aggregation: Mapping[str, Any], record: Record) -> Any:
    shown = _passes(aggregation["filterGroups"], record)
    return record.get(plain(aggregation["computeColumnName"])) if shown else None


def _aggregate(aggregation: Mapping[str, Any], records: Sequence[Record]) -> Any:
    values = [value for record in records if (value := _value(aggregation, record)) is not None]
    how = aggregation["aggregationType"]
    if how == "COUNT":
        return len(values)
    return sum(values) if how == "SUM" else next(iter(values), None)


def _passes(groups: Iterable[Mapping[str, Any]], record: Record) -> bool:
    for group in groups:
        tests = [operator(record.get(plain(column)), wanted) for column, operator, wanted in _operators(group)]
        if tests and not (any(tests) if group["operator"] == "OR" else all(tests)):
            return False
    return True


def _operators(group: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[Any, Sequence[Any]], bool], list[Any]]]:
    for row in group["valueFilters"]:
        name = re.sub(r"[^a-z]", "", row["operator"].lower())
        if name not in OPERATORS:
            raise RefusedError(400, f"{row['operator']}: unknown operator")
        yield row["columnName"], OPERATORS[name], row["values"] if "values" in row else [row["value"]]
