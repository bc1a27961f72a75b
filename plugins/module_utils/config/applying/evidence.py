# SPDX-License-Identifier: GPL-3.0-or-later
"""What the live side shows of writes whose outcome is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from ...api.client import Client
from ...api.http.errors import Conflict, Unauthorized, WxccError
from ..live.lists import LiveLists
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.action import CREATE, DELETE, Action
from .outcome import Outcome, State
from .payload import Payloads

NAME_TAKEN = "an object with this name exists now"


@dataclass(frozen=True)
class Seen:
    """An object as an answer showed it.

    A field that is absent is unset, but for `hidden` ones (names in payloads), which a row of a list does not show.
    """

    body: JSON
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Findings:
    """The outcomes that the live side shows, the actions to send again, and the objects that were read, by id."""

    settled: dict[Action, Outcome]
    again: list[Action]
    seen: dict[str, JSON]


def shows(action: Action, seen: Seen, payloads: Payloads) -> bool | None:
    """Return whether an object has everything that an action writes; None if this answer cannot show that."""
    fields = action.resource.by_api
    values = payloads.resolved(action.resource, action.values)
    values = {name: value for name, value in values.items() if fields[name].under is None}  # settled where it is sent
    shown = [name for name in values if name not in seen.hidden]
    if not all(fields[name].same(seen.body.get(name), values[name]) for name in shown):
        return False
    return True if len(shown) == len(values) else None


class Evidence:
    """Finds the outcome of writes in doubt: reads the list once, and an object where its row does not show enough."""

    def __init__(self, client: Client, live: LiveLists, payloads: Payloads) -> None:
        self._client = client
        self._live = live
        self._payloads = payloads
        self._old: dict[str, set[str]] = {}  # ids of the objects that existed before the first look, by family

    def look(self, resource: Resource, doubtful: Mapping[Action, Outcome]) -> Findings:
        """Return for each action what the live side shows."""
        if not doubtful:
            return Findings({}, [], {})
        try:
            if resource.family not in self._old:
                self._old[resource.family] = {row["id"] for row in self._live.of(resource)}
            rows = self._live.reread(resource)
        except WxccError as error:
            return Findings({action: _unread(outcome, error) for action, outcome in doubtful.items()}, [], {})
        found = self._found(resource, doubtful, rows)
        landed: dict[Action, bool | WxccError | None] = {}
        for action in doubtful:
            row = found.get(action)
            if action.kind == DELETE:
                landed[action] = row is None
            else:
                seen = Seen(row or {}, self._live.hidden(resource) | resource.beside)
                landed[action] = row is not None and shows(action, seen, self._payloads)
        landed |= self._items(resource, {action: found[action] for action in landed if landed[action] is None})
        settled, again = {}, []
        for action, outcome in doubtful.items():
            judged = _judged(action, outcome, found.get(action), landed[action])
            if judged:
                settled[action] = judged
            else:
                again.append(action)
        return Findings(settled, again, {row["id"]: row for row in found.values()})

    def _found(self, resource: Resource, doubtful: Mapping[Action, Outcome], rows: list[JSON]) -> dict[Action, JSON]:
        """Return the row of each action's object: a new one by its key, the others by id.

        An object that existed before is not the new one, even if it has the key because its rename was refused.
        """
        by_key = {resource.key_of(row): row for row in rows if row["id"] not in self._old[resource.family]}
        by_id = {row["id"]: row for row in rows}
        found = {
            action: by_key.get(resource.key_of(self._payloads.resolved(resource, action.values)))
            if action.kind == CREATE
            else by_id.get(action.id)
            for action in doubtful
        }
        return {action: row for action, row in found.items() if row is not None}

    def _items(self, resource: Resource, rows: Mapping[Action, JSON]) -> dict[Action, bool | WxccError | None]:
        """Read the objects whose row does not show enough; an error for one that cannot be read."""
        bodies = self._client.parallel([partial(self._item, resource, action, row) for action, row in rows.items()])
        return {
            action: body if isinstance(body, WxccError) else shows(action, Seen(body), self._payloads)
            for action, body in zip(rows, bodies, strict=True)
        }

    def _item(self, resource: Resource, action: Action, row: JSON) -> JSON:
        body = row if resource.paths.has_documents else self._live.item(resource, row)
        return self._live.contents.beside(resource, body) if resource.beside & action.values.keys() else body


def _judged(action: Action, outcome: Outcome, row: JSON | None, landed: bool | WxccError | None) -> Outcome | None:
    """Return the outcome as far as it is known now, None for an action that must be sent again."""
    if isinstance(landed, WxccError):
        return _unread(outcome, landed)
    if landed:
        return Outcome(id=row["id"] if row else action.id)
    if isinstance(outcome.error, Conflict) or (action.kind == CREATE and row is not None):
        return replace(outcome, hint=NAME_TAKEN)
    return None


def _unread(doubtful: Outcome, error: WxccError) -> Outcome:
    """Return the outcome of a write in doubt after a failed read; a 401 comes first, because a new token helps."""
    if isinstance(error, Unauthorized):
        hint = f"the list could not be read after this: {doubtful.error}"
        return Outcome(error=error, hint=hint, state=State.IN_DOUBT)
    return replace(doubtful, hint=f"the list could not be read: {error}", state=State.IN_DOUBT)
