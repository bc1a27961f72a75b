# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of a family: filters that survive the way, attributes, and names for ids."""

from __future__ import annotations

from typing import Any

from support.project import Project, task
from support.simulator import Simulator

NAMES = ["Bonn Nord", "A+B", "O'Hare", 'The "Hub"', "50% & more", "#1; last, (really)", "Zürich"]


def listed(project: Project, *options: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The objects that each task gives."""
    steps = project.play(*(task("wxcc_config_info", entry) for entry in options))
    return [step.unchanged()["objects"] for step in steps]


def add_teams(sim: Simulator, site_id: str, names: list[str]) -> None:
    """Teams, whose names may hold any character."""
    for name in names:
        team = {
            "name": name,
            "siteId": site_id,
            "teamType": "AGENT",
            "teamStatus": "IN_SERVICE",
            "active": name != "A+B",
        }
        assert sim.call("POST", "team", json=team).status_code == 201


def quoted(name: str) -> str:
    """The name as RSQL wants it."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_filters_with_every_sign(project: Project, sim: Simulator) -> None:
    add_teams(sim, sim.objects("site")[0]["id"], NAMES)
    everything, names, inactive, both, single = listed(
        project,
        {"type": "team"},
        {"type": "team", "filter": f"name=in=({','.join(map(quoted, NAMES))})"},
        {"type": "team", "filter": "active==false"},
        {"type": "team", "filter": 'name=="A+B" and active==false'},
        {"type": "team", "filter": "name=='Bonn Nord'"},
    )
    assert {row["name"] for row in everything} == {"Team-1", *NAMES}
    assert {row["name"] for row in names} == set(NAMES)
    assert [row["name"] for row in inactive] == ["A+B"]
    assert both == inactive
    assert [row["name"] for row in single] == ["Bonn Nord"]


def test_attributes(project: Project, sim: Simulator) -> None:
    site = project.seed_sites(["Bonn"])[0]
    team = {"name": "Support", "siteId": site["id"], "teamType": "AGENT", "teamStatus": "IN_SERVICE", "active": True}
    team["queueRankings"] = [{"queueId": "q1", "rank": 1}]
    team_id = sim.call("POST", "team", json=team).json()["id"]
    whole, few, by_id, costly = project.play(
        task("wxcc_config_info", {"type": "site"}),
        task("wxcc_config_info", {"type": "site", "attributes": ["name", "multimediaProfile"]}),
        task("wxcc_config_info", {"type": "site", "attributes": ["id", "multimedia_profile_id"]}),
        task("wxcc_config_info", {"type": "team", "filter": "name==Support", "attributes": ["queue_rankings"]}),
    )
    system = next(row for row in whole.unchanged()["objects"] if row["name"] == "Site-1")
    assert system["system_default"] is True
    bonn = {"id": site["id"], "name": "Bonn", "active": True, "multimedia_profile": "Voice and Chat"}
    assert bonn in whole.result["objects"]
    assert {"id": site["id"], "name": "Bonn", "multimedia_profile": "Voice and Chat"} in few.unchanged()["objects"]
    assert all({"id", "multimedia_profile"} == row.keys() - {"system_default"} for row in by_id.unchanged()["objects"])
    assert costly.unchanged()["objects"] == [{"id": team_id, "queue_rankings": [{"queue_id": "q1", "rank": 1}]}]
    assert costly.reads == ["v2/team", "team/*", "v2/contact-service-queue"]


def test_what_cannot_be_listed(project: Project) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        (
            {"type": "site", "attributes": ["name", "descripton"]},
            "attributes: descripton: unknown; did you mean description?",
        ),
        ({"type": "site", "attributes": ["colour"]}, "Known are name, active, description, multimedia_profile"),
        ({"type": "stie"}, "type: stie: unknown family; did you mean site? Known are multimedia-profile"),
        ({}, "missing required arguments: type"),
        ({"type": "site", "filter": "color==red"}, "color: cannot be filtered by"),
        ({"type": "site", "filter": "name==Bonn Nord"}, "400"),
    ]
    steps = project.play(*(task("wxcc_config_info", options) for options, _unused in cases))
    said = [(part, step.refusal()) for (_unused, part), step in zip(cases, steps, strict=True)]
    assert [(part, message) for part, message in said if part not in message] == []
    assert [row for step in steps[:4] for row in step.requests] == []


def test_ambiguous_names_stay_ids(project: Project, sim: Simulator) -> None:
    """Two teams of one name are told apart by their sites; two sites of one name can only be told apart by id."""
    bonn, kiel = project.seed_sites(["Bonn", "Kiel"])
    add_teams(sim, bonn["id"], ["Support"])
    add_teams(sim, kiel["id"], ["Support"])
    (teams,) = listed(project, {"type": "team", "filter": "name==Support"})
    assert sorted((row["name"], row["site"]) for row in teams) == [("Support", "Bonn"), ("Support", "Kiel")]
    step, named = project.play(
        task("wxcc_config", {"type": "team", "items": [{"name": "Support", "active": False}]}),
        task("wxcc_config", {"type": "team", "items": [{"name": "Support", "site": "Kiel", "active": False}]}),
    )
    assert 'items[0]: name: 2 live teams are called "Support"; say which by id: ' in step.refusal()
    assert all(row["id"] in step.refusal() for row in teams)
    assert named.ok()["summary"]["updated"] == 1
