# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the clients of all APIs: a transport, a request budget, retries, threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

from ..outside import Mask
from .http.errors import CLASSES, WxccError
from .http.ledger import Ledger
from .http.pacing import WINDOW_S, Pace
from .http.retrying import Patience, Requester
from .http.transport import Transport
from .http.workers import Workers

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class HttpSettings:
    """How to send requests; times in seconds."""

    timeout: float = 30
    retry_timeout: float = 900
    validate_certs: bool = True
    ca_path: str | None = None
    parallelism: int = 8
    requests_per_minute: int = 300
    """0 means no limit."""
    ledger: Path | None = None
    """The file in which all who have the same client id count their requests; None: this client counts its own only."""
    warn: Callable[[str], object] = lambda _text: None
    is_over: Callable[[], bool] = lambda: False
    """Returns whether the work was abandoned; called before each request, which then is not sent."""


class BaseClient:
    """Sends requests to one address within the budget; `close` ends all waits."""

    option: ClassVar[str] = "api_url or data_center"
    """The option with the address, for messages."""
    errors: ClassVar[Mapping[int, type[WxccError]]] = CLASSES

    def __init__(
        self,
        url: str,
        settings: HttpSettings,
        *,
        secrets: Sequence[str],
        clock: Callable[[], float],
        sleep: Callable[[float], object] | None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._workers = Workers(settings.parallelism)
        sleep = sleep or self._workers.sleep
        self._new_transport = partial(
            Transport,
            mask=Mask(secrets),
            timeout=settings.timeout,
            validate_certs=settings.validate_certs,
            ca_path=settings.ca_path,
        )
        self._transport = self._new_transport(url, token, option=self.option, headers=headers)
        limit, file = settings.requests_per_minute, settings.ledger
        self._pace = Pace(
            limit,
            clock=clock,
            sleep=sleep,
            ledger=Ledger(file, limit, WINDOW_S, warn=settings.warn) if file else None,
            warn=settings.warn,
        )
        self._requester = Requester(
            self._transport,
            self._pace,
            mask=self._transport.mask,
            new_patience=partial(Patience, settings.retry_timeout, clock, sleep),
            option=self.option,
            errors=self.errors,
            is_over=settings.is_over,
        )
        self.is_over = settings.is_over

    @property
    def requests(self) -> int:
        """The number of requests sent so far, retries included."""
        return self._pace.started

    @property
    def rate_limit_seconds(self) -> float:
        """Seconds in which at least one thread waited for the request budget or for Retry-After."""
        return self._pace.waited()

    @property
    def is_refused(self) -> bool:
        """Whether the service refused the credentials, after which nothing more is sent."""
        return self._requester.refused is not None

    @property
    def parallelism(self) -> int:
        """The most requests at the same time."""
        return self._workers.count

    def parallel(self, calls: Sequence[Callable[[], T]]) -> list[T | WxccError]:
        """Run calls in parallel, and return their results in order, as `Workers.run`."""
        return self._workers.run(calls)

    def close(self) -> None:
        """End what still waits, and close the connections."""
        self._workers.close()
        self._pace.close()
        self._transport.close()
