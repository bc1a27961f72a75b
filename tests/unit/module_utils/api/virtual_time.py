# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that passes only while every thread sleeps: tests of waiting that neither wait nor depend on the machine."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable, Sequence


class VirtualTime:
    """A clock and a sleep; of the threads that `run` starts, one at a time is awake."""

    def __init__(self) -> None:
        self._now = 0.0
        self._sleepers: list[tuple[float, int, threading.Event]] = []
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def clock(self) -> float:
        """Give the seconds that have passed."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Hand over to whoever wakes first."""
        awake = threading.Event()
        with self._lock:
            heapq.heappush(self._sleepers, (self._now + seconds, next(self._numbers), awake))
            self._wake_next()
        awake.wait()

    def run(self, workers: Sequence[Callable[[], None]]) -> None:
        """Run workers side by side until all have ended; the first failure is raised."""
        failures: list[BaseException] = []

        def body(worker: Callable[[], None], awake: threading.Event) -> None:
            awake.wait()
            try:
                worker()
            except BaseException as error:
                failures.append(error)
            finally:
                with self._lock:
                    self._wake_next()

        threads = []
        for worker in workers:
            awake = threading.Event()
            self._sleepers.append((self._now, next(self._numbers), awake))
            threads.append(threading.Thread(target=body, args=(worker, awake)))
            threads[-1].start()
        heapq.heapify(self._sleepers)
        with self._lock:
            self._wake_next()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def _wake_next(self) -> None:
        if self._sleepers:
            at, _unused, awake = heapq.heappop(self._sleepers)
            self._now = max(self._now, at)
            awake.set()
