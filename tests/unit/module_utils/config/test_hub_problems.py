# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a bulk file of Control Hub is said with its line, its heading and its cell, before a request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.engine import apply
from support.hub_files import hub, own
from support.in_process import run_module
from support.samples import create
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.module.config import apply_family

TEAM = "NAME,SITE,TYPE,MULTIMEDIA PROFILE,SKILL PROFILE,DN,CAPACITY,DESKTOP LAYOUT"
USER = (
    "Email,User Profile,Contact Center Enabled,Site,Teams,Skill Profile,Desktop Profile,Multimedia Profile,Default DN"
)


def refused(text: str, family: str | None, form: str = "auto", **options: Any) -> list[str]:
    """The problems of a file, line by line."""
    with pytest.raises(RefusedError) as error:
        check(hub(text, family, form, **options), family)
    return [line.strip() for line in str(error.value).splitlines()[1:]]


@pytest.mark.parametrize(
    ("family", "text", "problem"),
    [
        ("team", f"{TEAM}\nA,Lyon,AGENTS,,,,,\n", 'hub.csv:2: TYPE (C2): "AGENTS" is not allowed; use AGENT or'),
        ("team", f'{TEAM}\n"A\nB",Lyon,,,,,,\nC,Lyon,,,,,x,\n', 'hub.csv:4: CAPACITY (G3): "x" is not a whole number'),
        ("team", f"sep=,\n{TEAM}\n\nA,Lyon,,,,,-1,\n", "hub.csv:4: CAPACITY (G3): -1 is below the minimum of 0"),
        ("team", f"{TEAM}\n,Lyon,,,,,,\n", "hub.csv:2: NAME (A2): missing; give it"),
        ("team", f"{TEAM}\nA,Lyon,,,,,,\nA,Lyon,,,,,,\n", 'hub.csv:3: NAME (A3): "A" is also defined at hub.csv:2'),
        (
            "user",
            f"{USER}\na@b.c,,maybe,,,,,,\n",
            'hub.csv:2: Contact Center Enabled (C2): "maybe" is not true or false',
        ),
        ("user", f"{USER}\na@b.c,,,,A|B|A,,,,\n", 'hub.csv:2: Teams (E2): "A" is listed twice; keep one'),
        ("user", f"{USER},NEW\na@b.c,,,,,,,,,x\n", 'hub.csv:1: column "NEW": unknown in Control Hub\'s file User'),
        ("user", f"{USER},Email\na@b.c,,,,,,,,,x\n", 'hub.csv:1: column "Email": the header has "Email" for the same'),
        ("user", "User Profile,Default DN\na,b\n", 'hub.csv:1: column "Email" is missing; Control Hub\'s file User'),
        (
            "user",
            "Email,Default DN,state\na@b.c,1,absent\n",
            'hub.csv:1: column "Default DN" is one of Control Hub\'s file of users, column "state" one of the',
        ),
        ("skill", "Name,Type,List Values For Enum\nA,Enum,a|b|a\n", "hub.csv:2: List Values For Enum (C2): "),
    ],
)
def test_problems_name_line_heading_and_cell(family: str, text: str, problem: str) -> None:
    assert [line for line in refused(text, family) if line.startswith(problem)]


@pytest.mark.parametrize(
    ("family", "form", "problem"),
    [
        (None, "control_hub", "the columns do not say which of Control Hub's files this is; give type"),
        (
            "holiday-list",
            "control_hub",
            "src_format: the form of Control Hub's file of holiday lists is not known here",
        ),
    ],
)
def test_a_file_of_no_known_form(family: str | None, form: str, problem: str) -> None:
    assert refused("Name,Thing\nA,b\n", family, form) == [f"hub.csv:1: {problem}"]


@pytest.mark.parametrize("email", ["User ID/Email (Required)", "UserID/Email (Required)"])
def test_the_file_of_people_and_licences_is_refused_in_one_sentence(email: str) -> None:
    text = f"First Name,Last Name,Display Name,{email},User Status,Webex Teams [Sub1]\nA,B,A B,a@b.c,Active,TRUE\n"
    for family in ("user", None):
        (problem,) = refused(text, family)
        assert problem.startswith("hub.csv:1: this is the file of people and licences of Control Hub")
        assert problem.endswith(
            "with the columns Email, User Profile, Contact Center Enabled, Site, Teams, Skill"
            " Profile, Desktop Profile, Multimedia Profile, External Id, Default DN"
        )


def test_columns_can_be_left_out() -> None:
    text = f"{USER},NEW\na@b.c,,strange,,,,,,,x\n"
    (item,) = check(hub(text, "user", ignored=("new", "contact center  enabled")), "user")["user"]
    assert item.values == {"email": "a@b.c"}
    (item,) = check(hub("name,colour\nA,red\n", "site", ignored=("COLOUR",)), "site")["site"]
    assert item.values == {"name": "A"}


def test_the_column_of_errors_is_no_matter() -> None:
    (item,) = check(hub("NAME,MULTIMEDIA PROFILE,Error Message\nA,B,Something\n", "site"), "site")["site"]
    assert set(item.values) == {"name", "multimediaProfileId"}


@pytest.mark.parametrize(
    ("header", "is_partial"),
    [
        ("NAME,MULTIMEDIA PROFILE", True),
        ("Name,Multimedia Profile", True),
        ("name,multimedia_profile", False),
        ("Name,multimedia profile", False),
        ("Multimedia Profile,Name", True),
        ("NAME,Multimedia Profile", False),
        ("Name", False),
    ],
)
def test_a_header_of_both_forms_is_the_one_of_control_hub_where_it_is_written_so(header: str, is_partial: bool) -> None:
    (document,) = hub(f"{header}\nA,B\n", "site")
    assert document.is_partial is is_partial
    (document,) = hub(f"{header}\nA,B\n", "site", "native")
    assert not document.is_partial


def test_a_column_that_the_api_has_no_field_for_is_named_and_ignored() -> None:
    header = "Dialed Number,Entry Point,Region"
    (document,) = hub(f"{header}\n+1,A,US\n+2,B,\n", "dial-number")
    assert list(map(str, document.warnings)) == [
        'hub.csv:1: column "Region": the API has no field for this, so 1 cell is ignored. Control Hub shows the name of'
        " a region, and the API knows only its id: `region_id`"
    ]
    (document,) = hub(f"{header}\n+1,A,\n", "dial-number")
    assert document.warnings == []


def test_a_mapping_of_an_unknown_number_is_refused_before_anything_is_sent(sim: Simulator) -> None:
    entry_point = create(sim, "entry-point", name="Main")["id"]
    create(sim, "dial-number", dialledNumber="+14155550100", entryPointId=entry_point)
    sim.clear_requests()
    text = "Dialed Number,Entry Point,Region\n+14155550100,Main,\n14155550100,Main,\n+14155550101,Main,\n"
    with pytest.raises(RefusedError) as error:
        apply(sim, hub(text, "dial-number"))
    lost, unknown = str(error.value).splitlines()[1:]
    assert lost.startswith('  hub.csv:3: Dialed Number (A3): "14155550100": there is "+14155550100", whose beginning a')
    assert unknown.startswith(
        '  hub.csv:4: Dialed Number (A4): no dial number of this organization is called "+14155550101". Numbers come'
    )
    assert sim.writes() == []


def test_a_plus_sign_that_a_spreadsheet_dropped_is_seen_in_our_own_form_too(sim: Simulator) -> None:
    entry_point = create(sim, "entry-point", name="Main")["id"]
    create(sim, "dial-number", dialledNumber="+14155550100", entryPointId=entry_point)
    header = "dialled_number,entry_point,location,region_id"
    with pytest.raises(
        RefusedError, match=r'own.csv:2: dialled_number \(A2\): "14155550100": there is "\+14155550100"'
    ):
        apply(sim, own(f"{header}\n14155550100,Main,HQ,us\n", "dial-number"))


def test_a_name_that_nobody_has_is_said_with_its_cell(sim: Simulator) -> None:
    with pytest.raises(RefusedError) as error:
        apply(sim, hub("NAME,MULTIMEDIA PROFILE\nA,Default\u00a0Multimedia\n", "site"))
    (problem,) = str(error.value).splitlines()[1:]
    assert problem.startswith(
        '  hub.csv:2: MULTIMEDIA PROFILE (B2): "Default\u00a0Multimedia": no multimedia profile has'
    )
    assert "The name here holds a non-breaking space (U+00A0)" in problem


def as_module(sim: Simulator, text: str, **options: Any) -> dict[str, Any]:
    """Run the module of sites on a file."""
    given = {"api_url": sim.url, "org_id": sim.orgs[0].org_id, "access_token": sim.orgs[0].access_token, **options}
    source = json.dumps({"name": "hub.csv", "form": "csv", "text": text})
    return run_module(lambda: apply_family("site"), {**given, "_source": source})


def test_a_purge_needs_the_word_that_the_file_is_complete(sim: Simulator) -> None:
    text = "NAME,MULTIMEDIA PROFILE\nAlta,\n"
    result = as_module(sim, text, purge=True)
    assert result["failed"]
    assert result["msg"].startswith("purge: hub.csv:1 is in the form of Control Hub's bulk files, which never delete")
    assert sim.requests() == []
    result = as_module(sim, text, purge=True, source_is_complete=True)
    assert [row["name"] for row in sim.objects("site") if not row.get("systemDefault")] == ["Alta"]
    assert not as_module(sim, "name,multimedia_profile\nAlta,\n", purge=True).get("failed")


def test_a_module_warns_of_what_it_ignores_and_leaves_out_what_it_is_told_to(sim: Simulator) -> None:
    text = "NAME,MULTIMEDIA PROFILE,NEW\nAlta,,x\n"
    assert 'column "NEW": unknown' in as_module(sim, text)["msg"]
    assert as_module(sim, text, ignore_unknown_columns=["new"])["changed"] is False


QUEUE = "Name,Description,Channel Type,Distribution Group Seq,Group Fallback Time,Group Teams"


def test_rows_of_groups_belong_to_the_object_of_the_same_name_wherever_they_stand() -> None:
    text = f"{QUEUE}\nA,x,CHAT,1,,T\nB,,CHAT,1,,T\nA,x,,2,30,T|U\n"
    first, second = check(hub(text, "queue"), "contact-service-queue")["contact-service-queue"]
    assert [group["order"] for group in first.values["callDistributionGroups"]] == [1, 2]
    assert len(first.values["callDistributionGroups"][1]["agentGroups"]) == 2
    assert (first.record.where(), second.record.where()) == ("hub.csv:2", "hub.csv:3")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("A,x,CHAT,1,,T\nA,y,,2,,T\n", 'hub.csv:3: Description (B3): "y" differs from "x" at hub.csv:2, a row of the'),
        ("A,x,CHAT,1,,T\nA,,,2,soon,T\n", 'hub.csv:3: Group Fallback Time (E3): "soon" is not a whole number'),
        ("A,x,CHAT,1,,T\nA,,,1,,U\n", "hub.csv:3: Distribution Group Seq (D3): 1 is listed twice; keep one"),
        ("A,x,CHAT,1,,T\nA,,,,,U\n", "hub.csv:3: Distribution Group Seq (D3): missing"),
        ("A,x,CHAT,1,,T|T\n", 'hub.csv:2: Group Teams (F2): "T" is listed twice; keep one'),
    ],
)
def test_a_problem_of_a_group_is_at_its_own_row(rows: str, problem: str) -> None:
    (line,) = refused(f"{QUEUE}\n{rows}", "contact-service-queue")
    assert line.startswith(problem)
