# SPDX-License-Identifier: GPL-3.0-or-later
"""What the table cannot say: several faults at once, what is not sent again, and what playbooks make of it."""

from __future__ import annotations

from typing import Any

import pytest
from faults.law import aim, described
from faults.table import NEW, OLD, OPERATIONS, Operation
from support.engine import CHANNELS, PROFILE, Applied, apply, sites
from support.processes import wait_until
from support.project import Project, task
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.http import retrying
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError

DONE: dict[str, Row] = {
    "dropped after the work": {"drop": "after"},
    "dropped in the middle of the answer": {"drop": "middle"},
    "503 after the work": {"status": 503, "drop": "after"},
}
FAULTS: dict[str, Row] = {
    **DONE,
    "dropped before the work": {"drop": "before"},
    "503": {"status": 503},
    "502 of a gateway": {"status": 502, "body": "<html><title>Bad Gateway</title></html>"},
    "answered too late": {"delay_ms": 900},
}
WRITES = {name: operation for name, operation in OPERATIONS.items() if operation.method in ("POST", "PUT")}
creation = pytest.mark.parametrize("operation", [OPERATIONS["bulk create"], OPERATIONS["single create"]])


def run(sim: Simulator, operation: Operation, **connection: Any) -> Applied:
    return apply(sim, {"site": list(operation.wanted)}, **connection)


def requests(sim: Simulator, operation: Operation) -> int:
    """How often the request of an operation was sent."""
    path = operation.path.removeprefix("*").removesuffix("*")
    return sum(row["method"] == operation.method and path in row["path"] for row in sim.requests())


def page(*rows: Row) -> Row:
    """A list answer, as one of a moment that is past or to come."""
    return {"meta": {"page": 0, "pageSize": 100, "totalPages": 1, "totalRecords": len(rows)}, "data": list(rows)}


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_DELAY_S", retrying.FIRST_DELAY_S / 10)


@pytest.mark.parametrize("fault", DONE.values(), ids=DONE)
@pytest.mark.parametrize("operation", WRITES.values(), ids=WRITES)
def test_what_was_done_is_not_sent_again(sim: Simulator, operation: Operation, fault: Row) -> None:
    sim.fault(method=operation.method, path=operation.path, **fault)
    assert run(sim, operation).ok().actions() == dict.fromkeys(operation.names, operation.action)
    assert requests(sim, operation) == (len(operation.wanted) if operation.method == "PUT" else 1)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_work_that_is_done_after_the_client_gave_up_is_found(sim: Simulator, operation: Operation) -> None:
    sim.fault(method=operation.method, path=operation.path, **FAULTS["answered too late"])
    result = run(sim, operation, timeout=0.5).ok()
    assert result.actions() == dict.fromkeys(operation.names, operation.action)
    wait_until(lambda: all(row["status"] for row in sim.requests()), "the work that was given up")
    assert described(sim) == aim(operation)
    assert set(run(sim, operation).ok().actions().values()) == {"unchanged"}


def test_pages_of_a_list_are_read_again(sim: Simulator) -> None:
    names = [f"Site {number:03}" for number in range(320)]
    apply(sim, {"site": sites(*names)}).ok()
    sim.fault(method="GET", path="*/v2/site", delay_ms=1)  # the first page, which says how many there are
    for drop in ("before", "middle", "after"):
        sim.fault(method="GET", path="*/v2/site", drop=drop)
    sim.clear_requests()
    assert not apply(sim, {"site": sites(*names)}).ok().changed
    assert [row["status"] for row in sim.requests()].count(None) == 3


def test_all_bulk_requests_lost_after_the_work_cost_one_list(sim: Simulator) -> None:
    names = [f"Site {number:03}" for number in range(250)]
    sim.fault(method="POST", path="*/site/bulk", drop="after", times=3)
    result = apply(sim, {"site": sites(*names)}).ok()
    assert result.counts["created"] == 250
    assert sorted(row["items"] for row in sim.writes()) == [50, 100, 100]
    assert sum(row["path"].endswith("/v2/site") for row in sim.requests()) == 1 + (3 + 1)  # the first page again
    assert [name for name, _unused in described(sim)] == sorted([*OLD, *names])


def test_a_team_is_known_again_by_name_and_site(sim: Simulator) -> None:
    teams = [{"name": "Sales", "site": place, "description": "new"} for place in OLD]
    for method in ("POST", "PUT", "DELETE"):
        sim.fault(method=method, path="*/team*", drop="after")
    assert apply(sim, {"team": teams}).ok().counts["created"] == 5
    renewed = [{**team, "description": "newer", "active": False} for team in teams]
    assert apply(sim, {"team": renewed}).ok().counts["updated"] == 5
    shown = [(row["name"], row["description"], row["active"]) for row in sim.objects("team")[1:]]
    assert shown == [("Sales", "newer", False)] * 5
    assert apply(sim, {"team": [{**team, "state": "absent"} for team in teams]}).ok().counts["deleted"] == 5
    assert [row["name"] for row in sim.objects("team")] == ["Team-1"]


def test_names_that_change_hands_survive_lost_answers(sim: Simulator) -> None:
    ids = {row["name"]: row["id"] for row in sim.objects("site")}
    circle = dict(zip(OLD[:4], [*OLD[1:4], OLD[0]], strict=True))
    sim.fault(method="PUT", path="*", drop="after", times=5, probability=0.8)
    apply(sim, {"site": [{"id": ids[name], "name": new} for name, new in circle.items()]}).ok()
    assert {row["id"]: row["name"] for row in sim.objects("site")} == {
        ids[name]: circle.get(name, name) for name in ids
    }


def test_everything_at_once_in_a_hail_of_faults(sim: Simulator) -> None:
    ids = {row["name"]: row["id"] for row in sim.objects("site")}
    for fault in FAULTS.values():
        sim.fault(times=None, probability=0.06, **fault)
    swap = [{"id": ids[OLD[0]], "name": OLD[1]}, {"id": ids[OLD[1]], "name": OLD[0]}]
    gone = sites(*OLD[2:4], state="absent")
    fresh = [f"Fresh {number:02}" for number in range(30)]
    teams = [{"name": "Sales", "site": name} for name in fresh[::3]]
    wanted = {"site": [*swap, *gone, *sites(OLD[4], description="new"), *sites(*fresh)], "team": teams}
    result = apply(sim, wanted, bulk_size=3).ok()
    assert result.counts == {"created": 40, "updated": 3, "deleted": 2, "unchanged": 0, "failed": 0}
    sim.clear_faults()
    assert not apply(sim, wanted).ok().changed
    assert {row["id"]: row["name"] for row in sim.objects("site")}[ids[OLD[0]]] == OLD[1]
    assert [name for name, _unused in described(sim)] == sorted([*OLD[:2], OLD[4], *fresh])
    assert len(sim.objects("team")) == 1 + len(teams)


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("name", ["bulk create", "bulk delete"])
def test_an_item_left_out_of_the_answer_is_looked_up_and_sent_singly_where_it_was_not_done(
    sim: Simulator, name: str, drop: str
) -> None:
    operation = OPERATIONS[name]
    sim.fault(method="POST", path="*/site/bulk", where={"name": operation.names[2]}, drop=drop)
    assert run(sim, operation).ok().actions() == dict.fromkeys(operation.names, operation.action)
    assert requests(sim, operation) == 1
    assert len(sim.writes()) == (2 if drop == "before" else 1)
    assert described(sim) == aim(operation)


@pytest.mark.parametrize("name", ["bulk create", "bulk delete"])
def test_an_item_left_out_of_the_answer_that_is_refused_singly_too_is_named(sim: Simulator, name: str) -> None:
    operation = OPERATIONS[name]
    sim.fault(method="POST", path="*/site/bulk", where={"name": operation.names[2]}, drop="before")
    single = OPERATIONS[name.replace("bulk", "single")]
    sim.fault(method=single.method, path=single.path, status=400, body={"error": {"reason": "not today"}})
    result = run(sim, operation)
    assert [row for row, action in result.actions().items() if action == "failed"] == [operation.names[2]]
    assert "site[2]" in result.message
    assert "not today" in result.message


@pytest.mark.parametrize("status", [404, 405])
@pytest.mark.parametrize("name", ["bulk create", "bulk delete"])
def test_without_a_bulk_route_single_requests_do_it_in_the_same_run(sim: Simulator, name: str, status: int) -> None:
    operation = OPERATIONS[name]
    sim.fault(method="POST", path="*/site/bulk", status=status, times=None)
    run(sim, operation, bulk_size=2).ok()
    assert described(sim) == aim(operation)
    singles = [row for row in sim.writes() if not row["path"].endswith("bulk")]
    assert len(singles) == 5


@creation
def test_a_conflict_after_a_doubt_is_looked_up(sim: Simulator, operation: Operation) -> None:
    sim.fault(method="POST", path=operation.path, drop="after")
    sim.fault(method="GET", path="*/v2/site", delay_ms=1)  # the list before, unharmed
    sim.fault(method="GET", path="*/v2/site", status=200, body=page())
    result = run(sim, operation).ok()
    assert result.actions() == dict.fromkeys(operation.names, "created")
    assert requests(sim, operation) == 2
    assert described(sim) == aim(operation)


@creation
def test_somebody_elses_object_of_the_name_is_an_error_also_after_a_doubt(sim: Simulator, operation: Operation) -> None:
    sim.fault(method="POST", path=operation.path, drop="before")
    sim.fault(method="GET", path="*/v2/site", delay_ms=1)
    stranger = {**sim.objects("site")[0], "id": "1", "name": NEW[0], "description": "of somebody else"}
    sim.fault(method="GET", path="*/v2/site", status=200, body=page(stranger))
    result = run(sim, operation)
    assert result.actions() == {name: "failed" if name == NEW[0] else "created" for name in operation.names}
    assert "site[0]" in result.message
    assert "an object with this name" in result.message


@pytest.mark.parametrize(
    ("family", "record", "ours", "theirs", "both"),
    [
        pytest.param(
            "site",
            *sites("Both", description="old"),
            {"active": False},
            {"description": "theirs"},
            {"active": False, "description": "theirs"},
            id="a field",
        ),
        pytest.param(
            "multimedia-profile",
            {**PROFILE, "name": "Both"},
            {"manually_assignable": {"chat": 3}},
            {"manuallyAssignable": {**CHANNELS, "email": 7}},
            {"manuallyAssignable": {**CHANNELS, "chat": 3, "email": 7}},
            id="a part of a field",
        ),
    ],
)
def test_what_somebody_else_changed_before_a_put_is_sent_again_stays(
    sim: Simulator, family: str, record: Row, ours: Row, theirs: Row, both: Row
) -> None:
    apply(sim, {family: [record]}).ok()
    before = sim.objects(family)[-1]
    unsent = ("links", "workItem")
    changed = {name: value for name, value in before.items() if name not in unsent} | theirs
    sim.call("PUT", f"{family}/{before['id']}", json=changed).raise_for_status()
    sim.fault(method="GET", path=f"*/v2/{family}", status=200, body=page(before))
    sim.fault(method="PUT", path=f"*/{family}/*", drop="before")
    apply(sim, {family: [{"name": "Both", **ours}]}).ok()
    after = sim.objects(family)[-1]
    assert _laid_over(after, both) == after


def _laid_over(live: Row, part: Row) -> Row:
    return live | {
        name: _laid_over(live[name], value) if isinstance(value, dict) else value for name, value in part.items()
    }


def test_after_a_401_nothing_else_is_sent(project: Project, sim: Simulator) -> None:
    names = [f"Site {number:03}" for number in range(200)]
    project.seed_sites(names)
    sim.clear_requests()
    sim.fault(method="PUT", path="*", where={"name": names[20]}, status=401)
    result = apply(sim, {"site": sites(*names, description="new"), "team": [{"name": "Team", "site": "Old 0"}]})
    assert 20 < len(sim.writes()) < 100
    assert {row["method"] for row in sim.writes()} == {"PUT"}
    assert result.counts["updated"] + result.counts["failed"] == 201
    assert result.unauthorized
    assert "401" in result.message
    assert "use a newer access token" in result.message
    again = apply(sim, {"site": sites(*names, description="new"), "team": [{"name": "Team", "site": "Old 0"}]}).ok()
    assert again.counts["updated"] == 200 - result.counts["updated"]


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("name", ["bulk create", "bulk delete", "single create"])
def test_a_401_after_a_doubt_counts_as_one(sim: Simulator, name: str, drop: str) -> None:
    operation = OPERATIONS[name]
    sim.fault(method="POST", path=operation.path, drop=drop)
    sim.fault(method="GET", path="*/v2/site", delay_ms=1)  # the list before, unharmed
    sim.fault(method="GET", path="*/v2/site", status=401)
    result = run(sim, operation)
    assert result.unauthorized
    assert "use a newer access token" in result.message
    assert "may or may not have been carried out" in result.message
    run(sim, operation).ok()
    assert described(sim) == aim(operation)


@pytest.mark.parametrize("token", ["read_only_token", "no_scope_token"])
def test_a_missing_scope_is_one_clear_sentence(sim: Simulator, token: str) -> None:
    names = [f"Site {number:03}" for number in range(150)]
    try:
        message = apply(sim, {"site": sites(*names)}, access_token=getattr(sim.orgs[0], token)).message
    except WxccError as error:
        message = str(error)
    assert "403" in message
    assert message.count("administrator") == 1


def test_playbooks_get_over_lost_answers(project: Project, sim: Simulator) -> None:
    for method, path in (("POST", "*/site/bulk"), ("PUT", "*"), ("POST", "*/site"), ("DELETE", "*")):
        sim.fault(method=method, path=path, drop="after")
    site_id = next(row["id"] for row in sim.objects("site") if row["name"] == OLD[0])
    steps = project.play(
        task("wxcc_site", {"sites": sites(*NEW)}),
        task("wxcc_site", {"id": site_id, "name": "Renamed"}),
        task("wxcc_site", *sites("Single")),
        task("wxcc_site", {"name": OLD[1], "state": "absent"}),
    )
    assert [step.ok()["changed"] for step in steps] == [True] * 4
    assert [name for name, _unused in described(sim)] == sorted([*OLD[2:], *NEW, "Renamed", "Single"])
    assert [step.writes for step in steps[:3]] == [["POST site/bulk"], ["PUT site/*"], ["POST site"]]


def test_a_playbook_fails_with_a_message_where_the_service_stays_away(project: Project, sim: Simulator) -> None:
    sim.fault(method="POST", path="*", status=503, times=None)
    sim.fault(method="PUT", path="*", status=401)
    in_short = {"retry_timeout": 1}
    lost, expired, forbidden = project.play(
        task("wxcc_site", {"sites": sites(*NEW), **in_short}),
        task("wxcc_site", {"sites": sites(*OLD, description="new"), **in_short}),
        task("wxcc_site", {"sites": sites(*NEW), "access_token": sim.orgs[0].read_only_token, **in_short}),
    )
    assert "503" in lost.failure()
    assert lost.result["summary"]["failed"] == 5
    assert "use a newer access token" in expired.failure()
    assert "Traceback" not in lost.failure() + expired.failure() + forbidden.failure()
