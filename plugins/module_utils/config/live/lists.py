# SPDX-License-Identifier: GPL-3.0-or-later
"""The live side: the complete list of a family, read once, and each object, read once where lists leave fields out."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from ...api.client import Client
from ...api.http.errors import BadAnswer, NotFound, WxccError
from ...api.http.workers import succeeded
from ..model.catalog.table import CATALOG
from ..model.kinds.field import Field
from ..model.resource import Resource
from ..model.values import JSON
from ..model.verbs import PARENT, parts_of
from .cache import ObjectCache
from .contents import LiveContents
from .shape import check_shape

T = TypeVar("T")


class LiveLists:
    """Caches the objects of an organization by family."""

    def __init__(self, client: Client, cache: ObjectCache | None = None) -> None:
        self.contents = LiveContents(client)
        self._client = client
        self._cache = cache or ObjectCache(None, client.org_id)
        self._lists: dict[str, list[JSON]] = {}
        self._reading: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)  # by family
        self._shown: dict[str, set[str]] = {}  # by family, fields that rows have although lists may leave them out
        self._planned_at: dict[str, float] = {}
        self._whole_at: dict[str, float] = {}  # by id, when the object in the list was read whole
        self._places: dict[str, dict[str, int]] = {}

    def of(self, resource: Resource) -> list[JSON]:
        """Return every object of a family; rows lack the fields that lists leave out."""
        with self._reading[resource.family]:
            if resource.family not in self._lists:
                self._planned_at[resource.family] = self._client.clock()
                self._lists[resource.family] = self.read(resource)
        return self._lists[resource.family]

    def showing(self, resource: Resource, field: Field) -> list[JSON]:
        """Return the same with one field that lists leave out: objects that can have it are read, once per run."""
        rows = self.of(resource)
        if field.api_name not in self.hidden(resource):
            return rows
        able = [row for row in rows if not resource.rules_out(row, field.name)]
        remembered = {row["id"]: body for row in able if (body := self.remembered(resource, row))}
        whole = self.whole(resource, [row["id"] for row in able if row["id"] not in remembered])
        return [whole.get(row["id"]) or remembered.get(row["id"]) or row for row in rows]

    def has(self, resource: Resource) -> bool:
        """Return whether the list of a family has been read."""
        return resource.family in self._lists

    def hidden(self, resource: Resource) -> frozenset[str]:
        """Return the fields that have no value in any row read so far; a field that any row has counts as shown."""
        return resource.hidden - self._shown.get(resource.family, set())

    def read_at(self, resource: Resource, object_id: str) -> tuple[float, bool]:
        """Return when the object that a plan uses was read, by the client's clock, and whether it is whole."""
        at = self._whole_at.get(object_id)
        return (self._planned_at[resource.family], not self.hidden(resource)) if at is None else (at, True)

    def place(self, resource: Resource, object_id: str) -> int:
        """Return the place of an object in the list that was read last, counted from 0."""
        if resource.family not in self._places:
            self._places[resource.family] = {row["id"]: place for place, row in enumerate(self.of(resource))}
        return self._places[resource.family].get(object_id, 0)

    def page(self, resource: Resource, number: int) -> tuple[list[JSON], bool]:
        """Return one page of the list as it is now, and whether it is the last."""
        rows, is_last = self._client.list_page(self._client.path(*resource.path("list")), number)
        rows = _open(resource, rows)
        self._look_at(resource, rows)
        return rows, is_last

    def reread(self, resource: Resource) -> list[JSON]:
        """Return every object of a family as it is now."""
        self._lists[resource.family] = self.read(resource, is_fresh=True)
        self._places.pop(resource.family, None)
        return self._lists[resource.family]

    def read(self, resource: Resource, params: dict[str, str] | None = None, *, is_fresh: bool = False) -> list[JSON]:
        """Return the rows of a list that a filter or a projection narrows; they are not kept.

        For a family whose objects have a parent, this reads the rows of all parents; with `is_fresh` of the current
        ones.
        """
        if resource.paths.is_bare:
            rows = self._client.list_bare(
                self._client.path(*resource.path("list")), {**resource.paths.params, **(params or {})}
            )
        elif not resource.parent:
            rows = self._client.list_all(self._client.path(*resource.path("list")), params)
        else:
            of_parents = CATALOG[resource.by_name[resource.parent].reference]
            parents = self.reread(of_parents) if is_fresh else self.of(of_parents)
            lists = self._client.parallel([partial(self._children, resource, row["id"], params) for row in parents])
            rows = [row for part in succeeded(_unless_gone(lists)) for row in part]
        rows = _open(resource, rows)
        self._look_at(resource, rows)
        return rows

    def item(self, resource: Resource, known: Mapping[str, Any]) -> JSON:
        """Return the complete current object of a row or an older body."""
        return self._finished(resource, self._item(resource, known))

    def _item(self, resource: Resource, known: Mapping[str, Any]) -> JSON:
        parent = {resource.parent_name: known[resource.parent_name]} if resource.parent else {}
        return self._client.get_object(self._client.path(*resource.path("item", known), str(known["id"]))) | parent

    def _finished(self, resource: Resource, body: JSON) -> JSON:
        """Return an object with the entries that have a list of their own, and cache its other fields."""
        lists = [field for field in resource.with_entries if field.entries and field.entries.list]
        body = body | {field.api_name: self.entries(field, str(body["id"])) for field in lists}
        check_shape(resource, [body])
        (body,) = _open(resource, [body])
        if not resource.with_entries:  # the version of the object does not change with them
            self._cache.keep(resource, body)
        return body

    def entries(self, field: Field, object_id: str) -> list[JSON]:
        """Return the entries of a field that have requests of their own, as they are now."""
        paths = field.entries
        if paths is None:
            raise TypeError(f"{field.name}: its entries have no requests of their own")
        if paths.list:
            return self._client.list_all(self._client.path(*parts_of(paths.list, object_id)))
        owner = paths.item.partition(f"/{PARENT}")[0]
        found: list[JSON] = self._client.get_object(self._client.path(owner, object_id)).get(field.api_name) or []
        return found

    def under(self, field: Field, targets: Collection[str]) -> dict[str, dict[str, JSON]]:
        """Return the values under each target, by the id of the object and then of the target."""
        paths = field.under
        if paths is None:
            raise TypeError(f"{field.name}: is not kept under another object")
        ordered = sorted(targets)
        reads = [partial(self._client.list_all, self._client.path(*parts_of(paths.list, one))) for one in ordered]
        found: dict[str, dict[str, JSON]] = {}
        for target, rows in zip(ordered, self._client.parallel(reads), strict=True):
            if isinstance(rows, NotFound):  # the target has been deleted since, so nothing is under it
                continue
            if isinstance(rows, WxccError):
                raise rows
            for row in rows:
                found.setdefault(row["id"], {})[target] = row
        return found

    def targets_of(self, field: Field) -> list[str]:
        """Return the ids of the objects under which values of a field can stand."""
        kind = field.target_kind
        rows = [row for family in sorted(kind.families) for row in self.of(CATALOG[family])]
        return [row["id"] for row in rows if kind.takes(row)]

    def keep(self, resource: Resource, body: JSON) -> None:
        """Put an object into the cache."""
        self._cache.keep(resource, body)

    def read_all(self, resources: Sequence[Resource]) -> None:
        """Read the lists of several families side by side."""
        succeeded(self._client.parallel([partial(self.of, resource) for resource in resources]))

    def remembered(self, resource: Resource, row: JSON) -> JSON | None:
        """Return an object with its cached fields; None if some that the row leaves out are not cached."""
        if resource.with_entries:
            return None
        hidden = self.hidden(resource) & resource.hidden_here
        fields = self._cache.fields_of(resource, row, hidden)
        if fields is None:
            return None
        body = {name: value for name, value in row.items() if name not in hidden} | fields
        try:
            check_shape(resource, [body])
        except BadAnswer:
            return None
        return body

    def whole(self, resource: Resource, ids: Collection[str]) -> dict[str, JSON]:
        """Return complete objects by id, without those deleted since, and keep them instead of their rows."""
        if not ids:
            return {}
        chosen = set(ids)
        known = self.read_whole(resource, chosen)
        found = self.items(resource, [row for row in self.of(resource) if row["id"] in chosen - known.keys()])
        succeeded(_unless_gone(found.values()))
        return known | {object_id: body for object_id, body in found.items() if not isinstance(body, WxccError)}

    def read_whole(self, resource: Resource, ids: Collection[str]) -> dict[str, JSON]:
        """Return those complete objects that were read before."""
        if self._whole_at.keys().isdisjoint(ids):
            return {}
        kept = self._whole_at.keys() & set(ids)
        return {row["id"]: row for row in self._lists.get(resource.family, ()) if row["id"] in kept}

    def items(self, resource: Resource, rows: Iterable[JSON]) -> dict[str, JSON | WxccError]:
        """Read the objects of rows in parallel, and keep them instead of their rows; an error where that fails."""

        def read(row: JSON) -> tuple[float, JSON]:
            at = self._client.clock()
            whole = resource.hidden <= resource.entry_names and bool(resource.with_entries)
            return at, self._finished(resource, row) if whole and _has_lists(resource) else self.item(resource, row)

        rows = list(rows)
        answers = self._client.parallel([partial(read, row) for row in rows])
        refused: dict[str, WxccError] = {}
        whole: dict[str, JSON] = {}
        for row, answer in zip(rows, answers, strict=True):
            if isinstance(answer, WxccError):
                refused[row["id"]] = answer
                continue
            at, whole[row["id"]] = answer
            if resource.family in self._lists:
                self._whole_at[row["id"]] = at
        if resource.family in self._lists:
            self._lists[resource.family] = [whole.get(row["id"], row) for row in self._lists[resource.family]]
        return {**refused, **whole}

    def beside(self, resource: Resource, ids: Collection[str]) -> dict[str, JSON]:
        """Return by id what stands for the files of objects: a digest, or what the file says."""
        return self.contents.all_beside(resource, [row for row in self.of(resource) if row["id"] in ids]) if ids else {}

    def ids(self) -> dict[str, list[str]]:
        """Return the ids of the objects in the lists that were read last, by family."""
        return {family: [row["id"] for row in rows] for family, rows in self._lists.items()}

    def _children(self, resource: Resource, parent_id: str, params: dict[str, str] | None) -> list[JSON]:
        own = {resource.parent_name: parent_id}
        rows = self._client.list_all(self._client.path(*resource.path("list", own)), params)
        return [row | own for row in rows]

    def _look_at(self, resource: Resource, rows: list[JSON]) -> None:
        """Check the shape of rows, and note which fields they show; an empty value does not count."""
        check_shape(resource, rows)
        shown = self._shown.setdefault(resource.family, set())
        for name in resource.hidden - shown:
            if any(row.get(name) not in (None, "", [], {}) for row in rows):
                shown.add(name)


def _has_lists(resource: Resource) -> bool:
    """Return whether all entries with requests of their own also have a list of their own."""
    return all(field.entries and field.entries.list for field in resource.with_entries)


def _open(resource: Resource, rows: list[JSON]) -> list[JSON]:
    """Return objects without secrets, which a service may show although it should not."""
    return [resource.without_secrets(row) for row in rows] if resource.secret_fields else rows


def _unless_gone(results: Iterable[T | WxccError]) -> list[T | WxccError]:
    """Return what was read, without objects deleted since."""
    return [result for result in results if not isinstance(result, NotFound)]
