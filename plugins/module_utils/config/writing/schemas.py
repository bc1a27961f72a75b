# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Schemas of the files of families, for editors."""

from __future__ import annotations

import json
from typing import Any, Final

from ..model.kinds.rules import object_schema
from ..model.kinds.scalars import Id
from ..model.resource import STATES, Resource
from ..model.values import JSON

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: Final = ".schemas"
"""The folder beside the files of an organization that holds their schemas."""


def schema_of(resource: Resource) -> JSON:
    """Return the JSON Schema of a file with the list of one family."""
    return {"$schema": DIALECT, "title": f"{resource.family} of Webex Contact Center", **list_schema(resource)}


def schema_text(resource: Resource) -> str:
    """Return the same as the text of a file."""
    return json.dumps(schema_of(resource), indent=2) + "\n"


def list_schema(resource: Resource) -> JSON:
    """Return the JSON Schema of a list of one family."""
    own = [field for field in resource.fields if not field.elsewhere]
    schema: JSON = strict(object_schema(own, resource.rules, is_whole=False))
    schema["properties"] = {
        **schema["properties"],
        "id": Id().schema(),
        "state": {"type": "string", "enum": list(STATES)},
        "system_default": {"type": "boolean"},
    }
    if not resource.is_singleton:
        schema["anyOf"] = [{"required": [resource.key[0]]}, {"required": ["id"]}]
    return {"type": ["array", "null"], "items": schema}


def strict(schema: Any) -> Any:
    """Refuse unknown keys in every object that names its keys, and write patterns as every dialect reads them."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(value) for key, value in schema.items()}
    if "pattern" in found and isinstance(found["pattern"], str):
        found["pattern"] = found["pattern"].replace("\\Z", "$")
    if found.get("type") == "object" and "properties" in found:
        found["additionalProperties"] = False
    return found
