# SPDX-License-Identifier: GPL-3.0-or-later
"""Skills that a bulk file or a matrix gives to profiles, by their types. Those that it does not name stay."""

from __future__ import annotations

from typing import Any

import pytest
from support.engine import apply
from support.hub_files import hub, make_skills
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError

HEADER = "NAME,DESCRIPTION,SKILL NAME,SKILL VALUE,DELETE"
WHOLE = "First,,,,\nFirst,,Spanish,7,\nFirst,,Licence,True,\nFirst,,Remark,often,\nFirst,,Product,Phones|Tablets,\n"


def skills(sim: Simulator, profile: str = "First") -> dict[str, Any]:
    """The skills of a profile with their values."""
    (found,) = [row for row in sim.objects("skill-profile") if row["name"] == profile]
    names = {row["id"]: row["name"] for row in sim.objects("skill")}
    parts = {
        part["id"]: (row["name"], part["name"])
        for row in sim.objects("skill")
        for part in row.get("enumSkillValues", ())
    }
    given: dict[str, Any] = {}
    for entry in found.get("activeSkills", ()):
        values = [entry[name] for name in ("proficiencyValue", "textValue", "booleanValue") if name in entry]
        given[names[entry["skillId"]]] = values[0]
    for entry in found.get("activeEnumSkills", ()):
        skill, value = parts[entry["enumSkillValueId"]]
        given[skill] = sorted([*given.get(skill, []), value])
    return given


@pytest.fixture
def made(sim: Simulator) -> Simulator:
    """An organization with a skill of each type, and a profile that has them all."""
    make_skills(sim)
    apply(sim, hub(f"{HEADER}\n{WHOLE}", "skill-profile")).ok()
    sim.clear_requests()
    return sim


ALL = {"Spanish": 7, "Licence": True, "Remark": "often", "Product": ["Phones", "Tablets"]}


@pytest.mark.parametrize(
    ("rows", "changes"),
    [
        ("First,,Spanish,9,\n", {"Spanish": 9}),
        ("First,,Licence,FALSE,\n", {"Licence": False}),
        ("First,,Spanish,,Yes\n", {"Spanish": None}),
        ("First,,Product,Watches,\n", {"Product": ["Watches"]}),
        ("First,,Product,,yes\nFirst,,Remark,7,no\n", {"Product": None, "Remark": "7"}),
        ("First,,Product,Phones|Tablets,\n", {}),
        ("First,New words,,,\n", {}),
    ],
)
def test_skills_that_a_file_does_not_name_stay(made: Simulator, rows: str, changes: dict[str, Any]) -> None:
    documents = [hub(f"{HEADER}\n{rows}", "skill-profile") for _run in range(2)]
    done = apply(made, documents[0]).ok()
    expected = {name: value for name, value in (ALL | changes).items() if value is not None}
    assert skills(made) == expected
    assert len(made.writes()) == bool(changes or "New" in rows) == done.changed
    assert not apply(made, documents[1]).ok().changed


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("First,,Spanisch,7,\n", 'hub.csv:2: SKILL NAME (C2): no skill is called "Spanisch". Did you mean "Spanish"?'),
        ("First,,,,\nFirst,,Spanish,much,\n", 'hub.csv:3: SKILL VALUE (D3): "much" is not a whole number'),
        ("First,,Spanish,11,\n", "hub.csv:2: SKILL VALUE (D2): 11 is above the maximum of 10"),
        ("First,,Licence,WAHR,\n", 'hub.csv:2: SKILL VALUE (D2): "WAHR" is how a German spreadsheet writes TRUE'),
        ("First,,Product,Phone,\n", 'hub.csv:2: SKILL VALUE (D2): "Phone": no '),
        ("First,,Spanish,,\n", 'hub.csv:2: SKILL VALUE (D2): missing; "Spanish" needs one'),
        ("First,,Spanish,1,\nFirst,,Spanish,2,\n", 'hub.csv:3: SKILL NAME (C3): "Spanish" is listed twice; keep one'),
        ("First,,Spanish,,Ja\n", 'hub.csv:2: DELETE (E2): "Ja" is not Yes or No'),
        ("First,,,7,\n", "hub.csv:2: SKILL NAME (C2): missing; the row gives a value or a deletion"),
    ],
)
def test_what_is_wrong_with_a_skill_is_at_its_cell(made: Simulator, rows: str, problem: str) -> None:
    with pytest.raises(RefusedError) as refused:
        apply(made, hub(f"{HEADER}\n{rows}", "skill-profile"))
    (line,) = str(refused.value).splitlines()[1:]
    assert line.startswith(f"  {problem}")
    assert made.writes() == []


def test_a_skill_of_the_same_source_is_known_by_its_type(sim: Simulator) -> None:
    make_skills(sim)
    new = "Name,Service Level Threshold,Type,List Values For Enum\nRegion,0,ENUM,North|South\nSpeed,0,TEXT,\n"
    profile = f"{HEADER}\nFirst,,Region,South,\nFirst,,Speed,7,\n"
    documents = [*hub(new, "skill"), *hub(profile, "skill-profile")]
    apply(sim, documents).ok()
    assert skills(sim) == {"Region": ["South"], "Speed": "7"}


def test_headings_are_known_in_each_spelling_that_was_seen(made: Simulator) -> None:
    for header in ("NAME,DESCRIPTION,SKILL NAME,SKILL VALUE", "Name,Description,Skill,Value"):
        documents = hub(f"{header}\nFirst,,,\nFirst,,Spanish,7\n", "skill-profile")
        assert not apply(made, documents).ok().changed


MATRIX = "Name;Description;Spanish;Product;Licence\n"


def test_a_matrix_gives_and_takes_what_has_a_column(made: Simulator) -> None:
    text = f"{MATRIX}First;Level one;8;Watches|Phones;\nSecond;;;;true\n"
    done = apply(made, hub(text, "skill-profile", "matrix")).ok()
    assert done.actions() == {"First": "updated", "Second": "created"}
    assert skills(made) == {"Spanish": 8, "Product": ["Phones", "Watches"], "Remark": "often"}
    assert skills(made, "Second") == {"Licence": True}
    made.clear_requests()
    assert not apply(made, hub(text, "skill-profile", "matrix")).changed
    assert made.writes() == []


@pytest.mark.parametrize(
    ("text", "family", "problem"),
    [
        (f"{MATRIX}First;;x;;\n", "skill-profile", 'hub.csv:2: Spanish (C2): "x" is not a whole number'),
        ("Name;French\nFirst;1\n", "skill-profile", 'hub.csv:2: French (B2): no skill is called "French"'),
        (
            "Name;Spanish;Spanish\nA;1;2\n",
            "skill-profile",
            'hub.csv:1: column "Spanish": the header has it',
        ),
        ("Name;Spanish\n;1\n", "skill-profile", "hub.csv:2: Name (A2): missing; give it"),
        (
            "Name;Spanish\nA;1\n",
            "team",
            "hub.csv:1: src_format: teams are not read as a matrix",
        ),
    ],
)
def test_what_is_wrong_with_a_matrix(made: Simulator, text: str, family: str, problem: str) -> None:
    with pytest.raises(RefusedError) as refused:
        apply(made, hub(text, family, "matrix"))
    assert problem in str(refused.value)
