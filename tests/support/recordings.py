# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tasks of a simulator have recordings, told by a twin of its world that no request passes through."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from support.project import Project, Step, task
from support.simulator import Row, Simulator
from wxcc_simulator.recordings import tones
from wxcc_simulator.recordings.captured import Recording, recordings
from wxcc_simulator.seeding.seed import seeded
from wxcc_simulator.traffic import Contact, Traffic
from wxcc_simulator.world.options import Options

SMALL = (50_000, 200_000)
HOUR_MS = 3600 * 1000


@cache
def _traffic(org: int) -> Traffic:
    return list(seeded(Options()).organizations.values())[org].traffic


def contacts(org: int = 0, *, hours_ago: int = 26) -> Iterator[Contact]:
    """The recorded contacts of twelve hours from so many hours ago, which are over where those are 13 or more."""
    start = int(time.time()) // 3600 * HOUR_MS - hours_ago * HOUR_MS
    return (contact for contact in _traffic(org).contacts(start, start + 12 * HOUR_MS) if contact.recorded)


def recorded_tasks(count: int) -> list[str]:
    """Ids of recorded tasks of the first organization."""
    return [contact.id for _number, contact in zip(range(count), contacts(), strict=False)]


def expected(task_ids: list[str], *, segments: bool = False, virtual_agent: bool = False) -> dict[str, Recording]:
    """The recordings of these tasks by their id."""
    now = int(time.time() * 1000)
    found = [_traffic(0).contact(task_id) for task_id in task_ids]
    return {
        recording.id: recording
        for contact in found
        if contact
        for recording in recordings(contact, now, segments=segments, virtual_agent=virtual_agent)
    }


def by_action(result: Row) -> dict[str, int]:
    """The counts of a result that are not zero."""
    names = ("downloaded", "replaced", "unchanged", "sensitive", "expired", "removed", "failed")
    return {name: result["summary"][name] for name in names if result["summary"][name]}


class Archive:
    """A folder of recordings that playbooks fill, and what should be in it."""

    def __init__(self, project: Project, *, sizes: tuple[int, int] = SMALL) -> None:
        self.project = project
        self.dest = project.folder / "recordings"
        self._sizes = sizes

    def keep(self, task_ids: list[str], **options: Any) -> Row:
        """The task that downloads."""
        return task("wxcc_capture_download", {"task_ids": task_ids, "dest": str(self.dest), **options})

    def play(self, task_ids: list[str], **options: Any) -> Step:
        """Download, and give what the task returned."""
        return self.project.play(self.keep(task_ids, **options))[0]

    def files(self) -> dict[str, Path]:
        """All files under their final names."""
        found = [path for path in self.dest.rglob("*") if path.is_file() and ".recordings" not in path.parts]
        return {str(path.relative_to(self.dest)): path for path in found}

    def parts(self) -> list[Path]:
        """What is not complete."""
        return list((self.dest / ".recordings").glob("*.part"))

    def holds(self, wanted: dict[str, Recording]) -> bool:
        """Whether exactly these recordings are there, byte for byte."""
        there = sorted(sha256(path.read_bytes()).hexdigest() for path in self.files().values())
        return there == sorted(sha256(self.content(recording)).hexdigest() for recording in wanted.values())

    def content(self, recording: Recording) -> bytes:
        """The file of a recording as the simulator makes it."""
        return tones.wav(recording, self._sizes)


def downloads(sim: Simulator) -> list[Row]:
    """The requests for files."""
    return [row for row in sim.requests() if row["path"].startswith("/recordings/")]


def queries(sim: Simulator) -> list[Row]:
    """The requests that ask for recordings."""
    return [row for row in sim.requests() if row["path"] == "/v1/captures/query"]
