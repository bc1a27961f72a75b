# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be done so that the live side becomes the desired one. Pure: no request is sent from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from ..desired.desired import Desired, quoted
from ..model.compare import look_of, merged, same, trimmed
from ..model.resource import CLEAR, JSON, Field, Resource
from ..source.parse import Problem
from .action import CREATE, DELETE, KEEP, UPDATE, Action
from .repeating import unclear_names
from .resolve import Directory, Names, NewObject, shown

LISTED: Final = 20
ALMOST_EQUAL: Final = "differ only in case, in spaces around them or in how their characters are encoded"


@dataclass
class Plan:
    """The actions of one family: as the records stand, and sorted into steps that can be carried out."""

    resource: Resource
    actions: list[Action] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    early_deletes: list[Action] = field(default_factory=list)  # whose name is needed again, `parked_as` while in use
    parked: list[Action] = field(default_factory=list)
    waves: list[list[Action]] = field(default_factory=list)  # updates; a wave needs the names the wave before gave up
    creates: list[Action] = field(default_factory=list)
    deletes: list[Action] = field(default_factory=list)

    @property
    def all_deletes(self) -> list[Action]:
        """Every delete, early or not."""
        return [*self.early_deletes, *self.deletes]


def make_plan(resource: Resource, desired: list[Desired], live: list[JSON], names: Names, *, purge: bool) -> Plan:
    """Compare one family and order its actions; what cannot be done stands in `problems`, and then nothing may be.

    References must be resolved already. Afterwards `names` knows the family as the plan leaves it.
    """
    plan = Plan(resource)
    plan.actions = [_action(plan, wanted, found, names) for wanted, found in _match(plan, desired, live)]
    claimed = {action.id for action in plan.actions}
    unclaimed = [item for item in live if item["id"] not in claimed]
    if purge:
        plan.actions += [Action(resource, DELETE, None, item) for item in unclaimed if not item.get("systemDefault")]
    _order(plan)
    _check_names(plan, live)
    plan.problems += unclear_names(resource, plan.actions, live)
    if purge and not any(item.present for item in desired):
        plan.problems.append(_empty_purge(plan))
    names.put(Directory(resource, _names_after(plan, live)))
    return plan


def too_many_deletes(plans: Iterable[Plan], max_deletes: int) -> str:
    """Say what would be deleted if that is more than allowed, else give an empty text."""
    doomed = [action for plan in plans for action in plan.all_deletes]
    if len(doomed) <= max_deletes:
        return ""
    return (
        f"max_deletes: {len(doomed)} {'objects' if len(doomed) > 1 else 'object'} would be deleted, "
        f"{max_deletes} are allowed: {_listed(doomed)}. "
        f"If that is right, set max_deletes: {len(doomed)}"
    )


def _listed(actions: list[Action]) -> str:
    shown_actions = [f"{action.resource.label} {action.old_name} ({action.id})" for action in actions[:LISTED]]
    rest = len(actions) - len(shown_actions)
    return ", ".join(shown_actions) + (f" and {rest} more" if rest else "")


def _match(plan: Plan, desired: list[Desired], live: list[JSON]) -> list[tuple[Desired, JSON | None]]:
    """Find the live object of each record: by id first, the others by key among what is left."""
    by_id = {item["id"]: item for item in live}
    claimed = {item.id for item in desired if item.id}
    first = plan.resource.name_field
    by_name: dict[Any, list[JSON]] = {}
    for item in live:
        if item["id"] not in claimed:
            by_name.setdefault(trimmed(item.get(first.api_name)), []).append(item)
    matched: list[tuple[Desired, JSON | None]] = []
    taken: dict[str, Desired] = {}
    for wanted in desired:
        if wanted.id:
            found = by_id.get(wanted.id)
            if found is None and wanted.present:
                what = f"id: no {plan.resource.label} of this organization has the id {wanted.id}"
                plan.problems.append(Problem(wanted.record.where("id"), what))
                continue
            matched.append((wanted, found))
            continue
        name = wanted.values[first.api_name]
        candidates = [item for item in by_name.get(name, []) if _has_rest_of_key(plan.resource, item, wanted)]
        candidates = [item for item in candidates if item[first.api_name] == name] or candidates
        if len(candidates) > 1:
            ids = ", ".join(item["id"] for item in candidates)
            what = f"{first.name}: {len(candidates)} live {plan.resource.plural} are called {quoted(name)}"
            plan.problems.append(Problem(wanted.record.where(first.name), f"{what}; say which by id: {ids}"))
            continue
        found = candidates[0] if candidates else None
        if found is not None and taken.setdefault(found["id"], wanted) is not wanted:
            what = f"{first.name}: {quoted(name)} is the same object as {taken[found['id']].record.where()}; keep one"
            plan.problems.append(Problem(wanted.record.where(first.name), what))
            continue
        matched.append((wanted, found))
    return matched


def _has_rest_of_key(resource: Resource, live: JSON, wanted: Desired) -> bool:
    """Compare as much of the key beside the name as the record gives."""
    return all(
        live.get(part.api_name) == wanted.values[part.api_name]
        for part in resource.key_fields[1:]
        if part.api_name in wanted.values
    )


def _action(plan: Plan, wanted: Desired, live: JSON | None, names: Names) -> Action:
    resource = plan.resource
    if not wanted.present:
        if live is not None and live.get("systemDefault"):
            name = quoted(live.get(resource.name_field.api_name))
            what = f"state: {name} belongs to the system; it cannot be absent"
            plan.problems.append(Problem(wanted.record.where("state"), what))
        return Action(resource, KEEP if live is None else DELETE, wanted, live)
    if live is None:
        return _creation(plan, wanted, names)
    action = Action(resource, KEEP, wanted, live)
    for api_name, value in wanted.values.items():
        target = resource.by_api[api_name]
        before = live.get(api_name)
        if same(target, before, value):
            continue
        if target.immutable:
            now = quoted(shown(target, before, names.live))
            what = f"{target.name}: cannot be changed after creation; it is {now}"
            plan.problems.append(Problem(wanted.record.where(target.name), what))
            continue
        action.values[api_name] = value
        action.changes.update(_changes(target, before, merged(target, before, value), names))
    if action.values:
        action.kind = UPDATE
    if resource.name_field.api_name in action.values:
        plan.problems += wanted.tolerated
    return action


def _creation(plan: Plan, wanted: Desired, names: Names) -> Action:
    resource = plan.resource
    body: JSON = {}
    new = f"a new {resource.label} ({quoted(wanted.values.get(resource.name_field.api_name))})"
    for target in resource.fields:
        value = wanted.values.get(target.api_name, target.default)
        if value is not None and value is not CLEAR:
            body[target.api_name] = value
        plan.problems += [
            Problem(wanted.record.where(), f"{name}: missing; {new} needs it") for name in _missing(target, value)
        ]
    action = Action(resource, CREATE, wanted, None, body)
    for api_name, value in body.items():
        action.changes.update(_changes(resource.by_api[api_name], None, value, names))
    return action


def _missing(target: Field, value: Any) -> list[str]:
    """Give the required options that a new object lacks."""
    if value is None:
        return [" or ".join(target.options)] if target.required else []
    if target.kind != "dict":
        return []
    return [f"{target.name}.{name}" for part in target.fields for name in _missing(part, value.get(part.api_name))]


def _changes(target: Field, before: Any, after: Any, names: Names) -> dict[str, dict[str, Any]]:
    """Say what changes, field by field also inside a mapping."""
    if target.kind != "dict":
        return {target.name: {"before": shown(target, before, names.live), "after": shown(target, after, names.of)}}
    parts: dict[str, dict[str, Any]] = {}
    for part in target.fields:
        old, new = (before or {}).get(part.api_name), after.get(part.api_name)
        if old != new and not (old is None and new is CLEAR):
            inner = _changes(part, old, new, names)
            parts.update({f"{target.name}.{name}": change for name, change in inner.items()})
    return parts


def _order(plan: Plan) -> None:
    """Sort the actions into steps, so that a name is free before it is given again."""
    updates = [action for action in plan.actions if action.kind == UPDATE]
    plan.creates = [action for action in plan.actions if action.kind == CREATE]
    doomed = [action for action in plan.actions if action.kind == DELETE]
    needed = {action.key for action in (*updates, *plan.creates)}
    plan.early_deletes = [action for action in doomed if action.live_key in needed]
    plan.deletes = [action for action in doomed if action.live_key not in needed]
    for action in plan.early_deletes:
        action.parked_as = _temporary(action)
    holders = {action.live_key: action for action in updates if action.renames}
    waits: dict[Action, int] = {}
    for action in updates:
        _wait(action, holders, waits, plan)
    for action in updates:
        while len(plan.waves) <= waits[action]:
            plan.waves.append([])
        plan.waves[waits[action]].append(action)


def _wait(action: Action, holders: dict[Any, Action], waits: dict[Action, int], plan: Plan) -> None:
    """Give an action its wave: one after the action that holds its name. A circle is cut by a temporary name."""
    chain = [action]
    while chain[-1] not in waits:
        holder = holders.get(chain[-1].key) if chain[-1].renames else None
        if holder is None or holder.parked_as:
            waits[chain[-1]] = 0
        elif holder in chain:
            holder.parked_as = _temporary(holder)
            plan.parked.append(holder)
            waits[chain[-1]] = 0
        else:
            chain.append(holder)
    for follower, holder in zip(reversed(chain[:-1]), reversed(chain), strict=False):
        waits[follower] = waits[holder] + 1


def _temporary(action: Action) -> str:
    name = action.resource.name_field
    suffix = f" tmp-{str(action.id)[:8]}"
    return action.old_name[: (name.max_length or 255) - len(suffix)] + suffix


def _check_names(plan: Plan, live: list[JSON]) -> None:
    """Refuse a plan that would give one key to two objects, and warn of keys that look alike."""
    keys = {action: action.key for action in plan.actions}
    looks = {key: look_of(key) for key in keys.values()}
    gone = {action.id for action in plan.all_deletes}
    planned = {action.id: action for action in plan.actions if action.id and action.kind != DELETE}
    holders: dict[Any, JSON | Action] = {}
    spellings: dict[Any, Any] = {}
    for item in live:
        if item["id"] not in gone:
            known = planned.get(item["id"])
            key = keys[known] if known else plan.resource.key_of(item)
            if not (known and known.renames):
                holders.setdefault(key, item)
            spellings.setdefault(looks[key] if known else look_of(key), key)
    for action, key in keys.items():
        if action.kind == CREATE or action.renames:
            if key in holders:
                plan.problems.append(_taken(action, holders[key]))
            holders[key] = action
        if action.kind != DELETE and action.desired and action.desired.present:
            other = spellings.setdefault(looks[key], key)
            if other != key:
                where = f"{action.where}: " if action.where else ""
                plan.warnings.append(f"{where}{quoted(action.name)} and {quoted(other[0])} {ALMOST_EQUAL}")


def _taken(action: Action, holder: JSON | Action) -> Problem:
    if isinstance(holder, Action):
        by_whom = holder.where or "another object"
    else:
        by_whom = f"the {action.resource.label} with the id {holder['id']}"
    what = f"{action.resource.name_field.name}: {quoted(action.name)} would be taken by {by_whom}"
    return Problem(action.where, f"{what}; rename or remove that one too, or choose another")


def _empty_purge(plan: Plan) -> Problem:
    doomed = plan.all_deletes
    what = f"purge: the source has no {plan.resource.plural} that shall be present"
    if doomed:
        what += f", so all would be deleted: {_listed(doomed)}"
    return Problem("", f"{what}. Is it the right file?")


def _names_after(plan: Plan, live: list[JSON]) -> list[tuple[str, str | NewObject]]:
    api_name = plan.resource.name_field.api_name
    planned = {action.id: action for action in plan.actions if action.id}
    after: list[tuple[str, str | NewObject]] = []
    for item in live:
        action = planned.get(item["id"])
        if action is None:
            after.append((str(item.get(api_name, "")), item["id"]))
        elif action.kind != DELETE:
            after.append((action.name, item["id"]))
    return after + [(action.name, NewObject(plan.resource.family, action.key)) for action in plan.creates]
