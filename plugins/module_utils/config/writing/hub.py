# SPDX-License-Identifier: GPL-3.0-or-later
"""Write records as bulk files that Control Hub imports. Options without a column are left out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..model.hub.form import ASSIGNED, Column, Form
from ..model.kinds.references import NAME
from ..model.resource import Resource
from ..model.values import JSON
from ..source.hub.cells import kind_at
from ..source.marks import guarded
from ..source.records import SEPARATOR
from .csv_text import is_fit
from .skills import given_by

MOST_ROWS: Final = 5000
"""Rows of a file, beside its headings, that Control Hub takes."""
PHONE: Final = re.compile(r"\+[0-9][0-9 ().-]*")
"""Texts without an apostrophe, because Control Hub would refuse one."""
YES, NO = "ON", "OFF"
Line = dict[str, str]
"""The cells of a row by heading, without empty ones."""


def write_hub(form: Form, resource: Resource, records: Sequence[JSON], others: Sequence[JSON] = ()) -> list[str] | None:
    """Return the texts of as many files as the rows need; None where a value cannot stand in a cell.

    The rows of one object stay together. `others` are the records of the family that `resource.assigned` names.
    """
    objects = [list(_rows(form, resource, record, others)) for record in records]
    if any(cell is None or not is_fit(cell) for rows in objects for row in rows for cell in row.values()):
        return None
    return [_text(form, rows) for rows in _shares(objects)]


def _shares(objects: Sequence[list[Any]]) -> Iterator[list[Line]]:
    share: list[Line] = []
    for rows in objects:
        if share and len(share) + len(rows) > MOST_ROWS:
            yield share
            share = []
        share = share + rows if share else list(rows)
    if share:
        yield share


def _text(form: Form, rows: Sequence[Line]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading.upper() for heading in form.headings)
    for row in rows:
        cells = (row.get(heading, "") for heading in form.headings)
        writer.writerow([cell if PHONE.fullmatch(cell) else guarded(cell) for cell in cells])
    return text.getvalue()


def _rows(form: Form, resource: Resource, record: JSON, others: Sequence[JSON]) -> Iterator[dict[str, str | None]]:
    """Yield the row of an object, and one for each entry that stands in a row of its own; None for an unfit value."""
    own = [column for column in form.columns if column.option.split(".")[0] != form.entries or not form.entries]
    first = dict(_cells(own, resource, record))
    yield first
    if form.entries == ASSIGNED and resource.assigned:
        given = given_by(resource, resource.assigned, record, others)
        name, value = (column.heading for column in form.columns[-3:-1])
        for other, cell in {"": None}.items() if given is None else given.items():
            yield {form.key: first[form.key], name: other, value: cell}
        return
    for entry in record.get(form.entries, ()) if form.entries else ():
        below = [column for column in form.columns if column not in own]
        yield {form.key: first[form.key], **dict(_cells(below, resource, {form.entries: entry}))}


def _cells(
    columns: Sequence[Column], resource: Resource, record: Mapping[str, Any]
) -> Iterator[tuple[str, str | None]]:
    for column in columns:
        kind = kind_at(resource, column.option) if column.option else None
        if kind is None:
            continue
        first, *rest = column.option.split(".")
        field = resource.by_name[first]
        if field.id_option != first and field.id_option in record and not column.is_lenient:
            yield column.heading, None  # an object that has no clear name
        value: Any = record.get(first)
        for step in rest:
            value = value.get(step) if isinstance(value, Mapping) else None
        if value not in (None, "", []):
            key = next(iter(kind.key_options), "")
            yield column.heading, _cell(column, value, key) if _is_implied(column, resource, record) else None


def _is_implied(column: Column, resource: Resource, record: Mapping[str, Any]) -> bool:
    """Return whether a record has what readers take from a filled cell of a column beside its own option."""
    has = {option: record.get(option, resource.by_name[option].default) for option in column.implies}
    return has == dict(column.implies)


def _cell(column: Column, value: Any, key: str) -> str | None:
    """Write a value, None where it cannot be read back; of a list of objects, `key` is what a cell has of each."""
    if isinstance(value, list):
        parts = [_cell(column, entry.get(key) if key else entry, "") for entry in value]
        if any(part is None or SEPARATOR in part for part in parts):
            return None
        return SEPARATOR.join(str(part) for part in parts)
    word = next((word for word, meant in column.words.items() if meant == value and type(meant) is type(value)), None)
    if word is not None:
        return word
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping):
        rest = [str(part) for option, part in value.items() if option != NAME and column.rest.get(option) != part]
        return ": ".join([str(value.get(NAME)), *rest]) if len(rest) < 2 else None
    return str(value)
