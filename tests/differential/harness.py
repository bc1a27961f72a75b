# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs cases with the engine against a simulator, and judges state and told result by the model."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from differential.cases import USED, Case, draw
from differential.families import FAMILIES, State
from differential.model import TEMPORARY, Expected, Refused, Told, expect, new_id
from differential.smallest import smallest
from support.engine import Applied, apply
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.errors import WxccError

HASTE = 200
SHORT = 40
"""Seconds that a service which stays down gets, of a clock that runs so much faster."""
CALLED_OTHERWISE = "for now it is called"
IN_USE = frozenset(USED.values())


@dataclass
class World:
    """A simulator, and the objects of the system that every organization of a case has."""

    sim: Simulator
    system: State

    @classmethod
    def of(cls, sim: Simulator) -> World:
        """Make a simulator ready: with users of a site and of a team, wherever an organization has them."""
        system: State = {}
        for name, family in FAMILIES.items():
            found = {row["id"]: family.from_api(row) for row in sim.objects(name)}
            system[name] = {key: item for key, item in found.items() if item.get("system")}
        world = cls(sim, system)
        site_of_system = next(iter(system["site"].values()))
        used: State = {name: dict(items) for name, items in system.items()}
        used["site"][USED["site"]] = {**site_of_system, "name": "Used", "system": False}
        used["team"][USED["team"]] = {**next(iter(system["team"].values())), "name": "Used", "system": False}
        world.become(used)
        sim.add_users(USED["site"], [USED["team"]])
        return world

    def become(self, state: State) -> None:
        """Begin anew with these objects and without faults."""
        self.sim.clear_faults()
        self.sim.set_objects(
            {name: [family.to_api(key, item) for key, item in state[name].items()] for name, family in FAMILIES.items()}
        )
        self.sim.clear_requests()

    def state(self, before: State) -> State:
        """What is there now, in the words of the model: what was not there before has its made up id."""
        ids: dict[str, str] = {}
        now: State = {}
        for name, family in FAMILIES.items():
            now[name] = {}
            for row in self.sim.objects(name):
                item = family.from_api(row)
                for known in family.attributes:
                    if known.refers and known.option in item:
                        item[known.option] = ids.get(item[known.option], item[known.option])
                if re.search(f"{TEMPORARY}[0-9a-f]{{8}}$", item["name"]):
                    item["name"] = item["name"].rpartition(TEMPORARY)[0] + TEMPORARY
                key = ids[row["id"]] = row["id"] if row["id"] in before[name] else new_id(name, item)
                assert key not in now[name], f"doubled: {key}"
                now[name][key] = item
        return now

    def run(self, case: Case, **connection: Any) -> Applied:
        """Run the engine as a module does."""
        options = {"purge": case.purge, "max_deletes": case.max_deletes, "bulk_size": case.bulk_size}
        return apply(self.sim, case.file, haste=HASTE, **{**options, **connection})


def expected_of(case: Case) -> Expected | None:
    """What the model says of a case; None where it must be refused."""
    try:
        return expect(case.before, case.file, purge=case.purge, max_deletes=case.max_deletes, in_use=IN_USE)
    except Refused:
        return None


def judge(world: World, number: int) -> None:
    """Run a case, compare what it did and what it told with the model, and complete it by a second run."""
    case = draw(number, world.system)
    if failure := _failure(world, case):
        small = smallest(case, lambda candidate: _place(_failure(world, candidate)) == _place(failure))
        pytest.fail(f"{type(failure).__name__}: {_failure(world, small) or failure}\n\n{small}", pytrace=False)


def _failure(world: World, case: Case) -> Exception | None:
    try:
        _judged(world, case)
    except Exception as error:
        return error
    return None


def _place(failure: Exception | None) -> tuple[str, int] | None:
    """What two failures have in common that show one mistake: their kind, and the line of the check."""
    frames = traceback.extract_tb(failure.__traceback__) if failure else []
    lines = [frame.lineno or 0 for frame in frames if frame.filename == __file__]
    return (type(failure).__name__, lines[-1]) if lines else None


def _judged(world: World, case: Case) -> None:
    expected = expected_of(case)
    world.become(case.before)
    for fault in case.faults:
        world.sim.fault(**fault)
    result = outcome_of(world, case)
    now = world.state(case.before)
    if isinstance(result, Exception):
        is_excused = isinstance(result, WxccError) and case.kind in ("refused", "down")
        assert expected is None or is_excused, f"{type(result).__name__}: {result}"
        assert world.sim.writes() == []
        assert now == case.before
    else:
        assert expected is not None, "it had to be refused"
        judged = exactly if case.kind in ("plain", "overcome") else truly
        judged(case, expected, result, now)
    if expected:
        converges(world, case, expected)


def outcome_of(world: World, case: Case) -> Applied | Exception:
    """The result of a run, or the error that it raised in its place."""
    try:
        return world.run(case, **({"retry_timeout": SHORT} if case.kind == "down" else {}))
    except (WxccError, ValueError) as error:
        return error


def exactly(case: Case, expected: Expected, result: Applied, now: State) -> None:
    """Everything is as the model says."""
    assert [told_of(row, case.before) for row in result.rows] == [shown(row) for row in expected.rows], result.message
    assert now == expected.after, result.message
    assert result.changed == expected.changed
    assert {row.get("outcome", "refused") for row in result.rows} <= {"refused"}
    assert bool(result.message) == any(row.action == "failed" for row in expected.rows)


def shown(row: Told) -> tuple[Any, ...]:
    """What is compared of a row; the id of a new object is not known before."""
    return row.family, None if row.action == "created" else row.id, row.name, row.action, sorted(row.changes)


def told_of(row: Row, before: State) -> tuple[Any, ...]:
    """A row of the result as the model would tell it."""
    known = row["id"] if row["id"] in before[row["type"]] or row["action"] != "created" else None
    return row["type"], known, row["name"], row["action"], sorted(row.get("changes", ()))


def truly(case: Case, expected: Expected, result: Applied, now: State) -> None:
    """Nothing is told as done that is not, and what was done is told, or said to be in doubt."""
    untold = {name: set(now[name]) | set(case.before[name]) for name in now}
    assert len(result.rows) == len(expected.rows)
    for row, right in zip(result.rows, expected.rows, strict=True):
        key = str(right.id)
        untold[right.family].discard(key)
        was, there, aim = (state[right.family].get(key) for state in (case.before, now, expected.after))
        assert (row["type"], row["name"]) == (right.family, right.name)
        assert row["action"] in (right.action, "failed"), f"{right} is told as {row}"
        if row["action"] != "failed":
            assert there == aim, f"told {row}, is {there}, should be {aim}"
            continue
        assert right.action != "unchanged", f"{right} is told as {row}"
        if there and was and there["name"].endswith(TEMPORARY):
            assert CALLED_OTHERWISE in row["error"], f"{row} has another name now"
            there = {**there, "name": was["name"]}
        assert there == was or (row["outcome"] == "in doubt" and there == aim), f"told {row}, was {was}, is {there}"
    for name, keys in untold.items():
        for key in keys:
            assert now[name].get(key) == case.before[name].get(key), f"nobody named {name} {key}"
    told = Counter(row["action"] for row in result.rows)
    assert result.counts == result.counts | told
    assert bool(result.message) == bool(told["failed"])
    assert result.changed == bool(told.keys() & {"created", "updated", "deleted"})


def converges(world: World, case: Case, expected: Expected) -> None:
    """The next run completes it, and the one after that finds nothing to do."""
    world.sim.clear_faults()
    failing = sorted(row.name for row in expected.rows if row.action == "failed")
    again = world.run(case)
    assert world.state(case.before) == expected.after, again.message
    assert len(failing) == sum(row["action"] == "failed" for row in again.rows), again.message
    world.sim.clear_requests()
    world.run(case)
    if not failing:
        assert world.sim.writes() == []
    assert world.state(case.before) == expected.after
