# SPDX-License-Identifier: GPL-3.0-or-later
"""Every object that a run knows: what exists before it, and what exists after it, by id and by natural key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from ...words import did_you_mean, quoted
from ..desired.reading import SHOWN_PROBLEMS
from ..model.kinds.field import Field, squash
from ..model.kinds.references import WITHIN
from ..model.resource import Resource
from ..model.values import JSON, ByName, NewObject

SHOWN_NAMES: Final = 5


Target: TypeAlias = "str | NewObject"
"""The target of a reference: the id of a live object, or an object of this run."""

Entry: TypeAlias = "tuple[str, Target, tuple[Any, ...]]"
"""The name of an object, the object, and the rest of its natural key as in payloads."""


class MissingError(ValueError):
    """A reference points to no object; the text names those that exist instead."""


class Directory:
    """All objects of one family at one moment: before the run, or after it."""

    def __init__(self, resource: Resource, entries: Iterable[Entry]) -> None:
        self.resource = resource
        self._named: dict[str, list[Target]] = {}
        self._names: dict[Target, str] = {}
        self._rests: dict[Target, tuple[Any, ...]] = {}  # only where the key is more than the name
        self._marked: dict[str, list[Target]] = {}  # by the form that is compared, if the name differs
        self._mark = resource.name_field.kind.mark
        self._hints: dict[str, str] = {}  # by an unknown name; each costs a comparison with all names
        for name, target, rest in entries:
            self._named.setdefault(name, []).append(target)
            if name != (mark := self._mark(name)):
                self._marked.setdefault(mark, []).append(target)
            self._names[target] = name
            if rest:
                self._rests[target] = rest

    def knows(self, target: Target) -> bool:
        """Return whether an object has this id."""
        return target in self._names

    def name_of(self, target: Target) -> str:
        """Return the name of an object, or its id if the name is unknown."""
        name = self._names.get(target)
        return name or (str(target.key[0]) if isinstance(target, NewObject) else str(target))

    def has_name(self, name: str) -> bool:
        """Return whether any object is called so."""
        return bool(self._called(name))

    def _called(self, name: str) -> list[Target]:
        """Return the objects of a name; spaces at its ends, and the case of an email, count only between two."""
        mark = self._mark(name)
        return self._named.get(name) or [*self._named.get(mark, ()), *self._marked.get(mark, ())]

    def is_unique(self, target: Target) -> bool:
        """Return whether an object has a name that no other one has."""
        name = self._names.get(target)
        return bool(name) and len(self._named[str(name)]) == 1

    def rest_of(self, target: Target) -> list[tuple[Field, Any]]:
        """Return the rest of a natural key if no other object has the same name and rest; empty where that fails."""
        name, rest = self._names.get(target), self._rests.get(target)
        if not name or rest is None or None in rest:
            return []
        alike = sum(self._rests.get(other) == rest for other in self._named[name])
        return list(zip(self.resource.key_fields[1:], rest, strict=True)) if alike == 1 else []

    def key_part(self, target: Target, api_name: str) -> Any:
        """Return a part of the natural key of an object, besides its name; None if it is unknown."""
        rest = dict(zip(self.resource.key_names[1:], self._rests.get(target, ()), strict=False))
        return rest.get(api_name)

    def find(self, name: str, rest: Mapping[int, Any]) -> Target:
        """Return the object with this name and these other parts of its key, by their positions in it.

        ValueError says which objects there are instead.
        """
        named = self._called(name)
        targets = [target for target in named if self._has_rest(target, rest)] if rest else named
        if len(targets) == 1:
            return targets[0]
        if targets:
            raise ValueError(self._ambiguous(targets))
        if named:
            parts = " and ".join(self.resource.key[place] for place in rest)
            raise MissingError(f"no {self.resource.label} of this name has this {parts}. Give one by id: {_ids(named)}")
        if name not in self._hints and len(self._hints) < SHOWN_PROBLEMS:
            self._hints[name] = self._hint(name)
        raise MissingError(f"no {self.resource.label} has this name{self._hints.get(name, '')}")

    def _has_rest(self, target: Target, rest: Mapping[int, Any]) -> bool:
        own = self._rests.get(target, ())
        return all(place <= len(own) and own[place - 1] == value for place, value in rest.items())

    def _ambiguous(self, targets: list[Target]) -> str:
        _name, *rest = self.resource.key
        how = f"add {' and '.join(rest)}, or give one by id" if rest else "give one by id"
        return f"{len(targets)} {self.resource.plural} have this name; {how}: {_ids(targets)}"

    def _hint(self, name: str) -> str:
        """Say which names there are instead."""
        if question := did_you_mean(name, self._named, most=SHOWN_NAMES, cutoff=0.4):
            return f". {question}"
        if not self._named:
            return f". The organization has no {self.resource.plural}"
        return f". The names are, among others, {', '.join(map(quoted, sorted(self._named)[:SHOWN_NAMES]))}"


Directories: TypeAlias = Callable[[str], Directory]
"""The directory of each family: `Identities.before` or `Identities.after`."""


def _ids(targets: Iterable[Target]) -> str:
    return ", ".join("(a new one)" if isinstance(target, NewObject) else target for target in targets)


Showing: TypeAlias = "Callable[[Resource, Field], list[JSON]]"
"""Gives the objects of a family with a field that lists may leave out, where they can have it."""


def parts(resource: Resource, option: str, showing: Showing) -> Iterator[Entry]:
    """Yield the entries of a list in all live objects of a family."""
    field = resource.by_name[option]
    for row in showing(resource, field):
        for entry in row.get(field.api_name) or ():
            yield str(entry.get("name", "")), str(entry.get("id", "")), (row["id"],)


class Identities:
    """One table of the objects of all families, as they are before the run and as they are after it.

    It never changes: `planned` returns a new table, which shares existing directories. A directory is made, and its
    list read, when it is first needed.
    """

    kind_of_directory = Directory

    def __init__(
        self, catalog: Mapping[str, Resource], rows: Callable[[Resource], list[JSON]], showing: Showing | None = None
    ) -> None:
        self._catalog = catalog
        self._rows = rows
        self.showing = showing or (lambda resource, _field: rows(resource))
        self._before: dict[str, Directory] = {}
        self._after: dict[str, Directory] = {}
        self._planned: Mapping[str, Callable[[], Iterable[Entry]]] = {}

    def before(self, family: str) -> Directory:
        """Return the objects of a family before the run."""
        if family not in self._before:
            owner, _within, option = family.partition(WITHIN)
            resource = self._catalog[owner]
            entries = parts(resource, option, self.showing) if option else self._entries(resource)
            self._before[family] = self.kind_of_directory(self._resource(family), entries)
        return self._before[family]

    def _resource(self, family: str) -> Resource:
        owner, _within, option = family.partition(WITHIN)
        return self._catalog[owner].part(option) if option else self._catalog[owner]

    def _entries(self, resource: Resource) -> Iterator[Entry]:
        name, *rest = (part.api_name for part in resource.key_fields)
        for row in self._rows(resource):
            yield str(row.get(name, "")), str(row["id"]), tuple([row.get(part) for part in rest])

    def after(self, family: str) -> Directory:
        """Return the objects of a family after the run."""
        known = self._after.get(family)
        if known is None:
            entries = self._planned.get(family)
            known = self.kind_of_directory(self._resource(family), entries()) if entries else self.before(family)
            self._after[family] = known
        return known

    def is_planned(self, family: str) -> bool:
        """Return whether the run may create or delete objects of a family."""
        return family in self._planned

    def planned(self, family: str, entries: Callable[[], Iterable[Entry]]) -> Identities:
        """Return a table that also has one family as it is after the run."""
        table = type(self)(self._catalog, self._rows, self.showing)
        table._before = self._before
        table._after = {name: known for name, known in self._after.items() if name != family}
        table._planned = {**self._planned, family: entries}
        return table


def find(reference: ByName, directories: Directories) -> Target:
    """Return the object that a reference points to; ValueError says why there is none, or more than one.

    Where no object is called `Billing: Lyon`, and two fields make the key, that is the object Billing of Lyon.
    """
    directory = directories(reference.family)
    resource = directory.resource
    name, colon, last = reference.name.rpartition(": ")
    if colon and not reference.rest and len(resource.key) == 2 and not directory.has_name(reference.name):
        reference = ByName(reference.family, name.strip(), ((resource.key[1], last.strip()),))
    rest: dict[int, Any] = {}
    for option, value in reference.rest:
        written, part = resource.index.get(squash(option), (option, None))
        if part is None or part.name not in resource.key[1:]:
            known = " and ".join(("name", *resource.key[1:]))
            raise ValueError(f"{option}: unknown. The key of a {resource.label} is its {known}")
        is_name = bool(part.reference) and written == part.name
        target = find(ByName(part.reference, value), directories) if is_name else value
        rest[resource.key.index(part.name)] = target
    return directory.find(reference.name, rest)
