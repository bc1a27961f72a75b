# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries of the legacy API: read from a file of Analyzer, checked, moved to another period, or made here."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...api.legacy.signing import compact
from ...mistakes import UserError
from ...times import LATEST_MS, LEAST_MS, SECOND_MS, utc_text, zone
from ..windows.periods import Period
from .fields import KINDS
from .saved import find_query

JSONSCHEMA_IMPORT_ERROR: str | None = None
try:
    from jsonschema import Draft202012Validator, ValidationError
except ImportError:
    JSONSCHEMA_IMPORT_ERROR = traceback.format_exc()

MOST_RECORDS: Final = 1_000_000
ID_COLUMNS: Final = ("sid", "id")
SESSION_COLUMN: Final = "callSessionId__s"

_MOMENT: Final = {"type": "array", "minItems": 1, "maxItems": 1, "items": {"type": "integer"}}
_NAME: Final = {"type": "string", "minLength": 1}
_SEGMENTS: Final = {"type": "array", "items": {"type": "object", "required": ["columnName"]}}
_FILTER_GROUPS: Final = {
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
                    "properties": {"columnName": _NAME, "operator": _NAME, "values": {"type": "array"}},
                },
            },
        },
    },
}
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["dateBegin", "dateEnd", "numberOfRecords", "activityType", "aggregations"],
    "properties": {
        "anchorId": {"type": "string"},
        "dateBegin": _MOMENT,
        "dateEnd": _MOMENT,
        "timezone": _NAME,
        "numberOfRecords": {"type": "integer", "minimum": 1},
        "lastNRecords": {"type": "boolean"},
        "activityType": _NAME,
        "filterGroups": _FILTER_GROUPS,
        "aggregateQueryProperties": {
            "type": "object",
            "properties": {"rowSegmentSet": _SEGMENTS, "columnSegmentSet": _SEGMENTS},
        },
        "aggregations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["aggregationType", "computeColumnName"],
                "properties": {
                    "id": {"type": "integer", "minimum": 0},
                    "aggregationType": _NAME,
                    "computeColumnName": _NAME,
                    "filterGroups": _FILTER_GROUPS,
                },
            },
        },
    },
}
"""Only the members on which the service and this code rely; all others of Analyzer are sent unchanged."""


@dataclass(frozen=True)
class Query:
    """A checked query, and the text to send, which for a query of a user is the text of the file."""

    value: Mapping[str, Any]
    text: str

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Query:
        """Make a query whose text is as short as possible."""
        return cls(value, compact(value))

    @property
    def period(self) -> Period:
        """The period of the query."""
        return Period(self.value["dateBegin"][0], self.value["dateEnd"][0])

    @property
    def lists_records(self) -> bool:
        """Whether each row of the answer is a record with its id, so that the period can be read in parts."""
        return has_row_per_record(self.value) and has_ids(self.value) and not self.value.get("lastNRecords")

    @property
    def counting(self) -> Query:
        """The query with the shortest answer that has the number of records."""
        return Query.of({**self.value, "numberOfRecords": 1}) if self.lists_records else self

    def during(self, period: Period, timezone: str | None = None) -> Query:
        """Return the same query for another period, and another time zone, if given."""
        moved = {**self.value, "dateBegin": [period.start], "dateEnd": [period.end]}
        return Query.of(moved | ({"timezone": timezone} if timezone else {}))


def read_query(text: str, name: str) -> Query:
    """Read and check the query in a text; UserError lists every mistake with its path.

    `name` is the name of the text in messages.
    """
    saved = find_query(text, name)
    top = f"{name}: {saved.path}" if saved.path else name
    errors = sorted(Draft202012Validator(SCHEMA).iter_errors(saved.value), key=lambda error: error.json_path)
    problems = [_problem_of(top, error) for error in errors] or [
        f"{top}{problem}" for problem in _impossible(saved.value)
    ]
    if problems:
        raise UserError("; ".join(problems))
    return Query(saved.value, saved.text)


def query_of(kind: str, period: Period, timezone: str | None = None, **more: Any) -> Query:
    """Make the query for all records of a type in a period."""
    zone_member = {"timezone": timezone} if timezone else {}
    value = {
        "anchorId": "1",
        "dateBegin": [period.start],
        "dateEnd": [period.end],
        **zone_member,
        "numberOfRecords": MOST_RECORDS,
        "activityType": KINDS[kind].activity_type,
        "aggregateQueryProperties": {"rowSegmentSet": [], "columnSegmentSet": []},
        "aggregations": [
            {"id": number, "filterGroups": [], "aggregationType": "VALUE", "computeColumnName": column}
            for number, column in enumerate(KINDS[kind].columns)
        ],
    }
    return Query.of(value | more)


def has_row_per_record(value: Mapping[str, Any]) -> bool:
    """Return whether each row of the answer is a record, so that the number of rows is the number of records."""
    properties = value.get("aggregateQueryProperties", {})
    grouped = any(properties.get(name) for name in ("rowSegmentSet", "columnSegmentSet", "computeInterval"))
    return not grouped and all(column["aggregationType"] == "VALUE" for column in value["aggregations"])


def has_ids(value: Mapping[str, Any]) -> bool:
    """Return whether the query has a column with the ids of records."""
    return any(
        column["aggregationType"] == "VALUE" and column["computeColumnName"] in ID_COLUMNS
        for column in value["aggregations"]
    )


def row_segments(value: Mapping[str, Any]) -> list[str]:
    """Return the columns by which the rows are grouped."""
    return [
        str(segment["columnName"]) for segment in value.get("aggregateQueryProperties", {}).get("rowSegmentSet", ())
    ]


def activities_of(sessions: Sequence[str], period: Period) -> Query:
    """Make the query for the activities of some sessions."""
    session_filter = {"columnName": SESSION_COLUMN, "values": list(sessions), "operator": "in"}
    return query_of("car", period, filterGroups=[{"operator": "AND", "valueFilters": [session_filter]}])


def _problem_of(top: str, error: ValidationError) -> str:
    return f"{top}{error.json_path.removeprefix('$')}: {error.message}"


def _impossible(query: Mapping[str, Any]) -> list[str]:
    """Return the problems that the schema cannot find."""
    problems = []
    for name in ("dateBegin", "dateEnd"):
        ms = query[name][0]
        if ms < LEAST_MS or ms > LATEST_MS:
            seconds = (
                f"; if it is in seconds, write {ms * SECOND_MS}" if LEAST_MS <= ms * SECOND_MS <= LATEST_MS else ""
            )
            problems.append(f".{name}[0]: {ms} is not a time in milliseconds since 1970{seconds}")
    begin, end = query["dateBegin"][0], query["dateEnd"][0]
    if not problems and begin >= end:
        problems.append(f".dateBegin[0]: {utc_text(begin)} is not before dateEnd, {utc_text(end)}")
    if "timezone" in query:
        try:
            zone(query["timezone"])
        except ValueError as error:
            problems.append(f".{error}")
    return problems
