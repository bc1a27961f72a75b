# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened in contacts, step by step: the activities of sessions as chains, and the session of an activity.

An activity's id is `session-start-state`, and its end and next state are the start and state of the one that follows.
So a chain can be walked from id to id; where a query gives the activities of many sessions at once, only what it left
out is asked for.
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
"""States that may follow where an activity does not name its next one, in the order in which they are tried."""
MOST_ACTIVITIES: Final = 1000

ENDED: Final = "ended"
OPEN: Final = "open"
MISSING: Final = "missing"
LOOP: Final = "loop"
FAILED: Final = "failed"


@dataclass
class Chain:
    """The activities of a session in order, and how the chain ends.

    `end` is `ended`, `open` where the contact goes on, `missing` where the activity `missing` was not found, `loop`, or
    `failed` where an answer could not be had. `detached` are activities that no other leads to.
    """

    session: str
    activities: list[Record] = field(default_factory=list)
    end: str = ""
    missing: str | None = None
    detached: list[Record] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether it leads from the beginning to the end of the contact."""
        return self.end == ENDED

    def told(self) -> dict[str, Any]:
        """Return it as a result."""
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
    """Follows sessions to their activities and back."""

    def __init__(self, client: LegacyClient, events: Sequence[str] = EVENTS, remarks: Remarks | None = None) -> None:
        self._client = client
        self._reader = LegacyReader(client, remarks=remarks)
        self._events = tuple(events)

    def chains(self, sessions: Sequence[Record], advance: Callable[[int], object] = lambda done: None) -> list[Chain]:
        """Return a chain for each session record; `advance` is told how many more are done."""
        distinct = list({record["sid"]: record for record in sessions}.values())
        known = self._known(distinct)

        def walked(record: Record) -> Chain:
            chain = _Walk(self._reader, record, known.get(record["sid"], []), self._events).chain()
            advance(1)
            return chain

        found = self._client.parallel([partial(walked, record) for record in distinct])
        chains = []
        for chain in found:
            if isinstance(chain, WxccError):
                raise chain
            chains.append(chain)
        return chains

    def _known(self, sessions: Sequence[Record]) -> dict[str, list[Record]]:
        """Ask for the activities of all sessions in few queries; what these do not give is left to the walk."""
        groups = self._groups([record for record in sessions if record.get("cstts")])
        known: dict[str, list[Record]] = defaultdict(list)
        if not groups:
            return known
        wanted = {record["sid"] for record in sessions}
        # The first goes alone: where the service takes no such query, or ignores its filter, one request finds it out.
        try:
            first = LegacyReader(self._client, narrow=False, remarks=self._reader.remarks).listing("car", groups[0])
            records = first.records
            if records and all(record["session"] in wanted for record in records):
                rest = groups[1:] if first.is_whole else groups
                records = [*records, *self._reader.listing("car", *rest).records]
        except Unauthorized:
            raise
        except WxccError:
            records = []
        distinct = {record["sid"]: record for record in records if record.get("sid")}.values()
        is_told = any(record.get("nextState") for record in distinct)
        for record in distinct:
            if not is_told:
                record.pop("nextState", None)  # a column that the service does not know is empty in every row
            known[str(record["session"])].append(record)
        return known

    def _groups(self, sessions: Sequence[Record]) -> list[Query]:
        """Put as many sessions into each query as the length of a URL allows."""
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
    """Ask for the activities of sessions that are in the order of time."""
    ends = [record.get("cetts") or record["cstts"] + DAY_MS for record in sessions]
    return activities_of([record["sid"] for record in sessions], Period(sessions[0]["cstts"], max(ends) + 1))


def sessions_of(activities: Sequence[Record]) -> list[str]:
    """Return the ids of the sessions that activities belong to, each once, in their order."""
    return list(dict.fromkeys(str(record["session"]) for record in activities if record.get("session")))


class _Walk:
    """The way along one session."""

    def __init__(self, reader: LegacyReader, record: Record, known: Sequence[Record], events: Sequence[str]) -> None:
        self._reader = reader
        self._record = record
        self._events = events
        self._known = {str(activity["sid"]): activity for activity in known}
        self._chain = Chain(str(record["sid"]))

    def chain(self) -> Chain:
        """Walk from the first activity until there is no next one."""
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
                chain.problems.append(f"there is no activity {candidates[0]}")
                return
            record_id = str(activity["sid"])
            if record_id in visited or len(visited) >= MOST_ACTIVITIES:
                chain.end = LOOP
                chain.problems.append(f"the chain comes back to {record_id}, or has no end")
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
        self._chain.problems.append("the session does not tell when it began (cstts)")
        return []

    def _next(self, activity: Record, visited: set[str]) -> list[str]:
        """Return the ids that may follow, the likeliest first; none after what says that it is the last so far."""
        end, session = activity.get("cetts"), self._chain.session
        if end is None:
            return []
        if state := activity.get("nextState"):
            return [f"{session}-{end}-{state}"]
        # It names no next one, so whatever is known to begin where it ends is next.
        begun = self._at(end, visited)
        if begun or "nextState" in activity:
            return begun
        return [name for state in self._events if (name := f"{session}-{end}-{state}") not in visited]

    def _at(self, start: int, visited: set[str]) -> list[str]:
        """Return the known activities that begin at a time, those first that take none."""
        rows = [row for row in self._known.values() if _start(row) == start and row["sid"] not in visited]
        order = {state: place for place, state in enumerate((FIRST, *self._events))}
        rows.sort(key=lambda row: (row.get("cetts") != start, order.get(_state(row), len(order))))
        return [str(row["sid"]) for row in rows]

    def _get(self, candidates: Sequence[str]) -> Record | None:
        """Return the first candidate that exists."""
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
    """Yield which activities begin at the same time, which in a chain only one that takes no time does."""
    by_start: dict[int, list[str]] = defaultdict(list)
    for activity in activities:
        by_start[_start(activity)].append(str(activity["sid"]))
    for ids in by_start.values():
        if len(ids) > 1:
            yield f"{len(ids)} activities begin at the same time: {', '.join(ids)}"
