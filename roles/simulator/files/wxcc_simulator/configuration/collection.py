# SPDX-License-Identifier: GPL-3.0-or-later
"""One family of one organization: checks what is written, and shapes objects for answers."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.configuration.children import with_ids
from wxcc_simulator.configuration.objects import InParent, Objects, OnShelf
from wxcc_simulator.configuration.secrets import with_secrets_of, without_secrets
from wxcc_simulator.families.family import Object
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import Operation, shapes
from wxcc_simulator.families.store import Store
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.world.world import Organization, World

NO_ID_ON_CREATE = "New configuration cannot have an id"
SYSTEM_OBJECT = "Cannot Update/Delete system generated Entities"
SYSTEM_CREATE = "User not Allowed to create system default entity"
NO_OBJECT = "the body must be a JSON object"
IMMUTABLE = "This configuration cannot be changed. Original value is"
SHOWING = ("list", "get", "create", "put", "patch")
SERVER_FIELDS = ("id", "organizationId", "version", "createdTime", "lastUpdatedTime", "systemDefault")


class Collection:
    """Applies the facts of families.json, as the quirks change them, and the family's own file.

    Raises RefusedError. `operation` is the current one, which may have its own shape.
    """

    def __init__(
        self,
        world: World,
        org: Organization,
        family: str,
        store: Store | None = None,
        operation: Operation | None = None,
        parent_id: str = "",
    ) -> None:
        self.world = world
        self.org = org
        self.name = family
        self.store = store or org.store
        self.family = FAMILIES[family]
        self.parent_id = parent_id
        self.objects = self._kept(parent_id)
        self.quirks = world.options.quirks
        self.on = self.quirks.on
        self.shapes = shapes(self.quirks)
        written, answered = self.shapes.written(family), self.shapes.answered(family)
        is_write = operation is not None and operation.verb in ("create", "put", "bulk")
        self.schema = (operation.request if operation and is_write else None) or written
        self.changed = self._schema_of_changes(operation, written)
        self.answered = (operation.response if operation and operation.verb in SHOWING else None) or answered
        fields = {*self.shapes.properties(self.answered)}
        self.left_out = {*self.shapes.properties(answered)} - fields | {*self.family.internal}
        others = self.family.hidden_without.items()
        self.hidden = {*self.family.hidden, *(name for quirk, names in others if not self.on(quirk) for name in names)}
        shown = {*self.shapes.properties(answered), *self.shapes.properties(self.answered)}
        self.answered_only = shown.difference(self.shapes.properties(self.schema), self.shapes.refused(answered))

    @property
    def path(self) -> str:
        """Where the objects are, below the organization."""
        return self.name.replace("/", f"/{self.parent_id}/")

    def _kept(self, parent_id: str) -> Objects:
        if not any(self.family.inside):
            return OnShelf(self.store, self.family)
        entries = InParent(self.store, self.family, parent_id)
        if entries.parent is None:
            raise self.refusal(404, f"{parent_id}: no {self.family.inside[0]} has this id")
        return entries

    def find(self, object_id: Any) -> Object:
        """The stored object, or 404."""
        item = self.objects.get(object_id) if isinstance(object_id, str) else None
        if item is None:
            raise self.refusal(404, f"{object_id}: no {self.name} has this id")
        return item

    def refusal(self, status: int, reason: str, referenced_entities: tuple[str, ...] = ()) -> RefusedError:
        """A refusal that names this family."""
        return RefusedError(status, reason, self.name, referenced_entities)

    def whole(self, item: Object) -> Object:
        """The object with what is derived from others, in the shape of the operation."""
        shown = {**item, **self.family.derived(self.store, item, self.on)}
        for name in self.left_out:
            shown.pop(name, None)
        return without_secrets(self.family, shown)

    def view(self, item: Object) -> Object:
        """The object as the answer to a request for it."""
        has_links = self.on("links_in_answers") and not self.family.is_outside
        return {**self.whole(item), "links": []} if has_links else self.whole(item)

    def row(self, item: Object) -> Object:
        """The object as a list shows it."""
        shown = self.whole(item)
        for name in self.hidden:
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
        """Add an object for the control room, which may set its id and make it an object of the system."""
        body = self._readable(body)
        object_id, system_default = body.pop("id", None), body.pop("systemDefault", False)
        if not isinstance(object_id, str) or not object_id:
            raise self.refusal(400, f"{object_id}: id must be a text that is not empty")
        if self.objects.get(object_id):
            raise self.refusal(400, f"{object_id}: another {self.name} has this id")
        return self._add(object_id, body, system_default is True)

    def replace(self, object_id: Any, body: Any) -> Object:
        """Replace the whole object by the body; fields that the body lacks are removed."""
        live = self.find(object_id)
        body = self._readable(body)
        if self.family.is_system_fixed and live.get("systemDefault"):
            raise self.refusal(403, SYSTEM_OBJECT)
        if body.get("id") != object_id:
            raise self.refusal(400, "Invalid id: id in payload and URL should be same")
        self._check(body, live)
        if self.on("stale_version_conflict") and body.get("version", live["version"]) != live["version"]:
            raise self.refusal(409, f"version: {body['version']} is not the current {live['version']}")
        changed = [name for name in self.family.immutable if body.get(name) != live.get(name)]
        if changed:
            words = (f"{name}: {IMMUTABLE} {live.get(name)}" for name in changed)
            raise self.refusal(400, "; ".join(words))
        now = self.world.clock.now_ms()
        item: Object = {
            "organizationId": self.org.org_id,
            "id": object_id,
            "version": live["version"] + 1,
            **self._content(object_id, body, live),
            "createdTime": live.get("createdTime", now),  # a child that came with its parent has none
            "lastUpdatedTime": now,
        }
        item |= {name: live[name] for name in ("systemDefault", *self.family.internal) if name in live}
        item |= {name: live[name] for name in self.family.keeps if name in live and name not in body}
        item = with_secrets_of(self.family, live, item)
        self._check_parts(live, item)
        if self.on("quiet_hidden_writes") and self._is_quiet(item, live):
            item |= {name: live[name] for name in ("version", "lastUpdatedTime")}
        self._write(item)
        return item

    def update(self, object_id: Any, changes: Any) -> Object:
        """Change some fields and keep the others; null removes a field."""
        live = self.find(object_id)
        if isinstance(changes, list) and self.family.fails_on_json_patch:
            raise self.refusal(500, "Processing failed")
        if not isinstance(changes, dict):
            raise self.refusal(400, NO_OBJECT)
        allowed = {"id", *(self.family.patchable or changes)}
        if others := [name for name in changes if name not in allowed]:
            raise self.refusal(400, "; ".join(f"{name}: cannot be changed by PATCH" for name in others))
        self._check_changes(changes)
        known = {name: value for name, value in live.items() if name not in SERVER_FIELDS}
        return self.replace(object_id, {**known, "id": object_id, **changes})

    def _schema_of_changes(self, operation: Operation | None, written: str) -> str | None:
        """The schema of PATCH where it is another than that of whole objects; one without their fields says nothing."""
        name = operation.request if operation and operation.verb == "patch" else None
        if name in (None, written):
            return None
        return name if {*self.shapes.properties(name)} & {*self.shapes.properties(written)} else None

    def _check_changes(self, changes: Object) -> None:
        """Refuse changes that do not fit the schema of PATCH, where that is not the one of whole objects."""
        if self.changed is not None:
            found = self.shapes.problems(self.changed, _without_nulls(changes))
            if reasons := [str(problem) for problem in found if problem.rule != "additionalProperties"]:
                raise self.refusal(400, "; ".join(reasons))

    def check_verb(self, verb: str, object_id: str) -> None:
        """Refuse a verb that objects of this kind do not take."""
        name, value = self.family.written_by.get(verb, ("", None))
        if name and self.find(object_id).get(name) != value:
            raise self.refusal(400, f"{verb.upper()} is for objects whose {name} is {value}")

    def _is_quiet(self, item: Object, live: Object) -> bool:
        """Whether a write changes nothing but what lists leave out."""
        own = {"version", "lastUpdatedTime", *self.family.hidden}
        return all(item.get(name) == live.get(name) for name in {*item, *live} - own)

    def delete(self, object_id: str) -> None:
        """Remove an object, unless it belongs to the system or is in use."""
        if self.find(object_id).get("systemDefault"):
            raise self.refusal(403, SYSTEM_OBJECT)
        referring = tuple(self.objects.referring([object_id, *self.objects.parts(self.find(object_id))]))
        if referring:
            raise self.refusal(412, f"{object_id}: still referenced by {', '.join(referring)}", referring)
        self.objects.remove(object_id)

    def delete_from_bulk(self, body: Any, *, needs_whole: bool) -> str:
        """Delete the object of a bulk item and return its id; the item may have to hold the whole object."""
        body = self._readable(body)
        if "id" not in body:
            raise self.refusal(400, "id: is required to delete")
        live = self.find(body["id"])
        partial = any(name not in body for name in self.shapes.required(self.schema))
        if live.get("systemDefault") or (partial and needs_whole):
            raise self.refusal(400, SYSTEM_OBJECT)
        self.delete(live["id"])
        return str(live["id"])

    def _add(self, object_id: str, body: Object, system_default: bool) -> Object:
        self._check(body, None)
        now = self.world.clock.now_ms()
        item: Object = {
            "organizationId": self.org.org_id,
            "id": object_id,
            "version": 0,
            **self._content(object_id, {**self.family.defaults, **body}, {}),
            "createdTime": now,
            "lastUpdatedTime": now,
        }
        if system_default and "systemDefault" in self.shapes.properties(self.shapes.answered(self.name)):
            item["systemDefault"] = True
        self._write(item)
        return item

    def _readable(self, body: Any) -> Object:
        """The body without nulls and without fields that only answers have, which clients may send back."""
        if not isinstance(body, dict):
            raise self.refusal(400, NO_OBJECT)
        readable: Object = _without_nulls(body)
        return {name: value for name, value in readable.items() if name not in self.answered_only}

    def _check(self, body: Object, live: Object | None) -> None:
        """Check everything that the body alone shows, and refuse it with all reasons in one sentence."""
        if any(_has(body, field) for field in self.family.crashes):
            raise self.refusal(500, "")
        found = self.shapes.problems(self.schema, body)
        for field, status in self.shapes.missing_codes(self.schema).items():
            if field not in body and all(problem.field == field for problem in found):
                raise self.refusal(status, f"{field}: is required")
        refused = self.shapes.refused(self.schema)
        reasons = [words for field, words in refused.items() if _has(body, field)]
        said = self.family.words
        reasons += [said.get((p.field, p.rule), str(p)) for p in found if p.field not in refused]
        for field, (other, value) in self.family.not_for.items():
            if field in body and body.get(other) == value:
                reasons.append(f"{field}: is not allowed where {other} is {value}")
        if body.get("organizationId", self.org.org_id) != self.org.org_id:
            reasons.append("organizationId: is not the organization of the URL")
        if not reasons:
            reasons += self.family.check(body, live, self.store, self.on)
        if reasons:
            raise self.refusal(400, "; ".join(sorted(reasons)))

    def _content(self, object_id: str, body: Object, live: Object) -> Object:
        """The part of the body to store: the user's fields, and ids for new children."""
        ignored = {*SERVER_FIELDS, *self.family.server_filled, *self.family.internal}
        ignored |= self.shapes.read_only(self.schema)
        content = {name: value for name, value in body.items() if name not in ignored}
        for rule in self.family.children:
            if rule.field in content:
                sent, before = content[rule.field], live.get(rule.field)
                content[rule.field] = with_ids(rule, sent, before, object_id, self.world.new_id, self.refusal)
        if self.family.content:
            blob_id = self.family.content.id_field
            content[blob_id] = live.get(blob_id) or content.get(blob_id) or self.world.new_id()
        for name in self.family.reordered:
            if name in content:
                content[name] = sorted(content[name])
        return content

    def _check_parts(self, live: Object, item: Object) -> None:
        """Refuse to remove children that others refer to."""
        gone = {*self.objects.parts(live)} - {*self.objects.parts(item)}
        referring = tuple(self.objects.referring(gone))
        if referring:
            raise self.refusal(412, f"{', '.join(gone)}: still referenced by {', '.join(referring)}", referring)

    def _write(self, item: Object) -> None:
        holder = self.objects.holder(item)
        if holder not in (None, item["id"]):
            key = ", ".join(f"{name} '{item.get(name)}'" for name in self.family.key)
            raise self.refusal(409, f"{key}: {self.name} {holder} has this already")
        missing = self.objects.missing(item)
        if missing:
            words = (f"{field}: no {family} has the id {wanted}" for field, family, wanted in missing)
            raise self.refusal(400, "; ".join(words))
        self.objects.save(item)


def _has(body: Object, field: str) -> bool:
    head, _unused, rest = field.partition(".")
    if not rest:
        return head in body
    inner = body.get(head)
    return any(isinstance(one, dict) and _has(one, rest) for one in (inner if isinstance(inner, list) else [inner]))


def _without_nulls(value: Any) -> Any:
    """Drop nulls: they count as fields that were not sent."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value
