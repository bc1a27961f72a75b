# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the section on agents: occupancy, and time in each state by interval, team and agent."""

from __future__ import annotations

from ..charts import MOST_AGENTS, STATE_NAMES, Facet, of_states, over_time
from ..figures.work import STATE_FIELDS
from . import figure_tables
from .parts import Page, pair, unknown


def agents(page: Page) -> None:
    """Write the section on agents."""
    figures, context = page.figures, page.context
    shown = figures.agents[:MOST_AGENTS]
    title = "Time in each state by agent"
    if len(shown) < len(figures.agents):
        title += f": the {len(shown)} agents of {len(figures.agents):,} with most contacts"
    absent = [name for state, names in STATE_FIELDS.items() if state not in context.states for name in names]
    hours = of_states("Hours in each state by agent", shown, context.states)
    page.section(
        "agents",
        "Agents",
        _states(page),
        unknown("Time in some states", absent) if absent else "",
        figure_tables.teams(figures, context),
        page.figure("agents", title, hours, figure_tables.agents(figures, context)),
    )


def _states(page: Page) -> str:
    """Write the charts of states over time, or why there are none: the Search API counts whole sessions."""
    figures, context = page.figures, page.context
    if not context.states:
        return ""
    if not context.states_by_interval:
        return (
            "<p class=note>States over time: the Search API counts a whole session where it began, so it cannot say how"
            " many agents were in a state at a time.</p>"
        )
    over = [
        page.figure(
            f"state-{state}",
            f"{STATE_NAMES[state]} agents" if state != "wrap_up" else "Agents in wrap-up",
            over_time(
                f"Average number of agents by interval, {STATE_NAMES[state].lower()}",
                "agents",
                [Facet(STATE_NAMES[state], [(state, figures.states[state])])],
            ),
        )
        for state in context.states
    ]
    return (
        "<p>Occupancy is the share of the time with contacts or in wrap-up in that and the time available. The other"
        " charts show the average number of agents in each state, each on a scale of its own. An agent counts as"
        " available with one channel that is, also while a contact of another is handled; contacts side by side count"
        f" each.</p>{_occupancy(page)}{pair(*over[:2])}{pair(*over[2:])}{figure_tables.states(figures, context)}"
    )


def _occupancy(page: Page) -> str:
    if not page.context.knows_occupancy:
        return ""
    values = [("occupancy", page.figures.occupancy)]
    chart = over_time("Occupancy of agents by interval", "percent", [Facet("All agents", values)])
    return page.figure("occupancy", "Occupancy", chart)
