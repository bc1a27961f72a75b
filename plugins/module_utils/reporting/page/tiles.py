# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the whole period, large, each with what has to be known beside it."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from .parts import Page
from .wording import NEEDED, duration, percent, signed_verdict, threshold, why_offered


class Tile(NamedTuple):
    """A figure: its name, its value in words, and what stands below it."""

    name: str
    value: str
    more: str = ""


def tiles(page: Page) -> str:
    """Write the figures that the source gives."""
    shown = _of_contacts(page) if page.found.queues else []
    shown += _of_agents(page) if page.found.agents else []
    cards = (
        f"<div><dt>{escape(tile.name)}</dt><dd>{escape(tile.value)}<small>{escape(tile.more)}</small></dd></div>"
        for tile in shown
    )
    return f"<dl class=tiles>{''.join(cards)}</dl>" if shown else ""


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
        tile = possible[name]
        if not total.doubts.isdisjoint(NEEDED[name]):
            more = f"{tile.more}; \N{DAGGER} without values that cannot be".removeprefix("; ")
            tile = tile._replace(more=more)
        shown.append(tile)
        if name == "wait" and total.longest is not None:
            shown.append(Tile("Longest wait", duration(total.longest), "of a contact in a queue, min:s"))
    return shown


def _of_agents(page: Page) -> list[Tile]:
    work, told = page.found.work, page.told
    shown = [Tile("Agents", f"{len(page.found.agents):,}", "were signed in")]
    if told.knows_work and work.handle is not None:
        shown.append(Tile("Handle time with wrap-up", duration(work.handle), "of the agents, min:s"))
    if told.knows_occupancy and work.occupancy is not None:
        shown.append(Tile("Occupancy", percent(work.occupancy), "with contacts or in wrap-up, not available"))
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
