# SPDX-License-Identifier: GPL-3.0-or-later
"""Compute the order of actions from their needs. Pure.

Families come after those that they refer to. Families that refer to each other form a group, which is ordered object
by object. Circles are cut where possible: an exchange of names by a temporary name, a reference that is marked `later`
by a separate write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ....words import quoted
from ...model.kinds.field import LATER
from ...model.resource import Resource
from ...model.values import CLEAR
from ...source.parse import Problem
from ..action import CREATE, DELETE, UPDATE, Action
from ..plan import FREE, LINK, PARK, UNLINK, Step
from .circles import (
    Cuts,
    Node,
    cut,
    first_needed,
    names_needed,
    objects_needed,
    removals_needed,
    together,
    uncut_problems,
)
from .graph import components
from .schedule import scheduled
from .temporary import temporary_name

Actions = Mapping[str, Sequence[Action]]
"""The actions of each family."""


@dataclass(frozen=True)
class Ordered:
    """The actions with their temporary names and separate links, the steps, and the problems."""

    actions: Actions
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Group:
    """The steps of families that are ordered together, by when they are taken in the whole plan."""

    actions: Actions
    freed: list[Step]
    made: list[Step]
    removed: list[Step]
    problems: list[Problem]


def order(catalog: Mapping[str, Resource], actions: Actions) -> Ordered:
    """Sort the actions of all families into steps."""
    groups = [
        _ordered([catalog[family] for family in names], {family: actions[family] for family in names})
        for names in groups_of(catalog, actions)
    ]
    by_family = {family: group.actions[family] for family in actions for group in groups if family in group.actions}
    steps = [
        *(step for group in reversed(groups) for step in group.freed),
        *(step for group in groups for step in group.made),
        *(step for group in reversed(groups) for step in group.removed),
    ]
    return Ordered(by_family, tuple(steps), tuple(problem for group in groups for problem in group.problems))


def groups_of(catalog: Mapping[str, Resource], families: Collection[str]) -> list[list[str]]:
    """Return families in groups, each after those that it refers to.

    Inside a group, where families refer to each other, they follow the references that a new object needs at once.
    """
    given = [family for family in catalog if family in families]
    needs = {family: catalog[family].families for family in given}
    at_once = {
        family: {name for field in catalog[family].referring if field.link != LATER for name in field.kind.families}
        for family in given
    }
    groups = components({family: _in_order(needs[family], given) for family in given})
    return [
        [
            family
            for part in components({family: _in_order(at_once[family], inside) for family in inside})
            for family in part
        ]
        for inside in (_in_order(group, given) for group in groups)
    ]


def _in_order(families: Collection[str], given: Sequence[str]) -> list[str]:
    return [family for family in given if family in families]


def _ordered(resources: Sequence[Resource], given: Actions) -> _Group:
    """Order one group of families, which nearly always has one member."""
    families = [resource.family for resource in resources]
    early = {family: _early(given[family]) for family in families}
    making, doomed = _nodes(given, UPDATE, CREATE), _nodes(given, DELETE)
    needs, removals = together(names_needed(making), first_needed(making)), {}
    if any(resource.families & set(families) for resource in resources):
        needs, removals = together(needs, objects_needed(making)), removals_needed(doomed)
    needs, cuts = cut(needs, making)
    removals, detached = cut(removals, doomed, by_referrer=True)
    parked = [*cuts.parked, *((family, number) for family in families for number in early[family])]
    actions = _with_cuts(given, parked, cuts.links | detached.links)
    problems = [*uncut_problems(cuts.uncut, making), *_nameless(actions, cuts)]
    if actions is not given:
        making, doomed = _nodes(actions, UPDATE, CREATE), _nodes(actions, DELETE)
    made = [
        *_steps(families, PARK, [node for node in parked if actions[node[0]][node[1]].parked_as]),
        *scheduled(families, (UPDATE, CREATE), making, needs),
        *_steps(families, LINK, [node for node, action in making.items() if action.links]),
    ]
    backwards = families[::-1]
    removed = [
        *_steps(backwards, UNLINK, [node for node, action in doomed.items() if action.links]),
        *scheduled(backwards, (DELETE,), doomed, removals),
    ]
    freed = _steps(backwards, FREE, [(family, number) for family in families for number in early[family]])
    return _Group(actions, list(freed), made, removed, problems)


def _nodes(actions: Actions, *kinds: str) -> dict[Node, Action]:
    return {
        (family, number): action
        for family in actions
        for number, action in enumerate(actions[family])
        if action.kind in kinds
    }


def _steps(families: Sequence[str], kind: str, nodes: Sequence[Node]) -> Iterator[Step]:
    for family in families:
        if numbers := tuple(number for name, number in nodes if name == family):
            yield Step(family, kind, numbers)


def _early(actions: Sequence[Action]) -> list[int]:
    """Return the deletes whose natural key another object needs."""
    doomed = [(number, action.live_key) for number, action in enumerate(actions) if action.kind == DELETE]
    needed = {action.key for action in actions if action.kind in (UPDATE, CREATE)} if doomed else set()
    return [number for number, key in doomed if key in needed]


def _with_cuts(given: Actions, parked: Sequence[Node], links: Mapping[Node, set[str]]) -> Actions:
    """Return the actions with temporary names, and with links apart from their other values."""
    if not (parked or links):
        return given
    actions = {family: list(given[family]) for family in given}
    taken = {family: {name for action in given[family] for name in (action.name, action.old_name)} for family in given}
    for family, number in parked:
        action = actions[family][number]
        name = temporary_name(action, taken[family])
        taken[family].add(name)
        actions[family][number] = replace(action, parked_as=name)
    for (family, number), names in links.items():
        action = actions[family][number]
        apart = {name: CLEAR if action.kind == DELETE else action.values[name] for name in names}
        kept = {name: value for name, value in action.values.items() if name not in names}
        actions[family][number] = replace(action, values=kept, links=action.links | apart)
    return actions


def _nameless(actions: Actions, cuts: Cuts) -> Iterator[Problem]:
    """Refuse an exchange of names where no temporary name is possible."""
    for family, number in cuts.parked:
        action = actions[family][number]
        if not action.parked_as:
            name = action.resource.name_field
            what = f"{name.name}: {quoted(action.old_name)} must give up its name before it can get another one"
            where = f"{action.where}"
            yield Problem(
                where,
                f"{what}, and {action.resource.plural} cannot have a temporary name."
                " Change one of these names by hand first",
            )
