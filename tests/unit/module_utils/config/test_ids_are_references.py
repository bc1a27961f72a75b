# SPDX-License-Identifier: GPL-3.0-or-later
"""Every id of another object in the official file is a reference by name, or there is a reason why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.contents import OBJECTS
from support.official import RESOURCES, nested, schema_of

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource

RECORDING = "a subscription to events about recordings, which is text of another service and no webhook"
KEPT = "in answers only"
REASONS = {
    "skill.enumSkillValues.skillId": KEPT,
    "skill-profile.activeEnumSkills.enumSkillId": KEPT,
    "contact-service-queue.agents.ciUserId": KEPT,
    "user-profile.resourceCollections.resources.ids": KEPT,
    "subscription.orgId": KEPT,
    "contact-service-queue.vendorId": "text that the system of a vendor gives to a queue",
    "contact-service-queue.subscriptionId": RECORDING,
    "entry-point.subscriptionId": RECORDING,
    "entry-point.flowTagId": "one of the tags that every flow has",
    "user.dynamicSkills.skillId": "written by requests of its own, by the name of the skill",
}
IDS = re.compile(r"(Id|Ids|ID|IDs|ids)$")


def fields_of(schema: dict[str, Any], path: str, seen: tuple[Any, ...] = ()) -> Iterator[str]:
    """The paths of all fields of a schema, those of nested objects too."""
    for name, facts in schema.get("properties", {}).items():
        yield f"{path}.{name}"
        inner = nested(facts)
        if "properties" in inner and inner not in seen:
            yield from fields_of(inner, f"{path}.{name}", (*seen, inner))


def at(resource: Resource, path: str) -> Field | None:
    """The field of the catalog under a path of names in payloads."""
    fields, found = resource.by_api, None
    for name in path.split(".")[1:]:
        found = fields.get(name)
        if found is None:
            return None
        fields = {part.api_name: part for part in found.kind.fields}
    return found


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_id_is_a_reference_or_has_a_reason(resource: Resource) -> None:
    ids = [path for path in fields_of(schema_of(resource), resource.family) if IDS.search(path)]
    unknown = []
    for path in ids:
        field = at(resource, path)
        is_explained = field is not None and bool(field.kind.families or field.kind.outside or field.elsewhere)
        if path.endswith(".organizationId") or is_explained or path in REASONS:
            continue
        unknown.append(path)
    assert unknown == []


def test_every_reason_is_needed() -> None:
    paths = {path for family in OBJECTS for path in fields_of(schema_of(CATALOG[family]), family)}
    assert [path for path in REASONS if path not in paths] == []
