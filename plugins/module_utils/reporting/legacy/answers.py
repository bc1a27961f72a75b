# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the legacy API, compared with what was asked: the record, the columns, how many rows there are."""

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
    """The records of one answer, how many the service found, and whether these are all.

    Where it did not say (`is_counted` False), an answer as long as it may be is taken for one that was cut. Where
    nothing vouches for the last line (`is_closed` False), it may be half a line. `because` says in words why the
    records are not all.
    """

    records: list[Record]
    found: int
    is_whole: bool
    is_counted: bool
    is_closed: bool = True
    because: str = ""


def read_record(kind: str, record_id: str, body: Body, remark: Remark = silent) -> Record:
    """Read the answer for one id; ValueError where it does not hold just the record of this id."""
    content = content_of(body.text)
    if len(content.rows) != 1:
        raise ValueError(f"{len(content.rows)} records instead of one")
    if not _is_closed(content, body):
        raise Unfit("it has no end, so that it may have been cut")
    record = typed(kind, _checked_type(kind, content.rows[0]), remark)
    if not record.get("sid"):
        raise ValueError("a record without an id")
    if not names_record(kind, record, record_id):
        raise Unfit(f"it is the record {record['sid']}, and {record_id} was asked for")
    # What is found under an id is that record, however its answer spells it.
    return record | {"sid": record_id}


def read_reply(kind: str, query: Mapping[str, Any], body: Body, remark: Remark = silent) -> Reply:
    """Read the answer to a query; ValueError where it has no records and does not say that there are none."""
    content = content_of(body.text)
    said = {name: _count(name, content.said[name]) for name in (FOUND, GIVEN) if content.said.get(name) is not None}
    names = column_names(query)
    if content.header or content.rows:
        _check_columns(query, content, names, remark)
    elif content.is_table and said.get(FOUND) != 0:
        raise Unfit("it has neither columns nor rows")
    if query.get("aggregateQueryProperties", {}).get("computeInterval"):
        names |= {INTERVAL: "interval"}
    rows = [row for row in content.rows if not _is_summary(row)]
    records = [typed(kind, _renamed(_checked_type(kind, row), names), remark) for row in rows]
    _check_ids(kind, query, records)
    because = _why_not_all(query, said, content, len(records))
    given = said.get(GIVEN, len(records)) if has_row_per_record(query) else len(records)
    found = max(said.get(FOUND, given), given, len(records))
    is_counted = FOUND in said or COMPLETE in content.said
    is_closed = _is_closed(content, body)
    is_known = is_counted or (len(records) < query["numberOfRecords"] and _is_vouched_for(content, body))
    return Reply(records, found, not because and is_known and is_closed, is_counted, is_closed, because)


def column_names(query: Mapping[str, Any]) -> dict[str, str]:
    """Return what the columns `_0`, `_1` of an answer hold: the column of a value, or an aggregation of a column."""
    names: dict[str, str] = {}
    for number, aggregation in enumerate(query.get("aggregations", ())):
        how = aggregation["aggregationType"]
        column = aggregation["computeColumnName"]
        name = column if how == "VALUE" else plain_name(column) + how.title()
        if name not in names.values():
            names[f"_{aggregation.get('id', number)}"] = name
    return names


def _is_closed(content: Content, body: Body) -> bool:
    """Return whether the last line is whole: JSON ends by itself, CSV by a line end or where HTTP says."""
    return not content.is_table or content.is_closed or body.has_end


def _is_vouched_for(content: Content, body: Body) -> bool:
    """Return whether no line can be missing at the end, where nobody counted them."""
    return not content.is_table or (content.is_closed and body.has_end)


def _why_not_all(query: Mapping[str, Any], said: Mapping[str, int], content: Content, rows: int) -> str:
    """Compare what an answer says of itself with what it holds; empty where nothing speaks against it."""
    if COMPLETE in content.said and str(content.said[COMPLETE]).lower() not in ("true", "1"):
        return f"the service says {COMPLETE}: {content.said[COMPLETE]}"
    if has_row_per_record(query):
        if said.get(GIVEN, rows) != rows:
            return f"the service says that it gave {said[GIVEN]} records, and there are {rows}"
        return f"the service found {said[FOUND]} records, and there are {rows}" if said.get(FOUND, 0) > rows else ""
    if said.get(FOUND, 0) > said.get(GIVEN, rows):
        return f"the service found {said[FOUND]} records, and took {said.get(GIVEN, rows)} of them"
    return ""


def _check_columns(query: Mapping[str, Any], content: Content, names: Mapping[str, str], remark: Remark) -> None:
    """Compare the columns with those that were asked for; Unfit if the id is missing, or all others are.

    An id alone tells nothing, since objects of every kind have one.
    """
    if query.get("aggregateQueryProperties", {}).get("columnSegmentSet"):
        return  # the columns are made of values
    there = {_canonical(names.get(name, name)) for name in content.names}
    asked = list(_asked(query))
    missing = [column for column, spellings in asked if not spellings & there]
    telling = [column for column, _spellings in asked if column not in ID_COLUMNS] or [column for column, _ in asked]
    without_id = has_row_per_record(query) and has_ids(query) and "sid" not in there
    if without_id or set(telling) <= set(missing):
        what = "the column sid" if without_id else "any of the columns"
        shown = [str(name) for name in content.names][:MOST_SHOWN]
        raise Unfit(f"it does not have {what} that the query asks for, but {', '.join(sorted(shown)) or 'none'}")
    if missing and content.header:
        remark(f"the answer lacks columns that the query asks for: {', '.join(missing)}")


def _asked(query: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Yield each column of a query with the names that it may have in an answer."""
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
    """Return the fields of a row without its type, which belongs to the wrapping; Unfit where that is another one."""
    if not any(name == "type" and value in KINDS for name, value in row):
        return row
    for name, value in row:
        if name == "type" and value in KINDS and value != kind:
            raise Unfit(f"it holds records of the type {value}, and {kind} was asked for")
    return [(name, value) for name, value in row if name != "type"]


def _check_ids(kind: str, query: Mapping[str, Any], records: Iterable[Record]) -> None:
    """Refuse records without an id, and activities where sessions were asked for, whose ids they would pass for."""
    if not has_ids(query):
        return
    if has_row_per_record(query) and not all(record.get("sid") for record in records):
        raise Unfit("it has a row without an id")
    if kind != "csr":
        return
    wrong = next((record for record in records if ACTIVITY_ID.fullmatch(str(record.get("sid")))), None)
    if wrong:
        raise Unfit(f"it holds activities such as {wrong['sid']}, and sessions were asked for")


def _is_summary(row: Row) -> bool:
    return any(name == ROW_TYPE and str(value) == SUMMARY_ROW for name, value in row)


def _renamed(fields: Iterable[tuple[str, Any]], names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield columns their names; the row type, and the interval of a query without intervals, say nothing."""
    for name, value in fields:
        if name in names or name not in (INTERVAL, ROW_TYPE):
            yield names.get(name, name), value


def _count(name: str, value: Any) -> int:
    """Read how many records an answer says there are."""
    try:
        count = -1 if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()) else int(value)
    except (ValueError, TypeError, OverflowError):
        count = -1
    if count < 0:
        raise Unfit(f"{name} is {value!r}, which is not a number of records")
    return count
