# SPDX-License-Identifier: GPL-3.0-or-later
"""The order and the form in which plans are carried out, as the journal of a simulator shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

import pytest
from support.engine import PROFILE, apply, sites
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Verbs, Way

UUID = re.compile(r"/[0-9a-f-]{36}$")
NAMES = ["Alta", "Beta", "Gama", "Dora", "Emma"]


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    """An organization with five sites."""
    running_simulator.reset()
    apply(running_simulator, {"site": sites(*NAMES)}).ok()
    running_simulator.clear_requests()
    return running_simulator


def writes(sim: Simulator) -> list[str]:
    """The requests that write, without ids; what is sent several times in a row counts once."""
    paths = (f"{row['method']} {row['path'].split('/', 3)[3]}" for row in sim.writes())
    return [path for path, _unused in groupby(UUID.sub("", path) for path in paths)]


def ids(sim: Simulator) -> dict[str, str]:
    """The ids of all sites, by name."""
    return {row["name"]: row["id"] for row in sim.objects("site")}


def names(sim: Simulator) -> dict[str, str]:
    """The names of all sites, by id."""
    return {row["id"]: row["name"] for row in sim.objects("site")}


def profile_in_use(sim: Simulator) -> str:
    """The id of a profile that the site Fresh uses."""
    apply(sim, {"multimedia-profile": [PROFILE], "site": sites("Fresh", multimedia_profile="Mixed")}).ok()
    return str(next(row["id"] for row in sim.objects("multimedia-profile") if row["name"] == "Mixed"))


def promise_bulk_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the catalog say that sites can be changed in bulk."""
    site = replace(CATALOG["site"], verbs=Verbs(update=(Way.SINGLE, Way.BULK)))
    monkeypatch.setitem(CATALOG, "site", site)


def test_families_are_written_in_the_order_of_their_references(sim: Simulator) -> None:
    team = {"name": "Sales", "site": "Fresh 1"}
    new = {
        "team": [team],
        "site": sites("Fresh 1", "Fresh 2", multimedia_profile="Mixed"),
        "multimedia-profile": [PROFILE],
    }
    apply(sim, new).ok()
    assert writes(sim) == ["POST multimedia-profile", "POST site/bulk", "POST team"]
    sim.clear_requests()
    gone = {family: [{**record, "state": "absent"} for record in records] for family, records in new.items()}
    apply(sim, gone).ok()
    assert writes(sim) == ["DELETE team", "POST site/bulk", "DELETE multimedia-profile"]


def test_what_is_needed_is_made_before_and_removed_after_what_changes(sim: Simulator) -> None:
    wanted = [
        *sites("Alta", state="absent"),
        *sites("Beta", description="new"),
        *sites("Fresh"),
    ]
    apply(sim, {"site": wanted}).ok()
    assert writes(sim) == ["PUT site", "POST site", "DELETE site"]


def test_a_name_is_given_up_before_it_is_taken(sim: Simulator) -> None:
    old = ids(sim)
    wanted = [
        {"id": old["Alta"], "state": "absent"},
        *sites("Alta", description="new"),
        {"id": old["Beta"], "name": "Gama"},
        {"id": old["Gama"], "name": "Dora"},
        {"id": old["Dora"], "name": "Fresh"},
    ]
    apply(sim, {"site": wanted}).ok()
    assert writes(sim) == ["DELETE site", "PUT site", "POST site"]
    assert {row["status"] for row in sim.requests()} == {200, 201, 204}
    now = names(sim)
    assert (now[old["Beta"]], now[old["Gama"]], now[old["Dora"]]) == ("Gama", "Dora", "Fresh")
    assert ids(sim)["Alta"] != old["Alta"]


@pytest.mark.parametrize("gone_too", [False, True], ids=["is moved", "is deleted as well"])
def test_what_is_in_use_is_replaced_by_one_of_the_same_name(sim: Simulator, gone_too: bool) -> None:
    """It gives up its name at once, and is deleted when what refers to it refers to the new one, or is gone."""
    old = profile_in_use(sim)
    state = {"state": "absent"} if gone_too else {"multimedia_profile": "Mixed"}
    wanted = {
        "multimedia-profile": [{"id": old, "state": "absent"}, {**PROFILE, "description": "new"}],
        "site": [{"name": "Fresh", **state}],
    }
    sim.clear_requests()
    result = apply(sim, wanted).ok()
    change = "DELETE site" if gone_too else "PUT site"
    assert writes(sim) == [
        *("DELETE multimedia-profile", "PUT multimedia-profile", "POST multimedia-profile"),
        *(change, "DELETE multimedia-profile"),
    ]
    assert result.counts["deleted"] == 1 + gone_too
    assert [row["description"] for row in sim.objects("multimedia-profile") if "Mixed" in row["name"]] == ["new"]
    assert apply(sim, wanted).ok().changed is False


def test_what_stays_in_use_keeps_a_name_of_its_own_until_it_is_free(sim: Simulator) -> None:
    old = profile_in_use(sim)
    wanted = {"multimedia-profile": [{"id": old, "state": "absent"}, PROFILE]}
    result = apply(sim, wanted)
    assert (result.counts["created"], result.counts["failed"]) == (1, 1)
    name = f"Mixed tmp-{old[:8]}"
    assert f"for now it is called {name}; the next run goes on from there" in result.message
    assert "still used by site: Fresh" in result.message
    apply(sim, {**wanted, "site": sites("Fresh", multimedia_profile="Mixed")}).ok()
    assert name not in {row["name"] for row in sim.objects("multimedia-profile")}


def test_old_values_have_the_names_of_before_and_new_ones_those_of_after(sim: Simulator) -> None:
    apply(sim, {"multimedia-profile": [PROFILE], "site": sites("Alta", multimedia_profile="Mixed")}).ok()
    profiles = {row["name"]: row["id"] for row in sim.objects("multimedia-profile")}
    renamed = [{"id": profiles["Mixed"], "name": "Blended"}, {"id": profiles["Voice and Chat"], "name": "Chatty"}]
    wanted = {"multimedia-profile": renamed, "site": sites("Alta", multimedia_profile="Chatty")}
    changes = apply(sim, wanted).ok().rows[-1]["changes"]
    assert changes == {"multimedia_profile": {"before": "Mixed", "after": "Chatty"}}


@pytest.mark.parametrize("length", [2, 3, 5])
def test_a_circle_of_names_costs_one_request_more(sim: Simulator, length: int) -> None:
    old = ids(sim)
    circle = dict(zip(NAMES[:length], [*NAMES[1:length], NAMES[0]], strict=True))
    renames = [{"id": old[name], "name": new, "description": "moved"} for name, new in circle.items()]
    result = apply(sim, {"site": renames}).ok()
    assert result.counts["updated"] == length
    assert [row["status"] for row in sim.writes()] == [200] * (length + 1)
    assert names(sim) == {object_id: circle.get(name, name) for name, object_id in old.items()}
    assert sum(row.get("description") == "moved" for row in sim.objects("site")) == length


def test_a_circle_that_cannot_be_cut_changes_no_name(sim: Simulator) -> None:
    old = ids(sim)
    sim.fault(method="PUT", path="*", where={"name": "* tmp-*"}, status=400, body="no")
    result = apply(sim, {"site": [{"id": old["Alta"], "name": "Beta"}, {"id": old["Beta"], "name": "Alta"}]})
    assert result.counts["failed"] == 2
    assert ids(sim) == old
    apply(sim, {"site": [{"id": old["Alta"], "name": "Beta"}, {"id": old["Beta"], "name": "Alta"}]}).ok()
    assert names(sim)[old["Alta"]] == "Beta"


def test_an_object_left_with_a_temporary_name_is_told_and_finished_by_the_next_run(sim: Simulator) -> None:
    old = ids(sim)
    swap = [{"id": old["Alta"], "name": "Beta"}, {"id": old["Beta"], "name": "Alta"}]
    sim.fault(method="PUT", path="*", where={"name": "Alta"}, status=400, body="no")
    sim.fault(method="PUT", path="*", where={"name": "Beta"}, status=400, body="no")
    result = apply(sim, {"site": swap})
    assert result.counts["failed"] == 2
    parked = [name for name in ids(sim) if " tmp-" in name]
    assert all(name in result.message for name in parked)
    apply(sim, {"site": swap}).ok()
    assert (names(sim)[old["Alta"]], names(sim)[old["Beta"]]) == ("Beta", "Alta")


def test_what_needs_an_object_that_failed_is_not_sent_and_says_so(sim: Simulator) -> None:
    sim.fault(method="POST", path="*/multimedia-profile", status=400, body={"error": {"reason": "not today"}})
    teams = [{"name": "Sales", "site": "Fresh 1"}, {"name": "Sales", "site": "Alta"}]
    wanted = {
        "multimedia-profile": [PROFILE],
        "site": [*sites("Fresh 1", "Fresh 2", multimedia_profile="Mixed"), *sites("Beta", multimedia_profile="Mixed")],
        "team": teams,
    }
    result = apply(sim, wanted)
    assert [row["action"] for row in result.rows] == ["failed"] * 5 + ["created"]
    assert "not today" in result.message
    assert result.message.count("needs the multimedia profile Mixed, which could not be created") >= 1
    assert "needs the site Fresh 1, which could not be created" in result.message
    assert writes(sim) == ["POST multimedia-profile", "POST team"]
    again = apply(sim, wanted).ok()
    assert again.counts == {"created": 4, "updated": 1, "deleted": 0, "unchanged": 1, "failed": 0}


@pytest.mark.parametrize("fault", ["none", "no bulk route", "lost", "refused items"])
def test_progress_counts_every_change_once(sim: Simulator, fault: str) -> None:
    faults: dict[str, Row] = {
        "no bulk route": {"path": "*/site/bulk", "status": 404, "times": None},
        "lost": {"path": "*/site/bulk", "drop": "before"},
        "refused items": {"path": "*/site/bulk", "status": 400, "where": {"name": "Fresh *"}, "times": 3},
    }
    if fault != "none":
        sim.fault(method="POST", **faults[fault])
    fresh = [f"Fresh {number}" for number in range(20)]
    old = ids(sim)
    swap = [{"id": old["Alta"], "name": "Beta"}, {"id": old["Beta"], "name": "Alta"}]
    gone = sites("Gama", "Dora", state="absent")
    result = apply(sim, {"site": [*sites(*fresh), *swap, *gone]}, bulk_size=7)
    assert {total for _unused, total in result.progress} == {25}
    assert sum(done for done, _unused in result.progress) == 25


@pytest.mark.parametrize("count", [1, 2], ids=["single", "bulk"])
def test_what_is_gone_already_is_deleted(sim: Simulator, count: int) -> None:
    for name in NAMES[:count]:
        sim.fault(method="*", path="*/site/*", where={"name": name}, status=404)
    sim.fault(method="DELETE", path="*/site/*", status=404)
    result = apply(sim, {"site": sites(*NAMES[:count], state="absent")}).ok()
    assert set(result.actions().values()) == {"deleted"}


@pytest.mark.parametrize("count", [1, 2], ids=["single", "bulk"])
def test_a_new_id_that_is_not_told_is_looked_up(sim: Simulator, count: int) -> None:
    fresh = [f"Fresh {number}" for number in range(count)]
    rows = [{"itemIdentifier": number, "status": 201} for number in range(count)]
    sim.fault(method="POST", path="*/site", status=201, drop="after", body={})
    sim.fault(method="POST", path="*/site/bulk", status=207, drop="after", body={"items": rows})
    result = apply(sim, {"site": sites(*fresh), "team": [{"name": "Sales", "site": name} for name in fresh]}).ok()
    assert [row["id"] for row in result.rows[:count]] == [ids(sim)[name] for name in fresh]
    assert result.counts["created"] == 2 * count


def test_an_answer_that_is_no_object_fails_that_object_only(sim: Simulator) -> None:
    teams = [{"name": name, "site": "Alta"} for name in ("Sales", "Support")]
    apply(sim, {"team": teams}).ok()
    sim.fault(method="GET", path="*/team/*", status=200, body="null")
    result = apply(sim, {"team": [{**team, "description": "new"} for team in teams]}, parallelism=1)
    assert result.actions() == {"Sales": "failed", "Support": "updated"}
    assert "the answer is not an object" in result.message


def test_the_time_for_what_is_in_doubt_begins_with_the_doubt(sim: Simulator) -> None:
    sim.fault(method="POST", path="*/site/bulk", delay_ms=1100)
    sim.fault(method="POST", path="*/site/bulk", drop="before")
    fresh = [f"Fresh {number}" for number in range(4)]
    result = apply(sim, {"site": sites(*fresh)}, bulk_size=2, parallelism=1, retry_timeout=10, haste=10).ok()
    assert result.counts["created"] == 4


def test_bulk_updates_that_the_service_refuses_are_sent_singly(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    promise_bulk_updates(monkeypatch)
    result = apply(sim, {"site": sites(*NAMES, description="new")}).ok()
    assert result.counts["updated"] == 5
    assert writes(sim) == ["POST site/bulk", "PUT site"]
    assert len(sim.writes()) == 1 + 5
    assert {row.get("description") for row in sim.objects("site")[1:]} == {"new"}


@pytest.mark.parametrize("drop", [None, "before", "after", "middle"])
def test_bulk_updates_are_sent_where_the_service_takes_them(monkeypatch: pytest.MonkeyPatch, drop: str | None) -> None:
    promise_bulk_updates(monkeypatch)
    with Simulator.start(orgs=1, quirks={"bulk_update_refused": False}) as sim:
        apply(sim, {"site": sites(*NAMES)}).ok()
        sim.clear_requests()
        if drop:
            sim.fault(method="POST", path="*/site/bulk", drop=drop)
        result = apply(sim, {"site": sites(*NAMES, description="new")}).ok()
        assert result.counts["updated"] == 5
        assert writes(sim) == ["POST site/bulk"]
        assert len(sim.writes()) == (2 if drop == "before" else 1)
        assert {row.get("description") for row in sim.objects("site")[1:]} == {"new"}


def test_a_field_behind_a_feature_flag_is_left_out_once_it_was_refused(sim: Simulator) -> None:
    apply(sim, {"multimedia-profile": [{**PROFILE, "name": f"Mixed {number}"} for number in range(3)]}).ok()
    sim.clear_requests()
    changed = [{"name": f"Mixed {number}", "chat": 2} for number in range(3)]
    assert apply(sim, {"multimedia-profile": changed}, parallelism=1).ok().counts["updated"] == 3
    assert [row["status"] for row in sim.writes()] == [400, 200, 200, 200]
    written = apply(sim, {"multimedia-profile": [{"name": "Mixed 0", "work_item": 1}]})
    assert "workItem is not allowed" in written.message


def test_a_field_behind_a_feature_flag_stops_no_new_object_unless_it_says_something(sim: Simulator) -> None:
    """As a list gives profiles with `work_item: 0`, which have to be good for an organization without the feature."""
    new = [{**PROFILE, "name": f"Mixed {number}", "work_item": 0} for number in range(3)]
    result = apply(sim, {"multimedia-profile": [*new, {**PROFILE, "name": "Insists", "work_item": 1}]})
    assert result.counts["created"] == 3
    assert [row["name"] for row in result.rows if row["action"] == "failed"] == ["Insists"]
    assert [row["path"].split("/")[3:] for row in sim.writes()] == [["multimedia-profile", "bulk"]] * 2


def test_an_update_keeps_what_it_does_not_write_and_clears_what_is_empty(sim: Simulator) -> None:
    team: Row = {"name": "Sales", "site": "Alta", "description": "Old", "active": True, "rank_queues_for_team": True}
    apply(sim, {"team": [{**team, "multimedia_profile": "Voice and Chat"}]}).ok()
    assert "multiMediaProfileId" in sim.objects("team")[-1]
    apply(sim, {"team": [{"name": "Sales", "description": "", "multimedia_profile": "", "active": False}]}).ok()
    live = sim.objects("team")[-1]
    assert not {"description", "multiMediaProfileId"} & {name for name, value in live.items() if value}
    assert (live["active"], live["rankQueuesForTeam"]) == (False, True)
