# SPDX-License-Identifier: GPL-3.0-or-later
"""Write fields whose entries need requests of their own: those of address books and outdial ANIs, one by one."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ....api.http.errors import OutcomeUnknown, Unauthorized, WxccError, is_no_route
from ...model.kinds.field import Field
from ...model.kinds.kind import Kind
from ...model.resource import Resource
from ...model.values import CLEAR, JSON
from ...model.verbs import EntryPaths, parts_of
from ...planning.action import UPDATE, Action
from ..means import Means, Outcomes, bulk_items
from ..outcome import Outcome
from ..sending import Sender
from .targets import TargetWriter

Failed = list[tuple[str, WxccError]]
"""The errors of entries, each with the name of its entry."""


class SenderOfEntries:
    """Sends actions as the `Sender` does, and then their fields that need requests of their own."""

    def __init__(self, means: Means, sender: Sender) -> None:
        self._sender = sender
        self._writer = EntryWriter(means)
        self._targets = TargetWriter(means)
        self._copies = means.copies

    def send(self, resource: Resource, kind: str, actions: Sequence[Action], *, singly: Container[Action]) -> Outcomes:
        """Send each action once; one that only changes such fields sends no request for its object."""
        apart = resource.apart_names
        if kind != UPDATE or not apart:
            return self._sender.send(resource, kind, actions, singly=singly)
        parts = {action.without(apart): action for action in actions if action.values.keys() - apart}
        sent = self._sender.send(resource, kind, list(parts), singly={part for part in parts if parts[part] in singly})
        outcomes = {action: sent[part] for part, action in parts.items()}
        due = [
            action
            for action in actions
            if action.values.keys() & apart and (action not in outcomes or outcomes[action].error is None)
        ]
        written = self._writer.write(due)
        targeted = [action for action in due if not written[action].error] if resource.by_target else []
        written |= self._targets.write(resource, targeted) if targeted else {}
        for action in due:
            self._copies.outdate(action, by_us=True)
            if action in outcomes:
                written[action] = replace(written[action], is_partly_done=True)
        return outcomes | written


class EntryWriter:
    """Makes the entries of live objects match their actions.

    The list of an object is read before each attempt, so that after a doubt only missing entries are sent again.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._client = means.client

    def write(self, actions: Sequence[Action]) -> Outcomes:
        """Write the entries of each action; its outcome names the entries that failed."""
        return self._means.each_singly(actions, self._one)

    def _one(self, action: Action) -> Outcome:
        values = self._means.payloads.resolved(action.resource, action.values)
        outcome = Outcome(action.id)
        for field in action.resource.with_entries:
            if field.api_name in values:
                desired = values[field.api_name]
                done, failed = self._entries(action, field, [] if desired is CLEAR else desired)
                outcome = _joined(outcome, field, done, failed)
        return outcome

    def _entries(self, action: Action, field: Field, desired: list[JSON]) -> tuple[int, Failed]:
        """Send the entries that differ, and return how many were written and what failed."""
        kind, paths = field.kind, field.entries
        if paths is None:
            raise TypeError(f"{field.name}: its entries have no requests of their own")
        now = self._means.live.entries(field, str(action.id))
        pairs = kind.pairs(now, desired)
        kept = {old["id"] for old, _new in pairs if old}
        name = kind.fields[0].api_name
        jobs: list[tuple[str, Callable[[], object]]] = [
            (str(old.get(name)), partial(self._client.delete, self._path(paths.item, action, old["id"])))
            for old in now
            if old["id"] not in kept
        ]
        jobs += [
            (str(new.get(name)), partial(self._put, self._path(paths.item, action, old["id"]), kind, old, new))
            for old, new in pairs
            if old and not kind.entry_kind.same(old, new)
        ]
        done, failed = _carried_out(jobs)
        made, unmade = self._create(action, paths, name, [new for old, new in pairs if old is None])
        return done + made, failed + unmade

    def _path(self, template: str, action: Action, *more: str) -> str:
        return self._client.path(*parts_of(template, str(action.id)), *more)

    def _put(self, path: str, kind: Kind, old: JSON, new: JSON) -> None:
        def changed(found: Any) -> JSON:
            body: JSON = kind.entry_kind.over(found, new)
            return {part: value for part, value in body.items() if part not in ("links", "_links")}

        self._client.put(path, old, changed, is_done=lambda found: kind.entry_kind.same(found, new))

    def _create(self, action: Action, paths: EntryPaths, name: str, new: list[JSON]) -> tuple[int, Failed]:
        """Create entries in bulk where there are several and the service supports it, else one by one."""
        done, failed = 0, Failed()
        entries = [{part: value for part, value in entry.items() if value is not CLEAR} for entry in new]
        while len(entries) > 1 and paths.bulk:
            chunk = entries[: self._means.bulk_size]
            try:
                results = self._client.bulk(
                    self._path(paths.bulk, action), bulk_items(("SAVE", entry) for entry in chunk)
                )
            except WxccError as error:
                if is_no_route(error):
                    break
                return done, [*failed, *((str(entry.get(name)), error) for entry in chunk)]
            wrong = [(str(entry.get(name)), row.error) for entry, row in zip(chunk, results, strict=True) if row.error]
            done, failed = done + len(chunk) - len(wrong), failed + wrong
            entries = entries[self._means.bulk_size :]
        path = self._path(paths.item, action)
        made, unmade = _carried_out([(str(one.get(name)), partial(self._client.post, path, one)) for one in entries])
        return done + made, failed + unmade


def _carried_out(jobs: Sequence[tuple[str, Callable[[], object]]]) -> tuple[int, Failed]:
    """Send the entries one after the other, until the token is refused."""
    done, failed = 0, Failed()
    for name, send in jobs:
        error = _error_of(send)
        if error is None:
            done += 1
            continue
        failed.append((name, error))
        if isinstance(error, Unauthorized):
            break
    return done, failed


def _error_of(send: Callable[[], object]) -> WxccError | None:
    try:
        send()
    except WxccError as error:
        return error
    return None


def _joined(outcome: Outcome, field: Field, done: int, failed: Failed) -> Outcome:
    """Return the outcome with the result of one more field; doubts come before refusals."""
    outcome = replace(outcome, is_partly_done=outcome.is_partly_done or done > 0)
    if not failed:
        return outcome
    worst = min((error for _name, error in failed), key=_rank)
    if isinstance(worst, Unauthorized):
        return replace(Outcome.of_error(worst), is_partly_done=outcome.is_partly_done)
    what = "; ".join(_by_cause(failed))
    error = type(worst)(f"{field.name}: {what}", tracking_id=worst.tracking_id)
    error.__cause__, error.retry_after = worst.__cause__, worst.retry_after
    return replace(Outcome.of_error(error), is_partly_done=outcome.is_partly_done)


def _rank(error: WxccError) -> int:
    return 0 if isinstance(error, Unauthorized) else 1 if isinstance(error, OutcomeUnknown) else 2


def _by_cause(failed: Failed) -> Iterator[str]:
    causes: dict[str, list[str]] = {}
    for name, error in failed:
        causes.setdefault(f"{error.status or ''} {error.reason}".strip(), []).append(name)
    return (f"{', '.join(names)}: {cause}" for cause, names in causes.items())
