# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of single values: texts, numbers, flags, choices, ids."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from ....api.http.identity import one_form
from ....words import quoted
from ..spreadsheets import AGAIN, change_of_code, change_of_form, change_of_number, odd_sign, word_of_flag
from ..values import JSON, trimmed
from .field import squash
from .kind import Kind, Place, Strange

TRUE: Final = frozenset({"true", "yes", "on", "1", "y", "t"})
FALSE: Final = frozenset({"false", "no", "off", "0", "n", "f"})
WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")


def is_text(raw: Any, at: Place) -> bool:
    """Return whether a raw value is a text; what it is instead is a problem of its place."""
    if isinstance(raw, str):
        return True
    shown = at.written() or quoted(raw)
    if isinstance(raw, bool | int | float | datetime.date):
        what = "true or false" if isinstance(raw, bool) else "a number"
        if isinstance(raw, datetime.date):
            what = "a date"
        at.problem(f'{shown} is read as {what}; write it in quotes: "{shown}"')
    else:
        at.problem(f"{shown} is not text")
    return False


@dataclass(frozen=True)
class Text(Kind):
    """A text. Blanks at its ends do not count."""

    min_length: int = 0
    max_length: int | None = None
    charset: str = ""  # the body of a regular expression's character class
    allowed: str = ""  # the same in words
    single_spaces: bool = False  # whether single spaces may stand between the characters of `charset`
    form: str = ""  # a regular expression of the whole text, as of a date; YAML may then leave the quotes out
    example: str = ""  # a text of this form
    ending: str = ""  # what it must end in
    is_code: bool = False
    any_case: bool = False  # whether upper and lower case mean the same
    outside: str = ""

    @property
    def clears_to_empty(self) -> bool:
        """Whether an empty text is itself a value."""
        return self.min_length == 0 and not self.form

    @property
    def longest(self) -> int | None:
        """How many characters it may have."""
        return self.max_length

    @cached_property
    def _pattern(self) -> str:
        if self.single_spaces:
            return rf"^(?:[{self.charset}]+(?: [{self.charset}]+)*)?\Z"
        if self.form:
            return rf"^{self.form}\Z"
        return rf"^[{self.charset}]*{re.escape(self.ending)}\Z" if self.charset else ""

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def read(self, raw: Any, at: Place) -> Any:
        """Take a text of the allowed length and characters."""
        text = raw.strip() if isinstance(raw, str) else raw
        if self.form and not isinstance(text, str):
            text = at.written() or text
        if not is_text(text, at):
            return text
        if len(text) < self.min_length or (self.form and not text):
            at.problem("must not be empty")
        elif self.max_length is not None and len(text) > self.max_length:
            at.problem(f"{quoted(text)} has {len(text)} characters; at most {self.max_length} are allowed")
        is_wrong = bool(text) and not self._regex.match(text)
        change = change_of_code(text) if self.is_code else ""
        if change := change or (odd_sign(text) if is_wrong else ""):
            at.spoiled(f"{quoted(text)} {change}")
        elif is_wrong and (change_of_form(text) if self.form else change_of_code(text)):
            at.spoiled(f"{self._wrong(text)}. A spreadsheet writes it so. {AGAIN}")
        elif is_wrong:
            at.problem(self._wrong(text))
        return text

    def _wrong(self, text: str) -> str:
        if self.form:
            return f"{quoted(text)} has not the form of {self.example}"
        characters = dict.fromkeys(part for part in text if not re.match(f"[{self.charset}]", part))
        if self.single_spaces:
            characters.pop(" ", None)
        if not characters and self.ending:
            return f"{quoted(text)} must end in {self.ending}"
        if not characters:
            return f"{quoted(text)} has two spaces in a row; write one"
        shown = ", ".join(part if part.isprintable() else f"U+{ord(part):04X}" for part in characters)
        return f"{quoted(text)} holds {shown}; allowed are {self.allowed}"

    def schema(self) -> JSON:
        """Return the JSON Schema of a text."""
        limits = {"minLength": self.min_length or None, "maxLength": self.max_length, "pattern": self._pattern or None}
        return {"type": "string", **{name: limit for name, limit in limits.items() if limit is not None}}

    def allowed_words(self) -> str:
        """Say how long a text may be."""
        limits = [f"at least {self.min_length}"] if self.min_length > 1 else []
        limits += [f"at most {self.max_length}"] if self.max_length else []
        what = "text in quotes" if self.clears_to_empty else "text in quotes that is not empty"
        return f"{what}, of {' and '.join(limits)} characters" if limits else what

    def settled(self, shown: Any) -> Any:
        """Drop blanks at the ends."""
        return trimmed(shown)

    def mark(self, value: Any) -> Any:
        """Ignore blanks at the ends, and case where it does not count."""
        text = trimmed(value)
        return text.casefold() if self.any_case and isinstance(text, str) else text

    def same(self, live: Any, desired: Any) -> bool:
        """Compare so; no text is an empty text."""
        return bool(self.mark(live or "") == self.mark(desired))


@dataclass(frozen=True)
class Id(Kind):
    """The id of an object, in the one form in which ids are compared and sent."""

    outside: str = ""
    is_code = True

    def read(self, raw: Any, at: Place) -> Any:
        """Take an id."""
        if not is_text(raw, at):
            return raw
        text = one_form(raw)
        if not text:
            at.problem("must not be empty")
        if change := change_of_code(text):
            at.spoiled(f"{quoted(text)} {change}")
        return text

    def foreign(self, option: str, shown: Any) -> Iterator[str]:
        """Yield the option."""
        yield option

    def schema(self) -> JSON:
        """Return the JSON Schema of an id."""
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number."""

    minimum: int | None = None
    maximum: int | None = None
    outside: str = ""

    def read(self, raw: Any, at: Place) -> Any:
        """Take a whole number, also as a text of digits."""
        value = raw.strip() if isinstance(raw, str) else raw
        if isinstance(value, str) and WHOLE.fullmatch(value):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            if change := change_of_number(value) if isinstance(value, str) else "":
                at.spoiled(f"{quoted(value)} {change}")
            else:
                at.problem(f"{at.written() or quoted(raw)} is not a whole number")
        elif self.minimum is not None and value < self.minimum:
            at.problem(f"{value} is below the minimum of {self.minimum}")
        elif self.maximum is not None and value > self.maximum:
            at.problem(f"{value} is above the maximum of {self.maximum}")
        return value

    def schema(self) -> JSON:
        """Return the JSON Schema of a number."""
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {"type": "integer", **{name: limit for name, limit in limits.items() if limit is not None}}


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    def read(self, raw: Any, at: Place) -> Any:
        """Take true or false, also as one of the words for them."""
        if isinstance(raw, bool):
            return raw
        word = str(raw).strip().lower()
        if word in TRUE or word in FALSE:
            return word in TRUE
        what = f"{at.written() or quoted(raw)} is not true or false"
        if said := word_of_flag(str(raw)):
            at.spoiled(said)
        elif change := change_of_number(str(raw).strip()):
            at.spoiled(f"{what}. It {change}")
        else:
            at.problem(what)
        return raw

    def schema(self) -> JSON:
        """Return the JSON Schema of a flag."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words, sent as they stand in `values`.

    `any_spelling`: the service itself writes them in several ways, so case, blanks and underscores do not count, and
    an object keeps the spelling that it has. `spellings` are further words, each with the value that it means.
    """

    values: tuple[str, ...]
    any_spelling: bool = False
    spellings: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.values)

    @property
    def words(self) -> tuple[str, ...]:
        """The words."""
        return self.values

    @cached_property
    def _meanings(self) -> dict[str, str]:
        meanings = {**self.spellings, **{value: value for value in self.values}}
        return {self._form(word): value for word, value in meanings.items()}

    def _form(self, word: str) -> str:
        return squash(word) if self.any_spelling else word

    def read(self, raw: Any, at: Place) -> Any:
        """Take one of the words."""
        text = raw.strip() if isinstance(raw, str) else raw
        if not is_text(text, at):
            return text
        if text in self.values:
            return text
        meant = self._meanings.get(self._form(text))
        if meant is None:
            what = f"{quoted(text)} is not allowed; use {' or '.join(self.values)}"
            if change := change_of_number(text):
                at.spoiled(f"{what}. It {change}")
            else:
                at.problem(what)
        return text if meant is None else meant

    def schema(self) -> JSON:
        """Return the JSON Schema of the words that are documented."""
        return {"type": "string", "enum": list(self.values)}

    def strange(self, live: Any, path: tuple[str, ...]) -> Iterator[Strange]:
        """Yield a word that is none of the values."""
        if isinstance(live, str) and live and self.mark(live) not in self.values:
            yield Strange(path, live, is_field=False)

    def mark(self, value: Any) -> Any:
        """Return the value that a spelling means."""
        return self._meanings.get(self._form(value), value) if isinstance(value, str) else value

    def same(self, live: Any, desired: Any) -> bool:
        """Compare what is meant."""
        return bool(live == desired or self.mark(live) == self.mark(desired))

    def settled(self, shown: Any) -> Any:
        """Return the documented spelling."""
        return self.mark(shown)

    def as_options(self, value: Any) -> Any:
        """Return the documented spelling."""
        return self.mark(value)

    def over(self, live: Any, desired: Any) -> Any:
        """Keep the spelling of the service for the same value."""
        return live if self.same(live, desired) else desired
