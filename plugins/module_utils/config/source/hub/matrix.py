# SPDX-License-Identifier: GPL-3.0-or-later
"""A matrix: one row an object, and one column for each object of another family that it can have, such as a skill.

A filled cell is the value, an empty one removes the other object. Objects without a column keep their values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ....words import quoted
from ...model.hub.form import ASSIGNED
from ...model.kinds.field import squash
from ...model.resource import EVERYWHERE_NAMES, Resource
from ..marks import unguarded
from ..records import Assigned, Column, Document, Path, Problem, Record


def option_of(resource: Resource) -> str:
    """Return the option that the columns of a matrix give values to; empty where the family has no matrix."""
    if resource.assigned:
        return ASSIGNED
    return resource.by_target[0].name if resource.by_target else ""


def from_matrix(document: Document, resource: Resource) -> Document:
    """Return a matrix as a document with one family."""
    sheet = _Matrix(resource, option_of(resource), dict(_own(document.columns or (), resource)))
    headings = list(document.columns or ())
    problems = list(document.problems)
    seen: dict[Path, int] = {}
    for number, heading in enumerate(headings):
        first = seen.setdefault(sheet.path(heading), number)
        if first == number or any(quoted(heading) in problem.what for problem in problems):
            continue
        same = "it twice" if headings[first] == heading else f"{quoted(headings[first])} for the same"
        place = document.at_column(heading, last=True)
        problems.append(Problem(place, f"column {quoted(heading)}: the header has {same}; keep one"))
    others = [heading for heading in headings if heading not in sheet.own]
    columns = next((record.columns for record in document.records if record.columns), {})
    places = {sheet.path(column.heading): column for column in columns.values()}
    return replace(
        document,
        records=[sheet.record(record, others, places) for record in document.records],
        columns=None,
        families=[(resource.family, document.columns_where)],
        problems=problems,
    )


def _own(headings: Sequence[str], resource: Resource) -> list[tuple[str, str]]:
    """Return the headings that are options of the family, with these."""
    own = []
    for heading in headings:
        name = squash(heading)
        if name in EVERYWHERE_NAMES:
            own.append((heading, name))
        elif name in resource.index:
            own.append((heading, resource.index[name][0]))
    return own


@dataclass(frozen=True)
class _Matrix:
    resource: Resource
    option: str
    own: Mapping[str, str]  # options by their headings

    def path(self, heading: str) -> Path:
        """Return the path of the values in a column."""
        return (self.own[heading],) if heading in self.own else (self.option, self.name(heading))

    def name(self, heading: str) -> str:
        """Return the name of the object that a heading stands for; a name like an option has the option before it."""
        return unguarded(heading).removeprefix(f"{self.option}.")

    def record(self, row: Record, others: Sequence[str], places: Mapping[Path, Column]) -> Record:
        """Return the record of a row; `others` are the headings that name other objects."""
        values: dict[str, Any] = {
            option: row.values[heading] for heading, option in self.own.items() if heading in row.values
        }
        record = Record(
            values,
            row.place,
            row.line,
            self.resource.family,
            is_text=True,
            row=row.row,
            columns=places,
            is_translated=True,
        )
        if self.option == ASSIGNED:
            given = [Assigned(self.name(name), row.values.get(name), (ASSIGNED, self.name(name))) for name in others]
            record.assigned = tuple(given)
        elif others:
            without = self.resource.by_target[0].target_kind.without
            values[self.option] = {self.name(name): row.values.get(name, without) for name in others}
        return record
