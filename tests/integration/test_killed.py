# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL or Ctrl-C in the middle of a run: the next one finishes the work, and nothing secret stays behind.

`make torture` kills 200 modules; WXCC_TEST_SEED, which the last line of a run tells, repeats it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, sites
from support.playbook import ROOT
from support.processes import NEEDS_PROC, kill, marked, wait_until
from support.running import module_processes, started
from support.simulator import Row, Simulator

pytestmark = NEEDS_PROC
KILLS = int(os.environ.get("WXCC_TEST_KILLS", "15"))
MODULE = "ansible_collections.webex.contact_center.plugins.modules.wxcc_site"
PART = 100
BULK = 10
WRITES = PART + 4 * PART // BULK  # 100 changes singly; 200 new sites and 200 deletes in tens


def names(kind: str, parts: int = 1) -> list[str]:
    """A hundred names, or several hundred."""
    return [f"{kind} {number:03}" for number in range(parts * PART)]


WANTED: list[Row] = [*sites(*names("Keep"), description="new"), *sites(*names("Fresh", 2))]
OPTIONS: dict[str, Any] = {"purge": True, "max_deletes": 2 * PART, "bulk_size": BULK}


@pytest.fixture(scope="module")
def slow_simulator() -> Iterator[Simulator]:
    with Simulator.start(latency_ms=30) as simulator:
        yield simulator


@pytest.fixture
def sim(slow_simulator: Simulator) -> Iterator[Simulator]:
    """A service slow enough to be interrupted, with 300 sites."""
    slow_simulator.reset()
    apply(slow_simulator, {"site": sites(*names("Keep"), *names("Gone", 2))}).ok()
    slow_simulator.clear_requests()
    yield slow_simulator
    slow_simulator.clear_faults()


@contextmanager
def playing(sim: Simulator, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run a playbook with 500 changes; gives it with the mark of all its processes."""
    options = {"sites": WANTED, **OPTIONS}
    with started([{"name": "Sites", "webex.contact_center.wxcc_site": options}], folder, sim) as running:
        yield running


@pytest.mark.parametrize(("how", "third"), [*(("SIGKILL of the module", third) for third in range(3)), ("Ctrl-C", 1)])
def test_the_next_run_completes_what_an_ended_one_left(sim: Simulator, tmp_path: Path, how: str, third: int) -> None:
    point = 1 + third * WRITES // 4 + random.Random(f"{os.environ['WXCC_TEST_SEED']} {third}").randrange(WRITES // 5)
    print(f"{how} at write {point} of {WRITES}")
    sim.slow_down(after=point + 1, method="P*")
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
    sim.clear_faults()
    assert completed(sim)


def completed(sim: Simulator) -> bool:
    """Let the next run complete the work, and tell whether there was any left; nothing may be doubled."""
    result = apply(sim, {"site": WANTED}, purge=True).ok()
    live = sorted((row["name"], row.get("description")) for row in sim.objects("site")[1:])
    assert live == sorted([*((name, "new") for name in names("Keep")), *((name, None) for name in names("Fresh", 2))])
    assert not apply(sim, {"site": WANTED}, purge=True).ok().changed
    return result.changed


@pytest.mark.parametrize("number", range(KILLS))
def test_a_module_may_be_killed_at_any_moment(sim: Simulator, number: int) -> None:
    point = random.Random(f"{os.environ['WXCC_TEST_SEED']} {number}").randrange(WRITES)
    print(f"SIGKILL at write {point} of {WRITES}")
    source = {"name": "sites", "form": "items", "text": json.dumps(WANTED)}
    connection = {"api_url": sim.url, "access_token": sim.orgs[0].access_token, "requests_per_minute": 100000}
    arguments = {"ANSIBLE_MODULE_ARGS": {"_source": json.dumps(source), **OPTIONS, **connection}}
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE],
        env={**os.environ, "PYTHONPATH": str(ROOT / "build")},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin
    with process, process.stdin as pipe:
        pipe.write(json.dumps(arguments).encode())
        pipe.close()
        wait_until(lambda: len(sim.writes()) >= point or process.poll() is not None, f"{point} writes")
        process.kill()
    assert process.returncode == -signal.SIGKILL
    completed(sim)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGQUIT])
def test_a_module_stops_when_ansible_playbook_is_gone(sim: Simulator, tmp_path: Path, how: signal.Signals) -> None:
    sim.slow_down(after=6, method="P*")
    with playing(sim, tmp_path) as (process, mark):
        wait_until(lambda: len(sim.writes()) > 5, "some writes")
        process.send_signal(how)
        assert process.wait(timeout=30) != 0
        wait_until(lambda: not module_processes(mark), "the end of the module")
    assert len(sim.writes()) < WRITES
    sim.clear_faults()
    assert completed(sim)


@pytest.mark.parametrize("whole_group", [False, True], ids=["the module", "ansible-playbook too"])
def test_no_file_or_command_line_holds_the_token_of_a_killed_run(
    sim: Simulator, tmp_path: Path, whole_group: bool
) -> None:
    secret = sim.orgs[0].access_token.partition("_")[0]
    sim.slow_down(after=6, method="P*")
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
