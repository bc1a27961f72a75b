# SPDX-License-Identifier: GPL-3.0-or-later
"""Reporting data of one organization, generated on the fly: the same seed and time give the same contacts.

`Traffic` is the way in. Nothing has to be stored (the last contacts are cached): time is cut into blocks, arithmetic
says how many contacts begin in each, and ids lead back to the block. Contacts and agents' activities
agree, because both come from the same blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wxcc_simulator.traffic.contacts import TASK, Contact, Leg, Maker, Offer
from wxcc_simulator.traffic.rhythm import SHIFT_MS, SHIFTS, Rhythm
from wxcc_simulator.traffic.roster import CHANNELS, NOBODY, Agent, Named, Queue, Roster
from wxcc_simulator.traffic.seal import Seal
from wxcc_simulator.traffic.sessions import SESSION, Activity, Diary, Session
from wxcc_simulator.traffic.steps import Step, steps, steps_until

__all__ = [
    "CHANNELS",
    "NOBODY",
    "Activity",
    "Agent",
    "Contact",
    "Leg",
    "Named",
    "Offer",
    "Queue",
    "Roster",
    "Session",
    "Step",
    "Traffic",
    "steps",
    "steps_until",
]


class Traffic:
    """All contacts and sessions of an organization, past and future; callers drop those after their own time.

    Times are epoch milliseconds, and periods have their start and not their end.
    """

    def __init__(self, key: bytes, roster: Roster, tasks_per_day: int) -> None:
        self.roster = roster
        self._made_of = (key, roster, tasks_per_day)
        self._seal = Seal(key)
        self._rhythm = Rhythm(tasks_per_day if roster.queues else 0, len(roster.agents))
        self._maker = Maker(self._seal, roster, self._rhythm)
        self._diary = Diary(self._seal, roster, self._rhythm, self._maker)

    def __eq__(self, other: object) -> bool:
        """Whether both have the same contacts and sessions."""
        return isinstance(other, Traffic) and self._made_of == other._made_of

    def __hash__(self) -> int:
        return hash(self._made_of[0])

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process makes it again."""
        return Traffic, self._made_of

    @property
    def longest_contact_ms(self) -> int:
        """No contact lasts longer; one that has a part in a period begins at most this long before it."""
        return self._rhythm.block_ms * 5 // 2

    def contacts(self, start: int, end: int, *, newest_first: bool = False, skip: int = 0) -> Iterator[Contact]:
        """The contacts created in a period less the first ones; skipping a block costs as little as one contact."""
        if start >= end:
            return
        numbers = range(max(0, self._rhythm.number_at(start)), self._rhythm.number_at(end - 1) + 1)
        for number in reversed(numbers) if newest_first else numbers:
            block = self._rhythm.block(number)
            if skip >= block.size and start <= block.start and block.start + self._rhythm.block_ms <= end:
                skip -= block.size
                continue
            indices = range(block.size)
            for index in reversed(indices) if newest_first else indices:
                contact = self._maker.contact(block, index)
                if start <= contact.created < end:
                    if skip:
                        skip -= 1
                    else:
                        yield contact

    def contact(self, contact_id: str) -> Contact | None:
        """The contact with this id, at any time; None where the id is none of this organization's."""
        place = self._seal.open(contact_id)
        if place is None or place.kind != TASK:
            return None
        block = self._rhythm.block(place.number)
        return self._maker.contact(block, place.item) if place.item < block.size else None

    def count(self, start: int, end: int) -> int:
        """How many contacts are created in a period, without generating more than two blocks of them."""
        first, last = self._rhythm.number_at(start) + 1, self._rhythm.number_at(end)
        if first >= last:
            return sum(1 for _contact in self.contacts(start, end))
        whole_start, whole_end = first * self._rhythm.block_ms, last * self._rhythm.block_ms
        edges = sum(1 for _contact in self.contacts(start, whole_start))
        edges += sum(1 for _contact in self.contacts(whole_end, end))
        return edges + self._rhythm.before(whole_end) - self._rhythm.before(whole_start)

    def size(self, start: int, end: int) -> int:
        """About how many contacts and sessions begin in a period, which costs nothing to tell."""
        shifts = (end - start) // SHIFT_MS
        return self._rhythm.before(end) - self._rhythm.before(start) + shifts * len(self.roster.agents) // SHIFTS

    def counts_of_activities(self, start: int, end: int) -> Iterator[int]:
        """How many activities of agents begin in a period, session by session."""
        for session in self.sessions(start, end):
            yield sum(start <= activity.start < end for activity in self.activities(session, start, end))

    def sessions(self, start: int, end: int) -> Iterator[Session]:
        """The sessions that have a part in a period, by shift and agent; one lasts a little longer than 8 hours."""
        for shift in range(max(0, start // SHIFT_MS - 1), (end - 1) // SHIFT_MS + 2):
            for agent in self.roster.agents[shift % SHIFTS :: SHIFTS]:
                session = self._diary.session(agent, shift)
                if session and session.start < end and session.end >= start:
                    yield session

    def session(self, session_id: str) -> Session | None:
        """The session with this id."""
        place = self._seal.open(session_id)
        if place is None or place.kind != SESSION or place.item >= len(self.roster.agents):
            return None
        return self._diary.session(self.roster.agents[place.item], place.number)

    def session_of(self, contact: Contact, agent: Agent) -> Session | None:
        """The session in which an agent took part in a contact."""
        place = self._seal.open(contact.id)
        return self._diary.session(agent, self._rhythm.block(place.number).shift) if place else None

    def activities(self, session: Session, start: int, end: int) -> list[Activity]:
        """What the agent does in a session and has a part in a period, by channel and then by time."""
        return self._diary.activities(session, start, end)

    def engaged(self, session: Session, start: int, end: int) -> list[Activity]:
        """Those of them that take time in which the agent is not available, in no order."""
        return self._diary.engaged(session, start, end)
