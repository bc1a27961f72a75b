# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a run needs where lists leave fields out: one read of an object in a run, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from support.engine import apply
from support.samples import add_queues
from support.simulator import Row, Simulator
from unit.module_utils.api.connected import Waiting
from unit.module_utils.config.outcomes import live

from ansible_collections.webex.contact_center.plugins.module_utils.config.applying.copies import FRESH_S

TEAMS = 100
NAMES = ["Team-1", *(f"Team {number:03}" for number in range(1, TEAMS))]


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start(orgs=1) as simulator:
        yield simulator


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    """A hundred teams with queue rankings, which lists leave out."""
    running_simulator.reset()
    add_queues(running_simulator, "q1")
    apply(running_simulator, {"team": ranked()}).ok()
    running_simulator.clear_requests()
    return running_simulator


def ranked(rank: int = 1, **fields: object) -> list[Row]:
    own = {"multimedia_profile": "Voice and Chat", "queue_rankings": [{"queue_id": "q1", "rank": rank}], **fields}
    return [{"name": name, "site": "Site-1", **own} for name in NAMES]


def sent(sim: Simulator) -> Counter[str]:
    """The requests of the journal: method, and list or item."""
    paths = [row["path"].split("/")[3] for row in sim.requests()]
    kinds = ["list" if part == "v2" else "item" for part in paths]
    return Counter(f"{row['method']} {kind}" for row, kind in zip(sim.requests(), kinds, strict=True))


def test_unchanged_hidden_fields_cost_a_read_of_each_object(sim: Simulator) -> None:
    result = apply(sim, {"team": ranked()}).ok()
    assert result.counts["unchanged"] == TEAMS
    assert sent(sim) == {"GET list": 3, "GET item": TEAMS}
    assert result.requests == len(sim.requests())


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(ranked(rank=2), id="a hidden field changes"),
        pytest.param(ranked(description="new"), id="another field changes beside hidden ones that do not"),
        pytest.param(
            [{**row, "description": "new", "queue_rankings": None} for row in ranked()],
            id="another field changes, no hidden one is written",
        ),
    ],
)
def test_a_change_costs_one_read_and_one_write_of_each_object(sim: Simulator, wanted: list[Row]) -> None:
    before = live(sim, "team")
    assert apply(sim, {"team": wanted}).ok().counts["updated"] == TEAMS
    rank = 2 if wanted == ranked(rank=2) else 1
    lists = 3 if rank == 1 else 4  # the list of queues has the names of what changes
    assert sent(sim) == {"GET list": lists, "GET item": TEAMS, "PUT item": TEAMS}
    there = live(sim, "team")
    assert {row["queueRankings"][0]["rank"] for row in there.values()} == {rank}
    ids = [{row["id"]: row["queueRankings"][0]["id"] for row in rows.values()} for rows in (before, there)]
    assert ids[0] == ids[1], "what the service keeps of an entry is sent back"


def test_hidden_fields_are_compared_where_the_live_name_has_blanks_at_its_ends(sim: Simulator) -> None:
    there = [row for row in sim.objects("team") if row["name"] in ("Team-1", "Team 001")]
    sim.set_objects({"team": [{**row, "name": f" {row['name']} "} for row in there]})
    assert apply(sim, {"team": ranked()[:2]}).ok().changed is False


def test_objects_read_a_while_ago_are_checked_by_a_page_and_not_read_again(sim: Simulator) -> None:
    """Each write takes a second: most objects are older than ten seconds when their turn comes."""
    waiting = Waiting()
    tick = partial(waiting.sleeps.append, 1.0)
    apply(sim, {"team": ranked(rank=2)}, waiting=waiting, meanwhile=tick, parallelism=1).ok()
    counted = sent(sim)
    assert (counted["GET item"], counted["PUT item"]) == (TEAMS, TEAMS)
    assert counted["GET list"] - 3 <= 2 * (TEAMS / FRESH_S + 1)
