# SPDX-License-Identifier: GPL-3.0-or-later
"""What is given to an object by the names of others, such as the skills of a profile: as rows, and as a matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ..model.kinds.field import squash
from ..model.kinds.references import NAME
from ..model.resource import EVERYWHERE_NAMES, Assignment, Resource
from ..model.values import JSON
from ..source.records import SEPARATOR
from .csv_text import as_csv, columns_of, is_fit, row_of

Given: TypeAlias = "dict[str, str]"
"""The cell of each other object, by its name."""


def given_by(
    resource: Resource, assignment: Assignment, record: Mapping[str, Any], others: Sequence[JSON]
) -> Given | None:
    """Return what a record gives; None where a value cannot be said so.

    `others` are the records of the other family, which say which of them has a value of a list that is named alone.
    """
    found: dict[str, list[str]] = {}
    for option in dict.fromkeys(option for option, _value in assignment.places.values()):
        for entry in record.get(option) or ():
            name, value = _entry(resource, assignment, option, entry, others)
            if name is None or value is None or SEPARATOR in value:
                return None
            found.setdefault(name, []).append(value)
    return {name: SEPARATOR.join(values) for name, values in found.items()}


def _entry(
    resource: Resource, assignment: Assignment, option: str, entry: Mapping[str, Any], others: Sequence[JSON]
) -> tuple[str | None, str | None]:
    """Return the name of the other object in an entry, and the value."""
    values = [value for known, value in assignment.places.values() if known == option]
    there = [entry[name] for name in values if name in entry]
    there.sort(key=lambda found: isinstance(found, bool))  # the service keeps a flag beside values of other types
    value = there[0] if there else None
    part = next(part for part in resource.by_name[option].kind.fields if part.name in values)
    if not part.kind.part_option:
        other = entry.get(assignment.family)
        place = next((_place(assignment, row) for row in others if row.get(NAME) == other), None)
        if place is not None:
            value = entry.get(place[1]) if place[0] == option and _is_only(entry, values, place[1]) else None
        is_said = isinstance(other, str) and value is not None
        return (str(other), str(value)) if is_said else (None, None)
    if isinstance(value, Mapping):
        return value.get(assignment.family), value.get(NAME)
    lists = {str(other.get(NAME)): other.get(part.kind.part_option) or () for other in others}
    owners = [name for name, parts in lists.items() if any(of.get(NAME) == value for of in parts)]
    return (owners[0], value) if len(owners) == 1 else (None, None)


def _place(assignment: Assignment, other: JSON) -> tuple[str, str] | None:
    """Return the list and the option in it for the value of another object; None for an unknown type."""
    return assignment.places.get(assignment.mark(other.get(assignment.by)))


def _is_only(entry: Mapping[str, Any], values: Sequence[str], own: str) -> bool:
    """Return whether an entry has no value beside its own, apart from a flag."""
    return all(name == own or isinstance(entry[name], bool) for name in values if name in entry)


def write_matrix(resource: Resource, records: Sequence[JSON], others: Sequence[JSON]) -> str | None:
    """Return a row for each record and a column for each other object that any of them has; None where it cannot be."""
    if resource.assigned is None:
        return _write_options(resource, records)
    given = [given_by(resource, resource.assigned, record, others) for record in records]
    if any(cells is None for cells in given):
        return None
    own = [option for option in (resource.key[0], "description") if any(option in record for record in records)]
    rows = [{option: str(record[option]) for option in own if record.get(option)} for record in records]
    return _matrix(resource, own, rows, [cells or {} for cells in given])


def _write_options(resource: Resource, records: Sequence[JSON]) -> str | None:
    """Write all options of the records, and a column for each other object under which any of them has a value."""
    field = resource.by_target[0]
    cell = field.target_kind.cell
    options = _options(resource)
    given = [
        {name if squash(name) not in options else f"{field.name}.{name}": cell(value) for name, value in values.items()}
        for values in (record.get(field.name) or {} for record in records)
    ]
    rows = [
        row_of(resource, {name: value for name, value in record.items() if name != field.name}) for record in records
    ]
    return _matrix(resource, columns_of(resource, rows), rows, given)


def _options(resource: Resource) -> set[str]:
    """Return the options that a heading can mean, in squashed spelling."""
    return {*resource.index, *EVERYWHERE_NAMES}


def _matrix(
    resource: Resource,
    own: Sequence[str],
    rows: Sequence[Mapping[str, str | None]],
    given: Sequence[Mapping[str, str | None]],
) -> str | None:
    """Return rows with the cells of other objects behind them; None where a heading or a cell is not clear."""
    names = sorted({name for cells in given for name in cells})
    options = _options(resource)
    whole = [{**row, **cells} for row, cells in zip(rows, given, strict=True)]
    is_clear = not any(squash(name) in options for name in names)
    if not is_clear or not all(is_fit(cell) for row in whole for cell in (*row, *row.values())):
        return None
    return as_csv([*own, *names], whole)
