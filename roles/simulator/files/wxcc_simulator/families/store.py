# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of one organization, by id, by natural key and by the objects that they refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wxcc_simulator.families.family import Family, Object, Reference

Key = tuple[Any, ...]
Place = tuple[str, str]


@dataclass
class _Shelf:
    """The objects of one family by their ids, their ids by natural key, and their ids by what they refer to."""

    objects: dict[str, Object] = field(default_factory=dict)
    ids: dict[Key, str] = field(default_factory=dict)
    referring: dict[Place, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    parts: dict[str, None] = field(default_factory=dict)


class Store:
    """Whole objects as they were last written; what is derived from other objects is not in here."""

    def __init__(self, families: Mapping[str, Family]) -> None:
        self._families = families
        self._shelves = {name: _Shelf() for name in families}
        self._with_parts = {
            (reference.family, reference.part)
            for family in families.values()
            for reference in family.references
            if reference.part
        }

    def with_empty(self, families: Iterable[str]) -> Store:
        """A store without objects of these families, which shares the other objects with this one."""
        other = Store(self._families)
        other._shelves = {**self._shelves, **{name: _Shelf() for name in families}}
        return other

    def with_those_of(self, other: Store, families: Iterable[str]) -> Store:
        """A store with the other store's objects of these families, which shares the other objects with this one."""
        joined = Store(self._families)
        joined._shelves = {**self._shelves, **{name: other._shelves[name] for name in families}}
        return joined

    def all(self, family: str) -> list[Object]:
        """Every object of a family, oldest first; none where the family is not kept here."""
        return list(self._shelves[family].objects.values()) if family in self._shelves else []

    def inside(self, family: Family) -> list[Object]:
        """Every object of a family that is kept inside others, parent by parent."""
        parent_family, field = family.inside
        return [child for parent in self.all(parent_family) for child in parent.get(field, ())]

    def count(self, family: str) -> int:
        """How many objects of a family there are."""
        return len(self._shelves[family].objects)

    def get(self, family: str, object_id: str) -> Object | None:
        """One object, or None."""
        return self._shelves[family].objects.get(object_id)

    def knows(self, family: str) -> bool:
        """Whether objects of this family are kept here, so that a reference to one can be checked."""
        return family in self._shelves

    def id_of(self, family: str, candidate: Object) -> str | None:
        """The id of the object that has the natural key of the candidate."""
        return self._shelves[family].ids.get(self._key(family, candidate))

    def save(self, family: str, item: Object) -> None:
        """Replace the object with this id, or add it."""
        shelf, object_id = self._shelves[family], item["id"]
        live = shelf.objects.get(object_id)
        if live is not None:
            self._forget(family, live)
        shelf.objects[object_id] = item
        shelf.ids[self._key(family, item)] = object_id
        shelf.parts.update(dict.fromkeys(self.parts(family, item)))
        for target in self._targets(family, item):
            shelf.referring[target][object_id] = None

    def remove(self, family: str, object_id: str) -> None:
        """Take an object away."""
        self._forget(family, self._shelves[family].objects.pop(object_id))

    def referrers(self, family: str, object_id: str) -> dict[str, list[str]]:
        """The ids of the objects that refer to this one, or to a part of it, by family."""
        item = self.get(family, object_id)
        return self.referring(family, [object_id, *(self.parts(family, item) if item else ())])

    def referring(self, family: str, ids: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the objects that refer to one of these, objects or parts of objects, by family."""
        ids = list(ids)
        found = {
            name: list(dict.fromkeys(who for wanted in ids for who in shelf.referring.get((family, wanted), ())))
            for name, shelf in self._shelves.items()
        }
        return {name: found[name] for name in sorted(found) if found[name]}

    def parts(self, family: str, item: Object) -> Iterator[str]:
        """The ids of the children of an object that others may refer to."""
        for of_family, part in self._with_parts:
            if of_family == family:
                yield from values_at(item, f"{part}.id")

    def missing_references(self, family: str, item: Object) -> list[tuple[str, str, str]]:
        """Field, family and id of every reference of the object to a missing one."""
        return [
            (reference.field, reference.family, wanted)
            for reference in self._families[family].references
            if reference.is_checked and self.knows(reference.family)
            for wanted in values_at(item, reference.field)
            if not self._leads_somewhere(reference, wanted)
        ]

    def _leads_somewhere(self, reference: Reference, wanted: str) -> bool:
        shelf = self._shelves[reference.family]
        return wanted in (shelf.parts if reference.part else shelf.objects)

    def _forget(self, family: str, item: Object) -> None:
        shelf, key, object_id = self._shelves[family], self._key(family, item), item["id"]
        if shelf.ids.get(key) == object_id:
            del shelf.ids[key]
        for part in self.parts(family, item):
            shelf.parts.pop(part, None)
        for target in set(self._targets(family, item)):
            del shelf.referring[target][object_id]
            if not shelf.referring[target]:
                del shelf.referring[target]

    def _key(self, family: str, item: Object) -> Key:
        return self._families[family].key_of(item)

    def _targets(self, family: str, item: Object) -> Iterator[Place]:
        for reference in self._families[family].references:
            for wanted in values_at(item, reference.field):
                yield reference.family, wanted


def values_at(item: Any, field: str) -> Iterator[str]:
    """The ids at a dotted field, through lists: `queueRankings.queueId` of a team."""
    head, _unused, rest = field.partition(".")
    value = item.get(head)
    for entry in value if isinstance(value, list) else [value]:
        if rest and isinstance(entry, dict):
            yield from values_at(entry, rest)
        elif isinstance(entry, str):
            yield entry
