# SPDX-License-Identifier: GPL-3.0-or-later
"""The references inside of a value, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..model.resource import CLEAR, Field


def replaced(field: Field, value: Any, place: Callable[[Field, Any], Any]) -> Any:
    """Return a value with `place` of each reference in it."""
    if value is CLEAR:
        return value
    if field.reference:
        return place(field, value)
    if field.fields and isinstance(value, list):
        return [_replaced_in(field, item, place) for item in value]
    return _replaced_in(field, value, place) if field.fields else value


def _replaced_in(field: Field, item: Any, place: Callable[[Field, Any], Any]) -> Any:
    return {name: replaced(field.by_api[name], value, place) for name, value in item.items()}


def references(field: Field, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the family and the id, name or stand-in of each reference in a value."""
    if value is None or value is CLEAR:
        return
    if field.reference:
        yield field.reference, value
    elif field.fields:
        for item in value if isinstance(value, list) else [value]:
            for part in field.fields:
                yield from references(part, item.get(part.api_name))


def families_in(field: Field) -> Iterator[str]:
    """Yield the family of each reference that a value of a field can hold."""
    if field.reference:
        yield field.reference
    for part in field.fields:
        yield from families_in(part)
