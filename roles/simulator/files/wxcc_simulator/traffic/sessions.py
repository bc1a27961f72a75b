# SPDX-License-Identifier: GPL-3.0-or-later
"""Login sessions of agents, and what an agent does on each channel from the login to the logout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from wxcc_simulator.traffic.contacts import ALL, Contact, Leg, Maker, Offer
from wxcc_simulator.traffic.rhythm import SHIFT_MS, SHIFTS, Block, Rhythm
from wxcc_simulator.traffic.roster import CHANNELS, Agent, Named, Queue, Roster
from wxcc_simulator.traffic.seal import Place, Seal

SESSION = 2
IDLE = 3
MINUTE_MS = 60_000
LOGIN_MS = 40_000
BREAKS_DRAWN = 7  # at a time
KEPT = 1 << 16  # agents in blocks, with their contacts about a kilobyte each
ALL_CHANNELS = tuple(CHANNELS)


@dataclass(frozen=True)
class Session:
    """One login of an agent."""

    id: str
    agent: Agent
    shift: int
    start: int
    end: int
    seal: Seal

    @cached_property
    def channel_ids(self) -> dict[str, str]:
        """The ids of its channels, by channel."""
        return {channel: self.seal.name(self.id, channel) for channel in CHANNELS}


class Activity(NamedTuple):
    """What an agent does on one channel. Where one ends the next of the channel begins; a logout takes no time."""

    state: str
    channel: str
    start: int
    end: int
    contact: Contact | None = None
    queue: Queue | None = None
    offer: Offer | None = None
    idle_code: Named | None = None
    is_login: bool = False

    @property
    def is_logout(self) -> bool:
        """Whether the session ends with it."""
        return self.state == "logged-out"

    @property
    def is_handed_on(self) -> bool:
        """Whether the agent of this activity hands the contact on to another agent."""
        contact = self.contact
        return contact is not None and len(contact.legs) > 1 and self.offer == contact.legs[0].offers[-1]


class _Engagement(NamedTuple):
    """A stretch in which the agent is not free: for a contact, or for a break on all channels."""

    start: int
    end: int
    contact: Contact | None
    queue: Queue | None
    offer: Offer | None
    idle_code: Named | None

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels it keeps busy."""
        return (self.contact.channel,) if self.contact and not self.idle_code else ALL_CHANNELS


class Diary:
    """Generates the sessions of an organization's agents."""

    def __init__(self, seal: Seal, roster: Roster, rhythm: Rhythm, maker: Maker) -> None:
        self._seal = seal
        self._roster = roster
        self._rhythm = rhythm
        self._maker = maker
        # Shifts are counted agent by agent, so all blocks of one have to be at hand.
        self._in_block = lru_cache(max(KEPT // (rhythm.staff(0) + 1), 2 * SHIFT_MS // rhythm.block_ms) + 1)(
            self._found_in
        )

    def session(self, agent: Agent, shift: int) -> Session | None:
        """The session of an agent in a shift; None where the agent is off."""
        if agent.number % SHIFTS != shift % SHIFTS:
            return None
        session_id, draws = self._seal.draw(Place(SESSION, shift, agent.number))
        # Long enough for the windows of the last blocks of the shift.
        start = shift * SHIFT_MS - MINUTE_MS - draws[0] * 8
        end = (shift + 1) * SHIFT_MS + self._rhythm.block_ms * 5 // 2 + MINUTE_MS + draws[1] * 4
        return Session(session_id, agent, shift, start, end, self._seal)

    def activities(self, session: Session, start: int, end: int) -> list[Activity]:
        """The activities of a session that have a part in [start, end), by channel and then by time."""
        start, end = max(start, session.start), min(end, session.end + 1)
        if start >= end:
            return []
        busy, from_login, to_logout = self._engagements(session, start, end)
        return [
            activity
            for channel in CHANNELS
            for activity in _on_channel(session, channel, busy, from_login, to_logout)
            if activity.start < end and (activity.end > start or activity.start == start)
        ]

    def engaged(self, session: Session, start: int, end: int) -> list[Activity]:
        """Those of them that take time in which the agent is not available, in no order."""
        found = [_logging_in(session, channel) for channel in CHANNELS] if start < session.start + LOGIN_MS else []
        for number in self._blocks(session, start, end):
            for engaged in self._of(session, number):
                for channel in engaged.channels:
                    found += _engaged(channel, engaged)
        return [activity for activity in found if activity.start < end and activity.end > start]

    def _engagements(self, session: Session, start: int, end: int) -> tuple[list[_Engagement], bool, bool]:
        """What keeps the agent busy in [start, end), and whether that includes the login and the logout.

        It goes on before and after until it shows for each channel since when and until when it is free in between.
        """
        first, last = self._first_block(session.shift), self._first_block(session.shift + 1)
        core = self._blocks(session, start, end)
        busy = [engaged for number in core for engaged in self._of(session, number)]
        unknown = set(CHANNELS) - {channel for engaged in busy if engaged.start < start for channel in engaged.channels}
        before = core.start
        while unknown and before > first:
            before -= 1
            found = self._of(session, before)
            busy[:0] = found
            unknown.difference_update(*(engaged.channels for engaged in found))
        unknown = set(CHANNELS) - {channel for engaged in busy if engaged.start >= end for channel in engaged.channels}
        after = core.stop
        while unknown and after < last:
            found = self._of(session, after)
            after += 1
            busy += found
            unknown.difference_update(*(engaged.channels for engaged in found))
        return busy, before == first, after == last

    def _blocks(self, session: Session, start: int, end: int) -> range:
        """The blocks of a session whose engagements may have a part in [start, end)."""
        first, last = self._first_block(session.shift), self._first_block(session.shift + 1)
        length = self._rhythm.block_ms
        return range(max(first, start // length - 2), max(first, min(last, end // length + 1)))

    def _first_block(self, shift: int) -> int:
        """The first block that begins in a shift."""
        return -(-shift * SHIFT_MS // self._rhythm.block_ms)

    def _of(self, session: Session, number: int) -> list[_Engagement]:
        """What keeps the agent of a session busy in a block."""
        return self._in_block(number).get(session.agent.number, [])

    def _found_in(self, number: int) -> dict[int, list[_Engagement]]:
        """What keeps agents busy in their windows of a block, by their numbers."""
        block = self._rhythm.block(number)
        found: dict[int, list[_Engagement]] = {}
        for index in range(block.size):
            contact = self._maker.contact(block, index)
            for leg in contact.legs:
                for offer in leg.offers:
                    found[offer.agent.number] = list(self._offered(block, contact, leg, offer))
        codes, third = self._roster.idle_codes, self._rhythm.block_ms // 3
        for first in range(0, block.staff, BREAKS_DRAWN):
            draws = iter(self._seal.draws(Place(IDLE, number, first // BREAKS_DRAWN)))
            for position, (chance, choice, late, early) in enumerate(zip(*[draws] * 4, strict=True), first):
                agent = position * SHIFTS + block.shift % SHIFTS
                if chance < ALL // 6 and position < block.staff and agent not in found:
                    opens, closes = self._rhythm.window(block, position)
                    start, end = opens + third * late // ALL, closes - third * early // ALL
                    found[agent] = [_Engagement(start, end, None, None, None, codes[choice % len(codes)])]
        return found

    def _offered(self, block: Block, contact: Contact, leg: Leg, offer: Offer) -> Iterator[_Engagement]:
        """An agent who does not answer is idle for a while afterwards."""
        yield _Engagement(offer.ringing, offer.wrapped, contact, leg.queue, offer, None)
        if offer.answered is None:
            _opens, closes = self._rhythm.window(block, offer.agent.number // SHIFTS)
            until = min(closes, offer.released + self._rhythm.block_ms // 5)
            yield _Engagement(offer.released, until, contact, leg.queue, offer, self._roster.not_responding_code)


def _logging_in(session: Session, channel: str) -> Activity:
    return Activity("idle", channel, session.start, session.start + LOGIN_MS, is_login=True)


def _on_channel(
    session: Session, channel: str, busy: list[_Engagement], from_login: bool, to_logout: bool
) -> Iterator[Activity]:
    """A stretch of one channel's day: what does not concern the channel leaves it available."""
    ready = None
    if from_login:
        login = _logging_in(session, channel)
        yield login
        ready = login.end
    for engaged in busy:
        if channel in engaged.channels:
            if ready is not None and engaged.start > ready:
                yield Activity("available", channel, ready, engaged.start)
            yield from _engaged(channel, engaged)
            ready = engaged.end
    if to_logout:
        if ready is not None:
            yield Activity("available", channel, ready, session.end)
        yield Activity("logged-out", channel, session.end, session.end)


def _engaged(channel: str, engaged: _Engagement) -> Iterator[Activity]:
    contact, queue, offer = engaged.contact, engaged.queue, engaged.offer
    if engaged.idle_code or offer is None:
        yield Activity("idle", channel, engaged.start, engaged.end, idle_code=engaged.idle_code)
        return
    if offer.answered is None:
        middle = (offer.ringing * 9 + offer.released) // 10
        yield Activity("ringing", channel, offer.ringing, middle, contact, queue, offer)
        yield Activity("not-responding", channel, middle, offer.released, contact, queue, offer)
        return
    yield Activity("ringing", channel, offer.ringing, offer.answered, contact, queue, offer)
    talk_ends = offer.hold[0] if offer.hold else offer.released
    yield Activity("connected", channel, offer.answered, talk_ends, contact, queue, offer)
    if offer.hold:
        yield Activity("on-hold", channel, offer.hold[0], offer.hold[1], contact, queue, offer)
        yield Activity("hold-done", channel, offer.hold[1], offer.released, contact, queue, offer)
    yield Activity("wrapup", channel, offer.released, offer.wrapped, contact, queue, offer)
