# SPDX-License-Identifier: GPL-3.0-or-later
"""What the charts of a page are drawn from: plain JSON, which page.js gives to the chart library."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

from ...api.times import HOUR_MS
from .figures import Agent, Contacts, Figures, Group, distinct
from .grid import Clock

MOST_QUEUES: Final = 12
MOST_BARS: Final = 20
MOST_AGENTS: Final = 15
STATE_NAMES: Final = {"available": "Available", "idle": "Idle", "connected": "Connected", "wrap_up": "Wrap-up"}

Chart = dict[str, Any]
Values = Sequence[float | None]


class Facet(NamedTuple):
    """One of several small charts: what it is called, and series of one value an interval."""

    name: str
    series: Sequence[tuple[str, Values]]


def over_time(label: str, unit: str, facets: Sequence[Facet], **more: Any) -> Chart:
    """Small multiples over the intervals: facet, then series, then one value an interval."""
    shown = []
    for name, facet in zip(distinct(facet.name for facet in facets), facets, strict=True):
        series = [{"name": key, "values": [_round(value) for value in values]} for key, values in facet.series]
        shown.append({"name": name, "series": series})
    return {"kind": "time", "label": label, "unit": unit, "facets": shown, **more}


def by_name(label: str, unit: str, values: Sequence[tuple[str, float | None]], **more: Any) -> Chart:
    """One dot a name, the most important first."""
    labels = distinct(name for name, _value in values)
    shown = [
        {"name": label, "value": _round(value)}
        for label, (_name, value) in zip(labels, values, strict=True)
        if value is not None
    ]
    return {"kind": "names", "label": label, "unit": unit, "rows": shown, **more}


def of_states(label: str, agents: Sequence[Agent], states: Sequence[str]) -> Chart:
    """The hours that agents spent in each state."""
    rows = [
        {"name": name, "state": STATE_NAMES[state], "value": _round(agent.spent[state] / HOUR_MS)}
        for name, agent in zip(distinct(agent.name for agent in agents), agents, strict=True)
        for state in states
    ]
    return {"kind": "states", "label": label, "unit": "hours", "rows": rows}


def is_empty(chart: Chart) -> bool:
    """Whether a drawing would have empty axes: a share of zero is a figure, no contacts and no time are none."""
    if chart["kind"] == "time":
        values = [value for facet in chart["facets"] for series in facet["series"] for value in series["values"]]
    else:
        values = [row["value"] for row in chart["rows"]]
    return not any(value is not None and (value or chart["unit"] == "percent") for value in values)


def facets_of(groups: Sequence[Group], known: Sequence[str]) -> list[Facet]:
    """What became of the contacts of each group."""
    return [Facet(group.name, [(key, each(group, attrgetter(key))) for key in known]) for group in groups]


def each(group: Group, value: Callable[[Contacts], float | None]) -> list[float | None]:
    """One value of every interval."""
    return [value(interval) for interval in group.intervals]


def axis(found: Figures, clock: Clock) -> dict[str, Any]:
    """The intervals that all charts over time share; `hours` is None where none begins."""
    grid = found.grid
    numbers = range(len(grid))
    return {
        "starts": list(grid.starts),
        "end": grid.end,
        "names": [clock.interval(grid, number) for number in numbers],
        "hours": [clock.hour(start) for start in grid.starts],
        "days": grid.in_days,
    }


def data_block(key: str, value: Any) -> str:
    """Write a data block that no name in it can end."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        body = body.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" id="{key}">{body}</script>'


def _round(value: float | None) -> float | None:
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else round(value, 3)
