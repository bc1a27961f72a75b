# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether objects that the service gives have the shape that their family promises, before anything relies on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...api.http.errors import BadAnswer
from ..model.resource import JSON, Field, Resource


def check_shape(resource: Resource, rows: Iterable[JSON]) -> None:
    """Raise BadAnswer, which names object and field, for a value that could not be compared, keyed or shown."""
    keys = resource.key_fields
    for row in rows:
        where = _odd(resource.fields, row)
        for field in keys:
            value = row.get(field.api_name)
            if not (where or value is None or isinstance(value, str)):
                where = field.api_name
        if where:
            raise BadAnswer(f"the {resource.label} {row.get('id')} has a {where} of another type than was expected")


def _odd(fields: Iterable[Field], body: JSON) -> str:
    """Give the place of the first value whose type is not that of its field; empty where there is none."""
    for field in fields:
        value = body.get(field.api_name)
        if value is not None and (where := _odd_value(field, value)) is not None:
            return ".".join(filter(None, (field.api_name, where)))
    return ""


def _odd_value(field: Field, value: Any) -> str | None:
    """Give the place inside of a value that is odd, empty where it is itself; None for a good one."""
    if field.kind == "dict":
        return (_odd(field.fields, value) or None) if isinstance(value, dict) else ""
    if field.kind != "list":
        return "" if isinstance(value, (dict, list)) else None
    if not isinstance(value, list):
        return ""
    if not field.fields:
        return None if all(isinstance(item, str) for item in value) else ""
    if not all(isinstance(item, dict) for item in value):
        return ""
    return next((where for item in value if (where := _odd(field.fields, item))), None)
