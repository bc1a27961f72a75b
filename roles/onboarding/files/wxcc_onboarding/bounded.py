# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that end: a request that does not come whole in time is cut off, and only so many may be open."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_S: Final = 20.0
"""Seconds in which a request has to come whole, counted from the connection or from the answer before."""
MOST_CONNECTIONS: Final = 100


class BoundedProtocol(H11Protocol):
    """The protocol of uvicorn, which waits for the rest of a request for ever."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin the time of the first request, or refuse the connection where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the time with the connection."""
        self._end()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Begin the time of the next request."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._begin()

    def _begin(self) -> None:
        self._end()
        self._limit = self.loop.call_later(REQUEST_S, self._check)

    def _end(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _check(self) -> None:
        """Cut the connection, unless the request has come and its answer is on the way."""
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self.transport.abort()
