# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares and merges payload values the way the server means them."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from .resource import CLEAR, JSON, Field


def same(field: Field, live: Any, wanted: Any) -> bool:
    """Tell whether a write would change nothing: lists are sets, and what is not written is not compared.

    The server leaves unset fields out of its answers, so a missing one counts as empty, or as the field's default.
    Blanks at the ends of texts do not count.
    """
    if wanted is CLEAR:
        return live in (None, "", [], {})
    if live is None:
        live = field.default
    if field.kind == "dict":
        return _same_object(field.fields, live or {}, wanted)
    if field.kind == "list":
        return _same_list(field, live or [], wanted)
    return trimmed(live or "") == trimmed(wanted) if field.kind == "str" else bool(live == wanted)


def trimmed(value: Any) -> Any:
    """Give a text without the blanks at its ends, which records never have and services may remove."""
    return value.strip() if isinstance(value, str) else value


def _same_object(fields: tuple[Field, ...], live: JSON, wanted: JSON) -> bool:
    return all(same(part, live.get(part.api_name), wanted[part.api_name]) for part in fields if part.api_name in wanted)


def _same_list(field: Field, live: list[Any], wanted: list[Any]) -> bool:
    if not field.fields:
        return sorted(live) == sorted(wanted)
    before, after = _by_key(field, live), _by_key(field, wanted)
    return (
        len(live) == len(wanted)
        and before.keys() == after.keys()
        and all(_same_object(field.fields, before[key], after[key]) for key in after)
    )


def merged(field: Field, live: Any, wanted: Any) -> Any:
    """Give what has to be sent: the wish, with whatever the server keeps inside nested objects (their ids, say)."""
    if wanted is CLEAR or live is None:
        return wanted
    if field.kind == "dict":
        nested = {part.api_name: part for part in field.fields}
        return {**live, **{name: merged(nested[name], live.get(name), value) for name, value in wanted.items()}}
    if field.kind == "list" and field.fields:
        before = _by_key(field, live)
        return [{**before.get(key, {}), **item} for key, item in _by_key(field, wanted).items()]
    return wanted


def _by_key(field: Field, items: list[JSON]) -> dict[Any, JSON]:
    api_name = next(part.api_name for part in field.fields if part.name == field.key)
    return {item.get(api_name): item for item in items}


def look_of(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Reduce a natural key to what a reader sees of it."""
    return tuple([_seen(part) if isinstance(part, str) else part for part in key])


def _seen(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip().casefold()


def told_apart(value: Any, other: Any) -> str:
    """Write a text that looks like another one so that they differ: `Zu<U+0308>rich`; empty where that is useless."""
    if not (isinstance(value, str) and isinstance(other, str)) or value == other or _seen(value) != _seen(other):
        return ""
    if value.isascii() and other.isascii():  # case and blanks can be seen
        return ""
    points = [character if " " <= character <= "~" else f"<U+{ord(character):04X}>" for character in value]
    return json.dumps("".join(points))
