# SPDX-License-Identifier: GPL-3.0-or-later
"""The bulk endpoint: each item on its own, and the traps of the real one."""

from __future__ import annotations

from typing import Any

import pytest
from support.exchanges import profile, site, team, without
from support.simulator import Row, Simulator


def item(identifier: int, content: Row, action: str | None = "SAVE") -> Row:
    wrapper = {"itemIdentifier": identifier, "item": content}
    return wrapper if action is None else {**wrapper, "requestAction": action}


def send(sim: Simulator, family: str, *items: Row) -> dict[int, Row]:
    """The rows of the answer by identifier."""
    answer = sim.call("POST", f"{family}/bulk", json={"items": items})
    assert answer.status_code == 207, answer.text
    return {row["itemIdentifier"]: row for row in answer.json()["items"]}


def reason(row: Row) -> Any:
    assert row["apiError"]["trackingId"]
    return row["apiError"]["error"]["reason"]


def test_items_stand_alone(sim: Simulator) -> None:
    used = sim.call("POST", "site", json=site(sim, "Used")).json()
    sim.add_users(used["id"])
    rows = send(
        sim,
        "site",
        item(0, site(sim, "Paris")),
        item(1, site(sim, "Zürich")),
        item(2, site(sim, "Paris")),
        item(3, used, "DELETE"),
        item(4, site(sim, "Lyon"), None),
        item(5, site(sim, "Nice"), "UPSERT"),
        item(6, {**site(sim, "Gone"), "id": "gone"}, "DELETE"),
        item(7, site(sim, "No id"), "DELETE"),
    )
    assert {number: row["status"] for number, row in rows.items()} == {
        0: 201,
        1: 400,
        2: 409,
        3: 412,
        4: 201,
        5: 400,
        6: 404,
        7: 400,
    }
    assert rows[3]["apiError"]["error"]["referencedEntities"] == ["user"]
    stored = {row["name"]: row for row in sim.objects("site")}
    assert stored.keys() == {"Site-1", "Used", "Paris", "Lyon"}
    paris = stored["Paris"]["id"]
    assert rows[0] == {
        "itemIdentifier": 0,
        "status": 201,
        "operationType": "CREATE",
        "href": f"/api/organization/{sim.orgs[0].org_id}/site/{paris}",
    }


@pytest.mark.parametrize("family", ["site", "multimedia-profile", "team"])
def test_updates_are_refused_and_deletes_want_the_whole_object(sim: Simulator, family: str) -> None:
    fresh = {"site": site(sim, "X"), "multimedia-profile": profile("X"), "team": team(sim, "X")}[family]
    made = {**fresh, "id": send(sim, family, item(1, fresh))[1]["href"].rsplit("/", 1)[-1]}
    first = sim.objects(family)[0]
    rows = send(
        sim,
        family,
        item(1, {**made, "active": False}),
        item(2, {"id": made["id"]}, "DELETE"),
        item(3, without(first, "lastUpdatedTime"), "DELETE"),
        item(4, made, "DELETE"),
    )
    assert reason(rows[1]) == "New configuration cannot have an id"
    assert reason(rows[2]) == reason(rows[3]) == "Cannot Update/Delete system generated Entities"
    assert [row["status"] for row in rows.values()] == [400, 400, 400, 204]
    assert rows[4]["operationType"] == "DELETE"


def test_as_specified_bulk_updates() -> None:
    with Simulator.start(behaviour="spec") as sim:
        made = sim.call("POST", "site", json=site(sim, "Paris")).json()
        rows = send(
            sim,
            "site",
            item(1, {**made, "name": "Lyon"}),
            item(2, {"id": made["id"]}, "DELETE"),
            item(3, {**made, "id": "nothing"}),
            item(4, {**made, "id": ["nothing"]}),
        )
        assert [row["status"] for row in rows.values()] == [200, 204, 404, 404]
        assert [row.get("operationType") for row in rows.values()] == ["UPDATE", "DELETE", None, None]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"items": []}, 207, ""),
        ({}, 207, ""),
        ({"items": None}, 207, ""),
        ({"items": {}}, 400, "items: must be a list"),
        ({"items": "abc"}, 400, "items: must be a list"),
        ([], 400, "must be a JSON object"),
        ({"items": [{"name": "Paris", "active": True}]}, 400, "items[0].item: must not be null or blank"),
        ({"items": [{"itemIdentifier": "1", "item": {}}]}, 400, "items[0].itemIdentifier: must be a 32-bit number"),
        ({"items": [{"item": {}, "requestAction": 1}]}, 400, "items[0].requestAction: must be text"),
        ({"items": [{"item": {}, "action": "SAVE"}]}, 400, "items[0].action: unknown field"),
        ({"items": [], "atomic": True}, 400, "atomic: unknown field"),
    ],
)
def test_envelopes(sim: Simulator, body: Any, status: int, words: str) -> None:
    answer = sim.call("POST", "site/bulk", json=body)
    assert answer.status_code == status, answer.text
    if status == 207:
        assert answer.json() == {"items": []}
    else:
        assert words in answer.json()["error"]["reason"]


@pytest.mark.parametrize(
    ("fault", "answered", "done"),
    [
        ({"status": 500}, {0: 201, 1: 500, 2: 201}, ["Lyon", "Nice"]),
        ({"drop": "before"}, {0: 201, 2: 201}, ["Lyon", "Nice"]),
        ({"drop": "after"}, {0: 201, 2: 201}, ["Lyon", "Nice", "Paris"]),
    ],
)
def test_faults_of_single_items(sim: Simulator, fault: Row, answered: dict[int, int], done: list[str]) -> None:
    sim.fault(path="*/site/bulk", where={"name": "Par*"}, **fault)
    rows = send(sim, "site", *(item(n, site(sim, name)) for n, name in enumerate(("Lyon", "Paris", "Nice"))))
    assert {number: row["status"] for number, row in rows.items()} == answered
    assert sorted(row["name"] for row in sim.objects("site")[1:]) == done


def test_faults_of_items_by_their_places(sim: Simulator) -> None:
    """All places of one request, each with the status and the words that were ordered; then the fault is over."""
    sim.fault(path="*/site/bulk", items=[0, 3, 7], status=503, body="later")
    sim.fault(path="*/site/bulk", items=[1], where={"name": "Second*"}, drop="before")
    names = ("First", "Second", "Third", "Fourth")
    rows = send(sim, "site", *(item(10 + n, site(sim, name)) for n, name in enumerate(names)))
    assert {number: row["status"] for number, row in rows.items()} == {10: 503, 12: 201, 13: 503}
    assert reason(rows[10]) == "later"
    assert [row["name"] for row in sim.objects("site")[1:]] == ["Third"]
    rows = send(sim, "site", *(item(n, site(sim, name)) for n, name in enumerate(("First", "Second"))))
    assert [row["status"] for row in rows.values()] == [201, 201]


def test_a_fault_of_places_meets_bulk_requests_only(sim: Simulator) -> None:
    sim.fault(path="*/site*", items=[0], status=503, times=None)
    assert sim.call("POST", "site", json=site(sim, "Single")).status_code == 201
    for name in ("Many", "More"):
        assert send(sim, "site", item(5, site(sim, name)))[5]["status"] == 503
