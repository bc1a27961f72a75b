# SPDX-License-Identifier: GPL-3.0-or-later
"""From checked records and the live objects to a plan: identify, compare, order. No request is written from here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..desired.desired import Desired
from ..model.kinds.field import LATER
from ..model.resource import Resource
from ..model.values import JSON
from ..source.parse import Problem
from .action import Action
from .checks import check_keys, empty_purge
from .diff import difference
from .identify import Linker, Match, identify
from .identities import Identities
from .ordering.order import groups_of, order
from .plan import FamilyPlan, Plan
from .repeating import unclear_names


class Lists(Protocol):
    """The live objects of an organization."""

    def of(self, resource: Resource) -> list[JSON]:
        """Return every object of a family; rows lack the fields that lists leave out."""

    def whole(self, resource: Resource, ids: Collection[str]) -> Mapping[str, JSON]:
        """Return complete objects by id, without those that are gone meanwhile."""


@dataclass(frozen=True)
class Planned:
    """A plan, the objects that it knows, and why it must not be carried out where there are `problems`."""

    plan: Plan
    identities: Identities
    problems: tuple[Problem, ...]


def make_plan(
    catalog: Mapping[str, Resource], wanted: Mapping[str, list[Desired]], live: Lists, *, purge: bool
) -> Planned:
    """Plan all families of a source against each other."""
    found = identify(catalog, wanted, live.of, purge=purge)
    problems = list(found.problems)
    warnings: list[str] = []
    actions: dict[str, list[Action]] = {}
    unlinked = _unlinked(catalog, found.matches)
    for family, partial in found.matches.items():
        resource = catalog[family]
        whole = live.whole(resource, _incomplete(resource, partial, unlinked))
        linker = Linker(resource, found.identities)
        actions[family] = []
        for match in partial:
            live_object = whole.get(match.live["id"], match.live) if whole and match.live else match.live
            item = linker.linked(match.desired) if match.desired else None
            action, impossible = difference(resource, item, live_object, found.identities)
            actions[family].append(action)
            problems += impossible
        problems += linker.problems
        clashes, alike = check_keys(resource, actions[family], live.of(resource))
        records = [match.desired for match in partial]
        problems += [*clashes, *unclear_names(resource, records, actions[family], live.of(resource))]
        warnings += alike
        if purge and not any(item.present for item in wanted[family]):
            problems.append(empty_purge(resource, actions[family]))
    ordered = order(catalog, actions)
    families = [FamilyPlan(catalog[family], tuple(ordered.actions[family])) for family in actions]
    plan = Plan(tuple(families), ordered.steps, tuple(warnings))
    return Planned(plan, found.identities, (*problems, *ordered.problems))


def families_needed(catalog: Mapping[str, Resource], wanted: Mapping[str, Iterable[Desired]]) -> list[Resource]:
    """Return the families whose lists planning needs: those of the records, and those to which the records refer."""
    needed = set(wanted)
    for family, records in wanted.items():
        resource = catalog[family]
        fields = {field.api_name: set(field.kind.families) for field in resource.referring}
        for item in records:
            for name in fields.keys() & item.values.keys() if fields else ():
                if item.present or name in resource.key_names:
                    needed |= fields.pop(name)
    return [resource for family, resource in catalog.items() if family in needed]


def _incomplete(resource: Resource, matches: Iterable[Match], unlinked: Collection[str]) -> list[str]:
    """Return the ids of objects of which more has to be read than the list shows, before they can be compared."""
    hidden = {field.api_name for field in resource.fields if field.seen != "list"}
    if not hidden:
        return []
    return [
        match.live["id"]
        for match in matches
        if match.live
        and (
            resource.family in unlinked
            if match.is_doomed
            else match.desired is not None and not hidden.isdisjoint(match.desired.values)
        )
    ]


def _unlinked(catalog: Mapping[str, Resource], matches: Mapping[str, Iterable[Match]]) -> set[str]:
    """Return the families with links that lists leave out and that may have to be cleared before deletes."""
    dooming = {family for family, found in matches.items() if any(match.is_doomed for match in found)}
    return {
        family
        for group in groups_of(catalog, dooming)
        for family in group
        for field in catalog[family].referring
        if field.seen != "list" and field.link == LATER and not set(group).isdisjoint(field.kind.families)
    }
