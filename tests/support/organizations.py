# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole organizations as records, and what holds of them however they were made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.desired import Reader
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import WITHIN
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import ByName
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse
from support.contents import with_file
from support.engine import listed
from support.simulator import Row, Simulator
from wxcc_simulator.families.registry import FAMILIES

KNOWN = [family for family in CATALOG if family in FAMILIES]
"""The families that the simulator keeps as objects; flows are documents there."""
Files = dict[str, list[Row]]
"""Records by family."""


def described(sim: Simulator) -> Files:
    """Records of everything in the first organization that is not of the system, with names for all ids."""
    found = {family: listed(sim, family) for family in KNOWN}
    assert not any(listing.warnings or listing.incomplete for listing in found.values())
    records = {
        family: [
            with_file(family, {option: value for option, value in row.items() if option != "id"})
            for row in listing.objects
            if not row.get("system_default")
        ]
        for family, listing in found.items()
    }
    return {family: rows for family, rows in records.items() if rows}


def a_few(files: Files, count: int) -> Files:
    """The first records of each family, and those to which they refer, in the order of the files."""
    chosen: dict[str, set[int]] = {family: set() for family in files}
    waiting = [(family, number) for family, rows in files.items() for number in range(min(count, len(rows)))]
    while waiting:
        family, number = waiting.pop()
        if number not in chosen[family]:
            chosen[family].add(number)
            waiting += _referred(files, family, files[family][number])
    return {family: [rows[number] for number in sorted(chosen[family])] for family, rows in files.items()}


def _referred(files: Files, family: str, record: Row) -> Iterator[tuple[str, int]]:
    """Give the records that a record names, each by its family and number."""
    reader = Reader(CATALOG[family])
    plain = {option: value for option, value in record.items() if option != "file"}
    (desired,) = reader.read(parse(json.dumps([plain]), "records", "items").records)
    for target, reference in CATALOG[family].references(desired.values):
        assert isinstance(reference, ByName)
        owner = target.partition(WITHIN)[0]
        name = dict(reference.rest).get(owner, reference.name)
        key = CATALOG[owner].key[0]
        for number, row in enumerate(files.get(owner, ())):
            is_owner = owner == target or name != reference.name
            has_part = not is_owner and any(
                entry.get("name") == name for entry in row.get(target.partition(WITHIN)[2], ())
            )
            if has_part or (is_owner and row[key] == name):
                yield owner, number


def dangling(sim: Simulator) -> list[str]:
    """Every reference in the organization that leads nowhere."""
    stored = {family: sim.objects(family) for family in FAMILIES if FAMILIES[family].served}
    wrong = []
    for name, rows in stored.items():
        for reference in FAMILIES[name].references:
            there = {
                part["id"]
                for row in stored[reference.family]
                for part in (row.get(reference.part, ()) if reference.part else [row])
            }
            for row in rows:
                lost = set(values_at(row, reference.field.split("."))) - there
                wrong += [f"{name} {row['id']}: {reference.field}: {target}" for target in lost]
    return wrong


def values_at(value: Any, path: list[str]) -> Iterator[Any]:
    """Give what stands in a field of an object, through nested ones and lists."""
    if isinstance(value, list):
        for entry in value:
            yield from values_at(entry, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from values_at(value[path[0]], path[1:])


def counted(sim: Simulator) -> Counter[str]:
    """How many objects of each family of the catalog there are."""
    return Counter({family: len(sim.objects(family)) for family in KNOWN})


def paths(sim: Simulator) -> list[tuple[str, str]]:
    """The method of each request of the journal, and its path below the organization."""
    return [(row["method"], row["path"].partition("/organization/")[2].partition("/")[2]) for row in sim.requests()]


def of_family(path: str) -> str:
    """The family that a path leads to."""
    parts = [part for part in path.split("/") if part not in ("v2", "v3")]
    return parts[0]


def made_here(families: Iterable[str]) -> list[str]:
    """Those families whose objects are created by runs."""
    return [family for family in families if CREATE not in CATALOG[family].cannot]
