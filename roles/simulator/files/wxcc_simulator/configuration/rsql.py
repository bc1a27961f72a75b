# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter language of the lists (RSQL with ==, !=, =in=, =out=) and the three ways to write `search`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

Row = dict[str, Any]
Predicate = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<operator>=[a-z]+=|==|!=)
    | (?P<mark>[();,])
    | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<plain>[^\s"'();,=!]+)
    )""",
    re.VERBOSE,
)
DEEPEST = 50
_SEARCH = re.compile(r"""\s*fields?(?:==|=in=)(?P<fields>.+?);\s*value==(?P<value>.+)""", re.DOTALL)


class FilterError(ValueError):
    """A filter or search that cannot be read; the text says where."""


def parse_filter(text: str, allowed: Iterable[str]) -> Predicate:
    """A test for one row; raises FilterError for broken syntax and for fields outside `allowed`."""
    reader = _Reader(text, frozenset(allowed))
    predicate = reader.alternatives()
    reader.end()
    return predicate


def parse_search(text: str, columns: tuple[str, ...]) -> Predicate:
    """A test for one row: some column holds the text, whatever its case."""
    match = _SEARCH.fullmatch(text)
    fields: tuple[str, ...] = columns
    wanted = text
    if match:
        fields = tuple(_unquote(part) for part in re.split(r",", match["fields"].strip().strip("()")))
        wanted = match["value"]
    unknown = [name for name in fields if name not in columns]
    if unknown:
        raise FilterError(f"{unknown[0]}: cannot be searched; search looks in {', '.join(columns)}")
    needle = _unquote(wanted).casefold()
    return lambda row: any(needle in str(row.get(name, "")).casefold() for name in fields)


def _unquote(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Reader:
    """Reads `a==1;(b==2,c=in=(3,4))` or the same with `and` and `or`; the comma is weaker than the semicolon."""

    def __init__(self, text: str, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._text = text
        self._tokens: list[tuple[str, str, int]] = []
        self._next = 0
        self._depth = 0
        position, end = 0, len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                raise FilterError(f"{text}: cannot be read from position {position}")
            kind = str(match.lastgroup)
            self._tokens.append((kind, match[kind], match.start(kind)))
            position = match.end()

    def alternatives(self) -> Predicate:
        tests = [self._conjunction()]
        while self._take_mark(",") or self._take_word("or"):
            tests.append(self._conjunction())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def end(self) -> None:
        if self._next < len(self._tokens):
            raise self._problem("nothing more")

    def _conjunction(self) -> Predicate:
        tests = [self._constraint()]
        while self._take_mark(";") or self._take_word("and"):
            tests.append(self._constraint())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _constraint(self) -> Predicate:
        if self._take_mark("("):
            self._depth += 1
            if self._depth > DEEPEST:
                raise FilterError(f"the filter is nested deeper than {DEEPEST} levels")
            inner = self.alternatives()
            self._expect_mark(")")
            self._depth -= 1
            return inner
        field = self._take("plain", "a field")
        if field not in self._allowed:
            raise FilterError(f"{field}: cannot be filtered by; allowed are {', '.join(sorted(self._allowed))}")
        operator = self._take("operator", "an operator")
        if operator in ("==", "!="):
            values = {self._value()}
        elif operator in ("=in=", "=out="):
            values = self._values()
        else:
            raise FilterError(f"{operator}: unknown operator; allowed are ==, !=, =in=, =out=")
        wanted = operator in ("==", "=in=")
        return lambda row: (_text(row.get(field, "")) in values) is wanted

    def _values(self) -> set[str]:
        self._expect_mark("(")
        values = {self._value()}
        while self._take_mark(","):
            values.add(self._value())
        self._expect_mark(")")
        return values

    def _value(self) -> str:
        if self._peek()[0] == "quoted":
            return _unquote(self._take("quoted", "a value"))
        return self._take("plain", "a value")

    def _peek(self) -> tuple[str, str, int]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("end", "", len(self._text))

    def _take(self, kind: str, wanted: str) -> str:
        found, text, _unused = self._peek()
        if found != kind:
            raise self._problem(wanted)
        self._next += 1
        return text

    def _take_mark(self, mark: str) -> bool:
        return self._take_if("mark", mark)

    def _take_word(self, word: str) -> bool:
        return self._take_if("plain", word)

    def _take_if(self, kind: str, text: str) -> bool:
        if self._peek()[:2] != (kind, text):
            return False
        self._next += 1
        return True

    def _expect_mark(self, mark: str) -> None:
        if not self._take_mark(mark):
            raise self._problem(f"'{mark}'")

    def _problem(self, wanted: str) -> FilterError:
        return FilterError(f"{self._text}: expected {wanted} at position {self._peek()[2]}")
