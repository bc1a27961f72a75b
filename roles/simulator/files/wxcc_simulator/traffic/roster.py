# SPDX-License-Identifier: GPL-3.0-or-later
"""Who and what the traffic of an organization is about; names stay as they were when the organization was made."""

from __future__ import annotations

from typing import NamedTuple

# What the reports call a channel, and what a queue of the configuration calls it.
CHANNELS = {"telephony": "TELEPHONY", "chat": "CHAT", "email": "EMAIL", "social": "SOCIAL_CHANNEL"}


class Named(NamedTuple):
    """An id and a name."""

    id: str
    name: str


class Agent(NamedTuple):
    """A user who answers contacts; `number` counts the agents of the organization."""

    number: int
    id: str
    name: str
    login: str
    phone: str
    team: Named
    site: Named
    profile: str


class Queue(NamedTuple):
    """A queue, which serves one channel; `service_level_ms` is how soon a contact has to be offered."""

    id: str
    name: str
    channel: str
    service_level_ms: int
    records: bool


class Roster(NamedTuple):
    """The people and queues of an organization, and the codes its agents choose from."""

    agents: tuple[Agent, ...]
    queues: tuple[Queue, ...]
    entry_points: dict[str, Named]
    wrapup_codes: tuple[Named, ...]
    idle_codes: tuple[Named, ...]
    not_responding_code: Named


NOBODY = Roster((), (), {}, (), (), Named("", ""))
