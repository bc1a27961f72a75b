# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers a root of a query: a page of records, or a page of groups."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from wxcc_simulator.reporting.period import DAY_MS, Period
from wxcc_simulator.search.counting.filters import Filter, read_filter, read_filters, test_of
from wxcc_simulator.search.counting.groups import Counted, Grouping, read_aggregations
from wxcc_simulator.search.counting.intervals import Intervals
from wxcc_simulator.search.counting.recent import Recent
from wxcc_simulator.search.counting.rows import GroupRow, RecordRow
from wxcc_simulator.search.counting.selection import INTERVAL_START, Selected
from wxcc_simulator.search.records.contacts import View
from wxcc_simulator.search.records.roots import Order, Root, Unit
from wxcc_simulator.wire.answers import RefusedError

LONGEST_DAYS = 365
LONGEST_WITH_ACTIVITIES_DAYS = 30
OLDEST_DAYS = 3 * 365
GROUPS_ON_A_PAGE = 1000
EXAMINED_BY_EXT_FILTER = 2500
# Everything that began in a period has ended by then, even sessions.
OVER_AFTER_MS = 10 * 3600 * 1000
FIRST_PAGE = (None, "", "0", "NA")
Page = dict[str, Any]


@dataclass(frozen=True)
class Query:
    """A root with its arguments and what is selected of it."""

    root: Root
    arguments: dict[str, Any]
    selected: Sequence[Selected]

    @property
    def by_end(self) -> bool:
        """Whether the period is that of the ends."""
        return self.arguments.get("timeComparator") == "endedTime"

    @property
    def cursor(self) -> str | None:
        """Where to continue; None for the first page."""
        cursor = (self.arguments.get("pagination") or {}).get("cursor")
        return None if cursor in FIRST_PAGE else cursor

    def period(self, now: int) -> Period:
        """The period, checked, up to now; empty for times in seconds and for the future."""
        period = Period(self.arguments["from"], self.arguments["to"])
        if period.length < 0:
            raise RefusedError(400, f"to ({period.end}) must not be before from ({period.start})")
        if period.is_in_seconds:
            return Period(period.start, period.start)
        if period.length > LONGEST_DAYS * DAY_MS:
            raise RefusedError(400, f"the duration between from and to must not be more than {LONGEST_DAYS} days")
        if period.start < now - OLDEST_DAYS * DAY_MS:
            raise RefusedError(400, "from must not be older than 36 months")
        return period.until(now)


def answer(query: Query, view: View, recent: Recent, *, legs_are_known: bool) -> Page:
    """The page that a query asks for."""
    period = query.period(view.now)
    if query.root.list_name == "taskLegs" and not legs_are_known:
        period = Period(period.start, period.start)
    if not query.arguments.get("aggregations"):
        return _records(query, view, period)
    return _groups(query, view, period, recent)


def _page(query: Query, rows: Sequence[Any], cursor: str | None) -> Page:
    info = {"hasNextPage": cursor is not None, "endCursor": cursor}
    return {query.root.list_name: rows, "pageInfo": info}


def _grouping(query: Query, period: Period) -> Grouping:
    root, arguments = query.root, query.arguments
    interval = arguments.get("aggregationInterval")
    intervals = Intervals(interval["interval"], interval["timezone"], period) if interval else None
    names = [scalar.name for scalar in query.selected if scalar.name in root.fields or scalar.name == INTERVAL_START]
    if intervals and INTERVAL_START not in names:
        names.insert(0, INTERVAL_START)
    return Grouping(root, names, read_aggregations(root, arguments["aggregations"]), intervals)


def _counted(query: Query, view: View, period: Period, grouping: Grouping) -> Counted:
    root = query.root
    test = test_of(read_filters(root, query.arguments), grouping.depth)
    for record in root.read(view, period, Order(by_end=query.by_end, strict=False)):
        time = root.time(record, query.by_end)
        for unit in root.apart((record,), grouping.depth):
            if test is None or test(unit):
                grouping.add(unit, time)
    return grouping.counted()


def _groups(query: Query, view: View, period: Period, recent: Recent) -> Page:
    """A page of groups; the cursor is checked before anything is counted."""
    grouping = _grouping(query, period)
    after = None if query.cursor is None else grouping.begin_at(query.cursor)
    what = {name: value for name, value in query.arguments.items() if name != "pagination"}
    name = (view.org_id, query.root.name, repr(what), tuple(query.selected))
    is_over = period.end + OVER_AFTER_MS <= view.now
    counted = None if query.cursor is None and not is_over else recent.find(name)
    start = counted.page_after(after, GROUPS_ON_A_PAGE) if counted else None
    if counted is None or (start is None and not counted.is_all):
        counted = _counted(query, view, period, grouping)
        recent.keep(name, counted)
        start = counted.page_after(after, GROUPS_ON_A_PAGE)
    if start is None:
        raise RefusedError(400, f"{query.cursor}: unknown cursor")
    rows = counted.groups[start : start + GROUPS_ON_A_PAGE]
    has_next = counted.is_cut or start + GROUPS_ON_A_PAGE < len(counted.groups)
    return _page(query, [GroupRow(group) for group in rows], rows[-1].cursor if has_next else None)


def _records(query: Query, view: View, period: Period) -> Page:
    root = query.root
    condition = read_filter(root, query.arguments.get("filter"))
    inner = read_filter(root, query.arguments.get("extFilter"))
    if inner or any(scalar.name.startswith(root.depths[-1].prefix) for scalar in query.selected):
        _check_activities(root, period)
    if root.reachable is None:
        if query.cursor is not None and view.traffic.session(query.cursor) is None:
            raise RefusedError(400, f"{query.cursor}: unknown cursor")
        rows, cursor = _after_id(query, _matching(query, view, period, condition, inner, 0))
    else:
        number = _number(query)
        rows = list(
            islice(_matching(query, view, period, condition, inner, number * root.page_size), root.page_size + 1)
        )
        has_next = len(rows) > root.page_size and (number + 2) * root.page_size <= root.reachable
        cursor = str(number + 1) if has_next else None
    return _page(query, [RecordRow(root, unit, condition, inner) for unit in rows[: root.page_size]], cursor)


def _check_activities(root: Root, period: Period) -> None:
    if root.activities_depth is not None and period.length > LONGEST_WITH_ACTIVITIES_DAYS * DAY_MS:
        words = f"the duration between from and to must not be more than {LONGEST_WITH_ACTIVITIES_DAYS} days"
        raise RefusedError(400, f"{words} where {root.depths[-1].prefix.rstrip('.')} are asked for")


def _matching(
    query: Query, view: View, period: Period, condition: Filter | None, inner: Filter | None, skip: int
) -> Iterator[Unit]:
    """The records that the filters let through, without the first ones."""
    root = query.root
    orders = [scalar for scalar in query.selected if scalar.descending is not None and scalar.name in root.fields]
    by_time = [order for order in orders if order.name == "createdTime"]
    order = Order(by_time[0].descending is True if by_time else True, query.by_end)
    if condition is None and inner is None and orders == by_time:
        return ((record,) for record in root.read(view, period, order._replace(skip=skip)))
    units: Iterator[Unit] = ((record,) for record in root.read(view, period, order))
    units = (unit for unit in units if condition is None or condition(unit))
    if inner:
        units = _by_activities(units, inner, root.page_size, first=query.cursor is None)
    if orders != by_time:
        units = iter(_sorted(root, islice(units, root.reachable), orders, skip + root.page_size + 1))
    return islice(units, skip, None)


def _sorted(root: Root, units: Iterator[Unit], orders: Sequence[Selected], most: int) -> list[Unit]:
    """The first ones by the first order, then by the next; null comes first, or last where an order is descending."""
    fields = [(root.fields[order.name], order.descending is True) for order in orders]

    def key(unit: Unit) -> list[Any]:
        places = [(field.get(unit[0]), is_descending) for field, is_descending in fields]
        return [
            _Descending((value is not None, value)) if is_descending else (value is not None, value)
            for value, is_descending in places
        ]

    return heapq.nsmallest(most, units, key=key)


class _Descending:
    """A place that comes before smaller ones."""

    def __init__(self, place: tuple[bool, Any]) -> None:
        self._place = place

    def __lt__(self, other: _Descending) -> bool:
        return other._place < self._place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and other._place == self._place

    __hash__ = None  # type: ignore[assignment]


def _by_activities(units: Iterator[Unit], inner: Filter, page_size: int, *, first: bool) -> Iterator[Unit]:
    """The units with a matching activity; refused where the first ones do not fill a page."""
    matching = 0
    for number, unit in enumerate(units):
        if first and number == EXAMINED_BY_EXT_FILTER and matching < page_size:
            raise RefusedError(413, f"extFilter: the first {number} records do not fill a page; narrow the filter")
        if inner(unit):
            matching += 1
            yield unit


def _number(query: Query) -> int:
    """The page at a cursor that counts pages."""
    text, size, reachable = query.cursor or "0", query.root.page_size, query.root.reachable or 0
    if not text.isdecimal():
        raise RefusedError(400, f"{text}: unknown cursor")
    if (int(text) + 1) * size > reachable:
        raise RefusedError(400, f"{text}: only the first {reachable} records can be reached")
    return int(text)


def _after_id(query: Query, units: Iterator[Unit]) -> tuple[list[Unit], str | None]:
    """A page of sessions, by their ids."""
    after, size = query.cursor or "", query.root.page_size
    later = (unit for unit in units if unit[0].session.id > after)
    rows = heapq.nsmallest(size + 1, later, key=lambda unit: str(unit[0].session.id))
    return rows[:size], rows[size - 1][0].session.id if len(rows) > size else None
