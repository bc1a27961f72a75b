# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare a record with its object, field by field. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...words import quoted
from ..desired.desired import Desired
from ..model.kinds.kind import Changes
from ..model.resource import Resource
from ..model.spreadsheets import AGAIN, lost_sign
from ..model.values import CLEAR, JSON
from ..source.parse import Problem
from .action import CREATE, DELETE, KEEP, UPDATE, Action
from .checks import skipping_hint
from .identities import Identities


def difference(
    resource: Resource, item: Desired | None, live: JSON | None, identities: Identities, *, write_secrets: bool = False
) -> tuple[Action, list[Problem]]:
    """Return the action for a record and its object, and the problems that forbid it.

    Without a record the object is purged, without an object a new one is created. References must be resolved already.
    Whether a secret has changed is unknown, so those of a live object count as changed with `write_secrets`, and as
    unchanged without.
    """
    if item is None:
        action = Action(resource, DELETE, live)
        return action, [_impossible(action, None)] if DELETE in resource.cannot else []
    if resource.secret_fields and not (item.present and (live is None or write_secrets)):
        item = item._replace(values=resource.without_secrets(item.values))
    if item.skipped:
        return _action(resource, KEEP, item, None), []
    if not item.present:
        action, problems = _absence(resource, item, live)
    elif live is None:
        action, problems = _creation(resource, item, identities)
    else:
        action, problems = _update(resource, item, live, identities)
    if action.kind in resource.cannot:
        return action, [_impossible(action, item)]
    if action.kind == CREATE:
        problems = list(_needless(resource, item, identities)) or problems
    return action, problems


def _needless(resource: Resource, item: Desired, identities: Identities) -> Iterator[Problem]:
    """Refuse a new object whose number looks like a live one that a spreadsheet changed, or that no file can make."""
    field = resource.name_field
    written = item.values.get(field.api_name)
    known = identities.before(resource.family)
    if field.kind.is_code and isinstance(written, str) and (meant := lost_sign(written, known.has_name)):
        what = f"{quoted(written)}: there is {quoted(meant)}, whose beginning a spreadsheet drops. {AGAIN}"
        yield item.record.problem((field.name,), what, with_cell=True)
    elif item.record.cannot_create:
        what = f"no {resource.label} of this organization is called {quoted(written)}. {item.record.cannot_create}"
        yield item.record.problem((field.name,), what)


def _impossible(action: Action, item: Desired | None) -> Problem:
    """Say that a family does not allow what a record, or a purge, asks for, and where it can be done."""
    resource = action.resource
    where, name = item.record.where() if item else "", quoted(action.old_name)
    how = resource.cannot[action.kind]
    if action.kind == CREATE:
        what = f"no {resource.label} is called {name}, and {resource.plural} cannot be created here"
        return Problem(where, f"{resource.key[0]}: {what}. {how}", skipping_hint(resource))
    if action.kind == UPDATE:
        return Problem(where, f"{', '.join(action.changes)}: {resource.plural} cannot be changed here. {how}")
    option = "state" if item else "purge"
    what = f"{resource.plural} cannot be deleted here, so {name} ({action.id}) cannot be absent"
    return Problem(item.record.where("state") if item else "", f"{option}: {what}. {how}")


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
    sides = (identities.before, identities.after)
    for api_name, value in item.values.items():
        target = resource.by_api[api_name]
        before = live.get(api_name)
        if target.same(before, value) and not (target.holds_secrets and any(target.secrets(value))):
            continue
        if target.writes == "once":
            now = quoted(target.shown(before, identities.before))
            what = f"cannot be changed after creation; it is {now}"
            problems.append(item.record.problem((target.name,), what))
            continue
        values[api_name] = value
        changes.update(target.changes(before, target.over(before, value), sides))
    if resource.content and resource.content.field in values and resource.content.tags in item.values:
        values[resource.content.tags] = item.values[resource.content.tags]  # they belong to the content as it was
    if resource.name_field.api_name in values:
        problems += item.tolerated
    if resource.rules and values:
        written = [resource.by_api[name].name for name in values]
        problems += _broken_rules(resource, item, resource.over(live, values), written)
    return _action(resource, UPDATE if values else KEEP, item, live, values, changes), problems


def _creation(resource: Resource, item: Desired, identities: Identities) -> tuple[Action, list[Problem]]:
    values: JSON = {}
    changes: Changes = {}
    problems: list[Problem] = []
    sides = (identities.before, identities.after)
    links: JSON = {}
    for target in resource.fields:
        value = item.values.get(target.api_name, target.default)
        if target.is_apart:  # a second write follows, if the service creates it with another value
            if value is not None and not (target.is_seen and target.same(None, value)):
                links[target.api_name] = value
                changes.update(target.changes(None, value, sides) if target.is_seen else {})
            continue
        if value is not None and value is not CLEAR:
            values[target.api_name] = value
        if target.api_name in values and (target.is_seen or target.secret):
            changes.update(target.changes(None, value, sides))
        for name in target.missing(value):
            new = f"a new {resource.label} ({quoted(item.values.get(resource.name_field.api_name))})"
            problems.append(Problem(item.record.where(), f"{name}: missing; {new} needs it"))
    if resource.rules:
        problems += _broken_rules(resource, item, values, resource.by_name)
    return replace(_action(resource, CREATE, item, None, values, changes), links=links), problems


def _action(
    resource: Resource,
    kind: str,
    item: Desired,
    live: JSON | None,
    values: JSON | None = None,
    changes: Changes | None = None,
) -> Action:
    return Action(
        resource,
        kind,
        live,
        values or {},
        changes or {},
        item.values,
        item.id or "",
        item.record.where(),
        left_out=item.left_out,
        skipped=item.skipped,
        file=next(resource.files_of(item.record.values), ""),
    )


def _broken_rules(resource: Resource, item: Desired, body: JSON, written: Iterable[str]) -> list[Problem]:
    """Return the rules between fields that the object would break, if they concern an option that is written."""
    broken = resource.broken(body, frozenset(written))
    return [item.record.problem((option,), what) for option, what in broken]
