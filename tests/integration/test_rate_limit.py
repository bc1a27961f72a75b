# SPDX-License-Identifier: GPL-3.0-or-later
"""2.3 times as many requests as the service takes in its window, which is scaled from a minute to seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.engine import apply, sites
from support.project import Project, task
from support.simulator import Simulator

BUDGET = 300


@dataclass(frozen=True)
class Limit:
    """A service that takes so many requests in so many seconds, and how it says when to come again."""

    requests: int
    window_s: float
    retry_after: str = "seconds"

    @property
    def needed(self) -> int:
        """2.3 windows full."""
        return self.requests * 23 // 10

    @property
    def handful(self) -> int:
        """How many requests may be refused.

        Those that are under way at the end of each of two windows, and guesses where nobody says how long to wait.
        """
        return 20 if self.retry_after == "none" else 16

    def names(self) -> list[str]:
        """As many sites, each to be changed by a request of its own."""
        return [f"Site {number:04}" for number in range(self.needed)]


LIMITS = {
    "seconds": Limit(60, 2),
    "http-date": Limit(40, 2, "http-date"),
    "no Retry-After": Limit(40, 2, "none"),
}


@contextmanager
def limited(limit: Limit) -> Iterator[Simulator]:
    """A service with the sites in it and a fresh window."""
    with Simulator.start(rate_limit=limit.requests, rate_window_s=limit.window_s, retry_after=limit.retry_after) as sim:
        apply(sim, {"site": sites(*limit.names())}, bulk_size=1000).ok()
        sim.advance(limit.window_s)
        sim.clear_requests()
        yield sim


def judge(sim: Simulator, limit: Limit, waited: float) -> None:
    """Every change was made once, with at most a handful of refusals, and the waiting was counted."""
    journal = sim.requests()
    refused = [row for row in journal if row["status"] == 429]
    puts = [row["path"] for row in journal if row["method"] == "PUT" and row["status"] == 200]
    assert len(puts) == len(set(puts)) == limit.needed
    assert 0 < len(refused) <= limit.handful, len(refused)
    assert {row["description"] for row in sim.objects("site") if row["name"] != "Site-1"} == {"new"}
    assert 0 < waited <= (journal[-1]["at"] - journal[0]["at"]) / 1000 + 0.1


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_the_run_waits_instead_of_failing(limit: Limit) -> None:
    with limited(limit) as sim:
        result = apply(sim, {"site": sites(*limit.names(), description="new")}, requests_per_minute=BUDGET).ok()
        assert result.counts["updated"] == limit.needed
        judge(sim, limit, result.rate_limit_seconds)


def test_a_playbook_waits_and_says_how_long(tmp_path: Path) -> None:
    limit = Limit(60, 3)
    with limited(limit) as sim:
        wanted = {"sites": sites(*limit.names(), description="new"), "requests_per_minute": BUDGET}
        (step,) = Project(tmp_path, sim).play(task("wxcc_site", wanted))
        assert step.ok()["summary"]["updated"] == limit.needed
        judge(sim, limit, step.result["summary"]["rate_limit_seconds"])
