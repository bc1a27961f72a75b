# SPDX-License-Identifier: GPL-3.0-or-later
"""Each writable field of the official file, changed alone: one object is written, and told by that field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.engine import apply, listed
from support.official import FACTS, schema_of
from support.samples import create, first
from support.simulator import Row, Simulator
from unit.module_utils.config.test_export_catalog import REFUSED, values_of

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import SERVER_FIELDS
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import (
    PartReference,
    Reference,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE
from wxcc_simulator.families.family import First
from wxcc_simulator.families.registry import FAMILIES

DESCRIBED = [family for family in CATALOG if family in FACTS["families"] and family in FAMILIES]
"""The families of the official file and, as far as they are known second-hand, those of later versions of it."""

PARTNERS: dict[str, dict[str, Row]] = {
    "cad-variable": {"agent_viewable": {"desktop_label": "Label"}},
    "agent-profile": {"parent_type": {"site": "Site-1"}},
    "user": {"site": {"teams": []}, "teams": {"site": "Site-1"}},  # a user has teams of one site
    "auxiliary-code": {"work_type_code": {"work_type": "Default Wrapup Work Type"}},
}
"""What has to change with a field, by family and option."""

BY_SKILL = {"dynamic_skills"}
"""Written skill by skill, which test_users.py tries."""

OTHERS: dict[str, dict[str, Row]] = {
    "team": {"capacity": {"teamType": "CAPACITY"}, "dialed_number": {"teamType": "CAPACITY"}},
    "skill": {"enum_skill_values": {"skillType": "ENUM", "enumSkillValues": [{"name": "Some"}]}},
    "channel": {"logo_type": {"logoType": "LOGO_URL"}},  # PATCH takes no other but the way back
    "asset": {
        "data_schema": {
            "channelType": "WORK_ITEM",
            "dataSchema": [{"fieldKey": "a", "displayName": "A", "isViewable": True, "isRequired": True}],
        }
    },
}
"""How the object has to be made that can have a field, in the words of the API."""


def fields_of(resource: Resource) -> list[Field]:
    """The fields of the official file that a request may hold."""
    ignored = {"id", *SERVER_FIELDS, *resource.response_only}
    names = [name for name in schema_of(resource)["properties"] if name not in ignored]
    lacking = [name for name in names if name not in resource.by_api and name not in resource.left_out]
    assert lacking == []
    return [resource.by_api[name] for name in names if name in resource.by_api]


def candidates(sim: Simulator, resource: Resource, field: Field, base: Row) -> Iterator[Any]:
    """Values that the field of the object does not have yet."""
    if field.name == resource.key[0] and field.writes == "always":
        yield FAMILIES[resource.family].other(7)[field.api_name]
        return
    shown = base.get(field.name)
    item = getattr(field.kind, "item", field.kind)
    if isinstance(item, Reference) and not isinstance(item, PartReference):
        for name in others_of(sim, item.family, shown if isinstance(shown, list) else [shown]):
            yield {"name": name} if item is field.kind else [{"name": name}]
        return
    if isinstance(shown, list) and shown and all(isinstance(entry, dict) for entry in shown):
        flipped = {"NONE": "ALL", "ALL": "SPECIFIC", "SPECIFIC": "ALL"}  # a list may have to be complete
        yield from [
            [{**shown[0], option: flipped[value]}, *shown[1:]]
            for option, value in shown[0].items()
            if option == "access_level"
        ]
    for value in (
        *values_of(sim, resource.family, field.kind, field.api_name),
        "Changed",
        "https://hooks.example.com/new",
    ):
        if value not in (shown, {"name": shown}) and field.kind.accepts(value):
            yield value


def others_of(sim: Simulator, family: str, known: list[Any]) -> Iterator[str]:
    """Names of objects of a family, the newest first, without known ones."""
    key = CATALOG[family].key[0]
    first(sim, First(family))
    if CREATE not in CATALOG[family].cannot:
        create(sim, family, 800 + len(sim.objects(family)))
    rows = listed(sim, family, attributes=[key]).objects
    names = [entry["name"] if isinstance(entry, dict) else entry for entry in known]
    yield from (row[key] for row in reversed(rows) if row[key] not in names)


@pytest.mark.parametrize("family", DESCRIBED)
def test_a_single_field_changes_one_object_and_is_told_by_its_path(sim: Simulator, family: str) -> None:
    resource = CATALOG[family]
    made = sim.objects(family)[0] if CREATE in resource.cannot else create(sim, family)
    untouched = {}
    for field in fields_of(resource):
        is_elsewhere = field.api_name in resource.beside or not field.kind.families <= FAMILIES.keys()
        if field.name in REFUSED | BY_SKILL or is_elsewhere or field.secret:
            continue
        other = OTHERS.get(family, {}).get(field.name)
        target = create(sim, family, 700 + len(sim.objects(family)), **other)["id"] if other else made["id"]
        (base,) = [row for row in listed(sim, family).objects if row["id"] == target]
        wrong: list[str] = []
        for value in candidates(sim, resource, field, base):
            partners = PARTNERS.get(family, {}).get(field.name, {})
            record = {"id": target, field.name: value, **partners}
            if what := is_changed(sim, resource, field, record):
                wrong.append(what)
            else:
                break
        else:
            untouched[field.name] = wrong
    assert untouched == {}


def is_changed(sim: Simulator, resource: Resource, field: Field, record: Row) -> str:
    """Apply a record that changes a field, and give why it cannot, empty where all is as it has to be."""
    family = resource.family
    before = {row["id"]: row for row in sim.objects(family)}
    sim.clear_requests()
    try:
        result = apply(sim, {family: [record]})
    except RefusedError as refused:
        assert sim.writes() == []
        assert {row["id"]: row for row in sim.objects(family)} == before
        is_fixed = field.elsewhere or field.writes == "once"
        told = f"{field.name}: {'read-only' if field.elsewhere else 'cannot be changed after creation'}"
        return "" if is_fixed and told in str(refused) else str(refused)
    assert not field.elsewhere, field.name
    assert field.writes in ("always", "later"), field.name
    if result.message:
        return result.message
    assert result.counts["updated"] == 1
    (row,) = result.rows
    told_options = {path.split(".")[0] for path in row["changes"]}
    assert {field.name} <= told_options <= set(record)
    after = {row["id"]: row for row in sim.objects(family)}
    assert [key for key in after if after[key] != before[key]] == [record["id"]]
    assert after[record["id"]].get(field.api_name) != before[record["id"]].get(field.api_name)
    written = sum(write["status"] < 300 for write in sim.writes())
    assert written >= 1 if field.entries else written == 1, "entries have requests of their own"
    assert apply(sim, {family: [record]}).ok().changed is False
    return ""
