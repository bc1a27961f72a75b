# SPDX-License-Identifier: GPL-3.0-or-later
"""One family of one organization: what may be written to it, and what its objects look like from outside."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.families import shapes
from wxcc_simulator.families.behaviour import BEHAVIOURS
from wxcc_simulator.families.store import Object, Store
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.world.world import Organization, World

NO_ID_ON_CREATE = "New configuration cannot have an id"
SYSTEM_OBJECT = "Cannot Update/Delete system generated Entities"
SYSTEM_CREATE = "User not Allowed to create system default entity"
SERVER_FIELDS = ("id", "organizationId", "version", "createdTime", "lastUpdatedTime", "systemDefault")


class Collection:
    """Applies the facts of families.json and the row of behaviour.py; refuses by raising RefusedError."""

    def __init__(self, world: World, org: Organization, family: str, store: Store | None = None) -> None:
        self.world = world
        self.org = org
        self.family = family
        self.store = store or org.store
        self.behaviour = BEHAVIOURS[family]
        self.on = world.options.quirks.on
        self.schema = shapes.written(family)
        self.answered_only = shapes.answered_only(family)

    def find(self, object_id: Any) -> Object:
        """The stored object, or 404."""
        item = self.store.get(self.family, object_id) if isinstance(object_id, str) else None
        if item is None:
            raise self.refusal(404, f"{object_id}: no {self.family} has this id")
        return item

    def refusal(self, status: int, reason: str, referenced_entities: tuple[str, ...] = ()) -> RefusedError:
        """A refusal that names this family."""
        return RefusedError(status, reason, self.family, referenced_entities)

    def whole(self, item: Object) -> Object:
        """The object with what is derived from others."""
        return {**item, **self.behaviour.derived(self.store, item, self.on)}

    def view(self, item: Object) -> Object:
        """The object as the answer to a request for it."""
        return {**self.whole(item), "links": []} if self.on("links_in_answers") else self.whole(item)

    def row(self, item: Object) -> Object:
        """The object as a list shows it."""
        shown = self.whole(item)
        for name in self.behaviour.hidden_in_lists:
            shown.pop(name, None)
        return shown

    def create(self, body: Any, *, system_default: bool = False) -> Object:
        """Add an object; systemDefault ones come from the seed only."""
        body = self._readable(body)
        if "id" in body:
            raise self.refusal(400, NO_ID_ON_CREATE)
        if body.get("systemDefault"):
            raise self.refusal(403, SYSTEM_CREATE)
        return self._add(self.world.new_id(), body, system_default)

    def place(self, body: Any) -> Object:
        """Add an object that the control room orders: with an id of its own, and of the system where it says so."""
        body = self._readable(body)
        object_id, system_default = body.pop("id", None), body.pop("systemDefault", False)
        if not isinstance(object_id, str) or not object_id:
            raise self.refusal(400, f"{object_id}: id must be a text that is not empty")
        if self.store.get(self.family, object_id):
            raise self.refusal(400, f"{object_id}: another {self.family} has this id")
        return self._add(object_id, body, system_default is True)

    def replace(self, object_id: Any, body: Any) -> Object:
        """Put the body in the place of the whole object: what it leaves out is gone afterwards."""
        live = self.find(object_id)
        body = self._readable(body)
        if body.get("id") != object_id:
            raise self.refusal(400, "Invalid id: id in payload and URL should be same")
        self._check(body)
        if self.on("stale_version_conflict") and body.get("version", live["version"]) != live["version"]:
            raise self.refusal(409, f"version: {body['version']} is not the current {live['version']}")
        changed = [name for name in self.behaviour.immutable if body.get(name) != live.get(name)]
        if changed:
            words = (f"{name}: cannot be changed, the original value is {live.get(name)}" for name in changed)
            raise self.refusal(400, "; ".join(words))
        item: Object = {
            "organizationId": self.org.org_id,
            "id": object_id,
            "version": live["version"] + 1,
            **self._content(body, live),
            "createdTime": live["createdTime"],
            "lastUpdatedTime": self.world.clock.now_ms(),
        }
        if "systemDefault" in live:
            item["systemDefault"] = live["systemDefault"]
        self._write(item)
        return item

    def delete(self, object_id: str) -> None:
        """Remove an object that is neither the system's nor in use."""
        if self.find(object_id).get("systemDefault"):
            raise self.refusal(403, SYSTEM_OBJECT)
        referring = tuple(self.store.referrers(self.family, object_id))
        if referring:
            raise self.refusal(412, f"{object_id}: still referenced by {', '.join(referring)}", referring)
        self.store.remove(self.family, object_id)

    def delete_from_bulk(self, body: Any) -> str:
        """Delete by a bulk item and give the id; the whole object has to come along."""
        body = self._readable(body)
        if "id" not in body:
            raise self.refusal(400, "id: is required to delete")
        live = self.find(body["id"])
        partial = any(name not in body for name in shapes.required(self.schema) if not self._is_optional(name))
        if live.get("systemDefault") or (partial and self.on("bulk_delete_needs_object")):
            raise self.refusal(400, SYSTEM_OBJECT)
        self.delete(live["id"])
        return str(live["id"])

    def _add(self, object_id: str, body: Object, system_default: bool) -> Object:
        self._check(body)
        now = self.world.clock.now_ms()
        item: Object = {
            "organizationId": self.org.org_id,
            "id": object_id,
            "version": 0,
            **self._content(body, {}),
            "createdTime": now,
            "lastUpdatedTime": now,
        }
        if system_default:
            item["systemDefault"] = True
        self._write(item)
        return item

    def _readable(self, body: Any) -> Object:
        """The body as it was meant, less what answers alone have and a client may send back."""
        if not isinstance(body, dict):
            raise self.refusal(400, "the body must be a JSON object")
        readable: Object = _without_nulls(body)
        return {name: value for name, value in readable.items() if name not in self.answered_only}

    def _is_optional(self, field: str) -> bool:
        quirk = self.behaviour.optional.get(field)
        return quirk is not None and self.on(quirk)

    def _check(self, body: Object) -> None:
        """Everything that one look at the body can tell, all of it in one reason."""
        for field, (quirk, words) in self.behaviour.refused.items():
            if self.on(quirk) and _has(body, field):
                raise self.refusal(400, words)
        found = [p for p in shapes.problems(self.schema, body) if not self._forgiven(p)]
        for field, (quirk, words) in self.behaviour.conflicts.items():
            if self.on(quirk) and field not in body and all(p.field == field for p in found):
                raise self.refusal(409, words)
        reasons = [str(problem) for problem in found]
        for field, quirk in self.behaviour.required.items():
            if self.on(quirk) and field not in body:
                reasons.append(f"{field}: is required")
        for field, (quirk, values) in self.behaviour.allowed_values.items():
            if self.on(quirk) and isinstance(body.get(field), str) and body[field] not in values:
                reasons.append(f"{field}: must be one of {', '.join(values)}")
        for field, (other, value) in self.behaviour.not_for.items():
            if field in body and body.get(other) == value:
                reasons.append(f"{field}: is not allowed where {other} is {value}")
        if body.get("organizationId", self.org.org_id) != self.org.org_id:
            reasons.append("organizationId: is not the organization of the URL")
        if reasons:
            raise self.refusal(400, "; ".join(sorted(reasons)))

    def _forgiven(self, problem: shapes.Problem) -> bool:
        return problem.rule == "required" and self._is_optional(problem.field)

    def _content(self, body: Object, live: Object) -> Object:
        """What of the body is stored: the fields that are the user's, and ids for new children."""
        ignored = {name for name, quirk in self.behaviour.ignored.items() if self.on(quirk)}
        content = {name: value for name, value in body.items() if name not in ignored and name not in SERVER_FIELDS}
        for name in self.behaviour.children:
            if isinstance(content.get(name), dict):
                content[name] = self._child(content[name], live.get(name) or {})
            elif name in content:
                content[name] = [self._child(child, {}) for child in content[name]]
        return content

    def _child(self, child: Object, live: Object) -> Object:
        child_id = child.get("id") or live.get("id") or self.world.new_id()
        return {**child, "id": child_id, "version": live.get("version", -1) + 1}

    def _write(self, item: Object) -> None:
        holder = self.store.id_of(self.family, item)
        if holder not in (None, item["id"]):
            key = ", ".join(f"{name} '{item.get(name)}'" for name in self.behaviour.key)
            raise self.refusal(409, f"{key}: {self.family} {holder} has this already")
        missing = self.store.missing_references(self.family, item)
        if missing:
            words = (f"{field}: no {family} has the id {wanted}" for field, family, wanted in missing)
            raise self.refusal(400, "; ".join(words))
        self.store.save(self.family, item)


def _has(body: Object, field: str) -> bool:
    head, _unused, rest = field.partition(".")
    if rest:
        return isinstance(body.get(head), dict) and _has(body[head], rest)
    return head in body


def _without_nulls(value: Any) -> Any:
    """null is a field that was not sent."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value
