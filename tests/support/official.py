# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare facts of the official file about the families of the catalog."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from support.contents import OBJECTS
from wxcc_simulator.families.registry import FAMILIES

PACKAGE = Path(__file__).parents[2] / "roles" / "simulator" / "files" / "wxcc_simulator"
PUBLISHED, BEYOND = (
    json.loads((PACKAGE / "families" / name).read_text(encoding="utf-8")) for name in ("families.json", "beyond.json")
)
FACTS = {part: PUBLISHED[part] | BEYOND[part] for part in PUBLISHED}

RESOURCES = [pytest.param(resource, id=family) for family, resource in CATALOG.items() if family in OBJECTS]


def schema_of(resource: Resource) -> dict[str, Any]:
    """The schema of what clients write of a family."""
    operations = FACTS["families"][resource.family]["operations"]
    current = {entry["verb"]: entry.get("request") for entry in operations if not entry.get("deprecated")}
    written = (current[verb] for verb in ("bulk", "create", "put", "patch") if current.get(verb))
    name = FAMILIES[resource.family].schema or next(written)
    schema: dict[str, Any] = FACTS["schemas"][name]
    return schema


def nested(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a nested object, or of the entries of a list."""
    target: dict[str, Any] = schema.get("items", schema)
    return FACTS["schemas"][target["$ref"].rsplit("/", 1)[-1]] if "$ref" in target else target
