# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file means: from an organization and the desired objects to the organization after the run, and what is told.

Written from the README, the documentation of `wxcc_config` and the rules in docs/design.md; it shares no code
with the engine, knows no request, and is as plain as it can be: what it says is right, however slow it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from differential.families import FAMILIES, OUTSIDE, Attribute, Family, State
from support.simulator import Row

File = dict[str, list[Row]]
TEMPORARY = " tmp-"
"""In the name of what is doomed, in use, and stands in the way of a name that is needed again."""


class Refused(Exception):
    """The file cannot be carried out, and nothing may be written."""


@dataclass
class Told:
    """A row of the result: the id of the object (made up for a new one), its name after the run, what happened."""

    family: str
    id: str | None
    name: str
    action: str
    changes: set[str] = field(default_factory=set)


@dataclass
class Expected:
    """The organization after the run, and every row that is told."""

    after: State
    rows: list[Told]

    @property
    def changed(self) -> bool:
        """Whether the run writes something that lasts."""
        return any(row.action not in ("unchanged", "failed") for row in self.rows)


def new_id(family: str, item: Row) -> str:
    """The made up id of a new object: what tells it apart, with the ids of what it refers to."""
    return f"new {family} {[item.get(option) for option in FAMILIES[family].key]}"


def expect(
    before: State, file: File, *, purge: bool, max_deletes: int, in_use: frozenset[str] = frozenset()
) -> Expected:
    """Say what a run has to do; `in_use` are ids that somebody outside of these families refers to."""
    after = deepcopy(before)
    told: list[Told] = []
    for name, family in FAMILIES.items():
        if name in file:
            told += _Run(name, family, before, after, file[name]).rows(purge=purge)
    doomed = [row for row in told if row.action == "deleted"]
    if len(doomed) > max_deletes:
        raise Refused(f"{len(doomed)} deletes, {max_deletes} allowed")
    for name in reversed(FAMILIES):
        for row in doomed:
            if row.family == name and _is_referred_to(after, name, str(row.id), in_use):
                _keep(row, before, after)
    return Expected(after, told)


def deletes(before: State, file: File, *, purge: bool, in_use: frozenset[str]) -> int:
    """How many deletes a run tries, none where it is refused."""
    try:
        rows = expect(before, file, purge=purge, max_deletes=1000, in_use=in_use).rows
    except Refused:
        return 0
    return sum(row.action in ("deleted", "failed") for row in rows)


def _is_referred_to(after: State, family: str, object_id: str, in_use: frozenset[str]) -> bool:
    return object_id in in_use or any(
        item.get(known.option) == object_id
        for name, entry in FAMILIES.items()
        for known in entry.attributes
        if known.refers == family
        for item in after[name].values()
    )


def _keep(row: Told, before: State, after: State) -> None:
    """The service refuses to delete what is in use; where the name is needed again it is called otherwise."""
    row.action = "failed"
    item = dict(before[row.family][str(row.id)])
    key = FAMILIES[row.family].key
    if any(all(other.get(part) == item.get(part) for part in key) for other in after[row.family].values()):
        item["name"] += TEMPORARY
    after[row.family][str(row.id)] = item


class _Run:
    """One family of a file, when those that it refers to are planned; `after` becomes what the file makes of it."""

    def __init__(self, name: str, family: Family, before: State, after: State, records: list[Row]) -> None:
        self._name = name
        self._family = family
        self._before = before
        self._after = after
        self._live = before[name]
        self._records = [_given(family.attributes, record) for record in records]

    def rows(self, *, purge: bool) -> list[Told]:
        """Carry the family out in `after`, and tell each record, then what is purged."""
        if any(not {"id", "name"} & record.keys() for record in self._records):
            raise Refused("a record of nobody")
        self._refuse_doubles()
        wanted = [self._resolved(record) for record in self._records]
        found = self._match(wanted)
        present = [record.get("state", "present") == "present" for record in self._records]
        if purge and not any(present):
            raise Refused("a purge by nothing")
        rows = []
        for record, is_there, object_id in zip(wanted, present, found, strict=True):
            if not is_there:
                rows.append(self._absent(record, object_id))
            elif object_id is None:
                rows.append(self._create(record))
            else:
                rows.append(self._update(record, object_id))
        if purge:
            doomed = [key for key, item in self._live.items() if key not in found and not item.get("system")]
            rows += [self._absent({}, key) for key in doomed]
        self._refuse_what_is_not_clear_again(wanted, present, found)
        keys = [tuple(item.get(part) for part in self._family.key) for item in self._after[self._name].values()]
        if len(keys) != len(set(keys)):
            raise Refused("two objects of one name")
        return rows

    def _refuse_doubles(self) -> None:
        """No two records may be about one object, as far as they say so themselves."""
        ids = [record["id"] for record in self._records if "id" in record]
        keys = [
            tuple((option, record.get(option)) for part in self._family.key for option in (part, f"{part}_id"))
            for record in self._records
            if "name" in record and not ("id" in record and record.get("state") == "absent")
        ]
        if len(ids) != len(set(ids)) or len(keys) != len(set(keys)):
            raise Refused("two records for one object")

    def _resolved(self, record: Row) -> Row:
        """Ids in the place of names: those after the run; what is absent may name what the same run deletes."""
        absent = record.get("state") == "absent"
        result = {}
        for option, value in record.items():
            if option in ("id", "state"):
                result[option] = value
                continue
            known = self._family.attribute(option)
            if known.listed_by and value:
                value = [self._with_ids(known, item) for item in value]
            if absent and (known.option not in self._family.key or ("id" in record and option != "name")):
                continue  # what is absent needs no more than to be found
            if known.refers and value != "":
                value = self._id_of(known, value, by_name=option == known.option, absent=absent)
            result[known.option] = value
        return result

    def _with_ids(self, known: Attribute, item: Row) -> Row:
        """An entry of a list with ids for names."""
        entry = {}
        for option, value in item.items():
            part = next(part for part in known.parts if option in part.options)
            by_name = option == part.option
            entry[part.option] = self._id_of(part, value, by_name=by_name, absent=False) if part.refers else value
        return entry

    def _id_of(self, known: Attribute, value: str, *, by_name: bool, absent: bool) -> str:
        there, was = (state.get(known.refers) or OUTSIDE[known.refers] for state in (self._after, self._before))
        if not by_name:
            if value not in there and not absent:
                raise Refused(f"no {known.refers} has the id {value}")
            return value
        ids = [key for key, item in there.items() if item["name"] == value]
        if not ids and absent:
            ids = [key for key, item in was.items() if item["name"] == value and key not in there] or ["nobody's"]
        if len(ids) != 1:
            raise Refused(f"{len(ids)} {known.refers} are called {value}")
        return ids[0]

    def _match(self, wanted: list[Row]) -> list[str | None]:
        """The live object of each record: by its id, else by as much of the key as it has; an id is claimed first."""
        claimed = {record["id"] for record in wanted if "id" in record}
        found: list[str | None] = []
        for record in wanted:
            if "id" in record:
                if record["id"] not in self._live and record.get("state") != "absent":
                    raise Refused(f"no object has the id {record['id']}")
                found.append(record["id"] if record["id"] in self._live else None)
                continue
            given = [part for part in self._family.key if part in record]
            ids = [
                object_id
                for object_id, item in self._live.items()
                if object_id not in claimed and all(item.get(part) == record[part] for part in given)
            ]
            if len(ids) > 1 or (ids and ids[0] in found):
                raise Refused(f"{record['name']} is not clear")
            found.append(ids[0] if ids else None)
        return found

    def _refuse_what_is_not_clear_again(self, wanted: list[Row], present: list[bool], found: list[str | None]) -> None:
        """The next run has to find the same objects, and none where one was deleted."""
        claimed = {record["id"] for record in wanted if "id" in record}
        for record, is_there, object_id in zip(wanted, present, found, strict=True):
            if "id" in record:
                continue
            after = self._after[self._name]
            fits = [
                key
                for key, item in after.items()
                if key not in claimed
                and all(item.get(part) == record[part] for part in self._family.key if part in record)
            ]
            if is_there and object_id and fits != [object_id]:
                raise Refused(f"{record['name']} will not be clear")
            if not is_there and (fits or (object_id and self._takes_the_key_of(object_id))):
                raise Refused(f"{record['name']} will be another")

    def _takes_the_key_of(self, object_id: str) -> bool:
        old = [self._live[object_id].get(part) for part in self._family.key]
        return old in [[item.get(part) for part in self._family.key] for item in self._after[self._name].values()]

    def _absent(self, record: Row, object_id: str | None) -> Told:
        if object_id is None:
            return Told(self._name, None, record.get("name") or record["id"], "unchanged")
        if self._live[object_id].get("system"):
            raise Refused("an object of the system")
        del self._after[self._name][object_id]
        return Told(self._name, object_id, record.get("name") or self._live[object_id]["name"], "deleted")

    def _create(self, record: Row) -> Told:
        item = {known.option: known.default for known in self._family.attributes if known.default is not None}
        item |= {option: value for option, value in record.items() if option != "state" and value not in ("", [])}
        for known in self._family.attributes:
            missing = known.needed and known.option not in item
            if missing or (
                known.needed and known.parts and {part.option for part in known.parts} - set(item[known.option])
            ):
                raise Refused(f"a new object needs {known.option}")
        made = new_id(self._name, item)
        if made in self._after[self._name]:
            raise Refused("two new objects of one name")
        self._after[self._name][made] = {
            option: _in_order(self._family, option, value) for option, value in item.items()
        }
        return Told(self._name, made, item["name"], "created")

    def _update(self, record: Row, object_id: str) -> Told:
        live, item, changes = self._live[object_id], self._after[self._name][object_id], set()
        for option, value in record.items():
            if option in ("id", "state"):
                continue
            known = self._family.attribute(option)
            was = live.get(option, known.default)
            if known.parts and not known.listed_by:
                value = {**(was or {}), **value}
                changes |= {f"{option}.{part}" for part in value if value[part] != (was or {}).get(part)}
            else:
                value = None if value in ("", []) else _in_order(self._family, option, value)
                changes |= {option} if value != was else set()
            if value == was:
                continue
            if known.fixed:
                raise Refused(f"{option} cannot change")
            if value is None:
                item.pop(option, None)
            else:
                item[option] = value
        return Told(self._name, object_id, item["name"], "updated" if changes else "unchanged", changes)


def _given(known: Iterable[Attribute], record: Row) -> Row:
    """What a record gives: null is left out, and so is an empty text where nothing can be cleared; in mappings too."""
    result = {}
    for option, value in record.items():
        found = next((item for item in known if option in item.options), None)
        if value is None or (value == "" and not (found and found.clears)):
            continue
        result[option] = _given(found.parts, value) if found and isinstance(value, dict) else value
    return result


def _in_order(family: Family, option: str, value: Any) -> Any:
    known = family.attribute(option)
    return sorted(value, key=lambda item: str(item[known.listed_by])) if known.listed_by else value
