# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects inside of objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ....words import quoted, unknown
from ..values import CLEAR, GONE, JSON, UNSET, ByName, Path, is_id
from .field import Field, families_of, index_of, kept_fields, squash, strange_fields, without_flagged
from .kind import Changes, Dropper, Kind, Known, Names, Place, Placer, Strange, Twin
from .rules import Rule, object_schema
from .unquoted import secrets_of, without_secrets

SERVER_FIELDS: Final = (
    "organizationId",
    "version",
    "createdTime",
    "lastUpdatedTime",
    "systemDefault",
    "links",
    "_links",
)
"""On every object, filled by the server: accepted in a file (exports carry them), never managed."""


def unpacked(raw: Any, at: Place) -> Any:
    """Read the JSON of a text that begins like an object or a list, CLEAR where it is broken; keep other values."""
    return at.unpacked(raw) if isinstance(raw, str) and raw.lstrip()[:1] in ("{", "[") else raw


@dataclass(frozen=True)
class Nested(Kind):
    """An object with fields of its own. Fields that a record leaves out keep their live values."""

    parts: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    only_in_answers: tuple[str, ...] = ()  # further fields that only the server fills
    key: tuple[str, ...] = ()  # names of the fields that identify it

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its fields."""
        return self.parts

    @property
    def is_single(self) -> bool:
        """Whether nothing stands inside."""
        return False

    @cached_property
    def families(self) -> frozenset[str]:
        """The families that its fields refer to."""
        return families_of(self.parts)

    @cached_property
    def by_api(self) -> dict[str, Field]:
        """Its fields by their names in payloads."""
        return {part.api_name: part for part in self.parts}

    @cached_property
    def _index(self) -> dict[str, tuple[str, Field]]:
        return index_of(self.parts)

    @cached_property
    def _ignored(self) -> frozenset[str]:
        """Names that only the server fills: also the id of the nested object, unless it is a field."""
        return frozenset(squash(name) for name in ("id", *SERVER_FIELDS, *self.only_in_answers)) - self._index.keys()

    def read(self, raw: Any, at: Place) -> Any:
        """Take a mapping, also as JSON in a text."""
        raw = unpacked(raw, at)
        if raw is CLEAR:
            return raw
        if not isinstance(raw, dict):
            at.problem(f"{quoted(raw)} is not a mapping")
            return raw
        desired: JSON = {}
        for key, value in raw.items():
            option, part = self._index.get(squash(str(key)), ("", None))
            if part is None:
                if value is not None and squash(str(key)) not in self._ignored:
                    known = [name for field in self.parts for name in field.options]
                    at.inside(key).problem(unknown(str(key), known))
                continue
            here = at.inside(key)
            if (given := part.read(option, value, here)) is None:
                continue
            if part.api_name in desired:
                here.problem(twice(option, part))
            desired[part.api_name] = given
        for part in self.parts:
            target = desired.get(self._api_of(part.taken_from)) if part.taken_from else None
            if isinstance(target, ByName):
                desired.setdefault(part.api_name, target.name)
        for rule in self.rules:
            for option, what in rule.refused(self.as_options(desired)):
                at.inside(option).problem(what)
        return desired

    def _api_of(self, name: str) -> str:
        return next(part.api_name for part in self.parts if part.name == name)

    def column(self, segment: str) -> tuple[str | int, Kind] | None:
        """Name a field."""
        option, part = self._index.get(squash(segment), ("", None))
        return (option, part.kinds[option]) if part else None

    def columns(self, name: str) -> Iterator[str]:
        """Yield the columns of all fields."""
        for part in self.parts:
            for option, kind in part.kinds.items():
                yield from kind.columns(f"{name}.{option}")

    @property
    def is_flat(self) -> bool:
        """Whether one cell would do."""
        return False

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {option: kind for part in self.parts for option, kind in part.kinds.items()}

    def cells(self, column: str, shown: Any) -> Iterator[tuple[str, str | None]]:
        """Yield the cells of each field."""
        for option, value in shown.items():
            yield from self._kinds[option].cells(f"{column}.{option}", value)

    def foreign(self, option: str, shown: Any) -> Iterator[str]:
        """Look into each field."""
        for name, value in shown.items():
            yield from self._kinds[name].foreign(f"{option}.{name}", value)

    def settled(self, shown: Any) -> Any:
        """Settle each field."""
        return {option: self._kinds[option].settled(value) for option, value in shown.items()}

    def as_options(self, value: Any) -> Any:
        """Return its fields by their options."""
        return options_of(self.parts, value)

    def lacking(self, desired: JSON) -> Iterator[tuple[str, str]]:
        """Yield what a whole object lacks, as the option and what is wrong: required fields, and what rules ask for."""
        for part in self.parts:
            if part.required and part.api_name not in desired:
                other = f"; give it or {part.id_option}" if part.kind.by_id else ""
                yield part.name, f"missing{other}"
        for rule in self.rules:
            yield from rule.lacking(self.as_options(desired))

    def schema(self) -> JSON:
        """Return the JSON Schema of the object, of which every field may be left out."""
        return object_schema(self.parts, self.rules, is_whole=False)

    def whole_schema(self) -> JSON:
        """Return the JSON Schema of the object as an entry of a list, with its required fields."""
        return object_schema(self.parts, self.rules, is_whole=True)

    def odd(self, live: Any) -> str | None:
        """Look into each field."""
        return (odd_field(self.parts, live) or None) if isinstance(live, dict) else ""

    def strange(self, live: Any, path: tuple[str, ...]) -> Iterator[Strange]:
        """Look at each field."""
        if isinstance(live, Mapping):
            yield from strange_fields(self.by_api, self._ignored | self._index.keys(), live, path)

    def same(self, live: Any, desired: Any) -> bool:
        """Compare the fields that are written."""
        live = live or {}
        return all(
            part.same(live.get(part.api_name), desired[part.api_name])
            for part in self.parts
            if part.api_name in desired
        )

    def over(self, live: Any, desired: Any) -> Any:
        """Lay the fields that are written over the live object, at any depth; cleared ones are left out."""
        return over_object(self.by_api, live or {}, desired)

    def shown(self, value: Any, names: Names) -> Any:
        """Return its options."""
        return shown_object(self.parts, value, names)

    def back(self, before: Any, after: Any, names: Names) -> Any:
        """Look at each field."""
        return back_object(self.parts, before, after or {}, names)

    def changes(self, name: str, before: Any, after: Any, names: tuple[Names, Names]) -> Changes:
        """Say what changes field by field."""
        found: Changes = {}
        for part in self.parts:
            old, new = (before or {}).get(part.api_name), (after or {}).get(part.api_name)
            if old != new and not (old is None and new is CLEAR):
                inner = part.changes(old, new, names)
                found.update({f"{name}.{option}": change for option, change in inner.items()})
        return found

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Return the references of its fields."""
        return references_of(self.parts, value)

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the references of its fields."""
        return placed_fields(self.by_api, value, place, path)

    def kept(self, value: Any, drops: Dropper, path: Path = ()) -> Any:
        """Look into its fields; without a required one nothing is left."""
        kept = kept_fields(self.by_api, value, drops, path)
        needed = {part.api_name for part in self.parts if part.required or part.name in self.key}
        return kept if kept.keys() >= needed & value.keys() else GONE

    def twins(self, value: Any, path: Path = ()) -> Iterator[Twin]:
        """Look into the lists of its fields."""
        return twins_of(self.parts, value, path)

    def missing(self, value: Any) -> Iterator[str]:
        """Return the required options that are not written."""
        return (name for part in self.parts for name in part.missing(value.get(part.api_name)))

    def secrets(self, value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
        """Return the secrets of its fields."""
        return secrets_of(self.parts, value, path)

    def without_secrets(self, value: Any) -> Any:
        """Drop the secrets of its fields."""
        return without_secrets(self.by_api, value) if isinstance(value, Mapping) else value

    def without_flagged(self, value: Any, desired: Any, live: Any) -> Any:
        """Drop flagged fields that are not changed."""
        return without_flagged(self.by_api, value, desired or {}, live or {})


def twice(option: str, part: Field) -> str:
    """Say that an object gives one field by several keys."""
    other = " or ".join(part.options)
    return f"give {other}, not both" if len(part.options) > 1 else f"{option} is given twice; keep one"


def options_of(fields: Iterable[Field], desired: Mapping[str, Any]) -> JSON:
    """Return values by the names of their fields, without unset ones, for rules between fields."""
    options = {}
    for part in fields:
        value = desired.get(part.api_name)
        if value is not CLEAR and value not in UNSET:
            options[part.name] = part.kind.as_options(value)
    return options


def odd_field(fields: Iterable[Field], body: Mapping[str, Any]) -> str:
    """Return the place of the first live value whose type is not that of its field; empty where there is none."""
    for part in fields:
        value = body.get(part.api_name)
        if value is not None and (where := part.kind.odd(value)) is not None:
            return f"{part.api_name}.{where}" if where else part.api_name
    return ""


def over_object(by_api: Mapping[str, Field], live: Mapping[str, Any], desired: Mapping[str, Any]) -> JSON:
    """Lay desired fields over a live object; a cleared one is left out."""
    body = {**live, **{name: by_api[name].over(live.get(name), value) for name, value in desired.items()}}
    return {name: value for name, value in body.items() if value is not CLEAR}


def shown_object(fields: Iterable[Field], body: Mapping[str, Any], names: Names) -> JSON:
    """Return an object as the options that would create it; a reference by id only if a name is not enough."""
    options: JSON = {}
    for part in fields:
        value = body.get(part.api_name)
        if value is CLEAR or value in UNSET[:2] or part.elsewhere or part.secret:
            continue
        if part.kind.by_id and not all(has_words(names(family), id_) for family, id_ in part.kind.references(value)):
            options[part.id_option] = _ids_of(part, value, names)
        else:
            options[part.name] = part.kind.shown(value, names)
    return options


def back_object(fields: Iterable[Field], before: JSON, after: Mapping[str, Any], names: Names) -> JSON:
    """Return the options that make an object what it was before: those that it had, and the others cleared."""
    options = shown_object(fields, before, names)
    for part in fields:
        old, new = before.get(part.api_name), after.get(part.api_name)
        if old == new or part.elsewhere or part.secret:
            continue
        if part.name in options or part.under:
            options[part.name] = part.kind.back(old, new, names)
        elif part.id_option not in options and new not in UNSET:
            options[part.name] = "" if part.default is None else part.default
    return options


def _ids_of(part: Field, value: Any, names: Names) -> Any:
    """Return the ids of references, and the names of objects that this run makes."""
    if not isinstance(value, list):
        return value
    return [one if is_id(one) else names(family).name_of(one) for family, one in part.kind.references(value)]


def has_words(known: Known, object_id: Any) -> bool:
    """Return whether an object can be referred to without its id; one that this run makes has none yet."""
    return not is_id(object_id) or known.is_unique(object_id) or bool(known.rest_of(object_id))


def references_of(fields: Iterable[Field], desired: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the references of desired fields, each with its family."""
    for part in fields:
        value = desired.get(part.api_name) if part.refers else None
        if value is not None and value is not CLEAR:
            yield from part.kind.references(value)


def placed_fields(by_api: Mapping[str, Field], desired: Mapping[str, Any], place: Placer, path: Path = ()) -> JSON:
    """Replace the references of desired fields."""
    placed = dict(desired)
    for name, part in by_api.items():
        if part.refers and name in placed:
            placed[name] = part.placed(placed[name], place, path)
    return placed


def twins_of(fields: Iterable[Field], desired: Mapping[str, Any], path: Path = ()) -> Iterator[Twin]:
    """Yield the paths of entries that stand twice in the lists of desired fields."""
    for part in fields:
        value = None if part.kind.is_single else desired.get(part.api_name)
        if value is not None and value is not CLEAR:
            yield from part.kind.twins(value, (*path, part.option_of(value)))
