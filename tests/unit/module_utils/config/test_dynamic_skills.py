# SPDX-License-Identifier: GPL-3.0-or-later
"""Dynamic skills of users are read skill by skill: exported, listed, brought to another organization, backed up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, listed
from support.exporting import applied, documents_of, exported
from support.fixtures import Simulators
from support.simulator import Row, Simulator

ENUM = {"enum_skill_values": [{"name": "German"}, {"name": "Dutch"}]}
SKILLS: dict[str, Row] = {
    "Level": {"skill_type": "PROFICIENCY"},
    "Billing": {"skill_type": "BOOLEAN"},
    "Note": {"skill_type": "TEXT"},
    "Language": {"skill_type": "ENUM", **ENUM},
}
GIVEN: list[Row] = [
    {"Level": 7, "Billing": True, "Note": "007", "Language": ["Dutch", "German"]},
    {"Level": 0, "Billing": False, "Note": ["absent"], "Language": "German"},
    {"Note": "=1+1; {{ x }}"},
    {},
]
"""What the first users have."""


def skill(name: str, about: Row) -> Row:
    return {"name": name, "service_level_threshold": 0, "dynamic_skill": True, **about}


def skills_of(sim: Simulator) -> dict[str, Row]:
    """The values of each user by the names of skills."""
    fields = ("proficiencyValue", "booleanValue", "textValue", "enumSkillValues")
    return {
        user["email"]: {
            one["skillName"]: next(one[name] for name in fields if name in one) for one in user["dynamicSkills"]
        }
        for user in sim.objects("user")
        if user.get("dynamicSkills")
    }


@pytest.fixture
def skilled(sim: Simulator) -> Simulator:
    """Users with such skills, and a skill that is not dynamic."""
    users = [
        {"email": row["email"], "dynamic_skills": given} for row, given in zip(sim.objects("user"), GIVEN, strict=False)
    ]
    others = {"Fixed": {"skill_type": "TEXT", "dynamic_skill": False}}
    apply(sim, {"skill": [skill(name, about) for name, about in (SKILLS | others).items()], "user": users}).ok()
    sim.clear_requests()
    return sim


def asked(sim: Simulator) -> list[str]:
    return [row["path"].rsplit("/", 1)[1] for row in sim.requests() if "by-dynamic-skill-id" in row["path"]]


@pytest.mark.parametrize("form", ["yaml", "csv", "auto"])
def test_they_are_exported_and_applied_again_nothing_is_written(skilled: Simulator, tmp_path: Path, form: str) -> None:
    result = exported(skilled, tmp_path, include=["user:*", "skill:*"], format=form)
    assert (result["incomplete"], result["warnings"]) == ([], [])
    ids = [row["id"] for row in skilled.objects("skill") if row["dynamicSkill"]]
    assert sorted(asked(skilled)) == sorted(ids)  # once for each skill that users can have
    before = skills_of(skilled)
    assert len(before) == 3
    skilled.clear_requests()
    assert not applied(skilled, tmp_path).ok().changed
    assert skilled.writes() == []
    apply(skilled, {"user": [{"email": email, "dynamic_skills": dict.fromkeys(SKILLS, "absent")} for email in before]})
    assert skills_of(skilled) == {}
    applied(skilled, tmp_path).ok()
    assert skills_of(skilled) == before


def test_their_values_are_written_as_a_person_would(skilled: Simulator, tmp_path: Path) -> None:
    apply(skilled, {"user": [{"email": user["email"], "dynamic_skills": {"Note": "vip"}} for user in users(skilled)]})
    exported(skilled, tmp_path, include=["user:*"])
    header, first, *_rest = (tmp_path / "user.csv").read_text().splitlines()
    assert [name for name in header.split(",") if "." in name] == [
        f"dynamic_skills.{name}" for name in ("Billing", "Language", "Level", "Note")
    ]
    assert "true,Dutch|German,7,vip" in first


def users(sim: Simulator) -> list[Row]:
    return sim.objects("user")[: len(GIVEN)]


def test_names_that_are_no_heading_stand_in_one_cell(skilled: Simulator, tmp_path: Path) -> None:
    apply(skilled, {"skill": [skill("A.1, x", {"skill_type": "TEXT"})]}).ok()
    record = {"email": users(skilled)[2]["email"], "dynamic_skills": {"A.1, x": "b", "Note": "c"}}
    apply(skilled, {"user": [record]}).ok()
    exported(skilled, tmp_path, include=["user:*"], format="csv")
    (header, *_rows) = (tmp_path / "user.csv").read_text().splitlines()
    assert "dynamic_skills" in header.split(",")
    assert "dynamic_skills." not in header
    assert not applied(skilled, tmp_path).ok().changed


def test_a_copy_gets_them(skilled: Simulator, simulators: Simulators, tmp_path: Path) -> None:
    """The other organization has the same people, and nothing else of it."""
    exported(skilled, tmp_path / "a", format="yaml")
    other = simulators(tasks_per_day=1)
    other.reset()
    applied(other, tmp_path / "a").ok()
    assert skills_of(other) == skills_of(skilled) != {}
    exported(other, tmp_path / "b", format="yaml")
    of_users = [(tmp_path / name / "user.yml").read_text() for name in "ab"]
    assert of_users[0] == of_users[1]


def test_a_narrow_export_has_them_too_and_lists_show_them(skilled: Simulator, tmp_path: Path) -> None:
    one, two, *_rest = users(skilled)
    exported(skilled, tmp_path, include=[f"user:{one['email']}"], format="yaml")
    (document,) = documents_of(tmp_path)
    assert document.records[0].values["dynamic_skills"] == GIVEN[0]
    shown = {row["email"]: row.get("dynamic_skills") for row in listed(skilled, "user").objects}
    assert {name: shown[row["email"]] for name, row in zip("ab", (one, two), strict=True)} == {
        "a": GIVEN[0],
        "b": GIVEN[1],
    }
    skilled.clear_requests()
    assert "dynamic_skills" not in listed(skilled, "user", attributes=["email"]).objects[0]
    assert asked(skilled) == []


def test_many_users_of_a_skill_are_pages(skilled: Simulator, tmp_path: Path) -> None:
    first = users(skilled)[0]
    skilled.add_users(first["siteId"], first["teamIds"], 150)
    records = [{"email": row["email"], "dynamic_skills": {"Level": 3}} for row in skilled.objects("user")]
    apply(skilled, {"user": records}).ok()
    skilled.clear_requests()
    exported(skilled, tmp_path, include=["user:*"])
    (level,) = [row["id"] for row in skilled.objects("skill") if row["name"] == "Level"]
    assert asked(skilled).count(level) == -(-len(records) // 100) + 1  # the first of several pages is read again
    assert len(asked(skilled)) == len(SKILLS) - 1 + asked(skilled).count(level)
    skilled.clear_requests()
    assert not applied(skilled, tmp_path).ok().changed


@pytest.mark.parametrize("status", [403, 404])
def test_skills_that_may_not_be_read_are_left_out(skilled: Simulator, tmp_path: Path, status: int) -> None:
    body = {"error": {"reason": "not for you"}}
    skilled.fault(method="GET", path="*/by-dynamic-skill-id/*", status=status, body=body, times=None)
    result = exported(skilled, tmp_path, include=["user:*"])
    assert result["objects"] == {"user": len(skilled.objects("user"))}
    warnings = [text for text in result["warnings"] if "dynamic_skills: left out, because the service" in text]
    assert len(warnings) == (1 if status == 403 else 0)  # a skill that is gone has nobody
    assert "dynamic_skills" not in (tmp_path / "user.csv").read_text()


CHANGES: list[dict[str, Any]] = [
    {"Level": 9, "Note": "absent"},
    {"Language": "Dutch"},
    {"Billing": False, "Note": "new"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_backup_brings_them_back(skilled: Simulator, tmp_path: Path, change: Row) -> None:
    before = skills_of(skilled)
    records = [{"email": row["email"], "dynamic_skills": change} for row in users(skilled)]
    apply(skilled, {"user": records}, backup_dir=tmp_path / "b").ok()
    assert skills_of(skilled) != before
    applied(skilled, tmp_path / "b").ok()
    assert skills_of(skilled) == before


def test_a_backup_takes_away_a_skill_that_the_run_made(skilled: Simulator, tmp_path: Path) -> None:
    before = skills_of(skilled)
    user = {"email": users(skilled)[3]["email"], "dynamic_skills": {"New": 3}}
    made = {"skill": [skill("New", {"skill_type": "PROFICIENCY"})], "user": [user]}
    apply(skilled, made, backup_dir=tmp_path / "b").ok()
    applied(skilled, tmp_path / "b").ok()
    assert skills_of(skilled) == before
    assert "New" not in [row["name"] for row in skilled.objects("skill")]


def test_a_skill_that_is_not_there_may_be_absent_or_skipped(skilled: Simulator) -> None:
    user = users(skilled)[2]
    record = {"email": user["email"], "dynamic_skills": {"Nowhere": "absent", "Note": "x"}}
    assert apply(skilled, {"user": [record]}).ok().rows[0]["changes"].keys() == {"dynamic_skills.Note"}
    other = {**record, "dynamic_skills": {"Nowhere": 3, "Note": "y"}}
    done = apply(skilled, {"user": [other]}, skip_missing=["skill"]).ok()
    assert "Nowhere" in done.warnings[0]
    assert skills_of(skilled)[user["email"]] == {"Note": "y"}
