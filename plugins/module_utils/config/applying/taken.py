# SPDX-License-Identifier: GPL-3.0-or-later
"""Check whether the service kept what it was sent: some fields answer 200 and stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from ...api.http.errors import WxccError
from ...words import quoted
from ..model.kinds.field import Field
from ..model.values import CLEAR, JSON
from ..planning.action import Action
from .means import Means, Outcomes
from .outcome import Outcome, State
from .watch import Watch

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


class Unshown:
    """Updates whose answers show no object, as those of bulk requests: the list is looked at afterwards.

    A page of it serves all objects on it. An object is read only where its row shows a field as it was, and might be
    too early: it has the version that was written over, or nothing in the field. What lists leave out is not judged.
    """

    def __init__(self, means: Means, watch: Watch) -> None:
        self._means = means
        self._watch = watch
        self._laid: dict[Action, tuple[JSON, JSON]] = {}  # what each was laid over, and what was sent

    def note(self, action: Action, base: JSON, body: JSON) -> None:
        """Remember an update that was answered with success, and what it was laid over."""
        self._laid[action] = (base, body)

    def judged(self, actions: Sequence[Action]) -> Outcomes:
        """Return the outcomes of those of the actions that were noted and that the list shows, and forget them."""
        due = [action for action in actions if action in self._laid]
        values = {action: self._values(action) for action in due}
        shown = [action for action in due if values[action]]
        rows = self._means.copies.listed_now(shown) if shown else {}
        listed = [action for action in shown if action.id in rows]
        judge = [partial(self._judged, action, values[action], rows[str(action.id)]) for action in listed]
        results = self._means.client.parallel(judge)
        for action in due:
            del self._laid[action]
        return {
            action: result for action, result in zip(listed, results, strict=True) if not isinstance(result, WxccError)
        }

    def _values(self, action: Action) -> JSON:
        """Return what was written of the fields that lists show."""
        resource = action.resource
        hidden = self._means.live.hidden(resource) | resource.beside | resource.apart_names
        values = self._means.payloads.resolved(resource, action.values)
        return {name: value for name, value in values.items() if name not in hidden}

    def _judged(self, action: Action, values: JSON, row: JSON) -> Outcome:
        base, body = self._laid[action]
        certain = row.get("version") != base.get("version")

        def read() -> JSON:
            told = certain and all(row.get(field.api_name) is not None for field in unmoved(action, base, values, row))
            return row if told else self._means.copies.read(action)

        outcome, left, now = outcome_of_answer(action, base, values, row, read)
        shown = {name for name in values if now.get(name) is not None}
        self._watch.written(action, {}, body, now, but=left | (action.managed.keys() - shown))
        return outcome


def _shown(field: Field, base: Mapping[str, Any]) -> str:
    value = field.kind.without_secrets(base.get(field.api_name))
    return "nothing" if value in (None, "", CLEAR) else quoted(value)
