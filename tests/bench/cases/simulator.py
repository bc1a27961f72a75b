# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a server: what a request waits beside a heavy one, and what a search costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from support.processes import counting, peak_mb
from support.reports import DAY, END
from support.search import COUNT, tasks
from support.simulator import PACKAGE_FOLDER

from bench.arms import HERE, Bench, bench
from bench.measuring import Arms, Figure, Measured, case

LIGHT, ITEMS = 200, 10_000
DAYS = 30
BY_DAY = f"{COUNT}, aggregationInterval: {{interval: DAILY}}"


def _ask(at: Bench, connection: HTTPConnection, method: str, path: str, body: Any = None) -> bytes:
    headers = {"Authorization": f"Bearer {at.simulator.orgs[0].access_token}", "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path}: {answer.status}")
    return content


def _connection(at: Bench) -> Any:
    return closing(HTTPConnection(urlsplit(at.simulator.url).netloc, timeout=600))


def _median(at: Bench) -> Measured:
    """The median of light requests, one after another."""
    took = []
    with _connection(at) as connection:
        for _number in range(LIGHT):
            began = time.perf_counter()
            _ask(at, connection, "GET", f"{at.organization}/v2/team?pageSize=1")
            took.append(time.perf_counter() - began)
    return Measured(statistics.median(took))


def _beside(at: Bench, path: str, body: Any) -> Measured:
    """The same while a heavy request is in progress, from the first to the last of them."""
    with _connection(at) as connection, ThreadPoolExecutor(1) as threads:
        heavy = threads.submit(_ask, at, connection, "POST", path, body)
        measured = _median(at)
        if heavy.done():
            raise RuntimeError(f"{path}: was answered before the {LIGHT} light requests were")
        heavy.result()
    return measured


@case(
    "simulator",
    f"{LIGHT} small lists beside a heavy request, 0 ms",
    Figure(f"median beside {ITEMS:,} sites in bulk : alone", lambda arm: arm["bulk"].wall_s / arm["alone"].wall_s, 10),
    Figure(f"median beside {ITEMS:,} sites set : alone", lambda arm: arm["set"].wall_s / arm["alone"].wall_s, 10),
)
def beside() -> Iterator[Arms]:
    """Each heavy request begins with the sites of a fresh simulator."""
    with bench(orgs=1) as at:

        def bulk() -> Measured:
            at.simulator.reset()
            items = [{"item": {**at.create(f"Site {number:05}")}, "requestAction": "SAVE"} for number in range(ITEMS)]
            return _beside(at, f"{at.organization}/site/bulk", {"items": items})

        def objects() -> Measured:
            at.simulator.reset()
            rows = [{**at.create(f"Site {number:05}"), "id": f"site-{number}"} for number in range(ITEMS)]
            order = {"org_id": at.simulator.orgs[0].org_id, "objects": {"site": rows}}
            return _beside(at, "/_simulator/objects", order)

        yield {"alone": lambda: _median(at), "bulk": bulk, "set": objects}


@case(
    "simulator",
    f"Searches over {DAYS} days, 152,000 contacts, 0 ms",
    Figure("one number : counting the contacts bare", lambda arm: arm["number"].wall_s / arm["bare"].wall_s, 3),
    Figure("by queue and day : counting the contacts bare", lambda arm: arm["groups"].wall_s / arm["bare"].wall_s, 3),
    Figure("a page of all contacts by id : counting them bare", lambda arm: arm["ids"].wall_s / arm["bare"].wall_s),
    Figure("memory of a process that counts", lambda arm: arm["ids"].peak_mb, unit="MB"),
)
def searches() -> Iterator[Arms]:
    """Each in a simulator of its own, whose process that counts is there already and has nothing of the period."""

    def search(arguments: str, fields: str) -> Measured:
        with bench() as at:
            tasks(at.simulator, COUNT, "aggregation { value }", **{"from": END - 92 * DAY, "to": END - 91 * DAY})
            began = time.perf_counter()
            if not tasks(at.simulator, arguments, fields, **{"from": END - DAYS * DAY, "to": END}):
                raise RuntimeError("nothing was found")
            took = time.perf_counter() - began
            return Measured(took, peak_mb=max(map(peak_mb, counting(at.simulator.pid))))

    def bare() -> Measured:
        command = [sys.executable, str(HERE / "contacts.py"), str(END - DAYS * DAY), str(END)]
        done = subprocess.run(command, env={"PYTHONPATH": str(PACKAGE_FOLDER)}, capture_output=True, check=True)
        return Measured(float(done.stdout))

    yield {
        "bare": bare,
        "number": lambda: search(COUNT, "aggregation { value }"),
        "groups": lambda: search(BY_DAY, "lastQueue { id } intervalStartTime aggregation { value }"),
        "ids": lambda: search(COUNT, "id aggregation { value }"),
    }
