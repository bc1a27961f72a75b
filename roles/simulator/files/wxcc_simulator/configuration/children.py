# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids of children: entries of a list, or a single object, that the server numbers within their parent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxcc_simulator.families.family import Children, Object
from wxcc_simulator.wire.answers import RefusedError

INTERNAL = "Internal error. Please contact Cisco Support Team"
Refusal = Callable[[int, str], RefusedError]


def with_ids(rule: Children, sent: Any, live: Any, parent_id: str, new_id: Callable[[], str], refusal: Refusal) -> Any:
    """The children to store, from those that were sent and those stored before (None for a new parent)."""
    if isinstance(sent, dict):
        known = {live["id"]: live} if live else {}
        usual = live["id"] if live and rule.ids == "kept" else None
        return _numbered(rule, {"id": usual, **sent}, known, parent_id, new_id, refusal)
    known = {child["id"]: child for child in live or ()}
    taken = {_key(rule, child) for child in known.values()}
    children = []
    for child in sent:
        if rule.ids == "needed" and child.get("id") is None and _key(rule, child) in taken:
            raise refusal(409, f"Duplicate entry '{'-'.join(map(str, _key(rule, child)))}' for key {rule.field}")
        children.append(_numbered(rule, child, known, parent_id, new_id, refusal))
    return sorted(children, key=lambda child: str(child["id"])) if rule.is_reordered else children


def _numbered(
    rule: Children,
    child: Object,
    known: dict[str, Object],
    parent_id: str,
    new_id: Callable[[], str],
    refusal: Refusal,
) -> Object:
    child_id = child.get("id")
    if rule.ids == "foreign" and child_id is not None and child_id not in known:
        raise refusal(409, INTERNAL)
    child_id = child_id or new_id()
    parent = {rule.parent_id: parent_id} if rule.parent_id else {}
    version = {"version": known.get(child_id, {}).get("version", -1) + 1} if rule.has_version else {}
    return {**child, **parent, "id": child_id, **version}


def _key(rule: Children, child: Object) -> tuple[Any, ...]:
    return tuple(child.get(name) for name in rule.key)
