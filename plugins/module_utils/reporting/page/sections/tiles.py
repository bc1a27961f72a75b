# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the whole period, large, each with what has to be known beside it."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from ..comparing import KINDS, difference
from ..wording import NEEDED, duration, percent, signed_verdict, threshold, why_offered
from .parts import Page


class Tile(NamedTuple):
    """A figure: its name, its value in words, what stands below it, and how much it differs from before."""

    name: str
    value: str
    more: str = ""
    change: str = ""


def tiles(page: Page) -> str:
    """Write the figures that the source gives."""
    shown = _of_contacts(page) if page.found.queues else []
    shown += _of_agents(page) if page.found.agents else []
    if not shown:
        return ""
    before = page.told.before
    beside = f"<p class=note>Compared with {escape(before.name)}.</p>" if before else ""
    return f"{beside}<dl class=tiles>{''.join(map(_card, shown))}</dl>"


def _card(tile: Tile) -> str:
    change = f"<small class=change>{escape(tile.change)}</small>" if tile.change else ""
    below = f"{change}<small>{escape(tile.more)}</small>"
    return f"<div><dt>{escape(tile.name)}</dt><dd>{escape(tile.value)}{below}</dd></div>"


def _change(page: Page, name: str, now: float | None, before: float | None) -> str:
    """`+120 more (1,380)`: the difference, and what there was before; empty where nothing is compared."""
    if not page.told.before or not (said := difference(name, now, before)):
        return ""
    written = {"count": lambda value: f"{value:,}", "points": percent, "time": duration}[KINDS[name]]
    return f"{said} ({written(before)})"


def _of_contacts(page: Page) -> list[Tile]:
    total, told = page.found.every.total, page.told
    are_all_known = len(told.knows("offered", "accepted", "abandoned")) == 3
    possible = {
        "offered": Tile("Offered", f"{total.offered:,}", why_offered(total) if are_all_known else "to agents"),
        "accepted": Tile("Accepted", f"{total.accepted:,}", "by agents"),
        "abandoned": Tile("Abandoned", f"{total.abandoned:,}", _rate(page)),
        "level": Tile("Service level", percent(total.level.value), _level(page)),
        "wait": Tile("Average wait", duration(total.wait.value), "in the queue, min:s"),
        "handle": Tile("Average handle time", duration(total.handle.value), "without wrap-up, min:s"),
    }
    shown = []
    for name in told.knows(*possible):
        tile = possible[name]._replace(change=_change_of_contacts(page, name))
        if not total.doubts.isdisjoint(NEEDED[name]):
            more = f"{tile.more}; \N{DAGGER} without values that cannot be".removeprefix("; ")
            tile = tile._replace(more=more)
        shown.append(tile)
        if name == "wait" and total.longest is not None:
            shown.append(Tile("Longest wait", duration(total.longest), "of a contact in a queue, min:s"))
            shown[-1] = shown[-1]._replace(change=_change_of_contacts(page, "longest"))
    return shown


def _change_of_contacts(page: Page, name: str) -> str:
    before = page.told.before
    return _change(page, name, page.found.every.total.figure(name), before.figure(name)) if before else ""


def _of_agents(page: Page) -> list[Tile]:
    work, told, then = page.found.work, page.told, page.told.before and page.told.before.found
    agents, work_then = len(page.found.agents), then.work if then else None
    change = _change(page, "agents", agents, len(then.agents) if then else None)
    shown = [Tile("Agents", f"{agents:,}", "were signed in", change)]
    if told.knows_work and work.handle is not None:
        change = _change(page, "handle", work.handle, work_then.handle if work_then else None)
        shown.append(Tile("Handle time with wrap-up", duration(work.handle), "of the agents, min:s", change))
    if told.knows_occupancy and work.occupancy is not None:
        change = _change(page, "occupancy", work.occupancy, work_then.occupancy if work_then else None)
        what = "with contacts or in wrap-up, not available"
        shown.append(Tile("Occupancy", percent(work.occupancy), what, change))
    return shown


def _rate(page: Page) -> str:
    share = page.found.every.total.abandoned_share
    if share is None or not page.told.knows("accepted"):
        return ""
    return f"{percent(share)} of accepted and abandoned"


def _level(page: Page) -> str:
    level, told = page.found.every.total.level.value, page.told
    within = threshold(page.found, told.thresholds)
    said = [] if level is None else [signed_verdict(level, told.target)]
    return "; ".join([*said, *([f"accepted within {within}"] if within else [])])
