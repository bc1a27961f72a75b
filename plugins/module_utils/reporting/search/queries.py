# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked of the search endpoint: structured queries, and documents that bring everything with them."""

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
"""Each with the longest period, in days, for which the service gives it."""

_NAME: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)


@dataclass(frozen=True)
class Root:
    """A record type: where its rows are, the types of its filters, and whether only so many rows can be reached."""

    rows: str
    filter: str
    ext_filter: str | None
    id: str = "id"
    nodes: str = ""
    """Where its activity records are."""
    ordered_by: str | None = None
    """The field to go on from where the number of rows that can be reached is used up; None where there is no limit."""


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
    def anchor(self) -> str | None:
        """The time in whose order single records are read, where there is one."""
        is_raw = not self.document and not self.aggregations and not self.time_comparator
        return ROOTS[self.type].ordered_by if is_raw else None

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
    """Raise UserError for a query that the service would surely refuse, or whose answer could not be trusted."""
    if search.document:
        check_document(search.document, search.variables)
        return
    root = ROOTS[search.type]
    if not search.fields and not search.aggregations:
        raise UserError("search: neither fields nor aggregations say what to read")
    for name in (*search.fields, *(str(item["field"]) for item in search.aggregations)):
        if not _NAME.fullmatch(name):
            raise UserError(f"search: {name!r} is no field; write it with dots, as lastQueue.name")
    if search.aggregations and len(search.columns()) - len(search.aggregations) > 10:
        raise UserError("search: fields: more than 10 together with the interval, to group by")
    names = [str(item["name"]) for item in search.aggregations]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(f"search: aggregations: the name {twice[0]} comes twice")
    if search.ext_filter and root.ext_filter is None:
        raise UserError(f"search: ext_filter: {search.type} has no activity records")
    if search.time_comparator and search.type == "agentSession":
        raise UserError("search: time_comparator: agentSession has only the time at which a session began")
    if search.interval and not search.aggregations:
        raise UserError("search: interval: there are no aggregations to give by interval")
    if search.interval and period.length > INTERVALS[search.interval] * DAY_MS:
        hours = INTERVALS[search.interval] * 24
        raise UserError(f"search: interval: {search.interval} is for {hours} hours at most, the period is longer")
