# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the figures of the whole period in large type, each with a short note."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from ..comparing import KINDS, difference
from ..wording import NEEDED, duration, percent, signed_verdict, threshold, why_offered
from .parts import Page


class Tile(NamedTuple):
    """A figure: its name, its value as text, the note below it, and its difference from the period before."""

    name: str
    value: str
    more: str = ""
    change: str = ""


def tiles(page: Page) -> str:
    """Write the figures that the source has."""
    shown = _of_contacts(page) if page.figures.queues else []
    shown += _of_agents(page) if page.figures.agents else []
    if not shown:
        return ""
    before = page.context.before
    beside = f"<p class=note>Compared with {escape(before.name)}.</p>" if before else ""
    return f"{beside}<dl class=tiles>{''.join(map(_card, shown))}</dl>"


def _card(tile: Tile) -> str:
    change = f"<small class=change>{escape(tile.change)}</small>" if tile.change else ""
    below = f"{change}<small>{escape(tile.more)}</small>"
    return f"<div><dt>{escape(tile.name)}</dt><dd>{escape(tile.value)}{below}</dd></div>"


def _change(page: Page, name: str, now: float | None, before: float | None) -> str:
    """`+120 more (1,380)`: the difference, and the figure before; empty without a comparison."""
    if not page.context.before or not (change := difference(name, now, before)):
        return ""
    written = {"count": lambda value: f"{value:,}", "points": percent, "time": duration}[KINDS[name]]
    return f"{change} ({written(before)})"


def _of_contacts(page: Page) -> list[Tile]:
    total, context = page.figures.every.total, page.context
    are_all_known = len(context.knows("offered", "accepted", "abandoned")) == 3
    possible = {
        "offered": Tile("Offered", f"{total.offered:,}", why_offered(total) if are_all_known else "to agents"),
        "accepted": Tile("Accepted", f"{total.accepted:,}", "by agents"),
        "abandoned": Tile("Abandoned", f"{total.abandoned:,}", _rate(page)),
        "level": Tile("Service level", percent(total.level.value), _level(page)),
        "wait": Tile("Average wait", duration(total.wait.value), "in the queue, min:s"),
        "handle": Tile("Average handle time", duration(total.handle.value), "without wrap-up, min:s"),
    }
    shown = []
    for name in context.knows(*possible):
        tile = possible[name]._replace(change=_change_of_contacts(page, name))
        if not total.doubts.isdisjoint(NEEDED[name]):
            more = f"{tile.more}; \N{DAGGER} without impossible values".removeprefix("; ")
            tile = tile._replace(more=more)
        shown.append(tile)
        if name == "wait" and total.longest is not None:
            shown.append(Tile("Longest wait", duration(total.longest), "of a contact in a queue, min:s"))
            shown[-1] = shown[-1]._replace(change=_change_of_contacts(page, "longest"))
    return shown


def _change_of_contacts(page: Page, name: str) -> str:
    before = page.context.before
    return _change(page, name, page.figures.every.total.figure(name), before.figure(name)) if before else ""


def _of_agents(page: Page) -> list[Tile]:
    work, context, then = page.figures.work, page.context, page.context.before and page.context.before.figures
    agents, work_then = len(page.figures.agents), then.work if then else None
    change = _change(page, "agents", agents, len(then.agents) if then else None)
    shown = [Tile("Agents", f"{agents:,}", "were signed in", change)]
    if context.knows_work and work.handle is not None:
        change = _change(page, "handle", work.handle, work_then.handle if work_then else None)
        shown.append(Tile("Handle time with wrap-up", duration(work.handle), "of the agents, min:s", change))
    if context.knows_occupancy and work.occupancy is not None:
        change = _change(page, "occupancy", work.occupancy, work_then.occupancy if work_then else None)
        what = "with contacts or in wrap-up, not available"
        shown.append(Tile("Occupancy", percent(work.occupancy), what, change))
    return shown


def _rate(page: Page) -> str:
    share = page.figures.every.total.abandoned_share
    if share is None or not page.context.knows("accepted"):
        return ""
    return f"{percent(share)} of accepted and abandoned"


def _level(page: Page) -> str:
    level, context = page.figures.every.total.level.value, page.context
    within = threshold(page.figures, context.thresholds)
    verdicts = [] if level is None else [signed_verdict(level, context.target)]
    return "; ".join([*verdicts, *([f"accepted within {within}"] if within else [])])
