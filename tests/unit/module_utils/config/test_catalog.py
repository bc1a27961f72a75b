# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of families, held to the facts of the official file, so that a mistake in it is caught and not mirrored."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.official import FACTS, RESOURCES, nested, schema_of

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.contents import FileKind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.documents import Json
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field, squash
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed, Ordered, Set
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import (
    SERVER_FIELDS,
    Nested,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Choice,
    Flag,
    Id,
    Text,
    Whole,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource

KINDS: dict[str, tuple[type[Kind], ...]] = {
    "string": (Text, Choice, Id, Reference, Json, FileKind),
    "integer": (Whole,),
    "boolean": (Flag,),
    "array": (Set, Keyed, Ordered),
    "object": (Nested,),
}

# Seen on the real service, absent from the official file (deviations of the simulator).
UNDOCUMENTED = {"workItem"}
# Required by the official file; the real service was seen to do without (deviations of the simulator).
NOT_NEEDED = {
    "entry-point.assetId",
    "entry-point.controlFlowScriptUrl",
    "entry-point.imiOrgType",
    "entry-point.overflowNumber",
    "entry-point.socialChannelType",
    "contact-service-queue.callDistributionGroups",
    "dial-number.entryPointName",
    "skill-profile.activeSkills",
    "skill-profile.activeSkills.booleanValue",
    # Users are changed by PATCH, which needs nothing, and never created.
    "user.active",
    "user.ciUserId",
    "user.contactCenterEnabled",
    "user.firstName",
    "user.lastName",
    "user.userProfileId",
}
# Words that the service was seen to take instead of those of the official file (deviations of the simulator).
OTHER_WORDS = {"skill.skillType"}


def compare(fields: tuple[Field, ...], schema: dict[str, Any], path: str) -> list[str]:
    """Give every difference between a part of the table and the facts."""
    wrong = []
    for field in fields:
        facts = schema["properties"].get(field.api_name)
        if facts is None and field.entries:  # they have operations, and so a schema, of their own
            rows = FACTS["families"][f"{path}/entry"]["operations"]
            (name,) = {row["request"] for row in rows if "request" in row}
            facts = {"type": "array", "items": {"$ref": f"#/schemas/{name}"}}
        if facts is None:
            if field.api_name not in UNDOCUMENTED:
                wrong.append(f"{path}.{field.api_name} is unknown")
            continue
        if field.under:  # written by requests of its own, whose form is not that of the object
            continue
        kind = "object" if "$ref" in facts else facts["type"]
        if not isinstance(field.kind, KINDS[kind]):
            wrong.append(f"{path}.{field.api_name} is {kind}, not {field.kind}")
        for keyword in ("maxLength", "enum"):
            fact = facts.get(keyword)
            is_known = keyword == "enum" and f"{path}.{field.api_name}" in OTHER_WORDS
            if fact is not None and not agree(field.kind.schema().get(keyword), fact) and not is_known:
                wrong.append(f"{path}.{field.api_name}: {keyword} is {fact}")
        if field.kind.fields:
            wrong += compare(field.kind.fields, nested(facts), f"{path}.{field.api_name}")
    required = {field.api_name for field in fields if field.required}
    asked = {name for name in schema.get("required", []) if f"{path}.{name}" not in NOT_NEEDED}
    return wrong + [f"{path}: {name} is required" for name in sorted(asked - required)]


def agree(ours: Any, fact: Any) -> bool:
    """Tell whether a limit is that of the file; choices that it spells in several ways stand in the table once."""
    if isinstance(ours, list):
        return {squash(value) for value in ours} == {squash(value) for value in fact}
    return bool(ours == fact)


@pytest.mark.parametrize("resource", RESOURCES)
def test_types_limits_choices_and_required_fields_agree_with_the_facts(resource: Resource) -> None:
    assert compare(resource.fields, schema_of(resource), resource.family) == []


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_writable_field_of_the_api_is_in_the_table(resource: Resource) -> None:
    known = {"id", *SERVER_FIELDS, *resource.response_only}
    assert missing_of(resource.fields, schema_of(resource), known) == set(resource.left_out)


def missing_of(fields: tuple[Field, ...], schema: dict[str, Any], known: set[str]) -> set[str]:
    """Give the paths of what can be written by the facts and is in no field, at any depth."""
    missing: set[str] = schema["properties"].keys() - known - {field.api_name for field in fields}
    for field in fields:
        facts = schema["properties"].get(field.api_name)
        if facts and field.kind.fields:
            entry: Any = getattr(field.kind, "item", field.kind)
            inside = {"id", *SERVER_FIELDS, *entry.only_in_answers, *getattr(field.kind, "only_in_answers", ())}
            missing |= {f"{field.api_name}.{name}" for name in missing_of(field.kind.fields, nested(facts), inside)}
    return missing


@pytest.mark.parametrize("resource", RESOURCES)
@given(text=st.text(alphabet=st.characters(codec="ascii") | st.sampled_from("é'&ß\u00a0"), min_size=1, max_size=5))
def test_a_name_that_we_accept_is_one_that_the_api_accepts(resource: Resource, text: str) -> None:
    pattern = schema_of(resource)["properties"][resource.name_field.api_name].get("pattern")
    ours = resource.name_field.kind.schema().get("pattern")
    if pattern and ours:
        assert not re.search(ours, text) or re.search(pattern, text, re.ASCII)


@pytest.mark.parametrize("resource", RESOURCES)
def test_no_two_options_are_spelled_alike(resource: Resource) -> None:
    options = [option for field in resource.fields for option in field.options]
    assert len(options) == len(set(options))
    assert {"id", "state"}.isdisjoint(options)
    assert len({field.api_name for field in resource.fields}) == len(resource.fields)
