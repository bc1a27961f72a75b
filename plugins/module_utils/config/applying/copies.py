# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that changes are laid over, so fresh that a write by somebody else is hardly ever overwritten."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...api.client import Client
from ...api.lists import PAGE_SIZE
from ..live.lists import LiveLists
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.action import CREATE, DELETE, UPDATE, Action

FRESH_S: Final = 10.0
"""For how long an object that was read may be written over without another look at its version."""


@dataclass(frozen=True)
class _Copy:
    """An object as it was read, or several by id; `at` is when, in seconds of the client's clock."""

    body: JSON
    at: float


class Copies:
    """Gives each object as it was read last, after a look at its version where that was a while ago.

    The look takes a page of the list, which serves the hundred objects on it, and then one read for each object whose
    version has moved. Families whose lists leave fields out are read one by one anyway.
    """

    def __init__(self, client: Client, live: LiveLists) -> None:
        self._client = client
        self._live = live
        self._latest: dict[str, _Copy] = {}  # by id
        self._outdated: set[str] = set()  # ids of objects that have to be read before the next write
        self._unknown: set[str] = set()  # those of them that this run wrote without being shown the result
        self._pages: dict[tuple[str, int], _Copy] = {}  # rows by id, by family and number of the page
        self._reading: dict[tuple[str, int], threading.Lock] = {}
        self._page_lengths: dict[str, int] = {}  # by family, where the service gives fewer rows than are asked for

    def keep(self, seen: Mapping[str, JSON], at: float | None = None) -> None:
        """Remember objects as an answer showed them, by id."""
        at = self._client.clock() if at is None else at
        self._latest.update({object_id: _Copy(body, at) for object_id, body in seen.items()})
        self._outdated.difference_update(seen)
        self._unknown.difference_update(seen)

    def outdate(self, action: Action, *, by_us: bool) -> None:
        """Do not write over what was read of an object any more, since it was written without being shown."""
        self._outdated.add(str(action.id))
        if by_us:
            self._unknown.add(str(action.id))

    def latest(self, action: Action) -> JSON | None:
        """Give an object as this run saw it last, None where it saw nothing of what it is now."""
        if action.id in self._unknown:
            return None
        copy = self._latest.get(str(action.id))
        return copy.body if copy else action.live

    def of(self, action: Action) -> JSON:
        """Give the whole object that an action changes; there is none where it makes one."""
        if action.kind == CREATE:
            return {}
        known = self.latest(action)
        if action.kind == DELETE and known:  # nothing of it is kept, so nobody's write can be lost
            return known
        if known is None or action.id in self._outdated or not action.resource.list_is_whole:
            return self.read(action)
        copy = self._copy(action, known)
        if self._is_fresh(copy):
            return copy.body
        row, at = self._listed(action.resource, str(action.id))
        if row is None or row.get("version") != copy.body.get("version"):
            return self.read(action)
        self.keep({str(action.id): row}, at)
        return row

    def read(self, action: Action) -> JSON:
        """Give an object as it is now."""
        at = self._client.clock()
        body = self._live.item(action.resource, str(action.id))
        self.keep({str(action.id): body}, at)
        return body

    def place(self, action: Action) -> int:
        """Give the place of an object in its list: writes in this order need each page once."""
        return self._live.place(action.resource, str(action.id)) if action.resource.list_is_whole else 0

    def good_until(self, action: Action) -> float | None:
        """Give the time until which the object may be written over as it was given; None where nothing is."""
        known = self.latest(action)
        return self._copy(action, known).at + FRESH_S if known and action.kind == UPDATE else None

    def _copy(self, action: Action, known: JSON) -> _Copy:
        return self._latest.get(str(action.id)) or _Copy(known, self._live.planned_at(action.resource))

    def _is_fresh(self, copy: _Copy) -> bool:
        return self._client.clock() - copy.at <= FRESH_S

    def _listed(self, resource: Resource, object_id: str) -> tuple[JSON | None, float]:
        """Give the row of an object on its page, None where it is not there any more, and when that was read."""
        place = self._live.place(resource, object_id)
        length = self._page_lengths.get(resource.family, PAGE_SIZE)
        page = self._page(resource, place // length)
        if object_id not in page.body and self._page_lengths.get(resource.family, length) != length:
            page = self._page(resource, place // self._page_lengths[resource.family])
        return page.body.get(object_id), page.at

    def _page(self, resource: Resource, number: int) -> _Copy:
        """Give a page that was read a moment ago; where several threads want one, the first reads it."""
        key = (resource.family, number)
        with self._reading.setdefault(key, threading.Lock()):
            page = self._pages.get(key)
            if page is None or not self._is_fresh(page):
                at = self._client.clock()
                rows, is_last = self._live.page(resource, number)
                if rows and not is_last:
                    self._page_lengths[resource.family] = len(rows)
                page = self._pages[key] = _Copy({row["id"]: row for row in rows}, at)
            return page
