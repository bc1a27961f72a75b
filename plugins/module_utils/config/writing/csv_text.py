# SPDX-License-Identifier: GPL-3.0-or-later
"""Records as CSV that reads back as the same records and that spreadsheets do not run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..model.kinds.kind import as_json
from ..model.resource import Resource
from ..source.marks import TEMPLATE, guarded

UNREADABLE: Final = re.compile("[\0\r\ud800-\udfff]")
"""What reading changes, or refuses."""
LONGEST: Final = 100_000
"""Characters of a cell; readers of CSV allow 131,072."""
MARKS: Final = ("system_default",)
"""What a record may say beside options."""


def write_csv(resource: Resource, records: Sequence[Mapping[str, Any]]) -> str | None:
    """Return CSV with a row for each record; None where a value cannot stand in a cell, or not as it is.

    A template cannot: a cell has no mark that keeps Ansible from rendering it.
    """
    rows = [row_of(resource, record) for record in records]
    parts = {column.split(".")[0] for row in rows for column in row if "." in column}
    if whole := parts & {column for row in rows for column in row}:
        rows = [row_of(resource, record, whole) for record in records]
    if not all(rows) or not all(is_fit(cell) for row in rows for cell in row.values()):
        return None
    return as_csv(columns_of(resource, rows), rows)


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str | None]]) -> str:
    """Return rows below their header, without anything that a spreadsheet runs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(guarded, columns))
    for row in rows:
        writer.writerow([guarded(row.get(column) or "") for column in columns])
    return text.getvalue()


def row_of(resource: Resource, record: Mapping[str, Any], whole: Collection[str] = ()) -> dict[str, str | None]:
    """Return the cells of a record by column; options of `whole` are in one cell each."""
    cells: dict[str, str | None] = {}
    for option, shown in record.items():
        kind = resource.kind_of(option)
        if kind is None:
            cells[option] = str(shown).lower()
        else:
            cells.update([(option, as_json(shown))] if option in whole else kind.cells(option, shown))
    return cells


def columns_of(resource: Resource, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the columns that any row has, in the order of the documentation."""
    order = {option: place for place, option in enumerate((*resource.option_names(), *MARKS))}
    parts = {column: place for place, column in enumerate(_parts(resource))}
    columns = {column for row in rows for column in row}
    return sorted(columns, key=lambda column: (order[column.split(".")[0]], parts.get(column, 0), column))


def _parts(resource: Resource) -> Iterator[str]:
    """Yield the columns of parts of options, in the order of the documentation."""
    for field in resource.fields:
        for option, kind in field.kinds.items():
            yield from kind.columns(option)


def is_fit(cell: str | None) -> bool:
    """Return whether a cell is read as it was written."""
    if cell is None or cell != cell.strip() or not 0 < len(cell) <= LONGEST:
        return False
    return not (UNREADABLE.search(cell) or TEMPLATE.search(cell))
