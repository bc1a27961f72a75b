# SPDX-License-Identifier: GPL-3.0-or-later
"""Read all rows of a search, page by page, also beyond the number of records that one query can reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from ...api.client import Client
from ...api.graphql import ask
from ...api.http.errors import BadAnswer
from ..rest import Page
from ..rows.odd import (
    Odd,
    Readable,
    add_reason,
    as_list,
    as_object,
    check_number,
    check_single,
    check_text,
    check_time,
    joined,
    read_entries,
)
from ..rows.rows import Row, exploded
from ..windows.periods import Period
from .document_check import has_cursor, root_of
from .documents import document_of
from .queries import ROOTS, Search

REQUEST: Final = "POST /search"
ID_NAMES: Final = ("id", "agentSessionId")
RECORD_CAP: Final = 100_000
MOST_EMPTY: Final = 10
UNKNOWN_ACTIVITIES: Final = (
    "the document does not select all activities of a record, or not their number: select totalCount beside nodes"
)
CAPPED: Final = f"the service returns at most {RECORD_CAP:,} records"


@dataclass(frozen=True)
class _Record:
    """A record, its rows, and the number of its parts of which the service does not return all activities."""

    facts: Row
    rows: list[Row]
    short: int = 0


class _Course:
    """The cursors of one query. Each must be new; otherwise the same pages would be read again and again."""

    def __init__(self, cursor: str | None) -> None:
        self._passed = {cursor}
        self._empty = 0

    def check(self, size: int, cursor: str | None) -> None:
        """Remember the cursor behind a page of `size` records; BadAnswer if it repeats, or too many pages are empty."""
        self._empty = 0 if size else self._empty + 1
        if cursor is None:
            return
        if cursor in self._passed:
            raise BadAnswer(
                "the service returned the same cursor twice, so not all records can be read", request=REQUEST
            )
        if self._empty == MOST_EMPTY:
            raise BadAnswer(
                f"{MOST_EMPTY} pages in a row had no records, although the service says that there are more",
                request=REQUEST,
            )
        self._passed.add(cursor)


def pages(client: Client, search: Search, window: Period, resume: Any = None) -> Iterator[Page]:
    """Read all rows of a query in a window."""
    if search.document:
        return _document_pages(client, search, window, resume)
    if search.anchor:
        return _pages_by_time(client, search, window, search.anchor, resume)
    return _pages_by_cursor(client, search, window, resume)


def all_rows(client: Client, search: Search, window: Period) -> tuple[list[Row], str]:
    """Return all rows of an aggregation, which has no limit, and the reasons why some are missing, or an empty text."""
    rows: list[Row] = []
    reasons: list[str] = []
    for page in pages(client, search, window):
        rows += page.rows
        add_reason(reasons, page.incomplete)
    return rows, joined(*reasons)


def _pages_by_cursor(client: Client, search: Search, window: Period, resume: Any) -> Iterator[Page]:
    """Read rows that have no limit, or no order by which to continue beyond it."""
    has_limit = not search.aggregations and ROOTS[search.type].ordered_by is not None
    state: dict[str, Any] = resume or {"cursor": None, "read": 0}
    course = _Course(state["cursor"])
    while True:
        batch, cursor = _records(client, search, window, state["cursor"])
        course.check(batch.size, cursor)
        state = {"cursor": cursor, "read": state["read"] + batch.size}
        rows = [row for record in batch.entries for row in record.rows]
        if cursor is None:
            is_cut = has_limit and state["read"] >= RECORD_CAP
            yield Page(rows, None, window.end, joined(CAPPED if is_cut else "", _missing(batch)))
            return
        yield Page(rows, state, window.start, _missing(batch))


def _pages_by_time(client: Client, search: Search, window: Period, anchor: str, resume: Any) -> Iterator[Page]:
    """Read records in the order of a time, by cursor; at the limit, start a new query at the time of the last record.

    As with tasks, each query begins a millisecond earlier, and records that were read before are dropped.
    """
    state: dict[str, Any] = resume or {"start": window.start, "cursor": None, "read": 0, "known": []}
    course = _Course(state["cursor"])
    while True:
        reach = Period(state["start"] - 1, window.end)
        batch, cursor = _records(client, search, reach, state["cursor"])
        course.check(batch.size, cursor)
        seen: dict[str, int] = dict(state["known"])
        times = [record.facts[anchor] for record in batch.entries]
        if times != sorted(times):
            raise BadAnswer(f"the records are not in the order of {anchor}", request=REQUEST)
        unseen = [
            record
            for record in batch.entries
            if record.facts["id"] not in seen and record.facts[anchor] >= state["start"]
        ]
        rows = [row for record in unseen if record.facts[anchor] in window for row in record.rows]
        last = times[-1] if times else state["start"]
        seen.update((record.facts["id"], record.facts[anchor]) for record in unseen)
        seen = {record_id: time for record_id, time in seen.items() if time >= last}
        read = state["read"] + batch.size
        if read >= RECORD_CAP and last > state["start"]:
            state = {"start": last, "cursor": None, "read": 0, "known": list(seen.items())}
            course = _Course(None)
        elif cursor is None:
            is_cut = read >= RECORD_CAP
            yield Page(rows, None, window.end, joined(CAPPED if is_cut else "", _missing(batch)))
            return
        else:
            state = {"start": state["start"], "cursor": cursor, "read": read, "known": list(seen.items())}
        yield Page(rows, state, min(max(last, window.start), window.end), _missing(batch))


def _document_pages(client: Client, search: Search, window: Period, resume: Any) -> Iterator[Page]:
    """Read the pages of a document, whose cursor is the variable `cursor` or a part of `pagination`."""
    root = root_of(search.document)
    takes_cursor = has_cursor(root)
    has_limit = root.name in ROOTS and ROOTS[root.name].ordered_by is not None
    state: dict[str, Any] = resume or {"cursor": None, "read": 0}
    course = _Course(state["cursor"])
    while True:
        variables = {**search.variables, "from": window.start, "to": window.end}
        if state["cursor"]:
            variables |= {"cursor": state["cursor"]} if takes_cursor else {"pagination": {"cursor": state["cursor"]}}
        entries, cursor = _answer(ask(client, search.document, variables))
        batch = read_entries(entries, _document_record, REQUEST, *ID_NAMES)
        course.check(batch.size, cursor)
        state = {"cursor": cursor, "read": state["read"] + batch.size}
        rows = [row for record in batch.entries for row in record.rows]
        is_raw = bool(batch.entries) and "aggregation" not in batch.entries[0].facts
        lacks = is_raw and any(_lacks_activities(record.facts) for record in batch.entries)
        reason = joined(UNKNOWN_ACTIVITIES if lacks else "", batch.note)
        if cursor is None:
            is_cut = has_limit and is_raw and state["read"] >= RECORD_CAP
            yield Page(rows, None, window.end, joined(CAPPED, batch.note) if is_cut else reason)
            return
        yield Page(rows, state, window.start, reason)


def _records(
    client: Client, search: Search, window: Period, cursor: str | None
) -> tuple[Readable[_Record], str | None]:
    """Request a page; returns its records, and the cursor of the next page, or None."""
    document, variables = document_of(search)
    values = {**variables, "from": window.start, "to": window.end}
    if cursor:
        values["pagination"] = {"cursor": cursor}
    entries, following = _answer(ask(client, document, values))
    return read_entries(entries, partial(_record, client, search, window), REQUEST, *ID_NAMES), following


def _record(client: Client, search: Search, window: Period, entry: Any) -> _Record:
    """Read a record, and request its activities that the page does not have; Odd if the entry is not a record."""
    facts = as_object(entry)
    if not search.aggregations:
        check_text(facts, ROOTS[search.type].id)
    if search.anchor:
        check_time(facts, search.anchor)
    if search.interval:
        check_time(facts, "intervalStartTime")
    short = _fill(client, search, window, facts) if search.has_activities else 0
    rows = exploded(facts)
    for item in search.aggregations:
        if item["type"] in ("count", "sum"):
            for row in rows:
                check_number(row, str(item["name"]))
    return _Record(facts, rows, short)


def _document_record(entry: Any) -> _Record:
    facts = as_object(entry)
    return _Record(facts, exploded(facts))


def _missing(batch: Readable[_Record]) -> str:
    short = sum(record.short for record in batch.entries)
    return joined(f"the service does not return all activities of {short} records" if short else "", batch.note)


def _fill(client: Client, search: Search, window: Period, record: Row) -> int:
    """Request the activities of a record that the page does not have; returns in how many parts some stay missing."""
    short = 0
    for part in _parts(record):
        activities = part["activities"]
        nodes = {node["id"]: node for node in activities["nodes"]}
        info = activities["pageInfo"]
        while info["hasNextPage"]:
            rest = _more(client, search, window, record, part, str(info["endCursor"]))
            new = [node for node in rest["nodes"] if node["id"] not in nodes]
            if not new or len(nodes) > RECORD_CAP:
                break
            nodes.update((node["id"], node) for node in new)
            info = rest["pageInfo"]
        activities["nodes"] = list(nodes.values())
        short += len(nodes) < (activities["totalCount"] or 0)
    return short


def _more(client: Client, search: Search, window: Period, record: Row, part: Row, cursor: str) -> Row:
    """Request one record again, with its activities that are as old as a cursor, or older."""
    root = ROOTS[search.type]
    only = {root.id: {"equals": record[root.id]}}
    one = replace(search, filter={"and": [search.filter, only]} if search.filter else only)
    document, variables = document_of(one)
    # The cursor is the time of the last activity; one millisecond more, or others of that time would be lost.
    after = str(int(cursor) + 1) if cursor.isdecimal() else cursor
    values = {**variables, "from": window.start, "to": window.end, "after": after}
    records, _cursor = _answer(ask(client, document, values))
    for other in (other for entry in records for other in _parts(as_object(entry))):
        if other.get("channelId") == part.get("channelId"):
            again: Row = other["activities"]
            return again
    raise BadAnswer(f"the record {record[root.id]} is no longer there", request=REQUEST)


def _lacks_activities(value: Any) -> bool:
    """Return whether any list of activities in the value is shorter than its totalCount, or has none."""
    if isinstance(value, list):
        return any(map(_lacks_activities, value))
    if not isinstance(value, dict):
        return False
    nodes = value.get("nodes")
    if isinstance(nodes, list) and len(nodes) != value.get("totalCount"):
        return True
    return any(map(_lacks_activities, value.values()))


def _parts(record: Row) -> list[Row]:
    """Return the parts that have activities: the channels of a session, or the task itself; Odd for another shape."""
    parts = as_list(record["channelInfo"] or [], "channelInfo") if "channelInfo" in record else [record]
    with_activities = [part for part in parts if as_object(part, "channelInfo").get("activities")]
    for part in with_activities:
        activities = as_object(part["activities"], "activities")
        for node in as_list(activities.get("nodes"), "nodes"):
            check_text(as_object(node, "nodes"), "id")
        info = as_object(activities.get("pageInfo"), "pageInfo")
        if info.get("hasNextPage"):
            check_single(info, "endCursor")
        check_number(activities, "totalCount")
        if "totalCount" not in activities or "hasNextPage" not in info:
            raise Odd("has activities without totalCount or hasNextPage")
    return with_activities


def _answer(data: Mapping[str, Any]) -> tuple[list[Any], str | None]:
    """Return the records of an answer, and the cursor of the next page, or None; BadAnswer for another shape."""
    body = next(iter(data.values()), None)
    lists = [value for value in body.values() if isinstance(value, list)] if isinstance(body, dict) else []
    info = body.get("pageInfo") if isinstance(body, dict) else None
    if len(data) != 1 or len(lists) != 1 or not isinstance(info, dict):
        raise BadAnswer("the answer is not one list of records with pageInfo", request=REQUEST)
    if not isinstance(info.get("hasNextPage"), bool):  # null would pass for the last page
        raise BadAnswer("the answer does not say whether there are more records", request=REQUEST)
    if not info["hasNextPage"]:
        return lists[0], None
    if not info.get("endCursor"):
        raise BadAnswer("the answer says that there are more records, but has no cursor", request=REQUEST)
    return lists[0], str(info["endCursor"])
