# SPDX-License-Identifier: GPL-3.0-or-later
"""A source checked without an organization: the findings as a file, and references within the source."""

from __future__ import annotations

import json
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


def test_findings_for_gitlab(sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, MISTAKES)
    lint(sim, tmp_path, findings_dest="found.json")
    report = json.loads((tmp_path / "found.json").read_text("utf-8"))
    starts = [(row["location"]["path"], row["location"]["positions"]["begin"]) for row in report]
    assert {(path, begin["line"], begin["column"]) for path, begin in starts} == PLACES
    assert len({row["fingerprint"] for row in report}) == len(report)
    assert {row["severity"] for row in report} == {"major"}


@pytest.mark.parametrize("left_out", [None, *MISTAKES])
def test_messages_are_those_of_a_real_run(sim: Simulator, tmp_path: Path, left_out: str | None) -> None:
    write(tmp_path, {name: text for name, text in MISTAKES.items() if name != left_out})
    assert lint(sim, tmp_path)["msg"] == play(sim, tmp_path, src="acme")["msg"]


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
