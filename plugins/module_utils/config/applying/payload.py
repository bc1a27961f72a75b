# SPDX-License-Identifier: GPL-3.0-or-later
"""The bodies of actions: whole objects, with the ids of objects that this run has created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...api.http.errors import WxccError, refuses_field
from ...api.http.forms import Form
from ..model.resource import Resource
from ..model.values import CLEAR, JSON, NewObject
from ..planning.action import CREATE, Action


class Payloads:
    """Makes the bodies of requests; remembers new ids, and fields whose feature the organization lacks."""

    def __init__(self, org_id: str) -> None:
        self._org_id = org_id
        self._new_ids: dict[Any, str] = {}
        self._without_flagged: set[str] = set()  # families whose feature-flagged fields were refused

    def note_created(self, action: Action, object_id: str) -> None:
        """Let later payloads refer to a new object."""
        self._new_ids[NewObject(action.resource.family, action.key)] = object_id

    def note_part(self, target: NewObject, part_id: str) -> None:
        """Record the id of a new list entry, for later payloads."""
        self._new_ids[target] = part_id

    def missing(self, action: Action) -> NewObject | None:
        """Return an object that an action refers to and that was not created; None if there is none."""
        return next(self.unknown(action), None)

    def unknown(self, action: Action) -> Iterator[NewObject]:
        """Yield the objects that an action refers to and whose ids are unknown."""
        for _family, target in action.resource.references(action.managed):
            if isinstance(target, NewObject) and target not in self._new_ids:
                yield target

    def id_of(self, target: Any) -> str | None:
        """Return the id of the object that a reference points to, None if it was not created."""
        return self._new_ids.get(target) if isinstance(target, NewObject) else str(target)

    def resolved(self, resource: Resource, values: JSON) -> JSON:
        """Replace stand-ins for objects of this run by their ids."""
        return resource.placed(values, lambda _family, target, _path: self._new_ids.get(target, target))

    def body(self, action: Action, live: Mapping[str, Any]) -> JSON:
        """Return the whole object to send: PUT replaces everything, so fields that are not written are sent as read."""
        resource = action.resource
        whole = resource.over(live, self.resolved(resource, self._own(action)))
        body = {name: value for name, value in whole.items() if name not in resource.never_sent}
        body = self._without_refused(action, live, body)
        return body | self._organization(resource) if action.kind == CREATE else body

    def _own(self, action: Action) -> JSON:
        """Return the managed fields of the object, without those that need requests of their own."""
        apart = action.resource.apart_names if action.kind != CREATE else frozenset()
        return {name: value for name, value in action.managed.items() if name not in apart} if apart else action.managed

    def _organization(self, resource: Resource) -> JSON:
        return {"orgId" if resource.is_outside else "organizationId": self._org_id}

    def placed(self, action: Action) -> Mapping[str, Any]:
        """Return an object with the id of the parent that an action writes below; empty where there is none."""
        if not action.resource.parent:
            return {}
        return self.resolved(action.resource, action.values) if action.live is None else action.live

    def part(self, action: Action, live: Mapping[str, Any]) -> JSON:
        """Return the body of a PATCH: only the managed fields, with null for one that must be cleared."""
        resource = action.resource
        whole = resource.over(live, self.resolved(resource, action.managed))
        fixed = {field.api_name for field in resource.fields if field.writes == "once"}
        names = (self._own(action).keys() | resource.carried) - resource.never_sent - fixed
        names &= set(resource.form.patches) if resource.form else names
        named = self._organization(resource) if resource.is_outside else {}
        return named | self._without_refused(action, live, {name: whole.get(name) for name in sorted(names)})

    def taken(self, action: Action) -> frozenset[str]:
        """Return the managed fields whose new value keeps parts of the old one, such as the ids of its entries."""
        fields = action.resource.by_api
        return frozenset(
            name for name, value in action.managed.items() if fields[name].kind.fields and value is not CLEAR
        )

    def form(self, action: Action, body: JSON, content: bytes) -> Form:
        """Make the form of an object with its file."""
        parts = action.resource.form
        if parts is None:
            raise TypeError(f"{action.resource.family}: its objects are not sent as a form")
        return Form(parts.info, body, parts.file, content, action.name, parts.content_type)

    def _without_refused(self, action: Action, live: Mapping[str, Any], body: JSON) -> JSON:
        """Drop feature-flagged fields once one was refused, except those that the action changes."""
        if action.resource.family not in self._without_flagged:
            return body
        return action.resource.without_flagged(body, action.values, live)

    def sends_flagged(self, resource: Resource) -> bool:
        """Whether feature-flagged fields are still sent back as they were read."""
        return resource.family not in self._without_flagged

    def leave_out_flagged(self, resource: Resource, error: WxccError) -> bool:
        """Stop sending such fields of this family if an answer refused one; return whether it did."""
        refused = any(refuses_field(error, name) for name in resource.flagged)
        if refused:
            self._without_flagged.add(resource.family)
        return refused
