# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries of the search endpoint: documents made of a structured query, pages by cursor, and what is out of reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..api.client import Client
from ..api.errors import BadAnswer
from ..api.graphql import ask
from .periods import Period
from .rest import Page
from .rows import Row, exploded
from .times import DAY_MS

RECORD_CAP: Final = 100_000
INNER_PAGE: Final = 100
TIMES: Final = ("createdTime", "endedTime")
KINDS: Final = ("count", "min", "max", "sum", "average", "cardinality")
INTERVALS: Final = {
    "FIFTEEN_MINUTES": 1,
    "THIRTY_MINUTES": 7,
    "HOURLY": 7,
    "DAILY": 365,
    "WEEKLY": 365,
    "MONTHLY": 365,
}
"""Each with the longest period, in days, for which the service gives it."""
PAGE_INFO: Final = "pageInfo { hasNextPage endCursor }"

_NAME: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
_IGNORED: Final = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*')


@dataclass(frozen=True)
class Root:
    """A record type: where its rows are, the types of its arguments, and whether only so many rows can be reached."""

    rows: str
    filter: str
    ext_filter: str | None
    aggregation: str
    nodes: str | None = None
    """Where its activity records are."""
    ordered_by: str | None = None
    """The field to go on from where the number of rows that can be reached is used up."""


ROOTS: Final = {
    "taskDetails": Root(
        "tasks",
        "TaskDetailsFilters",
        "TaskDetailsSpecificFilters",
        "TaskV2Aggregation",
        nodes="activities",
        ordered_by="createdTime",
    ),
    "agentSession": Root(
        "agentSessions",
        "AgentSessionFilters",
        "AgentSessionSpecificFilters",
        "AgentSessionV2Aggregation",
        nodes="channelInfo.activities",
    ),
    "taskLegDetails": Root("taskLegs", "TaskLegDetailsFilters", None, "TaskLegV2Aggregation", ordered_by="createdTime"),
}


@dataclass(frozen=True)
class Search:
    """A structured query, or a document that brings everything with it."""

    type: str = ""
    fields: tuple[str, ...] = ()
    filter: Mapping[str, Any] | None = None
    ext_filter: Mapping[str, Any] | None = None
    aggregations: tuple[Mapping[str, Any], ...] = ()
    interval: str | None = None
    time_comparator: str | None = None
    timezone: str = "UTC"
    document: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_activities(self) -> bool:
        """Whether single activity records are asked for, which the service gives for 30 days only."""
        return not self.document and not self.aggregations and any(".nodes." in f".{name}." for name in self.fields)

    @property
    def is_one_window(self) -> bool:
        """Whether cutting the period would change the answer."""
        return bool(self.document or self.aggregations)

    def columns(self) -> tuple[str, ...]:
        """The columns of its rows; of a document only the answer knows them."""
        if self.document:
            return ()
        bucket = ("intervalStartTime",) if self.interval else ()
        return (*bucket, *self.fields, *(str(item["name"]) for item in self.aggregations))


def check(search: Search, period: Period) -> None:
    """Raise ValueError for a query that the service would surely refuse, or whose answer could not be trusted."""
    if search.document:
        _check_document(search.document)
        return
    root = ROOTS[search.type]
    if not search.fields and not search.aggregations:
        raise ValueError("search: neither fields nor aggregations say what to read")
    for name in (*search.fields, *(str(item["field"]) for item in search.aggregations)):
        if not _NAME.fullmatch(name):
            raise ValueError(f"search: {name!r} is no field; write it with dots, as lastQueue.name")
    if search.aggregations and len(search.columns()) - len(search.aggregations) > 10:
        raise ValueError("search: fields: more than 10 together with the interval, to group by")
    names = [str(item["name"]) for item in search.aggregations]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"search: aggregations: the name {twice[0]} comes twice")
    if search.ext_filter and root.ext_filter is None:
        raise ValueError(f"search: ext_filter: {search.type} has no activity records")
    if search.time_comparator and search.type == "agentSession":
        raise ValueError("search: time_comparator: agentSession has only the time at which a session began")
    if search.interval and not search.aggregations:
        raise ValueError("search: interval: there are no aggregations to give by interval")
    if search.interval and period.length > INTERVALS[search.interval] * DAY_MS:
        hours = INTERVALS[search.interval] * 24
        raise ValueError(f"search: interval: {search.interval} is for {hours} hours at most, the period is longer")


def pages(client: Client, search: Search, window: Period, resume: Any = None) -> Iterator[Page]:
    """Read all rows of a query in a window, page by page."""
    if search.document:
        yield from _document_pages(client, search, window, resume)
        return
    root, is_raw = ROOTS[search.type], not search.aggregations
    anchor = root.ordered_by if is_raw and not search.time_comparator else None
    document, variables = _document(search, root, anchor)
    state: dict[str, Any] = resume or {"start": window.start, "cursor": "", "read": 0, "seen": [], "tail": []}
    while True:
        asked = {**variables, "from": state["start"], "to": window.end}
        if state["cursor"]:
            asked["pagination"] = {"cursor": state["cursor"]}
        records, cursor = _answer(ask(client, document, asked))
        reason = _cut_activities(records, root) if search.has_activities else ""
        if anchor:
            seen = set(state["seen"])
            fresh = [record for record in records if record["id"] not in seen and record[anchor] in window]
            tail = _tail(records, anchor, state["tail"])
        else:
            fresh, tail = records, []
        state = {**state, "cursor": cursor, "read": state["read"] + len(records), "tail": tail}
        if is_raw and state["read"] >= RECORD_CAP and search.type != "agentSession":
            last = records[-1][anchor] if anchor and records else state["start"]
            if last > state["start"]:
                ids = [record_id for record_id, _when in tail]
                state = {"start": last, "cursor": "", "read": 0, "seen": ids, "tail": tail}
            else:
                state["cursor"], reason = None, f"the service gives no more than {RECORD_CAP:,} records"
        rows = [row for record in fresh for row in exploded(record)]
        if state["cursor"] is None:
            yield Page(rows, None, window.end, reason)
            return
        yield Page(rows, state, records[-1][anchor] if anchor and records else window.start, reason)


def _tail(records: list[Row], anchor: str, before: list[Any]) -> list[list[Any]]:
    """Give the ids of the records of the last moment, with the moment, those of the pages before among them."""
    if not records:
        return before
    last = records[-1][anchor]
    found = [[record["id"], last] for record in records if record[anchor] == last]
    return [*(pair for pair in before if pair[1] == last), *found]


def rows_of(client: Client, search: Search, window: Period) -> Iterator[Row]:
    """Read all rows of an aggregation, which has no limit."""
    for page in pages(client, search, window):
        yield from page.rows


def _document(search: Search, root: Root, anchor: str | None) -> tuple[str, dict[str, Any]]:
    """Write the document of a structured query, values as variables, so that nothing has to be quoted."""
    declared = {"from": "Long!", "to": "Long!", "pagination": "Pagination"}
    variables: dict[str, Any] = {}
    given = (
        ("filter", f"{root.filter}!", search.filter),
        ("extFilter", f"{root.ext_filter}!", search.ext_filter),
        ("aggregations", f"[{root.aggregation}!]!", list(search.aggregations)),
        ("timeComparator", "QueryTimeType!", search.time_comparator),
        (
            "aggregationInterval",
            "IntervalData!",
            {"interval": search.interval, "timezone": search.timezone} if search.interval else None,
        ),
    )
    for name, kind, value in given:
        if value:
            declared[name], variables[name] = kind, value
    types = ", ".join(f"${name}: {kind}" for name, kind in declared.items())
    arguments = ", ".join(f"{name}: ${name}" for name in declared)
    names = [*(["intervalStartTime"] if search.interval else []), *search.fields]
    told = {}
    if anchor:
        names += ["id", anchor]
        told[anchor] = "(sort: asc)"
    if search.has_activities:
        names.append(f"{root.nodes}.totalCount")
        told[str(root.nodes)] = f"(first: {INNER_PAGE})"
    if search.aggregations:
        names += ["aggregation.name", "aggregation.value"]
    selection = f"{root.rows} {{ {_selection(names, told)} }} {PAGE_INFO}"
    return f"query ({types}) {{ {search.type}({arguments}) {{ {selection} }} }}", variables


def _selection(names: Sequence[str], told: Mapping[str, str], path: str = "") -> str:
    """Nest dotted names; `told` has the arguments of those that take some."""
    heads: dict[str, list[str]] = {}
    for name in names:
        head, _dot, inner = name.partition(".")
        heads.setdefault(head, []).extend([inner] if inner else [])
    parts = []
    for head, below in heads.items():
        here = f"{path}.{head}" if path else head
        selected = f" {{ {_selection(below, told, here)} }}" if below else ""
        parts.append(head + told.get(here, "") + selected)
    return " ".join(parts)


def _answer(data: Mapping[str, Any]) -> tuple[list[Row], str | None]:
    """Give the records of an answer and the cursor of the next page."""
    body = next(iter(data.values()), None)
    lists = [value for value in body.values() if isinstance(value, list)] if isinstance(body, dict) else []
    info = body.get("pageInfo") if isinstance(body, dict) else None
    if len(data) != 1 or len(lists) != 1 or not isinstance(info, dict) or "hasNextPage" not in info:
        raise BadAnswer("the answer is not one list of records with pageInfo", request="POST /search")
    if not all(isinstance(record, dict) for record in lists[0]):
        raise BadAnswer("the answer has records that are no objects", request="POST /search")
    if not info["hasNextPage"]:
        return lists[0], None
    if not info.get("endCursor"):
        raise BadAnswer("the answer says that there is more, but not where", request="POST /search")
    return lists[0], str(info["endCursor"])


def _cut_activities(records: list[Row], root: Root) -> str:
    """Say how many records have more activities than came with them."""
    short = 0
    for record in records:
        for part in record.get("channelInfo") or [record]:
            activities = part.get((root.nodes or "").rpartition(".")[2]) or {}
            short += activities.pop("totalCount", 0) > len(activities.get("nodes") or [])
    return f"{short} records have more than {INNER_PAGE} activities each, of which the rest is missing" if short else ""


def _check_document(document: str) -> None:
    text = _IGNORED.sub(" ", document)
    for variable in ("from", "to"):
        if not re.search(rf":\s*\${variable}\b", text):
            raise ValueError(
                f"search: document: has no argument {variable}: ${variable}; declare ($from: Long!, $to: Long!), so"
                " that the period is the one of the task"
            )
    if not re.search(r"\bpageInfo\b", text):
        raise ValueError(f"search: document: asks for no {PAGE_INFO}, so nobody would know whether rows are missing")
    if not re.search(r":\s*\$(cursor|pagination)\b", text):
        raise ValueError(
            "search: document: has no pagination: {cursor: $cursor}; declare $cursor: String, to have all pages read"
        )


def _document_pages(client: Client, search: Search, window: Period, resume: Any) -> Iterator[Page]:
    cursor, read = (resume["cursor"], resume["read"]) if resume else (None, 0)
    has_cursor = bool(re.search(r":\s*\$cursor\b", _IGNORED.sub(" ", search.document)))
    while True:
        asked = {**search.variables, "from": window.start, "to": window.end}
        if cursor:
            asked |= {"cursor": cursor} if has_cursor else {"pagination": {"cursor": cursor}}
        records, cursor = _answer(ask(client, search.document, asked))
        read += len(records)
        is_aggregation = bool(records) and "aggregation" in records[0]
        is_cut = cursor is None and read >= RECORD_CAP and not is_aggregation
        reason = f"the service gives no more than {RECORD_CAP:,} records" if is_cut else ""
        rows = [row for record in records for row in exploded(record)]
        if cursor is None:
            yield Page(rows, None, window.end, reason)
            return
        yield Page(rows, {"cursor": cursor, "read": read}, window.start, reason)
