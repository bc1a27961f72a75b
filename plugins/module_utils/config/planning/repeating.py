# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that the next run of the same source would find the same objects. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from ...words import quoted
from ..desired.desired import Desired
from ..model.resource import Resource
from ..model.values import JSON
from ..source.parse import Problem
from .action import CREATE, DELETE, Action

_Holder: TypeAlias = "tuple[str | None, tuple[Any, ...]]"
"""An object that the run leaves: its id, None for a new one, and its key."""


def unclear_names(
    resource: Resource, desired: Iterable[Desired | None], actions: Sequence[Action], live: Iterable[JSON]
) -> Iterator[Problem]:
    """Refuse a record without an id that matches another object too once the plan is carried out.

    The next run could not tell the two apart, or would delete the other one. An object that takes the key of an absent
    one counts even where a record claims it by id: if the absent object is in use, it stays under a temporary name,
    and the next run would not find it by its own. `desired` are the records of the actions, None for purged objects.
    """
    unnamed = [
        (item, action)
        for item, action in zip(desired, actions, strict=True)
        if item is not None and not item.id and action.kind != CREATE
    ]
    if not unnamed:
        return
    claimed = {action.record_id for action in actions if action.record_id}
    first: dict[Any, _Holder] = {}  # by name
    several: dict[Any, list[_Holder]] = {}  # by a name that more than one object has
    for holder in _holders_after(resource, actions, live):
        name = holder[1][0]
        if first.setdefault(name, holder) is not holder:
            several.setdefault(name, [first[name]]).append(holder)
    for item, action in unnamed:
        name = item.values.get(resource.key_names[0])
        if name not in first or (action.id and first[name][0] == action.id and name not in several):
            continue
        given = [item.values.get(part) for part in resource.key_names]
        for object_id, key in several.get(name, [first[name]]):
            is_another = object_id is None or object_id != action.id
            would_be_found = object_id not in claimed or (action.kind == DELETE and key == action.live_key)
            if is_another and would_be_found and all(part in (None, own) for part, own in zip(given, key, strict=True)):
                yield _unclear(resource, item, given)
                break


def _holders_after(resource: Resource, actions: Iterable[Action], live: Iterable[JSON]) -> Iterator[_Holder]:
    planned = {action.id: action for action in actions if action.id}
    for item in live:
        action = planned.get(item["id"])
        if not (action and action.kind == DELETE):
            yield item["id"], action.key if action else resource.key_of(item)
    yield from ((None, action.key) for action in actions if action.kind == CREATE)


def _unclear(resource: Resource, item: Desired, given: Sequence[Any]) -> Problem:
    first, *rest = resource.key
    more = f"add {' and '.join(rest)}, or " if None in given else ""
    what = f"another {resource.label} is called {quoted(given[0])} after this run"
    return item.record.problem((first,), f"{what}; {more}give the id of the one you mean")
