# SPDX-License-Identifier: GPL-3.0-or-later
"""Dynamic skills of users as a matrix: one row a person, one column a skill, read and written."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.engine import apply, make_dynamic_skills
from support.exporting import applied, exported
from support.hub_files import hub, own
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.formats import files_of

TYPES = {"Spanish": "PROFICIENCY", "Licence": "BOOLEAN", "A.B, c": "TEXT", "Product": "ENUM", "Site": "PROFICIENCY"}


@pytest.fixture
def emails(sim: Simulator) -> list[str]:
    """Two persons of an organization that has a dynamic skill of each type."""
    make_dynamic_skills(sim, TYPES, ("Phones", "Tablets"))
    return [user["email"] for user in sim.objects("user")[:2]]


def skills_of(sim: Simulator, email: str) -> dict[str, object]:
    fields = ("proficiencyValue", "booleanValue", "textValue", "enumSkillValues")
    (now,) = [row for row in sim.objects("user") if row["email"] == email]
    return {
        skill["skillName"]: next(skill[name] for name in fields if name in skill)
        for skill in now.get("dynamicSkills", ())
    }


HEADER = 'Email;Spanish;Licence;"A.B, c";Product;External Id\n'


def test_a_matrix_gives_and_takes_what_has_a_column(sim: Simulator, emails: list[str]) -> None:
    first, second = emails
    text = f"{HEADER}{first};7;TRUE;vip;Tablets|Phones;0042\n{second};;false;;;\n"
    assert apply(sim, hub(text, "user", "matrix"), check_mode=True).ok().counts["updated"] == 2
    assert sim.writes() == []
    apply(sim, hub(text, "user", "matrix")).ok()
    assert skills_of(sim, first) == {"Spanish": 7, "Licence": True, "A.B, c": "vip", "Product": "Tablets|Phones"}
    assert skills_of(sim, second) == {"Licence": False}
    assert {row["email"]: row.get("externalIdentifier") for row in sim.objects("user")}[first] == "0042"
    sim.clear_requests()
    assert not apply(sim, hub(text, "user", "matrix")).ok().changed
    assert sim.writes() == []
    # An empty cell takes the skill away, and a skill without a column stays.
    done = apply(sim, hub(f"email,Spanish,Licence\n{first},,FALSE\n", "user", "matrix")).ok()
    assert done.rows[0]["changes"].keys() == {"dynamic_skills.Spanish", "dynamic_skills.Licence"}
    assert skills_of(sim, first) == {"Licence": False, "A.B, c": "vip", "Product": "Tablets|Phones"}


@pytest.mark.parametrize("form", ["matrix", "native"])
@pytest.mark.parametrize(
    ("heading", "cell", "problem"),
    [
        ("Spanish", "high", '"high" is not a number from 0 to 10, which a PROFICIENCY skill takes'),
        ("Spanish", "1.2E+01", "It was changed by a spreadsheet, which took it for a number. Format the column"),
        ("Spanish", "1\u00a0", ""),
        ("Spanish", "1\u202f0", "holds a narrow non-breaking space"),
        ("Licence", "WAHR", '"WAHR" is how a German spreadsheet writes TRUE; write TRUE'),
        ("Licence", "faux", '"faux" is how a French spreadsheet writes FALSE; write FALSE'),
        ("Licence", "maybe", '"maybe" is not true or false, which a BOOLEAN skill takes'),
    ],
)
def test_a_wrong_value_is_named_with_its_cell_before_anything_is_sent(
    sim: Simulator, emails: list[str], form: str, heading: str, cell: str, problem: str
) -> None:
    label = heading if form == "matrix" else f"dynamic_skills.{heading}"
    text = f"email,{label}\n{emails[1]},\n{emails[0]},{cell}\n"
    documents = hub(text, "user", "matrix") if form == "matrix" else own(text, "user")
    if not problem:
        assert apply(sim, documents).ok().counts["updated"] == 1
        return
    with pytest.raises(RefusedError) as refused:
        apply(sim, documents)
    (line,) = str(refused.value).splitlines()[1:]
    assert line.startswith(f"  {'hub' if form == 'matrix' else 'own'}.csv:3: {label} (B3): ")
    assert problem in line
    assert sim.writes() == []


@pytest.mark.parametrize(
    ("header", "row", "problem"),
    [
        ("email,French", "{0},7", 'hub.csv:2: French (B2): "French": no skill has this name'),
        ("email,Spanish,Spanish", "{0},7,7", 'hub.csv:1: column "Spanish": the header has it twice; keep one'),
        (
            "email,Spanish,dynamic_skills.Spanish",
            "{0},5,7",
            'hub.csv:1: column "dynamic_skills.Spanish": the header has "Spanish" for the same; keep one',
        ),
        ("email,E-Mail,Spanish", "{0},{0},7", 'hub.csv:1: column "E-Mail": the header has "email" for the same'),
        ("email,Spanish", ",7", "hub.csv:2: email (A2): missing; give it"),
        ("email,contact center enabled", "{0},WAHR", 'hub.csv:2: contact center enabled (B2): "WAHR" is how'),
    ],
)
def test_what_is_wrong_with_a_matrix(sim: Simulator, emails: list[str], header: str, row: str, problem: str) -> None:
    with pytest.raises(RefusedError) as refused:
        apply(sim, hub(f"{header}\n{row.format(*emails)}\n", "user", "matrix"))
    assert problem in str(refused.value)
    assert sim.writes() == []


def test_a_skill_of_the_same_source_is_known_by_its_type(sim: Simulator, emails: list[str]) -> None:
    skill = "name,skill_type,service_level_threshold,dynamic_skill\nNew,BOOLEAN,0,true\n"
    matrix = f"email,New\n{emails[0]},7\n"
    with pytest.raises(RefusedError, match=r"New \(B2\): .7. is not true or false"):
        apply(sim, [*own(skill, "skill"), *hub(matrix, "user", "matrix")])


def test_what_is_exported_and_applied_again_writes_nothing(sim: Simulator, emails: list[str], tmp_path: Path) -> None:
    text = f"{HEADER}{emails[0]};7;TRUE;a|b;Tablets|Phones;\n{emails[1]};;false;TRUE;;\n"
    apply(sim, hub(text, "user", "matrix")).ok()
    # A skill that is called as an option has the option of the skills before its name.
    apply(sim, hub(f"email,dynamic_skills.Site\n{emails[0]},3\n", "user", "matrix")).ok()
    assert skills_of(sim, emails[0])["Site"] == 3
    sim.clear_requests()
    exported(sim, tmp_path, format="matrix", include=["user:*"])
    read = [row["path"] for row in sim.requests() if "by-dynamic-skill-id" in row["path"]]
    assert len(read) == len(set(read)) == len(TYPES)
    header, *rows = (tmp_path / "user.csv").read_text("utf-8").splitlines()
    assert header.endswith('"A.B, c",Licence,Product,Spanish,dynamic_skills.Site')
    (row,) = [row for row in rows if row.startswith(emails[0])]
    assert row.split(",")[-5:-3] == ["a|b", "true"]
    sim.clear_requests()
    done = applied(sim, tmp_path, src_format="matrix").ok()
    assert (done.counts["unchanged"], sim.writes()) == (len(rows), [])


@pytest.mark.parametrize(
    "skills",
    [{"Note": ["absent"]}, {"Products": ["a|b", "c"]}],
    ids=["a word", "a separator"],
)
def test_what_a_matrix_cannot_say_is_written_in_our_own_form(skills: Row) -> None:
    records = [{"email": "a@b.c", "dynamic_skills": skills}]
    assert files_of({"user": records}, "matrix") == files_of({"user": records}, "auto")
