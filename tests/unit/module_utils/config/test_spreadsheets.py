# SPDX-License-Identifier: GPL-3.0-or-later
"""What spreadsheets make of values is named with line, column and cell: in our own CSV form and in Control Hub's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from support.engine import apply
from support.hub_files import hub, own
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.columns import part_of
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Flag
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.spreadsheets import (
    change_of_code,
    lost_sign,
    odd_sign,
)

NUMBER = "was changed by a spreadsheet, which took it for a number. Format the column as Text"
DATE = "was changed by a spreadsheet, which took it for a date. Format the column as Text"
BREAKING = "holds a non-breaking space (U+00A0), as word processors and spreadsheets write it; type it again"
QUOTE = "holds a typographic quotation mark (U+2019), as word processors"


@pytest.mark.parametrize(
    ("family", "option", "heading", "cell", "problem"),
    [
        ("team", "dialed_number", "DN", "1.41555E+10", f'"1.41555E+10" {NUMBER}'),
        ("team", "dialed_number", "DN", "14155550100,0", f'"14155550100,0" {NUMBER}'),
        ("team", "dialed_number", "DN", "12-May", f'"12-May" {DATE}'),
        ("team", "dialed_number", "DN", "12. Mai", f'"12. Mai" {DATE}'),
        ("team", "dialed_number", "DN", "05/12/2026", f'"05/12/2026" {DATE}'),
        ("team", "dialed_number", "DN", "#REF!", f'"#REF!" {NUMBER}'),
        ("team", "dialed_number", "DN", "+1\u00a04155550100", f'"+1\u00a04155550100" {BREAKING}'),
        ("team", "capacity", "CAPACITY", "1\u00a0200", f'"1\u00a0200" {BREAKING}'),
        ("team", "capacity", "CAPACITY", "1.2E+03", f'"1.2E+03" {NUMBER}'),
        ("team", "capacity", "CAPACITY", "Jan 12", f'"Jan 12" {DATE}'),
        ("skill", "name", "NAME", "Sales\u00a0Talk", f'"Sales\u00a0Talk" {BREAKING}'),
        ("skill", "name", "NAME", "O\u2019Brien", f'"O\u2019Brien" {QUOTE}'),
        ("user", "contact_center_enabled", "CONTACT CENTER ENABLED", "WAHR", '"WAHR" is how a German spreadsheet'),
        ("user", "contact_center_enabled", "CONTACT CENTER ENABLED", "Falsch", '"Falsch" is how a German spreadsheet'),
        (
            "user",
            "contact_center_enabled",
            "CONTACT CENTER ENABLED",
            "VRAI",
            "French spreadsheet writes TRUE; write TRUE",
        ),
        ("user", "contact_center_enabled", "CONTACT CENTER ENABLED", "FAUX", "French spreadsheet writes FALSE; write"),
    ],
)
def test_a_trap_is_named_with_line_column_and_cell(
    family: str, option: str, heading: str, cell: str, problem: str
) -> None:
    key = {"user": ("EMAIL", "email", "a@b.c"), "team": ("NAME", "name", "A"), "skill": ("TYPE", "skill_type", "TEXT")}
    theirs, ours, value = key[family]
    quoted = f'"{cell}"'
    for text, name, where in (
        (f"{theirs},DESCRIPTION,{heading}\n\n{value},x,{quoted}\n", heading, "hub.csv:3"),
        (f"{ours},description,{option}\n\n{value},x,{quoted}\n", option, "own.csv:3"),
    ):
        documents = hub(text, family, "control_hub", ignored=("description",)) if name == heading else None
        with pytest.raises(RefusedError) as refused:
            check(documents or own(text, family), family)
        (line,) = [line for line in str(refused.value).splitlines() if problem in line]
        assert line.startswith(f"  {where}: {name} (C3): ")


WORDS = {"WAHR": "true", "Falsch": "false", "VRAI": "true", "faux": "false", "verdadero": "true", "onwaar": "false"}


def flags() -> Iterator[tuple[str, str]]:
    """Each column of our own form that means true or false: of families, and of options in them."""
    for family, resource in CATALOG.items():
        for field in resource.fields:
            if field.elsewhere:
                continue
            for column in field.kind.columns(field.name):
                part = part_of(resource, column)
                kind = field.kind if column == field.name else None
                steps = part.steps[1:] if part else ()
                for step in steps:
                    found = (kind or field.kind).column(str(step))
                    kind = found[1] if found else None
                if isinstance(kind, Flag):
                    yield family, column


@pytest.mark.parametrize(("family", "column"), sorted(set(flags())))
def test_true_in_another_language_is_named_in_every_column_of_flags(family: str, column: str) -> None:
    """A spreadsheet that runs in German turns TRUE into WAHR."""
    key = CATALOG[family].key[0]
    rows = "".join(f'A{number},"{word}"\n' for number, word in enumerate(WORDS))
    with pytest.raises(RefusedError) as refused:
        check(own(f"{key},{column}\n{rows}", family), family)
    named = [line for line in str(refused.value).splitlines() if "spreadsheet writes" in line]
    assert [line.split(": ")[:2] for line in named] == [
        [f"  own.csv:{row}", f"{column} (B{row})"] for row in range(2, len(WORDS) + 2)
    ]
    assert [line.rpartition("write ")[2].lower() for line in named] == list(WORDS.values())


def test_some_columns_are_flags() -> None:
    found = set(flags())
    assert {("site", "active"), ("agent-profile", "viewable_statistics.agent_stats")} <= found
    assert ("skill-profile", "active_skills.1.boolean_value") in found
    assert len(found) > 60


@pytest.mark.parametrize("form", ["hub", "own"])
def test_true_in_another_language_is_named_for_a_variable_too(form: str) -> None:
    """The default of a variable is a text, which means true or false while the variable is of that type."""
    rows = "A,BOOLEAN,{0}\nB,STRING,{0}\n"
    header = "NAME,VARIABLE TYPE,DEFAULT VALUE" if form == "hub" else "name,variable_type,default_value"
    reading = hub if form == "hub" else own
    label = header.rsplit(",", 1)[1]
    with pytest.raises(RefusedError) as refused:
        check(reading(f"{header}\n{rows.format('WAHR')}", "cad-variable"), "cad-variable")
    assert str(refused.value).splitlines()[1:] == [
        f'  {form}.csv:2: {label} (C2): "WAHR" is how a German spreadsheet writes TRUE; write TRUE'
    ]
    flag, text = check(reading(f"{header}\n{rows.format('TRUE')}", "cad-variable"), "cad-variable")["cad-variable"]
    assert (flag.values["defaultValue"], text.values["defaultValue"]) == ("true", "TRUE")


@pytest.mark.parametrize(
    ("family", "header", "cells", "said"),
    [
        (
            "business-hours",
            "working_hours.1.start_time",
            ["9:00", "09:00:00", "9:00 AM", "9.00"],
            "A spreadsheet writes",
        ),
        (
            "overrides",
            "overrides.1.start_date_time",
            ["25.12.2026 09:00", "12/25/2026 9:00 AM"],
            "A spreadsheet writes",
        ),
        (
            "holiday-list",
            "holidays.1.start_date",
            ["25.12.2026", "12/25/2026", "25. Dez"],
            "A spreadsheet writes it so",
        ),
        ("site", "active", ["#REF!", "1.0E+00", "12-May"], "is not true or false. It was changed by a spreadsheet"),
        ("team", "team_type", ["#NAME?", "12-May"], "is not allowed; use AGENT or CAPACITY. It was changed by"),
        ("team", "team_status", ["IN\u00a0SERVICE"], "It holds a non-breaking space (U+00A0)"),
        ("team", "capacity", ["1\u202f200"], "holds a narrow non-breaking space"),
    ],
)
def test_traps_of_other_kinds_of_values(family: str, header: str, cells: list[str], said: str) -> None:
    key = CATALOG[family].key[0]
    rows = "".join(f'A{number},"{cell}"\n' for number, cell in enumerate(cells))
    with pytest.raises(RefusedError) as refused:
        check(own(f"{key},{header}\n{rows}", family), family)
    named = [line for line in str(refused.value).splitlines() if said in line]
    assert [line.split(": ")[1] for line in named] == [f"{header} (B{row})" for row in range(2, len(cells) + 2)]


def test_a_name_that_a_spreadsheet_changed_is_said_with_its_cell(sim: Simulator) -> None:
    for documents, label in (
        (own("name,multimedia_profile\nA,12-May\n", "site"), "own.csv:2: multimedia_profile (B2)"),
        (hub("NAME,MULTIMEDIA PROFILE\nA,12-May\n", "site"), "hub.csv:2: MULTIMEDIA PROFILE (B2)"),
    ):
        with pytest.raises(RefusedError) as refused:
            apply(sim, documents)
        (line,) = str(refused.value).splitlines()[1:2]
        assert line.startswith(f'  {label}: "12-May": no multimedia profile has this name')
        assert "The name here was changed by a spreadsheet, which took it for a date" in line


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "email,dialed_number\na@b.c,+14155550100\nd@b.c,14155550101\n",
            'own.csv:3: dialed_number (B3): "14155550101" has only digits, and "+14155550100" is in the same'
            " column, so a spreadsheet may have dropped a plus sign. ",
        ),
        (
            "email,external_id\na@b.c,0041\nd@b.c,42\ne@b.c,43\n",
            'own.csv:3: external_id (B3): "42" has only digits, and "0041" is in the same column, so a spreadsheet'
            " may have dropped zeros. ",
        ),
        ("email,external_id\na@b.c,0041\nd@b.c,1042\n", ""),
        ("email,external_id\na@b.c,0041\nd@b.c,00042\ne@b.c,7\n", ""),
        ("email,dialed_number\na@b.c,+14155550100\nd@b.c,4711\n", ""),
        ("email,dialed_number\na@b.c,14155550100\nd@b.c,14155550101\n", ""),
    ],
)
def test_a_cell_that_lacks_what_others_of_its_column_have_is_told(text: str, warning: str) -> None:
    documents = own(text, "user")
    check(documents, "user")
    warnings = list(map(str, documents[0].warnings))
    assert [found[: len(warning)] for found in warnings] == ([warning] if warning else [])
    if "43" in text:
        assert warnings[0].endswith("The same in B4")


@pytest.mark.parametrize("text", ["12-05", "A-12", "555.123.4567", "May", "7/24", "12.05", "1-2-3", "2026-11-29"])
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert change_of_code(text) == ""


def test_a_sign_is_lost_only_where_the_whole_number_exists() -> None:
    known = {"+4930", "0042"}
    assert [lost_sign(text, known.__contains__) for text in ("4930", "42", "+4930", "43", "x")] == [
        "+4930",
        "0042",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(("text", "name"), [("a\u202fb", "narrow"), ("a\u200bb", "no width"), ("\u201ea", "quotation")])
def test_odd_signs_are_named(text: str, name: str) -> None:
    assert re.search(name, odd_sign(text))
    assert odd_sign("plain") == odd_sign("Köln") == ""
