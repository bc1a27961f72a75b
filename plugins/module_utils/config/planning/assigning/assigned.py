# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that a spreadsheet assigns by the names of other objects, such as the skills of a profile.

The type of the other object decides to which list such a value belongs, and what it may be. So the lists are made
here, where all objects are known. Entries that a record does not mention keep their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from ....words import did_you_mean, quoted
from ...desired.desired import Desired
from ...desired.places import Spot
from ...model.kinds.field import Field
from ...model.resource import Assignment, Resource
from ...model.values import JSON, ByName
from ...source.parse import Problem
from ...source.records import SEPARATOR, Assigned
from ..identify import Match, with_values
from ..identities import Identities, Target, find


class Assigner:
    """Makes the lists of the records of one family."""

    def __init__(
        self, resource: Resource, assignment: Assignment, types: Mapping[Any, Any], identities: Identities
    ) -> None:
        self.problems: list[Problem] = []
        self._resource = resource
        self._assignment = assignment
        self._types = {name: assignment.mark(kind) for name, kind in types.items()}
        self._identities = identities

    def of_match(self, match: Match) -> Match:
        """Return a match whose record has a value for each list."""
        return match._replace(desired=self.assigned(match.desired)) if match.desired else match

    def assigned(self, item: Desired) -> Desired:
        """Return a record with a value for each list, which refers to objects."""
        given = item.record.assigned
        if given is None or not item.present:
            return item
        lists: JSON = {field.api_name: [] for field in self._lists.values()}
        for entry in given:
            if entry.name not in self._types:
                near = did_you_mean(entry.name, map(str, self._types))
                what = f"no {self._assignment.family} is called {quoted(entry.name)}{f'. {near}' if near else ''}"
                self.problems.append(item.record.problem((*entry.path, "name"), what))
            elif entry.value is not None:
                self._add(lists, item, entry, entry.value)
        return with_values(item, {**item.values, **lists})

    def with_kept(self, item: Desired, live: JSON | None) -> Desired:
        """Return a record with the live entries of the objects that it does not mention."""
        if item.record.assigned is None or not item.present or live is None:
            return item
        spoken = {self._target(entry.name) for entry in item.record.assigned if entry.name in self._types}
        values = dict(item.values)
        for field in self._lists.values():
            entries = live.get(field.api_name) or ()
            written = [part.api_name for part in field.kind.fields]  # the rest of an entry stays with it
            kept = [
                {name: entry[name] for name in written if name in entry}
                for entry in entries
                if self._owner(field, entry) not in spoken
            ]
            values[field.api_name] = [*kept, *item.values[field.api_name]]
        return with_values(item, values)

    @cached_property
    def _lists(self) -> dict[str, Field]:
        return {option: self._resource.by_name[option] for option, _value in self._assignment.places.values()}

    def _target(self, name: str) -> Target:
        return find(ByName(self._assignment.family, name), self._identities.after)

    def _parts(self, field: Field) -> dict[str, Field]:
        return {part.name: part for part in field.kind.fields}

    def _owner(self, field: Field, entry: JSON) -> Any:
        """Return the object that a live entry is about."""
        parts = self._parts(field)
        if self._assignment.family in parts:
            return entry.get(parts[self._assignment.family].api_name)
        (part,) = (part for part in parts.values() if part.kind.part_option)
        known = self._identities.before(part.kind.target)
        return known.key_part(str(entry.get(part.api_name)), known.resource.key_names[1])

    def _add(self, lists: JSON, item: Desired, given: Assigned, text: str) -> None:
        """Add the entry of one value, or of each part of it where the other object has a list of values."""
        option, value_option = self._assignment.places[self._types[given.name]]
        field = self._lists[option]
        parts = self._parts(field)
        part = parts[value_option]
        into = lists[field.api_name]
        if not part.kind.part_option:
            value = part.read(value_option, text, Spot(item.record, (*given.path, "value"), self.problems))
            refers = parts[self._assignment.family]
            into.append({refers.api_name: self._target(given.name), part.api_name: value})
            return
        for name in filter(None, map(str.strip, text.split(SEPARATOR))):
            reference = ByName(part.kind.target, name, ((self._assignment.family, given.name),))
            try:
                into.append({part.api_name: find(reference, self._identities.after)})
            except ValueError as error:
                self.problems.append(item.record.problem((*given.path, "value"), f"{quoted(name)}: {error}"))


def types_of(resource: Resource, assignment: Assignment, rows: Iterable[JSON], desired: Iterable[Desired]) -> JSON:
    """Return the type of each object by its name: of live objects, and of those that the source describes."""
    name, kind = resource.name_field.api_name, resource.by_name[assignment.by].api_name
    types = {str(row.get(name)): row.get(kind) for row in rows}
    given = {item.values.get(name): item.values.get(kind) for item in desired if item.present}
    return types | {key: value for key, value in given.items() if key is not None and value is not None}
