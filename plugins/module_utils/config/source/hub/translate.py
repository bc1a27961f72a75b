# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn Control Hub's bulk files into records like those of our own files, with their line, cell and heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ....words import quoted, suggest
from ...model.catalog.table import CATALOG, find
from ...model.hub.form import ASSIGNED, ERROR_MESSAGE, Form, plain
from ...model.hub.form import Column as HubColumn
from ...model.kinds.scalars import FALSE, TRUE
from ..records import Assigned, Column, Document, Path, Problem, Record, Row
from .cells import ReadCell, cell_reader, kind_at
from .matrix import from_matrix, option_of
from .recognize import MATRIX, Sheets, UnclearFormError, form_of_sheet


def translated(documents: Iterable[Document], family: str | None, sheets: Sheets) -> list[Document]:
    """Return the documents with those in the form of Control Hub translated; all other documents stay as they are.

    `family` is that of a list that does not say what it holds. A translated document is a mapping with one family.
    """
    return [_translated(document, family, sheets) for document in documents]


def _translated(document: Document, family: str | None, sheets: Sheets) -> Document:
    if document.columns is None:
        return document
    _leave_out(document, sheets.ignored)
    resource = find(document.part or family or "")
    if sheets.form == MATRIX and resource and option_of(resource):
        return from_matrix(document, resource)
    try:
        form = form_of_sheet(document, resource, sheets.form)
    except UnclearFormError as error:
        return replace(document, records=[], columns=None, problems=[*document.problems, error.problem])
    return _Sheet(document, form).translated() if form else document


def _leave_out(document: Document, ignored: frozenset[str]) -> None:
    """Leave out columns that the user wants to be ignored."""
    doomed = {column for column in document.columns or () if plain(column) in ignored}
    if doomed:
        document.columns = [column for column in document.columns or () if column not in doomed]
        for record in document.records:
            record.values = {column: cell for column, cell in record.values.items() if column not in doomed}


@dataclass(frozen=True)
class _Meaning:
    """A heading of the file: the column of the form, the steps to its option, and what reads its cells."""

    column: HubColumn
    path: Path
    read: ReadCell


@dataclass
class _Sheet:
    """One file in the form of Control Hub."""

    document: Document
    form: Form
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def translated(self) -> Document:
        """Return the document with options as the keys of its records."""
        family, where = self.form.family, self.document.columns_where
        meanings = self._meanings()
        records = list(self._records(meanings))
        return replace(
            self.document,
            records=records,
            columns=None,
            families=[(family, where)],
            problems=[*self.document.problems, *self.problems],
            warnings=[*self.document.warnings, *self.warnings],
            is_partial=True,
        )

    @cached_property
    def _places(self) -> dict[str, Column]:
        """The columns by their headings, as the file has them."""
        columns = next((record.columns for record in self.document.records if record.columns), {})
        return {column.heading: column for column in columns.values()}

    def _meanings(self) -> dict[str, _Meaning]:
        """Return the meaning of the headings; an unknown one is a problem, unless it is ignored with a warning."""
        resource = CATALOG[self.form.family]
        found: dict[str, _Meaning] = {}
        seen: dict[HubColumn, str] = {}
        for heading in self.document.columns or ():
            column = self.form.by_heading.get(plain(heading))
            if column is None:
                if plain(heading) != plain(ERROR_MESSAGE):
                    self._problem(heading, self._unknown(heading))
                continue
            if seen.setdefault(column, heading) != heading or (self.document.columns or []).count(heading) > 1:
                self._problem(heading, f"the header has {quoted(seen[column])} for the same; keep one")
                continue
            path = tuple(column.option.split("."))
            kind = kind_at(resource, column.option) if column.option else None
            if path[0] == ASSIGNED:
                found[heading] = _Meaning(column, path, str)
            elif kind is None:
                self._tell_ignored(heading, column)
            else:
                found[heading] = _Meaning(column, path, cell_reader(column, kind))
        if plain(self.form.key) not in map(plain, seen.values()):
            what = f"column {quoted(self.form.key)} is missing; {self._title} needs it to know which object a row means"
            self.problems.append(Problem(self.document.columns_where, what))
        return found

    @property
    def _title(self) -> str:
        return f"Control Hub's file {self.form.title}"

    def _problem(self, heading: str, what: str) -> None:
        place = self.document.at_column(heading, last=True)
        self.problems.append(Problem(place, f"column {quoted(heading)}: {what}"))

    def _unknown(self, heading: str) -> str:
        known = self.form.headings
        near = suggest(heading.title(), known)
        return (
            f"unknown in {self._title}{near or '.'} Known are {', '.join(known)}. To leave it out, set"
            f" ignore_unknown_columns: [{heading}]"
        )

    def _tell_ignored(self, heading: str, column: HubColumn) -> None:
        filled = sum(heading in record.values for record in self.document.records)
        if filled:
            cells = "1 cell is" if filled == 1 else f"{filled:,} cells are"
            what = f"column {quoted(heading)}: the API has no field for this, so {cells} ignored"
            remark = f". {column.remark}" if column.remark else ""
            self.warnings.append(Problem(self.document.at_column(heading), f"{what}{remark}"))

    def _records(self, meanings: dict[str, _Meaning]) -> Iterator[Record]:
        """Make the records; where entries stand in rows of their own, the rows of one object are one record."""
        places: dict[Path, Column] = {}
        for heading, meaning in meanings.items():
            first, *rest = meaning.path
            places[(first, 0, *rest) if first == self.form.entries else meaning.path] = self._places[heading]
        made: dict[Any, Record] = {}
        for number, row in enumerate(self.document.records):
            values, entry = self._values(row, meanings)
            name = values.get(self._key) if self.form.entries else None
            record = made.get(name)
            if record is None:
                record = Record(
                    values,
                    row.place,
                    row.line,
                    self.form.family,
                    row=row.row,
                    columns=places,
                    rows={} if self.form.entries else None,
                    is_translated=True,
                    cannot_create=self.form.cannot_create,
                    lenient=self._lenient,
                )
                made[number if name is None else name] = record
            else:
                self._merge(record, values, row)
            if entry:
                entries = record.values.setdefault(self.form.entries, [])
                entries.append(entry)
                record.rows = record.rows or {}
                record.rows[(self.form.entries, len(entries) - 1)] = Row(row.line, row.row)
        for record in made.values():
            if self.form.entries == ASSIGNED:
                self._assign(record)
            yield record

    def _assign(self, record: Record) -> None:
        """Take what the rows of an object give it, or take from it."""
        given: dict[str, Assigned] = {}
        for number, entry in enumerate(record.values.pop(ASSIGNED, ())):
            path = (ASSIGNED, number)
            name, value, delete = entry.get("name", ""), entry.get("value"), entry.get("delete", "no")
            is_taken = delete.casefold() in TRUE
            if not is_taken and delete.casefold() not in FALSE:
                self.problems.append(record.problem((*path, "delete"), f"{quoted(delete)} is not Yes or No"))
            elif not name:
                self.problems.append(record.problem((*path, "name"), "missing; the row gives a value or a deletion"))
            elif value is None and not is_taken:
                self.problems.append(record.problem((*path, "value"), f"missing; {quoted(name)} needs one"))
            elif given.setdefault(name, Assigned(name, None if is_taken else value, path)).path != path:
                self.problems.append(record.problem((*path, "name"), f"{quoted(name)} is listed twice; keep one"))
        record.assigned = tuple(given.values())

    @property
    def _key(self) -> str:
        return self.form.by_heading[plain(self.form.key)].option

    def _values(self, row: Record, meanings: dict[str, _Meaning]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the options that a row gives, and those of an entry that stands in it."""
        values: dict[str, Any] = {}
        implied: dict[str, Any] = {}
        for heading, cell in row.values.items():
            meaning = meanings.get(heading)
            if meaning is None:
                continue
            into = values
            for step in meaning.path[:-1]:
                into = into.setdefault(str(step), {})
            into[str(meaning.path[-1])] = meaning.read(cell)
            if meaning.column.implies:
                implied |= meaning.column.implies
        entry = values.pop(self.form.entries, {}) if self.form.entries else {}
        return {**implied, **values}, entry

    @cached_property
    def _lenient(self) -> frozenset[str]:
        kinds = (kind_at(CATALOG[self.form.family], column.option) for column in self.form.columns if column.is_lenient)
        return frozenset(family for kind in kinds if kind for family in kind.families)

    def _merge(self, record: Record, values: dict[str, Any], row: Record) -> None:
        """Take what a further row of an object says; a row below the first one may repeat it, or leave it out."""
        for option, value in values.items():
            if record.values.setdefault(option, value) != value:
                label = replace(record, line=row.line, row=row.row).label(option)
                first = f"{quoted(record.values[option])} at {record.where()}, a row of the same object"
                self.problems.append(Problem(row.where(), f"{label}: {quoted(value)} differs from {first}; keep one"))
