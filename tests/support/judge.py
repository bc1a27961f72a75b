# SPDX-License-Identifier: GPL-3.0-or-later
"""What in the exchanges with a simulator is not as a document says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import Draft4Validator

from support.conformance import DAY_MS, SERVER_FIELDS, Document, Exchange, reachable
from wxcc_simulator.families.deviation import operations


class Judge:
    """Finds what in an exchange is not as the document says.

    Two readings go beyond the letter of OpenAPI: an object has no fields but those described, and a request that fits
    its description succeeds while one that does not gets a 400.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._operations = {(method, path): op for path, method, op in operations(document)}
        self._components = {"schemas": _closed(document["components"]["schemas"])}
        self._validators: dict[str, Any] = {}

    def differences(self, exchanges: Iterable[Exchange]) -> list[str]:
        """One line for every difference."""
        unreadable = list(_unreadable_patterns(self._reachable()))
        if unreadable:
            return unreadable
        return [f"{exchange}: {problem}" for exchange in exchanges for problem in self._of(exchange)]

    def some_difference(self, exchanges: Iterable[Exchange]) -> str:
        """The first difference, or nothing."""
        found = iter(_unreadable_patterns(self._reachable()))
        return next(found, "") or next((problem for exchange in exchanges for problem in self._of(exchange)), "")

    def _of(self, exchange: Exchange) -> Iterator[str]:
        operation = self._operations.get((exchange.method, exchange.template))
        if operation is None:
            if exchange.status != 404:
                yield "this operation is not described"
            return
        described = operation["responses"].get(str(exchange.status))
        if described is None:
            yield "this status is not described"
            return
        content = described.get("content", {})
        media = content.get("*/*") or content.get(exchange.media_type)
        if content and media is None:
            yield f"{exchange.media_type} is not described"
        elif media and "json" in exchange.media_type:
            loose = "attributes" in exchange.query
            yield from self._invalid(media["schema"], exchange.got, "answer", required=not loose)
        if not exchange.by_rule:
            yield from self._unexpected(operation, exchange)

    def _unexpected(self, operation: dict[str, Any], exchange: Exchange) -> Iterator[str]:
        """A success or failure other than the description of the request promises."""
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if body and ("Bulk" in body.get("$ref", "") or "items" in body.get("properties", {})):
            yield from self._unexpected_items(operation, body, exchange)
            return
        schema, sent = body, exchange.sent
        for parameter in operation.get("parameters", ()):
            if "$ref" in parameter["schema"] and (body is None or sent is None):
                schema, sent = parameter["schema"], json.loads(exchange.query.get(parameter["name"], "null"))
        fits = schema is None or (sent is not None and not list(self._invalid(schema, sent, "request")))
        fits = fits and _within_days(operation, exchange.query)
        promised = _promise(operation, fits, self._missing_code(schema, sent))
        if sent is not None and "x-json" in operation:
            promised = {int(operation["x-json"])}
        if exchange.status not in promised:
            yield f"{sorted(promised)} was to be expected"
        is_object = exchange.template.startswith("/organization/")  # and not a question asked by POST
        if schema and fits and is_object and exchange.status < 300:
            yield from self._lost(schema, sent, exchange.got)

    def _unexpected_items(self, operation: Document, body: Document, exchange: Exchange) -> Iterator[str]:
        request = self._resolve(body)
        wrapper = self._resolve(request["properties"]["items"]["items"])
        shell = {**wrapper, "not": {"enum": []}, "properties": {**wrapper["properties"], "item": {"type": "object"}}}
        items = exchange.sent.get("items", [])
        whole = not any(list(self._invalid(shell, item, "item")) for item in items)
        if (exchange.status == 207) is not whole:
            yield "a well-formed request was refused" if whole else "a malformed request was accepted"
            return
        for item, row in zip(items, exchange.got.get("items", []), strict=False):
            action, is_update = item.get("requestAction"), "id" in item["item"]
            is_patch = exchange.method == "PATCH" and "x-whole" not in operation
            partial = is_patch or (action == "DELETE" and "x-whole-delete" not in operation)
            problems = list(self._invalid(wrapper, item, "item", required=not partial))
            if action == "SAVE" and is_update and operation.get("x-updates") is False:
                problems.append("no updates")
            if (row["status"] < 300) is bool(problems):
                yield f"item {row['itemIdentifier']} got {row['status']}; by its description: {problems or 'fine'}"

    def _missing_code(self, schema: Any, sent: Any) -> int:
        codes = self._resolve(schema).get("x-missing", {}) if schema else {}
        return next((code for name, code in codes.items() if isinstance(sent, dict) and name not in sent), 400)

    def _lost(self, schema: Any, sent: dict[str, Any], got: Any) -> Iterator[str]:
        """Fields that were accepted and did not come back."""
        properties = self._resolve(schema).get("properties", {})
        for name, value in sent.items():
            ignored = name in SERVER_FIELDS or properties.get(name, {}).get("readOnly")
            if not ignored and not _holds(got.get(name), value):
                yield f"{name} was sent as {value!r} and came back as {got.get(name)!r}"

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            resolved: dict[str, Any] = self._components["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
            return resolved
        return schema

    def _invalid(self, schema: Any, value: Any, what: str, required: bool = True) -> Iterator[str]:
        for error in self._validator(schema).iter_errors(value):
            if required or error.validator not in ("required", "allOf", "anyOf"):
                yield f"{what}: {'.'.join(map(str, error.absolute_path))}: {error.message}"

    def _validator(self, schema: Any) -> Any:
        """The validator of a schema, made once for each schema with a name."""
        if "$ref" not in schema:
            return Draft4Validator({**_closed(schema), "components": self._components})
        name = schema["$ref"]
        if name not in self._validators:
            self._validators[name] = Draft4Validator({"allOf": [schema], "components": self._components})
        return self._validators[name]

    def _reachable(self) -> list[Any]:
        """The schemas that the operations name, directly or through others."""
        found = reachable(self._document["paths"], self._document["components"]["schemas"])
        return [found[name] for name in sorted(found)]


def _within_days(operation: dict[str, Any], query: dict[str, str]) -> bool:
    """Whether from and to keep to the days the operation says with x-longest and x-oldest, if it does."""
    if "x-longest" not in operation:
        return True
    start, end = (int(query[name]) / DAY_MS for name in ("from", "to"))
    return end - start <= float(operation["x-longest"]) and start >= time.time() * 1000 / DAY_MS - float(
        operation["x-oldest"]
    )


def _promise(operation: dict[str, Any], fits: bool, missing_code: int) -> set[int]:
    good = {int(code) for code in operation["responses"] if code.startswith("2")}
    if fits:
        return good or {403}
    return {missing_code}


def _holds(got: Any, sent: Any) -> bool:
    """Whether the answer has what was sent; the server may add fields to children."""
    if isinstance(sent, dict):
        kept = {name: value for name, value in sent.items() if name not in SERVER_FIELDS}
        return isinstance(got, dict) and all(_holds(got.get(name), value) for name, value in kept.items())
    if isinstance(sent, list):
        return isinstance(got, list) and len(got) == len(sent) and all(any(_holds(g, s) for g in got) for s in sent)
    return bool(got == sent)


def _closed(schema: Any) -> Any:
    """The schema with no room for fields it does not describe."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items() if key != "example"}
    is_object = closed.get("type") == "object" and isinstance(closed.get("properties"), dict)
    return {"additionalProperties": False, **closed} if is_object else closed


def _unreadable_patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _unreadable_patterns(item)
    elif isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            try:
                re.compile(schema["pattern"])
            except re.error as problem:
                yield f"{schema['pattern']}: {problem}"
        for value in schema.values():
            yield from _unreadable_patterns(value)
