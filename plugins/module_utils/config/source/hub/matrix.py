# SPDX-License-Identifier: GPL-3.0-or-later
"""A matrix: one row an object, and one column for each object of another family that it can have, such as a skill.

A filled cell is the value, an empty one takes the other object away. What has no column stays as it is.
"""

from __future__ import annotations

from dataclasses import replace

from ....words import quoted
from ...model.hub.form import ASSIGNED
from ...model.kinds.field import squash
from ...model.resource import EVERYWHERE_NAMES, Resource
from ..marks import unguarded
from ..records import Assigned, Column, Document, Path, Problem, Record


def from_matrix(document: Document, resource: Resource) -> Document:
    """Return a matrix as a document with one family."""
    own: dict[str, str] = {}
    others: list[str] = []
    for heading in document.columns or ():
        name = squash(heading)
        if name in EVERYWHERE_NAMES:
            own[heading] = name
        elif name in resource.index:
            own[heading] = resource.index[name][0]
        else:
            others.append(heading)
    problems = list(document.problems)
    for heading in others:
        if others.count(heading) > 1 and not any(quoted(heading) in problem.what for problem in problems):
            what = f"column {quoted(heading)}: the header has it twice; keep one"
            problems.append(Problem(document.columns_where, what))
    columns = next((record.columns for record in document.records if record.columns), {})
    places: dict[Path, Column] = {}
    for column in columns.values():
        is_own = column.heading in own
        places[(own[column.heading],) if is_own else (ASSIGNED, column.heading)] = column
    records = [_record(record, resource, own, others, places) for record in document.records]
    return replace(
        document,
        records=records,
        columns=None,
        families=[(resource.family, document.columns_where)],
        problems=problems,
    )


def _record(
    row: Record, resource: Resource, own: dict[str, str], others: list[str], places: dict[Path, Column]
) -> Record:
    return Record(
        {option: row.values[heading] for heading, option in own.items() if heading in row.values},
        row.place,
        row.line,
        resource.family,
        row=row.row,
        columns=places,
        is_translated=True,
        assigned=tuple(Assigned(unguarded(name), row.values.get(name), (ASSIGNED, name)) for name in others),
    )
