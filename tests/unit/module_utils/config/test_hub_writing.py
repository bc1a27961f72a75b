# SPDX-License-Identifier: GPL-3.0-or-later
"""Bulk files that are written for Control Hub: read back, they change nothing, and Control Hub would take them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, listed
from support.exporting import applied, exported
from support.hub_files import FILES, hub
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.hub.table import HUB_FORMS
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.formats import files_of
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.hub import MOST_ROWS, write_hub


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start(orgs=1, preset="small") as simulator:
        yield simulator


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    running_simulator.clear_requests()
    return running_simulator


def written(family: str, records: list[dict[str, Any]], skills: list[dict[str, Any]] | None = None) -> list[str]:
    """The files of a family, of which there must be some."""
    texts = write_hub(HUB_FORMS[family], CATALOG[family], records, skills or [])
    assert texts is not None
    return texts


@pytest.mark.parametrize("family", sorted(FILES))
def test_what_is_exported_and_applied_again_writes_nothing(sim: Simulator, family: str) -> None:
    records = listed(sim, family).objects
    skills = listed(sim, "skill").objects if family == "skill-profile" else None
    assert len(records) > 1
    texts = written(family, records, skills)
    sim.clear_requests()
    done = apply(sim, [document for text in texts for document in hub(text, family)]).ok()
    assert ({row["action"] for row in done.rows}, len(done.rows)) == ({"unchanged"}, len(records))
    assert sim.writes() == []


@pytest.mark.parametrize("family", sorted(FILES.keys() - {"skill-profile"}))  # whose lists planning makes
def test_a_file_read_and_written_is_the_same_file(family: str) -> None:
    text = FILES[family].export.format("a@example.com", "b@example.com")
    (document,) = hub(text, family)
    (again,) = written(family, [record.values for record in document.records])
    (twice,) = written(family, [record.values for record in hub(again, family)[0].records])
    assert twice == again
    (header, *rows), (written_header, *written_rows) = (
        list(csv.reader(text.splitlines())),
        list(csv.reader(again.splitlines())),
    )
    assert written_header == header
    assert len(written_rows) == len(rows)
    first, of_first = check(hub(text, family), family)[family], check(hub(again, family), family)[family]
    assert [item.values for item in first] == [item.values for item in of_first]


def test_words_and_numbers_are_those_of_control_hub() -> None:
    variable = {"name": "Since", "variable_type": "DateTime", "default_value": "", "agent_editable": True}
    assert written("cad-variable", [{**variable, "active": True}])[0].splitlines() == [
        "NAME,DESCRIPTION,AGENT EDITABLE,AGENT VIEWABLE,VARIABLE TYPE,DEFAULT VALUE,REPORTABLE,DESKTOP LABEL",
        "Since,,ON,,DATE TIME,,,",
    ]
    user = {
        "email": "a@b.c",
        "contact_center_enabled": False,
        "teams": ["Sales", {"name": "Care", "site": "Lyon"}],
        "dialed_number": "+14155550100",
        "external_id": "=1+1",
    }
    assert written("user", [user])[0].splitlines()[1] == "a@b.c,,OFF,,Sales|Care: Lyon,,,,'=1+1,+14155550100"


def test_a_file_has_no_more_rows_than_control_hub_takes() -> None:
    records = [{"name": f"Site {number}", "multimedia_profile": "M"} for number in range(MOST_ROWS + 1)]
    files = files_of({"site": records}, "control_hub")
    assert [(name, text.count("\n") - 1) for name, text in files.items()] == [("site/01.csv", 5000), ("site/02.csv", 1)]
    assert list(files_of({"site": records[:2]}, "control_hub")) == ["site.csv"]


@pytest.mark.parametrize(
    ("family", "record"),
    [
        ("user", {"email": "a@b.c", "teams": ["A|B"]}),
        ("user", {"email": "a@b.c", "site_id": "1"}),
        ("site", {"name": "A\0", "multimedia_profile": "M"}),
        ("holiday-list", {"name": "A"}),
        ("agent-profile", {"name": "A", "site": "S"}),
        ("agent-profile", {"name": "A", "site": "S", "parent_type": "ORGANIZATION"}),
    ],
)
def test_what_such_a_file_cannot_say_is_written_in_our_own_form(family: str, record: dict[str, Any]) -> None:
    assert files_of({family: [record]}, "control_hub") == files_of({family: [record]}, "auto")


@pytest.mark.parametrize(
    ("form", "src_format", "families"),
    [("control_hub", "auto", [*HUB_FORMS, "holiday-list"]), ("matrix", "matrix", ["skill", "skill-profile", "team"])],
)
def test_an_organization_goes_out_and_comes_back(
    sim: Simulator, tmp_path: Path, form: str, src_format: str, families: list[str]
) -> None:
    assert exported(sim, tmp_path, format=form, include=[f"{family}:*" for family in families])["changed"]
    headings = {path.stem: path.read_text("utf-8").partition("\n")[0] for path in tmp_path.glob("*.csv")}
    files = {family.replace("-", "_") for family in HUB_FORMS}
    assert form == "matrix" or {name for name, heading in headings.items() if heading.isupper()} == files
    sim.clear_requests()
    done = applied(sim, tmp_path, src_format=src_format).ok()
    assert [(row["type"], row["name"]) for row in done.rows if row["action"] != "unchanged"] == []
    assert sim.writes() == []


def test_a_matrix_is_read_as_it_was_written(sim: Simulator) -> None:
    objects = {family: listed(sim, family).objects for family in ("skill", "skill-profile")}
    files = files_of(objects, "matrix")
    assert files["skill.yml"] if "skill.yml" in files else files["skill.csv"]
    text = files["skill_profile.csv"]
    header = next(csv.reader(text.splitlines()))
    assert header[0] == "name"
    assert set(header[1:]) - {"description"} <= {skill["name"] for skill in objects["skill"]}
    sim.clear_requests()
    done = apply(sim, hub(text, "skill-profile", "matrix")).ok()
    assert ({row["action"] for row in done.rows}, len(done.rows)) == ({"unchanged"}, len(objects["skill-profile"]))
    assert sim.writes() == []


PROFILE = {"name": "A", "active_enum_skills": [{"enum_skill_value": "German"}]}
SKILLS = [{"name": "Language", "skill_type": "ENUM", "enum_skill_values": [{"name": "German"}]}]


@pytest.mark.parametrize(
    ("skills", "cell"),
    [
        (SKILLS, "Language,German"),
        ([], ""),
        ([*SKILLS, {**SKILLS[0], "name": "Staff"}], ""),
        ([{"name": "Other", "skill_type": "TEXT"}], ""),
    ],
)
def test_a_value_alone_needs_the_skill_that_has_it(skills: list[dict[str, Any]], cell: str) -> None:
    texts = write_hub(HUB_FORMS["skill-profile"], CATALOG["skill-profile"], [PROFILE], skills)
    header = "NAME,DESCRIPTION,SKILL NAME,SKILL VALUES,DELETE"
    assert texts == ([f"{header}\nA,,,,\nA,,{cell},\n"] if cell else None)
    matrix = files_of({"skill": skills, "skill-profile": [PROFILE]}, "matrix")
    assert matrix.get("skill_profile.csv") == ("name,Language\nA,German\n" if cell else None)


@pytest.mark.parametrize(
    ("kind", "entry", "cell"),
    [
        ("BOOLEAN", {"boolean_value": True}, "true"),
        ("PROFICIENCY", {"proficiency_value": 8, "boolean_value": False}, "8"),
        ("BOOLEAN", {"proficiency_value": 8, "boolean_value": True}, ""),
        ("TEXT", {"proficiency_value": 8, "boolean_value": False}, ""),
        ("ENUM", {"proficiency_value": 8}, ""),
    ],
)
def test_the_type_of_a_skill_tells_which_value_of_an_entry_counts(kind: str, entry: dict[str, Any], cell: str) -> None:
    profile = {"name": "A", "active_skills": [{"skill": "S", **entry}]}
    skills = [{"name": "S", "skill_type": kind}]
    texts = write_hub(HUB_FORMS["skill-profile"], CATALOG["skill-profile"], [profile], skills)
    assert bool(texts) is bool(cell)
    assert texts is None or texts[0].lower().splitlines()[2] == f"a,,s,{cell},"
