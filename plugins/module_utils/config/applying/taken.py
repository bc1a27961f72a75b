# SPDX-License-Identifier: GPL-3.0-or-later
"""Check whether the service kept what it was sent: some fields answer 200 and stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...api.http.errors import WxccError
from ...words import quoted
from ..model.kinds.field import Field
from ..model.values import CLEAR, JSON
from ..planning.action import Action
from .outcome import Outcome, State

NOT_TAKEN: Final = "not taken over by the service"
ADVICE: Final = "it answered as if it had done so; leave the option out, or change it in Control Hub"


def unmoved(action: Action, base: Mapping[str, Any], values: JSON, now: Mapping[str, Any]) -> list[Field]:
    """Return the fields that were sent with new values, and that an object shows as they were before.

    `base` is the object that the write was laid over; an answer that is not the object shows nothing.
    """
    if now.get(action.resource.name_field.api_name) is None:
        return []
    fields = action.resource.by_api
    return [
        fields[name]
        for name, value in values.items()
        if fields[name].is_answered
        and not fields[name].flagged
        and not fields[name].same(now.get(name), value)
        and not fields[name].same(base.get(name), value)
        and fields[name].equal(base.get(name), now.get(name))
    ]


def outcome_of_answer(
    action: Action, base: Mapping[str, Any], values: JSON, answer: JSON, read: Callable[[], JSON]
) -> tuple[Outcome, frozenset[str], JSON]:
    """Return the outcome of an update that was answered, the names of fields that were not kept, and the object.

    Where the answer shows fields as they were, the object is read once more, since an answer may be too early.
    """
    left = unmoved(action, base, values, answer)
    if left:
        try:
            answer = read()
        except WxccError:
            left = []
        left = left and unmoved(action, base, values, answer)
    if not left:
        return Outcome(action.id), frozenset(), answer
    unchanged = ", ".join(f"{field.name} is still {_shown(field, base)}" for field in left)
    error = WxccError(f"{NOT_TAKEN}: {unchanged}; {ADVICE}")
    partly = len(left) < len(values)
    names = frozenset(field.api_name for field in left)
    return Outcome(action.id, error, state=State.REFUSED, final=True, is_partly_done=partly), names, answer


def _shown(field: Field, base: Mapping[str, Any]) -> str:
    value = field.kind.without_secrets(base.get(field.api_name))
    return "nothing" if value in (None, "", CLEAR) else quoted(value)
