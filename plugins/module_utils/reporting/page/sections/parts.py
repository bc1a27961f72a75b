# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the parts of sections: places of charts, the buttons for the order of queues, notes on absent figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Final

from ..charts import MOST_BARS, Chart, Ranked, by_name, is_empty
from ..figures.figures import Figures, Group
from ..wording import FIELDS
from .figure_tables import Context

ORDERS: Final = {"missed": "Most missed first", "volume": "Most contacts first"}
"""The orders of queues in charts, with the texts of their buttons."""


@dataclass
class Page:
    """The sections of a page in their order (key, title, HTML), and its charts by key."""

    figures: Figures
    context: Context
    sections: list[tuple[str, str, str]] = field(default_factory=list)
    charts: dict[str, Chart] = field(default_factory=dict)

    def figure(self, key: str, title: str, chart: Chart, below: str = "") -> str:
        """Write the place of a chart, or a note that it is empty, with its title and its table."""
        place = "<p class=note>There was nothing to draw.</p>"
        if not is_empty(chart):
            self.charts[key] = chart
            place = f'<div class=chart data-chart="{key}"></div>'
        return (
            f'<figure id="chart-{key}" aria-labelledby="title-{key}"><h3 id="title-{key}">{escape(title)}</h3>'
            f"{place}{below}</figure>"
        )

    def ranked(self, key: str, title: str, draw: Callable[[Ranked], Chart], most: int, below: str = "") -> str:
        """Write the place of a chart that draws the first `most` queues in the order that the reader chooses."""
        ranked = Ranked.of(self.figures, most)
        titles = dict.fromkeys(ORDERS, title)
        if (count := len(self.figures.queues)) > most:
            titles = {
                "missed": f"{title}: the {most} of {count:,} queues with most missed contacts",
                "volume": f"{title}: the {most} busiest of {count:,} queues",
            }
        orders = ranked.orders if self.context.missed else {"volume": ranked.orders["volume"]}
        chart = {**draw(ranked), "orders": orders, "titles": titles}
        return self.figure(key, titles[next(iter(orders))], chart, below)

    def bars(
        self,
        key: str,
        title: str,
        unit: str,
        value: Callable[[Group], float | None],
        *,
        series: str,
        target: float | None = None,
    ) -> str:
        """Write the place of a chart with one value per queue."""

        def draw(ranked: Ranked) -> Chart:
            values = [(queue.name, value(queue)) for queue in ranked.queues]
            return by_name(f"{title} by queue", unit, values, series=series, target=target)

        return self.ranked(key, f"{title} by queue", draw, MOST_BARS)

    def switch(self) -> str:
        """Write the buttons that choose the order of queues in all charts; empty if there is nothing to choose."""
        if len(self.figures.queues) < 2 or not self.context.missed:
            return ""
        buttons = "".join(
            f"<button type=button data-order={name} aria-pressed={'true' if name == 'missed' else 'false'}>"
            f"{text}</button>"
            for name, text in ORDERS.items()
        )
        return f'<div class=order role=group aria-label="Order of the queues in charts">{buttons}</div>'

    def section(self, key: str, title: str, *parts: str) -> None:
        """Append a section."""
        self.sections.append((key, title, "".join(parts)))


def pair(*figures: str) -> str:
    """Write charts side by side, on a screen that is wide enough."""
    return f"<div class=pair>{''.join(figures)}</div>"


def see(*tables: str) -> str:
    """Write links to the tables with the figures."""
    labels = {"intervals": "by interval", "queues": "by queue"}
    links = " and ".join(f'<a href="#table-{key}">{labels[key]}</a>' for key in tables)
    return f"<p class=note>The figures are in the tables {links}.</p>"


def fields(figures: Iterable[str]) -> list[str]:
    """Return the field of queue statistics of each figure."""
    return [FIELDS[name] for name in figures]


def unknown(what: str, absent: Iterable[str]) -> str:
    """Write a note about fields that the source lacks."""
    return (
        f"<p class=note>{escape(what)}: not available from the source of this report ({escape(', '.join(absent))}).</p>"
    )
