# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of a page as HTML: every cell is escaped, and every column sorts by its values, not by their text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from .figures.grid import iso
from .wording import SIGN_MISSED, UNKNOWN, count, duration, percent


@dataclass(frozen=True)
class Column:
    """A heading, the function that writes a value below it, and the heading in a copy, if it differs there."""

    heading: str
    cell: Callable[[Any], str]
    copied: str = ""


@dataclass(frozen=True)
class Marked:
    """A value with HTML behind it, which sorting and copying ignore."""

    value: Any
    mark: str


DOUBTED: Final = "<span class=doubt>\N{DAGGER}<span class=hidden> does not count impossible values</span></span>"
"""The mark behind a figure that does not count impossible values."""
BELOW: Final = f"<span class=miss><i aria-hidden=true>{SIGN_MISSED}</i> below target</span>"
"""The mark behind a service level that misses its target."""


def text(value: Any) -> str:
    """Write a name."""
    return escape(str(value))


def number(value: Any) -> str:
    """Write a count with thousands separators, which a copy leaves out."""
    if value is None:
        return UNKNOWN
    return str(value) if -1000 < value < 1000 else f"<data value={value}>{value:,}</data>"


def share(value: Any) -> str:
    """Write a percentage, which is copied with two decimals."""
    return UNKNOWN if value is None else f"<data value={value:.2f}>{percent(value)}</data>"


def time(value: Any) -> str:
    """Write milliseconds as minutes and seconds; they are copied as seconds."""
    return UNKNOWN if value is None else f"<data value={value / 1000:.3f}>{duration(value)}</data>"


def moment(value: tuple[int, str]) -> str:
    """Write a moment from epoch milliseconds and its text."""
    return f"<time datetime={iso(value[0])}>{escape(value[1])}</time>"


def names(heading: str) -> Column:
    """Make a column of names."""
    return Column(heading, text)


def notes(heading: str) -> Column:
    """Make a column of lists of short texts, each without a line break."""
    return Column(heading, lambda value: ", ".join(f"<span class=words>{text(each)}</span>" for each in value))


def counts(heading: str) -> Column:
    """Make a column of counts."""
    return Column(heading, number)


def shares(heading: str) -> Column:
    """Make a column of percentages."""
    return Column(heading, share, f"{heading} (%)")


def times(heading: str) -> Column:
    """Make a column of durations, from milliseconds."""
    return Column(heading, time, f"{heading} (s)")


def moments(heading: str) -> Column:
    """Make a column of moments, from epoch milliseconds and their texts."""
    return Column(heading, moment)


OPEN_ROWS: Final = 12
"""A table with more rows is folded."""


def table(
    key: str, caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, texts: int = 1, note: str = ""
) -> str:
    """Write a table that can be sorted and copied, folded where it is long; its first `texts` columns are words."""
    body = []
    for row in rows:
        first, *others = (_cell(column, value) for column, value in zip(columns, row, strict=True))
        body.append(f"<tr><th scope=row>{first}" + "".join(f"<td>{cell}" for cell in others) + "</tr>")
    head = "".join(_heading(column) for column in columns)
    opened = " open" if len(body) <= OPEN_ROWS else ""
    size = count(len(body), "row")
    below = f"<p class=note>{escape(note)}</p>" if note else ""
    return (
        f'<details class=table id="table-{key}"{opened}>'
        f"<summary>Table: {escape(caption)} <span>({size})</span></summary>"
        f"<p class=tools>{_search(caption) if not opened else ''}"
        f'<button type=button class=copy data-table="{key}">Copy table</button>'
        f" <span role=status class=copied></span></p>{below}"
        f'<div class=scroll tabindex=0 role=region aria-label="{escape(caption)}">'
        f'<table class="texts-{texts}"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{chr(10).join(body)}</tbody></table></div></details>"
    )


def _cell(column: Column, value: Any) -> str:
    if not isinstance(value, Marked):
        return column.cell(value)
    written = column.cell(value.value)
    if "<data" not in written:
        written = f'<data value="{written}">{written}</data>'
    return f"{written} {value.mark}"


def _search(caption: str) -> str:
    return (
        f"<label class=search><span class=hidden>Search the table {escape(caption)}</span>"
        "<input type=search placeholder=Search autocomplete=off></label>"
    )


def _heading(column: Column) -> str:
    copied = f' data-copied="{escape(column.copied)}"' if column.copied else ""
    return f"<th scope=col aria-sort=none{copied}><button type=button>{escape(column.heading)}</button></th>"
