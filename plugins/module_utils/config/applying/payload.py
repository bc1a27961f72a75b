# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent for an action: whole objects, with the ids of what this run has created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...api.http.errors import WxccError
from ..model.resource import CLEAR, JSON, Resource
from ..planning.action import CREATE, Action
from ..planning.identities import NewObject


class Payloads:
    """Makes the bodies of requests; remembers new ids, and which fields the organization has no feature for."""

    def __init__(self, org_id: str) -> None:
        self._org_id = org_id
        self._new_ids: dict[NewObject, str] = {}
        self._without_flagged: set[str] = set()  # families whose feature-flagged fields were refused

    def note_created(self, action: Action, object_id: str) -> None:
        """Let later payloads refer to a new object."""
        self._new_ids[NewObject(action.resource.family, action.key)] = object_id

    def missing(self, action: Action) -> NewObject | None:
        """Give an object that an action refers to and that does not exist, since it was not created."""
        needed = (part for part in _leaves(action.managed) if isinstance(part, NewObject))
        return next((part for part in needed if part not in self._new_ids), None)

    def resolved(self, value: Any) -> Any:
        """Replace what stands for objects created in this run by their ids."""
        if isinstance(value, dict):
            return {name: self.resolved(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.resolved(part) for part in value]
        return self._new_ids[value] if isinstance(value, NewObject) else value

    def body(self, action: Action, live: Mapping[str, Any]) -> JSON:
        """Give the whole object to send: PUT replaces all of it, so what is not written stays as it was read."""
        resource = action.resource
        whole = _without_cleared(self.resolved(action.over(live)))
        body = {name: value for name, value in whole.items() if name not in resource.never_sent}
        if resource.family in self._without_flagged:
            written = _keys(action.values)
            body = _without(body, {name for name in resource.feature_flagged if name not in written})
        return {**body, "organizationId": self._org_id} if action.kind == CREATE else body

    def sends_flagged(self, resource: Resource) -> bool:
        """Whether feature-flagged fields are still sent back as they were read."""
        return resource.family not in self._without_flagged

    def leave_out_flagged(self, resource: Resource, error: WxccError) -> bool:
        """Send no such field of this family any more where an answer refused one; tell whether it did."""
        refused = error.status == 400 and any(name in error.reason for name in resource.feature_flagged)
        if refused:
            self._without_flagged.add(resource.family)
        return refused


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _without_cleared(value: Any) -> Any:
    """Drop what has to be cleared: a field that PUT leaves out is unset, at any depth."""
    if isinstance(value, dict):
        return {name: _without_cleared(part) for name, part in value.items() if part is not CLEAR}
    return [_without_cleared(part) for part in value if part is not CLEAR] if isinstance(value, list) else value


def _keys(value: Any) -> set[str]:
    """Give every key in a nested payload."""
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def _without(value: Any, names: set[str]) -> Any:
    """Drop keys from a nested payload, wherever they stand."""
    if isinstance(value, dict):
        return {name: _without(part, names) for name, part in value.items() if name not in names}
    return [_without(part, names) for part in value] if isinstance(value, list) else value
