# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide when a request is sent again, and for how long: the rules that hold for every method."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Final, TypeVar

from ...outside import Mask
from .errors import (
    CLASSES,
    LONGEST_REASON,
    Abandoned,
    BadAnswer,
    RateLimited,
    Unauthorized,
    Unfit,
    WxccError,
    error_of,
    page_excerpt,
)
from .forms import encoded
from .pacing import Pace
from .transport import Answer, Lost, Transport

FIRST_DELAY_S: Final = 0.5
LONGEST_DELAY_S: Final = 30.0
LONGEST_RETRY_AFTER_S: Final = 120.0
# A failure that suggests a wrong address, not a passing problem, is not retried for a quarter of an hour.
BRIEF_TRIES: Final = 3
BRIEF_S: Final = 10.0
LOCATION_HOST: Final = re.compile(r"(?:https?:)?//(?:[^/?#]*@)?([^/?#@]+)", re.IGNORECASE)

T = TypeVar("T")


class Doubtful(Exception):
    """A failure after which the request may or may not have been carried out; `final` ones are not worth a retry."""

    def __init__(
        self, error: WxccError, *, retry_after: float | None = None, brief: bool = False, final: bool = False
    ) -> None:
        super().__init__(error.reason)
        self.error = error
        self.retry_after = retry_after
        self.brief = brief
        self.final = final


class Expired(Exception):
    """A request was not sent, because its data had become too old when its turn came."""


class Patience:
    """The time for one request: `seconds` from its first attempt, with pauses that grow.

    `exhausted` is called when the time is used up; if it is `spent` from the start, there is a single attempt.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float],
        sleep: Callable[[float], object],
        *,
        exhausted: Callable[[], object] = lambda: None,
        spent: bool = False,
    ) -> None:
        self._seconds = 0.0 if spent else seconds
        self._clock = clock
        self._sleep = sleep
        self._exhausted = exhausted
        self._began = clock()
        self._tries = 0

    def wait(self, failure: Doubtful) -> None:
        """Wait before the next attempt, or raise the error of this one if it was the last."""
        self._tries += 1
        if failure.final or (failure.brief and self._tries >= BRIEF_TRIES):
            raise failure.error
        delay = min(FIRST_DELAY_S * 2.0 ** min(self._tries - 1, 10), LONGEST_DELAY_S)
        delay *= random.uniform(0.75, 1.0)  # nosec B311 # it keeps clients apart, and no secret depends on it
        if failure.retry_after:
            delay = min(failure.retry_after, LONGEST_RETRY_AFTER_S)
        self.check(failure.error, delay, limit=BRIEF_S if failure.brief else self._seconds)
        self._sleep(delay)

    def lasts(self, retry_after: float | None = None) -> bool:
        """Wait before the caller's next attempt, as long as the service asks; False, at once, where time is up."""
        try:
            self.wait(Doubtful(WxccError("no time is left"), retry_after=retry_after))
        except WxccError:
            return False
        return True

    def check(self, error: WxccError, delay: float, *, limit: float | None = None) -> None:
        """Raise the error if the time would be up after a delay."""
        if self._clock() - self._began + delay > min(self._seconds, self._seconds if limit is None else limit):
            self._exhausted()
            raise error


@dataclass(frozen=True)
class Request:
    """A request, which may be sent several times."""

    method: str
    path: str
    params: Mapping[str, Any] | None = None
    body: Any = None
    accept: str | None = None
    expires: float | None = None  # by the clock of the client; Expired if its turn comes later

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Requester:
    """Sends requests within the budget, and again whenever that cannot have an effect twice."""

    def __init__(
        self,
        transport: Transport,
        pace: Pace,
        *,
        mask: Mask,
        new_patience: Callable[..., Patience],
        option: str = "api_url or data_center",
        errors: Mapping[int, type[WxccError]] = CLASSES,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self._patience = new_patience
        self._in_vain: set[str] = set()  # methods of which the last request used up its time
        self._transport = transport
        self._pace = pace
        self._mask = mask
        self._option = option
        self._errors = errors
        self._is_over = is_over
        self._reached = False  # whether anything that looks like the API has answered yet
        self.refused: Unauthorized | None = None
        """The error that refused the credentials; no request is sent after it."""

    def new_patience(self, method: str = "GET") -> Patience:
        """Return the time for a request; after a request whose retries all failed, the next ones get one attempt each.

        So a service that is down costs a long run that time once, not for each of thousands of objects; and one object
        for which the service always fails does not stop the others.
        """
        return self._patience(exhausted=partial(self._in_vain.add, method), spent=method in self._in_vain)

    def exchange(self, request: Request, patience: Patience) -> Answer:
        """Return a successful answer; repeat a request that surely was not processed: 429, or never arrived.

        Raises Doubtful for a lost or 5xx answer, and the error of any other one. After a 401, nothing more is sent.
        """
        body, content_type = encoded(request.body)
        while True:
            self._check_credentials()
            if request.method in self._in_vain and (delay := self._pace.pause()):
                wait = "not sent, because the service asks to wait"
                patience.check(RateLimited(wait, request=str(request), never_sent=True), delay)
            try:
                answer = self._in_turn(request, body, content_type)
            except Lost as lost:
                lost.error.request = str(request)
                failure = Doubtful(lost.error, brief=not (lost.connected or self._reached), final=lost.final)
                if lost.sent:
                    raise failure from None
                patience.wait(failure)
                continue
            if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                self._in_vain.discard(request.method)
                return answer
            error = self._error(request, answer)
            if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                is_lasting = answer.status in (HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
                raise Doubtful(error, retry_after=answer.retry_after, final=is_lasting)
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                raise error
            patience.check(error, self._pace.pause())

    def repeated(self, request: Request, patience: Patience, content: Callable[[Request, Answer], T]) -> T:
        """Repeat a read until there is a usable answer, and return its content."""
        while True:
            try:
                return content(request, self.exchange(request, patience))
            except Doubtful as failure:
                doubt = failure
            patience.wait(doubt)

    def content(self, request: Request, answer: Answer) -> Any:
        """Decode a successful answer, None for one without content; Doubtful if it is not JSON."""
        if answer.status == HTTPStatus.NO_CONTENT:
            return None
        return self.read(request, answer, json.loads, "JSON")

    def read(
        self, request: Request, answer: Answer, reader: Callable[[bytes], T], what: str, *, final: bool = False
    ) -> T:
        """Return the result of the reader of a successful answer; Doubtful if it raises ValueError."""
        try:
            content = reader(self._mask.content(answer.body))
        except (ValueError, RecursionError) as error:
            why = f": {self._mask.line(str(error), LONGEST_REASON)}. It" if isinstance(error, Unfit) else " but"
            reason = f"the answer is not {what}{why} says: {page_excerpt(self._mask.error(answer.body))}"
            raise Doubtful(self._bad(request, answer, reason), brief=not self._reached, final=final) from None
        self._reached = True
        return content

    def _in_turn(self, request: Request, body: bytes | None, content_type: str) -> Answer:
        turn = self._pace.start()
        if request.expires is not None and turn.started > request.expires:
            self._pace.give_back(turn)
            raise Expired
        answer = None
        try:
            self._check_credentials()
            if self._is_over():
                raise Abandoned("not sent, because the task that waits for the result has ended", never_sent=True)
            answer = self._transport.exchange(
                request.method, request.path, request.params, body, content_type, request.accept
            )
        finally:
            if answer and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                self._pace.refused(turn, answer.retry_after)
            else:
                self._pace.accepted(turn)
        return answer

    def _check_credentials(self) -> None:
        if self.refused:
            why = "not sent, because a request before it was refused"
            raise type(self.refused)(why, status=self.refused.status, never_sent=True)

    def _error(self, request: Request, answer: Answer) -> WxccError:
        if answer.status < HTTPStatus.BAD_REQUEST:
            host = LOCATION_HOST.match(answer.headers.get("Location", ""))
            target = self._mask.line(host[1], 100) if host else "another address"
            return self._bad(request, answer, f"the server redirects to {target}; redirects are not followed")
        self._reached = True
        error = error_of(
            answer.status,
            self._mask.error(answer.body),
            request=str(request),
            tracking_id=answer.tracking_id,
            classes=self._errors,
        )
        if isinstance(error, Unauthorized):
            self.refused = error
        return error

    def _bad(self, request: Request, answer: Answer, reason: str) -> BadAnswer:
        return BadAnswer(
            f"{reason}; check {self._option}",
            request=str(request),
            status=answer.status,
            tracking_id=answer.tracking_id,
        )
