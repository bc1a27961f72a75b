# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a contact: recordings of its talks, of consultations and of virtual agents, and a transcription.

Random values depend on the contact's id alone, so two requests get the same answer. Times are epoch milliseconds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from wxcc_simulator.traffic import Contact, Offer, Traffic

MAIN, CONSULT, VA_MAIN, VA_CONSULT = "main", "consult", "va-main", "va-consult"


class Recording(NamedTuple):
    """One file with sound; `channels` says who is heard on either side."""

    id: str
    call_type: str
    segment: bool
    start: int
    stop: int
    participants: tuple[str, ...]
    channels: tuple[str, str]
    sensitive: bool

    @property
    def file_name(self) -> str:
        """What the service calls it."""
        return f"{self.call_type}-{self.id}.wav"


class Transcription(NamedTuple):
    """One file with text."""

    id: str
    start: int
    created: int

    @property
    def file_name(self) -> str:
        """What the service calls it."""
        return "voiceTranscript.json"


def recordings(contact: Contact, now: int, *, segments: bool, virtual_agent: bool) -> list[Recording]:
    """The recordings that exist at a moment, in order of time; those of talks that go on do not exist yet."""
    talks = [offer for offer in contact.recorded if offer.released <= now]
    found = [_main(contact, [talk], f"segment {number}") for number, talk in enumerate(talks)] if segments else []
    if talks and not segments:
        found.append(_main(contact, talks, MAIN))
    found += [consult for talk in talks if (consult := _consult(contact, talk))]
    if virtual_agent and talks and _chance(contact, VA_MAIN, 4):
        flow = contact.created, contact.greeted
        found.append(_with_virtual_agent(contact, VA_MAIN, *flow))
        found += [
            _with_virtual_agent(contact, VA_CONSULT, one.start, one.stop) for one in found if one.call_type == CONSULT
        ]
    return sorted(found, key=lambda recording: (recording.start, recording.id))


def transcriptions(contact: Contact, now: int) -> list[Transcription]:
    """The transcriptions that exist at a moment: of every second recorded contact, once it has ended."""
    if not contact.recorded or not contact.is_over(now) or not _chance(contact, "transcription", 2):
        return []
    return [Transcription(_id(contact, "transcription"), contact.created, contact.ended)]


def counts_of_recordings(traffic: Traffic, start: int, end: int) -> Iterator[int]:
    """How many recordings there are of each contact created in a period, as a query gives them without options."""
    return (
        len(recordings(contact, contact.ended, segments=False, virtual_agent=False))
        for contact in traffic.contacts(start, end)
    )


def _main(contact: Contact, talks: list[Offer], label: str) -> Recording:
    agents = tuple(dict.fromkeys(talk.agent.id for talk in talks))
    return Recording(
        _id(contact, label),
        MAIN,
        label != MAIN,
        _answered(talks[0]),
        talks[-1].released,
        (*agents, _masked(contact)),
        ("Caller", "Agent" if len(agents) == 1 else "Others"),
        sensitive=False,
    )


def _consult(contact: Contact, talk: Offer) -> Recording | None:
    """While the caller is on hold, every third agent consults a colleague."""
    label = f"{CONSULT} {talk.ringing}"
    if talk.hold is None or not _chance(contact, label, 3):
        return None
    return Recording(
        _id(contact, label), CONSULT, False, *talk.hold, (talk.agent.id,), ("Agent", "Agent"), sensitive=False
    )


def _with_virtual_agent(contact: Contact, call_type: str, start: int, stop: int) -> Recording:
    label = f"{call_type} {start}"
    who = (_masked(contact), _id(contact, "virtual agent"))
    return Recording(
        _id(contact, label), call_type, False, start, stop, who, ("VA", "Caller"), sensitive=_chance(contact, label, 2)
    )


def _answered(talk: Offer) -> int:
    return talk.ringing if talk.answered is None else talk.answered


def _masked(contact: Contact) -> str:
    """The customer as recordings name one."""
    address = contact.destination if contact.outdial else contact.origin
    return f"{address[:4]}****{address[-4:]}"


def _id(contact: Contact, label: str) -> str:
    return str(uuid.uuid5(uuid.UUID(contact.id), label))


def _chance(contact: Contact, label: str, one_in: int) -> bool:
    return blake2b(f"{contact.id} {label}".encode()).digest()[0] % one_in == 0
