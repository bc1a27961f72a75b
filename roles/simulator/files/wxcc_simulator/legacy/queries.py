# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out an Analyzer query: choose the records, and make their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from wxcc_simulator.legacy.records import Record
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.wire.patterns import compiled, matches

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
    "regex": lambda value, wanted: any(matches(str(one), str(value)) for one in wanted[:1]),
}
"""By name, without case and punctuation."""

_TEXT = {"type": "string"}
_MOMENT = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 1}
_FILTERS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["operator", "valueFilters"],
        "properties": {
            "operator": {"enum": ["AND", "OR"]},
            "valueFilters": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["columnName", "operator"],
                    "anyOf": [{"required": ["values"]}, {"required": ["value"]}],
                    "properties": {"columnName": _TEXT, "operator": _TEXT, "values": {"type": "array"}},
                },
            },
        },
    },
}
_VALIDATOR = Draft202012Validator(
    {
        "type": "object",
        "required": ["activityType", "dateBegin", "dateEnd", "numberOfRecords", "aggregations"],
        "properties": {
            "activityType": _TEXT,
            "dateBegin": _MOMENT,
            "dateEnd": _MOMENT,
            "numberOfRecords": {"type": "integer", "minimum": 1},
            "filterGroups": _FILTERS,
            "aggregateQueryProperties": {
                "type": "object",
                "properties": {
                    "requestType": _TEXT,
                    "rowSegmentSet": {
                        "type": "array",
                        "items": {"type": "object", "required": ["columnName"], "properties": {"columnName": _TEXT}},
                    },
                },
            },
            "aggregations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["aggregationType", "computeColumnName", "filterGroups"],
                    "properties": {
                        "aggregationType": {"enum": ["VALUE", "COUNT", "SUM"]},
                        "computeColumnName": _TEXT,
                        "filterGroups": _FILTERS,
                    },
                },
            },
        },
    }
)


@dataclass(frozen=True)
class Query:
    """A valid query; times are epoch milliseconds."""

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
        """Read a query, or refuse it with 400."""
        problem = next(_VALIDATOR.iter_errors(content), None)
        if problem is not None:
            raise RefusedError(400, f"the query cannot be read: {problem.json_path}: {problem.message}")
        if content["activityType"] not in ACTIVITY_TYPES[kind]:
            raise RefusedError(400, f"{content['activityType']}: no activityType of {kind}s")
        properties = content.get("aggregateQueryProperties", {})
        query = cls(
            int(content["dateBegin"][0]),
            int(content["dateEnd"][0]),
            int(content["numberOfRecords"]),
            bool(content.get("lastNRecords")),
            tuple(content.get("filterGroups", ())),
            tuple(segment["columnName"] for segment in properties.get("rowSegmentSet", ())),
            tuple({"id": number, **row} for number, row in enumerate(content["aggregations"])),
            properties.get("requestType", "PROFILE"),
            content,
        )
        for group in (*query.filters, *(group for row in query.aggregations for group in row["filterGroups"])):
            list(_operators(group))
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
    if how == "SUM":
        return sum(value for value in values if isinstance(value, int))
    return next(iter(values), None)


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
        wanted = row["values"] if "values" in row else [row["value"]]
        if name == "regex":
            compiled(str(wanted[0]) if wanted else "")
        yield row["columnName"], OPERATORS[name], wanted
