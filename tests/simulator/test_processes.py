# SPDX-License-Identifier: GPL-3.0-or-later
"""Long reports are counted in processes of their own: nobody waits for them, and no process is left behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from support.processes import NEEDS_PROC, counting, wait_until
from support.reports import AGENTS, DAY, END, HOUR, QUEUES
from support.simulator import Simulator

pytestmark = NEEDS_PROC
COUNT = 'aggregations: [{field: "activities.nodes.id", name: "n", type: count}]'
LOST = "the process that counted this report has ended"
VALUES = "{ tasks { aggregation { value } } }"
SEARCH = f"query ($from: Long!, $to: Long!) {{ taskDetails(from: $from, to: $to, {COUNT}) {VALUES} }}"
LITERAL = f"{{ taskDetails(from: {END - DAY}, to: {END}, {COUNT}) {VALUES} }}"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator.start(rate_limit=0) as running:
        yield running


def is_there(pid: int) -> bool:
    """Whether a process runs; one that is over and waits to be noticed has no command line any more."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except FileNotFoundError:
        return False


def search(sim: Simulator, days: int) -> Any:
    variables = {"from": END - days * DAY, "to": END}
    return sim.call("POST", "/search", json={"query": SEARCH, "variables": variables})


def statistics(sim: Simulator, path: str, hours: int) -> Any:
    return sim.call("GET", path, params={"from": END - hours * HOUR, "to": END, "interval": 60})


def test_short_reports_are_counted_on_the_spot_and_long_ones_elsewhere(sim: Simulator) -> None:
    assert statistics(sim, QUEUES, 1).status_code == 200
    assert counting(sim.pid) == []
    assert statistics(sim, QUEUES, 23).status_code == 200
    assert len(counting(sim.pid)) == 1
    assert statistics(sim, AGENTS, 23).status_code == 200
    assert len(counting(sim.pid)) == 1  # which was idle


def test_a_long_report_is_the_short_ones_together(sim: Simulator) -> None:
    whole = statistics(sim, QUEUES, 20).json()["data"]
    parts = []
    for number in range(20):
        query = {"from": END - (20 - number) * HOUR, "to": END - (19 - number) * HOUR, "interval": 60}
        parts += sim.call("GET", QUEUES, params=query).json()["data"]
    assert whole == parts


def test_what_is_wrong_with_a_long_report_is_told(sim: Simulator) -> None:
    """Refusals come back from the other process as they are, whether variables or the document have the period."""
    query = {"from": END - 20 * HOUR, "to": END, "interval": 7}
    told = sim.call("GET", AGENTS, params=query)
    assert (told.status_code, told.json()["error"]["reason"]) == (400, "7: interval must be one of 15, 30, 60")
    wrong = sim.call("POST", "/search", json={"query": LITERAL.replace("activities.nodes.id", "nothing")})
    assert wrong.status_code == 400
    assert "nothing: no field of taskDetails" in wrong.text
    right = sim.call("POST", "/search", json={"query": LITERAL})
    assert right.json() == search(sim, 1).json()


def test_others_need_not_wait(sim: Simulator) -> None:
    with ThreadPoolExecutor() as pool:
        long = pool.submit(search, sim, 10)
        wait_until(lambda: bool(counting(sim.pid)), "a process that counts")
        answers = [sim.call("GET", "v2/site").status_code for _number in range(20)]
        assert not long.done()
        assert answers == [200] * 20
        assert long.result().status_code == 200


def test_a_reset_disturbs_nobody(sim: Simulator) -> None:
    """The new world has the traffic of the old one, which the processes know already."""
    with ThreadPoolExecutor() as pool:
        long = pool.submit(search, sim, 5)
        wait_until(lambda: bool(counting(sim.pid)), "a process that counts")
        before = counting(sim.pid)
        sim.reset()
        assert long.result().status_code == 200
    assert search(sim, 5).json() == long.result().json()
    assert counting(sim.pid) == before


def test_a_lost_process_is_no_answer(sim: Simulator) -> None:
    with ThreadPoolExecutor() as pool:
        long = pool.submit(search, sim, 30)
        wait_until(lambda: bool(counting(sim.pid)), "a process that counts")
        time.sleep(0.5)  # so that it has begun
        os.kill(counting(sim.pid)[0], signal.SIGKILL)
        assert (long.result().status_code, long.result().json()["error"]["reason"]) == (503, LOST)
    sim.reset()
    assert search(sim, 1).status_code == 200


@pytest.mark.parametrize("end", ["input", signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_none_is_left_behind(sim: Simulator, end: Any) -> None:
    assert search(sim, 1).status_code == 200
    started = counting(sim.pid)
    assert started
    if end == "input":
        assert sim.stop() == 0
    else:
        os.kill(sim.pid, end)
        sim.wait()
    wait_until(lambda: not any(map(is_there, started)), "the end of the processes")


def test_it_ends_at_once_in_the_middle_of_a_report(sim: Simulator, capfd: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor() as pool:
        long = pool.submit(search, sim, 300)
        wait_until(lambda: bool(counting(sim.pid)), "a process that counts")
        assert sim.stop() == 0  # within the ten seconds that it has for that
        assert long.result().status_code == 503
    assert capfd.readouterr() == ("", "")
