# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the live object of each record, family by family, until all objects of the run are known. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from ...words import quoted
from ..desired.desired import Desired
from ..model.kinds.field import Field
from ..model.kinds.references import NAME, part_of
from ..model.resource import Resource
from ..model.spreadsheets import change_of_code, odd_sign
from ..model.values import CLEAR, GONE, JSON, ByName, NewObject, Path
from ..source.parse import Problem
from .checks import can_appear, skipping_hint
from .identities import Entry, Identities, MissingError, Showing, Target, find
from .ordering.graph import components


class Match(NamedTuple):
    """A record and its live object: no record for a purged object, no object for a new one."""

    desired: Desired | None
    live: JSON | None

    @property
    def is_doomed(self) -> bool:
        """Whether the run deletes the object."""
        return self.live is not None and not (self.desired and self.desired.present)


@dataclass(frozen=True)
class Identified:
    """The matches of each family, in the order of the records with purged objects last, and one table of them all."""

    matches: Mapping[str, list[Match]]
    identities: Identities
    problems: list[Problem]


def identify(
    catalog: Mapping[str, Resource],
    desired: Mapping[str, list[Desired]],
    identities: Identities,
    rows: Callable[[Resource], list[JSON]],
    *,
    purge: Collection[str],
    skip: Collection[str] = (),
) -> Identified:
    """Match the records of all families, each after the families that its natural key refers to.

    The records that come back have the ids of these other objects in their keys, or stand-ins for new ones. In the
    families `skip`, a record is skipped if its object does not exist and cannot be created. In those in `purge`,
    objects without a record get a match, too.
    """
    matches: dict[str, list[Match]] = {}
    problems: list[Problem] = []
    for family in key_order(catalog, desired):
        resource = catalog[family]
        linker = Linker(resource, identities)
        keyed = [_keyed(resource, item, linker, identities) for item in desired[family]]
        problems += linker.problems
        live = rows(resource)
        found = list(_matched(resource, keyed, live, problems, skips=family in skip))
        if family in purge:
            claimed = {match.live["id"] for match in found if match.live}
            found += [Match(None, row) for row in live if row["id"] not in claimed and not row.get("systemDefault")]
        matches[family] = found
        identities = identities.planned(family, partial(_entries_after, resource, found, live))
        for field in (field for field in resource.fields if field.kind.key_options == (NAME,)):
            after = partial(_parts_after, resource, field, found, identities.showing)
            identities = identities.planned(part_of(family, field.name), after)
    in_order = {family: matches[family] for family in catalog if family in matches}
    return Identified(in_order, identities, problems)


def key_order(catalog: Mapping[str, Resource], families: Iterable[str]) -> list[str]:
    """Return families, each after those that its natural key refers to; keys never refer in circles."""
    given = set(families)
    needs = {
        family: [
            part.reference for part in (*resource.key_fields, *(of for _part, of in resource.taken)) if part.reference
        ]
        for family, resource in catalog.items()
        if family in given
    }
    return [family for component in components(needs) for family in component]


class Linker:
    """Replaces the references of present records by ids or stand-ins, and collects those that cannot be resolved.

    The parts of the natural key are done already, and nothing else of an absent object matters.
    """

    def __init__(self, resource: Resource, identities: Identities) -> None:
        self.problems: list[Problem] = []
        self._has_ids = False  # whether a record has an id that has not been checked
        self._resource = resource
        self._identities = identities
        self._targets: dict[tuple[str, ByName], Any] = {}  # of references by name, which often repeat
        self._fields = [field for field in resource.referring if field.api_name not in resource.key_names]

    def linked(self, item: Desired) -> Desired:
        """Return a record that refers to objects, not to names."""
        values = item.values
        place = partial(self.placed, item)
        for field in self._fields if item.present else ():
            if field.api_name in values:
                values = {**values, field.api_name: field.placed(values[field.api_name], place)}
        if values is item.values:
            return item
        for path, what in self._resource.twins(values):
            self.problems.append(item.record.problem(path, f"{quoted(what)} is listed twice; keep one"))
        return with_values(item, values)

    def placed(self, item: Desired, family: str, value: Any, path: Path) -> Any:
        """Return the target of a reference of a record, or the reference if that is a problem."""
        if not isinstance(value, ByName) and not self._identities.is_planned(family):
            self._has_ids = True
            return value
        return self._resolved(item, family, value, path)

    def check_ids(self, item: Desired, changed: JSON) -> None:
        """Check the ids among values that will be written: an unchanged one needs no list of its family."""
        for field in self._resource.referring if self._has_ids else ():
            if field.api_name in changed:
                field.placed(changed[field.api_name], partial(self._resolved, item))

    def _resolved(self, item: Desired, family: str, value: Any, path: Path) -> Any:
        try:
            if not isinstance(value, ByName):
                return placed(self._identities, family, value)
            found = self._targets.get((family, value))
            if found is None:
                found = self._targets[family, value] = placed(self._identities, family, value)
            return found
        except ValueError as error:
            written = value.name if isinstance(value, ByName) else value
            odd = odd_sign(str(written)) or (change_of_code(str(written)) if item.record.row else "")
            what = f"{quoted(written)}: {error}{f'. The name here {odd}' if odd else ''}"
            is_missing = isinstance(error, MissingError)
            hint = skipping_hint(self._identities.before(family).resource) if is_missing else ""
            problem = item.record.problem(path, what, with_cell=bool(odd))
            self.problems.append(replace(problem, hint=hint))
        return value


def placed(identities: Identities, family: str, value: Any) -> Any:
    """Resolve a reference by the names after the run; ValueError, for an object that does not exist MissingError.

    One that a record leaves may be an object that the run deletes, or GONE.
    """
    if isinstance(value, ByName):
        try:
            return find(value, identities.after)
        except MissingError as missing:
            if not value.is_leaving:
                raise MissingError(_left_by_run(identities, value) or str(missing)) from None
        with suppress(MissingError):
            return find(value, identities.before)
        return GONE
    if not identities.after(family).knows(value):
        label = identities.after(family).resource.label
        is_deleted = identities.before(family).knows(value)
        raise MissingError(f"this run deletes the {label} with this id" if is_deleted else f"no {label} has this id")
    return value


def _left_by_run(identities: Identities, reference: ByName) -> str:
    """Say what the run does to the object that had a name before it; empty if there was none."""
    if not identities.before(reference.family).has_name(reference.name):
        return ""
    try:
        target = find(reference, identities.before)
    except ValueError:
        return ""
    after = identities.after(reference.family)
    label = after.resource.label
    if after.knows(target):
        return f"this run renames this {label} to {quoted(after.name_of(target))}. Use the new name"
    return f"this run deletes the {label} with this name. Remove the reference, or keep the {label}"


def _placed_absent(identities: Identities, family: str, value: Any, _path: Path) -> Any:
    """Resolve a reference by the names after the run, or else by those before it of what the run deletes.

    An object that refers to something deleted is deleted too, which is not an error.
    """
    if not isinstance(value, ByName):
        return value
    with suppress(ValueError):
        return find(value, identities.after)
    with suppress(ValueError):
        before = find(value, identities.before)
        return value if identities.after(family).knows(before) else before
    return value


def _keyed(resource: Resource, item: Desired, linker: Linker, identities: Identities) -> Desired:
    """Resolve the natural key of a record, and drop everything else of an absent object."""
    taken = _taken(resource, item, identities)
    values = {**item.values, **taken} if taken else item.values
    if not item.present:
        values = {name: value for name, value in values.items() if name in resource.key_names}
    for part in resource.key_fields:
        if part.reference and part.api_name in values:
            place = partial(linker.placed, item) if item.present else partial(_placed_absent, identities)
            values = {**values, part.api_name: part.placed(values[part.api_name], place)}
    return item if values is item.values else with_values(item, values)


def _taken(resource: Resource, item: Desired, identities: Identities) -> JSON:
    """Return the values that a record takes from an object that it refers to, if that one can be found."""
    found: JSON = {}
    for part, reference in resource.taken:
        value = item.values.get(reference.api_name)
        if part.api_name in item.values or value is None or value is CLEAR:
            continue
        after = identities.after(reference.reference)
        with suppress(ValueError):
            target = find(value, identities.after) if isinstance(value, ByName) else value
            of_target = after.key_part(target, part.api_name)
            found |= {} if of_target is None else {part.api_name: of_target}
    return found


def with_values(item: Desired, values: JSON) -> Desired:
    """Return a record with other values."""
    return item._replace(values=values)


def _matched(
    resource: Resource, desired: Iterable[Desired], live: list[JSON], problems: list[Problem], *, skips: bool
) -> Iterator[Match]:
    """Find the live object of each record: by id first, the others by key among the objects that are left."""
    records = list(desired)
    by_id = {row["id"]: row for row in live}
    by_key = _ByKey(resource, records, live)
    for item in records:
        if resource.is_singleton and not item.id and live:
            item = item._replace(id=live[0]["id"])
        if item.id:
            found = by_id.get(item.id)
            why = f"id: no {resource.label} of this organization has the id {item.id}"
            if found is None and item.present and not skips:
                problems.append(Problem(item.record.where("id"), why, skipping_hint(resource)))
                continue
        else:
            found, what = by_key.find(item)
            if what:
                problems.append(item.record.problem((resource.name_field.name,), what))
                continue
            name = resource.name_field
            why = f"{name.name}: no {resource.label} is called {quoted(item.values[name.api_name])} here"
        is_skipped = found is None and item.present and skips and (bool(item.id) or not can_appear(resource))
        yield Match(_skipped(resource, item, why) if is_skipped else item, found)


class _ByKey:
    """Finds live objects by their natural key, without those that a record claims by id."""

    def __init__(self, resource: Resource, records: Iterable[Desired], live: Iterable[JSON]) -> None:
        self._resource = resource
        self._taken: dict[str, Desired] = {}
        self._rows: dict[Any, list[JSON]] = {}
        claimed = {item.id for item in records if item.id}
        name = resource.name_field
        for row in live:
            if row["id"] not in claimed:
                self._rows.setdefault(name.kind.mark(row.get(name.api_name)), []).append(row)

    def find(self, item: Desired) -> tuple[JSON | None, str]:
        """Return the object with the key of a record, None where there is none, and why it is not clear which it is."""
        field, rest = self._resource.name_field, self._resource.key_names[1:]
        name = item.values[field.api_name]
        rows = [row for row in self._rows.get(field.kind.mark(name), []) if _rest_matches(row, rest, item)]
        if len(rows) > 1:
            rows = [row for row in rows if row[field.api_name] == name] or rows
        if len(rows) > 1:
            ids = ", ".join(row["id"] for row in rows)
            return None, f"{len(rows)} live {self._resource.plural} are called {quoted(name)}; say which by id: {ids}"
        if not rows:
            return None, ""
        other = self._taken.setdefault(rows[0]["id"], item)
        if other is not item:
            return None, f"{quoted(name)} is the same object as {other.record.where()}; keep one"
        return rows[0], ""


def _skipped(resource: Resource, item: Desired, why: str) -> Desired:
    key = {name: value for name, value in item.values.items() if name in resource.key_names}
    return item._replace(values=key, skipped=True, left_out=(why,))


def _rest_matches(row: JSON, rest: Iterable[str], item: Desired) -> bool:
    """Compare the parts of the key besides the name, as far as the record has them."""
    return all(row.get(name) == item.values[name] for name in rest if name in item.values)


def _entries_after(resource: Resource, matches: Iterable[Match], live: Iterable[JSON]) -> Iterator[Entry]:
    """Return the objects of a family as the run leaves them: the live ones in their order, then the new ones."""
    name, *rest = resource.key_names
    of_live = {match.live["id"]: match for match in matches if match.live}
    for row in live:
        match = of_live.get(row["id"])
        if match is None:
            yield str(row.get(name, "")), row["id"], tuple([row.get(part) for part in rest])
        elif match.desired and match.desired.present:
            called = match.desired.values.get(name) or row.get(name) or row["id"]
            yield str(called), row["id"], tuple([match.desired.values.get(part, row.get(part)) for part in rest])
    for match in matches:
        if match.live is None and match.desired and match.desired.present and not match.desired.skipped:
            made = NewObject(resource.family, new_key(resource, match.desired.values))
            yield str(made.key[0] or match.desired.id or ""), made, made.key[1:]


def _parts_after(resource: Resource, field: Field, matches: Iterable[Match], showing: Showing) -> Iterator[Entry]:
    """Return the entries of a list in the objects of a family as the run leaves them."""
    of_live = {match.live["id"]: match for match in matches if match.live}
    owners: list[tuple[Target, JSON, Match | None]] = [
        (row["id"], row, of_live.get(row["id"])) for row in showing(resource, field)
    ]
    owners += [
        (NewObject(resource.family, new_key(resource, match.desired.values)), {}, match)
        for match in matches
        if match.live is None and match.desired and match.desired.present and not match.desired.skipped
    ]
    for owner, row, match in owners:
        if match and match.is_doomed:
            continue
        there = row.get(field.api_name) or []
        desired = match.desired.values.get(field.api_name) if match and match.desired else None
        desired = there if desired is None else [] if desired is CLEAR else desired
        for old, new in field.kind.pairs(there, desired):
            name = str(new.get(NAME, ""))
            made = NewObject(part_of(resource.family, field.name), (name, owner))
            yield name, str(old["id"]) if old and old.get("id") else made, (owner,)


def new_key(resource: Resource, values: JSON) -> tuple[Any, ...]:
    """Return the natural key of a new object, which has the defaults of its family."""
    values = {name: value for name, value in values.items() if value is not CLEAR}
    return tuple([values.get(part.api_name, part.default) for part in resource.key_fields])
