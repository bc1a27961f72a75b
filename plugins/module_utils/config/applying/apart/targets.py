# SPDX-License-Identifier: GPL-3.0-or-later
"""Write fields that the service keeps under another object: a few requests per target, for many objects together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ....api.bulk import BulkItem, BulkResult
from ....api.http.errors import AnswerMismatch, OutcomeUnknown, WxccError
from ...model.catalog.table import CATALOG
from ...model.kinds.field import Field
from ...model.kinds.under import Sent
from ...model.resource import Resource
from ...model.verbs import parts_of
from ...planning.action import Action
from ..means import Means, Outcomes, bulk_items
from ..outcome import Outcome

Job = tuple[Action, Sent]
"""An action, and what is sent of it for one target."""
Errors = dict[Action, list[tuple[str, WxccError]]]


class TargetWriter:
    """Sends the changes of many objects under one target together. Sending one twice does no harm."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._client = means.client

    def write(self, resource: Resource, actions: Sequence[Action]) -> Outcomes:
        """Write these fields of all actions, and return the outcome of each."""
        errors: Errors = {action: [] for action in actions}
        for field in resource.by_target:
            targets = _Targets(self._means, field)
            jobs = self._jobs(field, targets, actions, errors)
            chunks = [(target, todo) for target, found in jobs.items() for todo in self._means.chunks(found)]
            results = self._client.parallel([partial(self._send, field, target, todo) for target, todo in chunks])
            for (target, todo), result in zip(chunks, results, strict=True):
                found = [result] * len(todo) if isinstance(result, WxccError) else [row.error for row in result]
                for (action, _sent), error in zip(todo, found, strict=True):
                    if error is not None:
                        errors[action].append((targets.label(target), error))
        return {action: _outcome(action, found) for action, found in errors.items()}

    def _jobs(self, field: Field, targets: _Targets, actions: Sequence[Action], errors: Errors) -> dict[str, list[Job]]:
        """Return what must be sent for each target; a value that its target refuses is an error of the action."""
        jobs: dict[str, list[Job]] = {}
        for action in actions:
            desired = self._means.payloads.resolved(action.resource, action.values).get(field.api_name, [])
            for target, value in field.target_kind.pending((action.live or {}).get(field.api_name), desired):
                try:
                    sent = field.target_kind.sent(str(action.id), targets.of(target), value)
                except WxccError as error:
                    errors[action].append((targets.label(target), error))
                    continue
                except ValueError as error:
                    errors[action].append((targets.label(target), WxccError(str(error), never_sent=True)))
                    continue
                jobs.setdefault(target, []).append((action, sent))
        return jobs

    def _send(self, field: Field, target: str, jobs: Sequence[Job]) -> list[BulkResult]:
        """Send changes under one target.

        Repeating them changes nothing, so it goes on while no answer comes, and happens once where the answer is not
        about what was sent.
        """
        items = bulk_items(sent for _action, sent in jobs)
        path = self._client.path(*parts_of(field.under.bulk, target)) if field.under else ""
        patience = self._client.patience()
        mismatches = 0
        while isinstance(result := self._sent(path, items), OutcomeUnknown):
            mismatches += isinstance(result, AnswerMismatch)
            if mismatches > 1 or not patience.lasts(result.retry_after):
                raise result
        return result

    def _sent(self, path: str, items: Sequence[BulkItem]) -> list[BulkResult] | OutcomeUnknown:
        try:
            return self._client.bulk(path, items, method="PATCH")
        except OutcomeUnknown as error:
            return error


class _Targets:
    """The objects that a field refers to, including those that this run has created; each is read once at most."""

    def __init__(self, means: Means, field: Field) -> None:
        (family,) = field.kind.families
        self._field = field
        self._resource = CATALOG[family]
        self._live = means.live
        self._known: dict[str, Mapping[str, Any]] = {row["id"]: row for row in means.live.of(self._resource)}

    def of(self, target: str) -> Mapping[str, Any]:
        """Return a target."""
        if target not in self._known:
            self._known[target] = self._live.item(self._resource, {"id": target})
        return self._known[target]

    def label(self, target: str) -> str:
        """Return the option of the value under a target, as a message names it."""
        known = self._known.get(target, {})
        return f"{self._field.name}.{known.get(self._resource.name_field.api_name, target)}"


def _outcome(action: Action, errors: Sequence[tuple[str, WxccError]]) -> Outcome:
    if not errors:
        return Outcome(action.id)
    worst = min((error for _where, error in errors), key=lambda error: not isinstance(error, OutcomeUnknown))
    what = "; ".join(f"{where}: {error.status or ''} {error.reason}".replace(":  ", ": ") for where, error in errors)
    combined = type(worst)(
        what, tracking_id=worst.tracking_id, never_sent=all(error.never_sent for _w, error in errors)
    )
    return Outcome.of_error(combined, final=True)
