# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations and schemas of the families with some quirks on, and the validation of objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError

from wxcc_simulator.families import facts
from wxcc_simulator.families.deviation import SCHEMA, Deviation, Document, merged, repaired
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES

# Java's classes such as \d know only ASCII, Python's know every alphabet.
ASCII_ONLY = "(?a)"
# The parameters of queries that are booleans in the official file.
FLAGS = frozenset(
    [
        "agentsUpdatedInfo",
        "buddyTeamAgentsOnly",
        "desktopProfileFilter",
        "excludeEPAssociated",
        "includeAIMappingCount",
        "includeAgentDetails",
        "includeChannelName",
        "includeCount",
        "includeDynamicSkillsLimitReached",
        "includeEntryPointName",
        "includeLatestOverride",
        "includeNames",
        "includeReskillAuditInfo",
        "includeSkillDetails",
        "includeSkillProfileAudit",
        "includeUrl",
        "includeUserProfileType",
        "provisioningView",
        "singleObjectResponse",
        "supervisorManagedAgentsOnly",
        "supervisorView",
    ]
)
# Within these a schema says only what else must hold, not which fields there are.
CONDITIONS = ("allOf", "anyOf", "not")
INT_RANGES = {"int32": 2**31, "int64": 2**63}
Key = tuple[str, str]


@dataclass(frozen=True)
class Operation:
    """One operation of a family, as in the official file with the changes of the quirks.

    `success` is None where the operation is always refused; `refusals` are the codes of those that it knows; `says`
    holds the keys with `x-` of the repairs.
    """

    verb: str
    version: str
    method: str
    path: str
    success: int | None
    refusals: frozenset[int]
    request: str | None
    request_in_query: str | None
    takes_body: bool
    response: str | None
    query: tuple[str, ...]
    filter_only: tuple[str, ...] | None
    filter_except: tuple[str, ...]
    search: tuple[str, ...]
    says: Mapping[str, Any] = field(hash=False)

    @property
    def key(self) -> Key:
        """Method and path, which no quirk changes."""
        return self.method, self.path


@dataclass(frozen=True)
class Problem:
    """A problem of an object: `rule` is the JSON Schema keyword that found it."""

    field: str
    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.field}: {self.words}" if self.words else self.field


class Shapes:
    """The families while these quirks are on; `shapes` gives the same one for the same quirks."""

    def __init__(self, quirks: Quirks) -> None:
        self._lines = quirks.lines()
        self._validators: dict[str, Draft202012Validator] = {}

    @cached_property
    def document(self) -> Document:
        """The facts of the official file, in its own form, with the patches."""
        rows = [row for family in facts.family_names() for row in facts.operations_of(family)]
        paths: Document = {}
        for row in rows:
            codes = (row["success"], *row["refusals"])
            paths.setdefault(row["path"], {})[row["method"].lower()] = {"responses": {str(code): {} for code in codes}}
        return repaired_for_all({"paths": paths, "components": {"schemas": facts.schemas()}}, self._lines)

    @cached_property
    def _schemas(self) -> dict[str, Any]:
        schemas: dict[str, Any] = self.document["components"]["schemas"]
        return schemas

    @cached_property
    def by_key(self) -> dict[Key, Operation]:
        """Every operation of the families."""
        rows = [row for family in facts.family_names() for row in facts.operations_of(family)]
        return {(row["method"], row["path"]): self._operation(row) for row in rows}

    def operations(self, family: str) -> list[Operation]:
        """All operations of a family, in the order of the official file."""
        return [self.by_key[row["method"], row["path"]] for row in facts.operations_of(family)]

    def operation(self, family: str, verb: str) -> Operation | None:
        """The operation of a family with this verb, of the newest version; None where it has none."""
        found = [op for op in self.operations(family) if op.verb == verb]
        return max(found, key=lambda op: op.version) if found else None

    def written(self, family: str) -> str:
        """The schema of a body that creates or replaces an object."""
        if family in FAMILIES and FAMILIES[family].schema:
            return FAMILIES[family].schema
        found = [op.request for op in self.operations(family) if op.verb in ("create", "put", "patch") and op.request]
        return self._widest(found)

    def answered(self, family: str) -> str:
        """The schema of a single object: the version with the most fields."""
        found = [op.response for op in self.operations(family) if op.verb in ("get", "put", "patch") and op.response]
        return self._widest(found or [self.written(family)])

    def _widest(self, schemas: list[str]) -> str:
        return max(schemas, key=lambda name: len(self.properties(name)))

    def properties(self, schema: str) -> Mapping[str, Any]:
        """The fields that a schema declares."""
        declared: Mapping[str, Any] = self._schemas[schema]["properties"]
        return declared

    def required(self, schema: str) -> tuple[str, ...]:
        """The fields that have to be sent."""
        return tuple(self._schemas[schema].get("required", ()))

    def refused(self, schema: str) -> Mapping[str, str]:
        """The fields, dotted through children, that are refused when they are sent, and the reason."""
        found: Mapping[str, str] = self._schemas[schema].get("x-refused", {})
        return found

    def missing_codes(self, schema: str) -> Mapping[str, int]:
        """The fields whose absence has a status of its own."""
        found: Mapping[str, int] = self._schemas[schema].get("x-missing", {})
        return found

    def read_only(self, schema: str) -> frozenset[str]:
        """The fields that are ignored when they are sent."""
        return frozenset(name for name, facts_ in self.properties(schema).items() if facts_.get("readOnly"))

    def problems(self, schema: str, value: dict[str, Any]) -> list[Problem]:
        """All problems of an object, in the order of the fields' names."""
        found = [problem for error in self._validator(schema).iter_errors(value) for problem in _problems(error)]
        return sorted(set(found), key=lambda problem: (problem.field, problem.rule))

    @cached_property
    def _components(self) -> dict[str, Any]:
        components: dict[str, Any] = _strict(self.document["components"])
        return components

    def _validator(self, schema: str) -> Draft202012Validator:
        if schema not in self._validators:
            whole = {"$ref": SCHEMA + schema, "components": self._components}
            self._validators[schema] = Draft202012Validator(whole)
        return self._validators[schema]

    def _operation(self, row: dict[str, Any]) -> Operation:
        described = self.document["paths"][row["path"]][row["method"].lower()]
        good = [int(code) for code in described["responses"] if code.startswith("2")]
        return Operation(
            verb=row["verb"],
            version=row["version"],
            method=row["method"],
            path=row["path"],
            success=min(good, default=None),
            refusals=frozenset(int(code) for code in described["responses"] if code >= "4"),
            request=row.get("request"),
            request_in_query=row.get("request_in_query"),
            takes_body="request_in_query" not in row or "requestBody" in described,
            response=row.get("response"),
            query=tuple(row["query"]),
            filter_only=tuple(row["filter_only"]) if "filter_only" in row else None,
            filter_except=tuple(row.get("filter_except", ())),
            search=tuple(row.get("search", ())),
            says={name: value for name, value in described.items() if name.startswith("x-")},
        )


@lru_cache(maxsize=64)
def shapes(quirks: Quirks) -> Shapes:
    """The families while these quirks are on."""
    return Shapes(quirks)


def repaired_for_all(document: Document, lines: list[Deviation]) -> Document:
    """The document with the repairs of the lines, among them those of every answer with a single object."""
    document = repaired(document, lines)
    schemas = document["components"]["schemas"]
    for line in lines:
        for name in answers() if line.answers else ():
            if name in schemas:
                schemas[name] = merged(schemas[name], line.answers)
    return document


@cache
def answers() -> frozenset[str]:
    """The schemas in which the families that are served answer with a single object."""
    return frozenset(
        row["response"]
        for family in FAMILIES.values()
        for row in facts.operations_of(family.name)
        if row["verb"] in ("create", "get", "put", "patch")
        and "response" in row
        and family.serves(row["verb"], row["version"])
        and not family.is_outside
    )


def _strict(schema: Any) -> Any:
    """The schema with unknown fields refused and integers kept to the size their format says."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: value if key in CONDITIONS else _strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        strict.setdefault("additionalProperties", False)
    if isinstance(schema.get("pattern"), str):
        strict["pattern"] = ASCII_ONLY + schema["pattern"]
    if schema.get("type") == "integer" and schema.get("format") in INT_RANGES:
        limit = INT_RANGES[schema["format"]]
        strict = {"minimum": -limit, "maximum": limit - 1, **strict}
    return strict


def _problems(error: ValidationError) -> Iterator[Problem]:
    place = ".".join(str(part) for part in error.absolute_path)
    rule, limit = str(error.validator), error.validator_value
    value, schema = cast("dict[str, Any]", error.instance), cast("dict[str, Any]", error.schema)
    if "x-words" in schema and rule in CONDITIONS:
        yield Problem(schema["x-words"], rule, "")
    elif rule == "required":
        for name in cast("list[str]", limit):
            if name not in value:
                yield Problem(_join(place, name), rule, "is required")
    elif rule == "additionalProperties":
        for name in value.keys() - schema["properties"].keys():
            yield Problem(_join(place, name), rule, "unknown field")
    else:
        yield Problem(place, rule, _words(rule, limit))


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _words(rule: str, limit: Any) -> str:
    if rule == "enum":
        return f"must be one of {', '.join(map(str, limit))}"
    words = {
        "type": "must be of type {}",
        "pattern": "must match {}",
        "minLength": "must have at least {} characters",
        "maxLength": "must have at most {} characters",
        "minimum": "must be at least {}",
        "maximum": "must be at most {}",
        "minItems": "must have at least {} entries",
        "maxItems": "must have at most {} entries",
        "uniqueItems": "must not repeat an entry",
    }
    return words.get(rule, "is not valid ({})").format(str(limit).removeprefix(ASCII_ONLY))
