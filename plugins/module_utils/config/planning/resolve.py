# SPDX-License-Identifier: GPL-3.0-or-later
"""Payload values as a person writes them."""

from __future__ import annotations

from typing import Any

from ..model.resource import CLEAR, JSON, Field
from .identities import Directories


def shown(field: Field, value: Any, directory: Directories) -> Any:
    """Give a payload value as a person writes it, with names for ids: those before the run, or those after it."""
    if value is CLEAR or value is None:
        return None
    if field.reference:
        return directory(field.reference).name_of(value)
    if field.kind == "dict":
        return shown_object(field.fields, value, directory)
    if field.fields:
        return [shown_object(field.fields, item, directory) for item in value]
    return value


def shown_object(fields: tuple[Field, ...], body: JSON, directory: Directories) -> JSON:
    """Give a payload as the options that would make it; a reference by id only where a name would not be enough."""
    options: JSON = {}
    for field in fields:
        value = body.get(field.api_name)
        if value in (None, "", CLEAR) or field.owner:
            continue
        by_id = field.reference and not directory(field.reference).is_unique(value)
        options[field.id_option if by_id else field.name] = value if by_id else shown(field, value, directory)
    return options
