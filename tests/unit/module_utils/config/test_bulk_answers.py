# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers to bulk requests: those that do not fit what was sent, and items that the service puts off."""

from __future__ import annotations

from typing import Any

import pytest
from support.engine import apply, scripted, sites, whole_list
from support.simulator import Row, Simulator
from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.scripted_server import ScriptedServer, reply
from unit.module_utils.config.outcomes import BRIEFLY, FRESH, live, reads, states, teams


def answer(*identifiers: Any, href: str = "/x/{}", status: int = 201, operation: str = "CREATE") -> Row:
    """A bulk answer that says of these items that they were done."""
    return {
        "items": [
            {"itemIdentifier": one, "status": status, "href": href.format(number), "operationType": operation}
            for number, one in enumerate(identifiers)
        ]
    }


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(answer(1, 2, 3, 4), id="counted from 1"),
        pytest.param(answer(1, 2, 3), id="counted from 1, without the last"),
        pytest.param(answer(), id="nothing"),
        pytest.param(answer(0, 1, 2, 3, 99), id="an item of nobody"),
        pytest.param(answer(0, 1, 2, 2), id="an item twice"),
        pytest.param(answer(0, 1, 2, 3, href="/x/one"), id="one object for all"),
        pytest.param(answer(0, 1, 2, 3, operation="DELETE"), id="another operation"),
    ],
)
def test_an_answer_that_does_not_fit_new_objects_is_not_believed(sim: Simulator, rows: Row, drop: str) -> None:
    """Neither what was done nor what was not: names are looked up, and only what is missing is sent, singly."""
    work = {"drop": "after"} if drop == "after" else {}
    sim.fault(method="POST", path="*/site/bulk", status=207, body=rows, **work)
    wanted = {"site": sites(*FRESH), "team": teams(**{f"Team {name[-1]}": name for name in FRESH})}
    result = apply(sim, wanted).ok()
    assert result.counts["created"] == 8
    there = live(sim, "site")
    assert [row["id"] for row in result.rows[:4]] == [there[name]["id"] for name in FRESH]
    assert {name: live(sim, "team")[f"Team {name[-1]}"]["siteId"] for name in FRESH} == {
        name: there[name]["id"] for name in FRESH
    }
    assert sum(row["path"].endswith("/site") for row in sim.writes()) == (0 if drop == "after" else 4)


@pytest.mark.parametrize("drop", ["before", "after"])
def test_an_answer_that_names_other_objects_than_were_deleted_is_not_believed(sim: Simulator, drop: str) -> None:
    work = {"drop": "after"} if drop == "after" else {}
    sim.fault(method="POST", path="*/site/bulk", status=207, body=answer(0, 1, status=204, operation="DELETE"), **work)
    assert apply(sim, {"site": sites("Alta", "Beta", state="absent")}).ok().counts["deleted"] == 2
    assert set(live(sim, "site")) == {"Site-1"}


@pytest.mark.parametrize("status", [429, 503])
def test_an_item_is_sent_again_after_the_time_that_the_service_asks_for(status: int) -> None:
    """A scripted service that puts off the second of two items for 7 s; after 503 it is asked what is there first."""
    profile, new = {"id": "p", "name": "Voice and Chat"}, {"id": "x", "name": "A", "multimediaProfileId": "p"}
    half = answer(0, 1)
    half["items"][1] = {"itemIdentifier": 1, "status": status, "apiError": {"error": {"reason": "later"}}}
    look = [whole_list(new)] if status == 503 else []
    waiting = Waiting()
    steps = [
        whole_list(profile),
        whole_list(),
        reply(207, half, headers={"Retry-After": "7"}),
        *look,
        reply(201, {"id": "y"}),
    ]
    with ScriptedServer(*steps) as server:
        assert apply(scripted(server), {"site": sites("A", "B")}, waiting=waiting).ok().counts["created"] == 2
        assert server.received[-1].json["name"] == "B"
    assert waiting.sleeps == [7]


@pytest.mark.parametrize("name", ["create", "delete"])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_item_that_the_service_put_off_is_sent_again(sim: Simulator, status: int, name: str) -> None:
    """As for whole requests: 429 was not processed; after 5xx nobody knows, so the list is read first."""
    create = name == "create"
    wanted = sites(*FRESH) if create else sites("Alta", "Beta", state="absent")
    sim.fault(method="POST", path="*/site/bulk", where={"name": wanted[1]["name"]}, status=status)
    result = apply(sim, {"site": wanted}).ok()
    assert set(result.actions().values()) == {f"{name}d"}
    assert len(sim.writes()) == 2
    assert reads(sim, "/v2/site") == (1 if status == 429 else 2)


GONE: dict[str, Any] = {"in the shape of the service": None, "in another shape": "<html>Not here</html>"}


@pytest.mark.parametrize("body", GONE.values(), ids=GONE)
@pytest.mark.parametrize("is_used", [True, False], ids=["in use", "free"])
def test_a_404_of_an_item_is_looked_up(sim: Simulator, body: Any, *, is_used: bool) -> None:
    """Results are told apart by a number only, so it may be about anything; the list says what is there."""
    wanted = sites("Alta", "Beta", state="absent")
    if is_used:
        apply(sim, {"team": teams(Here="Alta")}).ok()
        sim.clear_requests()
    sim.fault(method="POST", path="*/site/bulk", items=[0], status=404, **({"body": body} if body else {}))
    result = apply(sim, {"site": wanted})
    assert states(result) == {"Alta": "refused" if is_used else "deleted", "Beta": "deleted"}
    assert set(live(sim, "site")) == ({"Site-1", "Alta"} if is_used else {"Site-1"})
    assert reads(sim, "/v2/site") == 2


def test_an_object_that_somebody_else_has_deleted_counts_as_deleted(sim: Simulator) -> None:
    sim.fault(method="POST", path="*/site/bulk", items=[0], drop="after")
    sim.fault(method="POST", path="*/site/bulk", items=[0], status=404)
    assert apply(sim, {"site": sites("Alta", "Beta", state="absent")}).ok().counts["deleted"] == 2


def test_an_item_that_is_always_put_off_fails_alone(sim: Simulator) -> None:
    sim.fault(method="POST", path="*/site/bulk", where={"name": "Fresh 1"}, status=429, times=None)
    sim.fault(method="POST", path="*/site", status=429, times=None)
    result = apply(sim, {"site": sites(*FRESH)}, **BRIEFLY)
    assert states(result) == {name: "refused" if name == "Fresh 1" else "created" for name in FRESH}
