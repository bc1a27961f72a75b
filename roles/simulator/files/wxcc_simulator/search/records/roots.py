# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots of the Search API: the records of each, the fields they have, and how they are taken apart.

A record may hold others: a session holds channels, and those hold activities. A unit is a record with the inner ones it
was taken apart into, a tuple as long as it is deep; every field belongs to one depth.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain, islice
from typing import Any, NamedTuple

from wxcc_simulator.reporting.period import Period
from wxcc_simulator.search.records.contacts import LegRecord, TaskRecord, View
from wxcc_simulator.search.records.values import LEG, STEP, TASK, Getter
from wxcc_simulator.search.records.values_of_agents import ACTIVITY, CHANNEL, SESSION, SessionRecord

Unit = tuple[Any, ...]
NUMBERS = ("Int", "Long", "Float")
# Fields that samples of the API use and its dictionaries do not have.
EXTRA_FIELDS = {
    "taskDetails": {
        "owner.id": ["String", "filterable", "groupable"],
        "owner.name": ["String", "filterable", "groupable"],
        "isWithinSLA": ["Boolean", "filterable"],
    },
    "taskLegDetails": {
        "queueDuration": ["Long", "aggregatable"],
        "consultCount": ["Int", "aggregatable"],
        "isChildLeg": ["Boolean", "filterable", "groupable"],
    },
}


@dataclass(frozen=True)
class Depth:
    """Where in a record its fields are: the prefix of their names, what they are read with, what is inside."""

    prefix: str
    getters: dict[str, Getter]
    members: str = ""


@dataclass(frozen=True)
class Field:
    """A field of a root by its dotted name."""

    name: str
    kind: str
    uses: frozenset[str]
    depth: int
    get: Getter
    is_own_id: bool = False  # of the record or part itself, which always has one

    @property
    def is_number(self) -> bool:
        """Whether it can be added up and compared."""
        return self.kind in NUMBERS


class Order(NamedTuple):
    """How to read records: the newest first, by their ends, without the first ones, or not strictly in order."""

    newest_first: bool = False
    by_end: bool = False
    skip: int = 0
    strict: bool = True


@dataclass(frozen=True, eq=False)
class Root:
    """A root of the API. `read` gives its records of a period by time."""

    name: str
    list_name: str
    depths: tuple[Depth, ...]
    page_size: int
    reachable: int | None
    read: Callable[[View, Period, Order], Iterator[Any]]
    time: Callable[[Any, bool], int]
    facts: str
    has_comparator: bool = True

    @cached_property
    def fields(self) -> dict[str, Field]:
        """All fields by name."""
        return {name: self._field(name, kind, uses) for name, (kind, *uses) in _facts()[self.facts].items()}

    def _field(self, name: str, kind: str, uses: list[str]) -> Field:
        depth = max(place for place, depth in enumerate(self.depths) if name.startswith(depth.prefix))
        short = name.removeprefix(self.depths[depth].prefix)
        get = self.depths[depth].getters.get(short) or _nothing(name, kind)
        return Field(name, kind, frozenset(uses), depth, get, is_own_id=short == "id")

    @property
    def activities_depth(self) -> int | None:
        """The depth of the activities, if the records have any."""
        return len(self.depths) - 1 if len(self.depths) > 1 else None

    def value(self, unit: Unit, name: str) -> Any:
        """The value of a field that the unit is deep enough for."""
        field = self.fields[name]
        return field.get(unit[field.depth])

    def members(self, unit: Unit) -> Iterator[Unit]:
        """The unit taken apart one depth further."""
        return ((*unit, member) for member in getattr(unit[-1], self.depths[len(unit) - 1].members))

    def apart(self, unit: Unit, depth: int) -> Iterable[Unit]:
        """The unit taken apart down to a depth, if it is not that deep already."""
        units: Iterable[Unit] = (unit,)
        for _depth in range(len(unit), depth + 1):
            units = chain.from_iterable(map(self.members, units))
        return units


@cache
def _facts() -> dict[str, dict[str, list[str]]]:
    text = files("wxcc_simulator.search.records").joinpath("fields.json").read_text(encoding="utf-8")
    facts: dict[str, dict[str, list[str]]] = json.loads(text)
    return {root: {**fields, **EXTRA_FIELDS.get(root, {})} for root, fields in facts.items()}


def _nothing(name: str, kind: str) -> Getter:
    """What a field shows for which nothing happens here: no count, no time, not so, or no value."""
    value: Any = None
    if kind == "Int" or name.endswith("Duration"):
        value = 0
    elif kind == "Boolean":
        value = False
    return lambda _record: value


def _tasks(view: View, period: Period, order: Order) -> Iterator[TaskRecord]:
    if not order.by_end:
        contacts = view.traffic.contacts(*period, newest_first=order.newest_first, skip=order.skip)
        return (TaskRecord(view, contact) for contact in contacts)
    start = period.start - view.traffic.longest_contact_ms
    contacts = view.traffic.contacts(start, period.end, newest_first=order.newest_first)
    ended = (TaskRecord(view, contact) for contact in contacts if _in(period, contact.ended, view.now))
    return islice(ended, order.skip, None)


def _legs(view: View, period: Period, order: Order) -> Iterator[LegRecord]:
    start = period.start - view.traffic.longest_contact_ms
    legs = (
        LegRecord(view, contact, leg)
        for contact in view.traffic.contacts(start, period.end, newest_first=order.newest_first)
        for leg in contact.legs
        if leg.queue and leg.start <= view.now and _in(period, leg.end if order.by_end else leg.start, view.now)
    )
    return islice(_by_start(legs, order) if order.strict else legs, order.skip, None)


def _in(period: Period, time: int, now: int) -> bool:
    return period.start <= time < period.end and time <= now


def _by_start(legs: Iterator[LegRecord], order: Order) -> Iterator[LegRecord]:
    """The legs by their start; they come by the start of their contacts, which is a little earlier."""
    sign = -1 if order.newest_first else 1
    waiting: list[tuple[int, int, LegRecord]] = []
    for number, leg in enumerate(legs):
        created = leg.contact.created
        settled = created + leg.view.traffic.longest_contact_ms if order.newest_first else created
        while waiting and waiting[0][0] < sign * settled:
            yield heapq.heappop(waiting)[2]
        heapq.heappush(waiting, (sign * leg.leg.start, number, leg))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _sessions(view: View, period: Period, _order: Order) -> Iterator[SessionRecord]:
    for session in view.traffic.sessions(period.start, period.end):
        if session.start in period:
            yield SessionRecord(view, session)


def _task_root(name: str) -> Root:
    return Root(
        name=name,
        list_name="tasks",
        depths=(Depth("", TASK, members="activities"), Depth("activities.nodes.", STEP)),
        page_size=250,
        reachable=100_000,
        read=_tasks,
        time=lambda record, by_end: record.contact.ended if by_end else record.contact.created,
        facts="taskDetails",
    )


ROOTS = (
    _task_root("taskDetails"),
    _task_root("task"),
    Root(
        name="agentSession",
        list_name="agentSessions",
        depths=(
            Depth("", SESSION, members="channels"),
            Depth("channelInfo.", CHANNEL, members="activities"),
            Depth("channelInfo.activities.nodes.", ACTIVITY),
        ),
        page_size=250,
        reachable=None,
        read=_sessions,
        time=lambda record, _by_end: record.session.start,
        facts="agentSession",
        has_comparator=False,
    ),
    Root(
        name="taskLegDetails",
        list_name="taskLegs",
        depths=(Depth("", LEG),),
        page_size=500,
        reachable=100_000,
        read=_legs,
        time=lambda record, by_end: record.leg.end if by_end else record.leg.start,
        facts="taskLegDetails",
    ),
)
