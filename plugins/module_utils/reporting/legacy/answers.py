# SPDX-License-Identifier: GPL-3.0-or-later
"""Check answers of the legacy API against the request: the record, the columns, the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...api.http.errors import Unfit
from ...api.legacy.client import Body
from .fields import ACTIVITY_ID, KINDS, SESSION_NAMES, Record, Remark, names_record, plain_name, silent, typed
from .forms import COMPLETE, FOUND, GIVEN, Content, Row, content_of
from .query import ID_COLUMNS, has_ids, has_row_per_record, row_segments

ROW_TYPE: Final = "__ROW_TYPE"
SUMMARY_ROW: Final = "3"
INTERVAL: Final = "__INTERVAL"
MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class Reply:
    """The records of one answer, the number that the service found, and whether the answer has all of them.

    If the answer has no such number (`is_counted` False), one of the largest size counts as cut. If nothing shows that
    the last line is complete (`is_closed` False), it may be cut. `because` says why records are missing.
    """

    records: list[Record]
    found: int
    is_whole: bool
    is_counted: bool
    is_closed: bool = True
    because: str = ""


def read_record(kind: str, record_id: str, body: Body, remark: Remark = silent) -> Record:
    """Read the answer for one id; ValueError unless it has exactly the record of this id."""
    content = content_of(body.text)
    if len(content.rows) != 1:
        raise ValueError(f"{len(content.rows)} records instead of one")
    if not _is_closed(content, body):
        raise Unfit("it may be cut, because nothing marks its end")
    record = typed(kind, _checked_type(kind, content.rows[0]), remark)
    if not record.get("sid"):
        raise ValueError("a record without an id")
    if not names_record(kind, record, record_id):
        raise Unfit(f"it is the record {record['sid']}, not {record_id}")
    # A record keeps the id of the request, in whatever case its answer has it.
    return record | {"sid": record_id}


def read_reply(kind: str, query: Mapping[str, Any], body: Body, remark: Remark = silent) -> Reply:
    """Read the answer to a query; ValueError if it has no records and does not say that there are none."""
    content = content_of(body.text)
    counts = {
        name: _count(name, content.envelope[name]) for name in (FOUND, GIVEN) if content.envelope.get(name) is not None
    }
    names = column_names(query)
    if content.header or content.rows:
        _check_columns(query, content, names, remark)
    elif content.is_table and counts.get(FOUND) != 0:
        raise Unfit("it has neither columns nor rows")
    if query.get("aggregateQueryProperties", {}).get("computeInterval"):
        names |= {INTERVAL: "interval"}
    rows = [row for row in content.rows if not _is_summary(row)]
    records = [typed(kind, _renamed(_checked_type(kind, row), names), remark) for row in rows]
    _check_ids(kind, query, records)
    because = _why_not_all(query, counts, content, len(records))
    sent = counts.get(GIVEN, len(records)) if has_row_per_record(query) else len(records)
    found = max(counts.get(FOUND, sent), sent, len(records))
    is_counted = FOUND in counts or COMPLETE in content.envelope
    is_closed = _is_closed(content, body)
    is_known = is_counted or (len(records) < query["numberOfRecords"] and _has_all_lines(content, body))
    return Reply(records, found, not because and is_known and is_closed, is_counted, is_closed, because)


def column_names(query: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the columns `_0`, `_1` of an answer: of a value, or of the aggregation of a column."""
    names: dict[str, str] = {}
    for number, aggregation in enumerate(query.get("aggregations", ())):
        how = aggregation["aggregationType"]
        column = aggregation["computeColumnName"]
        name = column if how == "VALUE" else plain_name(column) + how.title()
        if name not in names.values():
            names[f"_{aggregation.get('id', number)}"] = name
    return names


def _is_closed(content: Content, body: Body) -> bool:
    """Return whether the last line is complete: JSON shows its end, CSV needs a line end or the length from HTTP."""
    return not content.is_table or content.is_closed or body.has_end


def _has_all_lines(content: Content, body: Body) -> bool:
    """Return whether no line can be missing at the end of an answer without a number of records."""
    return not content.is_table or (content.is_closed and body.has_end)


def _why_not_all(query: Mapping[str, Any], counts: Mapping[str, int], content: Content, rows: int) -> str:
    """Return why an answer is not complete by its own numbers; empty if they agree with its rows."""
    if COMPLETE in content.envelope and str(content.envelope[COMPLETE]).lower() not in ("true", "1"):
        return f"the service says {COMPLETE}: {content.envelope[COMPLETE]}"
    if has_row_per_record(query):
        if counts.get(GIVEN, rows) != rows:
            return f"the service says that the answer has {counts[GIVEN]} records, but it has {rows}"
        return (
            f"the service found {counts[FOUND]} records, but the answer has {rows}"
            if counts.get(FOUND, 0) > rows
            else ""
        )
    if counts.get(FOUND, 0) > counts.get(GIVEN, rows):
        return f"the service found {counts[FOUND]} records, but used only {counts.get(GIVEN, rows)} of them"
    return ""


def _check_columns(query: Mapping[str, Any], content: Content, names: Mapping[str, str], remark: Remark) -> None:
    """Check the columns against those of the query; Unfit if the id is missing, or all other columns.

    An id alone proves nothing, because records of every type have one.
    """
    if query.get("aggregateQueryProperties", {}).get("columnSegmentSet"):
        return  # the names of the columns come from values
    present = {_canonical(names.get(name, name)) for name in content.names}
    expected = list(_expected_columns(query))
    missing = [column for column, spellings in expected if not spellings & present]
    columns = [column for column, _spellings in expected]
    telling = [column for column in columns if column not in ID_COLUMNS] or columns
    without_id = has_row_per_record(query) and has_ids(query) and "sid" not in present
    if without_id or set(telling) <= set(missing):
        lacking = "the column sid" if without_id else "any of the columns"
        shown = [str(name) for name in content.names][:MOST_SHOWN]
        raise Unfit(f"it lacks {lacking} of the query; its columns are {', '.join(sorted(shown)) or 'none'}")
    if missing and content.header:
        remark(f"the answer lacks columns of the query: {', '.join(missing)}")


def _expected_columns(query: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Yield each column of a query with its possible names in an answer."""
    for name in row_segments(query):
        yield name, {_canonical(name)}
    for number, aggregation in enumerate(query["aggregations"]):
        column, how = aggregation["computeColumnName"], aggregation["aggregationType"]
        made = plain_name(column) + how.title()
        yield column, {_canonical(column), made, f"_{aggregation.get('id', number)}"}


def _canonical(column: str) -> str:
    name = plain_name(column)
    return {"id": "sid", SESSION_NAMES[1]: SESSION_NAMES[0]}.get(name, name)


def _checked_type(kind: str, row: Row) -> Row:
    """Return the fields of a row without its type; Unfit if that is not the type of the request."""
    if not any(name == "type" and value in KINDS for name, value in row):
        return row
    for name, value in row:
        if name == "type" and value in KINDS and value != kind:
            raise Unfit(f"it has records of the type {value}, not {kind}")
    return [(name, value) for name, value in row if name != "type"]


def _check_ids(kind: str, query: Mapping[str, Any], records: Iterable[Record]) -> None:
    """Raise Unfit for records without an id, and for activities instead of sessions."""
    if not has_ids(query):
        return
    if has_row_per_record(query) and not all(record.get("sid") for record in records):
        raise Unfit("it has a row without an id")
    if kind != "csr":
        return
    wrong = next((record for record in records if ACTIVITY_ID.fullmatch(str(record.get("sid")))), None)
    if wrong:
        raise Unfit(f"it has activities such as {wrong['sid']}, not sessions")


def _is_summary(row: Row) -> bool:
    return any(name == ROW_TYPE and str(value) == SUMMARY_ROW for name, value in row)


def _renamed(fields: Iterable[tuple[str, Any]], names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield the fields with the names of their columns, without the row type and an interval that the query lacks."""
    for name, value in fields:
        if name in names or name not in (INTERVAL, ROW_TYPE):
            yield names.get(name, name), value


def _count(name: str, value: Any) -> int:
    """Read a number of records from an answer; Unfit for anything else."""
    try:
        count = -1 if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()) else int(value)
    except (ValueError, TypeError, OverflowError):
        count = -1
    if count < 0:
        raise Unfit(f"{name} is {value!r}, which is not a number of records")
    return count
