# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a module that takes only one family, made from the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..config.model.resource import STATES, Resource

ANSIBLE_TYPES: Final = {"string": "str", "integer": "int", "boolean": "bool", "array": "list", "object": "dict"}
"""Types of JSON Schema with Ansible's names; a value with several types is `raw`."""


def object_spec(resource: Resource) -> dict[str, Any]:
    """Return the options of one object. Its values are checked with the records of files, in one place."""
    kinds = {option: kind for field in resource.fields if not field.elsewhere for option, kind in field.kinds.items()}
    spec = {option: option_spec(kind.schema()) for option, kind in kinds.items()}
    spec = {option: spec.get(option, {"type": "str"}) for option in resource.option_names()}
    return spec | {"state": {"type": "str", "choices": list(STATES), "default": STATES[0]}}


def option_spec(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type, the choices and the parts of an option whose values have this JSON Schema."""
    kind = ANSIBLE_TYPES.get(str(schema.get("type")), "raw")
    spec: dict[str, Any] = {"type": kind}
    if "enum" in schema and kind == "str":
        spec["choices"] = list(schema["enum"])
    parts = schema
    if kind == "list":
        parts = schema["items"]
        item = option_spec(parts)
        spec["elements"] = item["type"]
        if "choices" in item:
            spec["choices"] = item["choices"]
    if "properties" in parts:
        spec["options"] = {name: option_spec(part) for name, part in parts["properties"].items()}
    return spec
