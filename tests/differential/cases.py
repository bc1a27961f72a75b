# SPDX-License-Identifier: GPL-3.0-or-later
"""Random organizations and files. A case is known by the seed of the run and its number."""

from __future__ import annotations

import os
import random
import uuid
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from differential.families import FAMILIES, OUTSIDE, Attribute, Family, State
from differential.faults import KINDS, faults
from differential.killing import Kill
from differential.model import File, deletes, new_id
from support.simulator import Row

SEED = "WXCC_TEST_SEED"
ALONE = "WXCC_TEST_CASE"
COUNT = "WXCC_TEST_CASES"
USUAL = 260
USED = {"site": "05ed0000-0000-4000-8000-000000000000", "team": "05ed0000-0000-4000-8000-000000000001"}
"""Ids of objects that users refer to, wherever an organization has them."""
IN_USE = frozenset(USED.values())

MOST = {"multimedia-profile": 4, "site": 5, "team": 7}


@dataclass
class Case:
    """What is there, what is wanted, how it is run, and what goes wrong."""

    number: int
    kind: str
    before: State
    file: File
    purge: bool = False
    max_deletes: int = 1000
    bulk_size: int = 100
    parallelism: int = 8
    faults: list[Row] = field(default_factory=list)
    kill: Kill | None = None
    strict: bool = False  # whether the service refuses a version that is not the current one

    @property
    def parts(self) -> list[File]:
        """The files that are applied at once: the whole one, twice the same, or two that share out its options."""
        if self.kind == "shared":
            return _shared_out(self.file, self.before)
        return [self.file] * (2 if self.kind == "together" else 1)

    def __str__(self) -> str:
        """How to run this case alone, and what it is, a line for each object, record and fault."""
        lines = [f"{SEED}={os.environ[SEED]} {ALONE}={self.number} runs this case alone"]
        options = ("kind", "purge", "max_deletes", "bulk_size", "parallelism", "strict")
        lines += [", ".join(f"{option}: {getattr(self, option)}" for option in options)]
        lines += [f"live {name} {key}: {item}" for name in self.before for key, item in self.before[name].items()]
        lines += [f"record of {name}: {record}" for name in self.file for record in self.file[name]]
        lines += [f"fault: {fault}" for fault in self.faults]
        lines += [str(self.kill)] if self.kill else []
        return "\n".join(lines)


def kind_of(number: int) -> str:
    """The kind of a case."""
    return KINDS[number % len(KINDS)]


def numbers() -> list[int]:
    """The numbers of the cases that this run tries."""
    alone = os.environ.get(ALONE)
    return [int(alone)] if alone else list(range(int(os.environ.get(COUNT, USUAL))))


def draw(number: int, system: State) -> Case:
    """The case of a number, with the objects of the system."""
    dice = random.Random(f"{os.environ[SEED]} {number}")
    kind = kind_of(number)
    before = _organization(dice, system)
    file, purge = _Writer(dice, before).file()
    purge = purge and kind != "shared"  # one part of a file would purge what only the other part has
    case = Case(number, kind, before, file, purge)
    case.bulk_size = dice.choice((1, 2, 3, 100, 100))
    case.parallelism = dice.choice((1, 8))
    case.strict = dice.random() < 0.3
    if dice.random() < 0.2:
        case.max_deletes = max(0, deletes(before, file, purge=purge, in_use=IN_USE) - dice.choice((0, 1)))
    case.faults = faults(dice, kind)
    if kind == "killed":
        case.kill = Kill(dice.randrange(7), next_arrives=dice.random() < 0.5)
    return case


def _shared_out(file: File, before: State) -> list[File]:
    """Move every second option of objects that are known by their ids to a second file."""
    first, second = deepcopy(file), File()
    for name, records in first.items():
        family = FAMILIES[name]
        names = {known.options[-1] for known in family.attributes if known.option not in family.key}
        for record in records:
            if record.get("id") in before[name] and record.get("state") != "absent":
                moved = {option: record.pop(option) for option in sorted(names & record.keys())[::2]}
                second.setdefault(name, []).append({"id": record["id"], **moved})
    return [first, second]


def _uuid(dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def _organization(dice: random.Random, system: State) -> State:
    state: State = {name: {key: dict(item) for key, item in system[name].items()} for name in FAMILIES}
    for name, family in FAMILIES.items():
        for _unused in range(dice.randint(0, MOST.get(name, 4))):
            item = _new_object(dice, family, state, everything=0.5)
            taken = [[other.get(part) for part in family.key] for other in state[name].values()]
            if item and [item.get(part) for part in family.key] not in taken:
                is_used = name in USED and USED[name] not in state[name] and dice.random() < 0.25
                state[name][USED[name] if is_used else _uuid(dice)] = item
    return state


def _new_object(dice: random.Random, family: Family, state: State, *, everything: float) -> Row:
    """A whole object, nothing where there is nothing to refer to."""
    item: Row = {"name": dice.choice(family.names)}
    for known in family.attributes[1:]:
        if known.needed or known.default is not None or dice.random() < everything:
            value = known.default if dice.random() < 0.3 else None
            value = _sample(dice, known, state) if value is None else value
            if value is None and known.needed:
                return {}
            if fits(known, item) and value not in (None, []):
                item[known.option] = value
    return item


def fits(known: Attribute, item: Row) -> bool:
    """Whether the service takes an attribute of such an object."""
    return known.only is None or item.get(known.only[0]) == known.only[1]


def _sample(dice: random.Random, known: Attribute, state: State) -> Any:
    if known.refers:
        there = OUTSIDE.get(known.refers) or state[known.refers]
        return dice.choice(sorted(there)) if there else None
    if known.parts and not known.listed_by:
        return {part.option: dice.choice(part.samples) for part in known.parts}
    return dice.choice(known.samples)


class _Writer:
    """Writes a file about an organization, of which most can be carried out: it knows what will be there."""

    def __init__(self, dice: random.Random, before: State) -> None:
        self._dice = dice
        self._before = before
        self._after: State = {name: {} for name in before}  # as far as it is written
        self._left: set[str] = set()  # of the family that is being written

    def file(self) -> tuple[File, bool]:
        """The file, and whether it is to be purged."""
        purge = self._dice.random() < 0.3
        chosen = [name for name in FAMILIES if self._dice.random() < 0.8]
        written: File = {}
        for name in FAMILIES:
            if name in chosen:
                written[name] = self._family(name, purge=purge)
            else:
                self._after[name] = {key: dict(item) for key, item in self._before[name].items()}
        if self._dice.random() < 0.12:
            self._spoil(written)
        return written, purge

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    def _family(self, name: str, *, purge: bool) -> list[Row]:
        family, live, after = FAMILIES[name], self._before[name], self._after[name]
        self._left = set()
        fates = {}
        for key, item in live.items():
            fate = self._dice.choice(("leave", "write", "write", "write", "rename", "rename", "remove"))
            if item.get("system") and fate == "remove":
                fate = "leave"
            lost = [known for known in family.attributes if known.fixed and known.refers]
            if any(item[known.option] not in self._after[known.refers] for known in lost):
                fate = "remove"  # with what it belongs to
            fates[key] = fate
            self._left |= {key} if fate == "leave" else set()
            if fate != "remove" and not (fate == "leave" and purge and not item.get("system")):
                after[key] = dict(item)
        records = []
        for key in [key for key, fate in fates.items() if fate == "rename"]:
            free = self._free(name, after[key], but=key)
            after[key]["name"] = self._dice.choice(free) if free else after[key]["name"]
        for key, fate in fates.items():
            if fate == "remove":
                records.append(self._removal(name, key))
            elif fate != "leave":
                records.append(self._record(family, key, live[key], after[key], by_id=fate == "rename"))
        for _unused in range(self._dice.choice((0, 0, 1, 2, 3))):
            records += self._creation(name, family)
        if self._chance(0.1):
            records.append({"id": _uuid(self._dice), "state": "absent"})
        if self._chance(0.1):
            records.append({"name": "Nobody", "state": "absent"})
        self._dice.shuffle(records)
        return records

    def _free(self, name: str, item: Row, *, but: str = "") -> list[str]:
        """The names that an object may be given, among those that have the rest of its key."""
        rest = FAMILIES[name].key[1:]
        # What a purge is to delete keeps its name too: a record of that name would be about it.
        there = {**{key: self._before[name][key] for key in self._left}, **self._after[name]}
        taken = {
            other["name"]
            for key, other in there.items()
            if key != but and all(other.get(part) == item.get(part) for part in rest)
        }
        return [word for word in FAMILIES[name].names if word not in taken]

    def _removal(self, name: str, key: str) -> Row:
        item = self._before[name][key]
        if self._chance(0.5):
            return {"id": key, "state": "absent", **({"name": item["name"]} if self._chance(0.3) else {})}
        record = {"name": item["name"], "state": "absent"}
        for part in FAMILIES[name].key[1:]:
            if self._chance(0.8):
                record |= self._reference(FAMILIES[name].attribute(part), item[part])
        return record

    def _reference(self, known: Attribute, target: str) -> Row:
        """A reference by the name after the run, or before it where the target goes, or by its id."""
        after, before = (OUTSIDE.get(known.refers) or state[known.refers] for state in (self._after, self._before))
        item = after.get(target) or before.get(target)
        if item and (target not in before or self._chance(0.6)):
            return {known.option: item["name"]}
        return {f"{known.option}_id": target}

    def _record(self, family: Family, key: str, live: Row, item: Row, *, by_id: bool) -> Row:
        record: Row = {}
        if by_id or self._chance(0.4):
            record["id"] = key
        if "id" not in record or item["name"] != live["name"] or self._chance(0.5):
            record["name"] = item["name"]
        for part in family.key[1:]:
            if ("id" not in record and self._chance(0.9)) or self._chance(0.2):
                record |= self._reference(family.attribute(part), live[part])
        for known in family.attributes:
            if known.option not in family.key and fits(known, live) and self._chance(0.35):
                record |= self._written(known, live)
        if self._chance(0.2):
            record["state"] = "present"
        return record

    def _written(self, known: Attribute, live: Row) -> Row:
        """One option of a record: as it is, changed, cleared, or null."""
        way = self._dice.choice(("same", "new", "new", "new", "clear", "null"))
        value = live.get(known.option, known.default)
        if way == "clear" and known.clears:
            return {known.option: ""}
        if way == "null":
            return {known.option: None}
        if (way != "same" or value is None) and not known.fixed:
            value = _sample(self._dice, known, self._after)
        if known.parts and not known.listed_by and value:
            return {known.option: {part: new for part, new in value.items() if self._chance(0.6)}}
        if value is None:
            return {}
        return known.as_written(value, self._reference)

    def _creation(self, name: str, family: Family) -> list[Row]:
        item = _new_object(self._dice, family, self._after, everything=0.3)
        free = self._free(name, item)
        if not item or not free:
            return []
        item["name"] = self._dice.choice(free)
        self._after[name][new_id(name, item)] = item
        record: Row = {}
        for option, value in item.items():
            known = family.attribute(option)
            if known.refers or known.listed_by:
                record |= known.as_written(value, self._reference)
            elif known.needed or value != known.default or self._chance(0.3):
                record[option] = value
        return [record]

    def _spoil(self, written: File) -> None:
        """Make one mistake, most of the time."""
        places = [(name, record) for name, records in written.items() for record in records]
        if not places:
            return
        name, record = self._dice.choice(places)
        known = self._dice.choice(FAMILIES[name].attributes)
        mistake = self._dice.choice(("reference", "id", "twice", "empty", "missing", "fixed"))
        if mistake == "reference" and known.refers:
            record.pop(f"{known.option}_id", None)
            record[known.option] = "Nowhere"
        elif mistake == "id":
            record["id"] = _uuid(self._dice)
        elif mistake == "twice":
            written[name].append(dict(record))
        elif mistake == "empty" and not known.clears and f"{known.option}_id" not in record:
            record[known.option] = ""
        elif mistake == "missing" and known.needed:
            record.pop(known.option, None)
            record.pop(f"{known.option}_id", None)
            if "name" not in record and "id" not in record:
                record["id"] = _uuid(self._dice)
        elif mistake == "fixed" and "id" in record and known.fixed and not known.refers:
            record[known.option] = known.samples[-1]
