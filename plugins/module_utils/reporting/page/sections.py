# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of a page: for each question of a supervisor its charts, and under each chart its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from operator import attrgetter

from . import figure_tables
from .charts import (
    MOST_AGENTS,
    MOST_BARS,
    MOST_QUEUES,
    STATE_NAMES,
    Chart,
    Facet,
    by_name,
    each,
    facets_of,
    is_empty,
    of_states,
    over_time,
)
from .figure_tables import COUNTS, Told
from .figures import STATE_FIELDS, Figures, Group
from .wording import FIELDS, NEEDED, duration, percent, verdict


@dataclass
class Page:
    """Sections in their order, and the charts that belong to them by key."""

    found: Figures
    told: Told
    sections: list[tuple[str, str, str]] = field(default_factory=list)
    charts: dict[str, Chart] = field(default_factory=dict)

    def figure(self, key: str, title: str, chart: Chart, below: str = "") -> str:
        """Write the place of a chart, or that there is nothing to draw, with its title and its table."""
        place = "<p class=note>There was nothing to draw.</p>"
        if not is_empty(chart):
            self.charts[key] = chart
            place = f'<div class=chart data-chart="{key}"></div>'
        return (
            f'<figure id="chart-{key}" aria-labelledby="title-{key}"><h3 id="title-{key}">{escape(title)}</h3>'
            f"{place}{below}</figure>"
        )

    def section(self, key: str, title: str, *parts: str) -> None:
        """Put a section at the end."""
        self.sections.append((key, title, "".join(parts)))


def fill(page: Page) -> None:
    """Write all sections that there are figures for."""
    if page.found.queues:
        _contacts(page)
        _service_level(page)
        _durations(page)
    if page.found.agents:
        _agents(page)
    if page.found.queues:
        _channels(page)


def tiles(page: Page) -> str:
    """The figures of the whole period, large."""
    total, told = page.found.every.total, page.told
    shown: list[tuple[str, str, str]] = []
    if page.found.queues:
        level = total.level.value
        possible = {
            "offered": ("Offered", f"{total.offered:,}", "to agents"),
            "accepted": ("Accepted", f"{total.accepted:,}", "by agents"),
            "abandoned": ("Abandoned", f"{total.abandoned:,}", _of_ended(page)),
            "level": ("Service level", percent(level), "" if level is None else verdict(level, told.target)),
            "wait": ("Average wait", duration(total.wait.value), "in the queue, min:s"),
            "handle": ("Average handle time", duration(total.handle.value), "without wrap-up, min:s"),
        }
        for name in told.knows(*possible):
            heading, value, more = possible[name]
            if not total.doubts.isdisjoint(NEEDED[name]):
                more = f"{more}; \N{DAGGER} without values that cannot be".removeprefix("; ")
            shown.append((heading, value, more))
    if page.found.agents:
        shown.append(("Agents", f"{len(page.found.agents):,}", "were signed in"))
    cards = (
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}<small>{escape(more)}</small></dd></div>"
        for name, value, more in shown
    )
    return f"<dl class=tiles>{''.join(cards)}</dl>" if shown else ""


def _of_ended(page: Page) -> str:
    share = page.found.every.total.abandoned_share
    if share is None or not page.told.knows("accepted"):
        return ""
    return f"{percent(share)} of accepted and abandoned"


def _contacts(page: Page) -> None:
    found, told = page.found, page.told
    known = told.knows(*COUNTS)
    by_interval = figure_tables.intervals(found, told)
    by_queue = figure_tables.queues(found, told) + figure_tables.details(found, told)
    if not known:
        absent = _unknown("How many contacts there were", _fields(COUNTS))
        page.section("contacts", "Contacts", absent, by_interval, by_queue)
        return
    all_queues = over_time(
        "Contacts of all queues by interval",
        "contacts",
        [Facet(COUNTS[name], [(name, each(found.every, attrgetter(name)))]) for name in known],
    )
    shown = found.queues[:MOST_QUEUES]
    title = "By queue" if len(shown) == len(found.queues) else f"The {len(shown)} busiest queues of {len(found.queues)}"
    page.section(
        "contacts",
        "Contacts",
        page.figure("intervals", "All queues", all_queues, by_interval),
        page.figure(
            "queues",
            title,
            over_time("Contacts by queue and interval", "contacts", facets_of(shown, known)),
            by_queue,
        ),
    )


def _service_level(page: Page) -> None:
    found, told = page.found, page.told
    if not told.knows("level"):
        page.section("service-level", "Service level", _unknown("The service level", _fields(["level"])))
        return
    over = over_time(
        "Service level of all queues by interval",
        "percent",
        [Facet("All queues", [("level", each(found.every, attrgetter("level.value")))])],
        target=told.target,
    )
    queues = [(queue.name, queue.total.level.value) for queue in found.queues[:MOST_BARS]]
    page.section(
        "service-level",
        "Service level",
        "<p>The share of the accepted contacts that an agent accepted within the threshold of their queue, against the"
        f" target of {told.target:g}%.{_thresholds(page)}</p>",
        _pair(
            page.figure("level", "All queues over time", over),
            page.figure(
                "level-queues",
                _busiest("By queue", found.queues),
                by_name("Service level by queue", "percent", queues, series="level", target=told.target),
            ),
        ),
        _see("intervals", "queues"),
    )


def _thresholds(page: Page) -> str:
    thresholds = page.told.thresholds
    known = sorted({thresholds[queue.key] for queue in page.found.queues if queue.key in thresholds})
    if not known:
        return ""
    if len(known) == 1:
        return f" The threshold is {known[0]} s."
    return f" The thresholds are {known[0]} s to {known[-1]} s; the table of queues has each."


def _durations(page: Page) -> None:
    found = page.found
    titles = {"wait": "Average wait", "handle": "Average handle time"}
    known = page.told.knows(*titles)
    over, by_queue = [], []
    for name in known:
        average = attrgetter(f"{name}.value")
        facet = Facet("All queues", [(name, each(found.every, average))])
        over.append(page.figure(name, titles[name], over_time(f"{titles[name]} by interval", "duration", [facet])))
        title = _busiest(f"{titles[name]}, by queue", found.queues)
        values = [(queue.name, average(queue.total)) for queue in found.queues[:MOST_BARS]]
        by_queue.append(page.figure(f"{name}-queues", title, by_name(title, "duration", values, series=name)))
    parts = [_pair(*over), _pair(*by_queue)] if known else []
    absent = {name: title for name, title in titles.items() if name not in known}
    if absent:
        parts.append(_unknown(" and ".join(absent.values()), _fields(absent)))
    page.section("times", "Waiting and handling", *parts, _see("intervals", "queues"))


def _agents(page: Page) -> None:
    found, told = page.found, page.told
    shown = found.agents[:MOST_AGENTS]
    title = "Time in each state by agent"
    if len(shown) < len(found.agents):
        title += f": the {len(shown)} agents of {len(found.agents):,} with most contacts"
    absent = [name for state, names in STATE_FIELDS.items() if state not in told.states for name in names]
    hours = of_states("Hours in each state by agent", shown, told.states)
    page.section(
        "agents",
        "Agents",
        _states(page),
        _unknown("Time in some states", absent) if absent else "",
        page.figure("agents", title, hours, figure_tables.agents(found, told)),
    )


def _states(page: Page) -> str:
    """Show how many agents were in each state, where their times belong to the interval they are told with."""
    found, told = page.found, page.told
    if not told.states:
        return ""
    if not told.states_by_interval:
        return (
            "<p class=note>States over time: the Search API counts a whole session where it began, so it cannot say how"
            " many agents were in a state at a time.</p>"
        )
    over = over_time(
        "Average number of agents in each state by interval",
        "agents",
        [Facet(STATE_NAMES[state], [(state, found.states[state])]) for state in told.states],
    )
    return (
        "<p>The average number of agents in each state. An agent counts as available with one channel that is, also"
        " while a contact of another is handled; contacts side by side count each.</p>"
        + page.figure("states", "States over time", over, figure_tables.states(found, told))
    )


def _channels(page: Page) -> None:
    found, told = page.found, page.told
    known = told.knows(*COUNTS)
    below = figure_tables.channels(found, told)
    if known:
        chart = over_time("Contacts by channel and interval", "contacts", facets_of(found.channels, known))
        below = page.figure("channels", "Contacts by channel", chart, below)
    page.section("channels", "Channels", below)


def _pair(*figures: str) -> str:
    return f"<div class=pair>{''.join(figures)}</div>"


def _busiest(title: str, queues: Sequence[Group]) -> str:
    return title if len(queues) <= MOST_BARS else f"{title}: the {MOST_BARS} busiest of {len(queues)}"


def _see(*tables: str) -> str:
    labels = {"intervals": "by interval", "queues": "by queue"}
    links = " and ".join(f'<a href="#table-{key}">{labels[key]}</a>' for key in tables)
    return f"<p class=note>The figures are in the tables {links}.</p>"


def _fields(figures: Iterable[str]) -> list[str]:
    return [FIELDS[name] for name in figures]


def _unknown(what: str, fields: Iterable[str]) -> str:
    return f"<p class=note>{escape(what)}: not given by the source of this report ({escape(', '.join(fields))}).</p>"
