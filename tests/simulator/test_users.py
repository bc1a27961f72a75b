# SPDX-License-Identifier: GPL-3.0-or-later
"""Users can be changed, singly and in bulk, and not created; their dynamic skills are apart from them."""

from __future__ import annotations

from typing import Any

import pytest
from support.exchanges import without, writable
from support.samples import create
from support.simulator import Row, Simulator


@pytest.fixture
def user(sim: Simulator) -> Row:
    found: Row = sim.call("GET", f"user/{sim.objects('user')[0]['id']}").json()
    return found


def reason(answer: Any) -> str:
    return str(answer.json()["error"]["reason"])


def test_a_user_is_changed_by_put_and_patch(sim: Simulator, user: Row) -> None:
    put = sim.call("PUT", f"user/{user['id']}", json=writable(user, workPhone="+1"))
    assert (put.status_code, put.json()["workPhone"]) == (200, "+1")
    patched = sim.call("PATCH", f"user/{user['id']}", json={"externalIdentifier": "7"}).json()
    assert (patched["externalIdentifier"], patched["workPhone"]) == ("7", "+1")
    cleared = sim.call("PATCH", f"user/{user['id']}", json={"workPhone": None}).json()
    assert "workPhone" not in cleared
    assert sim.call("PATCH", f"user/{user['id']}", json=[{"op": "remove", "path": "/siteId"}]).status_code == 500
    for method, path in (("POST", "user"), ("DELETE", f"user/{user['id']}")):
        assert sim.call(method, path, json={}).status_code == 405


@pytest.mark.parametrize("field", ["firstName", "lastName", "email"])
def test_what_control_hub_owns(sim: Simulator, user: Row, field: str) -> None:
    answer = sim.call("PUT", f"user/{user['id']}", json=writable(user, **{field: "other@example.com"}))
    assert answer.status_code == 400
    assert f"This configuration cannot be changed. Original value is {user[field]}" in reason(answer)


def test_teams_have_to_be_of_the_site_and_of_agents(sim: Simulator, user: Row) -> None:
    elsewhere = create(sim, "team", 1, siteId=create(sim, "site", 1)["id"])
    capacity = create(sim, "team", 2, teamType="CAPACITY", siteId=user["siteId"])
    for team, words in ((elsewhere, "not found for given site"), (capacity, "Capacity based teams are not allowed")):
        answer = sim.call("PATCH", f"user/{user['id']}", json={"teamIds": [team["id"]]})
        assert (answer.status_code, words in reason(answer)) == (400, True)


def test_what_is_taken_and_not_done(sim: Simulator, user: Row) -> None:
    changes = {"userLevelSummariesInclusion": "EXCLUDED", "userLevelAutoCSATInclusion": "EXCLUDED", "dynamicSkills": []}
    answer = sim.call("PATCH", f"user/{user['id']}", json=changes)
    assert answer.status_code == 200
    assert without(answer.json(), "version", "lastUpdatedTime") == without(user, "version", "lastUpdatedTime")


def test_changes_in_bulk(sim: Simulator) -> None:
    users = sim.objects("user")[:3]
    items = [{"itemIdentifier": n, "item": {"id": user["id"], "workPhone": f"+{n}"}} for n, user in enumerate(users)]
    items.append({"itemIdentifier": 9, "item": {"id": users[0]["id"], "email": "new@example.com"}})
    rows = sim.call("PATCH", "user/bulk", json={"items": items}).json()["items"]
    assert [row["status"] for row in rows] == [200, 200, 200, 400]
    assert [user["workPhone"] for user in sim.objects("user")[:3]] == ["+0", "+1", "+2"]


@pytest.mark.parametrize(
    ("kind", "good", "bad", "shown"),
    [
        ("PROFICIENCY", {"proficiencyValue": 7}, {"proficiencyValue": 11}, {"proficiencyValue": 7}),
        ("BOOLEAN", {"booleanValue": True}, {"proficiencyValue": 1}, {"booleanValue": True}),
        ("TEXT", {"textValue": "yes"}, {}, {"textValue": "yes"}),
        ("ENUM", {"enumSkillValues": ["a", "b"]}, {"enumSkillValues": ["c"]}, {"enumSkillValues": "a|b"}),
    ],
)
def test_dynamic_skills(sim: Simulator, user: Row, kind: str, good: Row, bad: Row, shown: Row) -> None:
    values = {"enumSkillValues": [{"name": "a"}, {"name": "b"}]} if kind == "ENUM" else {}
    skill = create(sim, "skill", 1, skillType=kind, **values)
    path = f"user/bulk/update-dynamic-skill/{skill['id']}"

    def send(action: str, value: Row) -> Row:
        item = {"userId": user["id"], "skillId": skill["id"], **value}
        body = {"items": [{"itemIdentifier": 1, "item": item, "requestAction": action}]}
        answer = sim.call("PATCH", path, json=body)
        assert answer.status_code == 207
        row: Row = answer.json()["items"][0]
        return row

    assert send("SAVE", bad)["status"] == 400
    assert send("SAVE", good)["status"] == 200
    listed = sim.call("GET", f"user/by-dynamic-skill-id/{skill['id']}").json()
    assert listed["meta"]["totalRecords"] == 1
    who, given = listed["data"][0], listed["data"][0]["dynamicSkill"]
    assert (who["id"], who["email"]) == (user["id"], user["email"])
    assert given == {"skillId": skill["id"], "skillName": skill["name"], **shown}
    assert "dynamicSkills" not in sim.call("GET", f"user/{user['id']}").json()
    assert sim.call("DELETE", f"skill/{skill['id']}").status_code == 412
    sim.call("PATCH", f"user/{user['id']}", json={"workPhone": "+1"})
    assert send("DELETE", {})["status"] == 204, "a change of the user leaves the skill alone"
    assert sim.call("GET", f"user/by-dynamic-skill-id/{skill['id']}").json()["data"] == []


def test_other_ways_to_a_user(sim: Simulator, user: Row) -> None:
    known = sim.objects("user")[0]
    assert sim.call("GET", f"user/by-ci-user-id/{known['ciUserId']}").json()["id"] == user["id"]
    assert sim.call("GET", f"user/by-ci-user-id/{user['id']}").status_code == 404
    assert len(sim.call("GET", "user/with-user-profile").json()) == len(sim.objects("user"))
    assert sim.call("PATCH", f"user/{user['id']}/reskill", json={}).status_code == 403


def test_rows_show_teams_unless_told_otherwise(sim: Simulator) -> None:
    assert sim.call("GET", "v2/user").json()["data"][0]["teamIds"]
    sim.quirks(user_rows_have_teams=False)
    assert "teamIds" not in sim.call("GET", "v2/user").json()["data"][0]
