# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with thirty mistakes over ten families: one message has them all, with their lines, and nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.planning import play
from support.simulator import Simulator

FOLDER = {
    "site.csv": """name,multimedia_profile,active,colour
Lyon,Voice,yes,red
Bonn,Voice,perhaps,red
Lyon,Voice,yes,red
""",
    "site/more.yml": "- name: Kiel\n- name: Bonn\n  multimedia_profil: Voice\n",
    "team.yml": """
- {name: Sales, site: Lyonn}
- {name: Care, site: Lyon, sight: Lyon}
- {name: Claims, site: Lyon, capacity: many}
- name: Cards
  site: Lyon
  queue_rankings:
  - {queue: Cards, rank: first}
""",
    "user.csv": """email,contact_center_enabled,site
ann@example.com,yes,Lyon
bob@example.com,maybe,Lyon
cid@example.com,yes,Lion
ann@example.com,,
""",
    "skill.yml": """
- {name: Level, skill_type: LEVEL, service_level_threshold: 0}
- {name: Speed, skill_type: PROFICIENCY, service_level_threshold: -1}
- {name: Language, skill_type: BOOLEAN, service_level_threshold: 0, enum_skill_values: [{name: German}]}
- {name: Billing, skill_type: BOOLEAN, service_level_threshold: 0}
""",
    "skill_profile.yml": """
- name: Fast
  active_skills:
  - {skill: Speed, proficiency_value: 11}
- name: Slow
  active_skills:
  - {skill: Biling, boolean_value: true}
- {name: None, activ_skills: []}
""",
    "queue/all.yml": """
- name: Cards
  channel_type: TELEPHON
- name: Claims
  call_distribution_groups:
  - order: 1
    durashun: 0
    agent_groups: [{team: Care}]
- name: Mail
  channel_type: EMAIL
  call_distribution_groups:
  - order: 1
    duration: 0
    agent_groups: [{team: Caer}]
- name: Chat
  agents: [{agent: dan@example.com}]
""",
    "business_hours.yml": """
- name: Office
  timezone: Europe/Paris
  working_hours:
  - {name: Week, days: [MON], start_time: 9h, end_time: "17:00"}
- {name: Night, timezone: Europe/Paris, holiday_list: Frence}
""",
    "holiday_list.yml": """
- {name: France, holidays: []}
- name: Germany
  holidays:
  - {name: Unity, start_date: 2026-10-03, end_date: 2026-10-03, frequency: Sometimes}
""",
    "address_book.yml": """
- name: Partners
  parent_type: ORGANIZATION
  entries:
  - {name: Acme, number: ""}
  - {name: Acme, number: "+4912345"}
""",
    "auxiliary_code.yml": """
- {name: 007, work_type_code: IDLE_CODE, work_type: Pause}
- {name: Lunch, work_type_code: IDLE, work_type: Pause}
""",
    "contac_number.yml": "- number: 1\n",
}
MISTAKES = """
address_book.yml:5: entries[0].number: missing
address_book.yml:6: entries[1].name: "Acme" is listed twice; keep one
auxiliary_code.yml:2: name: 007 is read as a number
auxiliary_code.yml:3: work_type_code: "IDLE" is not allowed; use IDLE_CODE or WRAP_UP_CODE
business_hours.yml:5: working_hours[0].start_time: "9h" has not the form of 09:00
contac_number.yml: contac_number: unknown family; did you mean contact-number?
holiday_list.yml:2: holidays: needs at least 1 entry
holiday_list.yml:5: holidays[0].frequency: "Sometimes" is not allowed
queue/all.yml:3: channel_type: "TELEPHON" is not allowed
queue/all.yml:7: call_distribution_groups[0].durashun: unknown; did you mean duration?
site.csv:1: column "colour": unknown
site.csv:3: active: "perhaps" is not true or false
site.csv:4: name: "Lyon" is also defined at acme/site.csv:2
site/more.yml:3: multimedia_profil: unknown; did you mean multimedia_profile?
skill.yml:2: skill_type: "LEVEL" is not allowed
skill.yml:3: service_level_threshold: -1 is below the minimum of 0
skill.yml:4: enum_skill_values: not allowed while skill_type is "BOOLEAN"
skill_profile.yml:4: active_skills[0].proficiency_value: 11 is above the maximum of 10
skill_profile.yml:8: activ_skills: unknown; did you mean active_skills?
team.yml:3: sight: unknown; did you mean site?
team.yml:4: capacity: "many" is not a whole number
team.yml:8: queue_rankings[0].rank: "first" is not a whole number
user.csv:3: contact_center_enabled: "maybe" is not true or false
user.csv:5: email: "ann@example.com" is also defined at acme/user.csv:2
""".strip().splitlines()
DANGLING = """
business_hours.yml:6: holiday_list: "Frence": no holiday list has this name. Did you mean "France"?
queue/all.yml:14: call_distribution_groups[0].agent_groups[0].team: "Caer": no team has this name. Did you mean "Care"
queue/all.yml:16: agents[0].agent: "dan@example.com": no user has this name
skill_profile.yml:7: active_skills[0].skill: "Biling": no skill has this name. Did you mean "Billing"
team.yml:2: site: "Lyonn": no site has this name. Did you mean "Lyon"
user.csv:4: site: "Lion": no site has this name. Did you mean "Lyon"
""".strip().splitlines()
"""Wrong where the source is complete; else the organization may have these."""


def place_of(line: str) -> tuple[str, int]:
    """The file and the line of a message."""
    file, number, _what = line.split(":", 2)
    return file, int(number) if number.isdigit() else 0


def written(folder: Path) -> None:
    for name, text in FOLDER.items():
        (folder / "acme" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "acme" / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("options", [{"validate_only": True}, {}], ids=["checked", "applied"])
@pytest.mark.parametrize("purge", [True, False], ids=["complete", "in part"])
def test_all_are_in_one_message(sim: Simulator, tmp_path: Path, options: dict[str, Any], purge: bool) -> None:
    assert len({line.split(".")[0].split("/")[0] for line in MISTAKES}) >= 10
    assert len(MISTAKES) + len(DANGLING) == 30
    written(tmp_path)
    sim.clear_requests()
    head, *lines = play(sim, tmp_path, src="acme", purge=purge, **options)["msg"].splitlines()
    sure = sorted([*MISTAKES, *DANGLING], key=place_of) if purge else MISTAKES
    assert head == f"{len(sure)} problems, nothing was written:"
    lines = [line for line in lines if not line.startswith("To leave out users that do not exist")]
    expected = [*sure, *([] if purge else ["", *DANGLING])]
    assert len(lines) == len(expected), "\n".join(lines)
    for line, told in zip(lines, expected, strict=True):
        assert line.startswith(f"  acme/{told}" if told else "Unless the organization has what these name"), line
    assert sim.requests() == []


def test_findings_tell_them_apart(sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    play(sim, tmp_path, src="acme", validate_only=True, findings_dest="found.sarif")
    (run,) = json.loads((tmp_path / "found.sarif").read_text("utf-8"))["runs"]
    levels = [found["level"] for found in run["results"]]
    assert (levels.count("error"), levels.count("warning")) == (len(MISTAKES), len(DANGLING))


@pytest.mark.parametrize(
    ("sites", "found"),
    [
        ("- name: [\n", 0),  # nobody knows what the file describes
        ("- {name: Lion, colour: red}\n", 0),  # a refused record has the name
        ("- {name: Lyon, colour: red}\n", 1),
    ],
)
def test_a_name_that_could_not_be_read_is_not_missing(sim: Simulator, tmp_path: Path, sites: str, found: int) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme/site.yml").write_text(sites, encoding="utf-8")
    (tmp_path / "acme/team.yml").write_text("- {name: Care, site: Lion}\n", encoding="utf-8")
    message = play(sim, tmp_path, src="acme", purge=True, validate_only=True)["msg"]
    assert message.count("no site has this name") == found
