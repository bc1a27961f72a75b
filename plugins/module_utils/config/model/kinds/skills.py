# SPDX-License-Identifier: GPL-3.0-or-later
"""The dynamic skills of a user: a value for each skill by its name. A skill that is not named is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ....words import quoted
from ..spreadsheets import change_of_number, word_of_flag
from ..values import CLEAR, GONE, JSON, ByName, NewObject, Path
from .kind import Changes, Described, Dropper, Kind, Names, Place, Placer, Unfit, as_json
from .nested import unpacked
from .references import Reference
from .under import Sent, UnderTargets

SKILL, VALUE = "skillId", "value"
ABSENT: Final = "absent"
"""Takes a skill away."""
FAMILY: Final = "skill"
SHOWN: Final = "dynamicSkill"
"""The field with the value of a skill where the service lists the users who have it."""
FIELDS: Final = {
    "PROFICIENCY": "proficiencyValue",
    "BOOLEAN": "booleanValue",
    "TEXT": "textValue",
    "ENUM": "enumSkillValues",
}
"""The field with the value of a skill of each type."""
HIGHEST: Final = 10
WORDS: Final = {"true": True, "false": False}
SEPARATOR: Final = "|"
"""Stands between the values of an ENUM skill in one text."""
COLUMN: Final = re.compile(r"[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f,@_/()&+-]| (?=[^ ]))*")
"""A name of a skill that can stand in the header of a column."""


@dataclass(frozen=True)
class SkillValues(UnderTargets):
    """`{Spanish: 7, Billing: true, French: absent}`; desired and live it is a list of skills with their values.

    A list of one text is always this text: `[absent]` is a value of a TEXT skill.
    """

    @property
    def families(self) -> frozenset[str]:
        """The family of skills."""
        return frozenset({FAMILY})

    def read(self, raw: Any, at: Place) -> Any:
        """Take a mapping of names to values, also as JSON in a text."""
        raw = unpacked(raw, at)
        if raw is CLEAR:
            return raw
        if not isinstance(raw, dict):
            at.problem(f"{quoted(raw)} is not a mapping of skills to their values")
            return raw
        values: dict[str, Any] = {}
        for given, value in raw.items():
            name = str(given).strip()
            if name in values and value is not None:
                at.problem(f"{quoted(name)} is given twice; keep one")
            elif value is not None:
                values[name] = self._value(value, at.inside(str(given)))
        return [
            {SKILL: ByName(FAMILY, name, is_leaving=is_absent(value)), VALUE: value} for name, value in values.items()
        ]

    def _value(self, raw: Any, at: Place) -> Any:
        value = raw.strip() if isinstance(raw, str) else raw
        if isinstance(value, list) and value and all(isinstance(entry, str) for entry in value):
            return value
        if isinstance(value, float) or not isinstance(value, str | int) or value == "":
            at.problem(
                f"{quoted(raw)} is not a value of a skill: give a number, true or false, a text, a list of texts"
            )
        return value

    def column(self, segment: str) -> tuple[str | int, Kind] | None:
        """Name a skill."""
        return (segment, _Value()) if segment.strip() else None

    def schema(self) -> JSON:
        """Return the JSON Schema of the mapping."""
        texts = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": ["integer", "boolean", "string"]}, texts]},
        }

    def odd(self, live: Any) -> str | None:
        """Expect what `gathered` makes."""
        return None if isinstance(live, list) else ""

    def cells(self, column: str, shown: Any) -> Iterator[tuple[str, str | None]]:
        """Yield a column for each skill, or the JSON of all where a header or a cell would not bring one back."""
        texts = {name: self.cell(value) for name, value in shown.items()}
        if all(COLUMN.fullmatch(name) for name in texts) and None not in texts.values():
            yield from ((f"{column}.{name}", text) for name, text in texts.items())
        else:
            yield column, as_json(shown)

    def settled(self, shown: Any) -> Any:
        """Sort the skills, and the values of each."""
        return {name: sorted(value) if isinstance(value, list) else value for name, value in sorted(shown.items())}

    def takes(self, target: Mapping[str, Any]) -> bool:
        """Return whether a skill is dynamic."""
        return bool(target.get("dynamicSkill"))

    @property
    def without(self) -> Any:
        """Say that a skill is taken away."""
        return ABSENT

    def cell(self, shown: Any) -> str | None:
        """Return a value as text; the values of an ENUM skill have a separator between them."""
        if isinstance(shown, list):
            is_clear = len(shown) > 1 and not any(SEPARATOR in one for one in shown)
            return SEPARATOR.join(shown) if is_clear else None
        return str(shown).lower() if isinstance(shown, bool) else str(shown)

    def gathered(self, rows: Mapping[str, Mapping[str, Any]]) -> list[JSON]:
        """Return the live value of a user, from the rows that the service shows of the user under each skill."""
        values = {skill: _shown_value(row.get(SHOWN) or {}) for skill, row in rows.items()}
        return [{SKILL: skill, VALUE: value} for skill, value in values.items() if value is not None]

    def sent(self, object_id: str, target: Mapping[str, Any], value: Any) -> Sent:
        """Return the body that assigns or removes a skill of a user; ValueError if the value does not fit its type."""
        item = {"userId": object_id, SKILL: target["id"]}
        if is_absent(value):
            return "DELETE", item
        return "SAVE", {**item, FIELDS.get(_type_of(target), "textValue"): _typed(_type_of(target), value)}

    def unfit(self, value: Any, described: Described, path: Path = ()) -> Iterator[Unfit]:
        """Yield the values that the types of their skills do not take."""
        for entry in value:
            skill = described(FAMILY, entry[SKILL]) or {}
            if skill.get("skillType") and not is_absent(entry[VALUE]) and (what := _misfit(skill, entry[VALUE])):
                yield (*path, str(skill.get("name"))), what

    def pending(self, live: Any, desired: Any) -> Iterator[tuple[Any, Any]]:
        """Yield each skill whose value is not the desired one, with that."""
        values = {entry[SKILL]: _written(entry[VALUE]) for entry in live or ()}
        for entry in () if desired is CLEAR else desired:
            now, desired_value = values.get(entry[SKILL]), _written(entry[VALUE])
            if now != (None if is_absent(entry[VALUE]) else desired_value):
                yield entry[SKILL], entry[VALUE]

    def same(self, live: Any, desired: Any) -> bool:
        """Compare the values of the skills that are named."""
        return not any(True for _pending in self.pending(live, desired))

    def shown(self, value: Any, names: Names) -> Any:
        """Return the mapping."""
        return {names(FAMILY).name_of(entry[SKILL]): entry[VALUE] for entry in value}

    def back(self, before: Any, after: Any, names: Names) -> Any:
        """Return the values before, and take away the skills that only the other side has."""
        had = {entry[SKILL] for entry in before or ()}
        new = [entry[SKILL] for entry in after or () if entry[SKILL] not in had and not is_absent(entry[VALUE])]
        gone = {names(FAMILY).name_of(one) if isinstance(one, str) else _name(one): ABSENT for one in new}
        return {**self.shown(before or (), names), **gone}

    def changes(self, name: str, before: Any, after: Any, names: tuple[Names, Names]) -> Changes:
        """Say what changes skill by skill."""
        known = {entry[SKILL]: entry[VALUE] for entry in before or ()}
        old, new = names
        found: Changes = {}
        for skill, value in self.pending(before, after or ()):
            directory = old if isinstance(skill, str) else new
            gone = is_absent(value)
            change = {"before": known.get(skill), "after": None if gone else value}
            found[f"{name}.{directory(FAMILY).name_of(skill)}"] = change
        return found

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Return the skills."""
        return ((FAMILY, entry[SKILL]) for entry in value)

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the skills by their ids, and forget those that are GONE."""
        found = [(entry, place(FAMILY, entry[SKILL], (*path, _name(entry[SKILL])))) for entry in value]
        return [{**entry, SKILL: target} for entry, target in found if target is not GONE]

    def kept(self, value: Any, drops: Dropper, path: Path = ()) -> Any:
        """Look at each skill."""
        return [entry for entry in value if not drops(_REFERENCE, entry[SKILL], (*path, _name(entry[SKILL])))] or GONE


_REFERENCE: Final = Reference(FAMILY)


class _Value(Kind):
    """The value of one skill in a cell."""

    def read(self, raw: Any, at: Place) -> Any:
        """Take any text."""
        return raw

    def schema(self) -> JSON:
        """Allow any text."""
        return {"type": "string"}


def is_absent(value: Any) -> bool:
    """Return whether a desired value takes the skill away."""
    return isinstance(value, str) and value.strip().lower() == ABSENT


def _name(target: Any) -> str:
    if isinstance(target, NewObject):
        return str(target.key[0])
    return target.name if isinstance(target, ByName) else str(target)


def _shown_value(value: Mapping[str, Any]) -> Any:
    """Return the value of a skill as files have it; None where the service shows none."""
    kind = next((kind for kind, name in FIELDS.items() if value.get(name) is not None), "")
    found: Any = value.get(FIELDS.get(kind, ""))
    if kind == "ENUM":
        values = found if isinstance(found, list) else [part.strip() for part in str(found).split(SEPARATOR)]
        return values if len(values) > 1 else "".join(values)
    if kind == "TEXT" and (is_absent(found) or not found.strip()):
        return [found.strip()]
    return found.strip() if kind == "TEXT" else found


def _written(value: Any) -> str:
    """Return a value in the form in which values are compared: the service and files write them in several."""
    if isinstance(value, list):
        return SEPARATOR.join(sorted(map(str, value)))
    text = str(value).strip()
    if SEPARATOR in text:
        return SEPARATOR.join(sorted(part.strip() for part in text.split(SEPARATOR)))
    return text.lower() if text.lower() in WORDS else text


def _type_of(skill: Mapping[str, Any]) -> str:
    return str(skill.get("skillType")).upper()


def _misfit(skill: Mapping[str, Any], value: Any) -> str:
    """Say why a skill does not take a value, such as one that is not in its list."""
    try:
        typed = _typed(_type_of(skill), value)
    except ValueError as error:
        return str(error)
    known = [entry.get("name") for entry in skill.get("enumSkillValues") or ()]
    strange = [entry for entry in typed if entry not in known] if known and isinstance(typed, list) else []
    if not strange:
        return ""
    return f"{', '.join(map(quoted, strange))}: the skill has no such value. It has {', '.join(map(quoted, known))}"


def _typed(kind: str, value: Any) -> Any:
    text = _written(value)
    if kind == "PROFICIENCY":
        if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST):
            change = f". It {change}" if (change := change_of_number(text)) else ""
            what = f"is not a number from 0 to {HIGHEST}, which a PROFICIENCY skill takes"
            raise ValueError(f"{quoted(value)} {what}{change}")
        return int(text)
    if kind == "BOOLEAN":
        if text not in WORDS:
            word = word_of_flag(text)
            raise ValueError(word or f"{quoted(value)} is not true or false, which a BOOLEAN skill takes")
        return WORDS[text]
    if kind == "ENUM":
        values: Sequence[str] = value if isinstance(value, list) else str(value).split(SEPARATOR)
        return [entry.strip() for entry in values]
    if isinstance(value, list) and len(value) == 1:
        return str(value[0])
    if isinstance(value, list):
        raise ValueError(f"{quoted(value)} is a list, which a {kind} skill does not take")
    return str(value)
