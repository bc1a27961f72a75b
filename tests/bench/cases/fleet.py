# SPDX-License-Identifier: GPL-3.0-or-later
"""Many organizations with one client id: what more forks cost or save, with the request budget and without it."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from support.playbook import run_playbook
from support.simulator import Simulator

from bench.measuring import Arms, Figure, Measured, Round, case

LIMIT = 300
MINUTE_S = 60.0
ORGANIZATIONS = 10
SITES = 60
FORKS = (1, 5, 10, 20)
MANY, OBJECTS = 100, 200
TASK = {"name": "Update", "webex.contact_center.wxcc_site": {"src": "{{ inventory_hostname }}.csv"}}


@dataclass
class Fleet:
    """Organizations of a simulator as hosts."""

    simulator: Simulator
    count: int = ORGANIZATIONS
    waited: list[float] = field(default_factory=list)

    def update(self, forks: int, requests_per_minute: int) -> Measured:
        """Update each site of each organization by a request of its own."""
        self.simulator.reset()
        names = [[row["name"] for row in self.simulator.objects("site", org)][:SITES] for org in range(self.count)]
        return self.played(forks, requests_per_minute, "updated", names, "description", "new")

    def create(self, forks: int) -> Measured:
        """Create so many sites in each organization, without a budget."""
        self.simulator.reset()
        names = [[f"New {number:03}" for number in range(OBJECTS)]] * self.count
        return self.played(forks, 0, "created", names, "multimedia_profile", "Voice and Chat")

    def played(
        self, forks: int, requests_per_minute: int, action: str, names: list[list[str]], column: str, value: str
    ) -> Measured:
        """Apply a file of sites to each organization; measured from the first request to the last."""
        with TemporaryDirectory(prefix="bench") as name:
            folder = Path(name)
            for number, rows in enumerate(names):
                text = f"name,{column}\n" + "".join(f"{row},{value}\n" for row in rows)
                (folder / f"org-{number}.csv").write_text(text, encoding="utf-8")
            orgs = self.simulator.orgs[: self.count]
            hosts = {f"org-{number}": {"wxcc_access_token": org.access_token} for number, org in enumerate(orgs)}
            (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}), encoding="utf-8")
            play = {"hosts": "all", "gather_facts": False, "tasks": [TASK]}
            (folder / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
            self.simulator.advance(MINUTE_S)
            self.simulator.clear_requests()
            settings = {
                "WXCC_API_URL": self.simulator.url,
                "WXCC_CLIENT_ID": self.simulator.client_id,
                "WXCC_REQUESTS_PER_MINUTE": str(requests_per_minute),
                "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            }
            options = ("-i", str(folder / "hosts.yml"), "--forks", str(forks), "-c", "local")
            run = run_playbook(folder / "play.yml", folder, *options, variables=settings, timeout=1800, fresh=True)
        summaries = [entry["result"].get("summary", {}) for entry in run.tasks]
        if run.code or [each.get(action) for each in summaries] != [len(rows) for rows in names]:
            raise RuntimeError(run.output[-3000:])
        self.waited = [each["rate_limit_seconds"] for each in summaries]
        times = sorted(row["at"] for row in self.simulator.requests())
        return Measured((times[-1] - times[0]) / 1000, waited_s=max(self.waited))

    def refused(self) -> float:
        """The share of the answers that were 429."""
        journal = self.simulator.requests()
        return sum(1 for row in journal if row["status"] == 429) / len(journal)


def shared(forks: int) -> Iterator[Arms]:
    """With the budget, and the same without it."""
    with ExitStack() as stack:
        started = partial(Simulator.start, orgs=ORGANIZATIONS, sites=SITES, fresh=True)
        limited = Fleet(stack.enter_context(started(rate_limit=LIMIT, rate_window_s=MINUTE_S)))
        free = Fleet(stack.enter_context(started()))

        def budget() -> Measured:
            return Measured((math.ceil(len(limited.simulator.requests()) / LIMIT) - 1) * MINUTE_S)

        yield {
            "shared": lambda: limited.update(forks, LIMIT),
            "free": lambda: free.update(forks, 0),
            "budget": budget,
            "refused": lambda: Measured(limited.refused()),
            "average": lambda: Measured(statistics.mean(limited.waited)),
        }


for number in FORKS:
    case(
        "fleet",
        f"{ORGANIZATIONS} organizations x {SITES} updates at {LIMIT} requests a minute, {number} forks",
        Figure(
            "time : the larger of what the budget allows and the same without it",
            lambda arm: arm["shared"].wall_s / max(arm["budget"].wall_s, arm["free"].wall_s),
            at_most=1.15,
        ),
        Figure("answers 429 : all", lambda arm: arm["refused"].wall_s, at_most=0.01),
        *(
            [
                Figure(
                    "longest waiting of an organization : average",
                    lambda arm: arm["shared"].waited_s / arm["average"].wall_s,
                    at_most=2,
                )
            ]
            if number >= 10
            else []
        ),
        full=True,
    )(partial(shared, number))


def ratio(one: str, other: str, arm: Round) -> float:
    """How long one arm took compared with another."""
    return arm[one].wall_s / arm[other].wall_s


@case(
    "fleets",
    f"{MANY} organizations x {OBJECTS} new sites without a budget",
    *(
        Figure(f"time with {more} forks : with {fewer}", partial(ratio, str(more), str(fewer)))
        for fewer, more in pairwise((1, 2, 4))
    ),
    full=True,
)
def many() -> Iterator[Arms]:
    """The time falls with the forks until the cores are busy."""
    with Simulator.start(orgs=MANY, fresh=True) as simulator:
        fleet = Fleet(simulator, MANY)
        yield {str(forks): partial(fleet.create, forks) for forks in (1, 2, 4)}
