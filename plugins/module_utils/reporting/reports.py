# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn a query into a plan of windows, and read the plan page by page.

query = check(Query("tasks", Period(start, end)), now_ms)
plan = prepare(client, query)
for page in read(plan, client.parallelism): page.rows  # dictionaries as described in rows.py, in the order of time
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..api.client import Client
from ..mistakes import UserError
from ..times import DAY_MS, MINUTE_MS, zone
from ..words import did_you_mean
from . import rest
from .rest import Page
from .rows import rows
from .rows.names import ids_of
from .rows.rows import Shape
from .search import pages as search_pages
from .search import queries as search
from .search import reports as search_reports
from .windows import periods
from .windows.halving import halved
from .windows.periods import Limits, Period
from .windows.streams import Once, in_order

CHANNEL_TYPES: Final = ("telephony", "chat", "email", "social")
INTERVALS: Final = (15, 30, 60)
SOURCES: Final = ("auto", "rest", "search")
NAMED: Final = ("queues", "agents", "teams")


@dataclass(frozen=True)
class Kind:
    """A report: its columns, the limits of its endpoints, and the options that select rows."""

    shape: Shape
    limits: Limits
    search_limits: Limits = periods.SEARCH
    auto: str = "rest"
    """The source for `source: auto`."""
    is_by_interval: bool = False
    chosen_by: tuple[tuple[str, str], ...] = ()
    """Options that select rows, each with the column that it compares."""


KINDS: Final = {
    "tasks": Kind(
        rows.TASKS,
        periods.TASKS,
        chosen_by=(("channel_types", "channelType"), ("queues", "queueId"), ("agents", "ownerId")),
    ),
    "queue_statistics": Kind(
        rows.QUEUE_STATISTICS,
        periods.STATISTICS,
        auto="search",
        is_by_interval=True,
        chosen_by=(("channel_types", "channelType"), ("queues", "queueId")),
    ),
    "agent_statistics": Kind(
        rows.AGENT_STATISTICS,
        periods.STATISTICS,
        is_by_interval=True,
        chosen_by=(("channel_types", "channelType"), ("agents", "agentId"), ("teams", "teamId")),
    ),
    "agent_activities": Kind(
        rows.AGENT_ACTIVITIES,
        periods.ACTIVITIES,
        search_limits=periods.SEARCH_ACTIVITIES,
        chosen_by=(
            ("channel_types", "channelType"),
            ("queues", "queueId"),
            ("agents", "agentId"),
            ("teams", "teamId"),
        ),
    ),
    "search": Kind(Shape((), ()), periods.SEARCH, auto="search"),
}


@dataclass(frozen=True)
class Query:
    """A report to read; queues, agents and teams by name or id, the interval in minutes."""

    report: str
    period: Period
    timezone: str = "UTC"
    interval: int = 60
    channel_types: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    source: str = "auto"
    search: search.Search | None = None

    @property
    def kind(self) -> Kind:
        """The entry of the report in KINDS."""
        return KINDS[self.report]

    def columns(self) -> tuple[str, ...]:
        """Return the columns of its rows; empty for a GraphQL document, because only the answer shows them."""
        return _shape(self).columns


@dataclass(frozen=True)
class Part:
    """A window of the plan, and the function that reads it from its beginning (None) or from the `resume` of a page."""

    window: Period
    read: Callable[[Any], Iterator[Page]]


@dataclass(frozen=True)
class Source:
    """A source of rows, and the columns that it cannot fill."""

    name: str
    missing_fields: tuple[str, ...] = ()


BY_REST: Final = Source("rest")
BY_SEARCH: Final = Source("search")
BY_SESSIONS: Final = Source("search", search_reports.MISSING_ACTIVITY_FIELDS)
BY_LEGS: Final = Source("search (legs)")
BY_ACTIVITIES: Final = Source("search (activities)", search_reports.MISSING_WITHOUT_LEGS)

Parts = tuple[list[Part], Callable[[], Source]]
"""The windows of a query, and a function that returns the source of their rows."""


@dataclass(frozen=True)
class Plan:
    """How to read a query. Which source has the rows may take requests, which are sent when it is first needed."""

    query: Query
    shape: Shape
    parts: tuple[Part, ...]
    answered_by: Callable[[], Source]

    @property
    def place(self) -> ZoneInfo:
        """The time zone of times written as text."""
        return zone(self.query.timezone)

    @property
    def source(self) -> str:
        """One of `rest`, `search`, `search (legs)` and `search (activities)`; may send requests."""
        return self.answered_by().name

    @property
    def missing_fields(self) -> tuple[str, ...]:
        """The columns that are empty; may send requests."""
        return self.answered_by().missing_fields


def check(query: Query, now_ms: int) -> Query:
    """Return the query with its period widened to whole intervals; UserError for one that cannot be answered."""
    kind = query.kind
    allowed = {option for option, _column in kind.chosen_by}
    for option in ("channel_types", *NAMED):
        if getattr(query, option) and option not in allowed:
            options = ", ".join(name for name, _column in kind.chosen_by) or "search.filter and search.ext_filter"
            raise UserError(f"{option}: not possible for the report {query.report}; use {options}")
    check_names("channel_types", query.channel_types, CHANNEL_TYPES)
    if query.interval not in INTERVALS:
        raise UserError(f"interval: must be 15, 30 or 60 minutes, not {query.interval}")
    if query.search is None and query.report == "search":
        raise UserError("search: required for the report search")
    if query.search and query.report != "search":
        raise UserError(f"search: only for the report search, not for {query.report}; remove one of them")
    source = kind.auto if query.source == "auto" else query.source
    if query.report == "search" and source == "rest":
        raise UserError("source: rest is not possible for the report search; use search or auto")
    if kind.is_by_interval:
        step = query.interval * MINUTE_MS
        query = replace(query, period=periods.whole_steps(query.period, step, now_ms, zone(query.timezone)))
    limits = kind.limits if source == "rest" else kind.search_limits
    what = f"the report {query.report} by source {source}"
    periods.check_age(query.period, limits, now_ms, what)
    if query.search:
        search.check(query.search, query.period)
        if query.search.is_one_window and query.period.length > limits.window:
            days = limits.window // DAY_MS
            raise UserError(f"to: {query.period} is longer than {days} days, the maximum of this query")
    return query


def prepare(client: Client, query: Query) -> Plan:
    """Look up the ids of names, and plan the windows; may send requests, but only reads."""
    ids = {option: ids_of(client, option, getattr(query, option)) for option in NAMED if getattr(query, option)}
    source = query.kind.auto if query.source == "auto" else query.source
    parts, answered_by = (_search_parts if source == "search" else _rest_parts)(client, query, ids)
    selections = [(column, ids.get(option, getattr(query, option))) for option, column in query.kind.chosen_by]
    active = [(column, frozenset(values)) for column, values in selections if values]
    if active:
        parts = [Part(part.window, partial(_selected, part.read, active)) for part in parts]
    return Plan(query, _shape(query), tuple(parts), answered_by)


def read(plan: Plan, parallelism: int) -> Iterator[Page]:
    """Yield the pages of all windows in order, while the next windows are read in parallel."""
    return (page for _number, page in read_together([plan], parallelism))


def read_together(plans: Sequence[Plan], parallelism: int) -> Iterator[tuple[int, Page]]:
    """Yield the pages of several plans in order, each with the number of its plan, while the next are read."""
    parts = [(number, part) for number, plan in enumerate(plans) for part in plan.parts]
    for place, page in in_order([partial(part.read, None) for _number, part in parts], parallelism):
        yield parts[place][0], page


def check_names(option: str, names: Sequence[str], possible: Sequence[str]) -> None:
    """Raise UserError for a name that is not possible, with similar or all possible ones."""
    for name in names:
        if name not in possible:
            hint = did_you_mean(name, possible) or f"Possible are {', '.join(possible)}"
            raise UserError(f'{option}: "{name}" is unknown. {hint}')


def _shape(query: Query) -> Shape:
    if query.search is None:
        return query.kind.shape
    names = query.search.columns()
    summed = [str(item["name"]) for item in query.search.aggregations if item["type"] in ("count", "sum")]
    return rows.open_shape(names, summed)


def _selected(
    read_part: Callable[[Any], Iterator[Page]], selections: Sequence[tuple[str, frozenset[str]]], resume: Any
) -> Iterator[Page]:
    """Drop the rows that the options do not select, because not every endpoint can select them."""
    for page in read_part(resume):
        rows = [row for row in page.rows if all(row.get(column) in values for column, values in selections)]
        yield replace(page, rows=rows)


def _rest_parts(client: Client, query: Query, ids: dict[str, tuple[str, ...]]) -> Parts:
    period, kind = query.period, query.kind
    channels = {"channelTypes": query.channel_types} if query.channel_types else {}
    groups = {option: periods.id_groups(ids.get(option, ())) for option in NAMED}

    def named(**lists: Sequence[str]) -> dict[str, Any]:
        return {name: values for name, values in lists.items() if values}

    if query.report == "tasks":
        cut = periods.record_windows(period)
        parts = [Part(window, partial(rest.tasks, client, window, channels)) for window in cut]
        return parts, lambda: BY_REST
    step = query.interval * MINUTE_MS if kind.is_by_interval else 1
    cut = periods.windows(period, kind.limits.window, step)
    if query.report == "queue_statistics":
        calls = [(rest.queue_statistics, named(queueIds=queues)) for queues in groups["queues"]]
    elif query.report == "agent_statistics":
        calls = [(rest.agent_statistics, named(agentIds=agents)) for agents in groups["agents"]]
    else:
        pairs = product(groups["agents"], groups["teams"])
        calls = [(rest.agent_activities, {**channels, **named(agentIds=some, teamIds=teams)}) for some, teams in pairs]
    interval = {"interval": query.interval} if kind.is_by_interval else {}
    parts = [
        Part(window, _whole(partial(call, client, params={**interval, **params}), window, step))
        for window in cut
        for call, params in calls
    ]
    return parts, lambda: BY_REST


def _search_parts(client: Client, query: Query, ids: dict[str, tuple[str, ...]]) -> Parts:
    period = query.period
    agents, teams = ids.get("agents", ()), ids.get("teams", ())
    if query.search:
        search_query = query.search
        cut = [period] if search_query.is_one_window else periods.record_windows(period)
        parts = [Part(window, partial(search_pages.pages, client, search_query, window)) for window in cut]
        return parts, lambda: BY_SEARCH
    if query.report == "tasks":
        cut = periods.record_windows(period)
        parts = [Part(window, partial(search_reports.tasks, client, window, query.channel_types)) for window in cut]
        return parts, lambda: BY_SEARCH
    if query.report == "agent_activities":
        cut = periods.windows(period, periods.ACTIVITIES.window)
        read_sessions = partial(search_reports.agent_activities, client, agent_ids=agents, team_ids=teams)
        parts = [Part(window, _whole(read_sessions, window)) for window in cut]
        return parts, lambda: BY_SESSIONS
    step = query.interval * MINUTE_MS
    cut = periods.windows(period, periods.STATISTICS.window, step)
    steps = search_reports.Steps(query.interval, query.timezone)
    if query.report == "agent_statistics":
        read_agents = partial(search_reports.agent_statistics, client, steps=steps, agent_ids=agents, team_ids=teams)
        parts = [Part(window, _whole(read_agents, window, step)) for window in cut]
        return parts, lambda: BY_SEARCH
    # The last day is mostly enough, and counting a day is faster than counting a year.
    last_day = Period(max(period.start, period.end - DAY_MS), period.end)
    years = reversed(periods.windows(period, periods.SEARCH.window))
    probes = tuple(dict.fromkeys((last_day, *years)))
    has_legs = Once(lambda: any(search_reports.has_legs(client, some) for some in probes))
    queues = ids.get("queues", ())

    def read_window(window: Period) -> Iterator[Page]:
        return search_reports.queue_statistics(client, window, steps, queues, legs=has_legs())

    parts = [Part(window, _whole(read_window, window, step)) for window in cut]
    return parts, lambda: BY_LEGS if has_legs() else BY_ACTIVITIES


def _whole(
    read_window: Callable[[Period], Iterator[Page]], window: Period, step: int = 1
) -> Callable[[Any], Iterator[Page]]:
    """Return a function that reads a window always from its beginning, and in halves if its answer is too large."""
    return lambda _resume: halved(read_window, window, step)
