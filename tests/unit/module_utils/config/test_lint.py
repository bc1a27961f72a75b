# SPDX-License-Identifier: GPL-3.0-or-later
"""A source checked without an organization: the findings as a file, and references within the source."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.planning import play
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.review.offline import dangling
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

MISTAKES = {
    "acme/site.csv": 'name,multimedia_profile,active\nLyon,Voice,yes\nBonn,"Voice, too",perhaps\nLyon,Voice,yes\n',
    "acme/team/a.yml": "- name: Sales\n  site: Lyon\n  capacity: many\n- {name: Care, site: Lyon, colour: red}\n",
    "acme/team/b.json": '[\n  {"name": "N", "site": "Lyon", "teamStatus": 7}, {"name": "D", "site": "Lyon", "x": 1}\n]',
    "acme/skill.yml": "- name: Speed\n   service_level_threshold: 5\n",
    "acme/sight.yml": "- name: x\n",
}
PLACES = {
    ("acme/site.csv", 3, 19),
    ("acme/site.csv", 4, 1),
    ("acme/team/a.yml", 3, 3),
    ("acme/team/a.yml", 4, 28),
    ("acme/team/b.json", 2, 33),
    ("acme/team/b.json", 2, 81),
    ("acme/skill.yml", 2, 27),
    ("acme/sight.yml", 1, 1),
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def lint(sim: Simulator, folder: Path, **options: Any) -> Row:
    """The result of a check of a folder; it must not send anything."""
    sim.clear_requests()
    result = play(sim, folder, src="acme", validate_only=True, **options)
    assert sim.requests() == []
    return result


def test_findings_as_sarif(sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, MISTAKES)
    result = lint(sim, tmp_path, findings_dest="found.sarif")
    assert result["msg"].startswith("8 problems, nothing was written:")
    (run,) = json.loads((tmp_path / "found.sarif").read_text("utf-8"))["runs"]
    places = set()
    for found in run["results"]:
        (location,) = found["locations"]
        region = location["physicalLocation"]["region"]
        places.add(
            (location["physicalLocation"]["artifactLocation"]["uri"], region["startLine"], region["startColumn"])
        )
        assert found["level"] == "error"
        assert found["message"]["text"] in result["msg"]
    assert places == PLACES


def test_a_file_that_cannot_be_read_is_a_finding(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {**MISTAKES, "acme/team/c.txt": "name: C\n"})
    result = lint(sim, tmp_path, findings_dest="found.json")
    assert result["msg"].startswith("9 problems, nothing was written:")
    report = json.loads((tmp_path / "found.json").read_text("utf-8"))
    places = {(row["location"]["path"], *row["location"]["positions"]["begin"].values()) for row in report}
    assert places == PLACES | {("acme/team/c.txt", 1, 1)}


def test_findings_for_gitlab(sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, MISTAKES)
    lint(sim, tmp_path, findings_dest="found.json")
    report = json.loads((tmp_path / "found.json").read_text("utf-8"))
    starts = [(row["location"]["path"], row["location"]["positions"]["begin"]) for row in report]
    assert {(path, begin["line"], begin["column"]) for path, begin in starts} == PLACES
    assert len({row["fingerprint"] for row in report}) == len(report)
    assert {row["severity"] for row in report} == {"major"}


MANY = {
    **MISTAKES,
    "acme/work_type.csv": "name,work_type_code\nA,BREAK\nB,\u00a0IDLE\u00a0CODE\nC!,IDLE_CODE\nB,IDLE_CODE\n",
    "acme/business_hours.yml": (
        "- name: Usual\n  timezone: UTC\n  working_hours:\n"
        "  - {name: A, days: [MON, MOON], start_time: 9, end_time: x}\n"
    ),
    "acme/holiday_list.yml": "- {name: H, holidays: [{name: X, start_date: 25.12.2026}, {nane: Y}]}\n",
    "acme/agent_profile.yml": (
        "- {name: Desk, parent_type: SITE, auto_wrap_up: false, auto_wrap_after_seconds: 3}\n"
        "- {name: Desk2, site: Lyon, site_id: 7}\n"
    ),
    "acme/entry_point.json": '[{"name": "E", "channelType": "PHONE"}, {"service_level_threshold": 0}, 7, {"name": ""}]',
    "acme/queue/a.yml": "- {name: Q, call_distribution_groups: [{order: 1, agent_groups: [{teem: T}]}]}\n",
    "acme/queue/b.yml": "- {name: Q, max_time_in_queue: -1}\n- {name: R, max_time_in_queue: 1, max_time_in_queue: 2}\n",
    "acme/cad_variable.csv": 'name,variable_type,default_value\nA,Boolean,WAHR\nB,Text,\n"C D",String,\n',
    "acme/user.yml": "- {email: nobody, dynamic_skills: [1], teams: [A, A]}\n- {first_name: X}\n",
    "acme/audio_file.yml": "- {name: a, file: b.wav}\n",
    "acme/multimedia_profile.yml": f"- {{name: {'x' * 90}, chat: 9, manually_assignable: {{fax: 1}}}}\n",
}
"""Over ten families: unknown options, near misses, forms, limits, rules, duplicates, values inside of others."""


@pytest.mark.parametrize("left_out", [None, *MISTAKES])
def test_messages_are_those_of_a_real_run(sim: Simulator, tmp_path: Path, left_out: str | None) -> None:
    write(tmp_path, {name: text for name, text in MANY.items() if name != left_out})
    found, real = lint(sim, tmp_path)["msg"], play(sim, tmp_path, src="acme")["msg"]
    assert found == real
    problems = found.splitlines()[1:]
    assert len(problems) >= 30
    assert {Path(line.strip().split(":")[0]).name.split(".")[0] for line in problems} >= {"work_type", "user", "a", "b"}


@pytest.mark.parametrize("name", sorted(MANY))
def test_every_file_with_mistakes_is_told_by_itself(sim: Simulator, tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: MANY[name]})
    found, real = lint(sim, tmp_path), play(sim, tmp_path, src="acme")
    assert found["failed"]
    assert found["msg"] == real["msg"]


SHEETS = {
    "acme/site.csv": (
        'sep=;\r\n"name";"a, description";multimedia_profile;multimedia profile;active\r\n'
        '"Two\r\nlines; here";"also\r\n ""two""";Voice;; "per\r\nhaps"\r\nBonn;;;;"x"'
    ),
    "acme/team.csv": '\n\nNAME\tSITE\tTYPE\tMULTIMEDIA PROFILE\tDN\nA\t"Ly\non"\tTRAIN\t\t12-May\n',
    "acme/skill/é.yml": (
        "- name: A\n  skill_type: ENUM\n  enum_skill_values:\n  - name: x\n    description: [1]\n"
        "  - {name: y,\n     colour: red}\n  -   name: {a: b}\n"
    ),
    "acme/queue.yml": "- {name: Q, call_distribution_groups: [{order: 1, agent_groups: [{team: [T]}]}]}\n",
}
"""Line ends in cells, blanks before them, a delimiter that the preamble or the header says; values deep inside."""
IN_SHEETS = {
    ("acme/site.csv", 2, 8, "a, description"),
    ("acme/site.csv", 2, 44, "multimedia profile"),
    ("acme/site.csv", 3, 1, "name: "),
    ("acme/site.csv", 5, 19, "not true or false"),
    ("acme/site.csv", 7, 9, "not true or false"),
    ("acme/team.csv", 5, 5, "TYPE (C4)"),
    ("acme/team.csv", 5, 12, "DN (E4)"),
    ("acme/skill/%C3%A9.yml", 5, 5, "description"),
    ("acme/skill/%C3%A9.yml", 7, 6, "colour"),
    ("acme/skill/%C3%A9.yml", 8, 7, "name"),
    ("acme/queue.yml", 1, 67, "team"),
}


def test_findings_are_at_the_line_and_column_of_the_value(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in SHEETS.items():
        write(tmp_path, {name: ""})
        (tmp_path / name).write_bytes(text.encode())
    lint(sim, tmp_path, findings_dest="found.sarif")
    report = json.loads((tmp_path / "found.sarif").read_text("utf-8"))
    found = set()
    for result in check_sarif(report):
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        message = result["message"]["text"]
        uri = place["artifactLocation"]["uri"]
        (word,) = {entry[3] for entry in IN_SHEETS if entry[:3] == (uri, *region.values())} or {message}
        assert word in message
        found.add((uri, region["startLine"], region["startColumn"], word))
    assert found == IN_SHEETS


def check_sarif(report: Row) -> list[Row]:
    """The results of a report, after checking what the published schema of SARIF 2.1.0 asks of what is there."""
    assert report["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    assert report["version"] == "2.1.0"
    (run,) = report["runs"]
    assert run.keys() == {"tool", "columnKind", "results"}
    assert run["columnKind"] == "unicodeCodePoints"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    for result in run["results"]:
        assert result.keys() == {"ruleId", "level", "message", "locations"}
        assert result["ruleId"] in rules
        assert result["level"] in ("none", "note", "warning", "error")
        for location in result["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
            assert all(number >= 1 for number in location["physicalLocation"]["region"].values())
    results: list[Row] = run["results"]
    return results


DOUBTFUL = {
    "acme/dial_number.csv": 'Dialed Number,"Region",Entry Point\n+14155550100,US,Main\n',
    "acme/user.csv": "email,dialed_number\na@b.c,+14155550100\nd@b.c,14155550101\n",
}
"""A column that is ignored, and a number whose plus sign a spreadsheet may have dropped."""


def test_what_deserves_a_look_is_a_finding_too(sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, DOUBTFUL)
    result = lint(sim, tmp_path, findings_dest="found.sarif")
    found = check_sarif(json.loads((tmp_path / "found.sarif").read_text("utf-8")))
    places = {
        (place["artifactLocation"]["uri"], *place["region"].values())
        for row in found
        for place in [row["locations"][0]["physicalLocation"]]
    }
    assert places == {("acme/dial_number.csv", 1, 15), ("acme/user.csv", 3, 7)}
    assert {row["level"] for row in found} == {"warning"}
    assert len(result["warnings"]) == len(found)
    assert all(any(row["message"]["text"] in warning for warning in result["warnings"]) for row in found)


REFERRING = {
    "acme/site.yml": "- {name: Lyon, multimedia_profile: Default_Multimedia_Profile}\n",
    "acme/team.yml": "- {name: Sales, site: Lyonn}\n- {name: Care, site: Lyon, desktop_layout: Mine}\n",
}
TOLD = 'site: "Lyonn": no site has this name. Did you mean "Lyon"?'


def test_a_reference_that_leads_nowhere_is_an_error_of_a_complete_source(sim: Simulator, tmp_path: Path) -> None:
    write(tmp_path, REFERRING)
    offline = lint(sim, tmp_path, purge=True, findings_dest="found.json")
    online = play(sim, tmp_path, src="acme", purge=True, max_deletes=99)
    assert offline["msg"] == f"1 problem, nothing was written:\n  acme/team.yml:1: {TOLD}"
    assert f"acme/team.yml:1: {TOLD}" in online["msg"]
    (found,) = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert (found["description"], found["location"]["positions"]["begin"]) == (TOLD, {"line": 1, "column": 17})


def test_it_is_a_warning_where_the_organization_may_have_more(sim: Simulator, tmp_path: Path) -> None:
    write(tmp_path, REFERRING)
    result = lint(sim, tmp_path, findings_dest="found.sarif")
    assert result["warnings"] == [f"acme/team.yml:1: {TOLD}. Ignore this if the organization has it"]
    (run,) = json.loads((tmp_path / "found.sarif").read_text("utf-8"))["runs"]
    assert [found["level"] for found in run["results"]] == ["warning"]


@pytest.mark.parametrize(
    ("objects", "count"),
    [
        pytest.param({"team": [{"name": "a", "site": "Anywhere"}]}, 0, id="no file of that family"),
        pytest.param({"site": [{"name": "b"}], "team": [{"name": "a", "site_id": "x" * 8}]}, 0, id="an id"),
        pytest.param({"site": [{"name": "b"}], "team": [{"name": "a", "site": "c"}]}, 1, id="another name"),
        pytest.param({"site": [{"id": "1", "name": "c"}], "team": [{"name": "a", "site": "c"}]}, 0, id="a rename"),
        pytest.param(
            {"site": [{"name": "c", "state": "absent"}, {"name": "d"}], "team": [{"name": "a", "site": "c"}]},
            1,
            id="what is deleted",
        ),
        pytest.param(
            {"multimedia-profile": [{"name": "x"}], "site": [{"name": "b", "multimedia_profile": "Default_Profile"}]},
            0,
            id="the system's",
        ),
        pytest.param(
            {"site": [{"name": "b"}], "team": [{"name": "a", "site": "c", "state": "absent"}]}, 0, id="of an absent one"
        ),
    ],
)
def test_references_within_a_source(objects: dict[str, list[Row]], count: int) -> None:
    assert len(dangling(check([parse(json.dumps(objects), "objects", "objects")], None))) == count


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"findings_dest": "found.txt"}, "findings_dest: "),
        ({"findings_dest": "found.sarif", "validate_only": False}, "findings_dest: needs validate_only: true"),
    ],
)
def test_findings_that_cannot_be_written(sim: Simulator, tmp_path: Path, options: Row, told: str) -> None:
    write(tmp_path, REFERRING)
    assert told in play(sim, tmp_path, src="acme", **{"validate_only": True, **options})["msg"]


def test_a_source_without_mistakes_has_a_file_without_findings(sim: Simulator, tmp_path: Path) -> None:
    write(tmp_path, {"acme/site.yml": "- {name: Lyon}\n"})
    assert lint(sim, tmp_path, findings_dest="found.json")["msg"] == "checked site: 1; nothing was sent"
    assert json.loads((tmp_path / "found.json").read_text("utf-8")) == []
