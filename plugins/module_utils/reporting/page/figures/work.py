# SPDX-License-Identifier: GPL-3.0-or-later
"""Add up the work of agents: contacts, and the time in each state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from .contacts import share_of
from .doubts import NONE

STATE_FIELDS: Final = {
    "available": ("totalAvailableTime",),
    "idle": ("totalUnAvailableTime",),
    "connected": ("totalEngagedDuration", "totalHoldDuration"),
    "wrap_up": ("totalWrapUpDuration",),
}
"""States of agents, each with the fields of agent statistics that are its sum, in milliseconds."""
STATES_BY_FIELD: Final = tuple((column, state) for state, columns in STATE_FIELDS.items() for column in columns)
OF_THE_AGENT: Final = ("available", "idle")
"""States that are repeated with every channel of an agent: the longest counts. The others are a channel's own, may go
on side by side, and are added up."""


@dataclass
class Work:
    """The work of agents in the whole period: contacts, and milliseconds in each state."""

    offered: int = 0
    accepted: int = 0
    rejected: int = 0
    spent: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STATE_FIELDS, 0.0))
    doubts: frozenset[str] = NONE
    """Fields of rows with impossible values."""

    @property
    def busy(self) -> float:
        """Milliseconds with contacts and in wrap-up."""
        return self.spent["connected"] + self.spent["wrap_up"]

    @property
    def handle(self) -> float | None:
        """Milliseconds of an accepted contact, wrap-up included."""
        return self.busy / self.accepted if self.accepted else None

    @property
    def occupancy(self) -> float | None:
        """Percent of the time at work in which agents were busy; idle time does not count as time at work."""
        return share_of(self.busy, self.spent["available"])

    def add(self, other: Work) -> None:
        """Add the work of others."""
        self.offered += other.offered
        self.accepted += other.accepted
        self.rejected += other.rejected
        self.doubts |= other.doubts
        for state, time in other.spent.items():
            self.spent[state] += time


@dataclass
class Agent(Work):
    """One agent, and the team in its first row."""

    name: str = ""
    team: str = ""


@dataclass
class Team(Work):
    """One team, and the ids of its agents."""

    name: str = ""
    agents: set[Any] = field(default_factory=set)
