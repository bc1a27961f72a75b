# SPDX-License-Identifier: GPL-3.0-or-later
"""The activities of a contact, in order: where one ends the next begins, and the last, `ended`, takes no time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wxcc_simulator.traffic.contacts import Contact, Leg, Offer
from wxcc_simulator.traffic.roster import Agent, Queue


class Step(NamedTuple):
    """One activity, named as the Search API names its events. `end` is when the next begins."""

    event: str
    start: int
    end: int
    queue: Queue | None = None
    agent: Agent | None = None


Begun = tuple[str, int, Queue | None, Agent | None]
"""What a step has besides its end."""


def steps(contact: Contact) -> list[Step]:
    """All activities of a contact. Who looks at a moment leaves out those that begin later."""
    events, starts, queues, agents = zip(*_begun(contact), strict=True)
    return list(map(Step, events, starts, (*starts[1:], contact.ended), queues, agents))


def steps_until(contact: Contact, now: int) -> list[Step]:
    """The activities that have begun by a moment; one that goes on has the end -1."""
    if contact.is_over(now):
        return steps(contact)
    seen = [step for step in steps(contact) if step.start <= now]
    return [step if step.end <= now else step._replace(end=-1) for step in seen]


def _begun(contact: Contact) -> Iterator[Begun]:
    """The activities with their beginnings only."""
    flow = contact.channel == "telephony" and not contact.outdial
    yield "new", contact.created, None, None
    if flow:
        # The flow takes over after a tenth of the time until the contact is done with it.
        yield "ivr-connected", contact.created + (contact.greeted - contact.created) // 10, None, None
    for number, leg in enumerate(contact.legs):
        if number:
            yield "Transferred", leg.start, leg.queue, None
        if leg.queue:
            yield "parked", leg.start, leg.queue, None
        for offer in leg.offers:
            yield from _offered(leg, offer)
    last = contact.legs[-1].offers[-1] if contact.is_handled and contact.legs[-1].offers else None
    if last:
        yield "WrapUp", last.released, contact.legs[-1].queue, last.agent
    yield "ended", contact.ended, None, None


def _offered(leg: Leg, offer: Offer) -> Iterator[Begun]:
    yield "connect", offer.ringing, leg.queue, offer.agent
    if offer.answered is not None:
        yield "connected", offer.answered, leg.queue, offer.agent
    if offer.hold:
        yield "on-hold", offer.hold[0], leg.queue, offer.agent
        yield "hold-done", offer.hold[1], leg.queue, offer.agent
