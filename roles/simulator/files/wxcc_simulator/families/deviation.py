# SPDX-License-Identifier: GPL-3.0-or-later
"""A difference between the official file and the real service, written once: name, effect, documentation."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

Document = dict[str, Any]
Patch = Mapping[str, Any]
State = Literal["on", "off", "always"]
METHODS = ("get", "post", "put", "patch", "delete")
SCHEMA = "#/components/schemas/"


@dataclass(frozen=True)
class Deviation:
    """One line of the table.

    `state` says whether it is a quirk: one that is on, or off, unless asked otherwise, or no quirk but always so.
    `operations` and `schemas` hold merge patches of the official file, by "METHOD path" and by name of the schema, both
    may be globs; an operation that is not there is added. `{"copy": X}` stands for a copy of the neighbour X. Keys with
    `x-` say what OpenAPI has no word for:

    - of a schema: `x-missing` (field: status where it is missing), `x-refused` (the reason where the field is sent)
    - of an operation: `x-updates` false, `x-whole-delete`, `x-whole` (of PATCH), `x-json` (the status of a body in
      JSON), `x-longest` and `x-oldest` (days)

    `answers` is a patch of every schema in which a single object is answered, `rows` says that the rows of lists have
    no hidden fields. `probes` are changes to the sample of the family, which the conformance test sends to show the
    line.
    """

    name: str
    where: str
    file: str
    observed: str
    source: str
    state: State = "on"
    operations: Mapping[str, Patch] = field(default_factory=dict, hash=False)
    schemas: Mapping[str, Patch] = field(default_factory=dict, hash=False)
    answers: Patch = field(default_factory=dict, hash=False)
    rows: bool = False
    probes: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)

    @property
    def repairs(self) -> bool:
        """Whether it contradicts the official file, instead of only adding to it."""
        return bool(self.operations or self.schemas or self.answers or self.rows)

    @property
    def is_quirk(self) -> bool:
        """Whether it can be turned on and off."""
        return self.state != "always"


def repaired(document: Document, lines: Iterable[Deviation]) -> Document:
    """The official file, or the facts distilled from it, with these patches; unchanged parts are shared."""
    schemas = dict(document["components"]["schemas"])
    paths = {path: dict(item) for path, item in document["paths"].items()}
    document = {**document, "paths": paths, "components": {**document["components"], "schemas": schemas}}
    for line in lines:
        for pattern, patch in line.operations.items():
            if "*" not in pattern:
                method, _unused, path = pattern.partition(" ")
                document["paths"].setdefault(path, {}).setdefault(method.lower(), {"responses": {}})
            for path, method, operation in operations(document):
                if fnmatchcase(f"{method} {path}", pattern) and not _is_idle(patch, operation):
                    document["paths"][path][method.lower()] = merged(operation, patch)
        for pattern, patch in line.schemas.items():
            names = [name for name in schemas if fnmatchcase(name, pattern)] if "*" in pattern else [pattern]
            for name in names:
                schemas[name] = merged(schemas.get(name, {}), patch)
    return document


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, METHOD and operation of everything in the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method.upper(), item[method]


def merged(value: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7396); `{copy: name}` is replaced by a copy of the key of that name."""
    if not isinstance(patch, Mapping):
        return list(patch) if isinstance(patch, tuple) else patch
    result = dict(value) if isinstance(value, dict) else {}
    for key, change in patch.items():
        if isinstance(change, Mapping) and set(change) == {"copy"}:
            result[key] = copy.deepcopy(result[change["copy"]])
        elif change is not None:
            result[key] = merged(result.get(key), change)
    for key in [key for key, change in patch.items() if change is None]:
        result.pop(key, None)
    return result


def _is_idle(patch: Patch, operation: dict[str, Any]) -> bool:
    """A glob over operations meets some without the neighbour to copy."""
    copies = [change["copy"] for change in patch.get("responses", {}).values() if change and "copy" in change]
    return any(name not in operation["responses"] for name in copies)
