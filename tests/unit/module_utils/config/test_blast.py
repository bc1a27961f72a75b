# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan names what refers to objects that it deletes, renames or switches off, and asks for no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.planning import play
from support.simulator import Row, Simulator

TEAMS = [{"name": f"Team {number:02}", "site": "Alta"} for number in range(13)]
USED = "team: " + ", ".join(f"Team {number:02}" for number in range(10)) + " and 3 more"


@pytest.fixture
def used(sim: Simulator, tmp_path: Path) -> Simulator:
    """The site Alta has 13 teams, the site Beta none."""
    assert play(sim, tmp_path, objects={"team": TEAMS})["changed"]
    sim.clear_requests()
    return sim


def asked(sim: Simulator) -> list[str]:
    """The objects whose references were asked for, by their ids, once for the object and once for each family."""
    paths = [row["path"].split("/") for row in sim.requests() if row["path"].endswith("/incoming-references")]
    return sorted(f"{parts[-3]} {parts[-2]}" for parts in paths)


def the_site(sim: Simulator, name: str) -> str:
    (found,) = [row["id"] for row in sim.objects("site") if row["name"] == name]
    return str(found)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"name": "Alta", "state": "absent"}, id="deleted"),
        pytest.param({"id": "", "name": "Atlas"}, id="renamed"),
        pytest.param({"name": "Alta", "active": False}, id="switched off"),
    ],
)
def test_what_refers_to_an_object_is_named(used: Simulator, tmp_path: Path, record: Row) -> None:
    record = {**record, "id": the_site(used, "Alta")} if "id" in record else record
    others = [{"name": "Beta", "description": "changed"}, {"name": "Kiel", "multimedia_profile": "Voice and Chat"}]
    result = play(used, tmp_path, objects={"site": [record, *others]}, plan_dest="plan.json", check=True)
    assert [row.get("referenced_by") for row in result["objects"]] == [[USED], None, None]
    assert asked(used) == [f"site {the_site(used, 'Alta')}"] * 2
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert plan["references"] == {"site": {the_site(used, "Alta"): [USED]}}
    assert f"referred to by `{USED}`" in " ".join((tmp_path / "plan.md").read_text("utf-8").split())
    shown = json.dumps(result["diff"])
    assert (f"; referred to by {USED}" in shown) == (record.get("state") == "absent")


def test_what_is_deleted_too_is_marked(used: Simulator, tmp_path: Path) -> None:
    gone = {"name": "Team 03", "site": "Alta", "state": "absent"}
    objects = {"site": [{"name": "Alta", "state": "absent"}], "team": [gone]}
    result = play(used, tmp_path, objects=objects, check=True)
    (row,) = [row for row in result["objects"] if row["type"] == "site"]
    assert "Team 02, Team 03 (deleted too), Team 04" in row["referenced_by"][0]


@pytest.mark.parametrize(
    ("options", "is_asked"), [({"check": True}, True), ({"plan_dest": "plan.json"}, True), ({}, False)]
)
def test_a_run_that_nobody_reviews_asks_for_nothing(
    used: Simulator, tmp_path: Path, options: dict[str, Any], is_asked: bool
) -> None:
    play(used, tmp_path, objects={"site": [{"name": "Beta", "state": "absent"}]}, **options)
    assert bool(asked(used)) == is_asked


def test_an_answer_that_cannot_be_read_stops_no_plan(used: Simulator, tmp_path: Path) -> None:
    used.fault(method="GET", path="/organization/*/incoming-references", times=9, status=403)
    result = play(used, tmp_path, objects={"site": [{"name": "Alta", "state": "absent"}]}, check=True)
    (row,) = result["objects"]
    assert row["action"] == "deleted"
    assert row["referenced_by"][0].startswith("not known: ")
