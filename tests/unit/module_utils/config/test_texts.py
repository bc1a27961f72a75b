# SPDX-License-Identifier: GPL-3.0-or-later
"""The same rows in every form: blanks, ids and numbers that a spreadsheet has changed are read by one rule."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field, walk
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import Nested
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Choice, Flag, Whole
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import EVERYWHERE
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import CLEAR, JSON, ByName
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

ID = "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9"
CHANGED = ("1.55512E+10", "1,55512E+10", "1e+21", "1E+05", "15551000.0", "15551000,0", "#####", "#NAME?", "#N/A")
UNCHANGED = ("+15551000", "15551000", "007", "555.123.4567", "1E5", "12-05", "1e4f", "*72", "A1.00", ID)
FORMS = ("csv", "yaml", "json", "items", "options")


def in_form(record: JSON, form: str) -> str:
    """Write one record in a form; JSON is YAML too."""
    if form == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, record, lineterminator="\n")
        writer.writeheader()
        writer.writerow({key: value if isinstance(value, str) else json.dumps(value) for key, value in record.items()})
        return text.getvalue()
    return json.dumps(record if form == "options" else [record])


def read(record: JSON, form: str, family: str = "team") -> tuple[str | None, bool, JSON]:
    """Read one record in a form: its id, whether it is to be present, and its payload."""
    name = "" if form == "options" else "t"
    (desired,) = check([parse(in_form(record, form), name, form)], family)[family]
    return desired.id, desired.present, desired.values


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"name": "  Oslo\t"}, (None, True, {"name": "Oslo"})),
        (
            {"name": "\u00a0Oslo ", "dialed_number": " +4712345 "},
            (None, True, {"name": "Oslo", "dialedNumber": "+4712345"}),
        ),
        ({"name": "Oslo", "id": "", "state": " "}, (None, True, {"name": "Oslo"})),
        ({"name": "", "id": f" {ID.upper()} "}, (ID, True, {})),
        ({"name": "Oslo", "site": "", "team_type": "", "active": ""}, (None, True, {"name": "Oslo"})),
        ({"name": "Oslo", "site": " B "}, (None, True, {"name": "Oslo", "siteId": ByName("site", "B")})),
        ({"name": "Oslo", "site_id": ID.upper()}, (None, True, {"name": "Oslo", "siteId": ID})),
        ({"name": "Oslo", "desktopLayoutId": f"{ID.upper()}\n"}, (None, True, {"name": "Oslo", "desktopLayoutId": ID})),
        (
            {"name": "Oslo", "queue_rankings": [{"queue_id": f" {ID.upper()}", "rank": " 2 "}]},
            (None, True, {"name": "Oslo", "queueRankings": [{"queueId": ID, "rank": 2}]}),
        ),
        ({"name": "Oslo", "capacity": " 12 "}, (None, True, {"name": "Oslo", "capacity": 12})),
        ({"name": "Oslo", "id": "AXbC-1"}, ("AXbC-1", True, {"name": "Oslo"})),
    ],
)
def test_a_row_means_the_same_in_every_form(form: str, record: JSON, expected: tuple[str | None, bool, JSON]) -> None:
    assert read(record, form) == expected


@pytest.mark.parametrize(("form", "left"), [("csv", {}), *((form, {"description": ""}) for form in FORMS[1:])])
def test_an_empty_text_clears_where_a_field_can_also_be_left_out(form: str, left: JSON) -> None:
    """A row of a CSV file has a cell for every column, so an empty one says nothing."""
    assert read({"name": "Oslo", "description": " "}, form) == (None, True, {"name": "Oslo", **left})
    cleared = {} if form == "csv" else {"multiMediaProfileId": CLEAR, "capacity": CLEAR}
    assert read({"name": "Oslo", "multimedia_profile": " ", "capacity": ""}, form)[2] == {"name": "Oslo", **cleared}


@pytest.mark.parametrize(
    ("records", "where"),
    [
        ([{"id": ID}, {"id": ID.upper()}], f"t[1]: id: {ID} is also defined at t[0]"),
        ([{"name": "a"}, {"name": "a "}], 't[1]: name: "a" is also defined at t[0]'),
    ],
)
def test_one_object_is_found_twice_whatever_its_spelling(records: list[JSON], where: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(where)):
        check([parse(json.dumps(records), "t", "items")], "team")


def codes() -> Iterator[tuple[str, str, Field]]:
    """Every option of the catalog that takes ids, telephone numbers or codes, outside lists, with its family."""
    for family, resource in CATALOG.items():
        for field in (*resource.fields, *EVERYWHERE):
            for option in field.options:
                if field.kinds[option].is_code and field.kinds[option].is_single and not field.elsewhere:
                    yield family, option, field


@pytest.mark.parametrize("form", ["csv", "items", "options"])
@pytest.mark.parametrize(
    "changed", ["1.55512E+10", "1,55512E+10", "1e+21", "1E+05", "15551000.0", "15551000,0", "#####", "#NAME?", "#N/A"]
)
@pytest.mark.parametrize(("family", "option"), [(family, option) for family, option, _field in codes()])
def test_what_a_spreadsheet_made_of_a_code_is_refused(family: str, option: str, changed: str, form: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read({"name": "Oslo", option: changed}, form, family)
    cell = " (B2)" if form == "csv" else ""
    assert f'{option}{cell}: "{changed}" was changed by a spreadsheet' in str(refused.value)
    assert "Format the column as Text" in str(refused.value)


@pytest.mark.parametrize(
    "text", ["+15551000", "15551000", "007", "555.123.4567", "1E5", "12-05", "1e4f", "*72", "A1.00", ID]
)
def test_codes_as_people_write_them_are_taken(text: str) -> None:
    assert read({"name": "Oslo", "dialed_number": text}, "csv")[2]["dialedNumber"] == text


def test_a_name_may_look_like_a_number() -> None:
    assert read({"name": "1E+05"}, "csv", "team")[2] == {"name": "1E+05"}


def test_every_number_and_id_of_the_catalog_is_guarded() -> None:
    """A field of a new family whose name says number, code or id has to be marked."""
    speaking = re.compile(r"(^|_)(number|numbers|code|codes|ani|extension|id|ids|digits)$")
    unguarded = [
        f"{resource.family}.{option}"
        for resource in CATALOG.values()
        for field in walk(resource.fields)
        for option, kind in field.kinds.items()
        if speaking.search(option) and not kind.by_id and not kind.is_code
        if not isinstance(getattr(kind, "item", kind), Choice | Whole | Flag | Nested)
    ]
    assert unguarded == []
    assert {option for _family, option, _field in codes()} >= {"id", "dialed_number", "site_id", "desktop_layout_id"}


def test_an_id_of_a_list_is_guarded_too() -> None:
    with pytest.raises(RefusedError, match=r'queue_rankings\[0\].queue_id: "1E\+05" was changed by a spreadsheet'):
        read({"name": "Oslo", "queue_rankings": [{"queue_id": "1E+05", "rank": 1}]}, "items")


def test_each_missing_field_is_named_once() -> None:
    with pytest.raises(RefusedError) as refused:
        read({"name": "Oslo", "queue_rankings": [{}]}, "items")
    assert str(refused.value).splitlines()[1:] == [
        "  t[0]: queue_rankings[0].queue: missing; give it or queue_id",
        "  t[0]: queue_rankings[0].rank: missing",
    ]
