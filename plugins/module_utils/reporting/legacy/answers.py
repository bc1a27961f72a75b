# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the legacy API, whose shape nobody promises: JSON in several wrappings, CSV, or both in one text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .fields import Record, plain_name, typed

MARKER: Final = re.compile(r"[A-Z]+(?:_[A-Z]+)*")
"""The line between the JSON and the CSV of a mixed answer, as SEG_PROFILE."""
ROW_TYPE: Final = "__ROW_TYPE"
SUMMARY_ROW: Final = "3"
INTERVAL: Final = "__INTERVAL"
FOUND: Final = "numberOfRecordsFound"
GIVEN: Final = "numberOfRecordsInDataset"
COMPLETE: Final = "isComplete"


@dataclass(frozen=True)
class Reply:
    """The records of one answer, how many the service found, and whether these are all.

    Where it did not say (`is_counted` False), an answer as long as it may be is taken for one that was cut.
    """

    records: list[Record]
    found: int
    is_whole: bool
    is_counted: bool


def read_record(kind: str, text: str) -> Record:
    """Read the answer for one id; ValueError where it holds no record, or several."""
    content, rest = _split(text)
    rows = _objects(content) if content is not None else list(_table(rest))
    if len(rows) != 1:
        raise ValueError(f"{len(rows)} records instead of one")
    record = typed(kind, _flat(rows[0]))
    if not record.get("sid"):
        raise ValueError("a record without an id")
    return record


def read_reply(kind: str, query: Mapping[str, Any], text: str) -> Reply:
    """Read the answer to a query; ValueError where it has no records and does not say that there are none."""
    content, rest = _split(text)
    meta: Mapping[str, Any] = {}
    if content is None or rest:
        rows: list[Mapping[str, Any]] = list(_table(_without_marker(rest)))
        meta = content if isinstance(content, dict) else {}
    else:
        rows = _rows(content)
        if isinstance(content, dict):
            inner = content.get("datasetMetadata")
            meta = inner if isinstance(inner, dict) else content
    names = column_names(query)
    data = [row for row in rows if str(row.get(ROW_TYPE)) != SUMMARY_ROW]
    if query.get("aggregateQueryProperties", {}).get("computeInterval"):
        names |= {INTERVAL: "interval"}
    records = [typed(kind, _renamed(_flat(row), names)) for row in data]
    given = _count(meta.get(GIVEN), len(records))
    found = max(_count(meta.get(FOUND), given), len(records))
    is_counted = FOUND in meta or COMPLETE in meta
    is_full = not is_counted and len(records) >= query["numberOfRecords"]
    is_whole = str(meta.get(COMPLETE, True)).lower() != "false" and found <= given and not is_full
    return Reply(records, found, is_whole, is_counted)


def column_names(query: Mapping[str, Any]) -> dict[str, str]:
    """Give what the columns `_0`, `_1` of an answer hold: the column of a value, else that and what was made of it."""
    names: dict[str, str] = {}
    for number, aggregation in enumerate(query.get("aggregations", ())):
        how = aggregation["aggregationType"]
        column = aggregation["computeColumnName"]
        name = column if how == "VALUE" else plain_name(column) + how.title()
        if name not in names.values():
            names[f"_{aggregation.get('id', number)}"] = name
    return names


def _split(text: str) -> tuple[Any, str]:
    """Give the JSON at the beginning of a text, None where there is none, and what follows it."""
    start = text.lstrip()
    if not start.startswith(("{", "[")):
        return None, text
    content, end = json.JSONDecoder().raw_decode(start)
    return content, start[end:].strip()


def _without_marker(text: str) -> str:
    first, _newline, rest = text.partition("\n")
    return rest if MARKER.fullmatch(first.strip()) else text


def _table(text: str) -> Iterator[Mapping[str, Any]]:
    """Read CSV with a header."""
    if not text.strip():
        return
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, [])
        for cells in lines:
            if cells:
                yield dict(_zipped(header, cells))
    except csv.Error as error:
        raise ValueError(f"no CSV: {error}") from None


def _zipped(header: Sequence[str], cells: Sequence[Any]) -> Iterable[tuple[str, Any]]:
    if len(cells) != len(header):
        raise ValueError(f"a row of {len(cells)} cells below a header of {len(header)}")
    return zip(header, cells, strict=True)


def _rows(content: Any) -> list[Mapping[str, Any]]:
    """Find the rows of a JSON answer: objects, arrays below `columns`, or lines of CSV."""
    data = content.get("data") if isinstance(content, dict) else content
    header = content.get("columns") if isinstance(content, dict) else None
    columns = [_column(column) for column in header] if isinstance(header, list) else []
    if isinstance(data, list) and data and not isinstance(data[0], dict):
        arrays = [row if isinstance(row, list) else next(csv.reader([str(row)])) for row in data]
        return [dict(_zipped(columns, cells)) for cells in arrays]
    return _objects(content)


def _column(column: Any) -> str:
    return str(column.get("name") or column.get("columnName")) if isinstance(column, dict) else str(column)


def _objects(content: Any) -> list[Mapping[str, Any]]:
    """Find the objects of an answer: alone, in a list, or in the only list of a wrapping object."""
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list) and all(map(_is_object, value))]
        is_record = any(name in content for name in ("id", "sid", "attributes"))
        content = [content] if is_record else content.get("data", lists[0] if len(lists) == 1 else None)
    if not isinstance(content, list) or not all(map(_is_object, content)):
        raise ValueError("neither a record nor a list of records")
    return content


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _flat(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the fields of a record, those below `attributes` first."""
    attributes = row.get("attributes")
    if isinstance(attributes, dict):
        yield from attributes.items()
        yield from ((name, value) for name, value in row.items() if name not in ("attributes", "type"))
    else:
        yield from row.items()


def _renamed(fields: Iterable[tuple[str, Any]], names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Give columns their names; the row type, and the interval of a query without intervals, say nothing."""
    for name, value in fields:
        if name in names or name not in (INTERVAL, ROW_TYPE):
            yield names.get(name, name), value


def _count(value: Any, otherwise: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise
