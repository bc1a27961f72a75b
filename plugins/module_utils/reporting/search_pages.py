# SPDX-License-Identifier: GPL-3.0-or-later
"""All rows of a search, page by page, also beyond what the service lets one query reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ..api.client import Client
from ..api.errors import BadAnswer
from ..api.graphql import ask
from .periods import Period
from .rest import Page
from .rows import Row, exploded
from .search import ROOTS, Search, code_of
from .search_documents import document_of

RECORD_CAP: Final = 100_000
UNKNOWN_ACTIVITIES: Final = (
    "records have more activities than the document takes, or it does not say how many: select totalCount beside nodes"
)
CAPPED: Final = f"the service gives no more than {RECORD_CAP:,} records"


def pages(client: Client, search: Search, window: Period, resume: Any = None) -> Iterator[Page]:
    """Read all rows of a query in a window."""
    if search.document:
        return _document_pages(client, search, window, resume)
    if search.anchor:
        return _pages_by_time(client, search, window, search.anchor, resume)
    return _pages_by_cursor(client, search, window, resume)


def rows_of(client: Client, search: Search, window: Period) -> Iterator[Row]:
    """Read all rows of an aggregation, which has no limit."""
    for page in pages(client, search, window):
        yield from page.rows


def _pages_by_cursor(client: Client, search: Search, window: Period, resume: Any) -> Iterator[Page]:
    """Read what has no limit, or no order in which one could go on beyond it."""
    has_limit = not search.aggregations and ROOTS[search.type].ordered_by is not None
    state: dict[str, Any] = resume or {"cursor": None, "read": 0}
    while True:
        records, cursor, reason = _records(client, search, window, state["cursor"])
        state = {"cursor": cursor, "read": state["read"] + len(records)}
        rows = [row for record in records for row in exploded(record)]
        if cursor is None:
            is_cut = has_limit and state["read"] >= RECORD_CAP
            yield Page(rows, None, window.end, CAPPED if is_cut else reason)
            return
        yield Page(rows, state, window.start, reason)


def _pages_by_time(client: Client, search: Search, window: Period, anchor: str, resume: Any) -> Iterator[Page]:
    """Read records in the order of a time, by cursor; where no more can be reached, anew from the last one's time on.

    As with tasks, a millisecond more is asked for, and what was there before is dropped.
    """
    state: dict[str, Any] = resume or {"start": window.start, "cursor": None, "read": 0, "known": []}
    while True:
        asked = Period(state["start"] - 1, window.end)
        records, cursor, reason = _records(client, search, asked, state["cursor"])
        known: dict[str, int] = dict(state["known"])
        times = [record[anchor] for record in records]
        if times != sorted(times):
            raise BadAnswer(f"the records are not in the order of {anchor}", request="POST /search")
        fresh = [record for record in records if record["id"] not in known and record[anchor] >= state["start"]]
        rows = [row for record in fresh if record[anchor] in window for row in exploded(record)]
        last = times[-1] if times else state["start"]
        known.update((record["id"], record[anchor]) for record in fresh)
        known = {record_id: time for record_id, time in known.items() if time >= last}
        read = state["read"] + len(records)
        if read >= RECORD_CAP and last > state["start"]:
            state = {"start": last, "cursor": None, "read": 0, "known": list(known.items())}
        elif cursor is None:
            yield Page(rows, None, window.end, CAPPED if read >= RECORD_CAP else reason)
            return
        else:
            state = {"start": state["start"], "cursor": cursor, "read": read, "known": list(known.items())}
        yield Page(rows, state, min(max(last, window.start), window.end), reason)


def _document_pages(client: Client, search: Search, window: Period, resume: Any) -> Iterator[Page]:
    """Read the pages of a document, which takes the cursor by itself or in `pagination`."""
    code = code_of(search.document)
    has_cursor = bool(re.search(r":\s*\$cursor\b", code))
    has_limit = any(root.ordered_by and re.search(rf"\b{name}\b", code) for name, root in ROOTS.items())
    state: dict[str, Any] = resume or {"cursor": None, "read": 0}
    while True:
        asked = {**search.variables, "from": window.start, "to": window.end}
        if state["cursor"]:
            asked |= {"cursor": state["cursor"]} if has_cursor else {"pagination": {"cursor": state["cursor"]}}
        records, cursor = _answer(ask(client, search.document, asked))
        state = {"cursor": cursor, "read": state["read"] + len(records)}
        rows = [row for record in records for row in exploded(record)]
        is_raw = bool(records) and "aggregation" not in records[0]
        reason = UNKNOWN_ACTIVITIES if is_raw and any(map(_lacks_activities, records)) else ""
        if cursor is None:
            is_cut = has_limit and is_raw and state["read"] >= RECORD_CAP
            yield Page(rows, None, window.end, CAPPED if is_cut else reason)
            return
        yield Page(rows, state, window.start, reason)


def _records(client: Client, search: Search, window: Period, cursor: str | None) -> tuple[list[Row], str | None, str]:
    """Give the records of a page, the cursor of the next one, and why activities are missing where they are."""
    document, variables = document_of(search)
    asked = {**variables, "from": window.start, "to": window.end}
    if cursor:
        asked["pagination"] = {"cursor": cursor}
    records, following = _answer(ask(client, document, asked))
    root = ROOTS[search.type]
    if not search.aggregations and not all(isinstance(record.get(root.id), str) for record in records):
        raise BadAnswer(f"the answer has records without {root.id}", request="POST /search")
    short = sum(_fill(client, search, window, record) for record in records) if search.has_activities else 0
    return records, following, f"{short} records have activities that the service does not give" if short else ""


def _fill(client: Client, search: Search, window: Period, record: Row) -> int:
    """Read those activities of a record that did not come with it; gives in how many of its parts some are missing."""
    short = 0
    for part in _parts(record):
        activities = part["activities"]
        nodes = {node["id"]: node for node in activities["nodes"]}
        info = activities["pageInfo"]
        while info["hasNextPage"]:
            found = _more(client, search, window, record, part, info["endCursor"])
            new = [node for node in found["nodes"] if node["id"] not in nodes]
            if not new:
                break
            nodes.update((node["id"], node) for node in new)
            info = found["pageInfo"]
        activities["nodes"] = list(nodes.values())
        short += len(nodes) < activities["totalCount"]
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
    for other in (other for found in records for other in _parts(found)):
        if other.get("channelId") == part.get("channelId"):
            again: Row = other["activities"]
            return again
    raise BadAnswer(f"the record {record[root.id]} was there and is not any more", request="POST /search")


def _lacks_activities(value: Any) -> bool:
    """Tell whether there are, anywhere below, fewer activities than there should be, or nobody says how many."""
    if isinstance(value, list):
        return any(map(_lacks_activities, value))
    if not isinstance(value, dict):
        return False
    nodes = value.get("nodes")
    if isinstance(nodes, list) and len(nodes) != value.get("totalCount"):
        return True
    return any(map(_lacks_activities, value.values()))


def _parts(record: Row) -> list[Row]:
    """Give what has activities: the channels of a session, or a task itself."""
    parts = record.get("channelInfo") or [] if "channelInfo" in record else [record]
    return [part for part in parts if part.get("activities")]


def _answer(data: Mapping[str, Any]) -> tuple[list[Row], str | None]:
    """Give the records of an answer and the cursor of the next page."""
    body = next(iter(data.values()), None)
    lists = [value for value in body.values() if isinstance(value, list)] if isinstance(body, dict) else []
    info = body.get("pageInfo") if isinstance(body, dict) else None
    if len(data) != 1 or len(lists) != 1 or not isinstance(info, dict):
        raise BadAnswer("the answer is not one list of records with pageInfo", request="POST /search")
    if not isinstance(info.get("hasNextPage"), bool):  # null would pass for the last page
        raise BadAnswer("the answer does not say whether there are more records", request="POST /search")
    if not all(isinstance(record, dict) for record in lists[0]):
        raise BadAnswer("the answer has records that are no objects", request="POST /search")
    if not info["hasNextPage"]:
        return lists[0], None
    if not info.get("endCursor"):
        raise BadAnswer("the answer says that there is more, but not where", request="POST /search")
    return lists[0], str(info["endCursor"])
