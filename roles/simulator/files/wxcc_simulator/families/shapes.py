# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of families.json: operations of each family, and the validation of objects against their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError

# Java's classes such as \d know only ASCII, Python's know every alphabet.
ASCII_ONLY = "(?a)"
# The parameters of queries that are booleans in the official file.
FLAGS = frozenset(
    [
        "agentsUpdatedInfo",
        "buddyTeamAgentsOnly",
        "desktopProfileFilter",
        "includeAIMappingCount",
        "includeAgentDetails",
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
INT_RANGES = {"int32": 2**31, "int64": 2**63}


@dataclass(frozen=True)
class Operation:
    """One operation of a family as the official file declares it."""

    verb: str
    version: str
    method: str
    path: str
    success: int
    request: str | None
    request_in_query: str | None
    response: str | None
    query: tuple[str, ...]
    filter_only: tuple[str, ...] | None
    filter_except: tuple[str, ...]
    search: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an object: `rule` is the JSON Schema keyword that found it."""

    field: str
    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.field}: {self.words}"


@cache
def _facts() -> dict[str, Any]:
    text = files("wxcc_simulator.families").joinpath("families.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)
    return facts


@cache
def operations(family: str) -> tuple[Operation, ...]:
    """All operations of a family, in the order of the official file."""
    return tuple(_operation(row) for row in _facts()["families"][family]["operations"])


def families() -> tuple[str, ...]:
    """The names of all families of the official file."""
    return tuple(_facts()["families"])


def written(family: str) -> str:
    """The schema of what is sent to create or replace an object."""
    return next(op.request for op in operations(family) if op.verb in ("create", "put") and op.request)


@cache
def answered_only(family: str) -> frozenset[str]:
    """The fields that an answer has and a request has not, since they are those of another object."""
    answered = properties(operation(family, "get").response or "")
    return frozenset(answered).difference(properties(written(family)))


def operation(family: str, verb: str) -> Operation:
    """The first operation of a family with this verb."""
    return next(op for op in operations(family) if op.verb == verb)


def _operation(row: dict[str, Any]) -> Operation:
    return Operation(
        verb=row["verb"],
        version=row["version"],
        method=row["method"],
        path=row["path"],
        success=row["success"],
        request=row.get("request"),
        request_in_query=row.get("request_in_query"),
        response=row.get("response"),
        query=tuple(row["query"]),
        filter_only=tuple(row["filter_only"]) if "filter_only" in row else None,
        filter_except=tuple(row.get("filter_except", ())),
        search=tuple(row.get("search", ())),
    )


@cache
def properties(schema: str) -> tuple[str, ...]:
    """The names of the fields that a schema declares."""
    return tuple(_facts()["schemas"][schema]["properties"])


def required(schema: str) -> tuple[str, ...]:
    """The fields that the official file calls required."""
    return tuple(_facts()["schemas"][schema].get("required", ()))


def problems(schema: str, value: dict[str, Any]) -> list[Problem]:
    """Everything wrong with an object, in the order of the fields' names."""
    found = [problem for error in _validator(schema).iter_errors(value) for problem in _problems(error)]
    return sorted(set(found), key=lambda problem: (problem.field, problem.rule))


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/schemas/{schema}", "schemas": _strict(_facts()["schemas"])})


def _strict(schema: Any) -> Any:
    """The schema with unknown fields refused and integers kept to the size their format says."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(value) for key, value in schema.items()}
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
    if rule == "required":
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
        "maxItems": "must have at most {} entries",
        "uniqueItems": "must not repeat an entry",
    }
    return words.get(rule, "is not valid ({})").format(str(limit).removeprefix(ASCII_ONLY))
