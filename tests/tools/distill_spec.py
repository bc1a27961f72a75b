# SPDX-License-Identifier: GPL-3.0-or-later
"""Distil the official OpenAPI file into families.json: bare facts about the configuration families, no prose.

With `--operations` it gives operations.json: the methods of every path.

Run it as `PYTHONPATH=roles/simulator/files python tests/tools/distill_spec.py [official.json]`, with its output into
families/families.json of the simulator.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wxcc_simulator.families.registry import FAMILIES as SERVED

OFFICIAL_FILE = Path("../shared/api/webex-contact-center.json")
PREFIX = "/organization/{orgid}/"
METHODS = ("get", "post", "put", "patch", "delete")

LEFT_OUT = ("agent-personal-greeting", "ai-feature/auto-csat/question")
"""Families that nothing here serves, but whose operations are known."""
FAMILIES = tuple(sorted({*LEFT_OUT, *SERVED}))
"""The families that the simulator has a file for, and these."""

OTHER_BODIES = (("/v1/captures/query", "post"),)
"""Operations outside the families, of which only the shape of the body is taken."""

VERBS = {
    ("get", ""): "list",
    ("post", ""): "create",
    ("delete", ""): "delete_all",
    ("get", "/{id}"): "get",
    ("put", "/{id}"): "put",
    ("patch", "/{id}"): "patch",
    ("delete", "/{id}"): "delete",
    ("post", "/bulk"): "bulk",
    ("post", "/v2/bulk"): "bulk",
    ("patch", "/bulk"): "bulk_patch",
    ("get", "/bulk-export"): "bulk_export",
    ("get", "/{id}/incoming-references"): "references",
    ("post", "/purge-inactive-entities"): "purge",
}

FACTS = (
    "type",
    "format",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "uniqueItems",
    "readOnly",
)


def distil(document: dict[str, Any]) -> dict[str, Any]:
    """The families of the document with their operations, and every schema those operations name."""
    families: dict[str, Any] = {name: {"operations": []} for name in FAMILIES}
    names: set[str] = set()
    for path, operations in document["paths"].items():
        place = _place(path)
        if place is None:
            continue
        family, version, tail = place
        for method in METHODS:
            verb = VERBS.get((method, tail))
            if method not in operations or verb is None:
                continue
            facts = _operation(document, operations[method], verb)
            families[family]["operations"].append(
                {"verb": verb, "version": version, "method": method.upper(), "path": path, **facts}
            )
            names.update(facts[key] for key in ("request", "response") if key in facts)
    names.update(
        _name(m["schema"])
        for path, method in OTHER_BODIES
        for m in _media(document["paths"][path][method]["requestBody"])
    )
    described = {name: facts for name, facts in families.items() if facts["operations"]}
    return {"families": described, "schemas": _schemas(document, names)}


def _place(path: str) -> tuple[str, str, str] | None:
    """Family, version and what follows the collection; None for helpers outside the families."""
    match = re.fullmatch(re.escape(PREFIX) + r"(?:(v\d)/)?(.+)", path)
    if match is None:
        return None
    rest = match[2]
    for name in sorted(FAMILIES, key=len, reverse=True):
        collection = re.sub("/entry$", r"/\\{\\w+\\}/entry", name)
        found = re.match(rf"{collection}(?=/|$)", rest)
        if found:
            return name, match[1] or "v1", rest[found.end() :]
    return None


def _operation(document: dict[str, Any], operation: dict[str, Any], verb: str) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if operation.get("deprecated"):
        facts["deprecated"] = True
    query = [p for p in operation.get("parameters", ()) if p["in"] == "query"]
    facts["query"] = {p["name"]: p["schema"].get("type", "object") for p in query}
    facts["success"] = min(int(code) for code in operation["responses"] if code.startswith("2"))
    facts["refusals"] = [int(code) for code in operation["responses"] if code >= "400"]
    body = [_item_schema(document, media["schema"]) for media in _media(operation.get("requestBody", {}))]
    for parameter in query:
        if "$ref" in parameter["schema"]:
            facts["request_in_query"] = parameter["name"]
            body = [_name(parameter["schema"])]
    answer = operation["responses"][str(facts["success"])]
    for key, found in (("request", body), ("response", [_item_schema(document, m["schema"]) for m in _media(answer)])):
        if found and found[0]:
            facts[key] = found[0]
    if verb == "list":
        facts.update(_columns({p["name"]: p.get("description", "") for p in query}))
    return facts


def _media(holder: dict[str, Any]) -> list[dict[str, Any]]:
    return [media for media in holder.get("content", {}).values() if "schema" in media]


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]


def _item_schema(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """The name of the object inside an array, a list envelope, a bulk request or an export; '' where there is none."""
    if "$ref" not in schema:
        return _item_schema(document, schema["items"]) if "items" in schema else ""
    name = _name(schema)
    properties = document["components"]["schemas"][name].get("properties", {})
    if name.startswith(("ResponseEnvelope", "ResponseMetaEnvelope")):
        return _item_schema(document, properties["data"])
    if name.startswith("BulkExport"):
        return _item_schema(document, properties["resources"])
    if name.startswith(("BulkRequestDTO", "BulkPatchRequestDTO")):
        return _item_schema(document, properties["items"])
    if name.startswith(("BulkRequestItem", "BulkPatchRequestItem")):
        return _item_schema(document, properties["item"])
    return name


def _columns(prose: dict[str, str]) -> dict[str, Any]:
    """What a list can be filtered by and searched in; the file says it only in the text of the parameters."""
    facts: dict[str, Any] = {}
    text = prose.get("filter", "")
    for key, pattern in (
        ("filter_only", r"(?:filterable fields:|fields are ?:)\s*([\w, ]+)"),
        ("filter_except", r"except:\s*([\w, ]+)"),
    ):
        found = re.search(pattern, text)
        if found:
            facts[key] = re.findall(r"\w+", found[1].split("\n")[0].replace(" and ", ","))
    found = re.search(r"search columns\(([^)]*)\)", prose.get("search", ""))
    if found:
        facts["search"] = re.findall(r"\w+", found[1])
    return facts


def _schemas(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = _facts(document["components"]["schemas"][name])
            waiting.extend(_references(schemas[name]))
    return dict(sorted(schemas.items()))


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield _name(schema)
        for value in schema.values():
            yield from _references(value)


def _facts(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return {"$ref": f"#/schemas/{_name(schema)}"}
    facts = {key: schema[key] for key in FACTS if key in schema}
    if "pattern" in facts:
        # The file writes `[a-zA-Z\d-_\s]`: Java reads that hyphen as a character, Python refuses it.
        facts["pattern"] = facts["pattern"].replace(r"\d-_", r"\d\-_")
    if "required" in schema:
        facts["required"] = sorted(schema["required"])
    if "properties" in schema:
        facts["properties"] = {name: _facts(value) for name, value in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            facts[key] = _facts(schema[key])
    return facts


def write(value: Any, indent: int = 0, width: int = 118) -> str:
    """JSON in which whatever fits on a line stands on one, so that a property is a line of the diff."""
    line = json.dumps(value)
    if not value or not isinstance(value, dict | list) or indent + len(line) <= width:
        return line
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        rows = [f"{pad}{json.dumps(key)}: {write(item, indent + 1, width - 2)}" for key, item in value.items()]
    else:
        rows = [pad + write(item, indent + 1, width) for item in value]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return "\n".join((opening, ",\n".join(rows), " " * indent + closing))


def known_operations(document: dict[str, Any]) -> dict[str, list[str]]:
    """The methods of every path, served or not."""
    return {
        path: [method.upper() for method in METHODS if method in document["paths"][path]]
        for path in sorted(document["paths"])
    }


def main() -> None:
    """Write the facts of the file named on the command line to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("official", nargs="?", type=Path, default=OFFICIAL_FILE)
    parser.add_argument("--operations", action="store_true")
    chosen = parser.parse_args()
    document = json.loads(chosen.official.read_text(encoding="utf-8"))
    sys.stdout.write(write(known_operations(document) if chosen.operations else distil(document)) + "\n")


if __name__ == "__main__":
    main()
