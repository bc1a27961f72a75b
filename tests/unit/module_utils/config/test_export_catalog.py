# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of every family of the catalog, with values that its kind allows, comes back from a list as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.contents import OBJECTS, with_file
from support.engine import Applied, apply, listed
from support.flows import hello, put_flow
from support.samples import create, first
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import PartReference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Flag, Id
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE
from wxcc_simulator.families.family import First
from wxcc_simulator.families.registry import FAMILIES

REFUSED = {"work_item"}
"""Options that the simulator refuses as the service does, while the organization lacks a feature."""


def values_of(sim: Simulator, family: str, kind: Kind, path: str) -> Iterator[Any]:
    """Values as a record holds them, the plainest first; `path` is that of the field in payloads."""
    if isinstance(kind, PartReference):
        [reference] = [one for one in FAMILIES[family].references if one.field == path]
        first(sim, First(reference.family, reference.part, {"skillType": "ENUM"}))
        owner, *_others = [row for row in sim.objects(reference.family) if row.get(reference.part)]
        yield {"name": owner[reference.part][0]["name"], reference.family: owner["name"]}
    elif kind.is_single and kind.families:
        [target] = kind.families
        if target in OBJECTS:
            first(sim, First(target))
        else:
            put_flow(sim, hello())
        name = CATALOG[target].key[0]
        yield from [{"name": row[name]} for row in listed(sim, target, attributes=[name]).objects[:1]]
    elif isinstance(kind, Id):
        found = (reference for reference in FAMILIES[family].references if reference.field == path)
        target_of_id = next(found, None)
        yield first(sim, First(target_of_id.family, target_of_id.part)) if target_of_id else "Abc"
    else:
        yield from from_schema(sim, family, kind, path)


def plainest(sim: Simulator, family: str, kind: Kind, path: str) -> Any:
    """The first of the values."""
    return next(values_of(sim, family, kind, path))


def from_schema(sim: Simulator, family: str, kind: Kind, path: str) -> Iterator[Any]:
    schema = kind.schema()
    if "enum" in schema:
        yield from schema["enum"]
    elif schema.get("type") == "boolean":
        yield from (True, False)
    elif schema.get("type") == "integer":
        yield from {schema.get("minimum", 1): None, schema.get("maximum", 7): None}
    elif schema.get("type") == "array":
        item: Kind | None = getattr(kind, "item", None)
        assert item is not None
        yield from ([value] for value in values_of(sim, family, item, path))
    elif schema.get("type") == "object":
        yield {
            part.name: plainest(sim, family, part.kind, f"{path}.{part.api_name}")
            for part in kind.fields
            if not (part.flagged or part.secret)
        }
    elif "object" in schema.get("type", ()):
        yield {"a": 1}
    else:
        texts = [text for text in (getattr(kind, "example", ""), "Abc", "123", "Abcd") if text and kind.accepts(text)]
        yield texts[0]


def bases(sim: Simulator, resource: Resource) -> Iterator[Row]:
    """Records of objects that can be created: the sample, and the sample with every other choice or flag."""
    made = create(sim, resource.family)
    (base,) = [row for row in listed(sim, resource.family).objects if row["id"] == made["id"]]
    base = with_file(
        resource.family, {option: value for option, value in base.items() if option not in ("id", "system_default")}
    )
    yield base
    for field in resource.fields:
        values = getattr(field.kind, "values", (True,) if isinstance(field.kind, Flag) else ())
        yield from ({**base, field.name: value} for value in values if value != base.get(field.name))


Wanted = list[tuple[Field, Any, Row]]


def records_of(sim: Simulator, resource: Resource, base: Row, options: list[Field], done: int) -> Wanted:
    """A record for every value of these options, each with a name of its own, beside those that are done."""
    key, family = resource.name_field, resource.family
    values = [
        (field, value)
        for field in options
        for value in (
            *([base[field.name]] if field.kind.fields and field.name in base else []),  # a list may have to be complete
            *values_of(sim, family, field.kind, field.api_name),
        )
    ]
    names = [FAMILIES[family].other(done + number)[key.api_name] for number in range(1, 1 + len(values))]
    named = zip(names, values, strict=True)
    return [(field, value, {**base, key.name: name, field.name: value}) for name, (field, value) in named]


def applied(sim: Simulator, family: str, records: list[Row]) -> Applied:
    """Apply those that no rule refuses; the service may refuse further ones."""
    try:
        return apply(sim, {family: records}, haste=50)
    except RefusedError as refused:
        wrong = {int(number) for number in re.findall(rf"{family}\[(\d+)\]", str(refused))}
        if not wrong:
            raise
    return applied(sim, family, [record for number, record in enumerate(records) if number not in wrong])


@pytest.mark.parametrize("family", [family for family in OBJECTS if CREATE not in CATALOG[family].cannot])
def test_every_option_is_listed_as_it_was_written(sim: Simulator, family: str) -> None:
    resource = CATALOG[family]
    key = resource.key[0]
    options = [
        field
        for field in resource.fields
        if not (field.elsewhere or not field.is_answered or field.name == key or field.name in REFUSED)
    ]
    wanted: Wanted = []
    made: dict[str, str] = {}
    plain, *others = bases(sim, resource)
    for group in ([plain], others):  # the other choices only for options that the plain object does not take
        left = [field for field in options if not any(field is one and row[key] in made for one, _value, row in wanted)]
        records: Wanted = []
        for base in group:
            records += records_of(sim, resource, base, left, len(wanted) + len(records))
        result = applied(sim, family, [record for _field, _value, record in records])
        made |= {row["name"]: row["id"] for row in result.rows if row["action"] == "created"}
        wanted += records
    listing = listed(sim, family)
    assert (listing.warnings, listing.incomplete) == ([], [])
    rows = {row["id"]: row for row in listing.objects}
    shown = set()
    for field, value, record in wanted:
        if record[key] in made:
            assert field.name in rows[made[record[key]]], f"{field.name}: {value} was written and is not listed"
            shown.add(field.name)
    assert {field.name for field in options} - shown == set(), "without any value that could be written"
    sim.clear_requests()
    assert apply(sim, {family: listing.objects}).ok().changed is False
    assert apply(sim, {family: [record for _field, _value, record in wanted if record[key] in made]}).ok()
    assert sim.writes() == []
