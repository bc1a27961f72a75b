# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts: what happened to one, from its arrival to the end of the wrap-up.

A contact is generated whole, even one that is still going on. Callers look at it at a moment, and ignore what begins
later (`status`, `is_over`). All times are epoch milliseconds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from wxcc_simulator.traffic.rhythm import SHIFTS, Block, Rhythm
from wxcc_simulator.traffic.roster import Agent, Named, Queue, Roster
from wxcc_simulator.traffic.seal import Place, Seal

TASK = 1
ALL = 1 << 16
KEPT = 1 << 16  # contacts of an organization, a kilobyte each


class Offer(NamedTuple):
    """A contact at one agent: rings, is answered or missed (`answered` None), is released, is wrapped up.

    `hold` is the time on hold within the talk. A missed one is released when the ringing stops.
    """

    agent: Agent
    ringing: int
    answered: int | None
    hold: tuple[int, int] | None
    released: int
    wrapped: int
    wrapup_code: Named | None

    @property
    def hold_ms(self) -> int:
        """Time on hold."""
        return self.hold[1] - self.hold[0] if self.hold else 0

    @property
    def talk_ms(self) -> int:
        """Time connected, without hold and wrap-up."""
        return 0 if self.answered is None else self.released - self.answered - self.hold_ms


class Leg(NamedTuple):
    """A contact in one queue, or at an agent without a queue (`queue` None) where the agent dialled.

    It enters at `start`, leaves the queue at `left`: to the agent who answered, or, without offers, abandoned.
    """

    queue: Queue | None
    start: int
    left: int
    offers: tuple[Offer, ...]
    to_agent: bool

    @property
    def is_handled(self) -> bool:
        """Whether an agent answered."""
        return bool(self.offers)

    @property
    def end(self) -> int:
        """When the contact left the leg: hung up, was handed on, or its wrap-up ended."""
        return self.offers[-1].wrapped if self.offers else self.left

    @property
    def in_time(self) -> bool:
        """Whether it left the queue within the service level."""
        return self.queue is None or self.left - self.start <= self.queue.service_level_ms


class Contact(NamedTuple):
    """A task. `greeted` is when the flow was done with it: it went to a queue, to an agent, or was given up."""

    id: str
    channel: str
    outdial: bool
    created: int
    greeted: int
    ended: int
    origin: str
    destination: str
    entry_point: Named
    capture_requested: bool | None
    reason: str | None
    legs: tuple[Leg, ...]

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The offers of all legs, in order."""
        return tuple(offer for leg in self.legs for offer in leg.offers)

    @property
    def is_handled(self) -> bool:
        """Whether an agent answered, in the end."""
        return any(leg.offers for leg in self.legs)

    @property
    def recorded(self) -> tuple[Offer, ...]:
        """The talks that were recorded, each on its own."""
        return tuple(offer for offer in self.offers if offer.answered is not None) if self.capture_requested else ()

    def is_over(self, now: int) -> bool:
        """Whether it has ended by that moment."""
        return self.ended <= now

    def leg_at(self, now: int) -> Leg | None:
        """The last leg that has begun by then."""
        return next((leg for leg in reversed(self.legs) if leg.start <= now), None)

    def answered_at(self, now: int) -> Offer | None:
        """The last offer that was answered by then."""
        return next((o for o in reversed(self.offers) if o.answered is not None and o.answered <= now), None)

    def status(self, now: int) -> str:
        """The status in the words of the task list: created, queued, offered, assigned, abandoned, completed."""
        if self.ended <= now:
            return "completed" if self.is_handled else "abandoned"
        leg = self.leg_at(now)
        if leg is None:
            return "created"
        offer = next((offer for offer in reversed(leg.offers) if offer.ringing <= now), None)
        if offer is None:
            return "queued" if leg.queue else "created"
        return "offered" if offer.answered is None or now < offer.answered else "assigned"


REASONS = (None, None, "Billing", "Delivery", "New order", "Complaint")


class Maker:
    """Generates the contacts of an organization."""

    def __init__(self, seal: Seal, roster: Roster, rhythm: Rhythm) -> None:
        self._seal = seal
        self._roster = roster
        self._rhythm = rhythm
        self._kept = lru_cache(KEPT)(self._made)

    def contact(self, block: Block, index: int) -> Contact:
        """The contact with this index in a block; later indices begin later, or in the same millisecond."""
        return self._kept(block, index)

    def _made(self, block: Block, index: int) -> Contact:
        contact_id, draws = self._seal.draw(Place(TASK, block.number, index))
        created = self._created(block, index, draws[0])
        queue = self._roster.queues[draws[1] * len(self._roster.queues) // ALL]
        channel = queue.channel
        greeted = created + self._part(10, 60, draws[2])
        outdial = draws[3] < ALL // 20 and channel == "telephony"
        legs: tuple[Leg, ...] = ()
        if outdial:
            legs = (self._dialled(block, index, greeted, draws),)
        elif draws[3] >= ALL * 3 // 40:
            legs = self._legs(block, index, queue, greeted, draws)
        entry_point = self._roster.entry_points[channel]
        customer, own = _customer(channel, draws[4]), _own_address(channel)
        return Contact(
            contact_id,
            channel,
            outdial,
            created,
            greeted,
            max((leg.end for leg in legs), default=greeted),
            own if outdial else customer,
            customer if outdial else own,
            entry_point,
            queue.records if channel == "telephony" and legs else None,
            REASONS[draws[5] % len(REASONS)],
            legs,
        )

    def _position(self, block: Block, index: int, draw: int) -> tuple[int, int | None]:
        """Where in the shift the agent of a contact stands, and a second one if there is one to spare."""
        first, end = index * block.staff // block.size, (index + 1) * block.staff // block.size
        spare = end - first - 1
        if not spare:
            return first, None
        place = first + draw * spare // ALL
        return place, place + 1

    def _created(self, block: Block, index: int, draw: int) -> int:
        # In every sixteenth block contacts begin in pairs, so that two of them share a millisecond.
        length = self._rhythm.block_ms
        if block.number % 16 == 0:
            return block.start + (index & ~1) * length // block.size
        return block.start + (index * ALL + draw) * length // (block.size * ALL)

    def _part(self, least: int, most: int, draw: int) -> int:
        """A time between so many thousandths of a block."""
        return self._rhythm.block_ms * (least * ALL + (most - least) * draw) // (1000 * ALL)

    def _agent(self, block: Block, position: int) -> Agent:
        return self._roster.agents[position * SHIFTS + block.shift % SHIFTS]

    def _dialled(self, block: Block, index: int, greeted: int, draws: tuple[int, ...]) -> Leg:
        position, _spare = self._position(block, index, draws[6])
        offer = self._offer(block, position, greeted, draws[10:18])
        return Leg(None, greeted, offer.ringing, (offer,), to_agent=True)

    def _legs(self, block: Block, index: int, queue: Queue, start: int, draws: tuple[int, ...]) -> tuple[Leg, ...]:
        if draws[7] < ALL // 12:
            return (Leg(queue, start, start + self._part(20, 250, draws[8]), (), to_agent=False),)
        wait = start + self._part(5, 120, draws[8])
        position, spare = self._position(block, index, draws[6])
        fate = draws[9]
        if spare is None or fate > ALL // 8:
            offer = self._offer(block, position, wait, draws[10:18])
            return (Leg(queue, start, offer.ringing, (offer,), to_agent=False),)
        if fate > ALL // 16:
            missed = self._missed(block, position, spare, wait, draws[18])
            offer = self._offer(block, spare, missed.released, draws[10:18])
            return (Leg(queue, start, offer.ringing, (missed, offer), to_agent=False),)
        first = self._offer(block, position, wait, draws[10:18], share=2)
        second = self._offer(block, spare, first.released + self._part(5, 20, draws[19]), draws[18:26])
        other = self._neighbour(queue)
        return (
            Leg(queue, start, first.ringing, (first,), to_agent=False),
            Leg(other, first.released, second.ringing, (second,), to_agent=True),
        )

    def _offer(self, block: Block, position: int, earliest: int, draws: tuple[int, ...], share: int = 1) -> Offer:
        """An answered offer that fits into the window of the agent, or into a share of what is left of it."""
        opens, closes = self._rhythm.window(block, position)
        ringing = max(earliest, opens)
        room = (closes - ringing) // share
        answered = ringing + _within(room, 20, 80, draws[0])
        released = answered + _within(room, 250, 650, draws[1])
        hold = None
        if draws[2] < ALL // 4:
            begins = answered + _within(released - answered, 100, 500, draws[3])
            hold = (begins, begins + _within(released - answered, 100, 400, draws[4]))
        wrapped = released + _within(room, 30, 150, draws[5])
        codes = self._roster.wrapup_codes
        return Offer(
            self._agent(block, position), ringing, answered, hold, released, wrapped, codes[draws[6] % len(codes)]
        )

    def _missed(self, block: Block, position: int, spare: int, earliest: int, draw: int) -> Offer:
        """Rings until it can go on to the second agent without waiting."""
        opens, closes = self._rhythm.window(block, position)
        ringing = max(earliest, opens)
        stops = ringing + _within(closes - ringing, 50, 100, draw)
        released = max(stops, self._rhythm.window(block, spare)[0])
        return Offer(self._agent(block, position), ringing, None, None, released, released, None)

    def _neighbour(self, queue: Queue) -> Queue:
        """Another queue of the same channel, or the same where there is none."""
        queues = self._roster.queues
        place = queues.index(queue)
        return next((other for other in queues[place + 1 :] + queues[:place] if other.channel == queue.channel), queue)


def _within(length: int, least: int, most: int, draw: int) -> int:
    return length * (least * ALL + (most - least) * draw) // (1000 * ALL)


def _customer(channel: str, draw: int) -> str:
    return f"+1415555{draw % 10000:04d}" if channel == "telephony" else f"customer.{draw}@example.com"


def _own_address(channel: str) -> str:
    return "+18005550100" if channel == "telephony" else f"{channel}@example.org"
