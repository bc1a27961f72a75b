# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clients of all APIs have in common: a transport, a request budget, retries, threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, TypeVar

from ..outside import Mask
from .http.errors import CLASSES, WxccError
from .http.pacing import Pace
from .http.retrying import Patience, Requester
from .http.transport import Transport
from .http.workers import Workers

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class HttpSettings:
    """How to ask; times in seconds."""

    timeout: float = 30
    retry_timeout: float = 900
    validate_certs: bool = True
    ca_path: str | None = None
    parallelism: int = 8
    requests_per_minute: int = 300
    is_over: Callable[[], bool] = lambda: False
    """Whether nobody waits for the work any more; asked before each request, of which none is sent then."""


class BaseClient:
    """Sends requests to one address within the budget; closing it ends whatever still waits."""

    option: ClassVar[str] = "api_url or data_center"
    """What messages call the option that has the address."""
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
        self._pace = Pace(settings.requests_per_minute, clock=clock, sleep=sleep)
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
        """How many requests were sent so far, repetitions included."""
        return self._pace.started

    @property
    def rate_limit_seconds(self) -> float:
        """Seconds in which at least one thread waited for the request budget or for Retry-After."""
        return self._pace.waited()

    @property
    def is_refused(self) -> bool:
        """Whether the service refused the credentials, after which nothing is sent any more."""
        return self._requester.refused is not None

    @property
    def parallelism(self) -> int:
        """How many requests may be under way at a time."""
        return self._workers.count

    def parallel(self, calls: Sequence[Callable[[], T]]) -> list[T | WxccError]:
        """Make calls side by side and give their results in order, as `Workers.run`."""
        return self._workers.run(calls)

    def close(self) -> None:
        """End what still waits, and close the connections."""
        self._workers.close()
        self._transport.close()
