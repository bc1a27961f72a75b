# SPDX-License-Identifier: GPL-3.0-or-later
"""A stateful service for a family that exists in a test only: the paths and verbs that the test says, and no others."""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

from unit.module_utils.api.scripted_server import Hangup, Received, reply

from support.simulator import Row

NO_ROUTE: Row = {"status": 404, "error": "Not Found"}


@dataclass(frozen=True)
class Served:
    """Where a family is found: paths below the organization, empty where there is none, with `{parent}` for an id.

    `hidden` are the fields that lists leave out; `form` names the two parts of the form in which objects are sent.
    """

    list: str
    item: str
    bulk: str = ""
    patch_bulk: str = ""
    methods: str = "GET POST PUT DELETE"
    hidden: tuple[str, ...] = ()
    form: tuple[str, str] | None = None

    def within(self, parent: str) -> Served:
        """The same for the children of one object."""
        places = {
            name: getattr(self, name).replace("{parent}", parent) for name in ("list", "item", "bulk", "patch_bulk")
        }
        return replace(self, **places)

    def at(self, path: str) -> Served:
        """The same for the parent that a path names."""
        for template in (self.list, self.item, self.bulk, self.patch_bulk):
            found = re.match(re.escape(template).replace(r"\{parent\}", "([^/]+)"), path)
            if template and found and found.groups():
                return self.within(found[1])
        return self


@dataclass
class Fault:
    """What happens to the next requests of a method, or to the items of a bulk request that have these values.

    `drop` ends the connection before or after the work; `status` answers instead of working.
    """

    method: str
    path: str = ""
    drop: str = ""
    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    where: Row | None = None
    times: int = 1

    def meets(self, method: str, path: str, item: Row | None = None) -> bool:
        """Tell whether it is for this request or item, and count it."""
        wanted = self.where is None if item is None else self.where is not None and self.where.items() <= item.items()
        if not (self.times and wanted and method == self.method and path.endswith(self.path)):
            return False
        self.times -= 1
        return True


class WaysService:
    """The objects of some families by their path, answers to requests, and a journal of the writes."""

    def __init__(self, *served: Served) -> None:
        self.served = served
        self.objects: dict[str, dict[str, Row]] = defaultdict(dict)  # by path without the id
        self.files: dict[str, bytes] = {}  # by id of the object, what the second part of a form brought
        self.faults: list[Fault] = []
        self.journal: list[tuple[str, str, Any]] = []  # method, path below the organization, decoded body
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def put(self, item: str, *rows: Row) -> None:
        """Store objects as somebody else would; each has an id."""
        self.objects[item].update({row["id"]: {"version": 0, **row} for row in rows})

    def sent(self, *methods: str) -> list[str]:
        """Method and path of the requests, of these methods only where any are given."""
        return [f"{method} {path}" for method, path, _body in self.journal if not methods or method in methods]

    def bodies(self, *methods: str) -> list[Any]:
        """What was sent with these methods."""
        return [body for method, _path, body in self.journal if method in methods]

    def __call__(self, received: Received) -> Iterator[bytes]:
        """A step of a scripted server that answers everything."""
        with self._lock:
            yield from self._answer(received)

    def _answer(self, received: Received) -> Iterator[bytes]:
        url = urlsplit(received.target)
        path = url.path.split("/", 3)[3]
        body = self._decoded(received)
        self.journal.append((received.method, path, body))
        fault = next((fault for fault in self.faults if fault.meets(received.method, path)), None)
        if fault and fault.drop == "before":
            yield b""
            raise Hangup
        if fault and fault.status:
            yield from reply(fault.status, fault.body, headers=fault.headers)(received)
            return
        status, content = self._work(received.method, path, parse_qs(url.query), body)
        if fault and fault.drop == "after":
            yield b""
            raise Hangup
        is_file = isinstance(content, bytes)
        yield from (reply(status, body=content) if is_file else reply(status, content))(received)

    def _decoded(self, received: Received) -> Any:
        kind = received.headers.get("Content-Type", "")
        if not received.body or kind == "application/json":
            return received.json if received.body else None
        message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + received.body)
        parts = {}
        for part in message.get_payload():
            assert not isinstance(part, str)
            name = part.get_param("name", header="Content-Disposition")
            parts[name] = (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        return parts

    def _work(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        if path.startswith("blob/") and method == "GET":
            return (200, self.files[path[5:]]) if path[5:] in self.files else (404, {"error": {"reason": "no file"}})
        for one in (served.at(path) for served in self.served):
            if path == one.list and method == "GET":
                return 200, self._page(one, int(query.get("page", ["0"])[0]))
            if path in (one.bulk, one.patch_bulk) and method == ("POST" if path == one.bulk else "PATCH"):
                return 207, {"items": [self._bulk_row(one, method, path, entry) for entry in body["items"]]}
            if path == one.item and method == "POST" and method in one.methods:
                return self._single(one, method, None, body)
            head, _slash, object_id = path.rpartition("/")
            if head == one.item and method in one.methods.split():
                return self._single(one, method, object_id, body)
        return 404, NO_ROUTE

    def _page(self, one: Served, number: int) -> Row:
        rows = list(self.objects[one.item].values())
        shown = [{name: value for name, value in row.items() if name not in one.hidden} for row in rows]
        pages = -(-len(rows) // 100)
        return {"meta": {"totalPages": pages, "totalRecords": len(rows)}, "data": shown[number * 100 :][:100]}

    def _single(self, one: Served, method: str, object_id: str | None, body: Any) -> tuple[int, Any]:
        store = self.objects[one.item]
        if object_id is not None and object_id not in store:
            return 404, {"error": {"reason": "no such object"}}
        if method == "DELETE":
            del store[str(object_id)]
            return 204, None
        if method == "GET":
            return 200, store[str(object_id)]
        file = b""
        if one.form and method in ("POST", "PUT"):
            if not isinstance(body, dict) or set(body) != set(one.form) or body[one.form[0]][1] != "application/json":
                return 500, {"error": {"reason": "not a form"}}
            file, body = body[one.form[1]][2], json.loads(body[one.form[0]][2])
        if method == "PUT" and body.get("id") != object_id:
            return 400, {"error": {"reason": "id in payload and URL should be same"}}
        object_id = object_id or f"new-{next(self._numbers)}"
        if file:
            self.files[object_id] = file
            body["blobId"] = object_id
        return (201 if method == "POST" else 200), self._save(one, object_id, body, keep=method == "PATCH")

    def _bulk_row(self, one: Served, method: str, path: str, entry: Row) -> Row:
        item, number = entry["item"], entry["itemIdentifier"]
        known = {**self.objects[one.item].get(item.get("id", ""), {}), **item}
        fault = next((fault for fault in self.faults if fault.meets(method, path, known)), None)
        if fault:
            refusal = {"error": {"reason": fault.body or "refused by a fault"}}
            return {"itemIdentifier": number, "status": fault.status, "apiError": refusal}
        if entry["requestAction"] == "DELETE":
            self.objects[one.item].pop(item["id"])
            return {"itemIdentifier": number, "status": 204, "operationType": "DELETE", "href": f"/x/{item['id']}"}
        if method == "PATCH" and item.get("id") not in self.objects[one.item]:
            return {"itemIdentifier": number, "status": 404, "apiError": {"error": {"reason": "no such object"}}}
        object_id = item.get("id") or f"new-{next(self._numbers)}"
        is_new = object_id not in self.objects[one.item]
        self._save(one, object_id, item, keep=method == "PATCH")
        kind = "CREATE" if is_new else "UPDATE"
        return {"itemIdentifier": number, "status": 200, "operationType": kind, "href": f"/x/{object_id}"}

    def _save(self, one: Served, object_id: str, body: Row, *, keep: bool) -> Row:
        old = self.objects[one.item].get(object_id, {})
        whole = {**(old if keep else {}), **body, "id": object_id, "version": old.get("version", -1) + 1}
        whole = {name: value for name, value in whole.items() if value is not None}
        self.objects[one.item][object_id] = whole
        return whole
