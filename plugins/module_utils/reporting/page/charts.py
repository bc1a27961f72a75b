# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the data of charts as plain JSON, which charts.js passes to the chart library."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

from ...times import HOUR_MS
from .figures.contacts import Contacts
from .figures.figures import Figures, Group, distinct
from .figures.grid import Clock
from .figures.work import Agent
from .wording import meets

MOST_QUEUES: Final = 12
MOST_BARS: Final = 20
MOST_AGENTS: Final = 15
STATE_NAMES: Final = {"available": "Available", "idle": "Idle", "connected": "Connected", "wrap_up": "Wrap-up"}

Chart = dict[str, Any]
Values = Sequence[float | None]


class Facet(NamedTuple):
    """One of several small charts: its name, and series with one value per interval."""

    name: str
    series: Sequence[tuple[str, Values]]


def over_time(label: str, unit: str, facets: Sequence[Facet], target: float | None = None) -> Chart:
    """Write small charts over the intervals: facets with series with one value per interval.

    With a target, which is possible for one series only, `missed` has the numbers of the intervals that miss it.
    """
    shown = []
    for name, facet in zip(distinct(facet.name for facet in facets), facets, strict=True):
        series = [{"name": key, "values": [_round(value) for value in values]} for key, values in facet.series]
        shown.append({"name": name, "series": series})
    chart = {"kind": "time", "label": label, "unit": unit, "facets": shown}
    if target is None:
        return chart
    ((_name, values),) = facets[0].series
    missed = [number for number, value in enumerate(values) if _misses(value, target)]
    return {**chart, "target": target, "missed": missed}


def by_name(
    label: str, unit: str, values: Sequence[tuple[str, float | None]], *, series: str, target: float | None = None
) -> Chart:
    """Write a chart with one dot per name, the most important first; `missed` marks rows that miss the target."""
    labels = distinct(name for name, _value in values)
    shown: list[dict[str, Any]] = []
    for shown_name, (_name, value) in zip(labels, values, strict=True):
        shown.append({"name": shown_name, "value": _round(value)})
        if target is not None and _misses(value, target):
            shown[-1]["missed"] = True
    chart = {"kind": "names", "label": label, "unit": unit, "rows": shown, "series": series}
    return chart if target is None else {**chart, "target": target}


def of_states(label: str, agents: Sequence[Agent], states: Sequence[str]) -> Chart:
    """Write a chart of the hours that agents spent in each state."""
    rows = [
        {"name": name, "state": STATE_NAMES[state], "value": _round(agent.spent[state] / HOUR_MS)}
        for name, agent in zip(distinct(agent.name for agent in agents), agents, strict=True)
        for state in states
    ]
    return {"kind": "states", "label": label, "unit": "hours", "rows": rows}


class Ranked(NamedTuple):
    """The queues that a chart may draw, and for each order the positions in `queues` of its first ones."""

    queues: Sequence[Group]
    orders: dict[str, list[int]]

    @classmethod
    def of(cls, figures: Figures, most: int) -> Ranked:
        """Select the `most` queues with most missed contacts, and those with most contacts."""
        firsts = {"missed": figures.queues[:most], "volume": figures.busiest[:most]}
        queues = list({queue.key: queue for first in firsts.values() for queue in first}.values())
        places = {queue.key: place for place, queue in enumerate(queues)}
        return cls(queues, {name: [places[queue.key] for queue in first] for name, first in firsts.items()})


def is_empty(chart: Chart) -> bool:
    """Return whether a chart would be empty: zero percent is a figure, but zero contacts or no time is not."""
    if chart["kind"] == "time":
        values = [value for facet in chart["facets"] for series in facet["series"] for value in series["values"]]
    else:
        values = [row["value"] for row in chart["rows"]]
    return not any(value is not None and (value or chart["unit"] in ("percent", "share")) for value in values)


def facets_of(groups: Sequence[Group], known: Sequence[str]) -> list[Facet]:
    """Return a facet per group, with a series per figure."""
    return [Facet(group.name, [(key, each(group, attrgetter(key))) for key in known]) for group in groups]


def each(group: Group, value: Callable[[Contacts], float | None]) -> list[float | None]:
    """Return one value per interval of a group."""
    return [value(interval) for interval in group.intervals]


def axis(figures: Figures, clock: Clock) -> dict[str, Any]:
    """Return the intervals that all charts over time share; an entry of `hours` is None if no hour begins there."""
    grid = figures.grid
    numbers = range(len(grid))
    return {
        "starts": list(grid.starts),
        "end": grid.end,
        "names": [clock.interval(grid, number) for number in numbers],
        "hours": [clock.hour(start) for start in grid.starts],
        "days": grid.in_days,
    }


def data_block(key: str, value: Any) -> str:
    """Write a JSON block of the page; no value in it can close the block."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        body = body.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" id="{key}">{body}</script>'


def _misses(value: float | None, target: float) -> bool:
    return value is not None and not meets(value, target)


def _round(value: float | None) -> float | None:
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else round(value, 3)
