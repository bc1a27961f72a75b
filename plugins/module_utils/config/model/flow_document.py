# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows as portable documents: names instead of ids, and nothing that belongs to one organization or one moment.

In a file, `{"$ref": family, "name": name}` stands for the id of an object, with more of its key if the name is not
enough. An export of the editor has ids there. Both are read. At places that are known to hold references, an id must
be one of the organization that the flow goes to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from .kinds.kind import Names, Placer
from .values import JSON, ByName, NewObject, Path

REFERENCE: Final = "$ref"
NAME: Final = "name"
_ID: Final = re.compile(r"[0-9a-f]{24}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
OF_THE_SERVICE: Final = frozenset(
    {
        *("orgId", "id", "flowId", "version", "name", "flowType", "comment", "persist", "validating"),
        *(
            "validationResults",
            "createdBy",
            "createdDate",
            "lastModifiedBy",
            "lastModifiedDate",
            "lockedAt",
            "lockedBy",
        ),
    }
)
"""Names at the top of an export that do not belong to the content."""
_ANYWHERE: Final = frozenset({"_renderRequestTimestamp", "orgId"})

_QUEUES: Final = ("queue-contact", "queue-lookup", "advanced-queue-information", "callback")
SPOTS: Final[tuple[tuple[str, str, str, tuple[Any, ...]], ...]] = (
    ("businessHoursId", "business-hours", "", ()),
    ("queueId", "contact-service-queue", "", ()),
    ("fallbackQueue", "contact-service-queue", "", ()),
    ("destination", "contact-service-queue", "activityName", _QUEUES),
    ("entryPointId", "entry-point", "", ()),
    ("handOffTo", "entry-point", "isEntryPoint", (True,)),
    ("handOffTo", "flow", "isEntryPoint", (False, None)),
    ("subflowId", "subflow", "", ()),
    ("id", "cad-variable", "source", ("GLOBAL", "GLOBAL_TM")),
)
"""Where ids are references: the key, the family, and the values that another key of the same mapping must have."""
FAMILIES: Final = frozenset({"audio-file", *(family for _key, family, _other, _values in SPOTS)})

NAMED: Final = "audio-file"
"""The family whose objects flows know by their names."""

_Change = Callable[[str, Any, Mapping[str, Any], Path], Any]
"""Takes a key, its value, the mapping with both, and the path; gives the new value."""


def is_flow(data: Any) -> bool:
    """Return whether JSON can be a flow; one that was just begun may have no activities yet."""
    process = data.get("process") if isinstance(data, Mapping) else None
    return isinstance(process, Mapping) and isinstance(process.get("activities", {}), Mapping)


def canonical(exported: Mapping[str, Any]) -> JSON:
    """Return the content of an export."""
    return {key: _timeless(value) for key, value in exported.items() if key not in OF_THE_SERVICE}


def written(document: JSON) -> bytes:
    """Return the bytes of a document, the same for the same content."""
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def read(document: JSON, problem: Callable[[Path, str], object]) -> JSON:
    """Return a document with `ByName` for each portable reference; `problem` takes the path of a wrong one."""

    def change(_key: str, value: Any, _above: Mapping[str, Any], path: Path) -> Any:
        if not (isinstance(value, Mapping) and REFERENCE in value):
            return value
        family, name = value[REFERENCE], value.get(NAME)
        rest = {key: part for key, part in value.items() if key not in (REFERENCE, NAME)}
        if family not in FAMILIES or not isinstance(name, str) or not all(isinstance(x, str) for x in rest.values()):
            known = ", ".join(sorted(FAMILIES))
            problem(path, f"not a reference. Write {{{REFERENCE}: family, {NAME}: name}} with one of {known}")
            return value
        return ByName(family, name, tuple(sorted(rest.items())))

    return _changed(document, change)


def references(document: JSON) -> Iterator[tuple[str, Any]]:
    """Yield the references of a document, each with its family."""
    found: list[tuple[str, Any]] = []

    def place(family: str, target: Any, _path: Path) -> Any:
        found.append((family, target))
        return target

    placed(document, place)
    yield from found


def placed(document: JSON, place: Placer, path: Path = ()) -> JSON:
    """Return a document with each reference replaced."""

    def change(key: str, value: Any, above: Mapping[str, Any], inside: Path) -> Any:
        if isinstance(value, ByName | NewObject):
            return place(value.family, value, (*path, *inside))
        family = _family_at(key, above) if isinstance(value, str) and _ID.fullmatch(value) else ""
        return place(family, value, (*path, *inside)) if family else value

    return _changed(document, change)


def portable(document: JSON, names: Names) -> JSON:
    """Return a document with portable references instead of ids, for objects with a unique name."""
    directories = [(family, names(family)) for family in sorted(FAMILIES)]

    def change(_key: str, value: Any, _above: Mapping[str, Any], _path: Path) -> Any:
        if not isinstance(value, str) or not _ID.fullmatch(value):
            return value
        for family, known in directories:
            if known.is_unique(value):
                return {REFERENCE: family, NAME: known.name_of(value)}
        return value

    return _changed(document, change)


def texts(document: Any) -> frozenset[str]:
    """Return every text of a document; ids of objects are among them, wherever they stand."""
    found: set[str] = set()
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return frozenset(found)


def hands_off(document: JSON) -> bool:
    """Return whether a flow hands off to another one, which the service refuses to publish."""
    return '"handOffTo"' in json.dumps(document, default=str)


def _family_at(key: str, above: Mapping[str, Any]) -> str:
    for spot, family, other, values in SPOTS:
        if key == spot and (not other or above.get(other) in values):
            return family
    return ""


def _changed(value: JSON, change: _Change) -> JSON:
    """Walk through a document and replace values by `change`, without walking through the new ones."""

    def walked(inner: Any, path: Path) -> Any:
        if isinstance(inner, dict):
            return {key: step(key, part, inner, (*path, key)) for key, part in inner.items()}
        if isinstance(inner, list):
            return [step("", part, {}, (*path, number)) for number, part in enumerate(inner)]
        return inner

    def step(key: str, part: Any, above: Mapping[str, Any], path: Path) -> Any:
        new = change(key, part, above, path)
        return walked(part, path) if new is part else new

    changed: JSON = walked(value, ())
    return changed


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(part) for key, part in value.items() if key not in _ANYWHERE}
    return [_timeless(part) for part in value] if isinstance(value, list) else value
