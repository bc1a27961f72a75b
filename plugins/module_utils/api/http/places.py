# SPDX-License-Identifier: GPL-3.0-or-later
"""Places in the request budget: who holds one, when the next one is free, and what a refusal of the service means."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Final, Protocol

LONGEST_PAUSE_S: Final = 120.0
LONGEST_TRIAL_S: Final = 10.0
POLL_S: Final = 0.05


@dataclass(frozen=True)
class Place:
    """A place: its number, the seconds until the next check (0: send now), and whether it is a trial after a pause."""

    number: int
    delay: float
    is_trial: bool = False


@dataclass(frozen=True)
class Pause:
    """What refusals mean for all who share a budget.

    Nobody sends before `resume_at`. Then one request is the trial, the others follow when it was accepted. A trial that
    does not end, because its process was killed, is replaced after a while.
    """

    resume_at: float = float("-inf")
    refusals: int = 0  # pauses since a request was last accepted
    trial: int = 0  # the number of its place; 0: none is under way
    trial_until: float = 0.0

    def delay(self, number: int, now: float) -> float:
        """Return the seconds until the next check, 0 for a place that may be used."""
        if now < self.resume_at:
            return self.resume_at - now
        is_waiting = self.refusals and self.trial not in (0, number) and now < self.trial_until
        return POLL_S if is_waiting else 0.0

    def refused(self, now: float, retry_after: float | None) -> Pause:
        """Pause for the seconds that the service names, or longer each time if it names none."""
        # Otherwise it belongs to the requests that were in flight when the pause began.
        refusals = self.refusals + 1 if now >= self.resume_at else self.refusals
        seconds = retry_after or 2.0 ** min(refusals - 1, 7)
        return Pause(max(self.resume_at, now + min(seconds, LONGEST_PAUSE_S)), refusals)

    def tried(self, number: int, now: float) -> Pause:
        """Make a place the trial."""
        return replace(self, trial=number, trial_until=now + LONGEST_TRIAL_S)

    def accepted(self, started: float) -> Pause:
        """End the pause, unless the request had started before it."""
        return replace(self, refusals=0, trial=0) if started >= self.resume_at else self


class Places(Protocol):
    """Where places are counted: in this process, or in a ledger that all processes share."""

    def ask(self, number: int | None, now: float) -> Place:
        """Ask for a place, or again for that of a number; one without delay counts as used from now on."""

    def answered(self, place: Place, started: float, now: float) -> None:
        """Hold the place of a request that the service probably counted for a window from now on."""

    def refused(self, place: Place, now: float, retry_after: float | None) -> None:
        """Free the place of a request that the service refused, and let everybody pause."""

    def give_back(self, number: int) -> None:
        """Free a place that was not used."""

    def pause(self, now: float) -> float:
        """Return the seconds until the end of the pause that the service requested."""

    def close(self) -> None:
        """End the work."""


class OwnPlaces:
    """The places of one process, for at most `limit` requests in any window; 0 means no limit."""

    def __init__(self, limit: int, window: float) -> None:
        self._limit = limit
        self._window = window
        self._last = 0
        self._in_use: set[int] = set()
        self._answered: deque[float] = deque(maxlen=limit)  # their times, the latest last
        self._pause = Pause()

    def ask(self, number: int | None, now: float) -> Place:
        """Ask for a place; a request in flight holds it however long that takes."""
        if number is None:
            self._last += 1
            number = self._last
        delay = max(self._pause.delay(number, now), self._until_free(now))
        if delay > 0:
            return Place(number, delay)
        self._in_use.add(number)
        is_trial = self._pause.refusals > 0
        if is_trial:
            self._pause = self._pause.tried(number, now)
        return Place(number, 0.0, is_trial)

    def answered(self, place: Place, started: float, now: float) -> None:
        """Count an answer."""
        self._in_use.discard(place.number)
        self._answered.append(now)
        if place.is_trial:
            self._pause = self._pause.accepted(started)

    def refused(self, place: Place, now: float, retry_after: float | None) -> None:
        """Free the place and pause."""
        self._in_use.discard(place.number)
        self._pause = self._pause.refused(now, retry_after)

    def give_back(self, number: int) -> None:
        """Free a place; a trial that was not sent ends."""
        self._in_use.discard(number)
        if self._pause.trial == number:
            self._pause = replace(self._pause, trial=0)

    def pause(self, now: float) -> float:
        """Return the seconds until the end of the pause."""
        return max(0.0, self._pause.resume_at - now)

    def close(self) -> None:
        """Do nothing: the places end with the process."""

    def _until_free(self, now: float) -> float:
        if not self._limit:
            return 0.0
        room = self._limit - len(self._in_use)
        if room <= 0:
            return POLL_S
        return 0.0 if len(self._answered) < room else self._answered[-room] + self._window - now
