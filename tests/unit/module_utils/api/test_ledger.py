# SPDX-License-Identifier: GPL-3.0-or-later
"""One request budget for all processes: the ledger, whoever is killed, and whatever becomes of its file."""

from __future__ import annotations

import os
import sqlite3
import time as real_time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.module_utils.api.ledger_machine import LIMIT, THREADS, WINDOW, Machine
from unit.module_utils.api.test_pacing import Service, send
from unit.module_utils.api.virtual_time import VirtualTime

from ansible_collections.webex.contact_center.plugins.module_utils.api.http import ledger as ledger_file
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.ledger import Ledger
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.pacing import Pace
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.places import LONGEST_TRIAL_S


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "budget" / "key.sqlite")


@settings(max_examples=20)
@given(
    limit=st.integers(1, 30),
    window=st.floats(0.5, 60),
    requests=st.lists(st.integers(1, 30), min_size=1, max_size=3),
    slowest=st.sampled_from([0.001, 0.3, 3]),
    seed=st.integers(0, 99),
)
def test_no_window_of_the_service_ever_holds_more_than_the_budget(
    tmp_path_factory: pytest.TempPathFactory, limit: int, window: float, requests: list[int], slowest: float, seed: int
) -> None:
    machine = Machine(tmp_path_factory.mktemp("budget") / "key.sqlite", limit, window)
    service = Service(machine.time, 10_000, window)
    machine.run(service, requests, seed=seed, slowest=min(slowest, window / 3))
    arrived = sorted(service.accepted)
    assert len(arrived) == sum(requests)
    for first, too_many in zip(arrived, arrived[limit:], strict=False):
        assert too_many - first > window - 1e-6
    assert machine.warnings == []


@pytest.mark.parametrize("sliding", [True, False])
@pytest.mark.parametrize("processes", [1, 5, 10, 20])
def test_processes_together_take_as_long_as_the_budget_allows(machine: Machine, processes: int, sliding: bool) -> None:
    service = Service(machine.time, LIMIT, WINDOW, sliding=sliding)
    each = 4 * LIMIT // processes
    machine.run(service, [each] * processes, slowest=0.05)
    assert len(service.accepted) == 4 * LIMIT
    assert service.refusals == 0
    assert service.accepted[-1] - service.accepted[0] <= 1.15 * 3 * WINDOW


@pytest.mark.parametrize("apart", [0.0, 0.02])
@pytest.mark.parametrize("processes", [10, 20])
def test_no_process_waits_twice_as_long_as_the_average(machine: Machine, processes: int, apart: float) -> None:
    service = Service(machine.time, LIMIT, WINDOW)
    paces = machine.run(service, [12] * processes, slowest=0.05, apart=apart)
    waited = [pace.waited() for pace in paces]
    assert max(waited) <= 2 * sum(waited) / len(waited)


@pytest.mark.parametrize("retry_after", ["exact", "whole", "none"])
def test_a_refusal_of_one_is_seen_by_all(machine: Machine, retry_after: str) -> None:
    """A client elsewhere has used up the budget of the service, of which this machine knows nothing."""
    service = Service(machine.time, LIMIT, WINDOW, sliding=False, retry_after=retry_after)
    service.accepted = [0.0] * LIMIT
    first = machine.pace()
    send(machine.time, first, Service(machine.time, 1, WINDOW), lambda: 0.001)
    turn = first.start()
    accepted, seconds = service.answer()
    assert not accepted
    first.refused(turn, seconds)
    others = [machine.pace() for _each in range(4)]
    assert {round(pace.pause(), 3) for pace in others} == {round(first.pause(), 3)}
    assert first.pause() > 0.9
    machine.run(service, [5] * 5, paces=[first, *others])
    assert len(service.accepted) == LIMIT + 25
    assert service.refusals == 1 + (2 if retry_after == "none" else 0)  # trials, after 1 and 2 seconds


def test_what_a_killed_process_held_is_free_after_a_window(machine: Machine) -> None:
    killed = machine.pace()
    for _each in range(LIMIT):
        killed.start()  # and no answer is ever noted
    service = Service(machine.time, LIMIT, WINDOW)
    machine.run(service, [LIMIT])
    assert WINDOW <= service.accepted[0] <= service.accepted[-1] <= WINDOW + 0.6 * THREADS
    assert machine.warnings == []


def test_a_trial_of_a_killed_process_is_replaced(machine: Machine) -> None:
    killed, other = machine.pace(), machine.pace()
    killed.refused(killed.start(), 2)
    killed.start()  # the trial after the pause, whose answer is never noted
    other.start()
    assert machine.time.clock() == pytest.approx(2 + LONGEST_TRIAL_S, abs=0.1)


def test_a_turn_that_is_given_back_is_free_at_once(machine: Machine) -> None:
    pace, other = machine.pace(), machine.pace()
    turns = [pace.start() for _each in range(LIMIT)]
    pace.give_back(turns[0])
    other.start()
    assert machine.time.clock() == 0.0
    assert pace.started + other.started == LIMIT


def test_the_machine_was_started_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of an earlier boot was ahead: nothing of that is believed."""
    pace = machine.pace()
    machine.time.run([partial(machine.time.sleep, 10_000)])
    for _each in range(LIMIT):
        pace.accepted(pace.start())
    pace.close()
    monkeypatch.setattr(ledger_file, "_boot", lambda: "another boot")
    machine.time = VirtualTime()
    machine.pace().start()
    assert machine.time.clock() == 0.0


def spoil(machine: Machine, how: str) -> None:
    file = machine.file
    if how == "deleted":
        for path in list(file.parent.iterdir()):
            path.unlink()
    elif how == "no database":
        for path in list(file.parent.iterdir()):
            path.write_bytes(b"nothing of ours" * 1000)
    elif how == "of another program":
        for path in list(file.parent.iterdir()):
            path.unlink()
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE other (x)")
            connection.execute("PRAGMA user_version = 1")
        connection.close()
        file.chmod(0o600)


@pytest.mark.parametrize("when", ["before", "while it is used"])
@pytest.mark.parametrize("how", ["deleted", "no database", "of another program"])
def test_a_spoiled_file_is_made_anew(machine: Machine, how: str, when: str) -> None:
    paces = [machine.pace(), machine.pace()]
    for pace in paces:
        pace.accepted(pace.start())
        if when == "before":
            pace.close()
    spoil(machine, how)
    for _each in range(3):
        for pace in paces:
            pace.accepted(pace.start())
    missing = how == "deleted" and when == "before"
    assert len(set(machine.warnings)) == (0 if missing else 1), machine.warnings
    assert all(str(machine.file) in text and "a new one" in text for text in machine.warnings)
    with sqlite3.connect(machine.file) as connection:
        assert connection.execute("SELECT count(*) FROM place").fetchone()[0] >= 6


PROCESSES, EACH = 6, 10


def test_forked_processes_share_the_budget(machine: Machine) -> None:
    """Real processes and a real clock, by which a window is short."""
    window, noted = 0.8, machine.file.parent.parent / "noted"
    children = []
    for _each in range(PROCESSES):
        child = os.fork()
        if not child:
            code = 1
            with suppress(BaseException):
                pace = Pace(LIMIT, window, ledger=Ledger(machine.file, LIMIT, window), warn=lambda text: os._exit(2))
                for _request in range(EACH):
                    turn = pace.start()
                    with noted.open("a") as stream:
                        stream.write(f"{real_time.monotonic()}\n")
                    pace.accepted(turn)
                pace.close()
                code = 0
            os._exit(code)
        children.append(child)
    assert {os.waitpid(child, 0)[1] for child in children} == {0}
    sent = sorted(map(float, noted.read_text().split()))
    assert len(sent) == PROCESSES * EACH
    for first, too_many in zip(sent, sent[LIMIT:], strict=False):
        assert too_many - first >= window - 0.01
