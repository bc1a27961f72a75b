# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the activities of sessions as chains, and the sessions of activities.

The id of an activity is `session-start-state`, and its end and next state are the start and state of the next one. So a
chain can be followed from id to id. Queries read the activities of many sessions at once; missing ones are read singly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from ...api.http.errors import NotFound, Unauthorized, WxccError
from ...api.legacy.client import LegacyClient
from ...times import DAY_MS
from ..windows.periods import Period
from .fields import Record, parts_of_id
from .query import Query, activities_of
from .reader import LegacyReader, Remarks

FIRST: Final = "new"
LAST: Final = "ended"
EVENTS: Final = ("ivr-connected", "parked", "connect", "connected", "consulting", "hold", "wrapup", LAST)
"""States to try, in this order, after an activity that does not name its next one."""
MOST_ACTIVITIES: Final = 1000

ENDED: Final = "ended"
OPEN: Final = "open"
MISSING: Final = "missing"
LOOP: Final = "loop"
FAILED: Final = "failed"


@dataclass
class Chain:
    """The activities of a session in order, and how the chain ends.

    `end` is `ended`, `open` if the contact continues, `missing` if the activity `missing` does not exist, `loop`, or
    `failed` if a request failed. `detached` are activities to which no other leads.
    """

    session: str
    activities: list[Record] = field(default_factory=list)
    end: str = ""
    missing: str | None = None
    detached: list[Record] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether the chain leads from the beginning to the end of the contact."""
        return self.end == ENDED

    def result(self) -> dict[str, Any]:
        """Return the chain as documented in the module's RETURN."""
        return {
            "session": self.session,
            "complete": self.is_complete,
            "end": self.end,
            "missing": self.missing,
            "activities": self.activities,
            "detached": self.detached,
            "problems": self.problems,
        }


class Contacts:
    """Reads the chains of activities of sessions."""

    def __init__(self, client: LegacyClient, events: Sequence[str] = EVENTS, remarks: Remarks | None = None) -> None:
        self._client = client
        self._reader = LegacyReader(client, remarks=remarks)
        self._events = tuple(events)

    def chains(self, sessions: Sequence[Record], advance: Callable[[int], object] = lambda done: None) -> list[Chain]:
        """Return a chain for each session record; `advance` gets the number of further finished ones."""
        distinct = list({record["sid"]: record for record in sessions}.values())
        known = self._from_queries(distinct)

        def walked(record: Record) -> Chain:
            chain = _Walk(self._reader, record, known.get(record["sid"], []), self._events).chain()
            advance(1)
            return chain

        results = self._client.parallel([partial(walked, record) for record in distinct])
        chains = []
        for chain in results:
            if isinstance(chain, WxccError):
                raise chain
            chains.append(chain)
        return chains

    def _from_queries(self, sessions: Sequence[Record]) -> dict[str, list[Record]]:
        """Read the activities of all sessions in few queries; what these lack is read while following the chains."""
        groups = self._groups([record for record in sessions if record.get("cstts")])
        known: dict[str, list[Record]] = defaultdict(list)
        if not groups:
            return known
        session_ids = {record["sid"] for record in sessions}
        # The first query goes alone: one request shows whether the service accepts it, and applies its filter.
        try:
            first = LegacyReader(self._client, narrow=False, remarks=self._reader.remarks).listing("car", groups[0])
            records = first.records
            if records and all(record["session"] in session_ids for record in records):
                rest = groups[1:] if first.is_whole else groups
                records = [*records, *self._reader.listing("car", *rest).records]
        except Unauthorized:
            raise
        except WxccError:
            records = []
        distinct = {record["sid"]: record for record in records if record.get("sid")}.values()
        has_next_states = any(record.get("nextState") for record in distinct)
        for record in distinct:
            if not has_next_states:
                record.pop("nextState", None)  # the service returns an unknown column empty in every row
            known[str(record["session"])].append(record)
        return known

    def _groups(self, sessions: Sequence[Record]) -> list[Query]:
        """Make queries with as many sessions each as fit into a URL."""
        by_time = sorted(sessions, key=lambda record: record["cstts"])
        groups: list[Query] = []
        rest = by_time
        size = len(rest)
        while rest:
            query = _query(rest[:size])
            if size > 1 and self._client.too_long("car", query.text) > 0:
                size = -(-size * 9 // 10) if size > 10 else size - 1
                continue
            groups.append(query)
            rest = rest[size:]
        return groups


def _query(sessions: Sequence[Record]) -> Query:
    """Make the query for the activities of sessions, which are in the order of time."""
    ends = [record.get("cetts") or record["cstts"] + DAY_MS for record in sessions]
    return activities_of([record["sid"] for record in sessions], Period(sessions[0]["cstts"], max(ends) + 1))


def sessions_of(activities: Sequence[Record]) -> list[str]:
    """Return the ids of the sessions of activities, each once, in their order."""
    return list(dict.fromkeys(str(record["session"]) for record in activities if record.get("session")))


class _Walk:
    """Follows the chain of one session."""

    def __init__(self, reader: LegacyReader, record: Record, known: Sequence[Record], events: Sequence[str]) -> None:
        self._reader = reader
        self._record = record
        self._events = events
        self._known = {str(activity["sid"]): activity for activity in known}
        self._chain = Chain(str(record["sid"]))

    def chain(self) -> Chain:
        """Follow the activities from the first one until there is no next one."""
        chain = self._chain
        try:
            self._walk()
        except Unauthorized:
            raise
        except WxccError as error:
            chain.end = FAILED
            chain.problems.append(str(error))
        on_it = {activity["sid"] for activity in chain.activities}
        rest = [activity for activity in self._known.values() if activity["sid"] not in on_it]
        chain.detached = sorted(rest, key=_start)
        chain.problems += _same_time([*chain.activities, *chain.detached])
        return chain

    def _walk(self) -> None:
        chain = self._chain
        visited: set[str] = set()
        candidates = self._first()
        while candidates:
            activity = self._get(candidates)
            if activity is None:
                chain.end, chain.missing = MISSING, candidates[0]
                chain.problems.append(f"the activity {candidates[0]} does not exist")
                return
            record_id = str(activity["sid"])
            if record_id in visited or len(visited) >= MOST_ACTIVITIES:
                chain.end = LOOP
                chain.problems.append(f"the chain returns to {record_id}, or has no end")
                return
            visited.add(record_id)
            chain.activities.append(activity)
            if _state(activity) == LAST:
                chain.end = ENDED
                return
            candidates = self._next(activity, visited)
        chain.end = chain.end or OPEN

    def _first(self) -> list[str]:
        start = self._record.get("cstts")
        if start:
            at_start = self._at(start, set())
            return [f"{self._chain.session}-{start}-{FIRST}", *at_start]
        self._chain.end = MISSING
        self._chain.problems.append("the session has no beginning (cstts)")
        return []

    def _next(self, activity: Record, visited: set[str]) -> list[str]:
        """Return the ids that may follow, the most likely first; none after an activity that is the last so far."""
        end, session = activity.get("cetts"), self._chain.session
        if end is None:
            return []
        if state := activity.get("nextState"):
            return [f"{session}-{end}-{state}"]
        # It names no next one, so the next are the known activities that begin where it ends.
        begun = self._at(end, visited)
        if begun or "nextState" in activity:
            return begun
        return [name for state in self._events if (name := f"{session}-{end}-{state}") not in visited]

    def _at(self, start: int, visited: set[str]) -> list[str]:
        """Return the ids of known activities that begin at a time, first those without a duration."""
        rows = [row for row in self._known.values() if _start(row) == start and row["sid"] not in visited]
        order = {state: place for place, state in enumerate((FIRST, *self._events))}
        rows.sort(key=lambda row: (row.get("cetts") != start, order.get(_state(row), len(order))))
        return [str(row["sid"]) for row in rows]

    def _get(self, candidates: Sequence[str]) -> Record | None:
        """Return the first candidate that exists, or None; sends requests for unknown ones."""
        for record_id in candidates:
            if record_id in self._known:
                return self._known[record_id]
        for record_id in candidates:
            try:
                activity = self._reader.record("car", record_id)
            except NotFound:
                continue
            self._known[record_id] = activity
            return activity
        return None


def _start(activity: Mapping[str, Any]) -> int:
    parts = parts_of_id(activity)
    return int(parts["time"]) if parts else int(activity.get("cstts") or 0)


def _state(activity: Mapping[str, Any]) -> str:
    parts = parts_of_id(activity)
    return str(parts["event"] if parts else activity.get("currentState")).lower()


def _same_time(activities: Sequence[Record]) -> Iterator[str]:
    """Yield a problem for activities that begin at the same time."""
    by_start: dict[int, list[str]] = defaultdict(list)
    for activity in activities:
        by_start[_start(activity)].append(str(activity["sid"]))
    for ids in by_start.values():
        if len(ids) > 1:
            yield f"{len(ids)} activities begin at the same time: {', '.join(ids)}"
