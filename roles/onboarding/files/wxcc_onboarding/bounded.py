# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections with limits: an incomplete request is cut off after a time, and only a limited number may be open."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_S: Final = 20.0
"""Seconds in which a request must be complete, counted from the connection or from the previous answer."""
MOST_CONNECTIONS: Final = 100


class BoundedProtocol(H11Protocol):
    """The protocol of uvicorn, which by itself would wait for the rest of a request forever."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the time of the first request, or refuse the connection where too many are open."""
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
        """Start the time of the next request."""
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
        """Cut the connection, unless the request is complete and is being answered."""
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self.transport.abort()
