# SPDX-License-Identifier: GPL-3.0-or-later
"""People are found by their email, changed by PATCH, and neither created nor deleted."""

from __future__ import annotations

from contextlib import closing

import pytest
from support.engine import apply, make_dynamic_skills, settings
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, run
from ansible_collections.webex.contact_center.plugins.module_utils.config.review.offline import dangling
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse


@pytest.fixture
def people(sim: Simulator) -> list[Row]:
    sim.clear_requests()
    return sim.objects("user")[:3]


def sent(sim: Simulator) -> list[str]:
    return [f"{row['method']} {'/'.join(row['path'].split('/')[3:])}" for row in sim.writes()]


def test_a_user_is_found_by_the_email_in_any_case_and_only_what_changes_is_sent(
    sim: Simulator, people: list[Row]
) -> None:
    record = {"email": people[0]["email"].upper(), "work_phone": "+498912345", "external_id": "4711"}
    assert apply(sim, {"user": [record]}, check_mode=True).ok().counts["updated"] == 1
    assert sim.writes() == []
    assert apply(sim, {"user": [record]}).ok().counts["updated"] == 1
    assert sent(sim) == [f"PATCH user/{people[0]['id']}"]
    now = next(row for row in sim.objects("user") if row["id"] == people[0]["id"])
    assert (now["email"], now["workPhone"], now["externalIdentifier"]) == (people[0]["email"], "+498912345", "4711")
    assert apply(sim, {"user": [record]}).ok().changed is False


def test_many_users_are_changed_by_one_request(sim: Simulator, people: list[Row]) -> None:
    records = [{"email": row["email"], "mobile": "+4917012345"} for row in people]
    assert apply(sim, {"user": records}).ok().counts["updated"] == len(people)
    assert sent(sim) == ["PATCH user/bulk"]
    assert apply(sim, {"user": records}).ok().changed is False


def test_a_page_of_the_list_shows_what_became_of_a_hundred_users() -> None:
    with Simulator.start(orgs=1, preset="small") as many:
        records = [{"email": row["email"], "mobile": "+4917012345"} for row in many.objects("user")]
        many.clear_requests()
        assert apply(many, {"user": records}).ok().counts["updated"] == len(records)
        sent = [row["method"] for row in many.requests()]
        pages = -(-len(records) // 100)
        assert sent.count("PATCH") == pages
        assert sent.count("GET") == pages + 1 + pages, "the list, its first page again, and once more after the writes"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nobody@example.com"}, "People are created in Control Hub"),
        ({"state": "absent"}, "Remove the person, or the license"),
        ({"first_name": "Else"}, "Change it in Control Hub"),
        ({"dynamic_skills": []}, "dynamic_skills"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_control_hub_does_is_refused_before_anything_is_sent(
    sim: Simulator, people: list[Row], change: Row, words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        apply(sim, {"user": [{"email": people[0]["email"], **change}]})
    assert sim.writes() == []


def test_two_records_of_one_email_are_one_mistake(sim: Simulator, people: list[Row]) -> None:
    email = people[0]["email"]
    with pytest.raises(RefusedError, match="is the same object as"):
        apply(sim, {"user": [{"email": email}, {"email": email.upper()}]})


SKILLS = {"Level": "PROFICIENCY", "Billing": "BOOLEAN", "Note": "TEXT", "Language": "ENUM"}


@pytest.fixture
def skilled(sim: Simulator) -> Simulator:
    """A skill of each type that users can have besides their profile."""
    make_dynamic_skills(sim, SKILLS, ("German", "Dutch"))
    return sim


def skills_of(sim: Simulator, user: Row) -> dict[str, object]:
    (now,) = [row for row in sim.objects("user") if row["id"] == user["id"]]
    fields = ("proficiencyValue", "booleanValue", "textValue", "enumSkillValues")
    return {
        skill["skillName"]: next(skill[name] for name in fields if name in skill)
        for skill in now.get("dynamicSkills", ())
    }


def test_dynamic_skills_are_compared_and_written_skill_by_skill(skilled: Simulator, people: list[Row]) -> None:
    wanted = {"Level": 7, "Billing": True, "Note": "vip", "Language": ["German", "Dutch"]}
    record = {"email": people[0]["email"], "dynamic_skills": wanted}
    skilled.clear_requests()
    assert apply(skilled, {"user": [record]}, check_mode=True).rows[0]["changes"]["dynamic_skills.Level"] == {
        "before": None,
        "after": 7,
    }
    assert skilled.writes() == []
    apply(skilled, {"user": [record]}).ok()
    assert sorted({line.rsplit("/", 1)[0] for line in sent(skilled)}) == ["PATCH user/bulk/update-dynamic-skill"]
    assert len(sent(skilled)) == len(wanted)
    assert skills_of(skilled, people[0]) == {"Level": 7, "Billing": True, "Note": "vip", "Language": "German|Dutch"}
    skilled.clear_requests()
    assert not apply(skilled, {"user": [record]}).changed
    read = [row["path"] for row in skilled.requests() if "by-dynamic-skill-id" in row["path"]]
    assert len(read) == len(set(read)) == len(wanted)
    # A skill that is not named stays, and one that must be absent goes.
    changed = {"email": people[0]["email"], "dynamic_skills": {"Level": "9", "Note": "absent"}}
    skilled.clear_requests()
    done = apply(skilled, {"user": [changed]}).ok()
    assert done.rows[0]["changes"] == {
        "dynamic_skills.Level": {"before": 7, "after": "9"},
        "dynamic_skills.Note": {"before": "vip", "after": None},
    }
    assert skills_of(skilled, people[0]) == {"Billing": True, "Language": "German|Dutch", "Level": 9}
    assert not apply(skilled, {"user": [changed]}).changed


def test_a_skill_that_the_run_makes_can_be_given_at_once(sim: Simulator, people: list[Row]) -> None:
    skill = {"name": "New", "skill_type": "PROFICIENCY", "service_level_threshold": 0, "dynamic_skill": True}
    user = {"email": people[0]["email"], "mobile": "+4917012345", "dynamic_skills": {"New": 3}}
    done = apply(sim, {"user": [user], "skill": [skill]}).ok()
    assert done.counts == {**done.counts, "created": 1, "updated": 1}
    assert skills_of(sim, people[0]) == {"New": 3}


@pytest.mark.parametrize(
    ("skills", "words"),
    [
        ({"Spanisch": 7}, "dynamic_skills.Spanisch: 'Spanisch': no skill has this name"),
        ({"Level": 7.5}, "dynamic_skills.Level: 7.5 is not a value of a skill"),
        ([], "dynamic_skills: \\[\\] is not a mapping of skills to their values"),
        ({"Level": 7, "Level ": 8}, 'dynamic_skills: "Level" is given twice; keep one'),
    ],
)
def test_dynamic_skills_that_cannot_be_read_are_refused(
    skilled: Simulator, people: list[Row], skills: object, words: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        apply(skilled, {"user": [{"email": people[0]["email"], "dynamic_skills": skills}]})
    assert words.replace("\\", "").replace("'", '"') in str(caught.value).replace("'", '"')
    assert skilled.writes() == []


MISFITS = [
    ("Level", "high", '"high" is not a number from 0 to 10, which a PROFICIENCY skill takes'),
    ("Level", 11, "11 is not a number from 0 to 10"),
    ("Billing", "maybe", '"maybe" is not true or false, which a BOOLEAN skill takes'),
    ("Note", ["one", "two"], "is a list, which a TEXT skill does not take"),
]


@pytest.mark.parametrize(("skill", "value", "words"), MISFITS)
def test_a_value_of_another_type_than_the_live_skill_is_refused_before_anything_is_sent(
    skilled: Simulator, people: list[Row], skill: str, value: object, words: str
) -> None:
    records = {"user": [{"email": people[0]["email"], "dynamic_skills": {skill: value, "Note": "absent"}}]}
    if skill == "Note":
        records["user"][0]["dynamic_skills"] = {skill: value}
    with pytest.raises(RefusedError) as caught:
        apply(skilled, records)
    assert f"dynamic_skills.{skill}: " in str(caught.value)
    assert words in str(caught.value)
    assert skilled.writes() == []


FOLDER_SKILLS = """
- {name: Level, skill_type: PROFICIENCY, service_level_threshold: 0, dynamic_skill: true}
- name: Language
  skill_type: ENUM
  service_level_threshold: 0
  dynamic_skill: true
  enum_skill_values: [{name: German}, {name: Dutch}]
"""
FOLDER_USERS = """
- email: %s
  dynamic_skills:
    Level: seven
    Language: [German, Danish]
- email: %s
  dynamic_skills: {Level: absent, Language: Dutch}
"""


def test_a_value_that_a_skill_of_the_source_does_not_take_is_named_with_its_line(
    sim: Simulator, people: list[Row]
) -> None:
    users = FOLDER_USERS % (people[0]["email"], people[1]["email"])
    documents = [parse(FOLDER_SKILLS, "skill.yml", "yaml"), parse(users, "user.yml", "yaml")]
    wanted = {**check(documents[:1], "skill"), **check(documents[1:], "user")}
    expected = [
        'user.yml:4: dynamic_skills.Level: "seven" is not a number from 0 to 10, which a PROFICIENCY skill takes',
        'user.yml:5: dynamic_skills.Language: "Danish": the skill has no such value. It has "German", "Dutch"',
    ]
    assert [str(problem) for problem in dangling(wanted)] == expected
    with closing(Client(settings(sim))) as client, pytest.raises(RefusedError) as caught:
        run(client, wanted, Policy(), lambda *_unused: None)
    assert [str(problem) for problem in caught.value.problems] == expected
    assert sim.writes() == []


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_answer_about_skills_is_settled(skilled: Simulator, people: list[Row], drop: str) -> None:
    skilled.fault(method="PATCH", path="*/update-dynamic-skill/*", drop=drop, times=1)
    records = [{"email": row["email"], "dynamic_skills": {"Level": 5}} for row in people]
    apply(skilled, {"user": records}, haste=20).ok()
    assert [skills_of(skilled, row) for row in people] == [{"Level": 5}] * len(people)


def test_columns_of_a_csv_file_name_skills(skilled: Simulator, people: list[Row]) -> None:
    text = "email,dynamic_skills.Level,dynamic_skills.Billing\n"
    text += f"{people[0]['email']},7,TRUE\n{people[1]['email']},,absent\n"
    wanted = check([parse(text, "user.csv", "csv")], "user")
    with closing(Client(settings(skilled))) as client:
        result = run(client, wanted, Policy(), lambda *_unused: None)
    assert all(outcome.error is None for outcome in result.outcomes.values())
    assert skills_of(skilled, people[0]) == {"Level": 7, "Billing": True}
    assert skills_of(skilled, people[1]) == {}


def test_a_thousand_users_are_changed_by_ten_requests_and_their_skill_by_ten_more(
    skilled: Simulator, people: list[Row]
) -> None:
    known = {row["email"] for row in skilled.objects("user")}
    skilled.add_users(people[0]["siteId"], people[0]["teamIds"], 1000)
    records = [
        {"email": row["email"], "external_id": f"X{number}", "dynamic_skills": {"Level": number % 11}}
        for number, row in enumerate(skilled.objects("user"))
        if row["email"] not in known
    ]
    assert len(records) == 1000
    skilled.clear_requests()
    assert apply(skilled, {"user": records}).ok().counts["updated"] == 1000
    lines = [line.rsplit("/", 1)[0] for line in sent(skilled)]
    assert lines.count("PATCH user") == 10
    assert lines.count("PATCH user/bulk/update-dynamic-skill") == 10
    assert len(lines) == 20
