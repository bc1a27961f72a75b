# SPDX-License-Identifier: GPL-3.0-or-later
"""A token that ends during a run: whichever request is refused, nothing else is sent and nothing wrong is told."""

from __future__ import annotations

from functools import partial

import pytest
from support.engine import PROFILE, Applied, apply, sites
from support.simulator import Row, Simulator
from unit.module_utils.api.connected import Waiting
from unit.module_utils.config.outcomes import live, states, teams

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import Unauthorized
from ansible_collections.webex.contact_center.plugins.module_utils.config.applying.copies import FRESH_S

REFUSED: Row = {"status": 401, "path": "/organization/*", "times": 1}
"""A single answer, after which a request that was sent all the same would succeed."""


@pytest.fixture
def wanted(sim: Simulator) -> dict[str, list[Row]]:
    """Every way of the engine: names parked and taken, bulk, single requests, items, references, version checks."""
    profiles = [{**PROFILE, "name": name} for name in ("Used", "Other")]
    apply(sim, {"multimedia-profile": profiles}).ok()
    apply(sim, {"site": sites("Cora", multimedia_profile="Used"), "team": teams(Here="Alta", There="Beta")}).ok()
    old = {family: live(sim, family) for family in ("multimedia-profile", "site", "team")}
    return {
        "multimedia-profile": [
            {"id": old["multimedia-profile"]["Used"]["id"], "state": "absent"},
            {"id": old["multimedia-profile"]["Other"]["id"], "name": "Used", "chat": 2},
        ],
        "site": [
            {"id": old["site"]["Alta"]["id"], "name": "Beta", "description": "new"},
            {"id": old["site"]["Beta"]["id"], "name": "Alta"},
            *sites("Dora", "Emma"),
        ],
        "team": [
            {"id": old["team"]["Here"]["id"], "queue_rankings": [{"queue_id": "q1", "rank": 1}]},
            {"id": old["team"]["There"]["id"], "state": "absent"},
            *teams(New="Dora", Newer="Emma"),
        ],
    }


def run(sim: Simulator, wanted: dict[str, list[Row]]) -> Applied | Unauthorized:
    """Apply with one request at a time, so slowly that versions are checked before each write."""
    waiting = Waiting()
    slowly = partial(waiting.sleeps.append, FRESH_S + 1)
    try:
        return apply(sim, wanted, waiting=waiting, meanwhile=slowly, parallelism=1)
    except Unauthorized as error:
        return error


def test_whichever_request_is_refused_nothing_else_is_sent(sim: Simulator, wanted: dict[str, list[Row]]) -> None:
    before = {family: list(live(sim, family).values()) for family in wanted}
    sim.clear_requests()
    complete = run(sim, wanted)
    total = len(sim.requests())
    assert isinstance(complete, Applied)
    assert states(complete) == {**complete.actions(), "Used": "updated"}
    assert total > 25
    for number in range(total):
        sim.clear_faults()
        sim.set_objects(before)
        sim.fault(**REFUSED, skip=number)
        sim.clear_requests()
        result = run(sim, wanted)
        assert [row["status"] for row in sim.requests()].count(401) == 1, f"request {number} of {total}"
        assert sim.requests()[-1]["status"] == 401, [row["path"] for row in sim.requests()[number:]]
        if isinstance(result, Applied):
            assert result.unauthorized, f"request {number} of {total}: {result.message}"
            assert result.message
        else:
            assert sim.writes() == []


@pytest.mark.parametrize("status", [401, 403, 409, 422])
def test_a_delete_that_was_lost_before_it_was_refused_is_looked_up(sim: Simulator, status: int) -> None:
    """Nobody can look with a token that is refused."""
    sim.fault(method="DELETE", path="*/site/*", drop="after")
    sim.fault(method="DELETE", path="*/site/*", status=status)
    result = apply(sim, {"site": sites("Beta", state="absent")}, parallelism=1)
    assert "Beta" not in live(sim, "site")
    assert states(result) == {"Beta": "in doubt" if status == 401 else "deleted"}
    assert result.unauthorized == (status == 401)


@pytest.mark.parametrize("parallelism", [1, 8])
@pytest.mark.parametrize("refused", ["site", "multimedia-profile"])
def test_the_refused_token_is_told_beside_another_failure(sim: Simulator, parallelism: int, refused: str) -> None:
    page = {"status": 404, "body": "<html>Bad Gateway</html>", "headers": {"Content-Type": "text/html"}}
    for family in ("site", "multimedia-profile"):
        fault = {"status": 401} if family == refused else page
        sim.fault(method="GET", path=f"*/v2/{family}*", times=1, **fault)
    with pytest.raises(Unauthorized):
        apply(sim, {"site": sites("Alta")}, parallelism=parallelism)
