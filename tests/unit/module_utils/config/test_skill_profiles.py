# SPDX-License-Identifier: GPL-3.0-or-later
"""References to entries of lists in other objects: the values of skills, to which skill profiles refer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.engine import apply, listed
from support.simulator import Row, Simulator
from unit.module_utils.config.outcomes import live

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError

ENUM = {"skill_type": "ENUM", "service_level_threshold": 0}
LANGUAGE: Row = {"name": "Language", **ENUM, "enum_skill_values": [{"name": "German"}, {"name": "French"}]}
CUISINE: Row = {"name": "Cuisine", **ENUM, "enum_skill_values": [{"name": "French"}]}
SALES: Row = {"name": "Sales", "skill_type": "PROFICIENCY", "service_level_threshold": 0}


def profile(*values: Any, name: str = "Agents", **more: Any) -> Row:
    return {"name": name, "active_enum_skills": [{"enum_skill_value": value} for value in values], **more}


def values_of(sim: Simulator, name: str = "Agents") -> set[str]:
    """The skills and values of a profile."""
    names = {value["id"]: f"{row['name']} {value['name']}" for row in sim.objects("skill") for value in parts(row)}
    return {names[entry["enumSkillValueId"]] for entry in live(sim, "skill-profile")[name]["activeEnumSkills"]}


def parts(skill: Row) -> list[Row]:
    found: list[Row] = skill.get("enumSkillValues", [])
    return found


def reads_of_skills(sim: Simulator) -> int:
    return sum(row["method"] == "GET" and "/skill/" in row["path"] for row in sim.requests())


@pytest.mark.parametrize("skills", [[LANGUAGE], [LANGUAGE, CUISINE, SALES]], ids=["singly", "in bulk"])
def test_values_of_new_skills_are_named_in_the_same_run(sim: Simulator, skills: list[Row]) -> None:
    of_sales = [{"skill": "Sales", "proficiency_value": 7}] if SALES in skills else []
    objects = {
        "skill": skills,
        "skill-profile": [profile("German", active_skills=of_sales), profile("German", name="Two")],
    }
    apply(sim, objects).ok()
    assert values_of(sim) == {"Language German"}
    assert reads_of_skills(sim) == 1, "the skill whose values are needed, once"
    sim.clear_requests()
    assert apply(sim, objects).ok().changed is False
    assert reads_of_skills(sim) == sum("enum_skill_values" in row for row in skills), "once each, whoever needs it"
    gone = {family: [{"name": row["name"], "state": "absent"} for row in rows] for family, rows in objects.items()}
    assert apply(sim, gone).ok().counts["deleted"] == len(skills) + 2


@pytest.mark.parametrize("french", ["French: Language", {"name": "French", "skill": "Language"}])
def test_a_value_of_several_skills_is_named_with_its_skill(sim: Simulator, french: Any) -> None:
    apply(sim, {"skill": [LANGUAGE, CUISINE]}).ok()
    with pytest.raises(RefusedError, match="2 enum skill values have this name; add skill, or give one by id"):
        apply(sim, {"skill-profile": [profile("French")]})
    sim.clear_requests()
    apply(sim, {"skill-profile": [profile(french, "German")]}).ok()
    assert values_of(sim) == {"Language French", "Language German"}
    (shown,) = [row for row in listed(sim, "skill-profile").objects if row["name"] == "Agents"]
    assert {str(entry["enum_skill_value"]) for entry in shown["active_enum_skills"]} == {
        "German",
        "{'name': 'French', 'skill': 'Language'}",
    }
    sim.clear_requests()
    assert apply(sim, {"skill-profile": [shown, profile("German", french)][:1]}).ok().changed is False


def test_skills_that_cannot_have_values_are_not_read(sim: Simulator) -> None:
    apply(sim, {"skill": [LANGUAGE, SALES]}).ok()
    sim.clear_requests()
    apply(sim, {"skill-profile": [profile("German")]}).ok()
    enums = [row for row in sim.objects("skill") if row["skillType"] == "ENUM"]
    assert reads_of_skills(sim) == len(enums)


def test_a_value_that_the_same_run_adds_to_a_skill(sim: Simulator) -> None:
    apply(sim, {"skill": [LANGUAGE], "skill-profile": [profile("German")]}).ok()
    more = {**LANGUAGE, "enum_skill_values": [*LANGUAGE["enum_skill_values"], {"name": "Dutch"}]}
    objects = {"skill": [more], "skill-profile": [profile("Dutch")]}
    assert apply(sim, objects).ok().counts["updated"] == 2
    assert values_of(sim) == {"Language Dutch"}
    assert apply(sim, objects).ok().changed is False


def test_a_value_that_the_same_run_takes_away_is_no_longer_known(sim: Simulator) -> None:
    apply(sim, {"skill": [LANGUAGE]}).ok()
    fewer = {**LANGUAGE, "enum_skill_values": [{"name": "French"}]}
    with pytest.raises(RefusedError, match='"German": this run deletes the enum skill value with this name'):
        apply(sim, {"skill": [fewer], "skill-profile": [profile("German")]})


def test_a_skill_that_could_not_be_made_is_named(sim: Simulator) -> None:
    sim.fault(method="POST", path="*/skill", status=403, times=1)
    result = apply(sim, {"skill": [LANGUAGE], "skill-profile": [profile("German")]})
    assert result.actions() == {"Language": "failed", "Agents": "failed"}
    assert "needs the skill Language, which could not be created" in result.message


def test_a_value_that_could_not_be_added_is_named(sim: Simulator) -> None:
    apply(sim, {"skill": [LANGUAGE]}).ok()
    sim.fault(method="PUT", path="*/skill/*", status=403, times=1)
    more = {**LANGUAGE, "enum_skill_values": [*LANGUAGE["enum_skill_values"], {"name": "Dutch"}]}
    result = apply(sim, {"skill": [more], "skill-profile": [profile("Dutch")]})
    assert "needs the enum skill value Dutch, which could not be created" in result.message


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"name": "None"}, "active_skills or active_enum_skills: missing"),
        ({"name": "None", "active_skills": []}, "active_skills or active_enum_skills: missing"),
        (profile("Germann"), '"Germann": no enum skill value has this name. Did you mean "German"'),
        (profile({"name": "German", "skill": "Cooking"}), "no skill has this name"),
        (
            profile({"name": "German", "colour": "red"}),
            "colour: unknown. The key of a enum skill value is its name and skill",
        ),
        ({"name": "None", "active_enum_skills": [{"enum_skill_value_id": "7"}]}, "no enum skill value has this id"),
    ],
)
def test_mistakes_are_refused_before_a_write(sim: Simulator, record: Row, problem: str) -> None:
    apply(sim, {"skill": [LANGUAGE]}).ok()
    with pytest.raises(RefusedError) as refused:
        apply(sim, {"skill-profile": [record]})
    assert problem in str(refused.value)


@pytest.mark.parametrize("check_mode", [True, False])
def test_values_of_new_skills_are_shown_by_name(sim: Simulator, check_mode: bool) -> None:
    """Two new skills with a value of one name, which neither the name nor an id would tell apart."""
    values = [{"name": "Basic"}, {"name": "Good"}]
    new = {"skill_type": "ENUM", "service_level_threshold": 0, "enum_skill_values": values}
    given = [{"enum_skill_value": {"name": "Basic", "skill": skill}} for skill in ("One", "Two")]
    records = {"skill": [{"name": name, **new} for name in ("One", "Two")]}
    profile = {"name": "Both", "active_enum_skills": given}
    done = apply(sim, {**records, "skill-profile": [profile]}, check_mode=check_mode).ok()
    (entry,) = [entry for entry in done.diff if entry["after_header"] == "new skill profiles"]
    assert entry["after"] == f"Both: active_enum_skills: {json.dumps(given)}\n"
