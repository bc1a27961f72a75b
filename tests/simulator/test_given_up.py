# SPDX-License-Identifier: GPL-3.0-or-later
"""A report ends with its client, and more reports than can be counted are refused, so that nobody waits for others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.processes import NEEDS_PROC, counting, wait_until
from support.reports import DAY, END
from support.simulator import Row, Simulator

from wxcc_simulator.world.processes import MOST_ORDERS, RETRY_AFTER_S

pytestmark = NEEDS_PROC
COUNT = 'aggregations: [{field: "totalDuration", name: "n", type: sum}]'
ROOT = f"taskDetails(from: $from, to: $to, {COUNT})"
SEARCH = f"query ($from: Long!, $to: Long!) {{ {ROOT} {{ tasks {{ aggregation {{ value }} }} }} }}"


def search(days: int) -> Row:
    """The body of a search that looks through so many days."""
    return {"query": SEARCH, "variables": {"from": END - days * DAY, "to": END}}


YEAR = search(364)


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator.start(orgs=1) as running:
        yield running


def is_busy(pid: int) -> bool:
    """Whether a process computes, rather than wait for something to do."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "R"


def ask(sim: Simulator, body: Row) -> HTTPConnection:
    """Send a search whose answer nobody reads."""
    connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
    headers = {"Authorization": f"Bearer {sim.orgs[0].access_token}", "Content-Type": "application/json"}
    connection.request("POST", "/search", json.dumps(body), headers)
    return connection


def wait_for_requests(sim: Simulator, number: int) -> None:
    wait_until(lambda: len(sim.requests()) == number, f"{number} requests")


def test_a_search_ends_with_its_client(sim: Simulator) -> None:
    """It would take a minute; so would those that wait for it, and whose clients go too."""
    clients = [ask(sim, YEAR) for _number in range(6)]
    wait_until(lambda: any(map(is_busy, counting(sim.pid))), "a process that counts")
    wait_for_requests(sim, 6)
    before = counting(sim.pid)
    for client in clients:
        client.close()
    wait_until(lambda: not any(map(is_busy, counting(sim.pid))), "processes that have nothing to do", 10)
    assert sim.call("POST", "/search", json=search(2)).json()["data"]["taskDetails"]["tasks"][0]["aggregation"]
    assert counting(sim.pid) == before
    assert [row["status"] for row in sim.requests()] == [None] * 6 + [200]


def test_one_that_goes_at_once_leaves_nothing_behind(sim: Simulator) -> None:
    """While the process is being started the order waits in it already."""
    ask(sim, YEAR).close()
    wait_for_requests(sim, 1)
    assert sim.call("POST", "/search", json=search(2)).status_code == 200
    wait_until(lambda: not any(map(is_busy, counting(sim.pid))), "processes that have nothing to do", 10)


def test_another_client_with_the_same_search_is_answered(sim: Simulator) -> None:
    first, second = ask(sim, search(10)), ask(sim, search(10))
    wait_for_requests(sim, 2)
    first.close()
    answer = second.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read()) == sim.call("POST", "/search", json=search(10)).json()


def test_more_than_can_be_counted_is_refused(sim: Simulator) -> None:
    """What waits already goes on; who is refused may come again."""
    clients = [ask(sim, YEAR) for _number in range(MOST_ORDERS)]
    wait_for_requests(sim, MOST_ORDERS)
    answer = sim.call("POST", "/search", json=YEAR)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(RETRY_AFTER_S))
    assert f"{MOST_ORDERS} reports are in progress or waiting" in answer.json()["error"]["reason"]
    assert sim.call("GET", "v2/site").status_code == 200
    for client in clients:
        client.close()
    wait_until(lambda: sim.call("POST", "/search", json=search(2)).status_code == 200, "an answer", 10)
