# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of a page: every figure that a chart shows, and those of all that is too much for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..charts import STATE_NAMES
from ..comparing import Before
from ..figures.contacts import Contacts
from ..figures.figures import Figures
from ..figures.grid import Clock
from ..figures.work import STATE_FIELDS, Work
from ..tables import BELOW, DOUBTED, Column, Marked, counts, moments, names, shares, table, times
from ..wording import FIELDS, NEEDED, count, meets

MOST_DETAILS: Final = 15_000
"""A table of more rows would make a page that is slow to open; the export has them all."""
COUNTS: Final = {"offered": "Offered", "accepted": "Accepted", "abandoned": "Abandoned"}
AGENT_FIELDS: Final = {
    "offered": "totalOfferedTasks",
    "accepted": "totalAcceptedTasks",
    "rejected": "totalRejectedTasks",
}


@dataclass(frozen=True)
class Told:
    """What the figures mean: the target of the service level, thresholds by queue id, fields nobody could give."""

    clock: Clock
    target: float
    thresholds: Mapping[str, int]
    missing: Collection[str]
    missing_of_agents: Collection[str]
    states_by_interval: bool = True
    """Whether times of agents belong to their interval, and not to the one in which the session began."""
    has_longest: bool = False
    """Whether the source gives the longest wait of a contact."""
    before: Before | None = None
    """What the figures are compared with."""

    def knows(self, *figures: str) -> list[str]:
        """Those of the figures of contacts that the source gives."""
        return [name for name in figures if FIELDS[name] not in self.missing]

    @property
    def knows_work(self) -> bool:
        """Whether the source gives how long agents were busy with contacts, wrap-up included."""
        return {"connected", "wrap_up"} <= set(self.states)

    @property
    def knows_occupancy(self) -> bool:
        """Whether it gives how long they waited for contacts, too."""
        return self.knows_work and "available" in self.states

    @property
    def missed(self) -> str:
        """What a missed contact is as far as the source tells, in words; empty where it tells of none."""
        kinds = {"abandoned": "abandoned", "level": "accepted after the threshold of their queue"}
        return " or ".join(kinds[name] for name in self.knows(*kinds))

    @property
    def states(self) -> list[str]:
        """The states of agents that the source gives."""
        return [state for state, fields in STATE_FIELDS.items() if not set(fields) & set(self.missing_of_agents)]


def intervals(found: Figures, told: Told) -> str:
    """An interval a row, all queues together."""
    grid = found.grid
    rows = [
        [(start, told.clock.interval(grid, number)), *_figures(found.every.intervals[number], told)]
        for number, start in enumerate(grid.starts)
    ]
    return table("intervals", "Contacts of all queues by interval", [moments("Interval"), *_figure_columns(told)], rows)


def queues(found: Figures, told: Told) -> str:
    """A queue a row, with its threshold where it is known."""
    columns = [names("Queue"), *_figure_columns(told)]
    rows = [[queue.name, *_figures(queue.total, told)] for queue in found.queues]
    if told.thresholds:
        columns.append(counts("Threshold (s)"))
        for row, queue in zip(rows, found.queues, strict=True):
            row.append(told.thresholds.get(queue.key))
    return table("queues", "Contacts by queue", columns, rows)


def details(found: Figures, told: Told) -> str:
    """A queue and interval a row, or where to get them if they are too many."""
    grid = found.grid
    rows = [
        [(grid.starts[number], told.clock.interval(grid, number)), queue.name, *_figures(interval, told)]
        for number in range(len(grid))
        for queue in found.queues
        if not (interval := queue.intervals[number]).is_empty
    ]
    if len(rows) > MOST_DETAILS:
        return (
            f"<p class=note>Queues and intervals together would make {count(len(rows), 'row')}, too many for a page;"
            " wxcc_report_export writes them to a file.</p>"
        )
    columns = [moments("Interval"), names("Queue"), *_figure_columns(told)]
    note = "Intervals without a contact are left out."
    return table("details", "Contacts by queue and interval", columns, rows, texts=2, note=note)


def states(found: Figures, told: Told) -> str:
    """An interval a row, with the average number of agents in each state."""
    rows = [
        [
            (start, told.clock.interval(found.grid, number)),
            *(round(found.states[state][number], 1) for state in told.states),
        ]
        for number, start in enumerate(found.grid.starts)
    ]
    columns = [moments("Interval"), *(counts(STATE_NAMES[state]) for state in told.states)]
    return table("states", "Average number of agents by state and interval", columns, rows)


def agents(found: Figures, told: Told) -> str:
    """An agent a row."""
    columns = [names("Agent"), names("Team"), *_work_columns(told)]
    rows = [[agent.name, agent.team, *_work(agent, told)] for agent in found.agents]
    return table("agents", "Contacts and time in each state by agent", columns, rows, texts=2)


def teams(found: Figures, told: Told) -> str:
    """A team a row."""
    columns = [names("Team"), counts("Agents"), *_work_columns(told)]
    rows = [[team.name, len(team.agents), *_work(team, told)] for team in found.teams]
    note = "An agent who moved counts in each team, with the time there."
    return table("teams", "Agents by team", columns, rows, note=note)


def _work_columns(told: Told) -> list[Column]:
    return [
        *(counts(name.capitalize()) for name in _known_of_agents(told)),
        *(times(STATE_NAMES[state]) for state in told.states),
        *([times("Handle time with wrap-up")] if told.knows_work else []),
        *([shares("Occupancy")] if told.knows_occupancy else []),
    ]


def _work(work: Work, told: Told) -> list[Any]:
    busy = (*STATE_FIELDS["connected"], *STATE_FIELDS["wrap_up"])
    doubts = work.doubts
    return [
        *(_doubted(getattr(work, name), doubts, AGENT_FIELDS[name]) for name in _known_of_agents(told)),
        *(_doubted(work.spent[state], doubts, *STATE_FIELDS[state]) for state in told.states),
        *([_doubted(work.handle, doubts, *busy, AGENT_FIELDS["accepted"])] if told.knows_work else []),
        *([_doubted(work.occupancy, doubts, *busy, *STATE_FIELDS["available"])] if told.knows_occupancy else []),
    ]


def _known_of_agents(told: Told) -> list[str]:
    return [name for name, field in AGENT_FIELDS.items() if field not in told.missing_of_agents]


def channels(found: Figures, told: Told) -> str:
    """A channel a row."""
    return table(
        "channels",
        "Contacts by channel",
        [names("Channel"), *_figure_columns(told)],
        ([channel.name, *_figures(channel.total, told)] for channel in found.channels),
    )


def _figure_columns(told: Told) -> list[Column]:
    columns = {
        **{name: counts(heading) for name, heading in COUNTS.items()},
        "rate": shares("Abandon rate"),
        "level": shares("Service level"),
        "wait": times("Average wait"),
        "handle": times("Average handle time"),
        "longest": times("Longest wait"),
    }
    return [columns[name] for name in _known(told)]


def _known(told: Told) -> list[str]:
    """The figures of the tables of contacts, in the order of their columns."""
    known = told.knows(*COUNTS)
    rate = ["rate"] if {"accepted", "abandoned"} <= set(known) else []
    return [*known, *rate, *told.knows("level", "wait", "handle"), *(["longest"] if told.has_longest else [])]


def _figures(contacts: Contacts, told: Told) -> list[Any]:
    known = _known(told)
    values: list[Any] = [contacts.figure(name) for name in known]
    if contacts.doubts:
        values = [_doubted(value, contacts.doubts, *NEEDED[name]) for name, value in zip(known, values, strict=True)]
    if "level" in known:
        at = known.index("level")
        values[at] = leveled(values[at], told)
    return values


def leveled(level: Any, told: Told) -> Any:
    """Mark a service level that misses the target."""
    value, mark = (level.value, f" {level.mark}") if isinstance(level, Marked) else (level, "")
    return level if value is None or meets(value, told.target) else Marked(value, BELOW + mark)


def _doubted(value: Any, doubts: frozenset[str], *fields: str) -> Any:
    """Mark a figure that is made of fields whose values cannot be."""
    return Marked(value, DOUBTED) if doubts and not doubts.isdisjoint(fields) else value
