# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that can be written and are never shown, at any depth of objects."""

from __future__ import annotations

from wxcc_simulator.families.family import Family, Object


def without_secrets(family: Family, item: Object) -> Object:
    """The object as answers show it."""
    for field in family.write_only:
        item = _without(item, field.split("."))
    return item


def with_secrets_of(family: Family, live: Object, item: Object) -> Object:
    """The object with its previous secrets, where the body has none."""
    for field in family.write_only:
        item = _kept(live, item, field.split("."))
    return item


def _without(item: Object, path: list[str]) -> Object:
    head, *rest = path
    if not rest:
        return {name: value for name, value in item.items() if name != head}
    inner = item.get(head)
    return {**item, head: _without(inner, rest)} if isinstance(inner, dict) else item


def _kept(live: Object, item: Object, path: list[str]) -> Object:
    head, *rest = path
    if not rest:
        return {head: live[head], **item} if head in live else item
    inner, before = item.get(head), live.get(head)
    if isinstance(inner, dict) and isinstance(before, dict):
        return {**item, head: _kept(before, inner, rest)}
    return item
