# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the undocumented forms of an answer: JSON in several wrappings, CSV, or both in one text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...api.http.errors import Unfit
from .fields import KINDS, plain_name

MARKER: Final = re.compile(r"[A-Z]+(?:_[A-Z]+)*")
"""The line between the JSON and the CSV of a mixed answer, such as SEG_PROFILE."""
FOUND: Final = "numberOfRecordsFound"
GIVEN: Final = "numberOfRecordsInDataset"
COMPLETE: Final = "isComplete"
RECORD_NAMES: Final = ("id", "sid", "attributes")
LINE_ENDS: Final = ("\n", "\r")

Row = list[tuple[str, Any]]
"""The cells of a row with the names of their columns; a name may occur twice."""


@dataclass(frozen=True)
class Content:
    """The rows of an answer, and its metadata in `envelope`.

    `header` is None if only the rows name the columns. `is_closed` is False for CSV without a line end at its end: its
    last cell may be cut.
    """

    rows: list[Row]
    header: list[str] | None
    envelope: Mapping[str, Any]
    is_closed: bool = True
    is_table: bool = False

    @property
    def names(self) -> set[str]:
        """The names of all columns."""
        return set(self.header) if self.header is not None else {name for row in self.rows for name, _value in row}


def content_of(text: str) -> Content:
    """Parse an answer; ValueError if it has none of the forms."""
    head, rest = _split(text)
    if head is None or rest:
        columns, rows = _table(_without_marker(rest) if head is not None else rest)
        envelope = head if isinstance(head, dict) else {}
        return Content(rows, columns, envelope, is_closed=text.endswith(LINE_ENDS), is_table=True)
    inner = head.get("datasetMetadata") if isinstance(head, dict) else None
    envelope = inner if isinstance(inner, dict) else head if isinstance(head, dict) else {}
    listed = head.get("columns") if isinstance(head, dict) else None
    header = _distinct([_column(column) for column in listed]) if isinstance(listed, list) else None
    return Content(_rows(head, header or [], envelope), header, envelope)


def _split(text: str) -> tuple[Any, str]:
    """Return the JSON at the beginning of a text, or None, and the text after it."""
    start = text.lstrip()
    if not start.startswith(("{", "[")):
        return None, text
    content, end = json.JSONDecoder().raw_decode(start)
    return content, start[end:].strip()


def _without_marker(text: str) -> str:
    first, _newline, rest = text.partition("\n")
    return rest if MARKER.fullmatch(first.strip()) else text


def _table(text: str) -> tuple[list[str], list[Row]]:
    """Read CSV with a header."""
    lines = csv.reader(io.StringIO(text.strip(), newline=""), strict=True)
    try:
        header = _distinct(next(lines, []))
        return header, [_zipped(header, cells) for cells in lines if cells]
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from None


def _zipped(header: Sequence[str], cells: Sequence[Any]) -> Row:
    if len(cells) != len(header):
        raise Unfit(f"it has a row of {len(cells)} cells below a header of {len(header)}")
    return list(zip(header, cells, strict=True))


def _distinct(header: Iterable[str]) -> list[str]:
    """Number columns with the same name: the second `agentName` becomes `agentName_2`."""
    names: list[str] = []
    for name in header:
        number, own = 1, name
        while own in names:
            number += 1
            own = f"{plain_name(name)}_{number}"
        names.append(own)
    return names


def _rows(content: Any, columns: Sequence[str], envelope: Mapping[str, Any]) -> list[Row]:
    """Find the rows of a JSON answer: objects, arrays below `columns`, or lines of CSV."""
    data = content.get("data") if isinstance(content, dict) else content
    if columns and isinstance(data, list) and data and not isinstance(data[0], dict):
        return [_zipped(columns, row if isinstance(row, list) else _cells(str(row))) for row in data]
    return [list(_flat(row)) for row in _objects(content, envelope)]


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from None


def _column(column: Any) -> str:
    return str(column.get("name") or column.get("columnName")) if isinstance(column, dict) else str(column)


def _objects(content: Any, envelope: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Find the objects of an answer: alone, in a list, or in the only list of a wrapping object.

    An empty list of another name may be a list of errors, so it counts only if the answer has a number of records.
    """
    if isinstance(content, dict):
        is_counted = FOUND in envelope or COMPLETE in envelope
        lists = [value for value in content.values() if isinstance(value, list) and all(map(_is_object, value))]
        lists = [value for value in lists if value or is_counted]
        is_record = any(name in content for name in RECORD_NAMES)
        content = [content] if is_record else content.get("data", lists[0] if len(lists) == 1 else None)
    if not isinstance(content, list) or not all(map(_is_object, content)):
        raise ValueError("neither a record nor a list of records")
    return content


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _flat(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record, those below `attributes` first."""
    attributes = row.get("attributes")
    if isinstance(attributes, dict):
        yield from attributes.items()
        hidden = ("attributes",) if str(row.get("type")) in KINDS else ("attributes", "type")
        yield from ((name, value) for name, value in row.items() if name not in hidden)
    else:
        yield from row.items()
