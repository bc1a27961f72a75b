# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts, their queue legs and their activities as they are at a moment: what the Search API has records of."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from wxcc_simulator.traffic import Agent, Contact, Leg, Offer, Queue, Session, Step, Traffic, steps_until


class View(NamedTuple):
    """The traffic of an organization as it is at a moment."""

    traffic: Traffic
    org_id: str
    org_name: str
    now: int

    def spent(self, start: int, end: int) -> int:
        """The part of a stretch that is over by now."""
        return max(0, min(end, self.now) - start)

    def happened(self, time: int) -> bool:
        """Whether a moment has come."""
        return time <= self.now

    def ended(self, time: int) -> int:
        """The end, or -1 while it is still to come."""
        return time if time <= self.now else -1


class Talks:
    """Sums over the offers of a contact or of one of its legs."""

    def __init__(self, view: View, contact: Contact, offers: tuple[Offer, ...]) -> None:
        self._view = view
        self._contact = contact
        now = view.now
        self.rung = [offer for offer in offers if offer.ringing <= now]
        self.answered = [offer for offer in self.rung if offer.answered is not None and offer.answered <= now]

    @property
    def last(self) -> Offer | None:
        """The last that was answered."""
        return self.answered[-1] if self.answered else None

    @property
    def agent(self) -> Agent | None:
        """Who answered last."""
        return self.last.agent if self.last else None

    @cached_property
    def session(self) -> Session | None:
        """The login in which that agent answered."""
        return self._view.traffic.session_of(self._contact, self.agent) if self.agent else None

    @property
    def wrapped(self) -> Offer | None:
        """The last, once its wrap-up is over."""
        return self.last if self.last and self._view.happened(self.last.wrapped) else None

    def ms(self, kind: str) -> int:
        """Milliseconds of ringing, hold, talk or wrap-up so far."""
        spent = self._view.spent
        if kind == "ringing":
            return sum(spent(offer.ringing, offer.answered or offer.released) for offer in self.rung)
        if kind == "hold":
            return sum(spent(*offer.hold) for offer in self.answered if offer.hold)
        if kind == "wrapup":
            return sum(spent(offer.released, offer.wrapped) for offer in self.answered)
        talk = sum(spent(offer.answered or 0, offer.released) for offer in self.answered)
        return talk - self.ms("hold")

    @property
    def holds(self) -> int:
        """How often it was put on hold."""
        return sum(offer.hold is not None and self._view.happened(offer.hold[0]) for offer in self.answered)


class TaskRecord:
    """A contact as it is at a moment."""

    def __init__(self, view: View, contact: Contact) -> None:
        self.view = view
        self.contact = contact

    @property
    def is_active(self) -> bool:
        """Whether it is still going on."""
        return not self.contact.is_over(self.view.now)

    @cached_property
    def talks(self) -> Talks:
        """What its agents did."""
        return Talks(self.view, self.contact, self.contact.offers)

    @cached_property
    def legs(self) -> list[Leg]:
        """The queue legs that have begun."""
        return [leg for leg in self.contact.legs if leg.queue and self.view.happened(leg.start)]

    @property
    def queue(self) -> Queue | None:
        """The last queue."""
        return self.legs[-1].queue if self.legs else None

    def queued_ms(self, leg: Leg) -> int:
        """Time in the queue of a leg so far."""
        return self.view.spent(leg.start, leg.left)

    @property
    def handle_type(self) -> str | None:
        """How it ended."""
        if self.is_active:
            return None
        return "normal" if self.contact.is_handled else "abandoned"

    @property
    def handed_on(self) -> int:
        """How often it was handed on to another agent."""
        return sum(self.view.happened(leg.start) for leg in self.contact.legs[1:])

    @cached_property
    def activities(self) -> list[StepRecord]:
        """Its activities, oldest first."""
        chain = steps_until(self.contact, self.view.now)
        return [StepRecord(self.view, self.contact, chain, number, step) for number, step in enumerate(chain)]

    @property
    def last_activity(self) -> int:
        """When something happened last."""
        return self.activities[-1].step.start if self.is_active else self.contact.ended


class StepRecord(NamedTuple):
    """An activity of a contact. It does not refer to the record that has it, so that both are gone when that is."""

    view: View
    contact: Contact
    chain: list[Step]
    number: int
    step: Step

    def neighbour(self, offset: int) -> str | None:
        """The event before or after it."""
        place = self.number + offset
        return self.chain[place].event if 0 <= place < len(self.chain) else None

    @property
    def session(self) -> Session | None:
        """The login of its agent."""
        step = self.step
        return self.view.traffic.session_of(self.contact, step.agent) if step.agent else None


class LegRecord:
    """A queue leg of a contact as it is at a moment."""

    def __init__(self, view: View, contact: Contact, leg: Leg) -> None:
        self.view = view
        self.contact = contact
        self.leg = leg

    @cached_property
    def talks(self) -> Talks:
        """What its agents did."""
        return Talks(self.view, self.contact, self.leg.offers)

    @property
    def is_active(self) -> bool:
        """Whether it is still going on."""
        return not self.view.happened(self.leg.end)

    @property
    def is_abandoned(self) -> bool:
        """Whether it was given up in the queue."""
        return not self.leg.offers and not self.is_active

    @property
    def handle_type(self) -> str | None:
        """How it ended."""
        if self.is_active:
            return None
        return "abandoned" if self.is_abandoned else "normal"
