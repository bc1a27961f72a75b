# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of the legacy 1.0 API: records by id or by query, in calls signed with a user's API key."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import quote

from ...mistakes import UserError
from ..base import BaseClient, HttpSettings
from ..http.errors import CLASSES, Forbidden, NotFound, Unauthorized
from ..http.identity import check_api_url
from ..http.retrying import Request
from ..http.transport import Answer
from .signing import JSON, LAB, Scheme, encode_query, signature, signed_headers

LEGACY_URL: Final = "https://rest.wxcc-us1.cisco.com/aws/api"
LONGEST_URL: Final = 8192
"""The length of a URL, in characters, that servers and proxies commonly accept."""

T = TypeVar("T")


@dataclass(frozen=True)
class Body:
    """The text of an answer; `has_end` is False if HTTP did not mark its end, so it may be cut."""

    text: str
    has_end: bool = True


class NotSigned(Unauthorized):
    """401: the signature or the user is not accepted."""

    hint = "check legacy_user, legacy_api_key and legacy_digest; a new API key replaces the old one"


class OtherTenant(Forbidden):
    """403: the signature is valid, but not for this tenant."""

    hint = "check legacy_tenant_id: it is the number called tId in the address of an Analyzer report"


class NoRecord(NotFound):
    """404 from the service itself, whose errors have a code."""

    @staticmethod
    def is_said_in(content: Any) -> bool:
        """Return whether decoded content has the shape of an error of the service, which a page of a gateway lacks."""
        return isinstance(content, dict) and ("code" in content or NotFound.is_said_in(content))


@dataclass(frozen=True)
class LegacySettings(HttpSettings):
    """The address of the records, and the user whose key signs requests."""

    user: str
    api_key: str = field(repr=False)
    tenant_id: str = ""
    url: str = LEGACY_URL
    scheme: Scheme = LAB
    longest_url: int = LONGEST_URL


class LegacyClient(BaseClient):
    """Reads records; every method raises WxccError or one of its children, and may be called by any thread.

    UserError, before anything is sent, if the settings are not safe to use.
    """

    option = "legacy_url"
    errors = {**CLASSES, 401: NotSigned, 403: OtherTenant, 404: NoRecord}

    def __init__(
        self,
        settings: LegacySettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._url = check_api_url(settings.url, option=self.option, example=LEGACY_URL)
        self._longest_url = settings.longest_url
        user, key, scheme = settings.user, settings.api_key, settings.scheme
        headers = signed_headers(user, key, settings.tenant_id, scheme=scheme)
        secrets = [key, headers["Authorization"], signature(user, key, scheme.digest)]
        super().__init__(self._url, settings, headers=headers, secrets=secrets, clock=clock, sleep=sleep)

    def record(self, kind: str, record_id: str, reader: Callable[[Body], T], accept: str = JSON) -> T:
        """Read one record; if the reader raises ValueError for the answer, the request is not repeated."""
        request = Request("GET", f"/{kind}s/{quote(record_id, safe='')}", accept=accept)
        return self._get(request, reader, f"a {kind.upper()}")

    def query(self, kind: str, text: str, reader: Callable[[Body], T], accept: str = JSON) -> T:
        """Send a query; UserError, before that, if it is too long for a URL."""
        over = self.too_long(kind, text)
        if over > 0:
            raise UserError(
                f"query: {over} characters too long for a URL of {self._longest_url} (max_url_length);"
                " use fewer columns or filter values"
            )
        return self._get(Request("GET", f"/{kind}s", {"q": text}, accept=accept), reader, "the answer to a query")

    def too_long(self, kind: str, text: str) -> int:
        """Return by how many characters the URL of a query is too long; negative if there is room."""
        return len(f"{self._url}/{kind}s?q={encode_query(text)}") - self._longest_url

    def _get(self, request: Request, reader: Callable[[Body], T], what: str) -> T:
        def decoded(body: bytes) -> str:
            text = body.decode("utf-8-sig")
            if text.lstrip().startswith("<"):
                raise ValueError("a page of HTML")
            return text

        def content(request: Request, answer: Answer) -> T:
            text = self._requester.read(request, answer, decoded, what)
            whole = Body(text, answer.has_end)
            return self._requester.read(request, answer, lambda _unused: reader(whole), what, final=True)

        return self._requester.repeated(request, self._requester.new_patience(), content)
