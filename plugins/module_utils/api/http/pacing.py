# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget of one client id, shared by all threads: when the next request may be sent."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST_PAUSE_S: Final = 120.0
POLL_S: Final = 0.02
SHORTEST_SLEEP_S: Final = 0.001
FEWEST_TRUSTED_WINDOWS: Final = 3
MOST_TRUSTED_WINDOWS: Final = 24


@dataclass(frozen=True)
class Budget:
    """At most `requests` in any period of `window` seconds."""

    requests: int
    window: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.window


@dataclass(frozen=True)
class Turn:
    """The permission to send a request: its start, and whether it is a trial, which goes alone."""

    started: float
    trial: bool


class Pace:
    """Keeps to a budget, and to a smaller one if refusals show that the budget of the service is smaller.

    A request takes its place in the budget from its start until a window after its answer: whenever the service
    counted it, it did so in between. Trials go one at a time: the first request after a pause, and, after some windows
    with a learned budget, each one beyond it; where they are accepted for a whole window, it is forgotten.
    """

    def __init__(
        self,
        requests: int,
        window: float = 60.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.started = 0
        self._budget = Budget(requests, window)
        self._learned: Budget | None = None
        self._trusted_windows = FEWEST_TRUSTED_WINDOWS
        self._trusted_until = 0.0
        self._counted: deque[tuple[float, float]] = deque(maxlen=requests)  # when each was answered, and started
        self._in_flight = 0
        self._trial_in_flight = False
        self._resume_at = float("-inf")
        self._pauses = 0  # since a request was last accepted
        self._refused_at = 0.0
        self._waiting = 0
        self._waiting_since = 0.0
        self._waited = 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    def waited(self) -> float:
        """Return the seconds in which at least one thread waited for its turn."""
        with self._lock:
            return self._waited + (self._clock() - self._waiting_since if self._waiting else 0.0)

    def pause(self) -> float:
        """Return the seconds until the end of the pause that the service requested."""
        with self._lock:
            return max(0.0, self._resume_at - self._clock())

    def start(self) -> Turn:
        """Wait until a request may be sent; `accepted`, `refused` or `give_back` must follow."""
        waiting = False
        try:
            while True:
                with self._lock:
                    now = self._clock()
                    delay, trial = self._next(now)
                    if delay <= 0:
                        self.started += 1
                        self._in_flight += 1
                        self._trial_in_flight |= trial
                        return Turn(now, trial)
                    if not waiting:
                        waiting = True
                        self._waiting_since = self._waiting_since if self._waiting else now
                        self._waiting += 1
                self._sleep(max(delay, SHORTEST_SLEEP_S))
        finally:
            if waiting:
                with self._lock:
                    self._waiting -= 1
                    self._waited += 0.0 if self._waiting else self._clock() - self._waiting_since

    def give_back(self, turn: Turn) -> None:
        """Take back a turn without a request."""
        with self._lock:
            self.started -= 1
            self._land(turn)

    def accepted(self, turn: Turn) -> None:
        """Note that the service probably counted the request: it was answered, or lost on the way."""
        with self._lock:
            self._land(turn)
            self._counted.append((self._clock(), turn.started))
            if turn.trial and self._pauses and turn.started >= self._resume_at:
                self._pauses = 0
                self._learn(turn.started)

    def refused(self, turn: Turn, retry_after: float | None) -> None:
        """Pause all requests after a 429: for the seconds that it names, or longer each time if it names none."""
        with self._lock:
            self._land(turn)
            now = self._clock()
            if now >= self._resume_at:  # else it belongs to the requests that were in flight when the pause began
                self._refused_at = self._refused_at if self._pauses else now
                self._pauses += 1
            pause = retry_after or 2.0 ** min(self._pauses - 1, 7)
            self._resume_at = max(self._resume_at, now + min(pause, LONGEST_PAUSE_S))

    def _next(self, now: float) -> tuple[float, bool]:
        """Return the seconds until the next check, 0 to send a request now, and whether that is a trial."""
        delay = max(self._resume_at - now, self._until_free(self._budget, now))
        if delay > 0:
            return delay, False
        trial = self._pauses > 0
        if self._learned and not trial:
            if now >= self._trusted_until + self._learned.window:
                self._learned, self._trusted_windows = None, FEWEST_TRUSTED_WINDOWS
                return 0.0, False
            delay = self._until_free(self._learned, now)
            if delay > 0 and now < self._trusted_until:
                return delay, False
            trial = delay > 0
        return (POLL_S if trial and self._trial_in_flight else 0.0), trial

    def _until_free(self, budget: Budget, now: float) -> float:
        room = budget.requests - self._in_flight
        if room <= 0:
            return POLL_S
        return 0.0 if len(self._counted) < room else self._counted[-room][0] + budget.window - now

    def _land(self, turn: Turn) -> None:
        self._in_flight -= 1
        if turn.trial:
            self._trial_in_flight = False

    def _learn(self, pause_ended: float) -> None:
        """Learn the budget of the service from the requests that it accepted since the start of the refused window."""
        window = (self._learned or self._budget).window
        counted = [began for at, began in self._counted if self._refused_at - window < at < pause_ended]
        if not counted:
            return
        measured = Budget(len(counted), pause_ended - min(counted))
        if self._learned and self._refused_at >= self._trusted_until:
            # It held as long as it was trusted, and what was refused went beyond it.
            self._learned = max(self._learned, measured, key=lambda budget: budget.rate)
            self._trusted_windows = min(self._trusted_windows * 2, MOST_TRUSTED_WINDOWS)
        else:
            self._learned = measured
        self._trusted_until = pause_ended + self._trusted_windows * self._learned.window
