# SPDX-License-Identifier: GPL-3.0-or-later
"""What sections of a page are made of: places of charts, the order of queues, and words for what is absent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from ..charts import MOST_BARS, Chart, Ranked, by_name, is_empty
from ..figures.figures import Figures, Group
from ..wording import FIELDS
from .figure_tables import Told

ORDERS: Final = {"missed": "Most missed first", "volume": "Most contacts first"}
"""The orders in which queues may be drawn, and what the buttons say."""


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

    def ranked(self, key: str, title: str, draw: Callable[[Ranked], Chart], most: int, below: str = "") -> str:
        """Write the place of a chart of queues, of which it draws so many as are first in the order that is chosen."""
        ranked = Ranked.of(self.found, most)
        titles = dict.fromkeys(ORDERS, title)
        if (count := len(self.found.queues)) > most:
            titles = {
                "missed": f"{title}: the {most} of {count:,} queues with most missed contacts",
                "volume": f"{title}: the {most} busiest of {count:,} queues",
            }
        orders = ranked.orders if self.told.missed else {"volume": ranked.orders["volume"]}
        chart = {**draw(ranked), "orders": orders, "titles": titles}
        return self.figure(key, titles[next(iter(orders))], chart, below)

    def bars(self, key: str, title: str, unit: str, value: Callable[[Group], float | None], **more: Any) -> str:
        """Write the place of a chart with one value a queue."""

        def draw(ranked: Ranked) -> Chart:
            values = [(queue.name, value(queue)) for queue in ranked.queues]
            return by_name(f"{title} by queue", unit, values, **more)

        return self.ranked(key, f"{title} by queue", draw, MOST_BARS)

    def switch(self) -> str:
        """Write the buttons that choose the order of queues in all charts; none where there is nothing to choose."""
        if len(self.found.queues) < 2 or not self.told.missed:
            return ""
        buttons = "".join(
            f"<button type=button data-order={name} aria-pressed={'true' if name == 'missed' else 'false'}>"
            f"{text}</button>"
            for name, text in ORDERS.items()
        )
        return f'<div class=order role=group aria-label="Order of the queues in charts">{buttons}</div>'

    def section(self, key: str, title: str, *parts: str) -> None:
        """Put a section at the end."""
        self.sections.append((key, title, "".join(parts)))


def pair(*figures: str) -> str:
    """Put charts side by side where there is room."""
    return f"<div class=pair>{''.join(figures)}</div>"


def see(*tables: str) -> str:
    """Point to the tables that have the figures."""
    labels = {"intervals": "by interval", "queues": "by queue"}
    links = " and ".join(f'<a href="#table-{key}">{labels[key]}</a>' for key in tables)
    return f"<p class=note>The figures are in the tables {links}.</p>"


def fields(figures: Iterable[str]) -> list[str]:
    """The fields of queue statistics that figures are made of."""
    return [FIELDS[name] for name in figures]


def unknown(what: str, absent: Iterable[str]) -> str:
    """Say what the source does not give."""
    return f"<p class=note>{escape(what)}: not given by the source of this report ({escape(', '.join(absent))}).</p>"
