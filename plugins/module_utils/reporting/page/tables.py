# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of a page as HTML: every cell escaped, every column sortable by what it means and not by how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from .figures.grid import iso
from .wording import SIGN_MISSED, UNKNOWN, count, duration, percent


@dataclass(frozen=True)
class Column:
    """A heading, and how the values below it are written; `copied` is the heading where it differs in a copy."""

    heading: str
    cell: Callable[[Any], str]
    copied: str = ""


@dataclass(frozen=True)
class Marked:
    """A value, and HTML to put behind it, which neither sorting nor copying sees."""

    value: Any
    mark: str


DOUBTED: Final = "<span class=doubt>\N{DAGGER}<span class=hidden> without values that cannot be</span></span>"
"""Behind a figure that had values which cannot be."""
BELOW: Final = f"<span class=miss><i aria-hidden=true>{SIGN_MISSED}</i> below target</span>"
"""Behind a service level that misses its target."""


def text(value: Any) -> str:
    """A name."""
    return escape(str(value))


def number(value: Any) -> str:
    """A count, with separators of thousands that a copy does not have."""
    if value is None:
        return UNKNOWN
    return str(value) if -1000 < value < 1000 else f"<data value={value}>{value:,}</data>"


def share(value: Any) -> str:
    """A percentage, copied with two decimals."""
    return UNKNOWN if value is None else f"<data value={value:.2f}>{percent(value)}</data>"


def time(value: Any) -> str:
    """Milliseconds written as minutes and seconds, copied as seconds."""
    return UNKNOWN if value is None else f"<data value={value / 1000:.3f}>{duration(value)}</data>"


def moment(value: tuple[int, str]) -> str:
    """Epoch milliseconds and how the page writes them."""
    return f"<time datetime={iso(value[0])}>{escape(value[1])}</time>"


def names(heading: str) -> Column:
    """A column of names."""
    return Column(heading, text)


def notes(heading: str) -> Column:
    """A column of lists of short texts, none of which is broken."""
    return Column(heading, lambda value: ", ".join(f"<span class=words>{text(each)}</span>" for each in value))


def counts(heading: str) -> Column:
    """A column of counts."""
    return Column(heading, number)


def shares(heading: str) -> Column:
    """A column of percentages."""
    return Column(heading, share, f"{heading} (%)")


def times(heading: str) -> Column:
    """A column of durations."""
    return Column(heading, time, f"{heading} (s)")


def moments(heading: str) -> Column:
    """A column of moments."""
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
