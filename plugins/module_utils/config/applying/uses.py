# SPDX-License-Identifier: GPL-3.0-or-later
"""Which flows of a run use an object that is deleted or renamed; the service does not know that. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ...words import quoted
from ..model import flow_document
from ..planning.action import DELETE, UPDATE, Action


def flows_using(action: Action, actions: Iterable[Action]) -> list[str]:
    """Name the flows that use the object of an action after the run, as `flow "Welcome" (flow.yml:3)`.

    Flows know audio by its name, and everything else by its id.
    """
    is_named = action.resource.family == flow_document.NAMED
    mark = action.old_name if is_named else action.id
    if action.resource.family not in flow_document.FAMILIES or not mark:
        return []
    return [
        f"{flow.resource.label} {quoted(flow.name)}{f' ({flow.where})' if flow.where else ''}"
        for flow in actions
        if flow.resource.paths.has_documents and flow is not action and mark in _texts(flow)
    ]


def told_of_flows(actions: Iterable[Action]) -> Iterator[str]:
    """Warn of each object that goes, or loses the name that flows know, although flows of the run use it."""
    actions = list(actions)
    flows = [action for action in actions if action.resource.paths.has_documents]
    for action in actions if flows else ():
        is_gone = action.kind == DELETE
        loses_name = action.kind == UPDATE and action.renames and action.resource.family == flow_document.NAMED
        if (is_gone or loses_name) and (users := flows_using(action, flows)):
            done = "deleted" if is_gone else "renamed"
            yield f"{action.title}: {done}, although it is used by {', '.join(users)}"


@lru_cache(maxsize=512)
def _texts(flow: Action) -> frozenset[str]:
    content = flow.resource.content
    if content is None or not flow.stays:
        return frozenset()
    return flow_document.texts(flow.declared.get(content.field))
