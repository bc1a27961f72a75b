# SPDX-License-Identifier: GPL-3.0-or-later
"""Find which actions need each other, and where a circle of needs can be cut. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from ....words import quoted
from ...model.kinds.field import LATER
from ...model.values import NewObject
from ...source.parse import Problem
from ..action import CREATE, Action
from .graph import circle, components

Node = tuple[str, int]
"""An action, by its family and its number in it."""

Nodes = Mapping[Node, Action]

Needs = dict[Node, dict[Node, set[str]]]
"""The nodes that a node needs first, and why: the fields that refer to them, or NAME for a natural key that they give
up."""

NAME: Final = ""


@dataclass
class Cuts:
    """Where circles are cut: by objects that get a temporary name, and by fields of objects that are written apart."""

    parked: list[Node] = field(default_factory=list)
    links: dict[Node, set[str]] = field(default_factory=dict)
    uncut: list[list[Node]] = field(default_factory=list)


def names_needed(nodes: Nodes) -> Needs:
    """Return which update must give up a natural key before another action can take it."""
    holders = {
        (family, action.live_key): (family, number) for (family, number), action in nodes.items() if action.renames
    }
    needs: Needs = {}
    if not holders:
        return needs
    for node, action in nodes.items():
        holder = holders.get((node[0], action.key))
        if holder is not None and holder != node and (action.kind == CREATE or action.renames):
            needs.setdefault(node, {})[holder] = {NAME}
    return needs


def objects_needed(nodes: Nodes) -> Needs:
    """Return which new object must exist before an action can refer to it."""
    made = {NewObject(node[0], action.key): node for node, action in nodes.items() if action.kind == CREATE}
    return _references(nodes, {node: action.values for node, action in nodes.items()}, made)


def first_needed(nodes: Nodes) -> Needs:
    """Return which new object must be the first of a group, such as the codes of a work type."""
    marked: dict[Any, dict[Node, set[str]]] = {}
    others: list[tuple[Any, Node]] = []
    for node, action in nodes.items():
        if action.kind == CREATE and action.resource.first:
            flag, among = (action.resource.by_name[name].api_name for name in action.resource.first)
            place = (node[0], action.values.get(among))
            if action.values.get(flag) is True:
                marked.setdefault(place, {})[node] = {flag}
            else:
                others.append((place, node))
    return {node: dict(marked[place]) for place, node in others if place in marked}


def removals_needed(nodes: Nodes) -> Needs:
    """Return which object must be deleted before another one that it refers to."""
    doomed = {str(action.id): node for node, action in nodes.items()}
    needs: Needs = {}
    for referrer, referred in _references(
        nodes, {node: action.live or {} for node, action in nodes.items()}, doomed
    ).items():
        for node, fields in referred.items():
            if node != referrer:
                needs.setdefault(node, {})[referrer] = fields
    return needs


def _references(nodes: Nodes, bodies: Mapping[Node, Mapping[str, object]], targets: Mapping[Any, Node]) -> Needs:
    needs: Needs = {}
    for node, action in nodes.items():
        for part in action.resource.referring:
            for _family, target in part.references(bodies[node].get(part.api_name)):
                if target in targets:
                    needs.setdefault(node, {}).setdefault(targets[target], set()).add(part.api_name)
    return needs


def together(*graphs: Needs) -> Needs:
    """Return the needs of several graphs as one."""
    needs: Needs = {}
    for graph in graphs:
        for node, targets in graph.items():
            for target, reasons in targets.items():
                needs.setdefault(node, {}).setdefault(target, set()).update(reasons)
    return needs


def cut(needs: Needs, nodes: Nodes, *, by_referrer: bool = False) -> tuple[Needs, Cuts]:
    """Return the needs without circles, and the cuts.

    With `by_referrer`, the node that is needed is the one that refers, as for deletes. A circle that cannot be cut
    stands in `uncut`.
    """
    left = {node: {target: set(reasons) for target, reasons in targets.items()} for node, targets in needs.items()}
    cuts = Cuts()
    for component in components(left):
        inside = set(component)
        if len(component) == 1 and component[0] not in left.get(component[0], ()):
            continue
        part = {node: {target: why for target, why in left[node].items() if target in inside} for node in component}
        while found := circle(part):
            _cut_one(found, part, nodes, cuts, by_referrer=by_referrer)
        for node in component:
            outside = {target: why for target, why in left[node].items() if target not in inside}
            left[node] = outside | part[node]
    return left, cuts


def _cut_one(found: list[Node], needs: Needs, nodes: Nodes, cuts: Cuts, *, by_referrer: bool) -> None:
    """Remove one need from a circle: preferably a link that is written later, else a name, which costs a rename."""
    edges = [(found[-1], found[0]), *pairwise(found)]
    for may_park in (False, True):
        for node, target in edges:
            owner = target if by_referrer else node
            reasons = needs[node][target]
            later = {name for name in reasons if name != NAME and nodes[owner].resource.by_api[name].link == LATER}
            if reasons - later <= ({NAME} if may_park else set()):
                if NAME in reasons:
                    cuts.parked.append(target)
                if later:
                    cuts.links.setdefault(owner, set()).update(later)
                _forget(needs, owner, later, by_referrer=by_referrer)
                if NAME in reasons:
                    del needs[node][target]
                return
    cuts.uncut.append(found)
    del needs[edges[0][0]][edges[0][1]]


def _forget(needs: Needs, owner: Node, later: set[str], *, by_referrer: bool) -> None:
    """Remove fields that are written later from all needs of their object."""
    pairs = (
        [(node, owner) for node in needs if owner in needs[node]]
        if by_referrer
        else [(owner, target) for target in needs[owner]]
    )
    for node, target in pairs:
        needs[node][target] -= later
        if not needs[node][target]:
            del needs[node][target]


def uncut_problems(uncut: Iterable[list[Node]], nodes: Nodes) -> Iterator[Problem]:
    """Report circles of new objects, of which none can be the first."""
    for found in uncut:
        actions = [nodes[node] for node in found]
        titles = ", ".join(f"{action.resource.label} {quoted(action.name)}" for action in actions)
        what = (
            f"{titles}: each of them needs another one first" if len(actions) > 1 else f"{titles}: needs itself first"
        )
        yield Problem(actions[0].where, f"{what}, so none can be the first. Leave out one of these references")
