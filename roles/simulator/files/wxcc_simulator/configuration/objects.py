# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the objects of a family are kept: in a shelf of the store, or inside another object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from wxcc_simulator.families.family import Family, Object
from wxcc_simulator.families.store import Store


class Objects(Protocol):
    """The objects of one family, or of one parent."""

    def get(self, object_id: str) -> Object | None:
        """One object, or None."""

    def all(self) -> Sequence[Object]:
        """Every object, oldest first."""

    def holder(self, item: Object) -> str | None:
        """The id of the object that has the natural key of this one."""

    def save(self, item: Object) -> None:
        """Replace the object with this id, or add it."""

    def remove(self, object_id: str) -> None:
        """Remove an object."""

    def referring(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """The objects that refer to one of these ids, of objects or of their parts, by family."""

    def parts(self, item: Object) -> Iterable[str]:
        """The ids of the children of an object that others may refer to."""

    def missing(self, item: Object) -> list[tuple[str, str, str]]:
        """Field, family and id of every reference to a missing object."""


class OnShelf:
    """The objects of a family of its own."""

    def __init__(self, store: Store, family: Family) -> None:
        self._store = store
        self._name = family.name

    def get(self, object_id: str) -> Object | None:
        return self._store.get(self._name, object_id)

    def all(self) -> Sequence[Object]:
        return self._store.all(self._name)

    def holder(self, item: Object) -> str | None:
        return self._store.id_of(self._name, item)

    def save(self, item: Object) -> None:
        self._store.save(self._name, item)

    def remove(self, object_id: str) -> None:
        self._store.remove(self._name, object_id)

    def referring(self, ids: Iterable[str]) -> dict[str, list[str]]:
        return self._store.referring(self._name, ids)

    def parts(self, item: Object) -> Iterable[str]:
        return self._store.parts(self._name, item)

    def missing(self, item: Object) -> list[tuple[str, str, str]]:
        return self._store.missing_references(self._name, item)


class InParent:
    """The children in a field of an object, which have requests of their own."""

    def __init__(self, store: Store, family: Family, parent_id: str) -> None:
        self._store = store
        self._family = family
        self._parent_id = parent_id
        self._parent_family, self._field = family.inside

    @property
    def parent(self) -> Object | None:
        """The object that holds them, if it exists."""
        return self._store.get(self._parent_family, self._parent_id)

    def get(self, object_id: str) -> Object | None:
        return next((child for child in self.all() if child["id"] == object_id), None)

    def all(self) -> Sequence[Object]:
        children: Sequence[Any] = (self.parent or {}).get(self._field, ())
        return children

    def holder(self, item: Object) -> str | None:
        key = self._family.key_of(item)
        return next((child["id"] for child in self.all() if self._family.key_of(child) == key), None)

    def save(self, item: Object) -> None:
        known = self.get(item["id"]) is not None
        children = [item if child["id"] == item["id"] else child for child in self.all()]
        self._keep(children if known else [*children, item])

    def remove(self, object_id: str) -> None:
        self._keep([child for child in self.all() if child["id"] != object_id])

    def referring(self, ids: Iterable[str]) -> dict[str, list[str]]:
        return {}

    def parts(self, item: Object) -> Iterable[str]:
        return ()

    def missing(self, item: Object) -> list[tuple[str, str, str]]:
        return []

    def _keep(self, children: list[Object]) -> None:
        self._store.save(self._parent_family, {**(self.parent or {}), self._field: children})
