# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of an action: done, refused, in doubt, or not sent."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import Enum

from ...api.http.errors import ConnectionFailed, OutcomeUnknown, Unauthorized, WxccError
from ...outside import Mask
from ..planning.action import Action


class State(Enum):
    """The state of one action; the value is its word in results and messages."""

    DONE = "done"
    REFUSED = "refused"
    IN_DOUBT = "in doubt"
    NOT_SENT = "not sent"


@dataclass(frozen=True)
class Outcome:
    """The outcome of one action: the id of the object, or the error and what is known nevertheless.

    `final`: reading the live side would show nothing more. `unprocessed`: the service put it off, so it can be sent
    again. `is_partly_done`: something was written, even if the rest failed. `warnings`: what the user should check,
    beside success or failure.
    """

    id: str | None = None
    error: WxccError | None = None
    hint: str = ""
    state: State = State.DONE
    final: bool = False
    unprocessed: bool = False
    is_partly_done: bool = False
    warnings: Sequence[str] = ()

    @property
    def retry_after(self) -> float:
        """Seconds that the service asks to wait before the action is sent again."""
        return (self.error and self.error.retry_after) or 0.0

    @classmethod
    def of_error(cls, error: WxccError, *, final: bool = False) -> Outcome:
        """Return the outcome of an action whose request raised this error."""
        if isinstance(error, OutcomeUnknown):
            if isinstance(error.__cause__, Unauthorized):
                # A fresh token can settle the doubt, so the 401 must be reported.
                hint = f"the outcome could not be read: {error}"
                return cls(error=error.__cause__, hint=hint, state=State.IN_DOUBT, final=True)
            return cls(error=error, state=State.IN_DOUBT, final=final)
        if error.never_sent or isinstance(error, ConnectionFailed):
            return cls.not_sent(error)
        return cls(error=error, state=State.REFUSED)

    @classmethod
    def not_sent(cls, error: WxccError) -> Outcome:
        """Return the outcome of an action that never reached the service."""
        return cls(error=error, state=State.NOT_SENT)


def without_secrets(action: Action, outcome: Outcome) -> Outcome:
    """Hide the secrets of an action in its error, which may quote what was sent."""
    secrets = [str(value) for _path, value in action.resource.secrets(action.values)]
    if not secrets or outcome.error is None:
        return outcome
    mask, error = Mask(secrets), copy(outcome.error)
    error.reason = mask.text(error.reason)
    error.args = (error.reason,)
    return replace(outcome, error=error, hint=mask.text(outcome.hint))
