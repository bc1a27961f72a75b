# SPDX-License-Identifier: GPL-3.0-or-later
"""Names to ids and back: one complete list a family, read once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from ..desired.desired import Desired, quoted
from ..desired.reading import SHOWN_PROBLEMS
from ..model.compare import trimmed
from ..model.resource import CLEAR, JSON, ByName, Field, Resource
from ..source.parse import Problem

SHOWN_NAMES: Final = 5


@dataclass(frozen=True)
class NewObject:
    """Stands for the id of an object that this run is going to create."""

    family: str
    key: tuple[Any, ...]


class Directory:
    """The objects of one family by name, as they are or as they will be after the run."""

    def __init__(self, resource: Resource, entries: Iterable[tuple[str, str | NewObject]]) -> None:
        self.resource = resource
        self._targets: dict[str, list[str | NewObject]] = {}
        self._names: dict[str | NewObject, str] = {}
        self._hints: dict[str, str] = {}  # by name that is not there; each is a comparison with all that are
        self._trimmed: dict[str, list[str | NewObject]] = {}  # by names that have blanks at their ends, without these
        for name, target in entries:
            self._targets.setdefault(name, []).append(target)
            if name != trimmed(name):
                self._trimmed.setdefault(trimmed(name), []).append(target)
            self._names[target] = name

    def knows(self, target: str | NewObject) -> bool:
        """Tell whether an object has this id."""
        return target in self._names

    def name_of(self, target: str | NewObject) -> str:
        """Give the name of an object, or its id where it has none here."""
        return self._names.get(target) or str(target)

    def is_unique(self, target: str | NewObject) -> bool:
        """Tell whether the name of an object tells it from all others."""
        return target in self._names and len(self._targets[self._names[target]]) == 1

    def find(self, name: str) -> str | NewObject:
        """Give the one object of that name; ValueError says which there are instead."""
        targets = self._targets.get(name) or self._trimmed.get(name, [])
        if len(targets) == 1:
            return targets[0]
        label = self.resource.label
        if targets:
            raise ValueError(f"{len(targets)} {self.resource.plural} have this name; give one by id: {_ids(targets)}")
        if name not in self._hints and len(self._hints) < SHOWN_PROBLEMS:
            self._hints[name] = self._hint(name)
        raise ValueError(f"there is no {label} of this name{self._hints.get(name, '')}")

    def _hint(self, name: str) -> str:
        """Say which names there are instead."""
        close = difflib.get_close_matches(name, self._targets, n=SHOWN_NAMES, cutoff=0.4)
        there = close or sorted(self._targets)[:SHOWN_NAMES]
        if not there:
            return "; there are none"
        return f"; {'close are' if close else 'there are, among others,'} {', '.join(there)}"


Directories = Callable[[str], Directory]
"""The directory of each family: `Names.live` or `Names.of`."""


def _ids(targets: Iterable[str | NewObject]) -> str:
    return ", ".join("(a new one)" if isinstance(target, NewObject) else target for target in targets)


class Names:
    """Directories of all families that anything refers to, as they are and as the plans made so far leave them."""

    def __init__(self, catalog: dict[str, Resource], live: Callable[[Resource], list[JSON]]) -> None:
        self._catalog = catalog
        self._read = live
        self._live: dict[str, Directory] = {}
        self._planned: dict[str, Directory] = {}

    def live(self, family: str) -> Directory:
        """Give the directory of a family as it is, reading its list when it is asked for first."""
        if family not in self._live:
            resource = self._catalog[family]
            name = resource.name_field.api_name
            entries = ((str(item.get(name, "")), str(item["id"])) for item in self._read(resource))
            self._live[family] = Directory(resource, entries)
        return self._live[family]

    def of(self, family: str) -> Directory:
        """Give the directory of a family as it will be."""
        return self._planned.get(family) or self.live(family)

    def put(self, directory: Directory) -> None:
        """Let later families resolve against what a plan makes of this one; what it was before is still known."""
        self.live(directory.resource.family)
        self._planned[directory.resource.family] = directory


def resolve(resource: Resource, desired: Iterable[Desired], names: Names) -> list[Problem]:
    """Replace names by ids in place, and give what could not be found."""
    problems: list[Problem] = []
    for item in desired:
        if item.present:
            _resolve_present(resource, item, names, problems)
        else:
            _resolve_absent(resource, item, names)
    return problems


def _resolve_present(resource: Resource, item: Desired, names: Names, problems: list[Problem]) -> None:
    def found(target: Field, value: Any) -> Any:
        directory = names.of(target.reference)
        try:
            if isinstance(value, ByName):
                return directory.find(value.name)
            if not directory.knows(value):
                raise ValueError(f"no {directory.resource.label} has this id")
        except ValueError as error:
            option, wanted = (target.name, value.name) if isinstance(value, ByName) else (target.id_option, value)
            problems.append(Problem(item.record.where(option), f"{option}: {quoted(wanted)}: {error}"))
        return value

    item.values = _replaced(resource.by_api, item.values, found)


def _resolve_absent(resource: Resource, item: Desired, names: Names) -> None:
    """Find what tells the object from others, by the names after the run or else, of what it deletes, those before it.

    What refers to something that is gone is gone too, which is no error.
    """

    def found(target: Field, value: Any) -> Any:
        if not isinstance(value, ByName):
            return value
        after = names.of(target.reference)
        with suppress(ValueError):
            return after.find(value.name)
        with suppress(ValueError):
            before = names.live(target.reference).find(value.name)
            return value if after.knows(before) else before
        return value

    key = {part.api_name for part in resource.key_fields}
    item.values = _replaced(resource.by_api, {name: value for name, value in item.values.items() if name in key}, found)


def _replaced(by_api: dict[str, Field], values: JSON, found: Callable[[Field, Any], Any]) -> JSON:
    return {api_name: _replace(by_api[api_name], value, found) for api_name, value in values.items()}


def _replace(field: Field, value: Any, found: Callable[[Field, Any], Any]) -> Any:
    if value is CLEAR:
        return value
    if field.reference:
        return found(field, value)
    if field.fields and isinstance(value, list):
        return [_replaced(field.by_api, item, found) for item in value]
    return _replaced(field.by_api, value, found) if field.fields else value


def shown(field: Field, value: Any, directory: Directories) -> Any:
    """Give a payload value as a person writes it, with names for ids: those before the run, or those after it."""
    if value is CLEAR or value is None:
        return None
    if field.reference:
        return directory(field.reference).name_of(value)
    if field.kind == "dict":
        return shown_object(field.fields, value, directory)
    if field.fields:
        return [shown_object(field.fields, item, directory) for item in value]
    return value


def shown_object(fields: tuple[Field, ...], body: JSON, directory: Directories) -> JSON:
    """Give a payload as the options that would make it; a reference by id only where a name would not be enough."""
    options: JSON = {}
    for field in fields:
        value = body.get(field.api_name)
        if value in (None, "", CLEAR) or field.owner:
            continue
        by_id = field.reference and not directory(field.reference).is_unique(value)
        options[field.id_option if by_id else field.name] = value if by_id else shown(field, value, directory)
    return options
