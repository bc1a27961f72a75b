# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that changes are laid over, so fresh that a write by somebody else is almost never lost."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from ...api.client import Client
from ...api.http.errors import WxccError
from ...api.lists import PAGE_SIZE
from ..live.lists import LiveLists
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.action import CREATE, DELETE, UPDATE, Action

FRESH_S: Final = 10.0
"""How long an object that was read may be overwritten without another check of its version."""


@dataclass(frozen=True)
class _Copy:
    """An object as it was read at a time, in seconds of the client's clock.

    Without `whole`, it lacks the fields that lists leave out.
    """

    body: JSON
    at: float
    whole: bool


@dataclass(frozen=True)
class _Page:
    """The rows of a page by id, and when they were read."""

    rows: dict[str, JSON]
    at: float


class Copies:
    """Returns each object as it was read last, after a check of its version if that was some time ago.

    The check reads a page of the list, for the hundred objects on it, and then each object whose version has moved.
    Where lists leave fields out, an object is read whole once, for its comparison or before its first write; while its
    row has the same version and time, it needs no second read.
    """

    def __init__(self, client: Client, live: LiveLists) -> None:
        self._client = client
        self._live = live
        self._latest: dict[str, _Copy] = {}  # by id
        self._outdated: set[str] = set()  # ids of objects that must be read before the next write
        self._unknown: set[str] = set()  # those of them that this run wrote without seeing the result
        self._pages: dict[tuple[str, int], _Page] = {}  # by family and number of the page
        self._reading: dict[tuple[str, int], threading.Lock] = {}
        self._page_lengths: dict[str, int] = {}  # by family, where the service returns fewer rows than requested

    def keep(self, seen: Mapping[str, JSON], at: float | None = None, *, whole: bool) -> None:
        """Remember objects as an answer showed them, by id; `whole` if it shows all fields."""
        at = self._client.clock() if at is None else at
        self._latest.update({object_id: _Copy(body, at, whole) for object_id, body in seen.items()})
        self._outdated.difference_update(seen)
        self._unknown.difference_update(seen)

    def written(self, action: Action, sent: JSON, answer: JSON) -> None:
        """Remember the answer to a write; an answer without a field that was sent does not show the whole object."""
        hidden = self._live.hidden(action.resource)
        whole = all(answer.get(name) is not None for name in hidden & sent.keys())
        whole &= not action.resource.with_entries
        answer = action.resource.without_secrets(answer)
        self.keep({str(action.id): answer}, whole=whole)
        if whole:
            self._live.keep(action.resource, answer)

    def outdate(self, action: Action, *, by_us: bool) -> None:
        """Forget the copy of an object, because it was written and no answer shows the result."""
        self._outdated.add(str(action.id))
        if by_us:
            self._unknown.add(str(action.id))

    def latest(self, action: Action) -> JSON | None:
        """Return an object as this run saw it last, None where its current state is unknown."""
        if action.id in self._unknown:
            return None
        copy = self._latest.get(str(action.id))
        return copy.body if copy else action.live

    def unseen(self, action: Action) -> frozenset[str]:
        """Return the names of fields that the last copy of an object does not show."""
        known = self.latest(action)
        is_whole = known is None or self._copy(action, known).whole
        return frozenset() if is_whole else self._live.hidden(action.resource)

    def of(self, action: Action, needed: frozenset[str] | None = None) -> JSON:
        """Return the object that an action changes, whole, or with the fields that are `needed` of it.

        There is none where the action makes one. Where nothing is needed, a copy of any age will do.
        """
        if action.kind == CREATE:
            return {}
        known = self.latest(action)
        if action.kind == DELETE and known:  # nothing of it is sent back, so no other write can be lost
            return known
        if known is not None and needed is not None and not needed:
            return known
        hidden = self._live.hidden(action.resource)
        if known is None or action.id in self._outdated:
            return self.read(action)
        copy = self._copy(action, known)
        if not copy.whole and (needed is None or needed & hidden):
            return self.read(action)
        if self._is_fresh(copy.at):
            return copy.body
        if action.resource.parent:  # its family has many lists, so it has no place in one
            return self.read(action)
        row, at = self._listed(action.resource, str(action.id))
        if row is None or not _is_same(row, copy.body, proof=bool(hidden)):
            return self.read(action)
        body = copy.body if hidden else row
        self.keep({str(action.id): body}, at, whole=copy.whole)
        return body

    def read(self, action: Action) -> JSON:
        """Return an object as it is now."""
        at = self._client.clock()
        body = self._live.item(action.resource, action.live or {})
        self.keep({str(action.id): body}, at, whole=True)
        return body

    def listed_now(self, actions: Sequence[Action]) -> dict[str, JSON]:
        """Return the rows of objects of one family by id, of the pages on which they stood, as these are now.

        An object that has left its page has none; nor has any where there is no such page or it cannot be read.
        """
        resource = actions[0].resource
        if resource.parent or resource.paths.is_bare or not self._live.has(resource):
            return {}
        length = self._page_lengths.get(resource.family, PAGE_SIZE)
        numbers = sorted({self._live.place(resource, str(action.id)) // length for action in actions})
        at = self._client.clock()
        pages = self._client.parallel([partial(self._live.page, resource, number) for number in numbers])
        found = {row["id"]: row for page in pages if not isinstance(page, WxccError) for row in page[0]}
        rows = {str(action.id): found[str(action.id)] for action in actions if action.id in found}
        self.keep(rows, at, whole=not self._live.hidden(resource))
        return rows

    def place(self, action: Action) -> int:
        """Return the position of an object in its list: writes in this order need each page once."""
        if self._live.hidden(action.resource) and not self._live.has(action.resource):
            return 0  # its objects are read one by one, so no page of a list is worth reading first
        return self._live.place(action.resource, str(action.id))

    def good_until(self, action: Action, needed: frozenset[str] | None = None) -> float | None:
        """Return until when the object may be overwritten with this copy; None where there is none."""
        known = self.latest(action)
        if not known or action.kind != UPDATE or (needed is not None and not needed):
            return None
        return self._copy(action, known).at + FRESH_S

    def _copy(self, action: Action, known: JSON) -> _Copy:
        return self._latest.get(str(action.id)) or _Copy(known, *self._live.read_at(action.resource, str(action.id)))

    def _is_fresh(self, at: float) -> bool:
        return self._client.clock() - at <= FRESH_S

    def _listed(self, resource: Resource, object_id: str) -> tuple[JSON | None, float]:
        """Return the row of an object on its page, None if it is gone, and when the page was read."""
        place = self._live.place(resource, object_id)
        length = self._page_lengths.get(resource.family, PAGE_SIZE)
        page = self._page(resource, place // length)
        if object_id not in page.rows and self._page_lengths.get(resource.family, length) != length:
            page = self._page(resource, place // self._page_lengths[resource.family])
        return page.rows.get(object_id), page.at

    def _page(self, resource: Resource, number: int) -> _Page:
        """Return a page that was read just now; of several threads that need it, the first reads it."""
        key = (resource.family, number)
        with self._reading.setdefault(key, threading.Lock()):
            page = self._pages.get(key)
            if page is None or not self._is_fresh(page.at):
                at = self._client.clock()
                rows, is_last = self._live.page(resource, number)
                if rows and not is_last:
                    self._page_lengths[resource.family] = len(rows)
                page = self._pages[key] = _Page({row["id"]: row for row in rows}, at)
            return page


def _is_same(row: JSON, body: JSON, *, proof: bool) -> bool:
    """Return whether an object is unchanged since it was read; with `proof`, only if the service shows that.

    A row that shows everything is as good as the object. One that leaves fields out has to have a version and a time.
    """
    if not proof:
        return bool(row.get("version") == body.get("version"))
    return all(row.get(name) is not None and row[name] == body.get(name) for name in ("version", "lastUpdatedTime"))
