# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe queries of the search endpoint: structured ones, or a complete GraphQL document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...mistakes import UserError
from ...times import DAY_MS
from ..windows.periods import Period
from .document_check import check_document

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
"""The longest period of each interval, in days, that the service accepts."""

_NAME: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)


@dataclass(frozen=True)
class Root:
    """A record type: the field of its rows, the types of its filters, and the order in which to read many of them."""

    rows: str
    filter: str
    ext_filter: str | None
    id: str = "id"
    nodes: str = ""
    """The path to its activity records."""
    ordered_by: str | None = None
    """The time from which to continue after the most rows that one query can reach; None if there is no such limit."""


ROOTS: Final = {
    "taskDetails": Root(
        "tasks",
        "TaskDetailsFilters",
        "TaskDetailsSpecificFilters",
        nodes="activities",
        ordered_by="createdTime",
    ),
    "agentSession": Root(
        "agentSessions",
        "AgentSessionFilters",
        "AgentSessionSpecificFilters",
        id="agentSessionId",
        nodes="channelInfo.activities",
    ),
    "taskLegDetails": Root("taskLegs", "TaskLegDetailsFilters", None, ordered_by="createdTime"),
}


@dataclass(frozen=True)
class Search:
    """A structured query, or, if `document` is set, a complete GraphQL document with its variables."""

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
        """Whether the query reads single activity records, which the service limits to 30 days."""
        return not self.document and not self.aggregations and any(".nodes." in f".{name}." for name in self.fields)

    @property
    def anchor(self) -> str | None:
        """The time field by which single records are ordered; None if there is none."""
        is_raw = not self.document and not self.aggregations and not self.time_comparator
        return ROOTS[self.type].ordered_by if is_raw else None

    @property
    def is_one_window(self) -> bool:
        """Whether cutting the period would change the answer."""
        return bool(self.document or self.aggregations)

    def columns(self) -> tuple[str, ...]:
        """Return the columns of its rows; empty for a document, because only the answer shows its columns."""
        if self.document:
            return ()
        bucket = ("intervalStartTime",) if self.interval else ()
        return (*bucket, *self.fields, *(str(item["name"]) for item in self.aggregations))


def check(search: Search, period: Period) -> None:
    """Raise UserError for a query that the service would surely refuse, or whose answer could not be trusted."""
    if search.document:
        check_document(search.document, search.variables)
        return
    root = ROOTS[search.type]
    if not search.fields and not search.aggregations:
        raise UserError("search: set fields, aggregations, or both")
    for name in (*search.fields, *(str(item["field"]) for item in search.aggregations)):
        if not _NAME.fullmatch(name):
            raise UserError(f"search: {name!r} is not the name of a field; write one like id or lastQueue.name")
    if search.aggregations and len(search.columns()) - len(search.aggregations) > 10:
        raise UserError("search: fields: must be at most 10 to group by, counting the interval")
    names = [str(item["name"]) for item in search.aggregations]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(f"search: aggregations: the name {twice[0]} is used twice; rename one of them")
    if search.ext_filter and root.ext_filter is None:
        raise UserError(f"search: ext_filter: not possible, because {search.type} has no activity records")
    if search.time_comparator and search.type == "agentSession":
        raise UserError(
            "search: time_comparator: not possible for agentSession, which has only the time of the beginning"
        )
    if search.interval and not search.aggregations:
        raise UserError("search: interval: needs aggregations")
    if search.interval and period.length > INTERVALS[search.interval] * DAY_MS:
        hours = INTERVALS[search.interval] * 24
        raise UserError(
            f"search: interval: {search.interval} is possible for at most {hours} hours, and the period is longer"
        )
