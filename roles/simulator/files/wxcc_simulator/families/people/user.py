# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: people of Webex who have access to the contact center. They are created and deleted in Control Hub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wxcc_simulator.families.common import ORGANIZATION, fields
from wxcc_simulator.families.deviation import SCHEMA, Deviation
from wxcc_simulator.families.family import READS, Desk, Family, First, Lookup, Object, On, Others, Reference

IGNORED = {"type": "string", "readOnly": True}
KINDS: dict[str, type[Any]] = {"BOOLEAN": bool, "PROFICIENCY": int, "TEXT": str, "ENUM": list}
VALUES = {
    "BOOLEAN": "booleanValue",
    "PROFICIENCY": "proficiencyValue",
    "TEXT": "textValue",
    "ENUM": "enumSkillValues",
}
REFUSED = "Access denied - only a supervisor may do this"


def _site(others: Others, item: Object, _on: On) -> Object:
    site = others.get("site", item.get("siteId", ""))
    return {} if site is None else {"siteName": site["name"]}


def _teams(body: Object, _live: Object | None, others: Others, _on: On) -> Iterator[str]:
    teams = [others.get("team", team_id) for team_id in body.get("teamIds", ())]
    for team in teams:
        if team and team["siteId"] != body.get("siteId"):
            yield f"teamIds: {team['id']} not found for given site"
        if team and team["teamType"] == "CAPACITY":
            yield f"teamIds: {team['id']}: Capacity based teams are not allowed"


def _by_ci_user_id(desk: Desk, path: Mapping[str, str]) -> Object:
    found = next((user for user in desk.objects.all() if user.get("ciUserId") == path["id"]), None)
    if found is None:
        raise desk.refusal(404, f"{path['id']}: no user has this ciUserId")
    return found


def _who_has_skill(desk: Desk, path: Mapping[str, str]) -> list[Object]:
    """The users with a dynamic skill, each with its value."""
    names = ("organizationId", "id", "firstName", "lastName", "email")
    return [
        {**{name: user[name] for name in names}, "dynamicSkill": skill}
        for user in desk.objects.all()
        for skill in user.get("dynamicSkills", ())
        if skill["skillId"] == _skill(desk, path["skillId"])["id"]
    ]


def _skill(desk: Desk, skill_id: str) -> Object:
    skill = desk.store.get("skill", skill_id)
    if skill is None:
        raise desk.refusal(404, f"{skill_id}: no skill has this id")
    return skill


def _change_skill(desk: Desk, path: Mapping[str, str], item: Object, action: str) -> str:
    """Set or remove a dynamic skill of a user, and return the id of the user."""
    skill, user = _skill(desk, path["skillId"]), desk.find(item.get("userId"))
    others = [known for known in user.get("dynamicSkills", ()) if known["skillId"] != skill["id"]]
    if action == "DELETE":
        desk.objects.save({**user, "dynamicSkills": others})
        return str(user["id"])
    value = {"skillId": skill["id"], "skillName": skill["name"], **_value(desk, skill, item)}
    desk.objects.save({**user, "dynamicSkills": [*others, value]})
    return str(user["id"])


def _value(desk: Desk, skill: Object, item: Object) -> dict[str, Any]:
    kind = skill["skillType"].upper()
    field = VALUES[kind]
    value: Any = item.get(field)
    if not isinstance(value, KINDS[kind]) or [name for name in VALUES.values() if name in item] != [field]:
        raise desk.refusal(400, f"{field}: is required for a skill of type {kind}, and no other value")
    if kind == "PROFICIENCY" and (isinstance(value, bool) or not 0 <= value <= 10):
        raise desk.refusal(400, f"{field}: must be from 0 to 10")
    if kind != "ENUM":
        return {field: value}
    names = [known["name"] for known in skill["enumSkillValues"]]
    if any(one not in names for one in value):
        raise desk.refusal(400, f"{field}: must be some of {', '.join(names)}")
    return {field: "|".join(value)}


def _only_supervisors(desk: Desk, _path: Mapping[str, str]) -> Object:
    raise desk.refusal(403, REFUSED)


FAMILY = Family(
    name="user",
    sample={},
    fails_on_json_patch=True,
    key=("email",),
    references=(
        Reference("siteId", "site"),
        Reference("teamIds", "team"),
        Reference("userProfileId", "user-profile"),
        Reference("skillProfileId", "skill-profile"),
        Reference("agentProfileId", "agent-profile"),
        Reference("multimediaProfileId", "multimedia-profile"),
        Reference("preferredSupervisorTeamId", "team"),
        Reference("dynamicSkills.skillId", "skill"),
    ),
    immutable=("firstName", "lastName", "email", "ciUserId"),
    reordered=("teamIds",),
    keeps=(
        "userLevelBurnoutInclusion",
        "userLevelAutoCSATInclusion",
        "userLevelWellnessBreakReminders",
        "userLevelSummariesInclusion",
    ),
    internal=("dynamicSkills",),
    change={"workPhone": "+498912345"},
    hidden_without={"user_rows_have_teams": ("teamIds",)},
    check=_teams,
    derived=_site,
    served=(*READS, ("put", "*"), ("patch", "*"), ("bulk_patch", "*")),
    lookups=(
        Lookup("GET", "user/by-ci-user-id/{id}", "one", _by_ci_user_id),
        Lookup("GET", "v2/user/by-ci-user-id/{id}", "one", _by_ci_user_id),
        Lookup("GET", "user/with-user-profile", "bare", lambda desk, _path: list(desk.objects.all())),
        Lookup("GET", "user/with-user-profile/{id}", "one", lambda desk, path: desk.find(path["id"])),
        Lookup("GET", "user/by-dynamic-skill-id/{skillId}", "list", _who_has_skill),
        Lookup("PATCH", "user/bulk/update-dynamic-skill/{skillId}", "bulk", carry_out=_change_skill),
        Lookup("PATCH", "user/{id}/reskill", "one", _only_supervisors),
    ),
    deviations=(
        Deviation(
            name="user_dynamic_skills_apart",
            state="always",
            where="dynamicSkills of a user",
            file="a field of the user",
            observed="ignored and never shown; user/by-dynamic-skill-id and user/bulk/update-dynamic-skill have them",
            source="live probes, 2026-07-22",
            schemas={"UserDTO": fields(dynamicSkills={"readOnly": True})},
            probes=({"dynamicSkills": [{"skillId": First("skill"), "booleanValue": True}]},),
        ),
        Deviation(
            name="user_inclusions_ignored",
            where="userLevelSummariesInclusion and userLevelAutoCSATInclusion of a user",
            file="can be written",
            observed="200, and unchanged",
            source="live write probes, 2026-07-11 to 2026-07-22",
            schemas={"UserDTO": fields(userLevelSummariesInclusion=IGNORED, userLevelAutoCSATInclusion=IGNORED)},
            probes=({"userLevelSummariesInclusion": "EXCLUDED"},),
        ),
        Deviation(
            name="user_patch_body",
            state="always",
            where="PATCH user/{id}",
            file="takes a node of JSON, whatever that is",
            observed="takes an object with the fields to change, and keeps the others",
            source="live write probes, 2026-07-22",
            operations={
                f"PATCH {ORGANIZATION}/user/{{id}}": {
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": f"{SCHEMA}UserPatch"}}}}
                }
            },
            schemas={"UserPatch": {"type": "object", "additionalProperties": {}}},
        ),
        Deviation(
            name="user_rows_have_teams",
            where="rows of the lists of users",
            file="its example lacks teamIds",
            observed="two public tools take teamIds from the rows",
            source="third-party code that is in use",
        ),
    ),
)
