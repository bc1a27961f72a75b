# SPDX-License-Identifier: GPL-3.0-or-later
"""References to objects of the catalog's families."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ....words import quoted
from ..values import GONE, JSON, ByName, Path, is_id
from .field import Field
from .kind import Dropper, Kind, Names, Place, Placer
from .lists import Keyed
from .nested import Nested, has_words
from .scalars import Id, is_text

WITHIN: Final = "."
NAME: Final = "name"
"""The part of a reference that is the name of the object, whatever its family calls it."""
ID: Final = "_id"
COLON: Final = ": "
"""The text between a name and the rest of a key."""


@dataclass(frozen=True)
class Reference(Kind):
    """An object of another family: by its name, and by its id under a second option.

    `Sales`, or `{name: Sales, site: Lyon}` where the name alone would not be enough.
    """

    family: str
    outside: str = dataclasses.field(default="", kw_only=True)
    """What an id may mean instead: something outside the catalog, which cannot be looked up."""

    @property
    def target(self) -> str:
        """What it refers to: a family, or the entries of a list in its objects."""
        return self.family

    @property
    def by_id(self) -> Kind | None:
        """Take ids under the second option."""
        return Id(outside=self.outside)

    @property
    def families(self) -> frozenset[str]:
        """The family."""
        return frozenset({self.family})

    def id_option(self, name: str) -> str:
        """Put `_id` behind the name."""
        return f"{name}{ID}"

    def read(self, raw: Any, at: Place) -> Any:
        """Take a name, or a mapping of the name and of other parts of the natural key."""
        if isinstance(raw, dict):
            return self._composite(raw, at)
        name = _name(raw, at)
        return ByName(self.target, name) if isinstance(name, str) else name

    def _composite(self, raw: Mapping[Any, Any], at: Place) -> Any:
        read = {str(option): _name(value, at.inside(str(option))) for option, value in raw.items()}
        parts = {option: value if isinstance(value, str) else "" for option, value in read.items()}  # a problem else
        name = parts.pop(NAME, None)
        if name is None:
            at.problem(f"{NAME}: missing")
        return ByName(self.target, name or "", tuple(sorted(parts.items())))

    def schema(self) -> JSON:
        """Return the JSON Schema of a name, and of a mapping with more of the key."""
        text = {"type": "string", "minLength": 1}
        return {"anyOf": [text, {"type": "object", "required": [NAME], "additionalProperties": text}]}

    def shown(self, value: Any, names: Names) -> Any:
        """Return the name, with other parts of the key where another object has the same name."""
        known = names(self.target)
        name, rest = known.name_of(value), () if known.is_unique(value) else known.rest_of(value)
        if not rest:
            return name
        return {NAME: name, **dict(_shown_part(part, value, names) for part, value in rest)}

    def cells(self, column: str, shown: Any) -> Iterator[tuple[str, str | None]]:
        """Yield the name; `Sales: Lyon` where it is not enough."""
        yield column, _in_one_text(shown) if isinstance(shown, Mapping) else shown

    def foreign(self, option: str, shown: Any) -> Iterator[str]:
        """Yield the option where a part of the key is an id."""
        if isinstance(shown, Mapping) and any(part.endswith(ID) for part in shown):
            yield option

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Yield the reference."""
        yield self.target, value

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the reference; an id that may be that of something outside stays as it is."""
        return value if self.outside and isinstance(value, str) else place(self.target, value, path)


@dataclass(frozen=True)
class PartReference(Reference):
    """An entry of a list in an object of another family: by its name, or by its id under a second option.

    `German` where only one object has such an entry, else `{name: German, skill: Language}`.
    """

    part: str = ""  # the option with the list

    @property
    def target(self) -> str:
        """The list."""
        return part_of(self.family, self.part)

    @property
    def part_option(self) -> str:
        """The option with the list."""
        return self.part


@dataclass(frozen=True)
class AnyReference(Reference):
    """The name of an object of a family that another field of the same entry says."""

    family: str = ""


@dataclass(frozen=True)
class OfFamilies(Nested):
    """An entry with a list of ids, and a word for the family that they are of. Another option takes names."""

    by: str = ""  # the name in payloads of the word
    ids: str = ""  # that of the list
    words_of: tuple[tuple[str, str], ...] = ()  # words with their families; ids of other words have no names here

    @cached_property
    def families(self) -> frozenset[str]:
        """The families that have a word."""
        return frozenset(family for _word, family in self.words_of)

    @cached_property
    def _part(self) -> Field:
        return self.by_api[self.ids]

    @cached_property
    def _option(self) -> str:
        return self._part.options[-1]

    def _reference(self, value: Mapping[str, Any]) -> Reference | None:
        family = dict(self.words_of).get(str(value.get(self.by)))
        return Reference(family, outside=self._part.kind.outside) if family else None

    def _targets(self, value: Mapping[str, Any]) -> list[Any]:
        targets = value.get(self.ids)
        return targets if isinstance(targets, list) else []

    def read(self, raw: Any, at: Place) -> Any:
        """Take names of the family of the word."""
        desired = super().read(raw, at)
        if not isinstance(desired, dict) or not any(isinstance(one, ByName) for one in self._targets(desired)):
            return desired
        reference = self._reference(desired)
        if reference is None:
            word = quoted(desired.get(self.by))
            at.inside(self._option).problem(f"objects of {word} have no names here; give {self._part.name} instead")
            return desired
        targets = [ByName(reference.family, one.name, one.rest) for one in self._targets(desired)]
        return {**desired, self.ids: targets}

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Return the objects of the list."""
        yield from super().references(value)
        reference = self._reference(value)
        yield from ((reference.family, target) for target in self._targets(value) if reference)

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the names of the list; an id stays, since it may be that of something without a name here."""
        placed, reference = super().placed(value, place, path), self._reference(value)
        if reference is None or self.ids not in placed or not self._targets(placed):
            return placed
        targets = [
            target if isinstance(target, str) else place(reference.target, target, (*path, self._option, number))
            for number, target in enumerate(self._targets(placed))
        ]
        return {**placed, self.ids: targets}

    def shown(self, value: Any, names: Names) -> Any:
        """Return its options, with names where each object of the list has one."""
        return self._named(super().shown(value, names), value, names)

    def back(self, before: Any, after: Any, names: Names) -> Any:
        """Return the options that make it what it was."""
        return self._named(super().back(before, after, names), before, names)

    def _named(self, options: JSON, value: Mapping[str, Any], names: Names) -> JSON:
        reference, targets = self._reference(value), self._targets(value)
        if reference is None or not targets or options.get(self._part.name) != targets:
            return options
        known = names(reference.family)
        if not all(has_words(known, target) for target in targets):
            shown = [one if is_id(one) else known.name_of(one) for one in targets]  # what the run makes has no id yet
            return {**options, self._part.name: shown}
        shown = [reference.shown(target, names) for target in targets]
        return {
            self._option if name == self._part.name else name: shown if name == self._part.name else option
            for name, option in options.items()
        }

    def kept(self, value: Any, drops: Dropper, path: Path = ()) -> Any:
        """Look at each object of the list as one of its family."""
        reference, targets = self._reference(value), self._targets(value)
        if reference is None or not targets:
            return super().kept(value, drops, path)
        kept = super().kept({name: part for name, part in value.items() if name != self.ids}, drops, path)
        left = [
            target
            for number, target in enumerate(targets)
            if not drops(reference, target, (*path, self._option, number))
        ]
        return {**kept, self.ids: left} if kept is not GONE and left else kept


@dataclass(frozen=True)
class KeyedOfFamilies(Keyed):
    """A list of such entries."""

    by: str = ""
    ids: str = ""
    words_of: tuple[tuple[str, str], ...] = ()

    @cached_property
    def item(self) -> OfFamilies:  # type: ignore[override]
        """An entry."""
        given = (self.parts, self.rules, self.only_in_answers, self.key)
        return OfFamilies(*given, by=self.by, ids=self.ids, words_of=self.words_of)


def part_of(family: str, option: str) -> str:
    """Name the entries of a list in the objects of a family, as references to them do."""
    return f"{family}{WITHIN}{option}"


def _name(raw: Any, at: Place) -> Any:
    text = raw.strip() if isinstance(raw, str) else raw
    if is_text(text, at) and not text:
        at.problem("must not be empty")
    return text


def _in_one_text(parts: Mapping[str, Any]) -> str | None:
    """Return a name and the one other part of a key as a text; None where it would not mean the same."""
    name, *rest = parts.items()
    if len(rest) != 1 or rest[0][0].endswith(ID) or COLON in str(rest[0][1]):
        return None
    return f"{name[1]}{COLON}{rest[0][1]}"


def _shown_part(part: Any, value: Any, names: Names) -> tuple[str, Any]:
    """Return one part of a natural key (`Field`): the name of what it refers to, its id where that has no clear name.

    An object that this run makes has no id yet.
    """
    if not part.reference:
        return part.name, value
    known = names(part.reference)
    is_clear = known.is_unique(value) or not is_id(value)
    return (part.name, known.name_of(value)) if is_clear else (part.id_option, value)
