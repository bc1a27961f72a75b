# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget of one client id, shared by all threads: when the next request may be sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from .ledger import Ledger, LedgerError
from .places import OwnPlaces, Place, Places

WINDOW_S: Final = 60.0
SHORTEST_SLEEP_S: Final = 0.001


@dataclass(frozen=True)
class Turn:
    """The permission to send a request: its start, and its place in the budget."""

    started: float
    place: Place
    places: Places = field(repr=False)


class Pace:
    """Keeps to a budget: at most `limit` requests in any window, by all processes that share the ledger.

    A request takes its place from its start until a window after its answer: whenever the service counted it, it did so
    in between. Where the ledger fails, the pace goes on with the places of its own process, and says so by `warn`.
    """

    def __init__(
        self,
        limit: int,
        window: float = WINDOW_S,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        ledger: Ledger | None = None,
        warn: Callable[[str], object] = lambda _text: None,
    ) -> None:
        self.started = 0
        self._own = OwnPlaces(limit, window)
        self._places: Places = ledger if ledger and limit else self._own
        self._warn = warn
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
            with self._kept_going():
                return self._places.pause(self._clock())
            return self._places.pause(self._clock())

    def start(self) -> Turn:
        """Wait until a request may be sent; `accepted`, `refused` or `give_back` must follow."""
        waits = False
        place: Place | None = None
        places = self._places
        try:
            while True:
                with self._lock:
                    now = self._clock()
                    if places is not self._places:  # the ledger has failed meanwhile
                        places, place = self._places, None
                    with self._kept_going():
                        place = places.ask(place.number if place else None, now)
                    if place is None or places is not self._places:
                        continue
                    if place.delay <= 0:
                        self.started += 1
                        return Turn(now, place, places)
                    if not waits:
                        waits = True
                        self._waiting_since = self._waiting_since if self._waiting else now
                        self._waiting += 1
                self._sleep(max(place.delay, SHORTEST_SLEEP_S))
        except BaseException:
            if place is not None:
                with self._lock:
                    self._free(places, place)
            raise
        finally:
            if waits:
                with self._lock:
                    self._waiting -= 1
                    self._waited += 0.0 if self._waiting else self._clock() - self._waiting_since

    def give_back(self, turn: Turn) -> None:
        """Take back a turn without a request."""
        with self._lock:
            self.started -= 1
            self._free(turn.places, turn.place)

    def accepted(self, turn: Turn) -> None:
        """Note that the service probably counted the request: it was answered, or lost on the way."""
        with self._lock:
            now = self._clock()
            self._own.answered(turn.place, turn.started, now)  # also for the case that the ledger fails later
            if turn.places is self._places is not self._own:
                with self._kept_going():
                    self._places.answered(turn.place, turn.started, now)

    def refused(self, turn: Turn, retry_after: float | None) -> None:
        """Pause all requests after a 429: for the seconds that it names, or longer each time if it names none."""
        with self._lock, self._kept_going():
            self._places.refused(turn.place, self._clock(), retry_after)

    def close(self) -> None:
        """Tell the ledger the last answers, and close it."""
        with self._lock, self._kept_going():
            self._places.close()

    def _free(self, places: Places, place: Place) -> None:
        if places is self._places:
            with self._kept_going():
                places.give_back(place.number)

    @contextmanager
    def _kept_going(self) -> Iterator[None]:
        """Go on without the ledger where it fails, and say so once."""
        try:
            yield
        except LedgerError as error:
            if self._places is not self._own:
                self._places.close()
                self._places = self._own
                self._warn(str(error))
