# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs cases, and judges state and told result by the model."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from differential.cases import IN_USE, Case, draw
from differential.families import State
from differential.killing import Killed, killed
from differential.model import TEMPORARY, Expected, File, Refused, Told, expect
from differential.smallest import smallest
from differential.world import World
from support.engine import Applied
from support.simulator import Row

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import Unauthorized, WxccError

CALLED_OTHERWISE = re.compile("for now it is called|(?:in doubt|may or may not).*for now it may be called")
OVERWROTE = "Their change was overwritten"
SHORT = 40
"""Seconds that a service which stays down gets, of a clock that runs so much faster."""


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
    lines = [frame.lineno or 0 for frame in frames if Path(frame.filename).parent == Path(__file__).parent]
    return (type(failure).__name__, lines[-1]) if lines else None


def _judged(world: World, case: Case) -> None:
    expected = expected_of(case)
    world.become(case.before, strict=case.strict)
    if expected and case.kind == "checked":
        foretold(world, case, expected)
    for fault in case.faults:
        world.sim.fault(**fault)
    results = outcomes_of(world, case, case.parts if expected else [case.file])
    now = world.state(case.before)
    if expected is None:
        assert not any(isinstance(result, Applied) for result in results), "it had to be refused"
        assert (now, world.sim.writes()) == (case.before, [])
        return
    if case.kind == "shared":
        nothing_is_lost_in_silence(case, expected, results, now)
        converges(world, case, expected)
        return
    for result in results:
        if isinstance(result, Applied):
            JUDGES.get(case.kind, exactly)(case, expected, result, now)
        else:
            is_excused = isinstance(result, EXCUSED.get(case.kind, ()))
            assert is_excused, f"{type(result).__name__}: {result}"
            assert isinstance(result, Killed) or len(results) > 1 or now == case.before
    if case.parallelism == 1:
        nothing_follows_a_401(world.sim.requests(), results)
    halfway(case, expected, now)
    converges(world, case, expected)


def outcomes_of(world: World, case: Case, files: list[File]) -> list[Applied | BaseException]:
    """The result of each run, all at once, or what it raised in its place."""

    def run(file: File) -> Applied | BaseException:
        try:
            return world.run(case, file, **({"retry_timeout": SHORT} if case.kind == "down" else {}))
        except (WxccError, ValueError, Killed) as error:
            return error

    with killed(case.kill), ThreadPoolExecutor() as pool:
        return list(pool.map(run, files))


def foretold(world: World, case: Case, expected: Expected) -> None:
    """Check mode tells what the run will do, but for refusals of the service, and writes nothing."""
    rows = [replace(row, action="deleted") if row.action == "failed" else row for row in expected.rows]
    result = world.run(case, check_mode=True)
    assert [told_of(row, case.before) for row in result.rows] == [shown(row) for row in rows]
    assert (world.state(case.before), world.sim.writes()) == (case.before, [])
    assert result.changed == any(row.action != "unchanged" for row in rows)


def nothing_follows_a_401(requests: list[Row], results: list[Applied | BaseException]) -> None:
    """What the service does not let in sends nothing more, and says that a fresh token would help."""
    statuses = [row["status"] for row in requests]
    if 401 in statuses:
        assert statuses.index(401) == len(statuses) - 1, requests[statuses.index(401) :]
        for result in results:
            assert isinstance(result, Unauthorized) or (isinstance(result, Applied) and result.unauthorized)


def halfway(case: Case, expected: Expected, now: State) -> None:
    """Every object is as it was, as it has to be, or between two names."""
    for name, items in now.items():
        for key in {*items, *case.before[name]}:
            was, there, aim = (state[name].get(key) for state in (case.before, now, expected.after))
            if there and there["name"].endswith(TEMPORARY):
                there = {**there, "name": (was or {})["name"]}
            assert there in (was, aim), f"{name} {key} was {was}, is {there}, should be {aim}"


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
            assert CALLED_OTHERWISE.search(row["error"]), f"{row} has another name now"
            there = {**there, "name": was["name"]}
        assert there == was or (row["outcome"] == "in doubt" and there == aim), f"told {row}, was {was}, is {there}"
    for name, keys in untold.items():
        for key in keys:
            assert now[name].get(key) == case.before[name].get(key), f"nobody named {name} {key}"
    told = Counter(row["action"] for row in result.rows)
    assert result.counts == result.counts | told
    assert bool(result.message) == bool(told["failed"])
    is_between_names = any(item["name"].endswith(TEMPORARY) for items in now.values() for item in items.values())
    assert result.changed == (is_between_names or bool(told.keys() & {"created", "updated", "deleted"}))


def beside(case: Case, expected: Expected, result: Applied, now: State) -> None:
    """Where another run does the same at the same time, what is told as done or as unchanged is so in the end."""
    for family in case.file:
        rights = [row for row in expected.rows if row.family == family]
        rows = [row for row in result.rows if row["type"] == family]
        records = len(case.file[family])
        for row, right in zip(rows[:records], rights[:records], strict=True):
            there, aim = now[family].get(str(right.id)), expected.after[family].get(str(right.id))
            assert row["action"] == "failed" or there == aim, f"told {row}, is {there}, should be {aim}"
        for row in rows[records:]:
            assert row["action"] == "failed" or row["id"] not in now[family], f"told {row}"


def nothing_is_lost_in_silence(
    case: Case, expected: Expected, results: list[Applied | BaseException], now: State
) -> None:
    """Two runs that write different options of one object: what is not as both want it, one of them says."""
    assert all(isinstance(result, Applied) for result in results), results
    first, second = (result for result in results if isinstance(result, Applied))
    ids = [str(row.id) for row in expected.rows]
    rows = [*zip(ids, first.rows, strict=True), *((row["id"], row) for row in second.rows)]
    told = {(row["type"], key) for key, row in rows if row["action"] == "failed" or OVERWROTE in str(row)}
    for name, items in now.items():
        for key in {*items, *expected.after[name]} - {key for family, key in told if family == name}:
            there, aim = items.get(key), expected.after[name].get(key)
            assert there == aim, (
                f"{name} {key} is {there}, should be {aim}, told {[row for one, row in rows if one == key]}"
            )


JUDGES = {"refused": truly, "down": truly, "together": beside}
EXCUSED = {"refused": WxccError, "down": WxccError, "killed": Killed, "together": ValueError}
"""What a run may raise in the place of a result."""


def converges(world: World, case: Case, expected: Expected) -> None:
    """The next run completes it, and then there is nothing to do but what the service refuses."""
    world.sim.clear_faults()
    failing = sum(row.action == "failed" for row in expected.rows)
    for _unused in range(2):
        world.sim.clear_requests()
        again = world.run(case)
        assert world.state(case.before) == expected.after, again.message
        assert sum(row["action"] == "failed" for row in again.rows) == failing, again.message
        if not world.sim.writes():
            return
    assert failing, world.sim.writes()
