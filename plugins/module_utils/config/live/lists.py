# SPDX-License-Identifier: GPL-3.0-or-later
"""The live side: one complete list a family, read once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from ...api.client import Client
from ...api.http.errors import NotFound, WxccError
from ..model.resource import Resource
from ..model.values import JSON
from .shape import check_shape


class LiveLists:
    """Caches the objects of an organization by family.

    With `plan_is_older`, what is planned was not made of these lists, so nothing in it counts as read a moment ago.
    """

    def __init__(self, client: Client, *, plan_is_older: bool = False) -> None:
        self._client = client
        self._plan_is_older = plan_is_older
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
        return float("-inf") if self._plan_is_older else self._planned_at[resource.family]

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

    def read_all(self, resources: Sequence[Resource]) -> None:
        """Read the lists of several families side by side."""
        for rows in self._client.parallel([partial(self.of, resource) for resource in resources]):
            if isinstance(rows, WxccError):
                raise rows

    def whole(self, resource: Resource, ids: Collection[str]) -> dict[str, JSON]:
        """Give complete objects by id, and keep them in the place of their rows."""
        if not ids:
            return {}
        whole = self.items(resource, list(ids))
        self._lists[resource.family] = [whole.get(row["id"], row) for row in self.of(resource)]
        return whole

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
