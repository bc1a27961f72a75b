# SPDX-License-Identifier: GPL-3.0-or-later
"""Add up rows of queue and agent statistics to the figures of a page."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from typing import Any

from .contacts import Contacts, Counted, Row, share_of
from .doubts import AGENT_LIMITS, QUEUE_LIMITS, Doubts
from .work import OF_THE_AGENT, STATE_FIELDS, STATES_BY_FIELD, Agent, Team, Work


@dataclass(frozen=True)
class Grid:
    """The intervals of a period: their starts, and the end of the last one, in epoch milliseconds."""

    starts: Sequence[int]
    end: int
    in_days: bool = False

    def __len__(self) -> int:
        return len(self.starts)

    def length(self, number: int) -> int:
        """Return the milliseconds of one interval; days on which the clocks change are shorter or longer."""
        return (self.starts[number + 1] if number + 1 < len(self.starts) else self.end) - self.starts[number]

    def place(self, time: int) -> int:
        """Return the number of the interval of a time; ValueError for a time outside the period."""
        if not self.starts[0] <= time < self.end:
            raise ValueError(f"a row at {time} is outside the period {self.starts[0]} to {self.end}")
        return bisect_right(self.starts, time) - 1


@dataclass(frozen=True)
class Group:
    """The contacts of a queue or a channel: in the whole period, and in each interval."""

    key: str
    name: str
    total: Contacts
    intervals: list[Contacts]


@dataclass(frozen=True)
class Figures:
    """All figures of a page.

    Queues are ordered by missed contacts, channels by contacts, agents and teams by accepted contacts.
    """

    grid: Grid
    every: Group
    queues: list[Group]
    busiest: list[Group]
    """The same queues, ordered by contacts."""
    channels: list[Group]
    agents: list[Agent]
    states: dict[str, list[float]]
    """The average number of agents in each state, by interval."""
    teams: list[Team]
    work: Work
    """The sums over all agents."""
    doubts: Doubts

    @property
    def occupancy(self) -> list[float | None]:
        """The busy time of agents in percent of their busy and available time, by interval."""
        busy, available = map(add, self.states["connected"], self.states["wrap_up"]), self.states["available"]
        return [share_of(one, other) for one, other in zip(busy, available, strict=True)]

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a queue nor an agent."""
        return not self.queues and not self.agents


class Tally:
    """Adds up rows in any order; they have the columns of `reporting.rows`, one row per interval and channel."""

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
        self._teams: dict[Any, Team] = {}

    def add_queues(self, rows: Iterable[Row]) -> None:
        """Add rows of queue statistics."""
        for row in rows:
            place = self._place(row["intervalStartTime"])
            queue, channel = str(row.get("queueId")), one_line(row.get("channelType")) or "unknown"
            if queue not in self._queues:
                name = one_line(row.get("queueName")) or one_line(row.get("queueId")) or "No queue"
                self._queues[queue] = _group(self._grid, queue, name)
            if channel not in self._channels:
                self._channels[channel] = _group(self._grid, channel, channel)
            possible, doubts = self._doubts.checked(
                row, QUEUE_LIMITS, row["intervalStartTime"], self._queues[queue].name
            )
            counted = Counted.of(possible)
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
                    name=one_line(get("agentName")) or one_line(agent_id) or "unknown", team=one_line(get("teamName"))
                )
            team_id = get("teamId")
            team = self._teams.get(team_id)
            if team is None:
                team = self._teams[team_id] = Team(name=one_line(get("teamName")) or one_line(team_id) or "No team")
            team.agents.add(agent_id)
            possible, doubts = self._doubts.checked(row, AGENT_LIMITS, start, agent.name)
            if doubts:
                get = possible.get
            offered = get("totalOfferedTasks") or 0
            accepted = get("totalAcceptedTasks") or 0
            rejected = get("totalRejectedTasks") or 0
            for work in (agent, team):
                work.offered += offered
                work.accepted += accepted
                work.rejected += rejected
                work.doubts |= doubts
            for column, state in STATES_BY_FIELD:
                time = get(column)
                if not time:
                    continue
                if state in OF_THE_AGENT:
                    key = (agent_id, get("teamId"), start, column)
                    longest = self._longest.get(key, 0)
                    if time <= longest:
                        continue
                    self._longest[key] = time
                    time -= longest
                agent.spent[state] += time
                team.spent[state] += time
                self._spent[state][place] += time

    def figures(self) -> Figures:
        """Return the figures of all added rows."""
        grid = self._grid
        numbers = range(len(grid))
        work = Work()
        for team in self._teams.values():
            work.add(team)
        return Figures(
            grid=grid,
            every=self._every,
            queues=sorted(self._queues.values(), key=_missed_first),
            busiest=sorted(self._queues.values(), key=_busiest_first),
            channels=sorted(self._channels.values(), key=_busiest_first),
            agents=sorted(self._agents.values(), key=lambda agent: (-agent.accepted, agent.name)),
            states={
                state: [spent[number] / grid.length(number) for number in numbers]
                for state, spent in self._spent.items()
            },
            teams=sorted(self._teams.values(), key=lambda team: (-team.accepted, team.name)),
            work=work,
            doubts=self._doubts,
        )


def one_line(name: Any) -> str:
    """Return a name with single blanks instead of line breaks and runs of blanks; empty for None."""
    return "" if name is None else " ".join(str(name).split())


def distinct(names: Iterable[str]) -> list[str]:
    """Number repeated names, because a chart would draw them on top of each other."""
    seen: Counter[str] = Counter()
    labels = []
    for name in names:
        seen[name] += 1
        labels.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return labels


def _group(grid: Grid, key: str, name: str) -> Group:
    return Group(key, name, Contacts(), [Contacts() for _start in grid.starts])


def _missed_first(group: Group) -> tuple[float, int, str]:
    # Rounded, since the last digits of a sum depend on the order of its rows.
    return (-round(group.total.missed, 6), *_busiest_first(group))


def _busiest_first(group: Group) -> tuple[int, str]:
    return (-max(group.total.offered, group.total.ended), group.name)
