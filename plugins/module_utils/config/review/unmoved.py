# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that the live objects of a plan are as they were when it was made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...words import quoted
from ..live.lists import LiveLists
from ..model.catalog.table import CATALOG
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.action import CREATE, KEEP, UPDATE, Action
from ..planning.documents.contents import Summary, summed
from ..planning.identities import Identities
from ..planning.plan import FamilyPlan, Plan
from ..source.parse import Problem
from .resumed import holder

SINCE = "since the plan was made"


def families_touched(plan: Plan) -> list[Resource]:
    """Return the families whose lists show whether anything has changed."""
    touched = {action.resource.family for action in plan.actions if action.kind != KEEP}
    referred = {
        family
        for action in plan.actions
        for family, _target in action.resource.references(action.values)
        if family in CATALOG
    }
    return [resource for family, resource in CATALOG.items() if family in touched | referred]


class Comparison:
    """Compares an older plan with the current live objects; `plan` then has them, `problems` says what has changed."""

    def __init__(self, plan: Plan, live: LiveLists, identities: Identities) -> None:
        self.problems: list[Problem] = []
        self._live = live
        self._identities = identities
        self.plan = replace(plan, families=tuple([self._family(part) for part in plan.families]))

    def _family(self, part: FamilyPlan) -> FamilyPlan:
        touched = [action for action in part.actions if action.kind != KEEP]
        if not touched:
            return part
        resource = part.resource
        whole = self._live.whole(resource, self._read_whole(resource, touched))
        rows = {row["id"]: row for row in self._live.of(resource)} | whole
        rows |= self._with_files(resource, touched, rows)
        holders = _holders(resource, rows.values(), {action.id for action in touched})
        return FamilyPlan(resource, tuple([self._current(action, rows, holders) for action in part.actions]))

    def _with_files(self, resource: Resource, touched: Sequence[Action], rows: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return the objects whose files the plan knows, with their current files."""
        known = {action.id for action in touched if action.id in rows and resource.beside & (action.live or {}).keys()}
        if not known:
            return {}
        beside = self._live.beside(resource, {str(object_id) for object_id in known})
        return {object_id: {**rows[object_id], **fields} for object_id, fields in beside.items()}

    def _read_whole(self, resource: Resource, touched: Sequence[Action]) -> list[str]:
        """Return the ids of objects that must be read: the plan knows more of them than the list shows."""
        hidden = self._live.hidden(resource)
        return [
            action.id
            for action in touched
            if action.id and action.live and hidden and (action.kind == UPDATE or hidden & action.live.keys())
        ]

    def _current(self, action: Action, rows: dict[str, JSON], holders: dict[Any, list[JSON]]) -> Action:
        """Return an action with its current live object, and report what has changed."""
        if action.kind == KEEP:
            return action
        row = rows.get(action.id) if action.id else None
        if action.live and row is None:
            self._problem(action, f"is gone {SINCE}")
            return action
        if action.live and row is not None and (moved := self._moved(action, action.live, row)):
            self._problem(action, f"changed {SINCE}: {moved}")
        if (action.kind == CREATE or action.renames) and (taken := self._taken(action, holders)):
            self._problem(action, f"an object called {quoted(action.name)} appeared {SINCE}: id {taken['id']}")
        for family, target in action.resource.references(action.values):
            if family in CATALOG and isinstance(target, str) and not self._identities.before(family).knows(target):
                label = CATALOG[family].label
                self._problem(action, f"refers to the {label} with the id {target}, which is gone {SINCE}")
        return action if row is None else replace(action, live=row)

    def _moved(self, action: Action, planned: JSON, now: JSON) -> str:
        """Return what has changed in an object since the plan was made; empty if nothing has."""
        changes = []
        old, version = planned.get("version"), now.get("version")
        if None not in (old, version) and old != version:
            changes.append(f"version {old} is now {version}")
        resource = action.resource
        hidden = self._live.hidden(resource) - now.keys()
        for field in resource.fields:
            is_unknown = field.api_name in resource.beside and field.api_name not in planned
            if not field.is_seen or field.under or field.elsewhere or is_unknown or field.api_name in hidden:
                continue
            before, after = planned.get(field.api_name), now.get(field.api_name)
            if isinstance(before, Summary):
                after = summed(field, after)
                changes += [] if after == before else [f"{field.name} {before} is now {after}"]
                continue
            is_same = before == after if field.api_name in resource.beside else field.equal(before, after)
            if not is_same:
                names = self._identities.before
                changes.append(
                    f"{field.name} {quoted(field.shown(before, names))} is now {quoted(field.shown(after, names))}"
                )
        return ", ".join(changes)

    def _taken(self, action: Action, holders: dict[Any, list[JSON]]) -> JSON | None:
        return holder(action, holders.get(action.resource.name_field.kind.mark(action.key[0]), ()))

    def _problem(self, action: Action, what: str) -> None:
        self.problems.append(Problem(action.where, f"{action.resource.label} {action.old_name}: {what}"))


def _holders(resource: Resource, rows: Collection[JSON], touched: Collection[str | None]) -> dict[Any, list[JSON]]:
    """Return the objects that the plan does not touch, by the mark of their names."""
    first = resource.name_field
    holders: dict[Any, list[JSON]] = {}
    for row in rows:
        if row["id"] not in touched:
            holders.setdefault(first.kind.mark(row.get(first.api_name)), []).append(row)
    return holders
