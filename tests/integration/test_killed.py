# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL or Ctrl-C in the middle of a run: the next one finishes the work, and nothing secret stays behind."""

from __future__ import annotations

import random
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, sites
from support.processes import NEEDS_PROC, kill, marked, wait_until
from support.running import module_processes, started
from support.simulator import Row, Simulator

pytestmark = NEEDS_PROC
PART = 100
BULK = 10
WRITES = PART + 2 * PART // BULK  # 100 changes singly, 100 new sites and 100 deletes in tens


def names(kind: str) -> list[str]:
    """A hundred names."""
    return [f"{kind} {number:03}" for number in range(PART)]


WANTED: list[Row] = [*sites(*names("Keep"), description="new"), *sites(*names("Fresh"))]


@pytest.fixture(scope="module")
def slow_simulator() -> Iterator[Simulator]:
    with Simulator.start(latency_ms=60) as simulator:
        yield simulator


@pytest.fixture
def sim(slow_simulator: Simulator) -> Simulator:
    """A service slow enough to be interrupted, with 200 sites."""
    slow_simulator.reset()
    apply(slow_simulator, {"site": sites(*names("Keep"), *names("Gone"))}).ok()
    slow_simulator.clear_requests()
    return slow_simulator


@contextmanager
def playing(sim: Simulator, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run a playbook with 300 changes; gives it with the mark of all its processes."""
    options: dict[str, Any] = {"sites": WANTED, "purge": True, "max_deletes": PART, "bulk_size": BULK}
    with started([{"name": "Sites", "webex.contact_center.wxcc_site": options}], folder, sim) as running:
        yield running


@pytest.mark.parametrize(("how", "third"), [*(("SIGKILL of the module", third) for third in range(3)), ("Ctrl-C", 1)])
def test_the_next_run_completes_what_an_ended_one_left(sim: Simulator, tmp_path: Path, how: str, third: int) -> None:
    seed = random.SystemRandom().randrange(10**6)
    point = 1 + third * WRITES // 4 + random.Random(seed).randrange(WRITES // 5)
    print(f"seed {seed}: {how} at write {point} of {WRITES}")
    with playing(sim, tmp_path) as (process, mark):
        wait_until(lambda: len(sim.writes()) >= point, f"{point} writes")
        if how == "Ctrl-C":
            process.send_signal(signal.SIGINT)
        else:
            kill(*module_processes(mark))
        assert process.wait(timeout=30) != 0
    assert "Traceback" not in (tmp_path / "output").read_text(encoding="utf-8")
    written = len(sim.writes())
    assert point <= written < WRITES
    result = apply(sim, {"site": WANTED}, purge=True).ok()
    assert result.changed
    live = sorted((row["name"], row.get("description")) for row in sim.objects("site")[1:])
    assert live == sorted([*((name, "new") for name in names("Keep")), *((name, None) for name in names("Fresh"))])
    assert not apply(sim, {"site": WANTED}, purge=True).ok().changed


@pytest.mark.parametrize("whole_group", [False, True], ids=["the module", "ansible-playbook too"])
def test_no_file_or_command_line_holds_the_token_of_a_killed_run(
    sim: Simulator, tmp_path: Path, whole_group: bool
) -> None:
    secret = sim.orgs[0].access_token.partition("_")[0]
    with playing(sim, tmp_path) as (process, mark):
        wait_until(lambda: len(sim.writes()) > 5, "some writes")
        running = marked(mark)
        kill(*(running if whole_group else module_processes(mark)))
        process.wait(timeout=30)
    assert len(running) >= 2
    assert [command for command in running.values() if secret in command] == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if secret.encode() in path.read_bytes()] == []
