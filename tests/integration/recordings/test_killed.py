# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL in the middle of downloads, ten times: what was there stays, what was begun goes on, nothing is half."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from support.processes import NEEDS_PROC, kill, marked, wait_until
from support.project import Project
from support.recordings import Archive, downloads, expected, recorded_tasks
from support.running import module_processes, started
from support.simulator import Simulator

pytestmark = NEEDS_PROC
SIZES = (100_000, 120_000)
BYTES_PER_S = 100_000
KILLS = 10
LARGEST_MB = 150
MOST_AT_A_TIME = 8


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty folder, and a simulator whose files come slowly enough to be cut off."""
    with Simulator.start(recording_bytes=SIZES) as sim:
        yield Archive(Project(tmp_path, sim), sizes=SIZES)


def stored(archive: Archive) -> int:
    """How many bytes have come, also of files that are not complete."""
    return sum(path.stat().st_size for path in (*archive.files().values(), *archive.parts()) if path.exists())


def is_stored(archive: Archive, goal: int) -> bool:
    """Whether so many bytes have come."""
    return stored(archive) >= goal


def in_flight(sim: Simulator) -> int:
    """How many files are being sent."""
    return sum(row["status"] is None for row in downloads(sim))


def largest_mb(process: int) -> int:
    """The most memory that a process has ever had."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8").split()
    return int(status[status.index("VmHWM:") + 1]) // 1024


def test_ten_kills_lose_nothing(archive: Archive) -> None:
    sim = archive.project.simulator
    tasks = recorded_tasks(60)
    wanted = expected(tasks)
    sim.fault(path="/recordings/*", bytes_per_s=BYTES_PER_S, times=None)
    most_mb = 0
    for turn in range(KILLS):
        goal = stored(archive) + 60_000 * (1 + turn % 4)
        with started([archive.keep(tasks)], archive.project.folder, sim) as (process, mark):
            wait_until(partial(is_stored, archive, goal), "downloads")
            assert turn or 2 <= in_flight(sim) <= MOST_AT_A_TIME
            most_mb = max([most_mb, *map(largest_mb, module_processes(mark))])
            kill(*marked(mark))
            process.wait(timeout=30)
        assert stored(archive) >= goal
        for path in archive.files().values():
            content = path.read_bytes()
            assert len(content) == 8 + int.from_bytes(content[4:8], "little"), f"half a file after kill {turn}"
    sim.clear_faults()
    missing = sum(len(archive.content(recording)) for recording in wanted.values()) - stored(archive)
    result = archive.play(tasks).ok()
    assert result["summary"]["resumed"] > 0
    assert 206 in {row["status"] for row in downloads(sim)}
    assert archive.holds(wanted)
    assert archive.parts() == []
    assert 0 < most_mb <= LARGEST_MB
    assert result["summary"]["bytes_received"] == missing
