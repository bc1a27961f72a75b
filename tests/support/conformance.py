# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what a simulator answered with the official OpenAPI file as repaired by the deviations."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wxcc_simulator.families.deviation import Deviation, operations
from wxcc_simulator.families.facts import is_second_hand, operations_of, schemas
from wxcc_simulator.families.family import Family
from wxcc_simulator.families.quirks import DEVIATIONS
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import repaired_for_all

ROOT = Path(__file__).parents[2]
OFFICIAL_FILE = ROOT.parent / "shared" / "api" / "webex-contact-center.json"
BESIDE_THE_FAMILIES = re.compile(
    r"POST /search"
    r"|GET /v1/(tasks|queues/statistics|agents/statistics|agents/activities)"
    r"|POST /v1/captures/query"
)
DOCUMENTS = re.compile(r"(GET|POST) /flow-store/.*")
"""Operations of whole flows, whose answers are as they were imported: tests/simulator/test_flows.py has them."""
DAY_MS = 24 * 3600 * 1000
SERVER_FIELDS = {"id", "organizationId", "version", "createdTime", "lastUpdatedTime", "systemDefault"}

Document = dict[str, Any]
LINES = [line for line in DEVIATIONS if line.state != "off"]
SERVED = {
    (row["method"], row["path"])
    for family in FAMILIES.values()
    for row in operations_of(family.name)
    if family.serves(row["verb"], row["version"])
} | {
    (lookup.method, f"/organization/{{orgid}}/{lookup.path}")
    for family in FAMILIES.values()
    for lookup in family.lookups
}


@dataclass(frozen=True)
class Exchange:
    """A request and its answer; `by_rule` marks a refusal that no schema can foretell (a duplicate, a lost id)."""

    method: str
    template: str
    query: dict[str, str]
    sent: Any
    status: int
    media_type: str
    got: Any
    by_rule: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.template} {self.query or ''} {json.dumps(self.sent)} -> {self.status}"


def is_served(method: str, path: str) -> bool:
    """Whether the simulator serves an operation of the official file."""
    return is_described(method, path) or bool(DOCUMENTS.fullmatch(f"{method} {path}"))


def is_described(method: str, path: str) -> bool:
    """Whether the simulator serves an operation in the shapes that the official file describes."""
    return (method, path) in SERVED or bool(BESIDE_THE_FAMILIES.fullmatch(f"{method} {path}"))


def official_file() -> Document:
    """The official file; skips the test where it is absent."""
    if not OFFICIAL_FILE.exists():
        pytest.skip(f"the official file is not there: {OFFICIAL_FILE}")
    document: Document = json.loads(OFFICIAL_FILE.read_text(encoding="utf-8"))
    return document


def official_document() -> Document:
    """The official file cut down to the operations that are served in the shapes that it describes."""
    document = official_file()
    served: Document = {}
    for path, method, operation in operations(document):
        if is_described(method, path):
            served.setdefault(path, {})[method.lower()] = operation
    known = {**all_schemas(), **document["components"]["schemas"]}
    for family in filter(is_second_hand, FAMILIES):
        for row in operations_of(family):
            served.setdefault(row["path"], {})[row["method"].lower()] = described(row)
    schemas = reachable(served, known)
    return {**document, "paths": served, "components": {**document["components"], "schemas": schemas}}


def all_schemas() -> Document:
    """The schemas of the simulator's own facts, among them those that the official file does not have."""
    return schemas()


def described(row: Document) -> Document:
    """An operation that the official file does not have yet, in its form; lists and bulk requests have envelopes."""

    def media(schema: Any) -> Document:
        return {"content": {"application/json": {"schema": schema}}}

    def ref(name: str) -> Document:
        return {"$ref": f"#/components/schemas/{name}"}

    names = [("path", name) for name in re.findall(r"\{(\w+)\}", row["path"])] + [
        ("query", name) for name in row["query"]
    ]
    parameters = [
        {"name": name, "in": place, "required": place == "path", "schema": {"type": row["query"].get(name, "string")}}
        for place, name in names
    ]
    answer: Document = {"description": "x"}
    if "response" in row:
        rows = {"type": "object", "properties": {"meta": {}, "data": {"type": "array", "items": ref(row["response"])}}}
        answer |= media(rows if row["verb"] == "list" else ref(row["response"]))
    refusals = {str(code): {"description": "x", **media(ref("ApiErrorResponse"))} for code in row["refusals"]}
    operation = {"parameters": parameters, "responses": {str(row["success"]): answer, **refusals}}
    if row["verb"] == "bulk":
        item = {
            "itemIdentifier": {"type": "integer", "format": "int32"},
            "requestAction": {"type": "string"},
            "item": ref(row["request"]),
        }
        items = {"type": "array", "items": {"type": "object", "required": ["item"], "properties": item}}
        operation["requestBody"] = media({"type": "object", "properties": {"items": items}})
    elif "request" in row:
        operation["requestBody"] = media(ref(row["request"]))
    return operation


def reachable(paths: Document, schemas: Document) -> Document:
    """The schemas that the paths name, directly or through others; and those that a deviation changes."""
    reached: Document = {}
    names = [name for line in LINES for name in line.schemas if name in schemas]
    waiting: list[Any] = [paths, *({"$ref": f"#/components/schemas/{name}"} for name in names)]
    while waiting:
        for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(waiting.pop())):
            if name not in reached and name in schemas:
                reached[name] = schemas[name]
                waiting.append(schemas[name])
    return reached


def repaired(document: Document, lines: Iterable[Deviation]) -> Document:
    """The document with the repairs of these lines."""
    lines = list(lines)
    document = repaired_for_all(document, lines)
    if any(line.rows for line in lines):
        for family in FAMILIES.values():
            _hide_in_rows(document, family)
    return document


def _hide_in_rows(document: Document, family: Family) -> None:
    """Rows of lists have no hidden fields: a schema of their own for those of this family."""
    schemas = document["components"]["schemas"]
    for row in operations_of(family.name):
        operation = document["paths"].get(row["path"], {}).get(row["method"].lower())
        if row["verb"] != "list" or operation is None or not family.hidden:
            continue
        operation = copy.deepcopy(operation)
        document["paths"][row["path"]][row["method"].lower()] = operation
        for media in operation["responses"]["200"]["content"].values():
            found = re.findall(r"#/components/schemas/(\w+)", json.dumps(media["schema"]))
            for name in found:
                envelope = schemas[name].get("properties", {}).get("data", {}).get("items", {}).get("$ref", "")
                whole = envelope.rsplit("/", 1)[-1] or name
                if family.hidden[0] not in schemas[whole].get("properties", {}):
                    continue
                schemas[f"{whole}Row"] = _without(schemas[whole], family.hidden)
                text = json.dumps(schemas[name] if envelope else media["schema"])
                text = text.replace(f'schemas/{whole}"', f'schemas/{whole}Row"')
                schemas[f"{name}Rows"] = json.loads(text)
                media["schema"] = {"$ref": f"#/components/schemas/{name}Rows"} if envelope else schemas[f"{name}Rows"]


def _without(schema: Document, hidden: Iterable[str]) -> Document:
    """The schema less some fields, and less its rules about fields that have to be there together."""
    hidden = set(hidden)
    properties = {name: value for name, value in schema["properties"].items() if name not in hidden}
    kept = {name: value for name, value in schema.items() if name not in ("allOf", "anyOf", "not")}
    required = [name for name in schema.get("required", ()) if name not in hidden]
    return {**kept, "properties": properties, "required": required} if required else {**kept, "properties": properties}
