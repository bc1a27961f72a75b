# SPDX-License-Identifier: GPL-3.0-or-later
"""A round through every operation of the families, with the requests that show each known deviation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from support.conformance import Exchange
from support.exchanges import Round, play_beside, without, writable
from support.samples import create, first, form_of, sample
from support.simulator import Row, Simulator
from wxcc_simulator.families.family import Family, First, Lookup, with_ids_for
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import Operation, shapes


def play(sim: Simulator, families: Iterable[str] | None = None) -> list[Exchange]:
    """Every operation, every documented refusal that can be had, and a request for every deviation.

    With `families` only those about them.
    """
    round_ = Round(sim)
    inside = [name for name, family in FAMILIES.items() if not family.is_outside]
    for name in inside if families is None else families:
        FamilyRound(round_, sim, FAMILIES[name]).play()
    if families is None:
        play_beside(round_, sim)
    return round_.exchanges


class FamilyRound:
    """A round through the operations of one family."""

    def __init__(self, round_: Round, sim: Simulator, family: Family) -> None:
        self._round = round_
        self._sim = sim
        self._family = family
        self._number = 0
        self._parent_id = first(sim, First(family.inside[0])) if any(family.inside) else ""
        self._shapes = shapes(Quirks(frozenset(name for name, on in sim.quirks().items() if on)))
        self._operations = [op for op in self._shapes.operations(family.name) if family.serves(op.verb, op.version)]

    def play(self) -> None:
        """The whole round."""
        for verb, visit in (
            ("list", self._list),
            ("get", self._get),
            ("references", self._get),
            ("bulk_export", self._export),
            ("create", self._create),
            ("put", self._put),
            ("patch", self._patch),
            ("delete", self._delete),
            ("bulk", self._bulk),
            ("bulk_patch", self._bulk_patch),
            ("purge", self._purge),
        ):
            for operation in self._operations:
                if operation.verb == verb:
                    visit(operation)
        if self._parent_id:
            for operation in self._operations:
                self._without_parent(operation)
        for line in self._family.deviations:
            for changes in line.probes:
                self._probe(changes)
        for lookup in self._family.lookups:
            self._look_up(lookup)
        for operation in self._operations:
            if operation.verb == "delete_all":
                self._do(operation)

    def _do(self, operation: Operation, sent: Any = None, **options: Any) -> Any:
        return self._round.do(operation.method, operation.path, sent, parent_id=self._parent_id, **options)

    def _without_parent(self, operation: Operation) -> None:
        """A request to children of an object that is not there."""
        sent: Row | None = None if operation.method in ("GET", "DELETE") else {}
        self._round.do(operation.method, operation.path, sent, object_id="nothing", parent_id="nothing", by_rule=True)

    def _fresh(self, **changes: Any) -> Row:
        """A sample that was not sent before."""
        self._number += 1
        return sample(self._sim, self._family.name, self._number, **changes)

    def _made(self) -> Row:
        """An object that was created without being a part of the round, or one more of those that are there."""
        if not any(operation.verb == "create" for operation in self._operations):
            self._number += 1
            known = self._sim.objects(self._family.name)
            item = self._sim.call("GET", f"{self._family.name}/{known[self._number % len(known)]['id']}")
            found: Row = item.json()
            return found
        self._number += 1
        return create(self._sim, self._family.name, self._number, self._parent_id)

    def _probe(self, changes: Mapping[str, Any]) -> None:
        """Create something that shows a deviation or, where nothing can be created, change something."""
        creates = [operation for operation in self._operations if operation.verb == "create"]
        for operation in creates:
            self._send(operation, self._fresh(**changes))
        for operation in () if creates else self._operations:
            if operation.verb == "put":
                made = self._made()
                placed = with_ids_for(dict(changes), lambda wanted: first(self._sim, wanted))
                self._send(operation, {**self._sendable(made), **placed}, object_id=made["id"])

    def _look_up(self, lookup: Lookup) -> None:
        """Read, or send a bulk request without items; what comes of items has tests of its own."""
        path = f"/organization/{{orgid}}/{lookup.path}"
        known = self._sim.objects(self._family.name)[0]
        skill = first(self._sim, First("skill"))
        object_id = known.get("ciUserId", "") if "by-ci-user-id" in path else known["id"]
        sent: Row | None = {"items": []} if lookup.kind == "bulk" else None
        self._round.do(lookup.method, path, sent, object_id=object_id, parent_id=skill, by_rule=True)

    def _sendable(self, item: Row) -> Row:
        """An object less what only answers have."""
        return without(writable(item), *self._family.server_filled)

    def _patch(self, operation: Operation) -> None:
        made = self._made()
        self._do(operation, self._change(made), object_id=made["id"], by_rule=not self._takes(operation, made))
        self._do(operation, {}, object_id="nothing", by_rule=True)

    def _send(self, operation: Operation, item: Row, **options: Any) -> Any:
        """An object in each place that the file gives it: the body, or the query beside it."""
        name = operation.request_in_query
        return self._do(operation, item, query={name: json.dumps(item)} if name else {}, **options)

    def _send_form(self, operation: Operation, item: Row, **options: Any) -> None:
        """An object with a file beside it; what a form holds is not compared with the description."""
        self._round.form(operation.method, operation.path, form_of(self._family, item), **options)

    def _first(self) -> str:
        objects = self._sim.objects(self._family.name)
        return str(objects[0]["id"] if objects else self._made()["id"])

    def _list(self, operation: Operation) -> None:
        first_id = self._first()
        self._do(operation)
        self._do(operation, query={"attributes": f"id,{self._family.key[0]}"})
        self._do(operation, query={"filter": f'id=="{first_id}"'})
        self._do(operation, query={"filter": "id=="}, by_rule=True)
        if "pageSize" in operation.query:
            self._do(operation, query={"page": "1", "pageSize": "2"})
            self._do(operation, query={"pageSize": "0"}, by_rule=True)
        if operation.search:
            self._do(operation, query={"search": "1"})
        self._do(operation, raw_query=f'filter=id=="{first_id}"', by_rule=True)
        self._do(operation, token="unknown", by_rule=True)
        self._do(operation, token=self._sim.orgs[0].no_scope_token, by_rule=True)

    def _get(self, operation: Operation) -> None:
        self._do(operation, object_id=self._first())
        self._do(operation, object_id="nothing", by_rule=True)

    def _export(self, operation: Operation) -> None:
        self._do(operation)

    def _create(self, operation: Operation) -> None:
        content = self._family.content
        if content:
            self._send_form(operation, self._fresh())
            self._do(operation, {content.info: self._fresh(), content.file: "RIFF"})
            return
        required = self._shapes.required(operation.request or "")[0]
        self._send(operation, without(self._fresh(), required))
        item = self._fresh()
        self._do(operation, item, media_type="text/plain", by_rule=True)
        self._send(operation, item)
        self._send(operation, item, by_rule=True)
        if operation.request_in_query:
            again = self._fresh()
            self._do(operation, query={operation.request_in_query: json.dumps(again)})
            self._do(operation, self._fresh())

    def _put(self, operation: Operation) -> None:
        if self._family.content:
            made = self._made()
            self._send_form(operation, writable(made, description="changed"), object_id=made["id"])
            return
        made, other = self._made(), self._made()
        changed = {**self._sendable(made), **self._change(made)}
        self._send(operation, changed, object_id=made["id"], by_rule=not self._takes(operation, made))
        for name in self._family.immutable:
            moved = {**changed, name: "otherwise"}
            self._send(operation, moved, object_id=made["id"], by_rule=True)
        self._send(operation, {**changed, "id": other["id"]}, object_id=made["id"], by_rule=True)
        if not {*self._family.key} & {*self._family.immutable}:
            keys = {name: other[name] for name in self._family.key}
            self._send(operation, {**changed, **keys}, object_id=made["id"], by_rule=True)

    def _takes(self, operation: Operation, made: Row) -> bool:
        """Whether objects of this kind can be written in this way."""
        name, value = self._family.written_by.get(operation.verb, ("", None))
        return not name or made.get(name) == value

    def _change(self, made: Row) -> Row:
        if self._family.change:
            return dict(self._family.change)
        if "description" in self._shapes.properties(self._shapes.written(self._family.name)):
            return {"description": "changed"}
        return self._family.other(self._number + 1000)

    def _delete(self, operation: Operation) -> None:
        for item in self._sim.objects(self._family.name)[:1]:
            if item.get("systemDefault"):
                self._do(operation, object_id=item["id"], by_rule=True)
        self._do(operation, object_id=self._made()["id"])

    def _bulk(self, operation: Operation) -> None:
        made = []
        for _step in range(2):
            item = self._fresh()
            items = [{"itemIdentifier": 7, "item": item, "requestAction": "SAVE"}]
            got = self._do(operation, {"items": items})
            made_id = got["items"][0]["href"].rsplit("/", 1)[-1]
            stored = next(row for row in self._sim.objects(self._family.name) if row["id"] == made_id)
            made.append(self._sendable(stored))
        half = without(self._fresh(), self._shapes.required(self._shapes.written(self._family.name))[0])
        items = [
            {"itemIdentifier": 1, "item": {**made[0], **self._change(made[0])}, "requestAction": "SAVE"},
            {"itemIdentifier": 2, "item": {"id": made[0]["id"]}, "requestAction": "DELETE"},
            {"itemIdentifier": 3, "item": made[1], "requestAction": "DELETE"},
            {"itemIdentifier": 4, "item": half, "requestAction": "SAVE"},
        ]
        self._do(operation, {"items": items})
        self._do(operation, {"items": [{"itemIdentifier": 5, "requestAction": "SAVE"}]})
        self._do(operation, {"items": []})
        self._do(operation, {"items": []}, media_type="text/plain", by_rule=True)

    def _bulk_patch(self, operation: Operation) -> None:
        made = self._made()
        item = {"id": made["id"], **self._change(made)}
        if self._family.patches_whole:
            item = {**writable(made), **item}
            self._do(operation, {"items": [{"itemIdentifier": 3, "item": {"id": made["id"]}}]})
        self._do(operation, {"items": [{"itemIdentifier": 1, "item": item, "requestAction": "SAVE"}]})
        self._do(operation, {"items": [{"itemIdentifier": 2, "item": item}]})
        self._do(operation, {"items": [{"itemIdentifier": 5, "requestAction": "SAVE"}]})

    def _purge(self, operation: Operation) -> None:
        self._do(operation)
