# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fields that stand under what they refer to: the dynamic skills of users, a few requests for each skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ...api.bulk import BulkItem, BulkResult
from ...api.client import Client
from ...api.http.errors import OutcomeUnknown, WxccError
from ..live.lists import LiveLists
from ..model.catalog.table import CATALOG
from ..model.kinds.field import Field
from ..model.kinds.skills import ABSENT, FAMILY, SKILL, SkillValues, assignment
from ..model.resource import Resource
from ..model.values import JSON
from ..model.verbs import parts_of
from ..planning.action import Action
from .outcome import Outcome
from .payload import Payloads

Job = tuple[Action, JSON, str]
"""An action, what is sent of it for one target, and whether that is a SAVE or a DELETE."""
Errors = dict[Action, list[tuple[str, WxccError]]]


class TargetWriter:
    """Sends the changes of many objects that are under one target together. To send one twice does no harm."""

    def __init__(self, client: Client, live: LiveLists, payloads: Payloads, *, bulk_size: int) -> None:
        self._client = client
        self._live = live
        self._payloads = payloads
        self._bulk_size = bulk_size

    def write(self, resource: Resource, actions: Sequence[Action]) -> dict[Action, Outcome]:
        """Write these fields of all actions, and give what became of each."""
        errors: Errors = {action: [] for action in actions}
        for field in resource.by_target:
            jobs = self._jobs(field, actions, errors)
            chunks = [
                (target, todo[at : at + self._bulk_size])
                for target, todo in jobs.items()
                for at in range(0, len(todo), self._bulk_size)
            ]
            results = self._client.parallel([partial(self._send, field, target, todo) for target, todo in chunks])
            for (target, todo), result in zip(chunks, results, strict=True):
                found = [result] * len(todo) if isinstance(result, WxccError) else [row.error for row in result]
                for (action, _item, _what), error in zip(todo, found, strict=True):
                    if error is not None:
                        errors[action].append((f"{field.name}.{self._skill(target).get('name')}", error))
        return {action: _outcome(action, found) for action, found in errors.items()}

    def _jobs(self, field: Field, actions: Sequence[Action], errors: Errors) -> dict[str, list[Job]]:
        """Give what has to be sent for each target; a value that its target does not take is an error of the action."""
        kind = field.kind
        if not isinstance(kind, SkillValues):
            raise TypeError(f"{field.name}: nothing is known of how it is sent")
        jobs: dict[str, list[Job]] = {}
        for action in actions:
            desired = self._payloads.resolved(action.resource, action.values).get(field.api_name, [])
            for target, value in kind.pending((action.live or {}).get(field.api_name), desired):
                job = self._job(action, str(target), value)
                if isinstance(job, WxccError):
                    errors[action].append((f"{field.name}.{self._skill(str(target)).get('name')}", job))
                else:
                    jobs.setdefault(str(target), []).append(job)
        return jobs

    def _job(self, action: Action, target: str, value: Any) -> Job | WxccError:
        if str(value).strip().lower() == ABSENT:
            return action, {"userId": action.id, SKILL: target}, "DELETE"
        try:
            return action, assignment(str(action.id), self._skill(target), value), "SAVE"
        except ValueError as error:
            return WxccError(str(error), never_sent=True)

    def _skill(self, target: str) -> Mapping[str, Any]:
        """Give a skill, also one that this run has made."""
        skills = CATALOG[FAMILY]
        known = next((row for row in self._live.of(skills) if row["id"] == target), None)
        return known or self._live.item(skills, {"id": target})

    def _send(self, field: Field, target: str, jobs: Sequence[Job]) -> list[BulkResult]:
        """Send changes under one target, and once more what got no usable answer."""
        items = [BulkItem(number, what, item) for number, (_action, item, what) in enumerate(jobs)]
        path = self._client.path(*parts_of(field.under.bulk, target)) if field.under else ""
        patience = self._client.patience()
        result = self._sent(path, items)
        while isinstance(result, OutcomeUnknown) and patience.lasts(result.retry_after):
            result = self._sent(path, items)
        if isinstance(result, OutcomeUnknown):
            raise result
        return result

    def _sent(self, path: str, items: Sequence[BulkItem]) -> list[BulkResult] | OutcomeUnknown:
        try:
            return self._client.bulk(path, items, method="PATCH")
        except OutcomeUnknown as error:
            return error


def _outcome(action: Action, errors: Sequence[tuple[str, WxccError]]) -> Outcome:
    if not errors:
        return Outcome(action.id)
    worst = min((error for _where, error in errors), key=lambda error: not isinstance(error, OutcomeUnknown))
    what = "; ".join(f"{where}: {error.status or ''} {error.reason}".replace(":  ", ": ") for where, error in errors)
    told = type(worst)(what, tracking_id=worst.tracking_id, never_sent=all(error.never_sent for _w, error in errors))
    return Outcome.of_error(told, final=True)
