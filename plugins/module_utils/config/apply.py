# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries out plans: in bulk where the family's bulk endpoint does it, else singly; in parallel, item by item.

A failed item stops no other. A request whose outcome is unknown is never simply repeated: the list is read once, and
only what is still missing is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from ..api.client import BulkItem, BulkResult, Client
from ..api.errors import Conflict, NotFound, OutcomeUnknown, Referenced, Unauthorized, WxccError
from ..api.retrying import Patience
from .catalog import CATALOG
from .compare import same
from .live import LiveLists
from .plan import CREATE, DELETE, UPDATE, Action, Plan
from .resolve import NewObject
from .resource import CLEAR, JSON, Resource

BULK_ROUTE_MISSING: Final = (404, 405)
BULK_UPDATE_REFUSED: Final = "cannot have an id"
SHOWN_REFERENCES: Final = 10


@dataclass(frozen=True)
class Outcome:
    """What became of an action: the id of the object, or the error."""

    id: str | None = None
    error: WxccError | None = None
    hint: str = ""


class Applier:
    """Runs the steps of plans, several requests at a time, and keeps what became of every action in `outcomes`."""

    def __init__(
        self,
        client: Client,
        live: LiveLists,
        *,
        bulk_size: int,
        advance: Callable[[int], None],
    ) -> None:
        self.outcomes: dict[Action, Outcome] = {}
        self._client = client
        self._live = live
        self._bulk_size = bulk_size
        self._advance = advance
        self._no_bulk: set[tuple[str, str]] = set()  # family and operation the service refused in bulk
        self._no_flagged: set[str] = set()  # families whose feature-flagged fields were refused
        self._new_ids: dict[NewObject, str] = {}
        self._latest: dict[str, JSON] = {}  # objects as the last write of this run left them, by id
        self._told: set[Action] = set()  # actions that progress has counted; a second attempt does not count again
        self._refused: Unauthorized | None = None  # the token is not accepted any more: nothing else is sent

    def run(self, plans: Sequence[Plan]) -> None:
        """Carry out plans that are in dependency order; names that are needed again are given up first.

        What cannot be deleted while it is referred to gives up its name only, and is deleted with the others.
        """
        for plan in reversed(plans):
            self._step(plan.resource, DELETE, plan.early_deletes)
        for plan in plans:
            self._park(plan.resource, [*plan.parked, *self._in_use(plan.early_deletes)])
            for wave in plan.waves:
                self._step(plan.resource, UPDATE, wave)
            self._step(plan.resource, CREATE, plan.creates)
        for plan in reversed(plans):
            self._step(plan.resource, DELETE, [*plan.deletes, *self._in_use(plan.early_deletes)])

    def _in_use(self, deletes: Sequence[Action]) -> list[Action]:
        """Give those that were refused because something refers to the object."""
        return [action for action in deletes if isinstance(self.outcomes[action].error, Referenced)]

    def _step(self, resource: Resource, kind: str, actions: Sequence[Action]) -> None:
        """Send actions of one kind until each has an outcome that is known."""
        pending, doubtful = list(actions), set[Action]()
        patience: Patience | None = None  # it begins with the first doubt, however long the step has taken by then
        while pending:
            sent = self._send(resource, kind, pending)
            doubtful = {action for action, outcome in sent.items() if _is_doubtful(outcome, action in doubtful)}
            for action in pending:
                if action not in doubtful:
                    self._record(action, sent[action])
            if not doubtful:
                return
            patience = patience or self._client.patience()
            last = not patience.lasts()
            pending = self._look_for(resource, {action: sent[action] for action in doubtful})
            if last:
                for action in pending:
                    self._record(action, sent[action])
                return

    def _look_for(self, resource: Resource, doubtful: dict[Action, Outcome]) -> list[Action]:
        """Read the list once, record what turns out to be settled, and give what has to be sent again."""
        try:
            rows = self._live.reread(resource)
        except WxccError as error:
            for action, outcome in doubtful.items():
                self._record(action, _unread(outcome, error))
            return []
        by_key = {resource.key_of(row): row for row in rows}
        by_id = {row["id"]: row for row in rows}
        again = []
        for action, outcome in doubtful.items():
            if action.kind == CREATE:
                row = by_key.get(resource.key_of(self._resolved(action.values)))
                landed = row is not None and self._has(action, row)
            else:
                row = by_id.get(str(action.id))
                landed = row is None if action.kind == DELETE else row is not None and self._has(action, row)
            if row:
                self._latest[row["id"]] = row  # what is sent again is made of this
            if landed:
                self._record(action, Outcome(id=row["id"] if row else action.id))
            elif isinstance(outcome.error, Conflict) or (action.kind == CREATE and row is not None):
                self._record(action, Outcome(error=outcome.error, hint="an object of this name stands there now"))
            else:
                again.append(action)
        return again

    def _record(self, action: Action, outcome: Outcome) -> None:
        latest = self._latest.get(str(action.id), {}).get(action.resource.name_field.api_name)
        if outcome.error and action.parked_as and latest == action.parked_as:
            goes_on = f"for now it is called {latest}; the next run goes on from there"
            outcome = replace(outcome, hint="; ".join(filter(None, (outcome.hint, goes_on))))
        self.outcomes[action] = outcome
        if action.kind == CREATE and outcome.id:
            self._new_ids[NewObject(action.resource.family, action.key)] = outcome.id
        if isinstance(outcome.error, Unauthorized):
            self._refused = outcome.error

    def _send(self, resource: Resource, kind: str, actions: list[Action]) -> dict[Action, Outcome]:
        """Send each action once, in bulk where that works."""
        if self._refused:
            return {action: Outcome(error=self._refused) for action in actions}
        outcomes: dict[Action, Outcome] = {}
        if self._bulk_works(resource, kind) and len(actions) > 1:
            chunks = [actions[at : at + self._bulk_size] for at in range(0, len(actions), self._bulk_size)]
            outcomes = self._each(chunks, lambda chunk: self._bulk(resource, kind, chunk))
        singles = [action for action in actions if action not in outcomes]
        outcomes |= self._each([[action] for action in singles], lambda one: {one[0]: Outcome(self._single(one[0]))})
        referenced = [action for action, outcome in outcomes.items() if isinstance(outcome.error, Referenced)]
        hints = self._client.parallel([partial(self._referring, action) for action in referenced])
        for action, hint in zip(referenced, hints, strict=True):
            text = hint if isinstance(hint, str) else f"what uses it could not be read: {hint}"
            outcomes[action] = Outcome(error=outcomes[action].error, hint=text)
        return outcomes

    def _each(
        self, chunks: list[list[Action]], send: Callable[[list[Action]], dict[Action, Outcome]]
    ) -> dict[Action, Outcome]:
        """Send chunks side by side; the error of a request is the error of all its actions."""

        def run(chunk: list[Action]) -> dict[Action, Outcome]:
            try:
                return send(chunk)
            finally:
                fresh = [action for action in chunk if action not in self._told]
                self._told.update(fresh)
                self._advance(len(fresh))

        outcomes: dict[Action, Outcome] = {}
        for chunk, result in zip(chunks, self._client.parallel([partial(run, chunk) for chunk in chunks]), strict=True):
            if isinstance(result, WxccError):
                result = {action: Outcome(error=result) for action in chunk}
            outcomes |= result
        return outcomes

    def _bulk_works(self, resource: Resource, kind: str) -> bool:
        """Whether the bulk endpoint does this: it wants whole objects, which not every list gives."""
        whole = kind == CREATE or resource.list_is_whole
        return kind in resource.bulk and whole and (resource.family, kind) not in self._no_bulk

    def _bulk(self, resource: Resource, kind: str, chunk: list[Action]) -> dict[Action, Outcome]:
        """Send one bulk request; actions that the service does not do in bulk after all are left out of the answer."""
        outcomes: dict[Action, Outcome] = {}
        items: dict[int, Action] = {}
        envelope: list[BulkItem] = []
        for number, action in enumerate(chunk):
            try:
                live = self._live_object(action)
                body = live if kind == DELETE else self._payload(action, live)
            except WxccError as error:
                outcomes[action] = Outcome(error=error)
                continue
            items[number] = action
            envelope.append(BulkItem(number, "DELETE" if kind == DELETE else "SAVE", dict(body)))
        if not envelope:
            return outcomes
        try:
            results = self._client.bulk(self._client.path(resource.family, "bulk"), envelope)
        except WxccError as error:
            if error.status not in BULK_ROUTE_MISSING:
                raise
            self._no_bulk.add((resource.family, kind))
            return outcomes
        for result in results:
            if result.error and result.error.status == 400 and BULK_UPDATE_REFUSED in result.error.reason:
                self._no_bulk.add((resource.family, kind))
                continue
            outcomes[items[result.identifier]] = _bulk_outcome(items[result.identifier], result)
        return outcomes

    def _single(self, action: Action) -> str | None:
        """Send one action by itself and give the id of the object."""
        resource = action.resource
        if action.kind == DELETE:
            self._client.delete(self._client.path(resource.family, str(action.id)))
            return action.id
        stripped = resource.family in self._no_flagged
        try:
            return self._write(action)
        except WxccError as error:
            refused = [name for name in resource.feature_flagged if name in error.reason]
            if stripped or error.status != 400 or not refused:
                raise
            self._no_flagged.add(resource.family)
            return self._write(action)

    def _write(self, action: Action) -> str:
        resource = action.resource
        live = self._live_object(action)
        if action.kind == CREATE:
            answer = self._client.post(self._client.path(resource.family), self._payload(action, live))
            if not isinstance(answer, dict) or not answer.get("id"):
                raise OutcomeUnknown("the answer names no new object")
            return str(answer["id"])
        path = self._client.path(resource.family, str(action.id))

        def is_done(found: JSON) -> bool:
            self._latest[str(action.id)] = found
            return self._has(action, found)

        self._latest[str(action.id)] = self._client.put(path, live, partial(self._payload, action), is_done=is_done)
        return str(action.id)

    def _live_object(self, action: Action) -> JSON:
        """Give the whole object that an action changes; there is none where it makes one."""
        if action.kind == CREATE:
            return {}
        if not action.resource.list_is_whole:
            return self._live.item(action.resource, str(action.id))
        return self._latest.get(str(action.id)) or action.live or {}

    def _payload(self, action: Action, live: Mapping[str, Any]) -> JSON:
        """Give the whole object to send: PUT replaces all of it, so what is not written stays as it was read."""
        resource = action.resource
        body = self._resolved(action.over(live))
        body = {name: value for name, value in body.items() if value is not CLEAR and name not in resource.never_sent}
        if resource.family in self._no_flagged and action.desired:
            written = _keys(action.desired.values)
            body = _without(body, {name for name in resource.feature_flagged if name not in written})
        return {**body, "organizationId": self._client.org_id} if action.kind == CREATE else body

    def _resolved(self, value: Any) -> Any:
        """Put the ids of objects created in this run in the place of what stood for them."""
        if isinstance(value, dict):
            return {name: self._resolved(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._resolved(part) for part in value]
        if isinstance(value, NewObject) and value not in self._new_ids:
            raise WxccError(f"needs the {CATALOG[value.family].label} {value.key[0]}, which could not be created")
        return self._new_ids[value] if isinstance(value, NewObject) else value

    def _has(self, action: Action, live: JSON) -> bool:
        """Tell whether a live object has everything that an action writes, as far as this answer shows it."""
        fields = action.resource.by_api
        return all(
            same(fields[name], live.get(name), value)
            for name, value in self._resolved(action.values).items()
            if fields[name].in_list or name in live
        )

    def _park(self, resource: Resource, actions: Sequence[Action]) -> None:
        """Give objects whose names are needed before they can give them up a name of their own for a moment."""
        name = resource.name_field.api_name
        temporary = [replace(action, kind=UPDATE, values={name: action.parked_as}) for action in actions]
        self._step(resource, UPDATE, temporary)

    def _referring(self, action: Action) -> str:
        """Name what still refers to an object; the service tells it one type at a time."""
        path = self._client.path(action.resource.family, str(action.id), "incoming-references")
        parts = []
        try:
            for family in self._client.get(path)["meta"].get("referencedEntities", []):
                page = self._client.get(path, {"type": family, "page": 0, "pageSize": SHOWN_REFERENCES})
                names = [str(row.get("name") or row.get("id")) for row in page["data"]]
                rest = int(page["meta"].get("totalRecords", len(names))) - len(names)
                parts.append(f"{family}: {', '.join(names)}{f' and {rest} more' if rest > 0 else ''}")
        except (KeyError, TypeError, ValueError, AttributeError):
            raise WxccError("the list of what refers to it was not understood") from None
        return f"still used by {'; '.join(parts)}" if parts else ""


def _bulk_outcome(action: Action, result: BulkResult) -> Outcome:
    """Read the result of one item as that of a single request: what is gone is deleted, what is new has an id."""
    if action.kind == DELETE and isinstance(result.error, NotFound):
        return Outcome(action.id)
    if action.kind == CREATE and not (result.error or result.id):
        return Outcome(error=OutcomeUnknown("the answer names no new object"))
    return Outcome(result.id or action.id, result.error)


def _unread(doubtful: Outcome, error: WxccError) -> Outcome:
    """Say of a write in doubt that the list could not be read; with a fresh token it can be, so a 401 comes first."""
    if isinstance(error, Unauthorized):
        return Outcome(error=error, hint=f"the list could not be read after this: {doubtful.error}")
    return Outcome(error=doubtful.error, hint=f"the list could not be read: {error}")


def _is_doubtful(outcome: Outcome, was_doubtful: bool) -> bool:
    """A conflict counts as well where the request before may have done the work."""
    return isinstance(outcome.error, OutcomeUnknown) or (was_doubtful and isinstance(outcome.error, Conflict))


def _keys(value: Any) -> set[str]:
    """Give every key in a nested payload."""
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def _without(value: Any, names: set[str]) -> Any:
    """Drop keys from a nested payload, wherever they stand."""
    if isinstance(value, dict):
        return {name: _without(part, names) for name, part in value.items() if name not in names}
    return [_without(part, names) for part in value] if isinstance(value, list) else value
