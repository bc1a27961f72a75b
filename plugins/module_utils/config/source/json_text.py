# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON with the line of every key; the standard library reads the scalars."""

from __future__ import annotations

import json
import re
from typing import Final

from .records import Node, Problem, SourceError, column_of, line_of
from .tree import MAX_DEPTH, MAX_NUMBER, NUMBER_TOO_LONG, TOO_DEEP, Builder, Flaw

BLANKS: Final = (" ", "\t", "\n")
NO_BLANK: Final = re.compile(r"[^ \t\n]|\Z")
WORDS: Final = {
    "Expecting value": "a value is expected here: text in double quotes, a number, true, false, null, a list or object",
    "Unterminated string starting at": "the quote opened here is not closed",
    "Invalid control character at": "a line break or tab is inside quotes; close them, or write it as \\n or \\t",
    "Invalid \\escape": "a backslash inside quotes must be written twice",
    "Invalid \\uXXXX escape": "\\u needs four hexadecimal digits after it",
}


def read_json(text: str, name: str, is_file: bool) -> tuple[Node | None, list[Flaw]]:
    """Read JSON whose line ends are LF; None for an empty text. Values of a task have no lines."""
    reader = _Reader(text, name, is_file)
    return reader.read(), reader.flaws


class _Reader(Builder):
    def __init__(self, text: str, name: str, is_file: bool) -> None:
        super().__init__()
        self._text = text
        self._name = name
        self._is_file = is_file
        self._at = 0
        self._line = 1
        self._line_start = 0
        self._decoder = json.JSONDecoder(parse_int=self._integer)

    def read(self) -> Node | None:
        if not self._next():
            return None
        root = self._value(0)
        if self._next():
            raise self._error("something follows the end of the document; a file holds one list or one object")
        return root

    def _next(self) -> str:
        """Skip blanks and give the sign that follows, nothing at the end."""
        sign = self._text[self._at : self._at + 1]
        if sign in BLANKS and (found := NO_BLANK.search(self._text, self._at)):
            if newlines := self._text.count("\n", self._at, found.start()):
                self._line += newlines
                self._line_start = self._text.rindex("\n", self._at, found.start()) + 1
            self._at = found.start()
            sign = found[0]
        return sign

    def _value(self, depth: int, key: tuple[int, int] | None = None) -> Node:
        sign = self._next()
        line, column = key or self._place()
        if sign not in ("{", "["):
            return self.scalar(self._scalar(), line, column)
        if depth >= MAX_DEPTH:
            raise self._error(TOO_DEEP)
        return Node(self._object(depth + 1) if sign == "{" else self._list(depth + 1), line, column)

    def _place(self) -> tuple[int, int]:
        return self._line, self._at - self._line_start + 1

    def _scalar(self) -> object:
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            raise self._error(WORDS.get(error.msg, error.msg)) from None
        return value

    def _list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        self._at += 1
        if self._next() == "]":
            self._at += 1
            return items
        while True:
            self.path.append(len(items))
            items.append(self._value(depth))
            self.path.pop()
            if self._ends("]"):
                return items

    def _object(self, depth: int) -> dict[str, Node]:
        mapping: dict[str, Node] = {}
        self._at += 1
        if self._next() == "}":
            self._at += 1
            return mapping
        while True:
            if self._next() != '"':
                raise self._error("a key in double quotes is expected here")
            place = self._place()
            key = self.scalar(self._scalar(), *place).value
            if self._next() != ":":
                raise self._error("a colon is expected here, after the key")
            self._at += 1
            self.path.append(key)
            self.put(mapping, key, self._value(depth, place))
            self.path.pop()
            if self._ends("}"):
                return mapping

    def _ends(self, bracket: str) -> bool:
        """Skip the separator after an entry, and return whether it was the last one."""
        sign = self._next()
        if sign not in (",", bracket) or not sign:
            raise self._error(f'"," or "{bracket}" is expected here')
        self._at += 1
        if sign == "," and self._next() == bracket:
            raise self._error(f'remove the comma before this "{bracket}"')
        return sign == bracket

    def _integer(self, digits: str) -> int | str:
        if len(digits) <= MAX_NUMBER:
            return int(digits)
        self.flaw(self._line, NUMBER_TOO_LONG)
        return digits

    def _error(self, what: str) -> SourceError:
        where = self._name
        if self._is_file:
            where += f":{line_of(self._text, self._at)}:{column_of(self._text, self._at)}"
        return SourceError([Problem(where, what)])
