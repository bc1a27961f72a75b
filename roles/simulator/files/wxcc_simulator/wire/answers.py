# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers and refusals in the shapes the real service uses: the application's, the framework's and the gateway's."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timezone
from http import HTTPStatus
from typing import Any, Protocol

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

JSON = "application/json"
PIECE = 256 * 1024
GATEWAY_PAGE = "<html><head><title>400 Bad Request</title></head><body><h1>400 Bad Request</h1></body></html>"


class Switches(Protocol):
    """What can be turned on and off while the simulator runs."""

    def on(self, name: str) -> bool:
        """Whether it is on."""


class RefusedError(Exception):
    """A request, or an item of a bulk request, that the application refuses."""

    def __init__(
        self,
        status: int,
        reason: str,
        entity: str = "",
        referenced_entities: tuple[str, ...] = (),
        *,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.entity = entity
        self.referenced_entities = referenced_entities
        self.retry_after_s = retry_after_s

    def __reduce__(self) -> tuple[Any, ...]:
        """How it is sent from another process; only the server itself sets a retry time."""
        return RefusedError, (self.status, self.reason, self.entity, self.referenced_entities)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer that this refusal adds."""
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}

    def response(self, tracking_id: str, quirks: Switches) -> Response:
        """The refusal as the answer to a request."""
        return json_response(self.body(tracking_id, quirks), self.status, self.headers)

    def bare_response(self, tracking_id: str) -> Response:
        """The refusal in the shape of the operations that are not below an organization's path."""
        error = {"key": self.status, "message": [{"description": self.reason}]}
        return json_response({"trackingId": tracking_id, "error": error}, self.status, self.headers)

    def body(self, tracking_id: str, quirks: Switches) -> dict[str, Any]:
        """The application's error body; `error_details` off leaves only what the official file describes."""
        message: dict[str, Any] = {"description": self.reason}
        error: dict[str, Any] = {"key": str(self.status), "message": [message]}
        if quirks.on("error_details"):
            message.update(code=str(self.status), entity=self.entity, references=[])
            error["reason"] = self.reason
            if self.referenced_entities:
                error["referencedEntities"] = list(self.referenced_entities)
        return {"trackingId": tracking_id, "error": error}


class InPieces(Response):
    """A long answer that is sent in pieces, so that others are answered in between."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": await last_piece(send, bytes(self.body))})


async def last_piece(send: Send, body: bytes, piece: int = PIECE, pause_s: float = 0) -> bytes:
    """Send a body except its last piece, and return that; other requests wait while a piece is copied."""
    sent = 0
    while len(body) - sent > piece:
        await send({"type": "http.response.body", "body": body[sent : sent + piece], "more_body": True})
        await asyncio.sleep(pause_s)
        sent += piece
    return body[sent:]


class ClientGoneError(Exception):
    """The client closed the connection before its answer was ready."""


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Compact JSON; None is an answer without a body."""
    if value is None:
        return Response(status_code=status, headers=headers)
    return json_body(json_bytes(value), status, headers)


def json_body(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer whose JSON was written before."""
    return Response(body, status, headers, media_type=JSON)


def json_bytes(value: Any) -> bytes:
    """Compact JSON in UTF-8."""
    try:
        return orjson.dumps(value)
    except TypeError:
        # Clients may send these: numbers of more than 64 bits, and halves of surrogate pairs.
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(errors="replace")


def framework_refusal(status: int, path: str, now_ms: int, headers: dict[str, str] | None = None) -> Response:
    """What the web framework answers before the application sees the request, with `error` as plain text."""
    timestamp = datetime.fromtimestamp(now_ms / 1000, timezone.utc).isoformat(timespec="milliseconds")
    body = {"timestamp": timestamp, "status": status, "error": HTTPStatus(status).phrase, "path": path}
    return json_response(body, status, headers)


def gateway_refusal() -> Response:
    """The page of the gateway, for a request that never reaches the service."""
    return Response(GATEWAY_PAGE, 400, media_type="text/html")
