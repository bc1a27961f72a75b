# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuse a plan although each of its actions is possible: for names, purges, and too many deletes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ...words import quoted
from ..model.compare import look_of
from ..model.resource import Resource
from ..model.values import JSON
from ..source.parse import Problem
from .action import CREATE, DELETE, Action

LISTED: Final = 20
ALMOST_EQUAL: Final = "differ only in case, in spaces around them or in how their characters are encoded"


def can_appear(resource: Resource) -> bool:
    """Return whether an object that does not exist can be created wherever it is missing."""
    return bool(resource.verbs.create) and not resource.only_where


def skipping_hint(resource: Resource) -> str:
    """Return advice about missing objects that cannot be created; empty where they can."""
    if can_appear(resource):
        return ""
    return (
        f"To leave out {resource.plural} that do not exist in this organization, set skip_missing: [{resource.family}]"
    )


def too_many_deletes(actions: Iterable[Action], max_deletes: int) -> str:
    """Return what would be deleted, if that is more than allowed; else an empty text."""
    doomed = [action for action in actions if action.kind == DELETE]
    if len(doomed) <= max_deletes:
        return ""
    return (
        f"max_deletes: {len(doomed)} {'objects' if len(doomed) > 1 else 'object'} would be deleted, "
        f"{max_deletes} are allowed: {listed(doomed)}. "
        f"If that is right, set max_deletes: {len(doomed)}"
    )


def empty_purge(resource: Resource, actions: Iterable[Action]) -> Problem:
    """Refuse a purge by a source that keeps nothing, and say what it would delete."""
    doomed = [action for action in actions if action.kind == DELETE]
    what = f"purge: the source defines no {resource.plural}"
    if doomed:
        what += f", so every {resource.label} would be deleted: {listed(doomed)}"
    return Problem("", f"{what}. Is this the right file?")


def listed(actions: Sequence[Action]) -> str:
    """List some objects with their ids, and count the others."""
    shown = [f"{action.resource.label} {action.old_name} ({action.id})" for action in actions[:LISTED]]
    rest = len(actions) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def check_keys(resource: Resource, actions: Sequence[Action], live: Iterable[JSON]) -> tuple[list[Problem], list[str]]:
    """Refuse actions that would give one key to two objects, and warn of keys that look alike."""
    problems: list[Problem] = []
    warnings: list[str] = []
    keys = [action.key for action in actions]
    looks = {key: look_of(key) for key in keys}
    of_live = {action.id: number for number, action in enumerate(actions) if action.id}
    holders: dict[Any, JSON | Action] = {}
    spellings: dict[Any, Any] = {}
    for row in live:
        number = of_live.get(row["id"])
        if number is not None and actions[number].kind == DELETE:
            continue
        key = resource.key_of(row) if number is None else keys[number]
        if number is None or not actions[number].renames:
            holders.setdefault(key, row)
        spellings.setdefault(looks[key] if number is not None else look_of(key), key)
    for action, key in zip(actions, keys, strict=True):
        if action.kind == CREATE or action.renames:
            if key in holders:
                problems.append(_taken(action, holders[key]))
            holders[key] = action
        if action.stays:
            other = spellings.setdefault(looks[key], key)
            if other != key:
                where = f"{action.where}: " if action.where else ""
                warnings.append(f"{where}{quoted(action.name)} and {quoted(other[0])} {ALMOST_EQUAL}")
    return problems, warnings


def _taken(action: Action, holder: JSON | Action) -> Problem:
    if isinstance(holder, Action):
        by_whom = holder.where or "another object"
    else:
        by_whom = f"the {action.resource.label} with the id {holder['id']}"
    what = f"{action.resource.name_field.name}: {quoted(action.name)} would be taken by {by_whom}"
    return Problem(action.where, f"{what}; rename or remove that one too, or choose another")
