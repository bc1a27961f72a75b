# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL, Ctrl-C or a full disk in the middle of an export: the next run goes on, and the file is the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.processes import NEEDS_PROC, kill, wait_until
from support.project import Project, task
from support.reports import DAY, END
from support.running import module_processes, started
from support.simulator import Row, Simulator

pytestmark = NEEDS_PROC
KILLS = 3
KILLS_OF_TORTURE = 10


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    """A service slow enough to be interrupted."""
    return {"tasks_per_day": 9000, "queues": 6, "agents": 60, "latency_ms": 60}


def export(dest: Path, days: int = 5) -> Row:
    """A task that is about ten requests a day long."""
    options = {"report": "tasks", "from": END - days * DAY, "to": END, "dest": str(dest)}
    return task("wxcc_report_export", {**options, "parallelism": 2})


def uninterrupted(project: Project, name: str, days: int = 5) -> bytes:
    """The file as it should be."""
    (step,) = project.play(export(project.folder / "whole" / name, days))
    assert step.ok()["manifest"]["complete"]
    return (project.folder / "whole" / name).read_bytes()


@pytest.mark.parametrize("name", ["tasks.csv.gz", "tasks.jsonl"])
def test_killed_again_and_again_it_is_the_same_byte_for_byte(
    project: Project, sim: Simulator, name: str, pytestconfig: pytest.Config
) -> None:
    kills = KILLS_OF_TORTURE if pytestconfig.getoption("--torture") else KILLS
    days = 2 * kills
    (project.folder / "whole").mkdir()
    expected = uninterrupted(project, name, days)
    whole = len(sim.requests())
    dest = project.folder / name
    chance = random.Random(f"{os.environ['WXCC_TEST_SEED']} {name}")
    sim.clear_requests()
    for turn in range(kills):
        before = len(sim.requests())
        point = before + chance.randrange(3, 3 + whole // (2 * kills))
        with started([export(dest, days)], project.folder, sim) as (process, mark):
            wait_until(lambda point=point: len(sim.requests()) >= point, f"{point} requests")  # type: ignore[misc]
            kill(*module_processes(mark))
            assert process.wait(timeout=30) != 0
        assert "Traceback" not in (project.folder / "output").read_text(encoding="utf-8"), turn
        assert not dest.exists()
    checkpoint = json.loads(dest.with_name(f"{name}.checkpoint").read_text())
    assert checkpoint["rows"] > 0
    (step,) = project.play(export(dest, days))
    assert dest.read_bytes() == expected
    assert len(step.requests) < whole
    assert step.ok()["manifest"]["rows"] == sim.traffic(END - days * DAY, END, "tasks")["tasks"]
    left = {path.name for path in project.folder.glob(f"{name}*")}
    assert left == {name, f"{name}.manifest.json"}


def test_after_ctrl_c_it_goes_on(project: Project, sim: Simulator) -> None:
    (project.folder / "whole").mkdir()
    expected = uninterrupted(project, "q.csv")
    sim.clear_requests()
    sim.slow_down(after=10)
    with started([export(project.folder / "q.csv")], project.folder, sim) as (process, _mark):
        wait_until(lambda: len(sim.requests()) >= 10, "10 requests")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) != 0
    assert "Traceback" not in (project.folder / "output").read_text(encoding="utf-8")
    sim.clear_faults()
    project.play(export(project.folder / "q.csv"))
    assert (project.folder / "q.csv").read_bytes() == expected


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not done or done.returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_a_checkpoint_to_go_on_from(project: Project, small_disk: Path) -> None:
    dest = small_disk / "tasks.csv"
    (step,) = project.play(export(dest))
    assert f"{dest}: cannot be written: No space left on device" in step.refusal()
    assert not dest.exists()
    before = json.loads((small_disk / "tasks.csv.checkpoint").read_text())
    assert 0 < before["bytes"] <= 256 * 1024
    subprocess.run(["mount", "-o", "remount,size=32m", str(small_disk)], check=True)
    (step,) = project.play(export(dest))
    (project.folder / "whole").mkdir()
    assert dest.read_bytes() == uninterrupted(project, "tasks.csv")
