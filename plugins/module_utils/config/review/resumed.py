# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left of a plan after the token ended in a run: the task continues with a new token."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from ..model.resource import Resource
from ..model.values import JSON, NewObject
from ..planning.action import CREATE, DELETE, KEEP, UPDATE, Action
from ..planning.plan import FamilyPlan, Plan

Rows = Callable[[Resource], list[JSON]]


def remaining(plan: Plan, rows: Rows) -> Plan:
    """Return the plan without actions that are done: their objects are kept as they are."""
    new_ids = _new_ids(plan, rows)
    families = []
    for part in plan.families:
        live = {row["id"]: row for row in rows(part.resource)} if any(map(_writes, part.actions)) else {}
        left = tuple([_left(_with_ids(action, new_ids), live, new_ids) for action in part.actions])
        families.append(FamilyPlan(part.resource, left))
    whole = replace(plan, families=tuple(families))
    steps = [replace(step, numbers=tuple(filter(_left_in(whole, step.family), step.numbers))) for step in plan.steps]
    return replace(whole, steps=tuple(step for step in steps if step.numbers))


def _left_in(plan: Plan, family: str) -> Callable[[int], bool]:
    part = next(part for part in plan.families if part.resource.family == family)
    return lambda number: _writes(part.actions[number])


def _writes(action: Action) -> bool:
    return action.kind != KEEP


def _new_ids(plan: Plan, rows: Rows) -> dict[Any, str]:
    """Return the ids of new objects of the plan that exist by now; a key may itself refer to a new object."""
    new_ids: dict[Any, str] = {}
    waiting = [action for action in plan.actions if action.kind == CREATE]
    while True:
        found = {action: row["id"] for action in waiting if (row := holder(action, rows(action.resource), new_ids))}
        if not found:
            return new_ids
        new_ids |= {NewObject(action.resource.family, action.key): object_id for action, object_id in found.items()}
        waiting = [action for action in waiting if action not in found]


def holder(action: Action, rows: Iterable[JSON], new_ids: dict[Any, str] | None = None) -> JSON | None:
    """Return the object with the key that an action gives to its own object."""
    name, *rest = [(new_ids or {}).get(part, part) if isinstance(part, NewObject) else part for part in action.key]
    first, *others = action.resource.key_fields
    mark = first.kind.mark(name)
    for row in rows:
        if first.kind.mark(row.get(first.api_name)) == mark and all(
            row.get(part.api_name) == value for part, value in zip(others, rest, strict=True)
        ):
            return row
    return None


def _with_ids(action: Action, new_ids: dict[Any, str]) -> Action:
    """Return an action that refers to objects that exist by their ids."""

    def placed(values: JSON) -> JSON:
        return action.resource.placed(values, lambda _family, target, _path: new_ids.get(target, target))

    if not new_ids or not _writes(action):
        return action
    return replace(action, values=placed(action.values), links=placed(action.links), declared=placed(action.declared))


def _left(action: Action, live: dict[str, JSON], new_ids: dict[Any, str]) -> Action:
    """Return an action without anything to do where its object is as the plan wants it."""
    if not _writes(action):
        return action
    if action.kind == DELETE:
        return action if action.id in live else replace(action, kind=KEEP, live=None, values={}, links={}, changes={})
    if action.kind == CREATE:
        row = live.get(new_ids.get(NewObject(action.resource.family, action.key), ""))
    else:
        row = live.get(str(action.id))
    if row is None or (action.kind == UPDATE and row.get("version") == (action.live or {}).get("version")):
        return action  # nobody has written it since, whatever the list shows
    written = action.values | action.links
    if not all(_same(action, row, name, value) for name, value in written.items()):
        return action
    return replace(action, kind=KEEP, live=row, values={}, links={}, changes={})


def _same(action: Action, row: JSON, api_name: str, value: Any) -> bool:
    field = action.resource.by_api[api_name]
    hidden = field.seen != "list" and row.get(api_name) is None
    return hidden or field.same(row.get(api_name), value)
