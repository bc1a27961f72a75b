# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of queue and agent statistics into the figures of a page: sums, and averages with their weights."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple

from .doubts import AGENT_LIMITS, NONE, QUEUE_LIMITS, Doubts

Row = Mapping[str, Any]

STATE_FIELDS: Final = {
    "available": ("totalAvailableTime",),
    "idle": ("totalUnAvailableTime",),
    "connected": ("totalEngagedDuration", "totalHoldDuration"),
    "wrap_up": ("totalWrapUpDuration",),
}
"""States of agents, and the fields of agent statistics that add up to each, in milliseconds."""
STATES_BY_FIELD: Final = tuple((column, state) for state, columns in STATE_FIELDS.items() for column in columns)
OF_THE_AGENT: Final = ("available", "idle")
"""States that are told again with every channel of an agent: the longest counts. The others are a channel's own, may go
on side by side, and are added up."""


@dataclass(slots=True)
class Average:
    """A weighted average that grows; `value` is None as long as nothing was weighed."""

    total: float = 0.0
    weight: float = 0.0

    def add(self, value: float | None, weight: float) -> None:
        """Weigh one value in; what is unknown or weighs nothing changes nothing."""
        if value is not None and weight > 0:
            self.total += value * weight
            self.weight += weight

    @property
    def value(self) -> float | None:
        """The average of what was weighed in."""
        return self.total / self.weight if self.weight else None


class Counted(NamedTuple):
    """What one row of queue statistics says of contacts; what it does not say is 0, and an average null."""

    offered: int
    accepted: int
    abandoned: int
    enqueued: int
    wait: float | None
    handle: float | None
    level: float | None

    @classmethod
    def of(cls, row: Row) -> Counted:
        """Read a row."""
        get = row.get
        return cls(
            get("totalOfferedTasks") or 0,
            get("totalAcceptedTasks") or 0,
            get("totalAbandonedTasks") or 0,
            get("totalEnqueuedTasks") or 0,
            get("averageEnqueuedTime"),
            get("averageHandledTime"),
            get("serviceLevelThresholdPercentage"),
        )


@dataclass(slots=True)
class Contacts:
    """What became of contacts: counts, average times in milliseconds, the share in time in percent.

    The service gives averages without their weights. They are weighed with the contacts each is the average of:
    waiting with those that entered the queue, handling and service level with those that were accepted.
    """

    offered: int = 0
    accepted: int = 0
    abandoned: int = 0
    wait: Average = field(default_factory=Average)
    handle: Average = field(default_factory=Average)
    level: Average = field(default_factory=Average)
    doubts: frozenset[str] = NONE
    """Fields of rows whose values cannot be, and so are in none of these figures."""

    def add(self, counted: Counted, doubts: frozenset[str] = NONE) -> None:
        """Count in what one row says."""
        if doubts:
            self.doubts |= doubts
        self.offered += counted.offered
        self.accepted += counted.accepted
        self.abandoned += counted.abandoned
        self.wait.add(counted.wait, counted.enqueued)
        if counted.accepted:
            self.handle.add(counted.handle, counted.accepted)
            self.level.add(counted.level, counted.accepted)

    @property
    def ended(self) -> int:
        """Contacts that left the queue one way or the other."""
        return self.accepted + self.abandoned

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.offered or self.ended or self.wait.weight)

    @property
    def late(self) -> float:
        """Contacts that had to wait too long, by estimate: the abandoned, and of the accepted those not in time."""
        in_time = self.level.value
        return self.abandoned + (0 if in_time is None else self.accepted * (1 - in_time / 100))

    @property
    def abandoned_share(self) -> float | None:
        """Percent of those that left the queue."""
        return 100 * self.abandoned / self.ended if self.ended else None


@dataclass
class Agent:
    """One agent in the whole period: contacts, and milliseconds in each state."""

    name: str
    team: str
    offered: int = 0
    accepted: int = 0
    rejected: int = 0
    spent: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STATE_FIELDS, 0.0))
    doubts: frozenset[str] = NONE
    """Fields of rows whose values cannot be."""


@dataclass(frozen=True)
class Grid:
    """The intervals of a period: where each begins, and where the last one ends, in epoch milliseconds."""

    starts: Sequence[int]
    end: int
    in_days: bool = False

    def __len__(self) -> int:
        return len(self.starts)

    def length(self, number: int) -> int:
        """Milliseconds of one interval; days on which the clocks change are shorter or longer."""
        return (self.starts[number + 1] if number + 1 < len(self.starts) else self.end) - self.starts[number]

    def place(self, time: int) -> int:
        """Give the number of the interval a time is in; ValueError for one outside of the period."""
        if not self.starts[0] <= time < self.end:
            raise ValueError(f"a row of {time} is not in the period {self.starts[0]} to {self.end}")
        return bisect_right(self.starts, time) - 1


@dataclass(frozen=True)
class Group:
    """A queue or a channel: in the whole period, and in each interval of the grid."""

    key: str
    name: str
    total: Contacts
    intervals: list[Contacts]


@dataclass(frozen=True)
class Figures:
    """All that a page shows. Queues and channels have the busiest first, agents those with most contacts."""

    grid: Grid
    every: Group
    queues: list[Group]
    channels: list[Group]
    agents: list[Agent]
    states: dict[str, list[float]]
    """State: the average number of agents in it, by interval."""
    doubts: Doubts

    @property
    def is_empty(self) -> bool:
        """Whether neither a contact nor an agent was seen."""
        return not self.queues and not self.agents


class Tally:
    """Adds up rows as they come, which have the columns of `reporting.rows`: one an interval and channel."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._place = cache(grid.place)  # many rows begin at one time
        self._every = _group(grid, "", "All queues")
        self._queues: dict[str, Group] = {}
        self._channels: dict[str, Group] = {}
        self._agents: dict[Any, Agent] = {}
        self._spent = {state: [0.0] * len(grid) for state in STATE_FIELDS}
        self._longest: dict[tuple[Any, ...], float] = {}
        self._doubts = Doubts()

    def add_queues(self, rows: Iterable[Row]) -> None:
        """Add rows of queue statistics."""
        for row in rows:
            place = self._place(row["intervalStartTime"])
            queue, channel = str(row.get("queueId")), str(row.get("channelType") or "unknown")
            if queue not in self._queues:
                name = str(row.get("queueName") or row.get("queueId") or "No queue")
                self._queues[queue] = _group(self._grid, queue, name)
            if channel not in self._channels:
                self._channels[channel] = _group(self._grid, channel, channel)
            believed, doubts = self._doubts.checked(
                row, QUEUE_LIMITS, row["intervalStartTime"], self._queues[queue].name
            )
            counted = Counted.of(believed)
            for group in (self._every, self._queues[queue], self._channels[channel]):
                group.total.add(counted, doubts)
                group.intervals[place].add(counted, doubts)

    def add_agents(self, rows: Iterable[Row]) -> None:
        """Add rows of agent statistics."""
        for row in rows:
            get, start = row.get, row["intervalStartTime"]
            place, agent_id = self._place(start), get("agentId")
            agent = self._agents.get(agent_id)
            if agent is None:
                agent = self._agents[agent_id] = Agent(
                    str(get("agentName") or agent_id or "unknown"), str(get("teamName") or "")
                )
            believed, doubts = self._doubts.checked(row, AGENT_LIMITS, start, agent.name)
            if doubts:
                get, agent.doubts = believed.get, agent.doubts | doubts
            agent.offered += get("totalOfferedTasks") or 0
            agent.accepted += get("totalAcceptedTasks") or 0
            agent.rejected += get("totalRejectedTasks") or 0
            for column, state in STATES_BY_FIELD:
                time = get(column)
                if not time:
                    continue
                if state in OF_THE_AGENT:
                    key = (agent_id, get("teamId"), start, column)
                    known = self._longest.get(key, 0)
                    if time <= known:
                        continue
                    self._longest[key] = time
                    time -= known
                agent.spent[state] += time
                self._spent[state][place] += time

    def figures(self) -> Figures:
        """Give what came together."""
        grid = self._grid
        numbers = range(len(grid))
        return Figures(
            grid=grid,
            every=self._every,
            queues=sorted(self._queues.values(), key=_busiest_first),
            channels=sorted(self._channels.values(), key=_busiest_first),
            agents=sorted(self._agents.values(), key=lambda agent: (-agent.accepted, agent.name)),
            states={
                state: [spent[number] / grid.length(number) for number in numbers]
                for state, spent in self._spent.items()
            },
            doubts=self._doubts,
        )


def distinct(names: Iterable[str]) -> list[str]:
    """Number names that come more than once, since a chart would draw them on top of each other."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _group(grid: Grid, key: str, name: str) -> Group:
    return Group(key, name, Contacts(), [Contacts() for _start in grid.starts])


def _busiest_first(group: Group) -> tuple[int, str]:
    return (-max(group.total.offered, group.total.ended), group.name)
