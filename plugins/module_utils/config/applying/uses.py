# SPDX-License-Identifier: GPL-3.0-or-later
"""Which flows of a run use an object that is deleted or renamed; the service does not know that. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ...words import quoted
from ..model import flow_document
from ..planning.action import DELETE, UPDATE, Action


def flows_using(objects: Iterable[Action], actions: Iterable[Action]) -> dict[Action, list[str]]:
    """Name the flows that use the objects of some actions after the run, as `flow "Welcome" (flow.yml:3)`.

    Objects that no flow uses are left out. Each flow is searched once for all of them.
    """
    marked: dict[str, list[Action]] = {}
    for action in objects:
        if mark := _mark(action):
            marked.setdefault(mark, []).append(action)
    found: dict[Action, list[str]] = {}
    for flow in actions if marked else ():
        if flow.resource.paths.has_documents:
            name = f"{flow.resource.label} {quoted(flow.name)}{f' ({flow.where})' if flow.where else ''}"
            for mark in marked.keys() & _texts(flow):
                for action in marked[mark]:
                    if action is not flow:
                        found.setdefault(action, []).append(name)
    return found


def _mark(action: Action) -> str | None:
    """Return what flows know an object by: audio by its name, everything else by its id; None for what they cannot."""
    if action.resource.family not in flow_document.FAMILIES:
        return None
    return action.old_name if action.resource.family == flow_document.NAMED else action.id


def told_of_flows(actions: Iterable[Action]) -> Iterator[str]:
    """Warn of each object that goes, or loses the name that flows know, although flows of the run use it."""
    actions = list(actions)
    lost = [action for action in actions if action.kind == DELETE or _loses_name(action)]
    users = flows_using(lost, actions)
    for action in lost:
        if action in users:
            done = "deleted" if action.kind == DELETE else "renamed"
            yield f"{action.title}: {done}, although it is used by {', '.join(users[action])}"


def _loses_name(action: Action) -> bool:
    return action.kind == UPDATE and action.renames and action.resource.family == flow_document.NAMED


@lru_cache(maxsize=512)
def _texts(flow: Action) -> frozenset[str]:
    content = flow.resource.content
    if content is None or not flow.stays:
        return frozenset()
    return flow_document.texts(flow.declared.get(content.field))
