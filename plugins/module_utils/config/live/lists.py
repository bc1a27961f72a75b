# SPDX-License-Identifier: GPL-3.0-or-later
"""The live side: one complete list a family, read once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ...api.client import Client
from ...api.http.errors import NotFound, WxccError
from ..desired.desired import Desired
from ..model.resource import JSON, Resource
from .shape import check_shape


class LiveLists:
    """Caches the objects of an organization by family."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lists: dict[str, list[JSON]] = {}
        self._planned_at: dict[str, float] = {}
        self._places: dict[str, dict[str, int]] = {}

    def of(self, resource: Resource) -> list[JSON]:
        """Give every object of a family; rows lack the fields that lists leave out."""
        if resource.family not in self._lists:
            self._planned_at[resource.family] = self._client.clock()
            self.reread(resource)
        return self._lists[resource.family]

    def planned_at(self, resource: Resource) -> float:
        """Give the time, by the client's clock, before which nothing of the list that plans are made of was read."""
        return self._planned_at[resource.family]

    def place(self, resource: Resource, object_id: str) -> int:
        """Give the place of an object in the list that was read last, counted from 0."""
        if resource.family not in self._places:
            self._places[resource.family] = {row["id"]: place for place, row in enumerate(self.of(resource))}
        return self._places[resource.family].get(object_id, 0)

    def page(self, resource: Resource, number: int) -> tuple[list[JSON], bool]:
        """Give one page of the list as it is now, and whether it is the last."""
        rows, is_last = self._client.list_page(self._client.path("v2", resource.family), number)
        check_shape(resource, rows)
        return rows, is_last

    def reread(self, resource: Resource) -> list[JSON]:
        """Give every object of a family as it is now."""
        self._lists[resource.family] = self.read(resource)
        self._places.pop(resource.family, None)
        return self._lists[resource.family]

    def read(self, resource: Resource, params: dict[str, str] | None = None) -> list[JSON]:
        """Give the rows of a list that a filter or a projection narrows; they are not kept."""
        rows = self._client.list_all(self._client.path("v2", resource.family), params)
        check_shape(resource, rows)
        return rows

    def item(self, resource: Resource, object_id: str) -> JSON:
        """Give one complete object as it is now."""
        body = self._client.get_object(self._client.path(resource.family, object_id))
        check_shape(resource, [body])
        return body

    def complete(self, resource: Resource, desired: Iterable[Desired]) -> list[JSON]:
        """Give every object, complete where a record writes a field that lists leave out."""
        rows = self.of(resource)
        absent = {field.api_name for field in resource.fields if not field.in_list}
        wanted = [item for item in desired if absent & item.values.keys()]
        if not wanted:
            return rows
        name = resource.name_field.api_name
        ids = {item.id for item in wanted}
        names = {item.values.get(name) for item in wanted if not item.id}
        whole = self.items(resource, [row["id"] for row in rows if row["id"] in ids or row.get(name) in names])
        self._lists[resource.family] = [whole.get(row["id"], row) for row in rows]
        return self._lists[resource.family]

    def items(self, resource: Resource, ids: list[str]) -> dict[str, JSON]:
        """Give complete objects by id, less those that are gone meanwhile."""
        found = self._client.parallel([partial(self.item, resource, object_id) for object_id in ids])
        whole: dict[str, JSON] = {}
        for object_id, body in zip(ids, found, strict=True):
            if isinstance(body, WxccError):
                if not isinstance(body, NotFound):
                    raise body
            else:
                whole[object_id] = body
        return whole
