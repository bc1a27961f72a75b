# SPDX-License-Identifier: GPL-3.0-or-later
"""What a record changes of its object, compared field by field. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..desired.desired import Desired, quoted
from ..model.compare import merged, same
from ..model.resource import CLEAR, JSON, Field, Resource
from ..source.parse import Problem
from .action import CREATE, DELETE, KEEP, UPDATE, Action
from .identities import Identities
from .resolve import shown

Changes = dict[str, dict[str, Any]]
"""What is different before and after the run, by option."""


def difference(
    resource: Resource, item: Desired | None, live: JSON | None, identities: Identities
) -> tuple[Action, list[Problem]]:
    """Return what has to be done for a record and its object, and why that is not possible.

    Without a record the object is purged, without an object a new one is made. References must be resolved already.
    """
    if item is None:
        return Action(resource, DELETE, live), []
    if not item.present:
        return _absence(resource, item, live)
    if live is None:
        return _creation(resource, item, identities)
    return _update(resource, item, live, identities)


def _absence(resource: Resource, item: Desired, live: JSON | None) -> tuple[Action, list[Problem]]:
    problems = []
    if live is not None and live.get("systemDefault"):
        name = quoted(live.get(resource.name_field.api_name))
        what = f"state: {name} belongs to the system; it cannot be absent"
        problems.append(Problem(item.record.where("state"), what))
    return _action(resource, KEEP if live is None else DELETE, item, live), problems


def _update(resource: Resource, item: Desired, live: JSON, identities: Identities) -> tuple[Action, list[Problem]]:
    values: JSON = {}
    changes: Changes = {}
    problems: list[Problem] = []
    for api_name, value in item.values.items():
        target = resource.by_api[api_name]
        before = live.get(api_name)
        if same(target, before, value):
            continue
        if target.immutable:
            now = quoted(shown(target, before, identities.before))
            what = f"{target.name}: cannot be changed after creation; it is {now}"
            problems.append(Problem(item.record.where(target.name), what))
            continue
        values[api_name] = value
        changes.update(_changes(target, before, merged(target, before, value), identities))
    if resource.name_field.api_name in values:
        problems += item.tolerated
    return _action(resource, UPDATE if values else KEEP, item, live, values, changes), problems


def _creation(resource: Resource, item: Desired, identities: Identities) -> tuple[Action, list[Problem]]:
    values: JSON = {}
    changes: Changes = {}
    problems: list[Problem] = []
    for target in resource.fields:
        value = item.values.get(target.api_name, target.default)
        if value is not None and value is not CLEAR:
            values[target.api_name] = value
            changes.update(_changes(target, None, value, identities))
        for name in _missing(target, value):
            new = f"a new {resource.label} ({quoted(item.values.get(resource.name_field.api_name))})"
            problems.append(Problem(item.record.where(), f"{name}: missing; {new} needs it"))
    return _action(resource, CREATE, item, None, values, changes), problems


def _action(
    resource: Resource,
    kind: str,
    item: Desired,
    live: JSON | None,
    values: JSON | None = None,
    changes: Changes | None = None,
) -> Action:
    return Action(resource, kind, live, values or {}, changes or {}, item.values, item.id or "", item.record.where())


def _missing(target: Field, value: Any) -> Iterator[str]:
    """Yield the required options that a new object lacks."""
    if value is None:
        if target.required:
            yield " or ".join(target.options)
    elif target.kind == "dict":
        for part in target.fields:
            yield from (f"{target.name}.{name}" for name in _missing(part, value.get(part.api_name)))


def _changes(target: Field, before: Any, after: Any, identities: Identities) -> Changes:
    """Say what changes, field by field also inside a mapping."""
    if target.kind != "dict":
        old, new = shown(target, before, identities.before), shown(target, after, identities.after)
        return {target.name: {"before": old, "after": new}}
    parts: Changes = {}
    for part in target.fields:
        old, new = (before or {}).get(part.api_name), after.get(part.api_name)
        if old != new and not (old is None and new is CLEAR):
            inner = _changes(part, old, new, identities)
            parts.update({f"{target.name}.{name}": change for name, change in inner.items()})
    return parts
