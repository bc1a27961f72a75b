# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries with requests of their own: written inside of their object, one by one, and never twice."""

from __future__ import annotations

from typing import Any

import pytest
from support.engine import Applied, apply, listed
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG

FAMILIES = {"address-book": "addressBookEntries", "outdial-ani": "outdialANIEntries"}
NUMBERS = {"Anna": "+14155550101", "Bert": "+14155550102", "Cara": "+14155550103"}


def entries(**numbers: str) -> list[Row]:
    return [{"name": name, "number": number} for name, number in numbers.items()]


def run(sim: Simulator, family: str, *records: Row, **options: Any) -> Applied:
    sim.clear_requests()
    return apply(sim, {family: list(records)}, **options)


def written(sim: Simulator) -> list[str]:
    """The writes by method, and whether they were for an entry, sorted."""
    found = (entry["path"].split("/") for entry in sim.writes())
    kinds = ["entry" if "entry" in parts else "object" for parts in found]
    return sorted(f"{entry['method']} {kind}" for entry, kind in zip(sim.writes(), kinds, strict=True))


def stored(sim: Simulator, family: str, name: str = "A") -> dict[str, str]:
    (found,) = [row for row in sim.objects(family) if row["name"] == name]
    return {entry["name"]: entry["number"] for entry in found.get(FAMILIES[family], ())}


def ids(sim: Simulator, family: str) -> dict[str, str]:
    (found,) = [row for row in sim.objects(family) if row["name"] == "A"]
    return {entry["name"]: entry["id"] for entry in found[FAMILIES[family]]}


@pytest.fixture(params=sorted(FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    """Each family whose entries have requests of their own."""
    assert [name for name in CATALOG if CATALOG[name].entry_names] == sorted(FAMILIES)
    return str(request.param)


@pytest.fixture
def book(family: str) -> Row:
    kind = {"parent_type": "ORGANIZATION"} if family == "address-book" else {}
    return {"name": "A", **kind, "entries": entries(**NUMBERS)}


def test_entries_are_made_with_their_object_and_a_second_run_writes_nothing(
    sim: Simulator, family: str, book: Row
) -> None:
    assert run(sim, family, book, check_mode=True).counts["created"] == 1
    assert written(sim) == []
    done = run(sim, family, book).ok()
    assert (done.counts["created"], stored(sim, family)) == (1, NUMBERS)
    assert len(sim.writes()) <= 2
    again = run(sim, family, book).ok()
    assert not again.changed
    # One request for the list, one for the entries of the one object that the file names.
    assert again.requests == 2
    shown = [row for row in listed(sim, family).objects if row["name"] == "A"]
    assert {entry["name"]: entry["number"] for entry in shown[0]["entries"]} == NUMBERS


def test_only_the_entries_that_differ_are_written(sim: Simulator, family: str, book: Row) -> None:
    run(sim, family, book).ok()
    before = ids(sim, family)
    wanted = {"Anna": NUMBERS["Anna"], "Bert": "+14155550199", "Dora": "+14155550104"}
    changed = {**book, "entries": entries(**wanted)}
    assert run(sim, family, changed, check_mode=True).rows[0]["changes"].keys() == {"entries"}
    done = run(sim, family, changed).ok()
    assert done.counts["updated"] == 1
    assert written(sim) == ["DELETE entry", "POST entry", "PUT entry"]
    assert stored(sim, family) == wanted
    after = ids(sim, family)
    assert (after["Anna"], after["Bert"]) == (before["Anna"], before["Bert"])
    assert not run(sim, family, changed).changed


def test_an_object_and_its_entries_change_together(sim: Simulator, family: str, book: Row) -> None:
    run(sim, family, book).ok()
    run(sim, family, {**book, "description": "new", "entries": entries(Anna=NUMBERS["Anna"])}).ok()
    assert written(sim) == ["DELETE entry", "DELETE entry", "PUT object"]
    assert stored(sim, family) == {"Anna": NUMBERS["Anna"]}


def test_entries_that_a_record_does_not_give_stay_and_an_empty_list_takes_all_away(
    sim: Simulator, family: str, book: Row
) -> None:
    run(sim, family, book).ok()
    run(sim, family, {"name": "A", "description": "new"}).ok()
    assert stored(sim, family) == NUMBERS
    assert run(sim, family, {"name": "A", "entries": []}).ok().counts["updated"] == 1
    assert stored(sim, family) == {}


def test_a_refused_entry_is_named_and_the_others_are_written(sim: Simulator, family: str, book: Row) -> None:
    run(sim, family, {**book, "entries": []}).ok()
    sim.fault(
        method="POST", path="*/entry/bulk", where={"name": "Bert"}, status=400, body="number: not in the inventory"
    )
    done = run(sim, family, book)
    assert "entries: Bert: 400 number: not in the inventory" in done.message
    assert (done.counts["failed"], done.changed) == (1, True)
    assert stored(sim, family).keys() == {"Anna", "Cara"}
    assert run(sim, family, book).ok().counts["updated"] == 1
    assert stored(sim, family) == NUMBERS


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_lost_answer_doubles_nothing(sim: Simulator, family: str, book: Row, method: str, drop: str) -> None:
    run(sim, family, book).ok()
    wanted = {"Anna": NUMBERS["Anna"], "Bert": "+14155550199", "Dora": "+14155550104"}
    sim.fault(method=method, path="*/entry*", drop=drop, times=1)
    run(sim, family, {**book, "entries": entries(**wanted)}, haste=20).ok()
    assert stored(sim, family) == wanted
    (found,) = [row for row in sim.objects(family) if row["name"] == "A"]
    assert len(found[FAMILIES[family]]) == 3


def test_a_lost_bulk_answer_of_new_entries_doubles_nothing(sim: Simulator, family: str, book: Row) -> None:
    run(sim, family, {**book, "entries": []}).ok()
    sim.fault(method="POST", path="*/entry/bulk", drop="after", times=1)
    run(sim, family, book, haste=20).ok()
    (found,) = [row for row in sim.objects(family) if row["name"] == "A"]
    assert sorted(entry["name"] for entry in found[FAMILIES[family]]) == sorted(NUMBERS)
