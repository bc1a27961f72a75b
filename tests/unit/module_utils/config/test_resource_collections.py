# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a resource collection by their names: another field of the entry says of which family they are."""

from __future__ import annotations

from typing import Any

import pytest
from support.engine import apply, listed, sites
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from wxcc_simulator.families.people.resource_collection import KINDS

FAMILY = "resource-collection"


def collection(**some: Row) -> Row:
    """A collection of everything, but for some kinds only of what is given."""
    entries = [
        {"name": kind, "access_level": "SPECIFIC", **some[kind]}
        if kind in some
        else {"name": kind, "access_level": "ALL"}
        for kind in KINDS
    ]
    return {"name": "North", "resources": entries}


def ids_of(sim: Simulator, kind: str) -> list[str]:
    (row,) = sim.objects(FAMILY)
    found: list[str] = next(entry.get("ids", []) for entry in row["resources"] if entry["name"] == kind)
    return found


def test_objects_are_given_by_name_also_those_that_the_run_makes(sim: Simulator) -> None:
    apply(sim, {"site": sites("Lyon", "Bonn")}).ok()
    wanted: dict[str, list[Row]] = {
        FAMILY: [collection(site={"objects": ["Lyon", "Kiel"]}, team={"objects": [{"name": "Care", "site": "Kiel"}]})],
        "site": sites("Kiel"),
        "team": [{"name": "Care", "site": "Kiel"}, {"name": "Care", "site": "Bonn"}],
    }
    apply(sim, wanted).ok()
    at = {row["name"]: row["id"] for row in sim.objects("site")}
    assert sorted(ids_of(sim, "site")) == sorted([at["Lyon"], at["Kiel"]])
    (care,) = [row for row in sim.objects("team") if (row["name"], row["siteId"]) == ("Care", at["Kiel"])]
    assert ids_of(sim, "team") == [care["id"]]
    sim.clear_requests()
    assert not apply(sim, wanted).ok().changed
    assert sim.writes() == []
    # What is listed are names again, and a change is told by them.
    (row,) = listed(sim, FAMILY).objects
    shown = {entry["name"]: entry for entry in row["resources"]}
    assert sorted(shown["site"]["objects"]) == ["Kiel", "Lyon"]
    assert shown["team"]["objects"] == [{"name": "Care", "site": "Kiel"}]
    changed = {FAMILY: [collection(site={"objects": ["Bonn"]}, team={"ids": [care["id"]]})]}
    done = apply(sim, changed).ok()
    assert done.counts["updated"] == 1
    assert ids_of(sim, "site") == [at["Bonn"]]
    assert not apply(sim, changed).ok().changed


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"site": {"objects": ["Lyonn"]}}, 'objects[0]: "Lyonn": no site has this name. Did you mean "Lyon"?'),
        ({"function": {"objects": ["Sum"]}}, 'objects: objects of "function" have no names here; give ids instead'),
        ({"site": {"objects": ["Lyon"], "ids": ["1"]}}, "give ids or objects, not both"),
        ({"site": {"objects": ["Lyon", "Lyon"]}}, '"Lyon" is listed twice; keep one'),
    ],
)
def test_mistakes_are_refused_before_a_write(sim: Simulator, entry: dict[str, Any], words: str) -> None:
    apply(sim, {"site": sites("Lyon")}).ok()
    sim.clear_requests()
    with pytest.raises(RefusedError) as refused:
        apply(sim, {FAMILY: [collection(**entry)]})
    assert words in str(refused.value)
    assert sim.writes() == []


def test_ids_of_anything_are_taken_as_they_are(sim: Simulator) -> None:
    wanted = {FAMILY: [collection(site={"ids": ["of-another-time"]}, function={"ids": ["f-1"]})]}
    apply(sim, wanted).ok()
    assert (ids_of(sim, "site"), ids_of(sim, "function")) == (["of-another-time"], ["f-1"])
    (row,) = listed(sim, FAMILY).objects
    assert [entry.get("ids") for entry in row["resources"] if entry["name"] in ("site", "function")] == [
        ["f-1"],
        ["of-another-time"],
    ]
    assert not apply(sim, wanted).ok().changed


def test_what_the_organization_lacks_may_be_left_out(sim: Simulator) -> None:
    apply(sim, {"site": sites("Lyon")}).ok()
    wanted = {FAMILY: [collection(site={"objects": ["Lyon", "Gone"]})]}
    done = apply(sim, wanted, skip_missing=["site", "resource"]).ok()
    assert done.counts["created"] == 1
    (lyon,) = [row["id"] for row in sim.objects("site") if row["name"] == "Lyon"]
    assert ids_of(sim, "site") == [lyon]


def test_a_site_and_its_place_in_a_collection_go_in_one_run(sim: Simulator) -> None:
    apply(sim, {"site": sites("Lyon", "Kiel"), FAMILY: [collection(site={"objects": ["Lyon", "Kiel"]})]}).ok()
    gone = {FAMILY: [collection(site={"objects": ["Lyon"]})], "site": [{"name": "Kiel", "state": "absent"}]}
    assert {row["action"] for row in apply(sim, gone).ok().rows} == {"deleted", "updated"}
    assert len(ids_of(sim, "site")) == 1


def test_a_new_object_beside_an_id_of_nobody_is_shown_by_its_name(sim: Simulator) -> None:
    apply(sim, {FAMILY: [collection(site={"ids": ["of-another-time"]})]}).ok()
    wanted = {FAMILY: [collection(site={"objects": ["Kiel"]})], "site": sites("Kiel")}
    (row,) = [row for row in apply(sim, wanted).ok().rows if row["type"] == FAMILY]
    after = {entry["name"]: entry for entry in row["changes"]["resources"]["after"]}
    before = {entry["name"]: entry for entry in row["changes"]["resources"]["before"]}
    assert (after["site"]["objects"], before["site"]["ids"]) == (["Kiel"], ["of-another-time"])
