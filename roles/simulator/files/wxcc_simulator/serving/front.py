# SPDX-License-Identifier: GPL-3.0-or-later
"""What every API request passes: journal, latency, budget, faults, gateway; on the way back tracking id and gzip."""

from __future__ import annotations

import asyncio
import gzip
import math
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wxcc_simulator.access import oauth
from wxcc_simulator.access.gate import bearer
from wxcc_simulator.recordings.routes import STORAGE
from wxcc_simulator.recordings.signing import SECRETS
from wxcc_simulator.reporting import routes as reporting
from wxcc_simulator.search import routes as search
from wxcc_simulator.wire.answers import PIECE, ClientGoneError, RefusedError, gateway_refusal, json_response, last_piece
from wxcc_simulator.wire.long_json import read_in_turns
from wxcc_simulator.wire.sent import TOO_LONG, Sent, received
from wxcc_simulator.world.faults import Fault
from wxcc_simulator.world.grants import Token
from wxcc_simulator.world.world import World

TRACKING_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
GZIP_FROM_BYTES = 500
GZIP_REPORTS_FROM_BYTES = 1024 * 1024
PIECES_A_SECOND = 20
MASK = "***"
WITHOUT_BODY = (204, 304)


@dataclass
class Answer:
    """A complete answer to send."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @classmethod
    def of(cls, response: Response) -> Answer:
        """The answer of a Starlette response."""
        return cls(response.status_code, response.raw_headers, bytes(response.body))


class Front:
    """ASGI middleware around the APIs; the control room does not pass here."""

    def __init__(self, app: ASGIApp, world: Callable[[], World]) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        world = self._world()
        body, is_whole, is_too_long = await received(receive)
        request = Request(scope)
        request.state.sent = sent = await _read(body)
        content = _fields(body) if _is_oauth(request) else sent.value
        request.state.tracking_id = tracking_id = _tracking_id(request)
        # The OAuth endpoints take no bearer, and have no budget.
        token = None if _is_oauth(request) else bearer(world, request.headers.get("authorization"))
        request.state.entry = entry = _entry(world, request, content, token)
        world.journal.append(entry)
        if not is_whole:
            return
        await _wait(world.options.latency_ms)

        refusal = _over_budget(world, token, tracking_id)
        if refusal is None and is_too_long:
            refusal = RefusedError(413, TOO_LONG).response(tracking_id, world.options.quirks)
        if refusal is not None:
            await self._deliver(request, send, entry, Answer.of(refusal))
            return
        fault = world.faults.for_request(request.method, request.url.path, content) or Fault()
        await _wait(fault.delay_ms)
        if fault.drop == "before":
            await _cut(scope, receive)
            return
        answer = _ordered(world, fault, tracking_id)
        if answer is None or fault.drop == "after":
            try:
                done = await self._answer(world, request, receive)
            except ClientGoneError:
                return
            answer = answer or done
        if fault.drop == "after" and fault.status is None:
            await _cut(scope, receive)
            return
        await self._deliver(request, send, entry, answer, fault)
        if fault.drop == "middle":
            await _cut(scope, receive)

    async def _answer(self, world: World, request: Request, receive: Receive) -> Answer:
        if world.options.quirks.on("raw_quotes_refused") and _has_raw_quotes(request):
            return Answer.of(gateway_refusal())
        answer = Answer(500, [], b"")
        parts: list[bytes] = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
            else:
                parts.append(message.get("body", b""))

        await self._app(request.scope, receive, keep)
        del request.state.sent  # which a connection that is kept would keep
        answer.body = b"".join(parts)
        return answer

    async def _deliver(
        self, request: Request, send: Send, entry: dict[str, Any], answer: Answer, fault: Fault | None = None
    ) -> None:
        fault = fault or Fault()
        headers = [(name, value) for name, value in answer.headers if name.lower() != b"content-length"]
        headers.append((b"TrackingId", request.state.tracking_id.encode()))
        body = answer.body[: fault.truncate_to]
        if len(body) >= _gzip_from(request.url.path):
            headers.append((b"vary", b"Accept-Encoding"))
            if _takes_gzip(request):
                body = await _packed(body)
                headers.append((b"content-encoding", b"gzip"))
        if answer.status not in WITHOUT_BODY:
            headers.append((b"content-length", str(len(body)).encode()))
        half = fault.drop == "middle"
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        part = body[: len(body) // 2] if half else body
        piece, pause_s = PIECE, 0.0
        if fault.bytes_per_s:
            piece, pause_s = max(1, fault.bytes_per_s // PIECES_A_SECOND), 1 / PIECES_A_SECOND
        last = await last_piece(send, part, piece, pause_s)
        entry["status"] = None if half else answer.status
        await send({"type": "http.response.body", "body": last, "more_body": half})


def _has_raw_quotes(request: Request) -> bool:
    """Whether the gateway of the configuration API refuses the query."""
    query = request.scope["query_string"]
    return request.url.path.startswith("/organization/") and (b'"' in query or b"'" in query)


def _tracking_id(request: Request) -> str:
    """The tracking id that the client asks to use, which reports and searches accept, or a new one."""
    asked = request.headers.get("trackingid", "") if _is_report(request.url.path) else ""
    return asked if TRACKING_ID.fullmatch(asked) else f"ccconfig_{uuid.uuid4()}"


def _takes_gzip(request: Request) -> bool:
    """Whether the client accepts gzip, by its name or by the `*` for what it does not name, with a weight above 0."""
    weights = {}
    for coding in ",".join(request.headers.getlist("accept-encoding")).lower().split(","):
        name, is_weighed, weight = "".join(coding.split()).partition(";q=")
        weights[name] = weight if is_weighed else "1"
    return weights.get("gzip", weights.get("*", "0")).strip("0.") != ""


def _gzip_from(path: str) -> float:
    """The size from which an answer is compressed; storage never compresses."""
    if path.startswith(STORAGE):
        return math.inf
    return GZIP_REPORTS_FROM_BYTES if _is_report(path) else GZIP_FROM_BYTES


def _is_report(path: str) -> bool:
    return path in reporting.PATHS or path == search.PATH


async def _wait(ms: float) -> None:
    if ms:
        await asyncio.sleep(ms / 1000)


async def _read(body: bytes) -> Sent:
    try:
        return Sent(body, await read_in_turns(body))
    except ValueError as problem:
        return Sent(body, problem=str(problem))


async def _packed(body: bytes) -> bytes:
    """The body in gzip; a long one is compressed in a thread."""
    pack = partial(gzip.compress, body, compresslevel=1, mtime=0)
    return await asyncio.to_thread(pack) if len(body) > PIECE else pack()


async def _cut(scope: Scope, receive: Receive) -> None:
    """Close the TCP connection under the request, and wait until the server has noticed."""
    scope["extensions"]["wxcc_simulator"]["cut"]()
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_oauth(request: Request) -> bool:
    return request.url.path in oauth.PATHS


def _fields(body: bytes) -> dict[str, str]:
    """The fields of a form, so that a fault can choose by them; none where there are more than a form may have."""
    try:
        return dict(parse_qsl(body.decode(errors="replace"), max_num_fields=oauth.MOST_FIELDS))
    except ValueError:
        return {}


def _shown(world: World, request: Request, name: str, value: str) -> str:
    """A value of the query as the journal may show it."""
    secret = name in SECRETS or world.grants.is_secret(value) or value == world.credentials["client_secret"]
    return MASK if secret or (_is_oauth(request) and name not in oauth.SHOWN_PARAMETERS) else value


def _entry(world: World, request: Request, content: Any, token: Token | None) -> dict[str, Any]:
    """The row of the journal; `status` stays None where no whole answer was sent."""
    parts = request.url.path.split("/")
    named = parts[1] in ("organization", STORAGE.strip("/")) and len(parts) > 2
    org_id = parts[2] if named else token and token.org_id
    items = content.get("items") if isinstance(content, dict) else None
    return {
        "at": world.clock.now_ms(),
        "method": request.method,
        "path": request.url.path,
        "query": {name: _shown(world, request, name, value) for name, value in request.query_params.items()},
        "status": None,
        "client_id": token.client_id if token else None,
        "org_id": org_id,
        "items": len(items) if isinstance(items, list) else None,
    }


def _over_budget(world: World, token: Token | None, tracking_id: str) -> Response | None:
    wait_s = world.budget.wait_s(token.client_id, world.clock.now_ms()) if token else 0
    if not wait_s:
        return None
    retry_after = {
        "seconds": {"Retry-After": str(wait_s)},
        "http-date": {"Retry-After": formatdate(math.ceil(time.time()) + wait_s, usegmt=True)},
        "none": {},
    }[world.options.retry_after]
    refusal = RefusedError(429, f"more than {world.budget.limit} requests in {world.budget.window_s:g} seconds")
    return json_response(refusal.body(tracking_id, world.options.quirks), 429, retry_after)


def _ordered(world: World, fault: Fault, tracking_id: str) -> Answer | None:
    """The answer that a fault orders instead of the real one."""
    if fault.status is None:
        return None
    if fault.body == "" and fault.status >= 400:
        refusal = RefusedError(fault.status, "ordered by a fault")
        return Answer.of(json_response(refusal.body(tracking_id, world.options.quirks), fault.status, fault.headers))
    headers = {"content-type": "application/json", **{name.lower(): text for name, text in fault.headers.items()}}
    content = "" if fault.status in WITHOUT_BODY else fault.content()
    return Answer.of(Response(content, fault.status, headers))
