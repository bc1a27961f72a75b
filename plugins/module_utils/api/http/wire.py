# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections with one time limit per answer, on which no answer can be taken for that of another request."""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

try:
    from requests.adapters import HTTPAdapter
except ImportError:  # reported when a transport is made
    HTTPAdapter = object  # type: ignore[assignment, misc]

SENT_AT_ONCE: Final = 16 * 1024
SLOWEST_FILE: Final = 1024
"""The lowest rate of a file, in bytes per second, on average over the seconds of the limit."""


class Limit:
    """The seconds from the first byte of a request to the last byte of its answer; for a file, to the end of its head.

    Connecting has as many seconds again: for each address, for the answer of a proxy and for the handshake.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.is_sent = False  # whether anything of the request may have arrived
        self.is_unclean = False  # whether more came than the answer
        self.is_too_slow = False
        self._ends = 0.0
        self._quota: float | None = None
        self._came = 0

    def start(self) -> None:
        """Start the limit for another request."""
        self.is_sent = self.is_unclean = self.is_too_slow = False
        self._quota = None
        self.renew()

    def renew(self) -> None:
        """Start the time again."""
        self._ends = time.monotonic() + self.seconds

    def relax(self) -> None:
        """Allow any time for the rest, as long as it comes at the lowest rate of a file."""
        self._quota, self._came = SLOWEST_FILE * self.seconds, 0
        self.renew()

    def left(self) -> float:
        """Return the seconds that are left; TimeoutError if there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            self.is_too_slow = self._quota is not None
            raise TimeoutError
        return left

    def came(self, count: int) -> None:
        """Count received bytes."""
        self._came += count
        if self._quota is not None and self._came >= self._quota:
            self.relax()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Do not count the time of the block, because it is not the time of the server."""
        began = time.monotonic()
        yield
        self._ends += time.monotonic() - began


class LimitedAdapter(HTTPAdapter):
    """Makes connections with the limit of the request that it sends; one thread at a time may use it."""

    def __init__(self, seconds: float) -> None:
        self.limit = Limit(seconds)
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *options: Any, **named: Any) -> None:
        """Make the pool of connections without a proxy."""
        super().init_poolmanager(*options, **named)
        self._limit_connections(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """Return the pool of connections that go through a proxy."""
        is_new = proxy not in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **named)
        if is_new:
            self._limit_connections(manager)
        return manager

    def close(self) -> None:
        """Close the connections now; urllib3 leaves that to garbage collection, which is rare in a module."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 # it cannot be iterated
                manager.pools[key].close()
        super().close()

    def _limit_connections(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {
            scheme: type(pool.__name__, (pool,), {"ConnectionCls": _limited(pool.ConnectionCls, self.limit)})
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }


def _limited(base: Any, limit: Limit) -> Any:
    """Return a subclass of a class of connections that keeps to a limit."""

    class Connection(base):  # type: ignore[misc]
        response_class = staticmethod(partial(_Response, limit))
        _is_connecting = False

        def _new_conn(self) -> Any:
            connection = super()._new_conn()
            limit.renew()
            return connection

        def connect(self) -> None:
            self._is_connecting = True
            try:
                super().connect()
            finally:
                self._is_connecting = False
            limit.renew()

        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            limit.is_sent = limit.is_sent or not self._is_connecting
            view = memoryview(data)
            for start in range(0, len(view), SENT_AT_ONCE):
                self.sock.settimeout(limit.left())
                super().send(view[start : start + SENT_AT_ONCE])

    return Connection


class _Reader(io.RawIOBase):
    """Reads from a socket within a limit."""

    def __init__(self, raw: Any, connection: Any, limit: Limit) -> None:
        super().__init__()
        self.is_in_head = True
        self.waits = True
        self._raw = raw
        self._connection = connection
        self._limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read bytes from the socket; None if there are none and `waits` is false."""
        if not self.waits:
            try:
                self._connection.settimeout(0)
                at_once: int | None = self._raw.readinto(buffer)
            except OSError:
                return None
            return at_once
        self._connection.settimeout(self._limit.left())
        try:
            count: int = self._raw.readinto(buffer)
        except TimeoutError:
            self._limit.left()
            raise
        if count == 0 and self.is_in_head:
            # http.client would take the received lines for the whole head.
            raise http.client.RemoteDisconnected(
                "the server closed the connection before the end of the head of its answer"
            )
        self._limit.came(count)
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A final answer with a certain end, and with nothing after it."""

    def __init__(self, limit: Limit, connection: socket.socket, *options: Any, **named: Any) -> None:
        super().__init__(connection, *options, **named)
        self._limit = limit
        buffered: Any = self.fp
        self._reader = _Reader(buffered.detach(), connection, limit)
        self.fp: Any = io.BufferedReader(self._reader)

    def _read_status(self) -> tuple[str, int, str]:
        """Skip interim answers (1xx), and return the first final one."""
        while True:
            base: Any = super()
            version, status, reason = base._read_status()
            if status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                raise http.client.HTTPException("the answer switches to a protocol that was not requested")
            if status >= http.HTTPStatus.OK:
                return version, status, reason
            http.client.parse_headers(self.fp)

    def begin(self) -> None:
        """Read the head; HTTPException for an answer whose end is ambiguous."""
        super().begin()
        self._reader.is_in_head = False
        lengths = {part.strip() for field in self.msg.get_all("Content-Length", []) for part in field.split(",")}
        codings = [field.strip().lower() for field in self.msg.get_all("Transfer-Encoding", [])]
        if len(lengths) > 1 or not all(length.isdecimal() for length in lengths) or codings not in ([], ["chunked"]):
            raise http.client.HTTPException("the answer does not say clearly where it ends")
        if lengths and codings:
            self.will_close = True
            del self.msg["Content-Length"]

    def _close_conn(self) -> None:
        if not self.will_close and self._has_more():
            self._limit.is_unclean = True
        base: Any = super()
        base._close_conn()

    def _has_more(self) -> bool:
        self._reader.waits = False
        return bool(self.fp.peek(1))
