# SPDX-License-Identifier: GPL-3.0-or-later
"""What the limit of 300 requests a minute costs where it cannot be avoided, and that mostly it can be."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from support.engine import hasty, settings

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, run
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse
from bench.arms import Bench, bench
from bench.measuring import Arms, Figure, Measured, Round, case

LIMIT = 300
RENAMES = 900
MINUTE_S = 60.0
SHRUNK = 10  # a minute lasts so many times less


def waited(arm: Round) -> float:
    """How long the run took, as a part of what the budget allows."""
    return arm["renames"].wall_s / arm["budget"].wall_s


def renaming(at: Bench, window_s: float, rename: Callable[[str], float]) -> Arms:
    """Rename all sites through a service whose window is empty when it begins."""

    def renames() -> Measured:
        at.simulator.reset()
        created = at.csv(RENAMES)
        at.sites_from(created)
        at.simulator.advance(window_s)
        at.simulator.clear_requests()
        rows = [row for row in at.simulator.objects("site") if row["name"].startswith("Site ")]
        text = "id,name\n" + "".join(f"{row['id']},Renamed {row['name']}\n" for row in rows)
        took = rename(text)
        names = {row["name"] for row in at.simulator.objects("site")}
        if sum(name.startswith("Renamed ") for name in names) != RENAMES:
            raise RuntimeError("not every site was renamed")
        return Measured(took)

    def budget() -> Measured:
        # Full windows of accepted requests have to pass before the last one may be sent.
        accepted = sum(row["status"] != 429 for row in at.simulator.requests())
        return Measured((math.ceil(accepted / LIMIT) - 1) * window_s)

    return {"renames": renames, "budget": budget}


@case(
    "rate",
    f"900 renames at 300 requests a minute, a minute of {MINUTE_S / SHRUNK:g} s",
    Figure("time : what the budget allows", waited, at_most=1.1),
)
def scaled() -> Iterator[Arms]:
    """The clock of the client runs as much faster as the window of the service is shorter."""
    with bench(rate_limit=LIMIT, rate_window_s=MINUTE_S / SHRUNK) as at:

        def rename(text: str) -> float:
            client = hasty(settings(at.simulator, requests_per_minute=LIMIT), SHRUNK)
            began = time.perf_counter()
            with closing(client):
                run(client, check([parse(text, "sites.csv", "csv")], "site"), Policy(), lambda *_unused: None)
            return time.perf_counter() - began

        yield renaming(at, MINUTE_S / SHRUNK, rename)


@case(
    "rate",
    "900 renames at 300 requests a minute, full scale",
    Figure("time : what the budget allows", waited, at_most=1.1),
    full=True,
)
def full_scale() -> Iterator[Arms]:
    """A playbook with the default budget; takes more than three minutes."""
    with bench(rate_limit=LIMIT, rate_window_s=MINUTE_S) as at:

        def rename(text: str) -> float:
            (at.folder / "renamed.csv").write_text(text, encoding="utf-8")
            return at.sites_from("renamed.csv", requests_per_minute=LIMIT).measured.wall_s

        yield renaming(at, MINUTE_S, rename)


@case(
    "rate",
    "10,000 new sites at 300 requests a minute",
    Figure("waiting for the budget", lambda arm: arm["task"].waited_s, at_most=0, unit="s"),
)
def unlimited() -> Iterator[Arms]:
    """The bulk API needs about a hundred requests for them."""
    with bench(rate_limit=LIMIT, rate_window_s=MINUTE_S) as at:

        def task() -> Measured:
            at.simulator.reset()
            played = at.sites_from(at.csv(10_000), requests_per_minute=LIMIT)
            if any(row["status"] == 429 for row in at.simulator.requests()):
                raise RuntimeError("the service refused a request")
            return played.measured

        yield {"task": task}
