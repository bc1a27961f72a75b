# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML and JSON have in common: limits, duplicate keys, and the shapes that a document may have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from .foreign import NOT_ALL, ONE_OBJECT, entries_of, is_one_object, is_one_page
from .records import Document, Node, Path, Problem, Record, SourceError, dotted

MAX_DEPTH: Final = 50
MAX_NUMBER: Final = 100  # characters
NUMBER_TOO_LONG: Final = f"is a number of more than {MAX_NUMBER} characters; put quotes around it if it is a text"
TOO_DEEP: Final = f"lists and objects are nested deeper than {MAX_DEPTH} levels"
VAULTED: Final = "!vault"
"""The beginning of the tag of a value that is encrypted by itself."""
RECORDS_WANTED: Final = "a list of objects is expected"
SHAPE_WANTED: Final = "a list of objects is expected, or a mapping from families to such lists"


@dataclass(frozen=True)
class Flaw:
    """A problem whose place is known inside the document only."""

    path: Path
    line: int
    what: str


class Builder:
    """Base of the two readers: keeps track of the path, and of the flaws that leave the rest readable."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self.path: list[str | int] = []

    def flaw(self, line: int, what: str) -> None:
        """Note a problem with the value at the current path."""
        self.flaws.append(Flaw(tuple(self.path), line, what))

    def put(self, mapping: dict[str, Node], key: str, node: Node) -> None:
        """Add a value to a mapping; the first one of a key stays."""
        first = mapping.setdefault(key, node)
        if first is not node:
            lines = f" (lines {first.line} and {node.line})" if first.line != node.line else ""
            self.flaw(node.line, f"is written twice in one object{lines}; keep one")

    def scalar(
        self, value: Any, line: int, column: int, written: str | None = None, *, is_verbatim: bool = False
    ) -> Node:
        """Make the node of a scalar, refusing what no request can carry."""
        if isinstance(value, float) and not math.isfinite(value):
            self.flaw(line, "is not a finite number; write digits, or leave the field out")
        elif isinstance(value, str) and not value.isascii():
            sendable = value.encode(errors="replace").decode()
            if sendable != value:
                self.flaw(line, "holds half of a \\u surrogate pair; write the character itself")
                value = sendable
        return Node(value, line, column, written, is_verbatim)


def read_shape(root: Node | None, flaws: list[Flaw], name: str, form: str) -> Document:
    """Take a document apart into records; None is an empty one."""
    document = Document()
    shape = _Shape(document, name, form)
    if root is not None and root.value is not None:
        shape.read(root)
    for flaw in flaws:
        shape.problem(flaw.path, flaw.line, flaw.what)
    return document


class _Shape:
    def __init__(self, document: Document, name: str, form: str) -> None:
        self._document = document
        self._name = name
        self._form = form
        self._steps = 0  # from the top to a record

    def read(self, root: Node) -> None:
        is_list, is_mapping = isinstance(root.value, list), isinstance(root.value, dict)
        if self._form == "options" and is_mapping:
            self._document.records.append(Record(root.plain(), "", node=root))
        elif self._form != "objects" and is_list:
            self._steps = 1
            self._records(root, None)
        elif is_mapping and (found := entries_of(root)):
            if is_one_page(root):
                raise SourceError([Problem(self._where((), root.line), NOT_ALL)])
            self._steps = 2
            self._records(found[1], None)
        elif is_mapping and is_one_object(root):
            raise SourceError([Problem(self._where((), root.line), ONE_OBJECT)])
        elif self._form != "items" and is_mapping:
            self._steps = 2
            self._families(root)
        else:
            shape = RECORDS_WANTED if self._form == "items" else SHAPE_WANTED
            raise SourceError([Problem(self._where((), root.line), f"{shape}, not {_kind(root)}")])

    def problem(self, path: Path, line: int, what: str) -> None:
        inner = path[self._steps :] if len(path) >= self._steps else path
        text = f"{dotted(inner)}: {what}" if inner else what
        self._document.problems.append(Problem(self._where(path, line), text))

    def _families(self, root: Node) -> None:
        for family, node in root.value.items():
            self._document.families.append((family, self._where((family,), node.line)))
            if isinstance(node.value, list):
                self._records(node, family)
            elif node.value is not None:
                self.problem((family,), node.line, f"{RECORDS_WANTED} under a family, not {_kind(node)}")

    def _records(self, entries: Node, family: str | None) -> None:
        above: Path = () if family is None else (family,)
        is_file = self._form in ("yaml", "json")
        for index, node in enumerate(entries.value):
            path = (*above, index)
            if not isinstance(node.value, dict):
                self.problem(path, node.line, f"an object (fields with values) is expected, not {_kind(node)}")
                continue
            place, line = (self._name, node.line) if is_file else (self._where(path, node.line), 0)
            self._document.records.append(Record(node.plain(), place, line, family, node=node))

    def _where(self, path: Path, line: int) -> str:
        if self._form in ("yaml", "json"):
            return f"{self._name}:{line}"
        if self._form == "options":
            return ""
        if self._form == "objects":
            return dotted(path[:2]) if len(path) > 1 else self._name
        return f"{self._name}[{path[0]}]" if path else self._name


def _kind(node: Node) -> str:
    if node.value is None:
        return "an empty entry"
    kinds = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(node.value), "a date")
