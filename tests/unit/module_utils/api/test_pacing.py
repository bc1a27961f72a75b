# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.module_utils.api.virtual_time import VirtualTime

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.pacing import Pace

THREADS = 8


class Service:
    """A service that allows `limit` requests in `window` seconds, sliding or from fixed points in time."""

    def __init__(
        self, time: VirtualTime, limit: int, window: float, *, sliding: bool = True, retry_after: str = "exact"
    ) -> None:
        self.accepted: list[float] = []
        self.refusals = 0
        self._time = time
        self._limit, self._window = limit, window
        self._sliding = sliding
        self._retry_after = retry_after

    def answer(self) -> tuple[bool, float | None]:
        """Tell whether a request that arrives now is accepted, and if not, when to come again."""
        now = self._time.clock()
        window_began = now - self._window if self._sliding else math.floor(now / self._window) * self._window
        counted = [at for at in self.accepted if (at > window_began if self._sliding else at >= window_began)]
        if len(counted) < self._limit:
            self.accepted.append(now)
            return True, None
        self.refusals += 1
        wait = (counted[0] if self._sliding else window_began) + self._window - now
        return False, {"exact": wait, "whole": float(math.ceil(wait)), "none": None}[self._retry_after]


def send(time: VirtualTime, pace: Pace, service: Service, latency: Callable[[], float]) -> None:
    """Send a request until it is accepted."""
    accepted = False
    while not accepted:
        turn = pace.start()
        time.sleep(latency())
        accepted, retry_after = service.answer()
        time.sleep(latency())
        if accepted:
            pace.accepted(turn)
        else:
            pace.refused(turn, retry_after)


def run(time: VirtualTime, pace: Pace, service: Service, requests: int, seed: int = 0, slowest: float = 0.3) -> None:
    """Send requests from eight threads until the service has accepted all."""
    chance = random.Random(seed)
    left = list(range(requests))

    def worker() -> None:
        while left:
            left.pop()
            send(time, pace, service, partial(chance.uniform, 0.001, slowest))

    time.run([worker] * THREADS)


@settings(max_examples=40)
@given(
    budget=st.integers(1, 40),
    window=st.floats(0.5, 60),
    requests=st.integers(1, 120),
    slowest=st.sampled_from([0.001, 0.3, 3]),
    seed=st.integers(0, 99),
)
def test_no_window_ever_holds_more_than_the_budget(
    budget: int, window: float, requests: int, slowest: float, seed: int
) -> None:
    time = VirtualTime()
    service = Service(time, requests, window)
    run(time, Pace(budget, window, clock=time.clock, sleep=time.sleep), service, requests, seed, slowest)
    arrived = sorted(service.accepted)
    assert len(arrived) == requests
    for first, too_many in zip(arrived, arrived[budget:], strict=False):
        assert too_many - first > window - 1e-6


@settings(max_examples=60)
@given(
    limit=st.integers(10, 60),
    window=st.floats(3, 60),
    sliding=st.booleans(),
    retry_after=st.sampled_from(["exact", "whole"]),
    seed=st.integers(0, 99),
)
def test_a_smaller_budget_of_the_service_costs_refusals_but_hardly_time(
    limit: int, window: float, sliding: bool, retry_after: str, seed: int
) -> None:
    """Somebody else uses a part of the budget: each time, only the requests in flight are refused."""
    time = VirtualTime()
    service = Service(time, limit, window, sliding=sliding, retry_after=retry_after)
    requests = round(2.3 * limit)
    run(time, Pace(300, 60, clock=time.clock, sleep=time.sleep), service, requests, seed, slowest=0.1)
    assert len(service.accepted) == requests
    assert service.refusals <= 2 * (THREADS + 1), service.refusals
    assert time.clock() <= 2 * window + 3, time.clock()


def test_without_retry_after_pauses_grow_until_a_request_is_accepted() -> None:
    time = VirtualTime()
    pace = Pace(300, 60, clock=time.clock, sleep=time.sleep)
    pauses = []
    for _unused in range(10):
        pace.refused(pace.start(), None)
        pauses.append(pace.pause())
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]
    pace.accepted(pace.start())
    pace.refused(pace.start(), None)
    assert pace.pause() == 1


def test_a_retry_after_beyond_reason_is_capped() -> None:
    time = VirtualTime()
    pace = Pace(300, 60, clock=time.clock, sleep=time.sleep)
    pace.refused(pace.start(), 86400)
    assert pace.pause() == 120


def test_after_a_pause_one_request_goes_first_and_the_others_follow_when_it_was_accepted() -> None:
    time = VirtualTime()
    pace = Pace(300, 60, clock=time.clock, sleep=time.sleep)
    pace.refused(pace.start(), 10)
    started: list[float] = []

    def worker() -> None:
        turn = pace.start()
        started.append(time.clock())
        time.sleep(5)
        pace.accepted(turn)

    time.run([worker] * THREADS)
    assert started[0] == pytest.approx(10)
    assert all(at == pytest.approx(15, abs=0.1) for at in started[1:])


def test_waiting_threads_count_once() -> None:
    time = VirtualTime()
    pace = Pace(1, 60, clock=time.clock, sleep=time.sleep)

    def worker() -> None:
        pace.accepted(pace.start())

    time.run([worker] * 4)
    assert pace.waited() == pytest.approx(180, abs=0.1)
    assert pace.started == 4


def test_without_a_limit_only_refusals_make_anybody_wait() -> None:
    time = VirtualTime()
    service = Service(time, 500, 60)
    run(time, Pace(0, clock=time.clock, sleep=time.sleep), service, 500, slowest=0.01)
    assert time.clock() < 1
    pace = Pace(0, clock=time.clock, sleep=time.sleep)
    pace.refused(pace.start(), 7)
    began = time.clock()
    pace.accepted(pace.start())
    assert time.clock() - began == pytest.approx(7)
