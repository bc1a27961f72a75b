# SPDX-License-Identifier: GPL-3.0-or-later
"""All rows of a search, page by page, also beyond what the service lets one query reach."""

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
    "records have more activities than the document takes, or it does not say how many: select totalCount beside nodes"
)
CAPPED: Final = f"the service gives no more than {RECORD_CAP:,} records"


@dataclass(frozen=True)
class _Record:
    """A record, its rows, and in how many of its parts activities are missing that the service does not give."""

    facts: Row
    rows: list[Row]
    short: int = 0


class _Course:
    """The cursors of one query, of which each has to lead on; without that, the same records would come for ever."""

    def __init__(self, cursor: str | None) -> None:
        self._passed = {cursor}
        self._empty = 0

    def check(self, size: int, cursor: str | None) -> None:
        """Take note of a page and of the cursor behind it; BadAnswer where that leads nowhere."""
        self._empty = 0 if size else self._empty + 1
        if cursor is None:
            return
        if cursor in self._passed:
            raise BadAnswer(
                "the service gives one cursor twice, so the records cannot be read to the end", request=REQUEST
            )
        if self._empty == MOST_EMPTY:
            raise BadAnswer(
                f"{MOST_EMPTY} pages in a row have no records, and the service says that there are more",
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
    """Read all rows of an aggregation, which has no limit, and say why some are missing where they are."""
    rows: list[Row] = []
    reasons: list[str] = []
    for page in pages(client, search, window):
        rows += page.rows
        add_reason(reasons, page.incomplete)
    return rows, joined(*reasons)


def _pages_by_cursor(client: Client, search: Search, window: Period, resume: Any) -> Iterator[Page]:
    """Read what has no limit, or no order in which one could go on beyond it."""
    has_limit = not search.aggregations and ROOTS[search.type].ordered_by is not None
    state: dict[str, Any] = resume or {"cursor": None, "read": 0}
    course = _Course(state["cursor"])
    while True:
        found, cursor = _records(client, search, window, state["cursor"])
        course.check(found.size, cursor)
        state = {"cursor": cursor, "read": state["read"] + found.size}
        rows = [row for record in found.entries for row in record.rows]
        if cursor is None:
            is_cut = has_limit and state["read"] >= RECORD_CAP
            yield Page(rows, None, window.end, joined(CAPPED if is_cut else "", _missing(found)))
            return
        yield Page(rows, state, window.start, _missing(found))


def _pages_by_time(client: Client, search: Search, window: Period, anchor: str, resume: Any) -> Iterator[Page]:
    """Read records in the order of a time, by cursor; where no more can be reached, anew from the last one's time on.

    As with tasks, a millisecond more is asked for, and what was there before is dropped.
    """
    state: dict[str, Any] = resume or {"start": window.start, "cursor": None, "read": 0, "known": []}
    course = _Course(state["cursor"])
    while True:
        asked = Period(state["start"] - 1, window.end)
        found, cursor = _records(client, search, asked, state["cursor"])
        course.check(found.size, cursor)
        known: dict[str, int] = dict(state["known"])
        times = [record.facts[anchor] for record in found.entries]
        if times != sorted(times):
            raise BadAnswer(f"the records are not in the order of {anchor}", request=REQUEST)
        fresh = [
            record
            for record in found.entries
            if record.facts["id"] not in known and record.facts[anchor] >= state["start"]
        ]
        rows = [row for record in fresh if record.facts[anchor] in window for row in record.rows]
        last = times[-1] if times else state["start"]
        known.update((record.facts["id"], record.facts[anchor]) for record in fresh)
        known = {record_id: time for record_id, time in known.items() if time >= last}
        read = state["read"] + found.size
        if read >= RECORD_CAP and last > state["start"]:
            state = {"start": last, "cursor": None, "read": 0, "known": list(known.items())}
            course = _Course(None)
        elif cursor is None:
            is_cut = read >= RECORD_CAP
            yield Page(rows, None, window.end, joined(CAPPED if is_cut else "", _missing(found)))
            return
        else:
            state = {"start": state["start"], "cursor": cursor, "read": read, "known": list(known.items())}
        yield Page(rows, state, min(max(last, window.start), window.end), _missing(found))


def _document_pages(client: Client, search: Search, window: Period, resume: Any) -> Iterator[Page]:
    """Read the pages of a document, which takes the cursor by itself or in `pagination`."""
    root = root_of(search.document)
    takes_cursor = has_cursor(root)
    has_limit = root.name in ROOTS and ROOTS[root.name].ordered_by is not None
    state: dict[str, Any] = resume or {"cursor": None, "read": 0}
    course = _Course(state["cursor"])
    while True:
        asked = {**search.variables, "from": window.start, "to": window.end}
        if state["cursor"]:
            asked |= {"cursor": state["cursor"]} if takes_cursor else {"pagination": {"cursor": state["cursor"]}}
        entries, cursor = _answer(ask(client, search.document, asked))
        found = read_entries(entries, _document_record, REQUEST, *ID_NAMES)
        course.check(found.size, cursor)
        state = {"cursor": cursor, "read": state["read"] + found.size}
        rows = [row for record in found.entries for row in record.rows]
        is_raw = bool(found.entries) and "aggregation" not in found.entries[0].facts
        lacks = is_raw and any(_lacks_activities(record.facts) for record in found.entries)
        reason = joined(UNKNOWN_ACTIVITIES if lacks else "", found.note)
        if cursor is None:
            is_cut = has_limit and is_raw and state["read"] >= RECORD_CAP
            yield Page(rows, None, window.end, joined(CAPPED, found.note) if is_cut else reason)
            return
        yield Page(rows, state, window.start, reason)


def _records(
    client: Client, search: Search, window: Period, cursor: str | None
) -> tuple[Readable[_Record], str | None]:
    """Return the records of a page, and the cursor of the next one."""
    document, variables = document_of(search)
    asked = {**variables, "from": window.start, "to": window.end}
    if cursor:
        asked["pagination"] = {"cursor": cursor}
    entries, following = _answer(ask(client, document, asked))
    return read_entries(entries, partial(_record, client, search, window), REQUEST, *ID_NAMES), following


def _record(client: Client, search: Search, window: Period, entry: Any) -> _Record:
    """Read a record, with those of its activities that did not come with it; Odd where it is none."""
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


def _missing(found: Readable[_Record]) -> str:
    short = sum(record.short for record in found.entries)
    return joined(f"{short} records have activities that the service does not give" if short else "", found.note)


def _fill(client: Client, search: Search, window: Period, record: Row) -> int:
    """Read those activities of a record that did not come with it; gives in how many of its parts some are missing."""
    short = 0
    for part in _parts(record):
        activities = part["activities"]
        nodes = {node["id"]: node for node in activities["nodes"]}
        info = activities["pageInfo"]
        while info["hasNextPage"]:
            found = _more(client, search, window, record, part, str(info["endCursor"]))
            new = [node for node in found["nodes"] if node["id"] not in nodes]
            if not new or len(nodes) > RECORD_CAP:
                break
            nodes.update((node["id"], node) for node in new)
            info = found["pageInfo"]
        activities["nodes"] = list(nodes.values())
        short += len(nodes) < (activities["totalCount"] or 0)
    return short


def _more(client: Client, search: Search, window: Period, record: Row, part: Row, cursor: str) -> Row:
    """Ask for one record again, for its activities that are older than a cursor, or as old."""
    root = ROOTS[search.type]
    only = {root.id: {"equals": record[root.id]}}
    one = replace(search, filter={"and": [search.filter, only]} if search.filter else only)
    document, variables = document_of(one)
    # The cursor is the time of the last activity, behind which others of the same time would be lost.
    after = str(int(cursor) + 1) if cursor.isdecimal() else cursor
    asked = {**variables, "from": window.start, "to": window.end, "after": after}
    records, _cursor = _answer(ask(client, document, asked))
    for other in (other for found in records for other in _parts(as_object(found))):
        if other.get("channelId") == part.get("channelId"):
            again: Row = other["activities"]
            return again
    raise BadAnswer(f"the record {record[root.id]} was there and is not any more", request=REQUEST)


def _lacks_activities(value: Any) -> bool:
    """Return whether there are, anywhere below, fewer activities than there should be, or nobody says how many."""
    if isinstance(value, list):
        return any(map(_lacks_activities, value))
    if not isinstance(value, dict):
        return False
    nodes = value.get("nodes")
    if isinstance(nodes, list) and len(nodes) != value.get("totalCount"):
        return True
    return any(map(_lacks_activities, value.values()))


def _parts(record: Row) -> list[Row]:
    """Return what has activities: the channels of a session, or a task itself; Odd where these are of another shape."""
    parts = as_list(record["channelInfo"] or [], "channelInfo") if "channelInfo" in record else [record]
    found = [part for part in parts if as_object(part, "channelInfo").get("activities")]
    for part in found:
        activities = as_object(part["activities"], "activities")
        for node in as_list(activities.get("nodes"), "nodes"):
            check_text(as_object(node, "nodes"), "id")
        info = as_object(activities.get("pageInfo"), "pageInfo")
        if info.get("hasNextPage"):
            check_single(info, "endCursor")
        check_number(activities, "totalCount")
        if "totalCount" not in activities or "hasNextPage" not in info:
            raise Odd("has activities that do not say how many they are")
    return found


def _answer(data: Mapping[str, Any]) -> tuple[list[Any], str | None]:
    """Return the records of an answer and the cursor of the next page."""
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
        raise BadAnswer("the answer says that there is more, but not where", request=REQUEST)
    return lists[0], str(info["endCursor"])
