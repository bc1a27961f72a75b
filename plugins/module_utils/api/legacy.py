# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of the legacy 1.0 API: records by id or by query, in calls signed with a user's API key."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar
from urllib.parse import quote

from .errors import CLASSES, Forbidden, Unauthorized, WxccError
from .identity import check_api_url
from .pacing import Pace
from .retrying import Patience, Request, Requester
from .signing import JSON, LAB, Scheme, encode_query, signature, signed_headers
from .transport import Answer, Transport
from .workers import Workers

LEGACY_URL: Final = "https://rest.wxcc-us1.cisco.com/aws/api"
LONGEST_URL: Final = 8192
"""Characters of a URL that servers and proxies commonly take."""

T = TypeVar("T")


class NotSigned(Unauthorized):
    """401: the signature or the user is not accepted."""

    hint = "check legacy_user, legacy_api_key and legacy_digest; a new API key ends the one before"


class OtherTenant(Forbidden):
    """403: the signature is good, but not for this tenant."""

    hint = "check legacy_tenant_id: it is the number called tId in the address of an Analyzer report"


@dataclass(frozen=True)
class LegacySettings:
    """Where the records are, who asks, and how; times in seconds."""

    user: str
    api_key: str = field(repr=False)
    tenant_id: str = ""
    url: str = LEGACY_URL
    scheme: Scheme = LAB
    longest_url: int = LONGEST_URL
    timeout: float = 30
    retry_timeout: float = 900
    validate_certs: bool = True
    ca_path: str | None = None
    parallelism: int = 8
    requests_per_minute: int = 300


class LegacyClient:
    """Reads records; every method raises WxccError or one of its children, and may be called by any thread.

    ValueError, before anything is sent, where the settings are not safe to use.
    """

    def __init__(
        self,
        settings: LegacySettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._url = check_api_url(settings.url, option="legacy_url", example=LEGACY_URL)
        self._longest_url = settings.longest_url
        self._workers = Workers(settings.parallelism)
        sleep = sleep or self._workers.sleep
        headers = signed_headers(settings.user, settings.api_key, settings.tenant_id, scheme=settings.scheme)
        self._transport = Transport(
            self._url,
            None,
            timeout=settings.timeout,
            validate_certs=settings.validate_certs,
            ca_path=settings.ca_path,
            option="legacy_url",
            headers=headers,
        )
        self._pace = Pace(settings.requests_per_minute, clock=clock, sleep=sleep)
        self._requester = Requester(
            self._transport,
            self._pace,
            secrets=[
                settings.api_key,
                headers["Authorization"],
                signature(settings.user, settings.api_key, settings.scheme.digest),
            ],
            new_patience=partial(Patience, settings.retry_timeout, clock, sleep),
            option="legacy_url",
            errors={**CLASSES, 401: NotSigned, 403: OtherTenant},
        )

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repetitions included."""
        return self._pace.started

    @property
    def rate_limit_seconds(self) -> float:
        """Seconds in which at least one thread waited for the request budget or for Retry-After."""
        return self._pace.waited()

    def record(self, kind: str, record_id: str, reader: Callable[[str], T], accept: str = JSON) -> T:
        """Read one record; the reader raises ValueError for what is none, and is not asked again."""
        request = Request("GET", f"/{kind}s/{quote(record_id, safe='')}", accept=accept)
        return self._get(request, reader, f"a {kind.upper()}")

    def query(self, kind: str, text: str, reader: Callable[[str], T], accept: str = JSON) -> T:
        """Ask a query; ValueError, before it is sent, where it is too long for a URL."""
        over = self.too_long(kind, text)
        if over > 0:
            raise ValueError(
                f"query: {over} characters too long for a URL of {self._longest_url} (max_url_length);"
                " ask for fewer columns or filter by fewer values"
            )
        return self._get(Request("GET", f"/{kind}s", {"q": text}, accept=accept), reader, "the answer to a query")

    def too_long(self, kind: str, text: str) -> int:
        """Give by how many characters the URL of a query is too long; negative where there is room."""
        return len(f"{self._url}/{kind}s?q={encode_query(text)}") - self._longest_url

    def parallel(self, calls: Sequence[Callable[[], T]]) -> list[T | WxccError]:
        """Make calls side by side; in order their results, or the WxccError that one raised."""
        return self._workers.run(calls)

    def close(self) -> None:
        """End what still waits, and close the connections."""
        self._workers.close()
        self._transport.close()

    def _get(self, request: Request, reader: Callable[[str], T], what: str) -> T:
        def decoded(body: bytes) -> str:
            text = body.decode("utf-8-sig")
            if text.lstrip().startswith("<"):
                raise ValueError("a page of HTML")
            return text

        def content(request: Request, answer: Answer) -> T:
            text = self._requester.read(request, answer, decoded, what)
            return self._requester.read(request, answer, lambda _unused: reader(text), what, final=True)

        return self._requester.repeated(request, self._requester.new_patience(), content)
