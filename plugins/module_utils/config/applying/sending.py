# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends actions once: in bulk where the family's bulk endpoint does it, else singly; several requests at a time."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ...api.bulk import BulkItem, BulkResult
from ...api.client import Client
from ...api.http.errors import Conflict, OutcomeUnknown, RateLimited, Referenced, WxccError
from ...api.http.retrying import Expired
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.action import CREATE, DELETE, UPDATE, Action
from .copies import Copies
from .evidence import Seen, shows
from .outcome import Outcome
from .payload import Payloads
from .references import still_used_by
from .watch import Watch

BULK_ROUTE_MISSING: Final = (404, 405)
BULK_UPDATE_REFUSED: Final = "cannot have an id"

Outcomes = dict[Action, Outcome]


class _UnreadError(Exception):
    """Nothing was sent, since the object to be changed could not be read."""

    def __init__(self, error: WxccError) -> None:
        super().__init__(str(error))
        self.error = error


class Sender:
    """Gives an outcome for each action it is handed; `attempted` is told of them when their request is over."""

    def __init__(
        self,
        client: Client,
        payloads: Payloads,
        copies: Copies,
        watch: Watch,
        *,
        bulk_size: int,
        attempted: Callable[[Sequence[Action]], None],
    ) -> None:
        self._client = client
        self._payloads = payloads
        self._copies = copies
        self._watch = watch
        self._bulk_size = bulk_size
        self._attempted = attempted
        self._no_bulk: set[tuple[str, str]] = set()  # family and kind of action that the service refused in bulk

    def send(self, resource: Resource, kind: str, actions: Sequence[Action], *, singly: Container[Action]) -> Outcomes:
        """Send each action once, in bulk where that works, but these `singly`."""
        outcomes: Outcomes = {}
        if kind == UPDATE:
            actions = sorted(actions, key=self._copies.place)
        together = [action for action in actions if action not in singly]
        if self._bulk_works(resource, kind) and len(together) > 1:
            chunks = [together[at : at + self._bulk_size] for at in range(0, len(together), self._bulk_size)]
            outcomes = self._each(chunks, partial(self._bulk, resource, kind))
        rest = [[action] for action in actions if action not in outcomes]
        outcomes |= self._each(rest, lambda one: {one[0]: self._single(one[0])})
        return outcomes | self._with_references(outcomes)

    def _each(self, chunks: list[list[Action]], send: Callable[[list[Action]], Outcomes]) -> Outcomes:
        """Send chunks side by side; the error of a request is the error of the actions in it."""
        begun: set[int] = set()

        def run(number: int) -> Outcomes:
            begun.add(number)
            try:
                return send(chunks[number])
            finally:
                self._attempted(chunks[number])

        results = self._client.parallel([partial(run, number) for number in range(len(chunks))])
        outcomes: Outcomes = {}
        for number, result in enumerate(results):
            if isinstance(result, WxccError):
                outcome = Outcome.of_error(result) if number in begun else Outcome.not_sent(result)
                result = dict.fromkeys(chunks[number], outcome)
            outcomes |= result
        return outcomes

    def _bulk_works(self, resource: Resource, kind: str) -> bool:
        """Whether the bulk endpoint does this: it wants whole objects, which not every list gives."""
        whole = kind == CREATE or resource.list_is_whole
        return kind in resource.bulk and whole and (resource.family, kind) not in self._no_bulk

    def _bulk(self, resource: Resource, kind: str, chunk: list[Action]) -> Outcomes:
        """Send one bulk request; actions that have to be sent singly after all are left out of the answer."""
        path = self._client.path(resource.family, "bulk")
        bodies, outcomes = self._bodies(chunk)
        if not bodies:
            return outcomes
        times = [self._copies.good_until(action) for action in bodies]
        try:
            try:
                results = self._client.bulk(path, _items(kind, bodies), expires=min(filter(None, times), default=None))
            except Expired:
                bodies, outcomes = self._bodies(chunk)
                results = self._client.bulk(path, _items(kind, bodies))
        except WxccError as error:
            if error.status not in BULK_ROUTE_MISSING:
                raise
            self._no_bulk.add((resource.family, kind))
            return outcomes
        for action, result in zip(bodies, results, strict=True):
            conflict = kind == UPDATE and isinstance(result.error, Conflict)
            if conflict or (kind == UPDATE and not result.error):
                self._copies.outdate(action, by_us=not conflict)
            if conflict:
                continue  # maybe of its version: singly, it is read first
            if result.error and result.error.status == 400 and BULK_UPDATE_REFUSED in result.error.reason:
                self._no_bulk.add((resource.family, kind))
                continue
            outcomes[action] = _bulk_outcome(action, result)
        return outcomes

    def _bodies(self, chunk: list[Action]) -> tuple[dict[Action, JSON], Outcomes]:
        """Give what is sent for each action, and an outcome for those that have nothing to be laid over."""
        made = {action: self._body(action) for action in chunk}
        outcomes = {action: body for action, body in made.items() if isinstance(body, Outcome)}
        return {action: body for action, body in made.items() if not isinstance(body, Outcome)}, outcomes

    def _body(self, action: Action) -> JSON | Outcome:
        try:
            live = self._base(action)
        except _UnreadError as unread:
            return Outcome.not_sent(unread.error)
        return dict(live) if action.kind == DELETE else self._payloads.body(action, live)

    def _single(self, action: Action) -> Outcome:
        """Send one action by itself."""
        if action.kind == DELETE:
            try:
                self._client.delete(self._client.path(action.resource.family, str(action.id)))
            except WxccError as error:
                return Outcome.of_error(error, final=not _was_refused(error.__cause__))
            return Outcome(action.id)
        flagged = self._payloads.sends_flagged(action.resource)
        try:
            live = self._base(action)
            try:
                return self._write(action, live)
            except WxccError as error:
                if not (flagged and self._payloads.leave_out_flagged(action.resource, error)):
                    raise
            return self._write(action, self._copies.latest(action) or live)
        except _UnreadError as unread:
            return Outcome.not_sent(unread.error)

    def _base(self, action: Action) -> JSON:
        """Give the object that an action is laid over, as fresh as that can be had."""
        known = self._copies.latest(action)
        try:
            live = self._copies.of(action)
        except WxccError as error:
            raise _UnreadError(error) from error
        if action.kind == UPDATE:
            self._watch.moved(action, known, live)
        return live

    def _write(self, action: Action, live: JSON) -> Outcome:
        if action.kind == CREATE:
            return self._create(action)
        try:
            return self._replace(action, live)
        except Conflict as conflict:
            known = self._copies.latest(action) or live
            try:
                now = self._copies.read(action)
            except WxccError:
                raise conflict from None
            if now.get("version") == known.get("version"):
                raise
        self._watch.moved(action, known, now)
        return self._replace(action, now)

    def _create(self, action: Action) -> Outcome:
        body = self._payloads.body(action, {})
        answer = self._client.post(self._client.path(action.resource.family), body)
        if not isinstance(answer, dict) or not answer.get("id"):
            raise OutcomeUnknown("the answer names no new object")
        self._watch.written(action, {}, body, answer)
        return Outcome(str(answer["id"]))

    def _replace(self, action: Action, live: JSON) -> Outcome:
        """Put what is managed over an object, after a doubt over what it is by then."""
        base: Mapping[str, Any] = live
        body: JSON = {}

        def changed(found: Mapping[str, Any]) -> JSON:
            nonlocal base, body
            self._watch.moved(action, base, found)
            base, body = found, self._payloads.body(action, found)
            return body

        def is_done(found: JSON) -> bool:
            self._copies.keep({str(action.id): found})
            return shows(action, Seen(found, is_whole=True), self._payloads) is True

        path = self._client.path(action.resource.family, str(action.id))
        put = partial(self._client.put, path, changed=changed, is_done=is_done)
        try:
            try:
                answer = put(live, expires=self._copies.good_until(action))
            except Expired:
                base = self._base(action)
                answer = put(base)
        except OutcomeUnknown as error:
            return Outcome.of_error(error, final=True)
        self._copies.keep({str(action.id): answer})
        self._watch.written(action, base, body, answer)
        return Outcome(action.id)

    def _with_references(self, outcomes: Outcomes) -> Outcomes:
        """Say of what is in use what uses it."""
        referenced = [action for action, outcome in outcomes.items() if isinstance(outcome.error, Referenced)]
        hints = self._client.parallel([partial(still_used_by, self._client, action) for action in referenced])
        texts = [hint if isinstance(hint, str) else f"what uses it could not be read: {hint}" for hint in hints]
        return {action: replace(outcomes[action], hint=text) for action, text in zip(referenced, texts, strict=True)}


def _items(kind: str, bodies: Mapping[Action, JSON]) -> list[BulkItem]:
    what = "DELETE" if kind == DELETE else "SAVE"
    return [BulkItem(number, what, body) for number, body in enumerate(bodies.values())]


def _was_refused(cause: BaseException | None) -> bool:
    """Tell whether an answer ended the attempts, rather than that time was up."""
    return isinstance(cause, WxccError) and cause.status in range(400, 500) and not isinstance(cause, RateLimited)


def _bulk_outcome(action: Action, result: BulkResult) -> Outcome:
    """Read the result of one item as that of a single request: what is new has an id."""
    if result.error:
        unprocessed = isinstance(result.error, RateLimited)
        return replace(Outcome.of_error(result.error), unprocessed=unprocessed)
    if action.kind == CREATE and not result.id:
        return Outcome.of_error(OutcomeUnknown("the answer names no new object"))
    return Outcome(result.id or action.id)
