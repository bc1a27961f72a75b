# SPDX-License-Identifier: GPL-3.0-or-later
"""The activities of a contact, in order: where one ends the next begins, and the last, `ended`, takes no time."""

from __future__ import annotations

from typing import NamedTuple

from wxcc_simulator.traffic.contacts import Contact
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


def _begun(contact: Contact) -> list[Begun]:
    """The activities with their beginnings only."""
    begun: list[Begun] = [("new", contact.created, None, None)]
    add = begun.append
    if contact.channel == "telephony" and not contact.outdial:
        # The flow takes over after a tenth of the time until the contact is done with it.
        add(("ivr-connected", contact.created + (contact.greeted - contact.created) // 10, None, None))
    for number, (queue, start, _left, offers, _to_agent) in enumerate(contact.legs):
        if number:
            add(("Transferred", start, queue, None))
        if queue:
            add(("parked", start, queue, None))
        for agent, ringing, answered, hold, _released, _wrapped, _code in offers:
            add(("connect", ringing, queue, agent))
            if answered is not None:
                add(("connected", answered, queue, agent))
            if hold:
                add(("on-hold", hold[0], queue, agent))
                add(("hold-done", hold[1], queue, agent))
    if contact.legs and contact.legs[-1].offers:
        queue, last = contact.legs[-1].queue, contact.legs[-1].offers[-1]
        add(("WrapUp", last.released, queue, last.agent))
    add(("ended", contact.ended, None, None))
    return begun
