# SPDX-License-Identifier: GPL-3.0-or-later
"""Send actions once: in bulk where the family's bulk endpoint supports it, else singly, with parallel requests."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ...api.bulk import BulkItem, BulkResult
from ...api.http.errors import (
    Conflict,
    OutcomeUnknown,
    RateLimited,
    Referenced,
    WxccError,
    is_no_route,
    refuses_ids,
)
from ...api.http.forms import Form
from ...api.http.retrying import Expired
from ..model.resource import Resource
from ..model.values import JSON
from ..model.verbs import Way
from ..planning.action import CREATE, DELETE, UPDATE, Action
from .evidence import Seen, shows
from .files.documents import Documents
from .means import Means, Outcomes, bulk_items
from .outcome import Outcome, State
from .references import FreshLists, still_used_by
from .taken import Unshown, outcome_of_answer
from .watch import Watch


class _UnreadError(Exception):
    """Nothing was sent, because the object to change could not be read."""

    def __init__(self, error: WxccError) -> None:
        super().__init__(str(error))
        self.error = error


class Sender:
    """Returns an outcome for each action."""

    def __init__(self, means: Means, watch: Watch) -> None:
        self._means = means
        self._client = means.client
        self._live = means.live
        self._payloads = means.payloads
        self._copies = means.copies
        self._documents = Documents(means.client, means.payloads)
        self._watch = watch
        self._unshown = Unshown(means, watch)
        self._no_bulk: set[tuple[str, str]] = set()  # families and kinds of actions that the service refused in bulk

    def send(self, resource: Resource, kind: str, actions: Sequence[Action], *, singly: Container[Action]) -> Outcomes:
        """Send each action once, in bulk where possible, except those in `singly`."""
        outcomes: Outcomes = {}
        if kind == UPDATE:
            actions = sorted(actions, key=self._copies.place)
        way = self._bulk_way(resource, kind)
        if way:
            chunks = self._chunks(way, actions, singly)
            outcomes = self._means.each(chunks, lambda chunk: self._bulk(way, kind, chunk))
            outcomes |= self._unshown.judged(list(outcomes))
        rest = [action for action in actions if action not in outcomes]
        outcomes |= self._means.each_singly(rest, self._single)
        return outcomes | self._with_references(outcomes)

    def _bulk_way(self, resource: Resource, kind: str) -> Way | None:
        """Return how to send many objects at once; a way that needs whole objects requires a list that shows them."""
        if (resource.family, kind) in self._no_bulk:
            return None
        whole = kind == CREATE or not self._live.hidden(resource)
        ways = [way for way in resource.verbs.of(kind) if way.is_bulk and (way.is_partial or whole)]
        return ways[0] if ways else None

    def _chunks(self, way: Way, actions: Sequence[Action], singly: Container[Action]) -> list[Sequence[Action]]:
        """Return the actions of each request: for one path, and at least two unless they cannot be sent singly."""
        groups: dict[tuple[str, ...], list[Action]] = {}
        chunks: list[Sequence[Action]] = []
        for action in actions:
            alone = action in singly
            if alone and not _single_way(action):
                chunks.append([action])
            elif not alone:
                groups.setdefault(tuple(self._bulk_path(way, action)), []).append(action)
        for group in groups.values():
            if len(group) > 1 or not _single_way(group[0]):
                chunks += self._means.chunks(group)
        return chunks

    def _bulk_path(self, way: Way, action: Action) -> list[str]:
        purpose = "patch_bulk" if way is Way.PATCH_BULK else "bulk"
        return action.resource.path(purpose, self._payloads.placed(action))

    def _bulk(self, way: Way, kind: str, chunk: Sequence[Action]) -> Outcomes:
        """Send one bulk request; the answer lacks actions that must be sent singly after all."""
        resource = chunk[0].resource
        path = self._client.path(*self._bulk_path(way, chunk[0]))
        send = partial(self._client.bulk, path, method="PATCH" if way is Way.PATCH_BULK else "POST")
        flagged = self._payloads.sends_flagged(resource)
        bodies, outcomes = self._bodies(way, chunk)
        if not bodies:
            return outcomes
        times = [self._copies.good_until(action, self._needed(way, action)) for action in bodies]
        try:
            try:
                results = send(_items(kind, bodies), expires=min(filter(None, times), default=None))
            except Expired:
                bodies, outcomes = self._bodies(way, chunk)
                results = send(_items(kind, bodies))
        except WxccError as error:
            if not (is_no_route(error) and _single_way(chunk[0])):
                raise
            self._no_bulk.add((resource.family, kind))
            return outcomes
        without: list[Action] = []  # the organization lacks a feature that is in their bodies
        for action, result in zip(bodies, results, strict=True):
            if result.error and flagged and self._payloads.leave_out_flagged(resource, result.error):
                without.append(action)
                continue
            conflict = kind == UPDATE and isinstance(result.error, Conflict)
            if kind == UPDATE and not result.error:
                self._unshown.note(action, self._copies.latest(action) or {}, bodies[action])
            if conflict or (kind == UPDATE and not result.error):
                self._copies.outdate(action, by_us=not conflict)
            if _single_way(action):
                if conflict:
                    continue  # perhaps its version has moved: singly, it is read first
                if result.error and refuses_ids(result.error):
                    self._no_bulk.add((resource.family, kind))
                    continue
            outcomes[action] = _bulk_outcome(action, result)
        return outcomes | (self._bulk(way, kind, without) if without else {})

    def _bodies(self, way: Way, chunk: Sequence[Action]) -> tuple[dict[Action, JSON], Outcomes]:
        """Return the body of each action, and an outcome for those whose object could not be read."""
        made = {action: self._body(way, action) for action in chunk}
        outcomes = {action: body for action, body in made.items() if isinstance(body, Outcome)}
        return {action: body for action, body in made.items() if not isinstance(body, Outcome)}, outcomes

    def _body(self, way: Way, action: Action) -> JSON | Outcome:
        if action.kind == DELETE:
            self._path_to_delete(action)  # raises where the id is none: in bulk it is refused as it is singly
        try:
            live = self._base(way, action)
        except _UnreadError as unread:
            return Outcome.not_sent(unread.error)
        if action.kind == DELETE:
            return {name: value for name, value in live.items() if name != action.resource.parent_name}
        if way.is_partial:
            return {"id": action.id, **self._payloads.part(action, live)}
        return self._payloads.body(action, live)

    def _single(self, action: Action) -> Outcome:
        """Send one action by itself."""
        way = _single_way(action)
        if way is None:
            return Outcome.not_sent(WxccError(f"{action.resource.plural} cannot be written singly"))
        if action.kind == DELETE:
            return self._delete(action)
        if way is Way.IMPORT:
            return self._documents.send(action)
        flagged = self._payloads.sends_flagged(action.resource)
        try:
            live = self._base(way, action)
            try:
                return self._write(way, action, live)
            except WxccError as error:
                if not (flagged and self._payloads.leave_out_flagged(action.resource, error)):
                    raise
            return self._write(way, action, self._copies.latest(action) or live)
        except _UnreadError as unread:
            return Outcome.not_sent(unread.error)

    def _delete(self, action: Action) -> Outcome:
        try:
            self._client.delete(self._path_to_delete(action), action.resource.paths.delete_params)
        except WxccError as error:
            return Outcome.of_error(error, final=not _was_refused(error.__cause__))
        return Outcome(action.id)

    def _path_to_delete(self, action: Action) -> str:
        return self._client.path(*action.resource.path("delete", action.live), str(action.id))

    def _needed(self, way: Way, action: Action) -> frozenset[str] | None:
        """Return the fields that a request takes over from the live object; None for all of them."""
        return self._payloads.taken(action) if way.is_partial else None

    def _base(self, way: Way, action: Action) -> JSON:
        """Return the object that an action is laid over, as fresh as possible."""
        known, unseen = self._copies.latest(action), self._copies.unseen(action)
        try:
            live = self._copies.of(action, self._needed(way, action))
        except WxccError as error:
            raise _UnreadError(error) from error
        if action.kind == UPDATE:
            self._watch.moved(action, known, live, unseen)
        return live

    def _write(self, way: Way, action: Action, live: JSON) -> Outcome:
        if action.kind == CREATE:
            return self._create(way, action)
        try:
            return self._change(way, action, live)
        except Conflict as conflict:
            known, unseen = self._copies.latest(action) or live, self._copies.unseen(action)
            try:
                now = self._copies.read(action)
            except WxccError:
                raise conflict from None
            if now.get("version") == known.get("version"):
                raise
        self._watch.moved(action, known, now, unseen)
        return self._change(way, action, now)

    def _create(self, way: Way, action: Action) -> Outcome:
        body = self._payloads.body(action, {})
        path = self._client.path(*action.resource.path("item", self._payloads.placed(action)))
        answer = self._client.post(
            path, self._documents.form(action, body, {}, self._live.contents) if way is Way.MULTIPART else body
        )
        if not isinstance(answer, dict) or not answer.get("id"):
            raise OutcomeUnknown("the answer names no new object")
        self._watch.written(action, {}, body, answer)
        return Outcome(str(answer["id"]))

    def _change(self, way: Way, action: Action, live: JSON) -> Outcome:
        """Send the managed fields over an object, after a doubt over its current state; or send only these fields."""
        base: Mapping[str, Any] = live
        unseen = self._copies.unseen(action)
        body: JSON = {}

        def changed(found: Mapping[str, Any]) -> JSON | Form:
            nonlocal base, body
            self._watch.moved(action, base, found, unseen)
            base = found
            body = self._payloads.part(action, found) if way.is_partial else self._payloads.body(action, found)
            return self._documents.form(action, body, found, self._live.contents) if way is Way.MULTIPART else body

        def is_done(found: JSON) -> bool:
            self._copies.keep({str(action.id): found}, whole=True)
            return self._shows(action, found)

        path = self._client.path(*action.resource.path("item", action.live), str(action.id))
        method = "PATCH" if way.is_partial else "PUT"
        put = partial(self._client.put, path, changed=changed, is_done=is_done, method=method)
        try:
            try:
                answer = put(live, expires=self._copies.good_until(action, self._needed(way, action)))
            except Expired:
                base = self._base(way, action)
                answer = put(base)
        except OutcomeUnknown as error:
            return Outcome.of_error(error, final=True)
        self._copies.written(action, body, answer)
        values = self._payloads.resolved(action.resource, action.values)
        outcome, left, answer = outcome_of_answer(action, base, values, answer, partial(self._copies.read, action))
        self._watch.written(action, {} if way.is_partial else base, body, answer, but=left)
        return outcome

    def _shows(self, action: Action, found: JSON) -> bool:
        """Return whether an object that was read after a doubt has everything that an action writes, with its file."""
        resource = action.resource
        if resource.beside & action.values.keys():
            try:
                found = self._live.contents.beside(resource, found)
            except WxccError as error:
                raise OutcomeUnknown(error.reason, request=error.request, status=error.status) from error
        return shows(action, Seen(found), self._payloads) is True

    def _with_references(self, outcomes: Outcomes) -> Outcomes:
        """Say of what is in use what uses it."""
        referenced = [action for action, outcome in outcomes.items() if action.id and _may_be_used(action, outcome)]
        rows = FreshLists(self._live).of
        hints = self._client.parallel([partial(still_used_by, self._client, rows, action) for action in referenced])
        texts = [
            hint if isinstance(hint, str) else f"the objects that use it could not be read: {hint}" for hint in hints
        ]
        return {action: replace(outcomes[action], hint=text) for action, text in zip(referenced, texts, strict=True)}


def _may_be_used(action: Action, outcome: Outcome) -> bool:
    """Return whether a delete was refused because something uses the object; of flows, no answer says that clearly."""
    is_unclear = action.kind == DELETE and action.resource.paths.has_documents and outcome.state is State.REFUSED
    return is_unclear or isinstance(outcome.error, Referenced)


def _single_way(action: Action) -> Way | None:
    """Return how to send one object: with its file only where the file, or a field that PATCH refuses, changes."""
    ways = [way for way in action.resource.ways(action.kind, action.live or {}) if not way.is_bulk]
    form = action.resource.form
    if form and Way.MULTIPART in ways and not action.values.keys() <= set(form.patches):
        return Way.MULTIPART
    return ways[0] if ways else None


def _items(kind: str, bodies: Mapping[Action, JSON]) -> list[BulkItem]:
    return bulk_items(("DELETE" if kind == DELETE else "SAVE", body) for body in bodies.values())


def _was_refused(cause: BaseException | None) -> bool:
    """Return whether an answer ended the attempts, not a lack of time."""
    return isinstance(cause, WxccError) and cause.status in range(400, 500) and not isinstance(cause, RateLimited)


def _bulk_outcome(action: Action, result: BulkResult) -> Outcome:
    """Read the result of one item like that of a single request: a new object must have an id."""
    if result.error:
        unprocessed = isinstance(result.error, RateLimited)
        return replace(Outcome.of_error(result.error), unprocessed=unprocessed)
    if action.kind == CREATE and not result.id:
        return Outcome.of_error(OutcomeUnknown("the answer names no new object"))
    return Outcome(result.id or action.id)
