# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the tables of a page: every figure of its charts, and those that are too many for a chart."""

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
"""With more rows, the page would open slowly; wxcc_report_export writes all of them."""
COUNTS: Final = {"offered": "Offered", "accepted": "Accepted", "abandoned": "Abandoned"}
AGENT_FIELDS: Final = {
    "offered": "totalOfferedTasks",
    "accepted": "totalAcceptedTasks",
    "rejected": "totalRejectedTasks",
}


@dataclass(frozen=True)
class Context:
    """What figures need to be written: the time zone, the target, thresholds in seconds by queue id, absent fields."""

    clock: Clock
    target: float
    thresholds: Mapping[str, int]
    missing: Collection[str]
    missing_of_agents: Collection[str]
    states_by_interval: bool = True
    """Whether the time of an agent counts in its own interval, not in the one in which the session began."""
    has_longest: bool = False
    """Whether the source has the longest wait of a contact."""
    before: Before | None = None
    """The period to compare the figures with."""

    def knows(self, *figures: str) -> list[str]:
        """Return those of the figures of contacts that the source has."""
        return [name for name in figures if FIELDS[name] not in self.missing]

    @property
    def knows_work(self) -> bool:
        """Whether the source has the busy time of agents, wrap-up included."""
        return {"connected", "wrap_up"} <= set(self.states)

    @property
    def knows_occupancy(self) -> bool:
        """Whether the source has the available time of agents as well."""
        return self.knows_work and "available" in self.states

    @property
    def missed(self) -> str:
        """The definition of a missed contact by the fields of the source; empty if it has none of them."""
        kinds = {"abandoned": "abandoned", "level": "accepted after the threshold of their queue"}
        return " or ".join(kinds[name] for name in self.knows(*kinds))

    @property
    def states(self) -> list[str]:
        """The states of agents that the source has."""
        return [state for state, fields in STATE_FIELDS.items() if not set(fields) & set(self.missing_of_agents)]


def intervals(figures: Figures, context: Context) -> str:
    """Write a table with a row per interval, over all queues."""
    grid = figures.grid
    rows = [
        [(start, context.clock.interval(grid, number)), *_figures(figures.every.intervals[number], context)]
        for number, start in enumerate(grid.starts)
    ]
    return table(
        "intervals", "Contacts of all queues by interval", [moments("Interval"), *_figure_columns(context)], rows
    )


def queues(figures: Figures, context: Context) -> str:
    """Write a table with a row per queue, with its threshold if it is known."""
    columns = [names("Queue"), *_figure_columns(context)]
    rows = [[queue.name, *_figures(queue.total, context)] for queue in figures.queues]
    if context.thresholds:
        columns.append(counts("Threshold (s)"))
        for row, queue in zip(rows, figures.queues, strict=True):
            row.append(context.thresholds.get(queue.key))
    return table("queues", "Contacts by queue", columns, rows)


def details(figures: Figures, context: Context) -> str:
    """Write a table with a row per queue and interval, or how to get it if it is too long."""
    grid = figures.grid
    rows = [
        [(grid.starts[number], context.clock.interval(grid, number)), queue.name, *_figures(interval, context)]
        for number in range(len(grid))
        for queue in figures.queues
        if not (interval := queue.intervals[number]).is_empty
    ]
    if len(rows) > MOST_DETAILS:
        return (
            f"<p class=note>Queues and intervals together would make {count(len(rows), 'row')}, too many for a page;"
            " wxcc_report_export writes them to a file.</p>"
        )
    columns = [moments("Interval"), names("Queue"), *_figure_columns(context)]
    note = "Intervals without a contact are left out."
    return table("details", "Contacts by queue and interval", columns, rows, texts=2, note=note)


def states(figures: Figures, context: Context) -> str:
    """Write a table with a row per interval, with the average number of agents in each state."""
    rows = [
        [
            (start, context.clock.interval(figures.grid, number)),
            *(round(figures.states[state][number], 1) for state in context.states),
        ]
        for number, start in enumerate(figures.grid.starts)
    ]
    columns = [moments("Interval"), *(counts(STATE_NAMES[state]) for state in context.states)]
    return table("states", "Average number of agents by state and interval", columns, rows)


def agents(figures: Figures, context: Context) -> str:
    """Write a table with a row per agent."""
    columns = [names("Agent"), names("Team"), *_work_columns(context)]
    rows = [[agent.name, agent.team, *_work(agent, context)] for agent in figures.agents]
    return table("agents", "Contacts and time in each state by agent", columns, rows, texts=2)


def teams(figures: Figures, context: Context) -> str:
    """Write a table with a row per team."""
    columns = [names("Team"), counts("Agents"), *_work_columns(context)]
    rows = [[team.name, len(team.agents), *_work(team, context)] for team in figures.teams]
    note = "An agent who moved counts in each team, with the time there."
    return table("teams", "Agents by team", columns, rows, note=note)


def _work_columns(context: Context) -> list[Column]:
    return [
        *(counts(name.capitalize()) for name in _known_of_agents(context)),
        *(times(STATE_NAMES[state]) for state in context.states),
        *([times("Handle time with wrap-up")] if context.knows_work else []),
        *([shares("Occupancy")] if context.knows_occupancy else []),
    ]


def _work(work: Work, context: Context) -> list[Any]:
    busy = (*STATE_FIELDS["connected"], *STATE_FIELDS["wrap_up"])
    doubts = work.doubts
    return [
        *(_doubted(getattr(work, name), doubts, AGENT_FIELDS[name]) for name in _known_of_agents(context)),
        *(_doubted(work.spent[state], doubts, *STATE_FIELDS[state]) for state in context.states),
        *([_doubted(work.handle, doubts, *busy, AGENT_FIELDS["accepted"])] if context.knows_work else []),
        *([_doubted(work.occupancy, doubts, *busy, *STATE_FIELDS["available"])] if context.knows_occupancy else []),
    ]


def _known_of_agents(context: Context) -> list[str]:
    return [name for name, field in AGENT_FIELDS.items() if field not in context.missing_of_agents]


def channels(figures: Figures, context: Context) -> str:
    """Write a table with a row per channel."""
    return table(
        "channels",
        "Contacts by channel",
        [names("Channel"), *_figure_columns(context)],
        ([channel.name, *_figures(channel.total, context)] for channel in figures.channels),
    )


def _figure_columns(context: Context) -> list[Column]:
    columns = {
        **{name: counts(heading) for name, heading in COUNTS.items()},
        "rate": shares("Abandon rate"),
        "level": shares("Service level"),
        "wait": times("Average wait"),
        "handle": times("Average handle time"),
        "longest": times("Longest wait"),
    }
    return [columns[name] for name in _known(context)]


def _known(context: Context) -> list[str]:
    """Return the figures of tables of contacts, in the order of their columns."""
    known = context.knows(*COUNTS)
    rate = ["rate"] if {"accepted", "abandoned"} <= set(known) else []
    return [*known, *rate, *context.knows("level", "wait", "handle"), *(["longest"] if context.has_longest else [])]


def _figures(contacts: Contacts, context: Context) -> list[Any]:
    known = _known(context)
    values: list[Any] = [contacts.figure(name) for name in known]
    if contacts.doubts:
        values = [_doubted(value, contacts.doubts, *NEEDED[name]) for name, value in zip(known, values, strict=True)]
    if "level" in known:
        at = known.index("level")
        values[at] = leveled(values[at], context)
    return values


def leveled(level: Any, context: Context) -> Any:
    """Mark a service level that misses the target."""
    value, mark = (level.value, f" {level.mark}") if isinstance(level, Marked) else (level, "")
    return level if value is None or meets(value, context.target) else Marked(value, BELOW + mark)


def _doubted(value: Any, doubts: frozenset[str], *fields: str) -> Any:
    """Mark a figure of fields that had impossible values."""
    return Marked(value, DOUBTED) if doubts and not doubts.isdisjoint(fields) else value
