# SPDX-License-Identifier: GPL-3.0-or-later
"""What one of the processes of a soak does: makes its part of the sites of an organization match, again and again."""

from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from support.engine import apply, sites
from support.simulator import Row, SimulatedOrg

NAMES = 20
HASTE = 20
WARM_UP = 0.2  # of the time, until caches are full


@dataclass(frozen=True)
class Held:
    """What a process holds: memory in MB, open files and sockets, threads."""

    memory_mb: float
    files: int
    threads: int

    @classmethod
    def now(cls) -> Held:
        """Read it from /proc."""
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return cls(int(resident) / 1024, len(os.listdir("/proc/self/fd")), threading.active_count())


@dataclass(frozen=True)
class Report:
    """What became of a process: how often it applied, what it held early and late, what it wanted last."""

    rounds: int
    early: Held
    late: Held
    wanted: dict[str, str]  # descriptions by name, of the sites that are to be there


def work(number: int, url: str, org: SimulatedOrg, seed: str, seconds: float, pipe: Connection) -> None:
    """Apply random wishes for sites that nobody else touches; a message through the pipe ends it, bad or good."""
    try:
        pipe.send(_work(number, url, org, random.Random(f"{seed} {number}"), seconds))
    except BaseException as error:
        pipe.send(f"process {number}: {error}")


def _work(number: int, url: str, org: SimulatedOrg, dice: random.Random, seconds: float) -> Report:
    service: Any = SimpleNamespace(url=url, orgs=[org])
    names = [f"Soak {number} {name:02}" for name in range(NAMES)]
    began, rounds, early, wanted = time.monotonic(), 0, None, dict[str, str]()
    while early is None or time.monotonic() - began < seconds:
        wanted = {name: f"wish {dice.randrange(3)}" for name in names if dice.random() < 0.7}
        rows: list[Row] = [row for name in wanted for row in sites(name, description=wanted[name])]
        rows += [row for name in names if name not in wanted for row in sites(name, state="absent")]
        apply(service, {"site": rows}, haste=HASTE, bulk_size=dice.choice((1, 5, 100)), timeout=5).ok()
        rounds += 1
        if early is None and time.monotonic() - began > seconds * WARM_UP:
            early = Held.now()
    return Report(rounds, early, Held.now(), wanted)
