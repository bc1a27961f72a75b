# SPDX-License-Identifier: GPL-3.0-or-later
"""Queues: the circle that they make with teams, what they need, and how they are written."""

from __future__ import annotations

from typing import Any

import pytest
from support.engine import apply
from support.samples import first
from support.simulator import Row, Simulator
from unit.module_utils.config.outcomes import live

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from wxcc_simulator.families.family import First

MAIL: Row = {"channel_type": "EMAIL", "service_level_threshold": 60, "max_time_in_queue": 600}
CALLS: Row = {
    **MAIL,
    "channel_type": "TELEPHONY",
    "monitoring_permitted": True,
    "parking_permitted": True,
    "recording_permitted": True,
    "recording_all_calls_permitted": False,
    "pause_recording_permitted": True,
}
QUEUE, MUSIC = "contact-service-queue", "default_music_in_queue_media_file"


def group(*teams: Any, order: int = 1, **more: Any) -> Row:
    return {"order": order, "agent_groups": [{"team": team} for team in teams], **more}


def queue(name: str, *groups: Row, **more: Any) -> Row:
    return {"name": name, **MAIL, "call_distribution_groups": list(groups), **more}


def organization() -> dict[str, list[Row]]:
    """Two teams of one name and three queues, each of which needs others of them."""
    return {
        "team": [
            {"name": "Billing", "site": "Alta", "queue_rankings": [{"queue": "Invoices", "rank": 1}]},
            {"name": "Billing", "site": "Beta", "queue_rankings": [{"queue": "Loans", "rank": 2}]},
        ],
        "queue": [
            queue("Invoices", group("Billing: Alta"), group({"name": "Billing", "site": "Beta"}, order=2, duration=30)),
            queue("Loans", group("Team-1", "Billing: Beta")),
            queue("Cards", group("Team-1")),
        ],
    }


def absent(objects: dict[str, list[Row]]) -> dict[str, list[Row]]:
    keys = ("name", "site")
    return {
        family: [{**{key: row[key] for key in keys if key in row}, "state": "absent"} for row in rows]
        for family, rows in objects.items()
    }


def groups_of(sim: Simulator, name: str) -> list[tuple[int, int, set[str]]]:
    """The groups of a queue: order, duration, and the sites and names of their teams."""
    teams = {row["id"]: row for row in sim.objects("team")}
    sites = {row["id"]: row["name"] for row in sim.objects("site")}
    return [
        (
            entry["order"],
            entry.get("duration", 0),
            {f"{sites[teams[one['teamId']]['siteId']]} {teams[one['teamId']]['name']}" for one in entry["agentGroups"]},
        )
        for entry in live(sim, QUEUE)[name]["callDistributionGroups"]
    ]


def test_teams_and_queues_that_need_each_other_are_made_and_deleted_in_one_run(sim: Simulator) -> None:
    assert apply(sim, organization()).ok().counts["created"] == 5
    written = [(row["method"], row["path"].partition("/organization/")[2].partition("/")[2]) for row in sim.writes()]
    teams = [row["id"] for row in sim.objects("team") if row["name"] == "Billing"]
    assert written[:2] == [("POST", "team/bulk"), ("POST", "contact-service-queue/v2/bulk")]
    assert sorted(written[2:]) == sorted(("PUT", f"team/{team}") for team in teams)
    assert groups_of(sim, "Invoices") == [(1, 0, {"Alta Billing"}), (2, 30, {"Beta Billing"})]
    ranked = {row["name"]: row["id"] for row in sim.objects(QUEUE)}
    ranks = [(row["queueRankings"][0]["queueId"], row["queueRankings"][0]["rank"]) for row in sim.objects("team")[-2:]]
    assert ranks == [(ranked["Invoices"], 1), (ranked["Loans"], 2)]
    sim.clear_requests()
    assert apply(sim, organization()).ok().changed is False
    assert sim.writes() == []
    before = len(sim.objects(QUEUE))
    assert apply(sim, absent(organization())).ok().counts["deleted"] == 5
    assert (len(sim.objects(QUEUE)), "Billing" in live(sim, "team")) == (before - 3, False)


def test_one_queue_is_made_and_deleted_where_the_service_has_it(sim: Simulator) -> None:
    apply(sim, {"queue": [queue("Cards", group("Team-1"))]}).ok()
    object_id = live(sim, QUEUE)["Cards"]["id"]
    apply(sim, {"queue": [{"name": "Cards", "description": "For cards"}]}).ok()
    apply(sim, {"queue": [{"name": "Cards", "state": "absent"}]}).ok()
    paths = [(row["method"], row["path"].partition("/organization/")[2].partition("/")[2]) for row in sim.writes()]
    assert paths == [
        ("POST", "v2/contact-service-queue"),
        ("PUT", f"v2/contact-service-queue/{object_id}"),
        ("DELETE", f"contact-service-queue/{object_id}"),
    ]


def test_many_changes_go_out_in_one_request_that_names_nothing_else(sim: Simulator) -> None:
    apply(sim, organization()).ok()
    before = live(sim, QUEUE)
    sim.clear_requests()
    names = ("Invoices", "Loans", "Cards")
    changed: list[Row] = [{"name": name, "description": f"About {name}"} for name in names]
    changed[0] |= {"call_distribution_groups": [group("Team-1", order=1), group("Billing: Beta", order=2)]}
    assert apply(sim, {"queue": changed}).ok().counts["updated"] == 3
    (write,) = sim.writes()
    assert (write["method"], write["path"].rpartition("/organization/")[2].partition("/")[2]) == (
        "PATCH",
        "contact-service-queue/bulk",
    )
    after = live(sim, QUEUE)
    for name in names:
        assert after[name]["description"] == f"About {name}"
        assert after[name]["serviceLevelThreshold"] == before[name]["serviceLevelThreshold"]
    assert after["Loans"]["callDistributionGroups"] == before["Loans"]["callDistributionGroups"]
    # What a record leaves out of a group keeps its value.
    assert groups_of(sim, "Invoices") == [(1, 0, {"Site-1 Team-1"}), (2, 30, {"Beta Billing"})]


def test_agents_are_named_by_their_email_in_any_case(sim: Simulator) -> None:
    one, two = (row["email"] for row in sim.objects("user")[:2])
    agents: list[Row] = [{"agent": one.upper()}, {"agent": two}]
    apply(
        sim,
        {"queue": [queue("Own", queue_routing_type="AGENT_BASED", agents=agents) | {"call_distribution_groups": None}]},
    ).ok()
    ids = [row["id"] for row in sim.objects("user")[:2]]
    assert [entry["id"] for entry in live(sim, QUEUE)["Own"]["agents"]] == ids
    sim.clear_requests()
    assert apply(sim, {"queue": [{"name": "Own", "agents": agents[::-1]}]}).ok().changed is False


def test_skills_that_a_queue_asks_for_are_named(sim: Simulator) -> None:
    skills = [
        {"name": f"Skill {number}", "skill_type": "PROFICIENCY", "service_level_threshold": 0} for number in (1, 2)
    ]
    wanted = [{"skill": f"Skill {number}", "condition": ">=", "skill_value": "5"} for number in (1, 2)]
    by_skill: Row = {"routing_type": "SKILLS_BASED", "skill_based_routing_type": "BEST_AVAILABLE_AGENT"}
    record = queue("Skilled", group("Team-1"), **by_skill, queue_skill_requirements=wanted)
    apply(sim, {"skill": skills, "queue": [record]}).ok()
    before = {entry["skillId"]: entry["id"] for entry in live(sim, QUEUE)["Skilled"]["queueSkillRequirements"]}
    assert (
        not apply(sim, {"skill": skills, "queue": [{**record, "queue_skill_requirements": wanted[::-1]}]}).ok().changed
    )
    heavier = [{**wanted[0], "weight": 3}, wanted[1]]
    apply(sim, {"queue": [{"name": "Skilled", "queue_skill_requirements": heavier}]}).ok()
    after = {entry["skillId"]: entry["id"] for entry in live(sim, QUEUE)["Skilled"]["queueSkillRequirements"]}
    assert after == before


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"channel_type": "TELEPHONY"}, 'monitoring_permitted: missing; needed while channel_type is "TELEPHONY"'),
        (CALLS, f'{MUSIC} or {MUSIC}_id: missing; needed while channel_type is "TELEPHONY"'),
        (
            {"routing_type": "SKILLS_BASED"},
            'skill_based_routing_type: missing; needed while routing_type is "SKILLS_BASED"',
        ),
        ({"call_distribution_groups": None}, 'call_distribution_groups: missing; needed while queue_type is "INBOUND"'),
        ({"call_distribution_groups": []}, "call_distribution_groups: needs at least 1 entry"),
        ({"call_distribution_groups": [{"order": 1, "agent_groups": []}]}, "agent_groups: needs at least 1 entry"),
        ({"call_distribution_groups": [group("Team-1"), group("Team-1")]}, "order: 1 is listed twice"),
        ({"call_distribution_groups": [group("Team-1", "Team-1")]}, 'team: "Team-1" is listed twice'),
        ({"call_distribution_groups": [group("Team-9")]}, 'agent_groups[0].team: "Team-9": no team has this name'),
        (
            {"personalized_ai_routing": {"ai_routing_mode": "ACTIVE"}},
            ': missing; needed while personalized_ai_routing.ai_routing_mode is "ACTIVE"',
        ),
    ],
)
def test_what_the_service_would_refuse_is_refused_before_a_write(sim: Simulator, record: Row, problem: str) -> None:
    with pytest.raises(RefusedError) as refused:
        apply(sim, {"queue": [{**queue("New", group("Team-1")), **record}]})
    assert problem in str(refused.value)
    assert sim.writes() == []


def test_the_routing_of_a_queue_never_changes(sim: Simulator) -> None:
    apply(sim, {"queue": [queue("Cards", group("Team-1"))]}).ok()
    with pytest.raises(
        RefusedError, match='routing_type: cannot be changed after creation; it is "LONGEST_AVAILABLE_AGENT"'
    ):
        apply(sim, {"queue": [{"name": "Cards", "routing_type": "LINEAR"}]})


def test_a_queue_for_calls_has_what_it_needs(sim: Simulator) -> None:
    music = first(sim, First("audio-file"))
    (name,) = [row["name"] for row in sim.objects("audio-file") if row["id"] == music]
    record = queue("Calls", group("Team-1"), **CALLS, **{MUSIC: name})
    apply(sim, {"queue": [record]}).ok()
    assert live(sim, QUEUE)["Calls"]["defaultMusicInQueueMediaFileId"] == music
    assert not apply(sim, {"queue": [record]}).ok().changed
    with pytest.raises(RefusedError, match="monitoring_permitted: missing"):
        apply(sim, {"queue": [{"name": "Cards", **MAIL, "channel_type": "TELEPHONY"}]})


def test_a_team_moves_to_another_site_under_its_queue(sim: Simulator) -> None:
    teams = [{"name": "Claims", "site": "Alta"}]
    apply(sim, {"team": teams, "queue": [queue("Claims", group("Claims"))]}).ok()
    moved = {
        "team": [{"name": "Claims", "site": "Alta", "state": "absent"}, {"name": "Claims", "site": "Beta"}],
        "queue": [queue("Claims", group("Claims"))],
    }
    result = apply(sim, moved).ok()
    assert [row["action"] for row in result.rows] == ["deleted", "created", "updated"]
    assert groups_of(sim, "Claims") == [(1, 0, {"Beta Claims"})]
    assert apply(sim, moved).ok().changed is False


def test_names_of_teams_and_queues_change_places_in_one_run(sim: Simulator) -> None:
    names = ("One", "Two")
    first = {
        "team": [{"name": name, "site": "Alta", "queue_rankings": [{"queue": name, "rank": 1}]} for name in names],
        "queue": [queue(name, group(name)) for name in names],
    }
    apply(sim, first).ok()
    ids = {family: {name: live(sim, family)[name]["id"] for name in names} for family in ("team", QUEUE)}
    swapped = {
        "team": [{"id": ids["team"][old], **row} for old, row in zip(reversed(names), first["team"], strict=True)],
        "queue": [{"id": ids[QUEUE][old], **row} for old, row in zip(reversed(names), first["queue"], strict=True)],
    }
    apply(sim, swapped).ok()
    for name, old in zip(names, reversed(names), strict=True):
        assert live(sim, "team")[name]["id"] == ids["team"][old]
        assert live(sim, QUEUE)[name]["id"] == ids[QUEUE][old]
        assert groups_of(sim, name) == [(1, 0, {f"Alta {name}"})]
    assert apply(sim, swapped).ok().changed is False


@pytest.mark.parametrize("none", ["", []])
def test_a_queue_that_loses_its_last_group_is_refused(sim: Simulator, none: Any) -> None:
    apply(sim, {"queue": [queue("Cards", group("Team-1"))]}).ok()
    sim.clear_requests()
    with pytest.raises(RefusedError, match=r"call_distribution_groups: (missing; needed|needs at least 1 entry)"):
        apply(sim, {"queue": [{"name": "Cards", "call_distribution_groups": none}]})
    assert sim.writes() == []


def test_a_team_that_is_the_last_of_a_queue_stays_and_the_queue_is_named(sim: Simulator) -> None:
    apply(sim, {"team": [{"name": "Claims", "site": "Alta"}], "queue": [queue("Cards", group("Claims"))]}).ok()
    result = apply(sim, {"team": [{"name": "Claims", "site": "Alta", "state": "absent"}]})
    assert "still used by contact-service-queue: Cards" in result.message
    gone = {"team": [{"name": "Claims", "site": "Alta", "state": "absent"}], "queue": [queue("Cards", group("Team-1"))]}
    assert [row["action"] for row in apply(sim, gone).ok().rows] == ["deleted", "updated"]
