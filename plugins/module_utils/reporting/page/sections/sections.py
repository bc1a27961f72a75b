# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the sections on contacts: a chart for each question of a supervisor, with its table."""

from __future__ import annotations

from operator import attrgetter

from ..charts import MOST_QUEUES, Chart, Facet, Ranked, each, facets_of, over_time
from ..wording import threshold, why_offered
from . import figure_tables
from .acting import act
from .agent_sections import agents
from .figure_tables import COUNTS
from .parts import Page, fields, pair, see, unknown


def fill(page: Page) -> None:
    """Write all sections that have figures."""
    if page.figures.queues:
        act(page)
        _contacts(page)
        _service_level(page)
        _durations(page)
    if page.figures.agents:
        agents(page)
    if page.figures.queues:
        _channels(page)


def _contacts(page: Page) -> None:
    figures, context = page.figures, page.context
    known = context.knows(*COUNTS)
    by_interval = figure_tables.intervals(figures, context)
    by_queue = figure_tables.queues(figures, context) + figure_tables.details(figures, context)
    if not known:
        absent = unknown("How many contacts there were", fields(COUNTS))
        page.section("contacts", "Contacts", absent, by_interval, by_queue)
        return
    drawn = _drawn(known)
    words = " and ".join(COUNTS[name].lower() for name in drawn)
    all_queues = over_time(
        f"Contacts {words} by interval, all queues",
        "contacts",
        [Facet("All queues", [(name, each(figures.every, attrgetter(name))) for name in drawn])],
    )

    def of_queues(ranked: Ranked) -> Chart:
        facets = facets_of(ranked.queues, drawn)
        return over_time(f"Contacts {words} by queue and interval", "contacts", facets)

    why = why_offered(figures.every.total) if len(known) == len(COUNTS) else ""
    page.section(
        "contacts",
        "Contacts",
        page.switch(),
        page.figure("intervals", f"Contacts {words}, all queues", all_queues, by_interval),
        f"<p class=note>Offered: {why}.</p>" if why else "",
        _abandoned(page),
        page.ranked("queues", f"Contacts {words} by queue", of_queues, MOST_QUEUES, by_queue),
    )


def _drawn(known: list[str]) -> list[str]:
    """Return the counts to draw: those that add up to all contacts, and offers only if there are no others."""
    return [name for name in known if name != "offered"] or known


def _abandoned(page: Page) -> str:
    if len(page.context.knows("accepted", "abandoned")) < 2:
        return ""
    rates = [("abandoned", each(page.figures.every, attrgetter("abandoned_share")))]
    over = over_time("Abandon rate of all queues by interval", "share", [Facet("All queues", rates)])
    return pair(
        page.figure("abandoned", "Abandon rate, all queues", over),
        page.bars("abandoned-queues", "Abandon rate", "share", attrgetter("total.abandoned_share"), series="abandoned"),
    )


def _service_level(page: Page) -> None:
    figures, context = page.figures, page.context
    if not context.knows("level"):
        page.section("service-level", "Service level", unknown("The service level", fields(["level"])))
        return
    values = [("level", each(figures.every, attrgetter("level.value")))]
    over = over_time(
        "Service level of all queues by interval", "percent", [Facet("All queues", values)], context.target
    )
    of_queue = attrgetter("total.level.value")
    queues = page.bars("level-queues", "Service level", "percent", of_queue, series="level", target=context.target)
    within = threshold(page.figures, context.thresholds)
    page.section(
        "service-level",
        "Service level",
        "<p>The share of the accepted contacts that an agent accepted within the threshold of their queue, against the"
        f" target of {context.target:g}%.{f' The threshold is {within}.' if within else ''}</p>",
        page.switch(),
        pair(page.figure("level", "Service level, all queues", over), queues),
        see("intervals", "queues"),
    )


def _durations(page: Page) -> None:
    figures = page.figures
    titles = {"wait": "Average wait", "handle": "Average handle time"}
    known = page.context.knows(*titles)
    parts = [page.switch()] if known else []
    for name in known:
        average, title = attrgetter(f"{name}.value"), titles[name]
        facet = Facet("All queues", [(name, each(figures.every, average))])
        over = page.figure(name, f"{title}, all queues", over_time(f"{title} by interval", "duration", [facet]))
        of_queue = attrgetter(f"total.{name}.value")
        parts.append(pair(over, page.bars(f"{name}-queues", title, "duration", of_queue, series=name)))
    absent = {name: title for name, title in titles.items() if name not in known}
    if absent:
        parts.append(unknown(" and ".join(absent.values()), fields(absent)))
    page.section("times", "Waiting and handling", *parts, see("intervals", "queues"))


def _channels(page: Page) -> None:
    figures, context = page.figures, page.context
    known = context.knows(*COUNTS)
    below = figure_tables.channels(figures, context)
    if known:
        chart = over_time("Contacts by channel and interval", "contacts", facets_of(figures.channels, _drawn(known)))
        below = page.figure("channels", "Contacts by channel", chart, below)
    page.section("channels", "Channels", below)
