# SPDX-License-Identifier: GPL-3.0-or-later
"""Skills, codes, holidays and business hours: their entries, their references, and what is refused before a write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from support.engine import apply, settings
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.listing import list_objects
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from wxcc_simulator.families.people.resource_collection import KINDS


@contextmanager
def client_of(sim: Simulator) -> Iterator[Client]:
    with closing(Client(settings(sim))) as client:
        yield client


def listed(sim: Simulator, resource: Resource, name: str) -> Row:
    """The object of this name as wxcc_config_info lists it."""
    with client_of(sim) as client:
        (found,) = (item for item in list_objects(client, resource).objects if item["name"] == name)
    return found


ENUM = {"name": "Language", "skill_type": "enum", "service_level_threshold": 0}
YEARLY = {"interval": 1, "specific_month": "MAY", "specific_day_of_month": 1}
DAY = {"name": "Day", "start_date": "2027-05-01", "end_date": "2027-05-01"}


@pytest.mark.parametrize(
    ("family", "record", "change", "changes"),
    [
        (
            "skill",
            {**ENUM, "enum_skill_values": [{"name": "de"}, {"name": "fr", "description": "French"}]},
            {"enum_skill_values": [{"name": "fr"}, {"name": "de", "description": "German"}]},
            ["enum_skill_values"],
        ),
        (
            "holiday-list",
            {"name": "Days", "holidays": [{**DAY, "frequency": "Yearly", "recurrence": YEARLY}]},
            {"holidays": [{**DAY, "recurrence": {"interval": 2}}]},
            ["holidays"],
        ),
        (
            "business-hours",
            {
                "name": "Office",
                "timezone": "Europe/Paris",
                "working_hours": [{"name": "am", "days": ["MON", "TUE"], "start_time": "08:00", "end_time": "12:00"}],
            },
            {"working_hours": [{"name": "am", "days": ["TUE", "MON"], "start_time": "09:00"}]},
            ["working_hours"],
        ),
    ],
)
def test_entries_of_lists_keep_what_a_record_leaves_out(
    sim: Simulator, family: str, record: Row, change: Row, changes: list[str]
) -> None:
    resource = CATALOG[family]
    apply(sim, {family: [record]}).ok()
    (option,) = changes
    first = listed(sim, resource, record["name"])
    result = apply(sim, {family: [{"name": record["name"], **change}]}).ok()
    assert [list(row["changes"]) for row in result.rows] == [changes]
    after = {entry["name"]: entry for entry in listed(sim, resource, record["name"])[option]}
    for entry in change[option]:
        before = next(old for old in first[option] if old["name"] == entry["name"])
        expected: dict[str, Any] = {**before, **entry}
        if "recurrence" in entry:
            expected["recurrence"] = {**before["recurrence"], **entry["recurrence"]}
        expected |= {"days": before["days"]} if "days" in entry else {}
        assert {**after[entry["name"]], **({"days": before["days"]} if "days" in entry else {})} == expected


def test_families_that_refer_to_each_other_come_in_one_run(sim: Simulator) -> None:
    objects: dict[str, list[Row]] = {
        "business-hours": [
            {
                "name": "Office",
                "timezone": "Europe/Paris",
                "working_hours": [{"name": "am", "days": ["MON"], "start_time": "08:00", "end_time": "12:00"}],
                "holiday_list": "Days",
                "overrides": "Fairs",
            }
        ],
        "holiday-list": [{"name": "Days", "holidays": [DAY]}],
        "overrides": [
            {
                "name": "Fairs",
                "timezone": "Europe/Paris",
                "overrides": [
                    {
                        "name": "Hanover",
                        "start_date_time": "2027-04-12T08:00",
                        "end_date_time": "2027-04-12T20:00",
                        "working_hours": True,
                    }
                ],
            }
        ],
        "auxiliary-code": [
            {"name": "Sale", "work_type_code": "WRAP_UP_CODE", "work_type": "Calls", "default_code": True}
        ],
        "work-type": [{"name": "Calls", "work_type_code": "WRAP_UP_CODE"}],
    }
    assert apply(sim, objects).ok().counts["created"] == 5
    assert not apply(sim, objects).ok().changed
    gone = {
        family: [{**{key: row[key] for key in CATALOG[family].key}, "state": "absent"} for row in rows]
        for family, rows in objects.items()
    }
    assert apply(sim, gone).ok().counts["deleted"] == 5


@pytest.mark.parametrize(
    ("family", "record", "problem"),
    [
        ("skill", {"name": "a&b"}, 'name: "a&b" holds &; allowed are letters A-Z and a-z, digits, space'),
        ("skill", {**ENUM, "enum_skill_values": [{"name": "b&d"}]}, 'enum_skill_values[0].name: "b&d" holds &'),
        ("skill", ENUM, 'enum_skill_values: missing; needed while skill_type is "ENUM"'),
        (
            "skill",
            {**ENUM, "skill_type": "Text", "enum_skill_values": [{"name": "a"}]},
            'enum_skill_values: not allowed while skill_type is "TEXT"',
        ),
        (
            "holiday-list",
            {"name": "Days", "holidays": [{**DAY, "frequency": "Yearly", "recurrence": {"interval": 1}}]},
            'holidays[0].recurrence.specific_month: missing; needed while frequency is "Yearly"',
        ),
        ("holiday-list", {"name": "Days", "holidays": []}, "holidays: needs at least 1 entry"),
        ("business-hours", {"name": "Two  spaces"}, 'name: "Two  spaces" has two spaces in a row; write one'),
    ],
)
def test_what_the_service_would_refuse_is_refused_before_a_request_writes(
    sim: Simulator, family: str, record: Row, problem: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        apply(sim, {family: [record]})
    assert f"{family}[0]: {problem}" in str(refused.value)


def test_the_name_of_a_resource_collection_comes_from_the_reference(sim: Simulator) -> None:
    kinds = [{"name": kind, "access_level": "ALL"} for kind in KINDS]
    collection = {"name": "North", "resources": kinds}
    profile = {
        "name": "Northern",
        "profile_type": "SUPERVISOR",
        "permission_access_level": "ALL",
        "resource_access_level": "SPECIFIC",
        "resource_collections": [{"resource_collection": "North"}],
    }
    wanted = {"resource-collection": [collection], "user-profile": [profile]}
    apply(sim, wanted).ok()
    (made,) = [row for row in sim.objects("user-profile") if row["name"] == "Northern"]
    (north,) = [row for row in sim.objects("resource-collection") if row["name"] == "North"]
    assert made["resourceCollections"] == [{"id": north["id"], "name": "North"}]
    assert not apply(sim, wanted).changed
