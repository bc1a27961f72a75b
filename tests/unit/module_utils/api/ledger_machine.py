# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that share a ledger, in time that passes only as it is told."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from unit.module_utils.api.test_pacing import Service, send
from unit.module_utils.api.virtual_time import VirtualTime

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.ledger import Ledger
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.pacing import Pace

LIMIT, WINDOW = 30, 6.0
THREADS = 8


@dataclass
class Machine:
    """Processes that share a ledger; each has a connection of its own, as a process has."""

    file: Path
    limit: int = LIMIT
    window: float = WINDOW
    time: VirtualTime = field(default_factory=VirtualTime)
    warnings: list[str] = field(default_factory=list)

    def pace(self, file: Path | None = None, busy: float = 1.0) -> Pace:
        """The pace of a new process."""
        ledger = Ledger(file or self.file, self.limit, self.window, warn=self.warnings.append, busy=busy)
        return Pace(
            self.limit,
            self.window,
            clock=self.time.clock,
            sleep=self.time.sleep,
            ledger=ledger,
            warn=self.warnings.append,
        )

    def run(
        self,
        service: Service,
        requests: list[int],
        *,
        seed: int = 0,
        slowest: float = 0.3,
        apart: float = 0.0,
        paces: list[Pace] | None = None,
    ) -> list[Pace]:
        """Let processes send so many requests each, with eight threads, starting so many seconds apart."""
        chance = random.Random(seed)
        paces = paces or [self.pace() for _each in requests]
        workers: list[Callable[[], None]] = []
        for number, (pace, count) in enumerate(zip(paces, requests, strict=True)):
            left = list(range(count))

            def worker(pace: Pace, left: list[int], number: int) -> None:
                self.time.sleep(number * apart)
                while left:
                    left.pop()
                    send(self.time, pace, service, partial(chance.uniform, 0.001, slowest))

            workers += [partial(worker, pace, left, number)] * THREADS
        self.time.run(workers)
        for pace in paces:
            pace.close()
        return paces
