# SPDX-License-Identifier: GPL-3.0-or-later
"""Several families in one source: order, references by name, and what the lists of the service leave out."""

from __future__ import annotations

import json
from typing import Any

import yaml
from support.project import Project, Step, task
from support.simulator import Row, Simulator

FAMILIES = ("multimedia-profile", "site", "team")
CHANNELS = {"telephony": 1, "chat": 2, "email": 0, "social": 0}
PROFILE = {"name": "Mixed", "blending_mode": "BLENDED", **CHANNELS, "manually_assignable": dict.fromkeys(CHANNELS, 0)}


def by_name(sim: Simulator, family: str) -> dict[str, Row]:
    """The stored objects of a family by name."""
    return {row["name"]: row for row in sim.objects(family)}


def apply(project: Project, *objects: Row, **options: Any) -> list[Step]:
    """One task for each mapping of families."""
    return project.play(*(task("wxcc_config", {"objects": entry, **options}) for entry in objects))


def add_team(sim: Simulator, name: str, site_id: str, **fields: Any) -> Row:
    """A team made past all modules."""
    team = {"name": name, "siteId": site_id, "teamType": "AGENT", "teamStatus": "IN_SERVICE", "active": True, **fields}
    answer = sim.call("POST", "team", json=team)
    assert answer.status_code == 201, answer.text
    made: Row = answer.json()
    return made


def test_new_objects_refer_to_each_other_by_name(project: Project, sim: Simulator) -> None:
    """Written in the wrong order on purpose: the team first, then its site, then the profile of both."""
    config: Row = {
        "team": [
            {"name": "Support", "site": "Bonn", "multimedia_profile": "Mixed"},
            {"name": "Support", "site": "Kiel"},
            {"name": "Sales", "site": "Bonn"},
        ],
        "site": [{"name": name, "multimedia_profile": "Mixed"} for name in ("Bonn", "Kiel")],
        "multimedia-profile": [PROFILE],
    }
    step, again = apply(project, config, config)
    assert step.ok()["summary"]["created"] == 6
    assert step.writes == ["POST multimedia-profile", "POST site/bulk", "POST team/bulk"]
    assert [row["type"] for row in step.result["objects"]] == ["multimedia-profile", "site", "site", *["team"] * 3]
    profile, sites = by_name(sim, "multimedia-profile")["Mixed"], by_name(sim, "site")
    assert {sites[name]["multimediaProfileId"] for name in ("Bonn", "Kiel")} == {profile["id"]}
    teams = {(row["name"], row["siteId"]): row for row in sim.objects("team") if row["name"] != "Team-1"}
    assert set(teams) == {
        (name, sites[site]["id"]) for name, site in (("Support", "Bonn"), ("Support", "Kiel"), ("Sales", "Bonn"))
    }
    assert teams["Support", sites["Bonn"]["id"]]["multiMediaProfileId"] == profile["id"]
    again.unchanged()


def test_references_follow_a_rename_of_the_same_run(project: Project, sim: Simulator) -> None:
    ids = {row["name"]: row["id"] for row in project.seed_sites(["Bonn", "Kiel"])}
    config: Row = {
        "site": [{"id": ids["Bonn"], "name": "Bonn Center"}, {"id": ids["Kiel"], "name": "Bonn"}],
        "team": [{"name": "Center", "site": "Bonn Center"}, {"name": "Coast", "site": "Bonn"}],
    }
    old = {"site": config["site"], "team": [{"name": "Lost", "site": "Kiel"}]}
    step, again, lost = apply(project, config, config, old)
    step.ok()
    teams = by_name(sim, "team")
    assert (teams["Center"]["siteId"], teams["Coast"]["siteId"]) == (ids["Bonn"], ids["Kiel"])
    again.unchanged()
    assert 'team[0]: site: "Kiel": no site has this name' in lost.refusal()


def test_an_absent_team_is_found_by_the_names_after_the_run(project: Project, sim: Simulator) -> None:
    """As a present one would be; a name from before counts only where the run deletes its site."""
    ids = {row["name"]: row["id"] for row in project.seed_sites(["Bonn", "Kiel", "Mainz", "Ulm"])}
    teams = {site: add_team(sim, "Support", ids[site])["id"] for site in ids}
    config: Row = {
        "site": [
            {"id": ids["Bonn"], "name": "Kiel"},
            {"id": ids["Kiel"], "name": "Bonn"},
            {"id": ids["Mainz"], "name": "Trier"},
            {"name": "Ulm", "state": "absent"},
        ],
        "team": [{"name": "Support", "site": site, "state": "absent"} for site in ("Kiel", "Mainz", "Ulm")],
    }
    step, again = apply(project, config, config)
    assert [row["action"] for row in step.ok()["objects"]][4:] == ["deleted", "unchanged", "deleted"]
    left = {row["id"] for row in sim.objects("team")} & set(teams.values())
    assert left == {teams["Kiel"], teams["Mainz"]}
    again.unchanged()


def test_deletes_run_in_reverse_order(project: Project, sim: Simulator) -> None:
    there: Row = {
        "multimedia-profile": [PROFILE],
        "site": [{"name": "Bonn", "multimedia_profile": "Mixed"}],
        "team": [{"name": "Support", "site": "Bonn"}, {"name": "Sales", "site": "Bonn"}],
    }
    gone: Row = {
        "multimedia-profile": [{"name": "Mixed", "state": "absent"}],
        "site": [{"name": "Bonn", "state": "absent"}],
        "team": [{"name": name, "site": "Bonn", "state": "absent"} for name in ("Support", "Sales")],
    }
    _unused, step, again = apply(project, there, gone, gone)
    assert step.ok()["summary"]["deleted"] == 4
    assert step.writes == ["DELETE team/*", "DELETE team/*", "DELETE site/*", "DELETE multimedia-profile/*"]
    assert step.statuses <= {200, 204}
    again.unchanged()


def test_one_limit_for_the_deletes_of_all_families(project: Project, sim: Simulator) -> None:
    sites = project.seed_sites(["Bonn", "Kiel"])
    add_team(sim, "Support", sites[0]["id"])
    listed: Row = {
        "site": [{"name": "Bonn"}],
        "team": [{"name": "Team-1", "site": "Site-1"}, {"name": "Sales", "site": "Bonn"}],
    }
    step, more = apply(project, listed, listed, purge=True, max_deletes=1)
    assert "2 objects would be deleted, 1 are allowed: site Kiel" in step.refusal()
    assert "team Support" in more.refusal()
    (done,) = apply(project, listed, purge=True, max_deletes=2)
    assert done.ok()["summary"]["deleted"] == 2
    assert (project.names(), project.names("team")) == ({"Site-1", "Bonn"}, {"Team-1", "Sales"})
    (nothing,) = apply(project, {"site": [{"name": "Bonn"}], "team": []}, purge=True)
    assert "the source defines no teams" in nothing.refusal()


def test_what_is_listed_can_be_applied_without_a_write(project: Project, sim: Simulator) -> None:
    sites = project.seed_sites(["Bonn", "Kiel"])
    for site, queue in zip(sites, sim.objects("contact-service-queue"), strict=False):
        add_team(sim, "Support", site["id"], queueRankings=[{"queueId": queue["id"], "rank": 1}])
    phones = {"teamType": "CAPACITY", "capacity": 3, "dialedNumber": "+49228"}
    add_team(sim, "Sales", sites[0]["id"], description="All of them", **phones)
    content = f"{{{{ dict({list(FAMILIES)} | zip(lists.results | map(attribute='objects'))) | to_nice_yaml }}}}"
    steps = project.play(
        task("wxcc_config_info", {"type": "{{ item }}"}, loop=list(FAMILIES), register="lists"),
        {
            "name": "Keep them",
            "ansible.builtin.copy": {
                "content": content,
                "dest": str(project.folder / "all.yml"),
                "mode": "0644",
            },
        },
        task("wxcc_config", {"src": "all.yml"}),
        task("wxcc_config", {"src": "all.yml", "purge": True, "max_deletes": 0}),
    )
    kept = yaml.safe_load((project.folder / "all.yml").read_text(encoding="utf-8"))
    assert {family: {row["id"] for row in rows} for family, rows in kept.items()} == {
        family: {row["id"] for row in sim.objects(family)} for family in FAMILIES
    }
    for step in steps[-2:]:
        assert step.unchanged()["summary"]["unchanged"] == sum(map(len, kept.values()))


def test_queue_rankings_are_compared_though_lists_leave_them_out(project: Project, sim: Simulator) -> None:
    add_team(sim, "Support", by_name(sim, "site")["Site-1"]["id"])
    add_team(sim, "Other", by_name(sim, "site")["Site-1"]["id"])
    one, two = (queue["id"] for queue in sim.objects("contact-service-queue")[:2])
    ranked = [{"queue_id": one, "rank": 1}, {"queue_id": two, "rank": 2}]
    changes: list[Row] = [
        {"queue_rankings": ranked},
        {"queue_rankings": ranked[::-1]},
        {"queue_rankings": [{"queue_id": two, "rank": 1}, {"queue_id": one, "rank": 2}]},
        {"queue_rankings": [{"queue_id": two, "rank": 1}]},
        {"description": "Nothing of queues"},
        {"queue_rankings": []},
        {"active": True},
    ]
    first, same, turned, fewer, other, cleared, without = apply(
        project, *({"team": [{"name": "Support", "site": "Site-1", **fields}]} for fields in changes)
    )
    same.unchanged()
    for step in (first, turned, fewer, other, cleared):
        assert step.ok()["changed"]
        assert step.writes == ["PUT team/*"]
    assert fewer.result["objects"][0]["changes"].keys() == {"queue_rankings"}
    assert without.unchanged()["objects"]
    assert sorted(without.reads) == ["v2/site", "v2/team"]
    assert len([path for path in same.reads if path == "team/*"]) == 1


def test_a_field_left_out_keeps_its_value(project: Project, sim: Simulator) -> None:
    """A PUT replaces everything, also what lists do not show."""
    site_id = by_name(sim, "site")["Site-1"]["id"]
    queue_id = sim.objects("contact-service-queue")[0]["id"]
    rankings = [{"queueId": queue_id, "rank": 1}]
    before = add_team(sim, "Support", site_id, queueRankings=rankings, description="Days")
    user_ids = sim.add_users(site_id, [before["id"]], 2)
    (step,) = apply(project, {"team": [{"name": "Support", "site": "Site-1", "active": False, "description": None}]})
    assert step.ok()["objects"][0]["changes"] == {"active": {"before": True, "after": False}}
    after = sim.call("GET", f"team/{before['id']}").json()
    assert sorted(after["userIds"]) == sorted(user_ids)
    assert (after["description"], after["active"]) == ("Days", False)
    assert [(row["queueId"], row["rank"]) for row in after["queueRankings"]] == [(queue_id, 1)]


def test_immutable_fields_and_foreign_ones_are_refused(project: Project, sim: Simulator) -> None:
    project.seed_sites(["Bonn"])
    team = add_team(sim, "Support", by_name(sim, "site")["Site-1"]["id"])
    steps = apply(
        project,
        {"team": [{"id": team["id"], "name": "Support", "site": "Bonn"}]},
        {"team": [{"name": "Support", "site": "Site-1", "team_type": "CAPACITY"}]},
        {"team": [{"name": "Support", "site": "Site-1", "user_ids": ["x"]}]},
        {"team": [{"name": "Sales"}]},
        {"multimedia-profile": [{"name": "Half", **CHANNELS}]},
        {"multimedia-profile": [{**PROFILE, "chat": 9, "manually_assignable": {"voice": 1}}]},
        {"team": [{"name": "Sales", "site": "Bonn", "queue_rankings": [{"queue_id": "q1"}]}]},
    )
    said = [
        'team[0]: site: cannot be changed after creation; it is "Site-1"',
        'team[0]: team_type: cannot be changed after creation; it is "AGENT"',
        "team[0]: user_ids: read-only. Set teams on each user instead",
        'team[0]: site or site_id: missing; a new team ("Sales") needs it',
        'multimedia-profile[0]: blending_mode: missing; a new multimedia profile ("Half") needs it',
        "multimedia-profile[0]: chat: 9 is above the maximum of 5",
        "team[0]: queue_rankings[0].rank: missing",
    ]
    messages = [step.refusal() for step in steps]
    assert [(part, message) for part, message in zip(said, messages, strict=True) if part not in message] == []
    assert "manually_assignable.voice: unknown" in messages[5]


def test_profiles_change_while_work_items_are_switched_off(project: Project, sim: Simulator) -> None:
    """The service shows workItem and refuses it, so that what was read cannot just be sent back."""
    names = [f"Profile {number}" for number in range(12)]
    config = [{"multimedia-profile": [{**PROFILE, "name": name, "chat": chat} for name in names]} for chat in (1, 4)]
    created, updated, again = apply(project, *config, config[1])
    assert created.ok()["summary"]["created"] == 12
    assert updated.ok()["summary"]["updated"] == 12
    profiles = by_name(sim, "multimedia-profile")
    assert {profiles[name]["chat"] for name in names} == {4}
    again.unchanged()
    wanted = {"multimedia-profile": [{"name": "Profile 1", "work_item": 2}]}
    (refused,) = apply(project, wanted)
    assert "workItem is not allowed when feature flag is disabled" in refused.failure()


def test_the_ways_to_name_a_source(project: Project, sim: Simulator) -> None:
    sites = [{"name": "Bonn", "multimedia_profile": "Voice and Chat"}]
    project.write("both.json", json.dumps({"sites": sites, "Teams": [{"name": "Support", "site": "Bonn"}]}))
    project.write("plain.yml", yaml.safe_dump(sites))
    project.write("plain.csv", "name,site\nSales,Bonn\n")
    only_site, both, typed, rows = project.play(
        task("wxcc_config", {"src": "both.json", "type": "site"}),
        task("wxcc_config", {"src": "both.json"}),
        task("wxcc_config", {"src": "plain.yml", "type": "site"}),
        task("wxcc_config", {"src": "plain.csv", "type": "team"}),
    )
    assert only_site.writes == ["POST site"]
    assert both.writes == ["POST team"]
    typed.unchanged()
    assert rows.writes == ["POST team"]
    cases: list[tuple[Row, str]] = [
        ({"src": "plain.yml"}, "plain.yml:1: a plain list does not say what it holds; give type"),
        ({"items": sites}, "type"),
        ({"src": "both.json", "type": "multimedia-profile"}, "multimedia-profile: missing; the file has no key"),
        ({"objects": {"site": sites}, "type": "site"}, "mutually exclusive"),
        ({"type": "colour", "items": []}, "type: colour: unknown family. Known are multimedia-profile"),
        ({"objects": {"sites": {"name": "Bonn"}}}, "a list of objects is expected under a family, not an object"),
        ({"objects": {"site": sites, "sites": [{"name": "Kiel"}]}}, "site"),
    ]
    steps = project.play(*(task("wxcc_config", options) for options, _unused in cases))
    said = [(part, step.refusal()) for (_unused, part), step in zip(cases, steps, strict=True)]
    assert [(part, message) for part, message in said if part not in message] == []
