# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that objects from the service have the shape that the catalog says, before anything relies on it."""

from __future__ import annotations

from collections.abc import Iterable

from ...api.http.errors import BadAnswer
from ..model.kinds.nested import odd_field
from ..model.resource import Resource
from ..model.values import JSON


def check_shape(resource: Resource, rows: Iterable[JSON]) -> None:
    """Raise BadAnswer, which names object and field, for a value that could not be compared, keyed or shown."""
    keys = resource.key_fields
    for row in rows:
        where = odd_field(resource.fields, row)
        for field in keys:
            value = row.get(field.api_name)
            if not (where or value is None or isinstance(value, str)):
                where = field.api_name
        if where:
            raise BadAnswer(f"the {resource.label} {row.get('id')} has a {where} of another type than was expected")
