# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids of new list entries that other objects refer to: the service assigns them, so their objects are read."""

from __future__ import annotations

from collections.abc import Iterable

from ...api.http.errors import WxccError
from ..live.lists import LiveLists
from ..model.catalog.table import CATALOG
from ..model.kinds.references import WITHIN
from ..model.values import NewObject
from ..planning.action import Action
from .payload import Payloads


def learn_parts(live: LiveLists, payloads: Payloads, actions: Iterable[Action]) -> None:
    """Tell payloads the ids of the entries that actions refer to; each object that has them is read once."""
    needed: dict[str, dict[str, list[NewObject]]] = {}
    for action in actions:
        for target in payloads.unknown(action):
            owner = payloads.id_of(target.key[-1]) if WITHIN in target.family else None
            if owner:
                needed.setdefault(target.family, {}).setdefault(owner, []).append(target)
    for family, targets in needed.items():
        owners, _within, option = family.partition(WITHIN)
        resource = CATALOG[owners]
        for object_id, body in live.items(resource, [{"id": object_id} for object_id in targets]).items():
            entries = [] if isinstance(body, WxccError) else body.get(resource.by_name[option].api_name) or []
            ids = {entry.get("name"): entry.get("id") for entry in entries}
            for target in targets[object_id]:
                if ids.get(target.key[0]):
                    payloads.note_part(target, str(ids[target.key[0]]))


def label_of(target: NewObject) -> str:
    """Return the name of an object, or of a list entry, with its family: `skill Language`."""
    owner, _within, option = target.family.partition(WITHIN)
    resource = CATALOG[owner].part(option) if option else CATALOG[owner]
    return f"{resource.label} {target.key[0]}"


def lacking(target: NewObject, payloads: Payloads) -> NewObject:
    """Return the object that was not created; for an entry of a list the object with the list, if that is missing."""
    owner = target.key[-1]
    is_part = WITHIN in target.family and isinstance(owner, NewObject)
    return owner if is_part and payloads.id_of(owner) is None else target
