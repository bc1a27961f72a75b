# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of one organization, found by id, by natural key and by who refers to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wxcc_simulator.behaviour import Behaviour

Object = dict[str, Any]
Key = tuple[Any, ...]
Place = tuple[str, str]


class Store:
    """Whole objects as they were last written; what is derived from other objects is not in here."""

    def __init__(self, behaviours: dict[str, Behaviour]) -> None:
        self._behaviours = behaviours
        self._objects: dict[str, dict[str, Object]] = {name: {} for name in behaviours}
        self._ids: dict[str, dict[Key, str]] = {name: {} for name in behaviours}
        self._referrers: dict[Place, dict[Place, None]] = defaultdict(dict)

    def all(self, family: str) -> list[Object]:
        """Every object of a family, oldest first."""
        return list(self._objects[family].values())

    def get(self, family: str, object_id: str) -> Object | None:
        """One object, or None."""
        return self._objects[family].get(object_id)

    def knows(self, family: str) -> bool:
        """Whether objects of this family are kept here, so that a reference to one can be checked."""
        return family in self._objects

    def id_of(self, family: str, candidate: Object) -> str | None:
        """The id of the object that has the natural key of the candidate."""
        return self._ids[family].get(self._key(family, candidate))

    def save(self, family: str, item: Object) -> None:
        """Put an object in the place of the one with its id, or add it."""
        live = self._objects[family].get(item["id"])
        if live is not None:
            self._forget(family, live)
        self._objects[family][item["id"]] = item
        self._ids[family][self._key(family, item)] = item["id"]
        for target in self._targets(family, item):
            self._referrers[target][(family, item["id"])] = None

    def remove(self, family: str, object_id: str) -> None:
        """Take an object away."""
        self._forget(family, self._objects[family].pop(object_id))

    def referrers(self, family: str, object_id: str) -> dict[str, list[Object]]:
        """The objects that refer to this one, by family."""
        found: dict[str, list[Object]] = {}
        for referring, referring_id in self._referrers.get((family, object_id), ()):
            found.setdefault(referring, []).append(self._objects[referring][referring_id])
        return dict(sorted(found.items()))

    def missing_references(self, family: str, item: Object) -> list[tuple[str, str, str]]:
        """Field, family and id of every reference of the object that leads nowhere."""
        return [
            (reference.field, reference.family, wanted)
            for reference in self._behaviours[family].references
            if reference.is_checked and self.knows(reference.family)
            for wanted in values_at(item, reference.field)
            if wanted not in self._objects[reference.family]
        ]

    def _forget(self, family: str, item: Object) -> None:
        key = self._key(family, item)
        if self._ids[family].get(key) == item["id"]:
            del self._ids[family][key]
        for target in self._targets(family, item):
            self._referrers[target].pop((family, item["id"]), None)

    def _key(self, family: str, item: Object) -> Key:
        return tuple(item.get(name) for name in self._behaviours[family].key)

    def _targets(self, family: str, item: Object) -> Iterator[Place]:
        for reference in self._behaviours[family].references:
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
