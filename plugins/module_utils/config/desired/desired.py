# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of a source, checked against a family before anything is sent."""

from __future__ import annotations

import datetime
import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from ..model.resource import CLEAR, EVERYWHERE, JSON, SERVER_FIELDS, STATES, ByName, Field, Resource, squash
from ..source.json_text import read_json
from ..source.parse import Document, Path, Problem, Record, SourceError, dotted
from .texts import CHANGED_WORDS, as_id, given, is_changed

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

JSONSCHEMA_IMPORT_ERROR: Final = None if find_spec("jsonschema") else "No module named 'jsonschema'"

TRUE: Final = frozenset({"true", "yes", "on", "1", "y", "t"})
FALSE: Final = frozenset({"false", "no", "off", "0", "n", "f"})
QUOTE: Final = "'"
KINDS: Final = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "object": "a mapping",
    "array": "a list",
}
ONLY_IN_ANSWERS: Final = frozenset(squash(name) for name in SERVER_FIELDS)
"""A record with one of these is an object as the API gave it, so what is not managed here may come with it."""
EVERYWHERE_NAMES: Final = tuple(option.name for option in EVERYWHERE)


@dataclass(frozen=True)
class Desired:
    """What a record asks for. `values` are keyed and shaped as in payloads, references by name still `ByName`."""

    record: Record
    id: str | None
    present: bool
    values: JSON
    tolerated: list[Problem] = field(default_factory=list)  # broken rules that do not matter if the name stays


def suggest(word: str, known: Iterable[str]) -> str:
    """Give "; did you mean x?" for a near miss, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _unknown(key: str, known: Sequence[str]) -> str:
    return f"unknown{suggest(key, known) or '.'} Known are {', '.join(known)}"


def quoted(value: Any, limit: int = 60) -> str:
    """Quote a value as the user would write it, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


class Reader:
    """Turns the records of one family into `Desired`, and collects every problem instead of stopping at the first."""

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self.problems: list[Problem] = []
        self._meaning = cache(self._meant)
        self._no_key_column = False  # said once of the header, not again of every row

    def read(self, records: Iterable[Record]) -> list[Desired]:
        """Check records one by one, then against each other."""
        desired = [found for record in records if (found := self._one(record)) is not None]
        self._duplicates(desired)
        return desired

    def check_columns(self, document: Document) -> None:
        """Check the header of a CSV source once, instead of once a row."""
        if not document.columns:
            return
        options = self._resource.option_names()
        seen: set[str] = set()
        for column in document.columns:
            option = self._meaning(column)[0]
            if option is None:
                self._problem(document.columns_where, f"column {quoted(column)}: {_unknown(column, options)}")
            elif option in seen:
                self._problem(
                    document.columns_where, f"column {quoted(column)}: the header has {option} twice; keep one"
                )
            seen.add(option or column)
        if not seen & {"id", self._resource.key[0]}:
            self._no_key_column = True
            what = f"column {self._resource.key[0]} is missing (or id); known are {', '.join(options)}"
            self._problem(document.columns_where, what)

    def _problem(self, where: str, what: str) -> None:
        self.problems.append(Problem(where, what))

    def _meant(self, key: str) -> tuple[str | None, Field | None]:
        """Give the option that a key stands for, and its field if it has one; None for a key that means nothing."""
        squashed = squash(key)
        if squashed in EVERYWHERE_NAMES:
            return squashed, None
        if squashed in self._resource.index:
            return self._resource.index[squashed]
        return key if squashed in self._resource.ignored else None, None

    def _one(self, record: Record) -> Desired | None:
        before = len(self.problems)
        plain, payload, spelling = self._options(record)
        candidate = {name: value for name, value in plain.items() if value is not CLEAR}
        tolerated: list[Problem] = []
        for option, error in self._violations(candidate):
            path = (spelling[option], *error.absolute_path)
            problem = Problem(record.where(*path), _explain(error, path, record, self._resource))
            is_name_of_id = option == self._resource.key[0] and isinstance(plain[option], str) and "id" in plain
            (tolerated if is_name_of_id else self.problems).append(problem)
        unnamed = "id" not in plain and self._resource.key[0] not in plain
        if unnamed and not self._no_key_column and len(self.problems) == before:
            self._problem(record.where(), f"{self._resource.key[0]}: missing; give it, or the id of the object")
        if len(self.problems) > before:
            return None
        return Desired(record, plain.get("id"), plain.get("state", STATES[0]) == STATES[0], payload, tolerated)

    def _violations(self, values: JSON) -> Iterator[tuple[str, ValidationError]]:
        """Give what breaks the schema, with the option where it stands."""
        for option, value in values.items():
            field = self._resource.by_option[option]
            if not field.plainly_fits(value):
                for error in _validator(field).iter_errors(value):
                    yield option, error

    def _options(self, record: Record) -> tuple[JSON, JSON, dict[str, str]]:
        """Give the record keyed by option names for the schema, keyed as in payloads, and its spelling of options."""
        plain: JSON = {}
        payload: JSON = {}
        spelling: dict[str, str] = {}
        is_answer = any(squash(key) in ONLY_IN_ANSWERS for key in record.values)
        for key, raw in record.values.items():
            option, target = self._meaning(key)
            if option is None:
                if not record.is_text:  # the header of a CSV source was checked as a whole
                    self._problem(
                        record.where(key), f"{dotted((key,))}: {_unknown(key, self._resource.option_names())}"
                    )
                continue
            if raw is None or (target is None and option not in EVERYWHERE_NAMES):
                continue
            if target and target.owner and is_answer:
                continue
            if option in plain:
                self._problem(record.where(key), f"{key}: {option} is given twice; keep one")
                continue
            value = given(raw, self._resource.by_option[option])
            if value is None:
                continue
            spelling[option] = key
            if target is None:
                plain[option], _unsent = self._value(self._resource.by_option[option], option, value, record, (key,))
                continue
            if target.owner:
                self._problem(record.where(key), f"{key}: is not managed here: {target.owner}")
                continue
            if target.api_name in payload:
                self._problem(record.where(key), f"{key}: give {' or '.join(target.options)}, not both")
                continue
            plain[option], payload[target.api_name] = self._value(target, option, value, record, (key,))
        return plain, payload, spelling

    def _value(self, target: Field, option: str, raw: Any, record: Record, path: Path) -> tuple[Any, Any]:
        """Give a value as the schema sees it and as payloads hold it; `raw` is what `given` left of it."""
        if isinstance(raw, str) and target.takes_code(option) and is_changed(raw):
            self._problem(record.where(*path), f"{dotted(path)}: {quoted(raw)} {CHANGED_WORDS}")
        if target.takes_id(option):
            raw = as_id(raw)
        if raw == "" and not target.required and (target.kind != "str" or target.reference):
            return CLEAR, CLEAR
        if target.kind == "bool":
            value: Any = _boolean(raw)
            return value, value
        if target.kind == "int":
            value = int(raw) if isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,18}", raw) else raw
            return value, value
        if target.reference:
            by_name = option == target.name and isinstance(raw, str)
            return raw, ByName(target.reference, raw) if by_name else raw
        if target.kind in ("dict", "list"):
            return self._nested(target, raw, record, path)
        return raw, raw

    def _nested(self, target: Field, raw: Any, record: Record, path: Path) -> tuple[Any, Any]:
        if isinstance(raw, str) and raw.lstrip()[:1] in ("{", "["):
            raw = self._unpacked(raw, record, path)
        if target.kind == "dict":
            return self._mapping(target, raw, record, path)
        if not isinstance(raw, list) or not target.fields:
            return raw, raw
        pairs = [self._mapping(target, item, record, (*path, number)) for number, item in enumerate(raw)]
        plain = [pair[0] for pair in pairs]
        self._listed_once(target, plain, record, path)
        return plain, [pair[1] for pair in pairs]

    def _unpacked(self, text: str, record: Record, path: Path) -> Any:
        """Read JSON inside a cell or a text as strictly as a file of it; nothing where it cannot be read."""
        where = record.where(*path)
        try:
            root, flaws = read_json(text, "", is_file=False)
        except SourceError as error:
            for problem in error.problems:
                self._problem(where, f"{dotted(path)}: {problem.what}")
            return CLEAR
        for flaw in flaws:
            self._problem(where, f"{dotted((*path, *flaw.path))}: {flaw.what}")
        return root.plain() if root else CLEAR

    def _listed_once(self, target: Field, items: list[Any], record: Record, path: Path) -> None:
        """Refuse entries with one key: the server keeps one of them, so every run would find something to change."""
        seen: set[str] = set()
        for number, item in enumerate(items):
            key = item.get(target.key) if isinstance(item, Mapping) else None
            if not isinstance(key, str):
                continue
            if key in seen:
                here = (*path, number, target.key)
                self._problem(record.where(*here), f"{dotted(here)}: {quoted(key)} is listed twice; keep one")
            seen.add(key)

    def _mapping(self, target: Field, raw: Any, record: Record, path: Path) -> tuple[Any, Any]:
        if not isinstance(raw, Mapping):
            return raw, raw
        plain: JSON = {}
        payload: JSON = {}
        for key, written in raw.items():
            if written is None or squash(str(key)) in self._resource.ignored | {"id"}:
                continue
            option, nested = target.index.get(squash(str(key)), ("", None))
            here = (*path, key)
            if nested is None:
                known = [name for item in target.fields for name in item.options]
                self._problem(record.where(*here), f"{dotted(here)}: {_unknown(str(key), known)}")
                continue
            value = given(written, nested)
            if value is None:
                continue
            if nested.api_name in payload:
                self._problem(record.where(*here), f"{dotted(here)}: {option} is given twice; keep one")
                continue
            seen, payload[nested.api_name] = self._value(nested, option, value, record, here)
            if seen is not CLEAR:
                plain[option] = seen
        return plain, payload

    def _duplicates(self, desired: list[Desired]) -> None:
        """Refuse records that mean one object, as far as the records alone can tell."""
        ids: dict[str, Desired] = {}
        names: dict[tuple[Any, ...], Desired] = {}
        for item in desired:
            key = self._resource.key_of(item.values)
            first = ids.setdefault(item.id, item) if item.id else item
            if first is not item:
                self._problem(item.record.where("id"), f"id: {item.id} stands already {_at(first)}; keep one")
                continue
            if key[0] is None or (item.id and not item.present):
                continue
            first = names.setdefault(key, item)
            if first is not item:
                name = self._resource.key[0]
                what = f"{name}: {quoted(key[0])} stands already {_at(first)}; keep one"
                if first.present != item.present:
                    what += ", or give the id of the one that shall be absent"
                self._problem(item.record.where(name), what)


@cache
def _validator(field: Field) -> Draft202012Validator:
    # Costs a tenth of a small task to import, and most tasks have only values that need no closer look.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(field.schema())


def _at(desired: Desired) -> str:
    where = desired.record.where()
    return f"at {where}" if where else "in these options"


def _boolean(raw: Any) -> Any:
    word = str(raw).strip().lower()
    if word in TRUE:
        return True
    return False if word in FALSE else raw


def _explain(error: ValidationError, path: Path, record: Record, resource: Resource) -> str:
    """Say what a schema violation means to someone who never saw the schema."""
    value: Any = error.instance
    limit: Any = error.validator_value
    if error.validator == "required":
        # Only the message says which one: there is an error for each, with the same list of all.
        return f"{dotted((*path, error.message.split(QUOTE)[1]))}: missing"
    texts: dict[str, Callable[[], str]] = {
        "type": lambda: _wrong_type(value, record.written(*path), limit),
        "enum": lambda: f"{quoted(value)} is not allowed; use {' or '.join(limit)}",
        "maxLength": lambda: f"{quoted(value)} has {len(value)} characters; at most {limit} are allowed",
        "minLength": lambda: "is empty; give a text, or leave it out",
        "minimum": lambda: f"{value} is too small; at least {limit} is allowed",
        "maximum": lambda: f"{value} is too large; at most {limit} is allowed",
        "pattern": lambda: _bad_characters(value, resource.index[squash(str(path[0]))][1]),
    }
    return f"{dotted(path)}: {texts[str(error.validator)]()}"


def _wrong_type(value: Any, written: str | None, wanted: str) -> str:
    shown = written if written is not None else quoted(value)
    if wanted == "string" and isinstance(value, bool | int | float | datetime.date):
        what = "true or false" if isinstance(value, bool) else "a number"
        if isinstance(value, datetime.date):
            what = "a date"
        return f'{shown} is read as {what}; write it in quotes: "{shown}"'
    return f"{shown} is not {KINDS[wanted]}"


def _bad_characters(value: str, target: Field) -> str:
    wrong = dict.fromkeys(character for character in value if not re.match(f"[{target.charset}]", character))
    shown = ", ".join(character if character.isprintable() else f"U+{ord(character):04X}" for character in wrong)
    return f"{quoted(value)} holds {shown}; allowed are {target.allowed}"
