# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the objects that refer to one that a plan deletes, renames or switches off."""

from __future__ import annotations

from functools import partial

from ...api.client import Client
from ...api.http.errors import NotFound, WxccError
from ..applying.references import referring
from ..applying.uses import flows_using
from ..live.lists import LiveLists
from ..model.catalog.common import ACTIVE
from ..planning.action import DELETE, Action
from ..planning.plan import Plan

References = dict[Action, tuple[str, ...]]
"""The objects that refer to the object of an action: a text per family, or why they are unknown."""


def is_felt_elsewhere(action: Action) -> bool:
    """Return whether objects that refer to the one of an action may behave differently, or fail, afterwards."""
    is_off = action.changes.get(ACTIVE.name, {}).get("after") is False
    return action.kind == DELETE or action.renames or (action.live is not None and is_off)


def references_of(client: Client, live: LiveLists, plan: Plan) -> References:
    """Send a request for each such object, and for no other; objects without references are left out.

    An answer that cannot be read says so in its place, and does not refuse the plan.
    """
    felt = [action for action in plan.actions if is_felt_elsewhere(action)]
    doomed = {str(action.id) for action in felt if action.kind == DELETE}
    answers = client.parallel([partial(referring, client, live.of, action, doomed) for action in felt])
    users = flows_using(felt, plan.actions)
    found: References = {}
    for action, answer in zip(felt, answers, strict=True):
        answer = [] if isinstance(answer, NotFound) else answer
        texts = [f"not known: {answer}"] if isinstance(answer, WxccError) else answer
        texts += [f"flow: {', '.join(users[action])}"] if action in users else []
        if texts:
            found[action] = tuple(texts)
    return found
