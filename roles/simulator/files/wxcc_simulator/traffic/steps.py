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


def steps(contact: Contact) -> list[Step]:
    """All activities of a contact. Who looks at a moment leaves out those that begin later."""
    begun = list(_begun(contact))
    ends = [step.start for step in begun[1:]] + [contact.ended]
    return [step._replace(end=end) for step, end in zip(begun, ends, strict=True)]


def steps_until(contact: Contact, now: int) -> list[Step]:
    """The activities that have begun by a moment; one that goes on has the end -1."""
    seen = [step for step in steps(contact) if step.start <= now]
    return [step if step.end <= now else step._replace(end=-1) for step in seen]


def _begun(contact: Contact) -> Iterator[Step]:
    """The activities with their beginnings only."""
    flow = contact.channel == "telephony" and not contact.outdial
    yield Step("new", contact.created, 0)
    if flow:
        # The flow takes over after a tenth of the time until the contact is done with it.
        yield Step("ivr-connected", contact.created + (contact.greeted - contact.created) // 10, 0)
    for number, leg in enumerate(contact.legs):
        if number:
            yield Step("Transferred", leg.start, 0, leg.queue)
        if leg.queue:
            yield Step("parked", leg.start, 0, leg.queue)
        for offer in leg.offers:
            yield from _offered(leg, offer)
    last = contact.legs[-1].offers[-1] if contact.is_handled and contact.legs[-1].offers else None
    if last:
        yield Step("WrapUp", last.released, 0, contact.legs[-1].queue, last.agent)
    yield Step("ended", contact.ended, 0)


def _offered(leg: Leg, offer: Offer) -> Iterator[Step]:
    yield Step("connect", offer.ringing, 0, leg.queue, offer.agent)
    if offer.answered is not None:
        yield Step("connected", offer.answered, 0, leg.queue, offer.agent)
    if offer.hold:
        yield Step("on-hold", offer.hold[0], 0, leg.queue, offer.agent)
        yield Step("hold-done", offer.hold[1], 0, leg.queue, offer.agent)
