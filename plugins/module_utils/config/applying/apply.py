# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out plans step by step, until the outcome of every action is known, or known to be in doubt.

A failed object stops no other. A request whose outcome is unknown is never simply repeated: the live side is read, and
only what is still missing is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus

from ...api.client import Client
from ...api.http.errors import AnswerMismatch, Conflict, Referenced, Unauthorized, WxccError
from ...api.http.retrying import Patience
from ..live.lists import LiveLists
from ..model.resource import Resource
from ..model.values import JSON, NewObject
from ..planning.action import CREATE, DELETE, UPDATE, Action
from ..planning.plan import FREE, LINK, PARK, UNLINK, Plan
from .apart.entries import SenderOfEntries
from .copies import Copies
from .evidence import Evidence
from .means import Means
from .outcome import Outcome, State, without_secrets
from .parts import label_of, lacking, learn_parts
from .payload import Payloads
from .sending import Sender
from .uses import flows_using
from .watch import Watch


class Applier:
    """Runs the steps of plans, and keeps the outcome of every action in `outcomes`."""

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
        self._advance = advance
        self._payloads = Payloads(client.org_id)
        self._copies = Copies(client, live)
        self._watch = Watch()
        self._evidence = Evidence(client, live, self._payloads)
        means = Means(client, live, self._payloads, self._copies, bulk_size, self._attempted)
        self._sender = SenderOfEntries(means, Sender(means, self._watch))
        self._counted: set[Action] = set()  # by progress; a second attempt does not count again
        self._parkings: dict[Action, Outcome] = {}  # of actions whose object had to give up its name first
        self._unlinked: dict[Action, Outcome] = {}  # deletes of objects whose links could not be cleared before
        self.has_written = False
        self._not_created: dict[NewObject, Outcome] = {}
        self._actions: Sequence[Action] = ()  # all of the plan
        self._refused: Unauthorized | None = None  # the token is no longer accepted: nothing else is sent

    @property
    def warnings(self) -> list[str]:
        """What deserves a look of what was written."""
        return self._watch.warnings

    def run(self, plan: Plan) -> None:
        """Carry out the steps of a plan.

        An object that FREE cannot delete, because something refers to it, only gives up its name, and is deleted with
        the others.
        """
        self._actions = plan.actions
        for step in plan.steps:
            resource, actions = plan.of(step)
            if step.kind == PARK:
                self._park(resource, self._still_there(actions))
            elif step.kind in (LINK, UNLINK):
                self._link(resource, actions)
            else:
                kind = DELETE if step.kind == FREE else step.kind
                self._step(resource, kind, self._still_there(actions))
        for action, warnings in self._watch.by_action().items():
            if action in self.outcomes:
                self.outcomes[action] = replace(self.outcomes[action], warnings=warnings)

    def _still_there(self, actions: Sequence[Action]) -> list[Action]:
        """Return the actions without the deletes that were tried before, unless their objects were in use."""
        return [
            action
            for action in actions
            if action not in self.outcomes or isinstance(self.outcomes[action].error, Referenced)
        ]

    def _park(self, resource: Resource, actions: Sequence[Action]) -> None:
        """Assign temporary names to objects whose names are needed before they can give them up."""
        name = resource.name_field.api_name
        self._parkings |= self._aside(resource, {action: {name: action.parked_as} for action in actions})

    def _link(self, resource: Resource, actions: Sequence[Action]) -> None:
        """Write the links of objects that exist by now, or clear those of objects that are deleted next."""
        due = {action: action.links for action in actions if action.kind == DELETE or self._is_done(action)}
        for action, outcome in self._aside(resource, due).items():
            if outcome.error and action.kind == DELETE:
                self._unlinked[action] = outcome
            elif outcome.error:
                done = "created" if action.kind == CREATE else "updated"
                hint = f"it was {done}, but without {_options(action)}; the next run goes on from there"
                hint = "; ".join(filter(None, (outcome.hint, hint)))
                self.outcomes[action] = replace(outcome, id=self.outcomes[action].id, hint=hint)

    def _is_done(self, action: Action) -> bool:
        return action in self.outcomes and self.outcomes[action].error is None

    def _aside(self, resource: Resource, values: Mapping[Action, JSON]) -> dict[Action, Outcome]:
        """Write values of objects besides those of their actions, and return the outcomes."""
        updates = {self._update_aside(action, written): action for action, written in values.items()}
        self._step(resource, UPDATE, list(updates))
        return {action: self.outcomes[update] for update, action in updates.items()}

    def _update_aside(self, action: Action, values: JSON) -> Action:
        """Return an update of the object of an action; an object that this run has just created is read first."""
        resource = action.resource
        live = action.live or {"id": self.outcomes[action].id, resource.name_field.api_name: action.name}
        if resource.parent and not action.live:
            live = {**live, resource.parent_name: self._payloads.placed(action)[resource.parent_name]}
        update = replace(action, kind=UPDATE, live=live, values=values, links={}, declared={}, record_id="", where="")
        if action.kind == CREATE:
            self._copies.outdate(update, by_us=True)
        return update

    def _step(self, resource: Resource, kind: str, actions: Sequence[Action]) -> None:
        """Send actions of one kind until each has an outcome that is known."""
        pending = self._sendable(actions)
        doubted, singly = set[Action](), set[Action]()
        patience: Patience | None = None  # it begins with the first doubt, however long the step has taken by then
        while pending and not self._refused:
            sent = self._sender.send(resource, kind, pending, singly=singly)
            unsettled = {action: sent[action] for action in pending if _is_open(sent[action], action in doubted)}
            for action in pending:
                if action not in unsettled:
                    self._record(action, sent[action])
            if not unsettled:
                return
            patience = patience or self._client.patience()
            last = not patience.lasts(max(outcome.retry_after for outcome in unsettled.values()))
            unprocessed = [action for action, outcome in unsettled.items() if outcome.unprocessed]
            doubtful = {action: outcome for action, outcome in unsettled.items() if action not in unprocessed}
            doubted |= doubtful.keys()
            singly |= {action for action, outcome in doubtful.items() if _is_unclear(outcome.error)}
            pending = [*unprocessed, *self._look(resource, doubtful)]
            if last:
                for action in pending:
                    self._record(action, sent[action])
                return
        if self._refused:
            for action in pending:
                self._record(action, Outcome.not_sent(self._refused))

    def _sendable(self, actions: Sequence[Action]) -> list[Action]:
        """Return the actions that can be sent; record for each other one which object it needs."""
        sendable = []
        learn_parts(self._live, self._payloads, actions)
        for action in actions:
            target = self._payloads.missing(action)
            if target is None:
                sendable.append(action)
                continue
            missing = lacking(target, self._payloads)
            what = f"needs the {label_of(missing)}"
            tried = self._not_created.get(missing)
            in_doubt = tried is not None and tried.state is State.IN_DOUBT
            why = "which may or may not have been created" if in_doubt else "which could not be created"
            self._record(action, Outcome.not_sent(WxccError(f"{what}, {why}")))
        return sendable

    def _look(self, resource: Resource, doubtful: dict[Action, Outcome]) -> list[Action]:
        """Record the outcomes that the live side shows, and return the actions to send again."""
        at = self._client.clock()
        findings = self._evidence.look(resource, doubtful)
        self._copies.keep(findings.seen, at, whole=not self._live.hidden(resource))
        for action, outcome in findings.settled.items():
            self._record(action, outcome)
        return findings.again

    def _record(self, action: Action, outcome: Outcome) -> None:
        if outcome.error:
            outcome = self._explained(action, without_secrets(action, outcome))
        self.outcomes[action] = outcome
        self.has_written |= outcome.state is State.DONE or outcome.is_partly_done
        if action.kind == CREATE:
            if outcome.id:
                self._payloads.note_created(action, outcome.id)
            else:
                self._not_created[NewObject(action.resource.family, action.key)] = outcome
        if isinstance(outcome.error, Unauthorized):
            self._refused = outcome.error

    def _explained(self, action: Action, outcome: Outcome) -> Outcome:
        """Add to a failure what came before it: why a name was not given up, or what the object is called for now."""
        hints = [outcome.hint]
        if isinstance(outcome.error, Referenced) and (users := flows_using([action], self._actions).get(action)):
            hints.append(f"also used by {', '.join(users)}")
        before = self.outcomes.get(action)
        if before and before.error and outcome.state is State.NOT_SENT:
            hints.append(f"before: {before.error}{f'; {before.hint}' if before.hint else ''}")
        parking = self._parkings.get(action)
        if parking and parking.error:
            hints.append(f"its name could not be given up before: {parking.error}")
        if has := self._has_parked_name(action, parking):
            certain = has is State.DONE and outcome.state is not State.IN_DOUBT
            called = "is called" if certain else "may be called"
            hints.append(f"for now it {called} {action.parked_as}; the next run goes on from there")
        if action in self._unlinked:
            hints.append(f"its {_options(action)} could not be cleared before: {self._unlinked[action].error}")
        return replace(outcome, hint="; ".join(filter(None, hints)))

    def _has_parked_name(self, action: Action, parking: Outcome | None) -> State | None:
        """Return whether an object got its temporary name: done, in doubt, or None where it did not."""
        if not action.parked_as:
            return None
        name = (self._copies.latest(action) or {}).get(action.resource.name_field.api_name)
        if name == action.parked_as:
            return State.DONE
        unseen = State.IN_DOUBT if name else State.DONE  # the last state of a parking that the object does not show
        return parking.state if parking and parking.state in (State.IN_DOUBT, unseen) else None

    def _attempted(self, actions: Sequence[Action]) -> None:
        fresh = [whole for action in actions if (whole := action.whole or action) not in self._counted]
        self._counted.update(fresh)
        self._advance(len(fresh))


def _is_unclear(error: WxccError | None) -> bool:
    """Whether a bulk answer could be about another item, where the answer to a single request could not."""
    return isinstance(error, AnswerMismatch) or (error is not None and error.status == HTTPStatus.NOT_FOUND)


def _options(action: Action) -> str:
    return ", ".join(action.resource.by_api[name].name for name in action.links)


def _is_open(outcome: Outcome, was_doubted: bool) -> bool:
    """Whether the outcome is still unknown; a conflict is, where the request before may have caused it."""
    if outcome.final:
        return False
    if outcome.unprocessed or outcome.state is State.IN_DOUBT:
        return True
    return was_doubted and isinstance(outcome.error, Conflict)
