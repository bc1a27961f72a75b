# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the structure of a GraphQL document: its operation, its declarations, and its fields with their arguments.

It reads only what is needed before a document is sent. Only the service knows which fields exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ...mistakes import UserError

DEEPEST: Final = 50
_TOKEN: Final = re.compile(
    r"""(?P<nothing>[\s,\ufeff]+|\#[^\n\r]*)
    |(?P<text>\"{3}(?:\\\"{3}|[^\"]|\"(?!\"\"))*\"{3}|"(?:\\.|[^"\\\n\r])*")
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<number>-?[0-9][0-9.eE+-]*)
    |(?P<mark>\.\.\.|[!$&()\[\]{}:=@|])""",
    re.VERBOSE,
)
_CLOSING: Final = {"{": "}", "[": "]", "(": ")"}


class DocumentError(UserError):
    """A document cannot be parsed. The text begins with the line and the column."""


@dataclass(frozen=True)
class Token:
    """A word of a document, and where it begins; an empty word is the end."""

    text: str
    kind: str
    line: int
    column: int

    @property
    def place(self) -> str:
        """The line and the column, both counted from 1."""
        return f"line {self.line}, column {self.column}"


@dataclass(frozen=True)
class Value:
    """An argument's value or a variable's declaration, written without optional blanks."""

    text: str
    token: Token


@dataclass(frozen=True)
class Field:
    """A field with its arguments and its selection; the key, its alias or its name, names it in the answer."""

    name: str
    key: str
    token: Token
    arguments: Mapping[str, Value]
    selection: tuple[Field | Fragment, ...] = ()


@dataclass(frozen=True)
class Fragment:
    """An inline fragment with a selection, or a reference to the named fragment."""

    name: str
    token: Token
    selection: tuple[Field | Fragment, ...] = ()


@dataclass(frozen=True)
class Document:
    """One operation with its declarations, `$name` to type and default, and the fragments that it may use."""

    kind: str
    name: str
    token: Token
    declared: Mapping[str, Value]
    selection: tuple[Field | Fragment, ...]
    fragments: Mapping[str, Fragment]
    uses: Mapping[str, Token]
    """Each variable that is used, with its first place."""

    def fields(self, selection: tuple[Field | Fragment, ...], open_now: tuple[str, ...] = ()) -> Iterator[Field]:
        """Yield the fields of a selection and of its fragments; `open_now` names the fragments around it."""
        for entry in selection:
            if isinstance(entry, Field):
                yield entry
            elif entry.selection:
                yield from self.fields(entry.selection, open_now)
            elif entry.name in self.fragments and entry.name not in open_now:
                yield from self.fields(self.fragments[entry.name].selection, (*open_now, entry.name))


def read_document(text: str) -> Document:
    """Read a document with one operation; DocumentError with the place of the first mistake."""
    return _Parser(list(_tokens(text))).document()


def _tokens(text: str) -> Iterator[Token]:
    line, line_begin, at = 1, 0, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        column = at - line_begin + 1
        if match is None:
            what = "this text has no closing quote" if text[at] == '"' else f"{text[at]!r} is not allowed here"
            raise DocumentError(f"line {line}, column {column}: {what}")
        if match.lastgroup and match.lastgroup != "nothing":
            yield Token(match[0], match.lastgroup, line, column)
        if breaks := [hit.end() for hit in re.finditer(r"\r\n|\n|\r", match[0])]:
            line, line_begin = line + len(breaks), at + breaks[-1]
        at = match.end()
    yield Token("", "end", line, len(text) - line_begin + 1)


class _Parser:
    """Reads the tokens from first to last, without going back."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._uses: dict[str, Token] = {}

    def document(self) -> Document:
        operations: list[tuple[str, str, Token, dict[str, Value], tuple[Field | Fragment, ...]]] = []
        fragments: dict[str, Fragment] = {}
        while self._now.text or not operations:
            if self._now.text == "fragment":
                fragment = self._fragment()
                fragments[fragment.name] = fragment
            else:
                operations.append(self._operation())
        if len(operations) > 1:
            raise DocumentError(f"{operations[1][2].place}: a second operation; use one per task")
        kind, name, token, declared, selection = operations[0]
        return Document(kind, name, token, declared, selection, fragments, self._uses)

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _next(self, *expected: str, kind: str = "") -> Token:
        """Take the next token; DocumentError unless it is one of `expected`, or of this kind, if given."""
        token = self._now
        if (expected and token.text not in expected) or (kind and token.kind != kind):
            actual = f'"{token.text}"' if token.text else "the end of the document"
            needed = " or ".join(f'"{text}"' for text in expected) or f"a {kind}"
            raise DocumentError(f"{token.place}: expected {needed}, not {actual}")
        self._at += bool(token.text)
        return token

    def _takes(self, text: str) -> bool:
        if self._now.text != text:
            return False
        self._next()
        return True

    def _operation(self) -> tuple[str, str, Token, dict[str, Value], tuple[Field | Fragment, ...]]:
        token = self._now
        if token.text == "{":
            return "query", "", token, {}, self._selection()
        kind = self._next("query", "mutation", "subscription").text
        name = self._next().text if self._now.kind == "name" else ""
        declared: dict[str, Value] = {}
        if self._takes("("):
            while not self._takes(")"):
                self._next("$")
                variable = self._next(kind="name")
                self._next(":")
                declared[variable.text] = self._declaration(variable)
        self._directives()
        return kind, name, token, declared, self._selection()

    def _declaration(self, variable: Token) -> Value:
        kind = ""
        while self._now.text not in (")", "$", "", "{", "="):
            kind += self._next().text
        return Value(f"{kind} = {self._value().text}" if self._takes("=") else kind, variable)

    def _fragment(self) -> Fragment:
        self._next("fragment")
        name = self._next(kind="name")
        self._next("on")
        self._next(kind="name")
        self._directives()
        return Fragment(name.text, name, self._selection())

    def _selection(self) -> tuple[Field | Fragment, ...]:
        opened = self._next("{")
        self._deeper(opened)
        entries: list[Field | Fragment] = []
        while self._now.text != "}":
            if not self._now.text:
                raise DocumentError(f'{opened.place}: "{{" is never closed')
            entries.append(self._spread() if self._now.text == "..." else self._field())
        self._next("}")
        self._depth -= 1
        if not entries:
            raise DocumentError(f"{opened.place}: no fields are selected here")
        return tuple(entries)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise DocumentError(f"{token.place}: nested more than {DEEPEST} deep")

    def _spread(self) -> Fragment:
        token = self._next("...")
        if self._now.kind == "name" and self._now.text != "on":
            name = self._next().text
            self._directives()
            return Fragment(name, token)
        if self._takes("on"):
            self._next(kind="name")
        self._directives()
        return Fragment("", token, self._selection())

    def _field(self) -> Field:
        token = self._next(kind="name")
        name = self._next(kind="name").text if self._takes(":") else token.text
        arguments = self._arguments()
        self._directives()
        selection = self._selection() if self._now.text == "{" else ()
        return Field(name, token.text, token, arguments, selection)

    def _directives(self) -> None:
        while self._takes("@"):
            self._next(kind="name")
            self._arguments()

    def _arguments(self) -> dict[str, Value]:
        arguments: dict[str, Value] = {}
        if self._takes("("):
            while not self._takes(")"):
                name = self._next(kind="name")
                self._next(":")
                arguments[name.text] = self._value()
        return arguments

    def _value(self) -> Value:
        token = self._next()
        if token.text == "$":
            name = self._next(kind="name")
            self._uses.setdefault(name.text, token)
            return Value(f"${name.text}", token)
        if token.kind in ("name", "number", "text"):
            return Value(token.text, token)
        if token.text not in ("{", "["):
            raise DocumentError(f"{token.place}: expected a value, not {token.text or 'the end of the document'}")
        self._deeper(token)
        parts = []
        while not self._takes(_CLOSING[token.text]):
            key = self._next(kind="name").text if token.text == "{" else ""
            if key:
                self._next(":")
            parts.append(f"{key}: {self._value().text}" if key else self._value().text)
        self._depth -= 1
        return Value(f"{token.text}{', '.join(parts)}{_CLOSING[token.text]}", token)
