# SPDX-License-Identifier: GPL-3.0-or-later
"""A small service with families of a test's own: for rules of the engine that the real families do not need yet.

It refuses what the real service refuses: a second object with one key, a reference to nothing, and a delete of what is
in use. It knows the families by plain facts, not by the catalog entries that the engine is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from unit.module_utils.api.scripted_server import Received, ScriptedServer, reply

from support.simulator import Row

PREFIX = "/organization/1/"
REFUSED = {"error": {"key": "1", "message": [{"description": "refused by the test"}]}}


@dataclass(frozen=True)
class Facts:
    """What the service knows of a family: its key, where it refers to what, and what lists leave out."""

    key: tuple[str, ...] = ("name",)
    refers: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


class SmallService:
    """Objects by family and id; `writes` are the requests that changed something or tried to, without ids."""

    def __init__(self, families: Mapping[str, Facts], objects: Mapping[str, Iterable[Row]] | None = None) -> None:
        self.families = families
        self.objects: dict[str, dict[str, Row]] = {family: {} for family in families}
        self.writes: list[str] = []
        self.bodies: list[Row] = []
        self.refuse: set[str] = set()  # writes, as they stand in `writes`, that fail
        for family, rows in (objects or {}).items():
            for row in rows:
                self.objects[family][row["id"]] = {"version": 0, **row}
        self._made = 0

    def answer(self, received: Received) -> Iterable[bytes]:
        """Answer one request."""
        status, content = self._answer(received)
        return reply(status, content)(received)

    def _answer(self, received: Received) -> tuple[int, Any]:
        family, *rest = urlsplit(received.target).path.removeprefix(PREFIX).removeprefix("v2/").split("/")
        if received.method == "GET":
            return self._read(family, rest)
        write = f"{received.method} {family}"
        self.writes.append(write)
        body = received.json if received.body else {}
        self.bodies.append({name: value for name, value in body.items() if name != "version"})
        if write in self.refuse:
            return 400, REFUSED
        if received.method == "DELETE":
            return self._delete(family, rest[0])
        return self._write(family, rest[0] if rest else "", body)

    def _read(self, family: str, rest: list[str]) -> tuple[int, Any]:
        rows = list(self.objects[family].values())
        if not rest:
            hidden = self.families[family].hidden
            shown = [{name: value for name, value in row.items() if name not in hidden} for row in rows]
            return 200, {"meta": {"totalPages": 1, "totalRecords": len(rows)}, "data": shown}
        if rest[1:] == ["incoming-references"]:
            return 200, {"meta": {"referencedEntities": []}, "data": []}
        row = self.objects[family].get(rest[0])
        return (200, row) if row else (404, {"error": {"reason": f"no such {family}"}})

    def _write(self, family: str, object_id: str, body: Row) -> tuple[int, Any]:
        facts, there = self.families[family], self.objects[family]
        if any(
            value and value not in self.objects[facts.refers[name]]
            for name, value in body.items()
            if name in facts.refers
        ):
            return 400, REFUSED
        key = [body.get(name) for name in facts.key]
        if any([row.get(name) for name in facts.key] == key for other, row in there.items() if other != object_id):
            return 409, REFUSED
        self._made += not object_id
        made = object_id or f"00000000-0000-4000-8000-{self._made:012}"
        version = there[made]["version"] + 1 if object_id else 0
        there[made] = {**deepcopy(body), "id": made, "version": version}
        return 200 if object_id else 201, there[made]

    def _delete(self, family: str, object_id: str) -> tuple[int, Any]:
        users = (
            row
            for name, facts in self.families.items()
            for reference, target in facts.refers.items()
            if target == family
            for row in self.objects[name].values()
            if row.get(reference) == object_id and row["id"] != object_id
        )
        if any(users):
            return 412, REFUSED
        self.objects[family].pop(object_id, None)
        return 204, None

    def named(self, family: str) -> dict[str, Row]:
        """The objects of a family by name, references as names too, without what only the server fills."""
        facts = self.families[family]
        result = {}
        for row in self.objects[family].values():
            values = {name: value for name, value in row.items() if name not in ("id", "version", "organizationId")}
            for name in facts.refers.keys() & values.keys():
                values[name] = self.objects[facts.refers[name]][values[name]]["name"]
            result[row["name"]] = values
        return result

    def forget(self) -> None:
        """Begin the list of writes anew."""
        self.writes.clear()
        self.bodies.clear()


@contextmanager
def served(service: SmallService) -> Iterator[ScriptedServer]:
    """Serve over HTTP."""
    with ScriptedServer(service.answer) as server:
        yield server
