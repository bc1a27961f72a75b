# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out one HTTP exchange, and decide whether a failed request may have been processed."""

from __future__ import annotations

import os
import re
import ssl
import sys
import time
import traceback
import uuid
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from ...mistakes import UserError
from ...outside import Mask
from .errors import LONGEST_EXCERPT, BadAnswer, ConnectionFailed, TooLarge, WxccError
from .proxies import proxies_for
from .wire import SLOWEST_FILE, Limit, LimitedAdapter

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import urllib3
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

REFUSED_BY_PROXY: Final = re.compile(r"Tunnel connection failed: 4(?!08|29)\d\d")
LARGEST_ANSWER: Final = 64 * 1024 * 1024
LARGEST_ERROR: Final = 64 * 1024
CHUNK: Final = 64 * 1024
PIECE: Final = 16 * 1024
"""The size of chunks of a file: the most that is lost of it when the process is killed."""


@dataclass(frozen=True)
class _Sent:
    """A request for messages: its tracking id, and a mask for its secrets."""

    tracking_id: str
    mask: Mask


@dataclass(frozen=True)
class Answer:
    """A complete answer of any status; the body of an error may be cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    tracking_id: str

    @property
    def is_success(self) -> bool:
        """Whether the status is one of those from 200 to 299."""
        return 200 <= self.status < 300

    @property
    def has_end(self) -> bool:
        """Whether HTTP marked the end of the body, so that a cut body would have been noticed."""
        names = ("Content-Length", "Transfer-Encoding", "Content-Encoding")
        return any(self.headers.get(name, "identity").strip().lower() != "identity" for name in names)

    @property
    def date(self) -> float | None:
        """The time by the server's clock, in whole epoch seconds; None if it is not usable."""
        try:
            return parsedate_to_datetime(self.headers.get("Date", "")).timestamp()
        except (TypeError, ValueError, OverflowError):
            return None

    @property
    def retry_after(self) -> float | None:
        """The seconds that the service asks to wait, from a number or an HTTP date; None if it is not usable."""
        value = self.headers.get("Retry-After", "").strip()
        try:
            seconds = float(value)
        except ValueError:
            seconds = self._seconds_until(value)
        return seconds if 0 < seconds < float("inf") else None

    def _seconds_until(self, date: str) -> float:
        # The server's own clock decides, because ours may be wrong.
        now = self.date if "Date" in self.headers else time.time()
        if now is None:
            return 0.0
        try:
            return parsedate_to_datetime(date).timestamp() - now
        except (TypeError, ValueError, OverflowError):
            return 0.0


Sink = Callable[[bytes], object]
"""Called with the next chunk of a body."""


class Lost(Exception):
    """There is no usable answer: `error` says why, `sent` whether the request may have arrived."""

    def __init__(self, error: WxccError, *, sent: bool, connected: bool, final: bool) -> None:
        super().__init__(error.reason)
        self.error = error
        self.sent = sent
        self.connected = connected
        self.final = final


class Transport:
    """Sends requests to one API, with a token or with headers of its own; a thread borrows a connection for each.

    It uses the adapter of `requests` without a session, because a session would use a .netrc entry instead of the
    token, send loopback requests to a proxy, trust certificates of the environment, and read the body of a redirect.
    """

    def __init__(
        self,
        api_url: str,
        token: str | None,
        *,
        timeout: float,
        validate_certs: bool = True,
        ca_path: str | None = None,
        option: str = "api_url or data_center",
        headers: Mapping[str, str] | None = None,
        mask: Mask | None = None,
    ) -> None:
        proxies = proxies_for(api_url)
        self.mask = (mask or Mask()).plus(*proxies.secrets, token or "")
        """Hides in texts the secrets that are sent, and the login of the proxy."""
        self._proxies, self._proxy_setting = proxies.by_scheme, proxies.setting
        self._api_url = api_url
        self._option = option
        self._host = urlsplit(api_url).netloc
        self._timeout = timeout
        self._verify = _verification(validate_certs, ca_path)
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "webex.contact_center",
            **(headers or {}),
        }
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        self._idle: deque[LimitedAdapter] = deque()

    def exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        accept: str | None = None,
        secrets: Iterable[str] = (),
    ) -> Answer:
        """Send a request once, and return its answer, whatever its status; Lost if there is none.

        `secrets` are those of this request only, which no message may show.
        """
        tracking_id = f"ansible_{uuid.uuid4()}"
        headers = self._headers | {"TrackingId": tracking_id}
        if body is not None:
            headers["Content-Type"] = content_type
        if accept is not None:
            headers["Accept"] = accept
        # The service reads a plus sign in a query as a space, so spaces and plus signs are both encoded with %.
        query = f"?{urlencode(params, quote_via=quote)}" if params else ""
        request = requests.Request(method, f"{self._api_url}{path}{query}", headers=headers, data=body)
        sent = _Sent(tracking_id, self.mask.plus(*secrets))
        with self._response(request, sent) as (response, _limit):
            content = self._content(response, sent)
        theirs = sent.mask.line(response.headers.get("TrackingId", ""), LONGEST_EXCERPT)
        return Answer(response.status_code, response.headers, content, theirs or tracking_id)

    def fetch(
        self,
        target: str,
        headers: Mapping[str, str],
        open_sink: Callable[[Answer], Sink],
        *,
        secrets: Iterable[str] = (),
    ) -> Answer:
        """Download a file in chunks: the body of a successful answer goes to the sink that `open_sink` returns.

        `target` is path and query, which are sent unchanged; `secrets` are those in it. Raises Lost as `exchange` does,
        possibly after the sink was called with the first chunks.
        """
        fields = self._headers | {"Accept": "*/*", "Accept-Encoding": "identity", **headers}
        request = requests.Request("GET", f"{self._api_url}{target}", headers=fields)
        sent = _Sent("", self.mask.plus(*secrets))
        with self._response(request, sent) as (response, limit):
            head = Answer(response.status_code, response.headers, b"", "")
            if not head.is_success:
                return replace(head, body=self._content(response, sent))
            _stream(response, limit, open_sink(head))
        return head

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _response(self, request: requests.Request, sent: _Sent) -> Iterator[tuple[requests.Response, Limit]]:
        """Send a request, and yield the answer before its body is read; any failure in the block raises Lost."""
        handled = sys.exc_info()[1]  # by the caller: context of a new exception, but none of its causes
        with self._adapter() as adapter:
            try:
                response = adapter.send(
                    request.prepare(),
                    stream=True,
                    timeout=(self._timeout, self._timeout),
                    verify=self._verify,
                    proxies=self._proxies,
                )
                try:
                    yield response, adapter.limit
                finally:
                    response.close()
            except (OSError, urllib3.exceptions.HTTPError, zlib.error) as error:
                raise self._lost(list(_chain(error, handled)), sent, adapter.limit) from None

    @contextmanager
    def _adapter(self) -> Iterator[LimitedAdapter]:
        try:
            adapter = self._idle.pop()
        except IndexError:
            adapter = LimitedAdapter(self._timeout)
        adapter.limit.start()
        try:
            yield adapter
        finally:
            if adapter.limit.is_unclean:
                adapter.close()
            self._idle.append(adapter)

    def _content(self, response: requests.Response, sent: _Sent) -> bytes:
        """Read and unpack a body of limited size, in limited time; of an error's body the beginning is enough."""
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        gzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding in ("gzip", "x-gzip") else None
        limit = LARGEST_ANSWER if response.ok else LARGEST_ERROR
        content, received = bytearray(), 0
        for chunk in response.raw.stream(CHUNK, decode_content=False):
            received += len(chunk)
            content += gzip.decompress(chunk, limit + 1 - len(content)) if gzip else chunk
            if len(content) > limit:
                break
        if not response.ok:
            return bytes(content[:limit])
        if len(content) > limit:
            raise self._unusable(f"the answer is larger than {limit // 1024**2} MB", sent, TooLarge)
        if content and not gzip and encoding != "identity":
            raise self._unusable(f"the answer has an encoding that was not requested: {encoding}", sent)
        _check_length(response, received, cut_off=bool(gzip and received and not gzip.eof))
        return bytes(content)

    def _unusable(self, reason: str, sent: _Sent, kind: type[BadAnswer] = BadAnswer) -> Lost:
        error = kind(sent.mask.line(reason, LONGEST_EXCERPT), tracking_id=sent.tracking_id)
        return Lost(error, sent=True, connected=True, final=True)

    def _lost(self, chain: list[BaseException], sent: _Sent, limit: Limit) -> Lost:
        """Turn a failure of the HTTP libraries into Lost; `chain` leads from their exception to its first cause."""
        cause = chain[-1]
        if limit.is_too_slow:
            why = f"less than {SLOWEST_FILE // 1024} KB per second came in {self._timeout:g} s"
        elif isinstance(cause, (TimeoutError, urllib3.exceptions.TimeoutError)):
            why = f"timed out after {self._timeout:g} s"
        else:
            text = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
            why = sent.mask.line(text, LONGEST_EXCERPT)
        untrusted = next((part for part in chain if isinstance(part, ssl.SSLCertVerificationError)), None)
        if untrusted:
            text = (
                f"the certificate of {self._host} is not trusted: {untrusted.verify_message};"
                " set ca_path to the authority to trust, or validate_certs: false to trust any server"
            )
        elif limit.is_sent:
            text = f"lost the connection to {self._host}: {why}"
        else:
            by = f" through {self._proxy_setting}" if self._proxy_setting else ""
            text = f"cannot reach {self._host} ({self._option}){by}: {why}"
        return Lost(
            ConnectionFailed(text, tracking_id=sent.tracking_id),
            sent=limit.is_sent,
            connected=limit.is_sent,
            final=untrusted is not None or _is_in_vain(chain),
        )


def _verification(validate_certs: bool, ca_path: str | None) -> bool | str:
    """Return the `verify` argument for `requests`; options of the user come before the environment."""
    if not validate_certs:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        return False
    if not ca_path:
        return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    try:
        places = {"capath": ca_path} if os.path.isdir(ca_path) else {"cafile": ca_path}
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(**places)
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError(f"ca_path: {ca_path}: cannot read certificates (PEM) from it: {why}") from None
    return ca_path


def _is_in_vain(chain: list[BaseException]) -> bool:
    """Return whether another attempt would fail as well: a wrong address, or a proxy that refuses."""
    mistakes = (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        urllib3.exceptions.LocationValueError,
    )
    return any(isinstance(part, mistakes) or REFUSED_BY_PROXY.search(str(part)) for part in chain)


def _check_length(response: requests.Response, received: int, *, cut_off: bool = False) -> None:
    length = "" if response.status_code == HTTPStatus.NO_CONTENT else response.headers.get("Content-Length", "")
    if cut_off or (length.isdecimal() and received < int(length)):
        raise ConnectionError(f"the answer was cut off after {received} bytes")


def _stream(response: requests.Response, limit: Limit, sink: Sink) -> None:
    """Pass a body to the sink; it may take any time, as long as it comes at the lowest rate of a file."""
    limit.relax()
    received = 0
    for chunk in response.raw.stream(PIECE, decode_content=False):
        received += len(chunk)
        with limit.stopped():
            sink(chunk)
    _check_length(response, received)


def _chain(error: BaseException | None, end: BaseException | None) -> Iterator[BaseException]:
    while error is not None and error is not end:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
