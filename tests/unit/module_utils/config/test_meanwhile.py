# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else writes while a run is under way: what they wrote is kept where it can be, and told where it cannot."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from support.engine import PROFILE, Applied, apply, sites
from support.samples import add_queues
from support.simulator import Row, Simulator
from unit.module_utils.api.connected import Waiting

from ansible_collections.webex.contact_center.plugins.module_utils.config.applying.copies import FRESH_S
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Verbs, Way

OURS = {"description": "ours"}
LATE_S = FRESH_S + 1


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    return {"max_page_size": 3}


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    """An organization with the sites Alta to Emma, of which a page of a list has three at most."""
    running_simulator.reset()
    apply(running_simulator, {"site": sites("Alta", "Beta", "Cora", "Dora", "Emma")}).ok()
    add_queues(running_simulator, "q2")
    running_simulator.clear_requests()
    return running_simulator


@pytest.fixture(params=["singly", "in bulk"])
def way(request: pytest.FixtureRequest, sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> str:
    """Updates as requests of their own, or in bulk where catalog and service do that."""
    if request.param == "in bulk":
        site = replace(CATALOG["site"], verbs=Verbs(update=(Way.SINGLE, Way.BULK)))
        monkeypatch.setitem(CATALOG, "site", site)
        sim.quirks(bulk_update_refused=False)
    return str(request.param)


def live(sim: Simulator, family: str = "site") -> dict[str, Row]:
    return {row["name"]: row for row in sim.objects(family)}


def change(sim: Simulator, called: str, family: str = "site", **fields: Any) -> None:
    """Write an object as somebody else."""
    body = sim.call("GET", f"{family}/{live(sim, family)[called]['id']}").json()
    body = {key: value for key, value in {**body, **fields}.items() if key != "links" and value is not None}
    assert sim.call("PUT", f"{family}/{body['id']}", json=body).status_code == 200


def once(call: Callable[[], object]) -> Callable[[], object]:
    """Make a call the first time only."""
    calls = [call]
    return lambda: calls.pop()() if calls else None


def run(sim: Simulator, wanted: list[Row], after_s: float, meanwhile: Callable[[], object], **more: Any) -> Applied:
    """Change sites, with a first write before: then somebody else comes, and time passes."""
    waiting = Waiting()

    def pause() -> None:
        meanwhile()
        sim.clear_requests()
        waiting.sleeps.append(after_s)

    families = {"multimedia-profile": [PROFILE], "site": wanted}
    return apply(sim, families, waiting=waiting, meanwhile=once(pause), **more)


def sent(sim: Simulator) -> list[str]:
    """The requests since somebody else came: method, and list, item or bulk."""
    paths = (row["path"].split("/")[3:] for row in sim.requests())
    kinds = ["list" if path[0] == "v2" else "bulk" if path[-1] == "bulk" else "item" for path in paths]
    return sorted(f"{row['method']} {kind}" for row, kind in zip(sim.requests(), kinds, strict=True))


def test_a_write_at_the_same_moment_is_told(sim: Simulator) -> None:
    wanted = sites("Alta", "Beta", **OURS)
    result = run(sim, wanted, FRESH_S, lambda: change(sim, "Alta", active=False)).ok()
    assert result.warnings == [
        "site[0]: site Alta: somebody else changed it at the same moment: version 0 was read, version 2 came back."
        " Their change was overwritten, ask them to check the object"
    ]
    assert sent(sim) == ["PUT item"] * 2
    assert live(sim)["Alta"]["active"] is True


def test_where_nobody_else_writes_a_page_serves_all_that_are_on_it(sim: Simulator, way: str) -> None:
    result = run(sim, sites("Emma", "Beta", "Alta", "Dora", **OURS), LATE_S, lambda: None, parallelism=1).ok()
    assert result.warnings == []
    # The answer to a bulk request shows no object, so the pages are read once more.
    assert sent(sim) == (["GET list"] * 2 + ["PUT item"] * 4 if way == "singly" else ["GET list"] * 4 + ["POST bulk"])


def test_a_long_run_reads_each_page_once_or_twice(sim: Simulator) -> None:
    """Whatever the order of the file: 20 pages of three sites, of which a write takes 2 s."""
    names = [f"Site {number:02}" for number in range(55)]
    apply(sim, {"site": sites(*names)}).ok()
    sim.clear_requests()
    waiting = Waiting()
    shuffled = random.Random(7).sample(names, len(names))
    tick = partial(waiting.sleeps.append, 2.0)
    apply(sim, {"site": sites(*shuffled, **OURS)}, waiting=waiting, meanwhile=tick, parallelism=1).ok()
    first = 1 + math.ceil(61 / 3)  # the profiles, and the whole list of sites
    assert sent(sim).count("PUT item") == 55
    assert 15 <= sent(sim).count("GET list") - first <= 40
    assert sent(sim).count("GET item") == 0


def test_what_somebody_else_wrote_a_while_ago_is_kept(sim: Simulator, way: str) -> None:
    def meanwhile() -> None:
        change(sim, "Alta", active=False, description="theirs")
        change(sim, "Beta", name="Berta")

    result = run(sim, sites("Alta", "Beta", "Cora", **OURS), LATE_S, meanwhile).ok()
    there = live(sim)
    assert {name: (there[name]["active"], there[name]["description"]) for name in ("Alta", "Berta", "Cora")} == {
        "Alta": (False, "ours"),
        "Berta": (True, "ours"),
        "Cora": (True, "ours"),
    }
    assert result.warnings == [
        "site[0]: site Alta: somebody else changed it during this run: active from true to false (kept), description"
        ' from nothing to "theirs" (the file has the last word)',
        'site[1]: site Beta: somebody else changed it during this run: name from "Beta" to "Berta" (kept)',
    ]
    assert sent(sim).count("GET item") == 2


def test_what_somebody_else_wrote_while_a_request_waited_for_its_turn_is_kept(sim: Simulator, way: str) -> None:
    """The budget is used up by the reads, so the first write waits a minute with an object that was read before."""
    reads = apply(sim, {"site": sites("Alta", "Beta")}).ok().requests
    waiting = Waiting(on_sleep=once(lambda: change(sim, "Alta", active=False)))
    wanted = {"site": sites("Alta", "Beta", **OURS)}
    sim.clear_requests()
    result = apply(sim, wanted, waiting=waiting, requests_per_minute=reads, parallelism=1).ok()
    assert result.requests == len(sim.requests()) - 2  # a turn that nothing was sent for does not count
    there = live(sim)
    assert [(there[name]["active"], there[name]["description"]) for name in ("Alta", "Beta")] == [
        (False, "ours"),
        (True, "ours"),
    ]
    assert ["active from true to false (kept)" in warning for warning in result.warnings] == [True]
    assert waiting.sleeps[0] > FRESH_S


@pytest.mark.parametrize("after_s", [0.0, LATE_S])
def test_a_conflict_of_versions_is_written_once_more(sim: Simulator, way: str, after_s: float) -> None:
    sim.quirks(stale_version_conflict=True)
    result = run(sim, sites("Alta", "Beta", **OURS), after_s, lambda: change(sim, "Beta", active=False)).ok()
    assert (live(sim)["Beta"]["active"], live(sim)["Beta"]["description"]) == (False, "ours")
    assert [warning[:20] for warning in result.warnings] == ["site[1]: site Beta: "]
    assert sent(sim).count("GET item") == 1


def test_a_conflict_that_is_none_of_versions_is_told(sim: Simulator) -> None:
    result = run(
        sim,
        [{"id": live(sim)["Alta"]["id"], "name": "Fresh"}],
        0.0,
        lambda: change(sim, "Beta", name="Fresh"),
    )
    assert "has this already" in result.message
    assert sent(sim) == ["GET item", "PUT item"]


def test_names_are_given_up_on_the_way_of_somebody_elses_write(sim: Simulator, way: str) -> None:
    ids = {name: row["id"] for name, row in live(sim).items()}
    swap = [{"id": ids["Alta"], "name": "Beta"}, {"id": ids["Beta"], "name": "Alta"}]
    run(sim, swap, LATE_S, lambda: change(sim, "Alta", active=False)).ok()
    there = live(sim)
    assert (there["Beta"]["id"], there["Beta"]["active"]) == (ids["Alta"], False)
    assert (there["Alta"]["id"], there["Alta"]["active"]) == (ids["Beta"], True)


@pytest.mark.parametrize("hidden", [True, False], ids=["read before", "not read before"])
@pytest.mark.parametrize("field", ["active", "queueRankings"])
def test_objects_that_lists_do_not_show_whole_are_kept_too(sim: Simulator, field: str, hidden: bool) -> None:
    """Whether a record writes a field that lists leave out, so that the object was read before, or none."""
    theirs: Row = {"active": False} if field == "active" else {field: [{"queueId": "q9", "rank": 9}]}
    ours: Row = {"queue_rankings": [{"queue_id": "q2", "rank": 2}]} if hidden and field == "active" else OURS
    reading: Row = {"queue_rankings": []} if hidden and field != "active" else {}
    waiting = Waiting()

    def meanwhile() -> None:
        change(sim, "Team-1", "team", **theirs)
        waiting.sleeps.append(LATE_S)

    wanted = {"site": sites("Fresh"), "team": [{"name": "Team-1", **ours, **reading}]}
    result = apply(sim, wanted, waiting=waiting, meanwhile=once(meanwhile)).ok()
    row = live(sim, "team")["Team-1"]
    if field == "active":
        assert row["active"] is False
        assert "active from true to false (kept)" in result.warnings[0]
    else:
        assert [entry["queueId"] for entry in row.get(field, [])] == ([] if hidden else ["q9"])
        assert not hidden or "(the file has the last word)" in result.warnings[0]


def test_an_object_that_was_read_a_moment_ago_is_not_read_again_and_a_write_in_between_is_told(sim: Simulator) -> None:
    team = {"name": "Team-1", "queue_rankings": [{"queue_id": "q2", "rank": 2}]}
    meanwhile = once(lambda: change(sim, "Team-1", "team", active=False))
    result = apply(sim, {"site": sites("Fresh"), "team": [team]}, meanwhile=meanwhile).ok()
    assert live(sim, "team")["Team-1"]["active"] is True
    assert "Their change was overwritten" in result.warnings[0]


@pytest.mark.parametrize("refused", [False, True], ids=["any version", "stale versions refused"])
def test_two_runs_at_once_lose_nothing_unseen(sim: Simulator, refused: bool) -> None:
    """Both have read all sites before either writes; each manages a field of its own."""
    names = [f"Site {number:02}" for number in range(20)]
    apply(sim, {"site": sites(*names)}).ok()
    sim.quirks(stale_version_conflict=refused)
    both = threading.Barrier(2, timeout=30)
    wanted: list[Row] = [{"description": "ours"}, {"active": False}]
    with ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(
                apply,
                sim,
                {"multimedia-profile": [{**PROFILE, "name": f"P {number}"}], "site": sites(*names, **fields)},
                meanwhile=once(both.wait),
            )
            for number, fields in enumerate(wanted)
        ]
        rows = [row for run in runs for row in run.result().ok().rows if "warnings" in row]
    there = live(sim)
    lost = [name for name in names if there[name].get("description") != "ours" or there[name]["active"]]
    told = {row["name"] for row in rows if "somebody else changed it at the same moment" in row["warnings"][0]}
    assert set(lost) <= told
    assert not (refused and lost)


def test_many_warnings_are_not_all_shown(sim: Simulator) -> None:
    names = [f"Site {number:02}" for number in range(22)]
    apply(sim, {"site": sites(*names)}).ok()

    def meanwhile() -> None:
        for name in names:
            change(sim, name, active=False)

    result = run(sim, sites(*names, **OURS), 0.0, meanwhile).ok()
    assert len(result.warnings) == 21
    assert result.warnings[-1] == "and 2 more such warnings, each in the row of its object"
    assert [row["name"] for row in result.rows if "warnings" in row] == names
