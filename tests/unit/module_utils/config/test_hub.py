# SPDX-License-Identifier: GPL-3.0-or-later
"""Bulk files of Control Hub are read as they are, and mean the same as a file in our own form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.engine import apply, listed
from support.hub_files import FILES, hub, make_skills, own
from support.samples import create
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.desired import Desired
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.hub.form import ASSIGNED, Column, Form
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.hub.table import HUB_FORMS
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.hub.cells import kind_at
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import SourceError, decode
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.hub import write_hub

FORMS = ("export", "template", "own")


def text_of(family: str, form: str, *people: str) -> str:
    """A file of a family in one of the forms."""
    text: str = getattr(FILES[family], form)
    return text.format(*(people or ("a@example.com", "b@example.com"))) if family == "user" else text


def wanted_of(family: str, form: str, *people: str) -> list[Desired]:
    text = text_of(family, form, *people)
    return check(own(text, family) if form == "own" else hub(text, family), family)[family]


def test_every_known_file_is_tried() -> None:
    assert FILES.keys() == HUB_FORMS.keys()


@pytest.mark.parametrize("form", ["export", "template"])
@pytest.mark.parametrize("family", sorted(FILES.keys() - {"skill-profile"}))  # whose lists planning makes
def test_a_file_means_the_same_in_every_form(family: str, form: str) -> None:
    theirs, ours = wanted_of(family, form), wanted_of(family, "own")
    assert [(item.id, item.present, item.values) for item in theirs] == [
        (item.id, item.present, item.values) for item in ours
    ]
    assert len({item.record.where() for item in theirs}) == len(ours)
    assert theirs[0].record.where() == "hub.csv:2"


def as_saved(text: str, how: str) -> bytes:
    """A file as a spreadsheet saves it."""
    text = text.replace(",", ";") if how == "semicolons" else text.replace(",", "\t") if "tabs" in how else text
    if how in ("CR", "CRLF"):
        return text.replace("\n", "\r" if how == "CR" else "\r\n").encode()
    return text.encode({"BOM": "utf-8-sig", "UTF-16 with tabs": "utf-16"}.get(how, "utf-8"))


@pytest.mark.parametrize("how", ["semicolons", "tabs", "UTF-16 with tabs", "BOM", "CR", "CRLF"])
@pytest.mark.parametrize("family", sorted(FILES))
def test_a_file_is_read_as_spreadsheets_save_it(family: str, how: str) -> None:
    text = text_of(family, "export")
    (plain,) = hub(text, family)
    (saved,) = hub(decode(as_saved(text, how), "hub.csv"), family)
    assert [(record.line, record.values, record.assigned) for record in saved.records] == [
        (record.line, record.values, record.assigned) for record in plain.records
    ]


def test_latin_1_is_refused_with_how_to_save_it() -> None:
    text = text_of("site", "export").replace("Lyon", "Orl\u00e9ans")
    with pytest.raises(SourceError) as refused:
        decode(text.encode("latin-1"), "hub.csv")
    assert str(refused.value) == (
        "hub.csv:2: byte 0xE9 is not UTF-8, but perhaps Latin-1 or Windows-1252; save it as UTF-8 (Excel: Save As, CSV"
        " UTF-8)"
    )


@pytest.mark.parametrize("family", sorted(set(FILES)))
def test_a_file_says_itself_which_family_it_is_of(family: str) -> None:
    assert list(check(hub(text_of(family, "export")), None)) == [family]


def columns_without_option() -> Iterator[tuple[str, str]]:
    for form in HUB_FORMS.values():
        for column in form.columns:
            if column.option.startswith(f"{ASSIGNED}."):
                assert CATALOG[form.family].assigned
            elif not column.option or kind_at(CATALOG[form.family], column.option) is None:
                yield form.family, column.heading


def test_columns_that_the_api_has_no_field_for() -> None:
    assert set(columns_without_option()) == {
        ("dial-number", "Region"),
        ("contact-service-queue", "Distribution Group"),
        ("agent-profile", "Agent Threshold Alerts Enabled"),
        ("agent-profile", "Agent Threshold Alerts"),
    }


@pytest.mark.parametrize("form", HUB_FORMS.values(), ids=lambda form: form.family)
def test_what_a_new_object_needs_stands_in_the_file_or_has_a_default(form: Form) -> None:
    resource = CATALOG[form.family]
    said = {column.option.split(".")[0] for column in form.columns}
    needed = {field.name for field in resource.fields if field.required and field.default is None}
    lacking = {name for name in needed - said if not resource.by_name[name].taken_from}
    assert CREATE in resource.cannot or form.cannot_create or lacking == set()


@pytest.mark.parametrize("form", HUB_FORMS.values(), ids=lambda form: form.family)
def test_no_heading_stands_for_two_columns(form: Form) -> None:
    def one(column: Column) -> set[str]:
        return {heading.casefold() for heading in column.headings}

    assert sum(len(one(column)) for column in form.columns) == len(form.by_heading)
    assert form.key.casefold() in form.by_heading


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start(orgs=1, agents=4, queues=1) as simulator:
        yield simulator


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    running_simulator.reset()
    return running_simulator


def prepared(sim: Simulator, family: str) -> list[str]:
    """Make what the files refer to; return the emails of two users."""
    site = sim.objects("site")[0]["id"]
    if family in ("agent-profile", "dial-number"):
        create(sim, "entry-point", name="Main")
    if family == "dial-number":
        other = create(sim, "entry-point", 1)["id"]
        for number in ("+14155550100", "+14155550101"):
            create(sim, "dial-number", dialledNumber=number, entryPointId=other)
    if family == "agent-profile":
        for name, code in (("Sale", "WRAP_UP_CODE"), ("Meeting", "IDLE_CODE")):
            (work_type,) = [row for row in sim.objects("work-type") if row["workTypeCode"] == code][:1]
            create(sim, "auxiliary-code", name=name, workTypeCode=code, workTypeId=work_type["id"], defaultCode=True)
    if family == "skill-profile":
        make_skills(sim)
    if family in ("user", "contact-service-queue"):
        create(sim, "team", name="Second", siteId=site)
    return [str(user["email"]) for user in sim.objects("user")[:2]]


@pytest.mark.parametrize("family", sorted(FILES))
def test_a_file_is_applied_in_any_form_and_nothing_is_left_to_write(sim: Simulator, family: str) -> None:
    people = prepared(sim, family)

    def step(form: str, **options: Any) -> tuple[list[Any], int]:
        """Apply a file, and return the rows without their ids, and how many writes there were."""
        text = text_of(family, form, *people)
        sim.clear_requests()
        done = apply(sim, own(text, family) if form == "own" else hub(text, family), **options).ok()
        rows = [{name: part for name, part in row.items() if name != "id"} for row in done.rows]
        return rows, len(sim.writes())

    plans = [step(form, check_mode=True) for form in FORMS]
    assert plans[0] == plans[1] == plans[2]
    assert plans[0][1] == 0
    assert {row["action"] for row in plans[0][0]} <= {"created", "updated"}
    assert step("export")[1] > 0
    records = {name: listed(sim, name).objects for name in (family, "skill")}
    (text,) = write_hub(HUB_FORMS[family], CATALOG[family], records[family], records["skill"]) or [""]
    sim.clear_requests()
    assert not apply(sim, hub(text, family)).ok().changed  # exported for Control Hub, and applied
    assert sim.writes() == []
    for form in FORMS:
        rows, writes = step(form)
        assert ({row["action"] for row in rows}, writes) == ({"unchanged"}, 0), form


def test_many_users_are_changed_by_few_writes() -> None:
    """A hundred users to a request, and none where nothing changes."""
    with Simulator.start(orgs=1, agents=500, queues=1) as sim:
        emails = [user["email"] for user in sim.objects("user")]
        header = "Email,External Id,Default DN\n"
        text = header + "".join(f"{email},{number},+1415556{number:04}\n" for number, email in enumerate(emails))
        sim.clear_requests()
        done = apply(sim, hub(text, "user")).ok()
        assert (done.counts["updated"], len(emails) >= 500) == (len(emails), True)
        assert len(sim.writes()) <= len(emails) // 100 + 1
        sim.clear_requests()
        assert apply(sim, hub(text, "user")).ok().counts["unchanged"] == len(emails)
        assert sim.writes() == []
