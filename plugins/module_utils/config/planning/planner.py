# SPDX-License-Identifier: GPL-3.0-or-later
"""From checked records and the live objects to a plan: identify, compare, order. No request is written from here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from ..desired.desired import Desired
from ..model.kinds.field import LATER, Field
from ..model.kinds.references import WITHIN
from ..model.resource import Resource
from ..model.values import JSON, ByName
from ..source.parse import Problem
from .action import KEEP, Action
from .assigning.assigned import Assigner, types_of
from .checks import check_keys, empty_purge
from .diff import difference
from .fitting import Descriptions, unfit
from .identify import Linker, Match, identify
from .identities import Identities
from .ordering.order import groups_of, order
from .plan import FamilyPlan, Plan
from .repeating import unclear_names
from .skipping import OPTION, Skipping, warnings_of


class Lists(Protocol):
    """The live objects of an organization."""

    def of(self, resource: Resource) -> list[JSON]:
        """Return every object of a family; rows lack the fields that lists leave out."""

    def showing(self, resource: Resource, field: Field) -> list[JSON]:
        """Return the same with one field, which lists may leave out, where an object can have it."""

    def hidden(self, resource: Resource) -> frozenset[str]:
        """Return the names in payloads of fields that no row shows."""

    def remembered(self, resource: Resource, row: JSON) -> JSON | None:
        """Return a row with what is known of hidden fields from an earlier run, None where that is not all."""

    def whole(self, resource: Resource, ids: Collection[str]) -> Mapping[str, JSON]:
        """Return complete objects by id, without those that are gone meanwhile."""

    def under(self, field: Field, targets: Collection[str]) -> Mapping[str, Mapping[str, JSON]]:
        """Return what objects have under each target that a field refers to, by the id of the object."""

    def beside(self, resource: Resource, ids: Collection[str]) -> Mapping[str, JSON]:
        """Return by id what stands for the files of objects."""


@dataclass(frozen=True)
class Planned:
    """A plan, the objects that it knows, and why it must not be carried out where there are `problems`."""

    plan: Plan
    identities: Identities
    problems: tuple[Problem, ...]


def make_plan(
    catalog: Mapping[str, Resource],
    desired: Mapping[str, list[Desired]],
    live: Lists,
    *,
    purge: Collection[str] = (),
    skip: frozenset[str] = frozenset(),
    write_secrets: bool = False,
) -> Planned:
    """Plan all families of a source against each other.

    `purge` are families of which everything else goes, `skip` those, and other things, that may be missing.
    """
    found = identify(catalog, desired, Identities(catalog, live.of, live.showing), live.of, purge=purge, skip=skip)
    skipping = Skipping(skip, found.identities)
    problems = list(found.problems)
    warnings: list[str] = []
    actions: dict[str, list[Action]] = {}
    unlinked = _unlinked(catalog, found.matches, live)
    descriptions = Descriptions(catalog, found.matches, live.of)
    for family, partial in found.matches.items():
        resource = catalog[family]
        assigner = _assigner(catalog, resource, desired, live, found.identities)
        partial = [assigner.of_match(match) for match in partial] if assigner else partial
        linker = Linker(resource, found.identities)
        linked = [_linked(resource, match.desired, skipping, linker) for match in partial]
        problems += (problem for item in linked if item for problem in unfit(resource, item, descriptions))
        whole = _completed(resource, partial, linked, found.identities, live, is_unlinked=family in unlinked)
        actions[family] = []
        items = skipping.without_outside(resource, linked, chain(live.of(resource), whole.values()))
        for match, item in zip(partial, items, strict=True):
            live_object = whole.get(match.live["id"], match.live) if whole and match.live else match.live
            item = assigner.with_kept(item, live_object) if assigner and item else item
            action, impossible = difference(resource, item, live_object, found.identities, write_secrets=write_secrets)
            actions[family].append(action)
            problems += impossible
            if item:
                linker.check_ids(item, action.values)
        problems += [*linker.problems, *(assigner.problems if assigner else ())]
        clashes, alike = check_keys(resource, actions[family], live.of(resource))
        records = [match.desired for match in partial]
        problems += [*clashes, *unclear_names(resource, records, actions[family], live.of(resource))]
        warnings += alike
        if family in purge and not any(item.present for item in desired[family]):
            problems.append(empty_purge(resource, actions[family]))
    ordered = order(catalog, actions)
    families = [FamilyPlan(catalog[family], tuple(ordered.actions[family])) for family in actions]
    warnings += warnings_of((action for part in families for action in part.actions), OPTION if skip else "")
    plan = Plan(tuple(families), ordered.steps, tuple(warnings))
    return Planned(plan, found.identities, (*problems, *ordered.problems))


def _assigner(
    catalog: Mapping[str, Resource],
    resource: Resource,
    desired: Mapping[str, Sequence[Desired]],
    live: Lists,
    identities: Identities,
) -> Assigner | None:
    """Return what makes lists of values that spreadsheets give, None where no record has such values."""
    assignment = resource.assigned
    if assignment is None or not any(item.record.assigned is not None for item in desired[resource.family]):
        return None
    other = catalog[assignment.family]
    types = types_of(other, assignment, live.of(other), desired.get(other.family, ()))
    return Assigner(resource, assignment, types, identities)


def _linked(resource: Resource, item: Desired | None, skipping: Skipping, linker: Linker) -> Desired | None:
    """Return a record that refers to objects, not to names, without what may be missing; skipped ones as they are."""
    if item is None or item.skipped:
        return item
    return linker.linked(skipping.without_references(resource, item) if item.present else item)


def families_needed(catalog: Mapping[str, Resource], desired: Mapping[str, Iterable[Desired]]) -> list[Resource]:
    """Return the families whose lists planning needs: those of the records, and those to which they refer by name."""
    needed = set(desired)
    for family, records in desired.items():
        resource = catalog[family]
        fields = {field.api_name: field for field in resource.referring}
        for item in records:
            for name in fields.keys() & item.values.keys() if fields else ():
                if not (item.present or name in resource.key_names):
                    continue
                field = fields[name]
                named = {of for of, target in field.references(item.values[name]) if isinstance(target, ByName)}
                needed |= {of.partition(WITHIN)[0] for of in named}
                if named and field.kind.is_single:
                    del fields[name]
    return [resource for family, resource in catalog.items() if family in needed]


def _completed(
    resource: Resource,
    matches: Sequence[Match],
    linked: Sequence[Desired | None],
    identities: Identities,
    live: Lists,
    *,
    is_unlinked: bool,
) -> dict[str, JSON]:
    """Return the objects of which more has to be known than the list shows, before they can be compared, by id.

    What an earlier run remembers of an object is enough where the record changes nothing of it. Every other object is
    read, because it will be written. Of a file that a record wants, the digest is in the object.
    """
    hidden = live.hidden(resource)
    known: dict[str, JSON] = {}
    unknown: list[str] = []
    for match, item in zip(matches, linked, strict=True) if hidden else ():
        if match.live is None or not (is_unlinked if match.is_doomed else item and hidden & item.values.keys()):
            continue
        body = None if match.is_doomed else live.remembered(resource, match.live)
        if body and difference(resource, item, body, identities)[0].kind == KEEP:
            known[match.live["id"]] = body
        else:
            unknown.append(match.live["id"])
    known |= live.whole(resource, unknown)
    known |= _with_files(resource, matches, linked, known, live)
    return known | _with_targets(resource, matches, linked, known, live)


def _with_files(
    resource: Resource,
    matches: Sequence[Match],
    linked: Sequence[Desired | None],
    whole: Mapping[str, JSON],
    live: Lists,
) -> dict[str, JSON]:
    """Return the objects for which records want a file, with the digest of the file that they have now."""
    if not resource.beside:
        return {}
    wanting = {
        match.live["id"]: whole.get(match.live["id"], match.live)
        for match, item in zip(matches, linked, strict=True)
        if match.live and item and item.present and resource.beside & item.values.keys()
    }
    found = live.beside(resource, wanting.keys())
    return {object_id: {**body, **found.get(object_id, {})} for object_id, body in wanting.items()}


def _with_targets(
    resource: Resource,
    matches: Sequence[Match],
    linked: Sequence[Desired | None],
    whole: Mapping[str, JSON],
    live: Lists,
) -> dict[str, JSON]:
    """Return the objects whose records name targets, with what they have under these; each target is read once."""
    bodies: dict[str, JSON] = {}
    for field in resource.by_target:
        wanting = [
            (match.live, item.values[field.api_name])
            for match, item in zip(matches, linked, strict=True)
            if match.live and item and item.present and item.values.get(field.api_name)
        ]
        targets = {target for _row, value in wanting for _family, target in field.references(value)}
        found = live.under(field, {target for target in targets if isinstance(target, str)})
        for row, _value in wanting:
            object_id = row["id"]
            value = field.target_kind.gathered(found.get(object_id, {}))
            bodies[object_id] = {**bodies.get(object_id, whole.get(object_id, row)), field.api_name: value}
    return bodies


def _unlinked(catalog: Mapping[str, Resource], matches: Mapping[str, Iterable[Match]], live: Lists) -> set[str]:
    """Return the families of which has to be known what lists leave out before their objects are deleted.

    Where families refer to each other, and some of these links may have to be cleared before, the order of the deletes
    is that of the objects, so each reference counts.
    """
    dooming = {family for family, found in matches.items() if any(match.is_doomed for match in found)}
    unlinked = set()
    for group in groups_of(catalog, dooming):
        inside = [
            (family, field)
            for family in group
            for field in catalog[family].referring
            if not field.kind.families.isdisjoint(group)
        ]
        if any(field.link == LATER for _family, field in inside):
            unlinked |= {family for family, field in inside if field.api_name in live.hidden(catalog[family])}
    return unlinked
