# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of every family of the catalog, with values that its kind allows, comes back from a list as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.engine import Applied, apply, listed
from support.samples import create
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Choice
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource

REFUSED = {"work_item"}
"""Options that the simulator refuses as the service does, while the organization lacks a feature."""


def values_of(sim: Simulator, kind: Kind) -> Iterator[Any]:
    """Values as a record holds them, the plainest first."""
    if kind.is_single and kind.families:
        [family] = kind.families
        if not listed(sim, family, attributes=["name"]).objects:
            create(sim, family)
        yield from [{"name": row["name"]} for row in listed(sim, family, attributes=["name"]).objects[:1]]
        return
    yield from from_schema(sim, kind, kind.schema())


def from_schema(sim: Simulator, kind: Kind, schema: Row) -> Iterator[Any]:
    if "enum" in schema:
        yield from schema["enum"]
    elif schema.get("type") == "boolean":
        yield from (True, False)
    elif schema.get("type") == "integer":
        yield from {schema.get("minimum", 1): None, schema.get("maximum", 7): None}
    elif schema.get("type") == "array":
        item: Kind | None = getattr(kind, "item", None)
        assert item is not None
        yield from ([value] for value in values_of(sim, item))
    elif schema.get("type") == "object":
        yield {part.name: next(values_of(sim, part.kind)) for part in kind.fields if not part.flagged}
    else:
        yield getattr(kind, "example", "") or "Abc"


def bases(sim: Simulator, resource: Resource) -> Iterator[Row]:
    """Records of objects that can be created: the sample, and the sample with every other choice."""
    made = create(sim, resource.family)
    (base,) = [row for row in listed(sim, resource.family).objects if row["id"] == made["id"]]
    base = {option: value for option, value in base.items() if option not in ("id", "system_default")}
    yield base
    for field in resource.fields:
        if isinstance(field.kind, Choice):
            yield from ({**base, field.name: value} for value in field.kind.values if value != base.get(field.name))


def records_of(sim: Simulator, resource: Resource) -> Iterator[tuple[Field, Any, Row]]:
    """A record for every value of every option, each with a name of its own."""
    first = resource.key[0]
    options = [field for field in resource.fields if not field.elsewhere and field.seen != "never"]
    number = 0
    for base in [*bases(sim, resource)]:
        for field in options:
            for value in values_of(sim, field.kind) if field.name != first else ():
                number += 1
                yield field, value, {**base, first: f"Sample{number:04}", field.name: value}


def applied(sim: Simulator, family: str, records: list[Row]) -> Applied:
    """Apply those that no rule refuses; the service may refuse further ones."""
    try:
        return apply(sim, {family: records}, haste=50)
    except RefusedError as refused:
        wrong = {int(number) for number in re.findall(rf"{family}\[(\d+)\]", str(refused))}
        if not wrong:
            raise
    return applied(sim, family, [record for number, record in enumerate(records) if number not in wrong])


@pytest.mark.parametrize("family", CATALOG)
def test_every_option_is_listed_as_it_was_written(sim: Simulator, family: str) -> None:
    resource = CATALOG[family]
    wanted = list(records_of(sim, resource))
    result = applied(sim, family, [record for _field, _value, record in wanted])
    made = {row["name"]: row["id"] for row in result.rows if row["action"] == "created"}
    listing = listed(sim, family)
    assert (listing.warnings, listing.incomplete) == ([], [])
    rows = {row["id"]: row for row in listing.objects}
    shown = set()
    for field, value, record in wanted:
        if (key := made.get(record[resource.key[0]])) is not None:
            assert field.name in rows[key], f"{field.name}: {value} was written and is not listed"
            shown.add(field.name)
    own = [field for field in resource.fields if not field.elsewhere and field.seen != "never"]
    names = {field.name for field in own if field.name in shown or not field.kind.is_code}  # made up ids lead nowhere
    assert names - shown - REFUSED <= {resource.key[0]}, "without any value that could be written"
    sim.clear_requests()
    assert apply(sim, {family: listing.objects}).ok().changed is False
    assert apply(sim, {family: [record for _field, _value, record in wanted if record[resource.key[0]] in made]}).ok()
    assert sim.writes() == []
