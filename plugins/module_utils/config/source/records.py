# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of `source`: records and problems that know their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from ...mistakes import UserError

LONGEST_KEY: Final = 80  # of an option and the one that may replace it
EMPTY_KEY: Final = '""'
Path: TypeAlias = "tuple[str | int, ...]"
"""Keys and indexes that lead to a value inside a document or a record."""


class Place(str):
    """A place as messages name it (`sites.yml:14`), which also knows the column.

    `column` counts characters of the line from 1; `cell` is the number of a column of a CSV file. 0 means not known.
    """

    column: int
    cell: int

    @classmethod
    def at(cls, text: str, *, column: int = 0, cell: int = 0) -> Place:
        """Make a place of its text."""
        place = cls(text)
        place.column, place.cell = column, cell
        return place


@dataclass(frozen=True)
class Problem:
    """A problem; `where` is empty for the options of a task."""

    where: str
    what: str
    hint: str = ""  # other advice, which is shown once for all problems that have it

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class SourceError(UserError):
    """The document as a whole cannot be read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Node:
    """A value of a YAML or JSON document: a scalar, `dict[str, Node]` or `list[Node]`, and where it stands.

    `line` and `column` count from 1 and are those of the key where there is one. `written` is the text of a YAML
    scalar that is not a string. `is_verbatim` tells that a text is not a template, whatever it looks like (`!unsafe` in
    YAML).
    """

    __slots__ = ("column", "is_verbatim", "line", "value", "written")

    def __init__(
        self, value: Any, line: int, column: int, written: str | None = None, is_verbatim: bool = False
    ) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.written = written
        self.is_verbatim = is_verbatim

    def children(self) -> Iterable[Node]:
        """Return the nodes directly inside."""
        if isinstance(self.value, dict):
            return self.value.values()
        return self.value if isinstance(self.value, list) else ()

    def child(self, step: str | int) -> Node | None:
        """Return the node under a key or at an index, None where there is none."""
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            found: Node = self.value[step]
            return found
        return None

    def plain(self) -> Any:
        """Return the bare value; what YAML aliases share is copied, so that changing one record changes no other."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class Column(NamedTuple):
    """A column of a CSV file: its number, from 1, and its heading as written."""

    number: int
    heading: str

    @property
    def letters(self) -> str:
        """The letters of the column in spreadsheets: `A`, `Z`, `AA`."""
        letters, number = "", self.number
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return letters


class Assigned(NamedTuple):
    """What a spreadsheet gives an object: another object by its name, with a value; None takes it away.

    `path` leads to both, as in `columns` and `rows` of the record.
    """

    name: str
    value: str | None
    path: Path


SEPARATOR: Final = "|"
"""The separator of values in one cell in files of Control Hub."""


class Row(NamedTuple):
    """A row of a CSV file: the line on which it begins, and its number in a spreadsheet; both count from 1."""

    line: int
    number: int


@dataclass(slots=True)
class Record:
    """One object as a source describes it: keys as written, no empty CSV cells.

    `columns` are the columns of a CSV file by the paths of the values that come from them, with 0 for the number of an
    entry. A file in the form of another tool is translated: its keys are then options, `rows` has the rows of entries
    that stand in rows of their own, and messages name its headings.
    """

    values: dict[str, Any]
    place: str  # the file, or the whole position if the line is 0
    line: int = 0
    family: str | None = None  # the key of a mapping of families, as written
    is_text: bool = False  # CSV: every value is text that the reader must convert
    node: Node | None = None
    row: int = 0  # CSV: its number in a spreadsheet
    columns: Mapping[Path, Column] | None = None
    rows: dict[Path, Row] | None = None
    is_translated: bool = False
    assigned: tuple[Assigned, ...] | None = None
    cannot_create: str = ""  # why the object must exist already, as a sentence
    lenient: frozenset[str] = frozenset()  # families whose unknown names are left out
    contents: Mapping[str, Any] | None = None  # files beside the records, see `parse.with_contents`

    def where(self, *path: str | int) -> str:
        """Return the place of the value at a path, as exactly as possible: `sites.yml:14`, `sites[3]`, or nothing."""
        if not self.line:
            return self.place
        line, node = self._row(path).line, self.node
        column = node.column if node else 0
        for step in path:
            node = node.child(step) if node else None
            if node is None:
                break
            line, column = node.line, node.column
        in_row = self._column(path) if path else None
        return Place.at(f"{self.place}:{line}", column=column, cell=in_row.number if in_row else 0)

    def cell(self, *path: str | int) -> str:
        """Return the spreadsheet cell of the value at a path (`C14`), empty where there is none."""
        column = self._column(path)
        return f"{column.letters}{self._row(path).number}" if column and self.row else ""

    def label(self, *path: str | int, with_cell: bool = False) -> str:
        """Return the name of the value at a path for messages: its options, or its heading and cell."""
        cell = self.cell(*path) if self.is_translated or with_cell else ""
        column = self._column(path) if self.is_translated else None
        label = column.heading if column else dotted(path)
        return f"{label} ({cell})" if cell else label

    def problem(self, path: Path, what: str, *, with_cell: bool = False) -> Problem:
        """Make a problem of the value at a path, `with_cell` if a spreadsheet has caused it."""
        return Problem(self.where(*path), f"{self.label(*path, with_cell=with_cell)}: {what}")

    def _column(self, path: Path) -> Column | None:
        if not self.columns:
            return None
        steps = tuple([0 if isinstance(step, int) else step for step in path])
        exact = (self.columns.get(steps[:end]) for end in range(len(steps), 0, -1))
        name = _plain(".".join(map(str, path)))  # a part of an option that has a column of its own
        alike = (column for column in self.columns.values() if _plain(column.heading) == name)
        return next((column for column in exact if column), None) or next(alike, None)

    def _row(self, path: Path) -> Row:
        ends = range(len(path), 0, -1) if self.rows else ()
        found = (self.rows.get(path[:end]) for end in ends) if self.rows else ()
        return next((row for row in found if row), Row(self.line, self.row))

    def written(self, *path: str | int) -> str | None:
        """Return a YAML scalar as it was written where that is not a string (`007`, `no`, `2024-01-01`), else None."""
        node = self.node
        for step in path:
            node = node.child(step) if node else None
        return node.written if node else None


@dataclass
class Document:
    """The content of a source. `problems` are those of single records, reported together with later ones."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[str] | None = None  # CSV: the header as written, stripped, without empty cells
    columns_where: str = ""
    header: list[str] = field(default_factory=list)  # CSV: all of it, also empty cells
    warnings: list[Problem] = field(default_factory=list)
    is_partial: bool = False  # whether the file may lack objects, so that a missing one means nothing
    families: list[tuple[str, str]] = field(default_factory=list)  # keys of a mapping of families, with their places
    name: str = ""  # of the file, where it is one of a folder
    part: str = ""  # the family that a file of a folder is named after, as written

    def at_column(self, heading: str, *, last: bool = False) -> str:
        """Return the place of a heading: the first one, or the last of several equal ones."""
        numbers = [number for number, known in enumerate(self.header, 1) if known == heading]
        return Place.at(self.columns_where, cell=numbers[-1 if last else 0]) if numbers else self.columns_where


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).casefold()


def dotted(path: Path) -> str:
    """Write a path inside a record as people do: `chat[1].a`; an empty key is `""`."""
    steps = "".join(
        f"[{step}]" if isinstance(step, int) else f".{excerpt(step, LONGEST_KEY) or EMPTY_KEY}" for step in path
    )
    return steps.removeprefix(".")


def excerpt(text: str, limit: int = 40) -> str:
    """Quote the start of a text, on one line."""
    return repr(text[:limit])[1:-1] + ("…" if len(text) > limit else "")


def line_of(text: str, position: int) -> int:
    """Return the line of a position in a text whose line ends are LF."""
    return text.count("\n", 0, position) + 1


def column_of(text: str, position: int) -> int:
    """Return the column of a position, counted from 1."""
    return position - text.rfind("\n", 0, position)
