# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints: `/aws/api/{csrs,cars,asrs,aars}`, by id and by query."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.legacy import forms
from wxcc_simulator.legacy.account import admitted
from wxcc_simulator.legacy.answering import answered
from wxcc_simulator.legacy.queries import ACTIVITY_TYPES, Query
from wxcc_simulator.wire.answers import JSON, RefusedError, json_response
from wxcc_simulator.wire.sent import read_json
from wxcc_simulator.world.world import Organization, World

PREFIX = "/aws/api"
LONGEST_URL = 8192
MOST_CONTACTS = 250_000
ENCODED = re.compile(r"q=((?:[A-Za-z0-9_.!~*'()-]|%[0-9A-Fa-f]{2})+)")
CSV = "text/csv"


def legacy_routes(world: Callable[[], World]) -> list[Route]:
    """A route for each type of record, with an id and without."""
    return [
        Route(f"{PREFIX}/{kind}s{path}", _endpoint(world, kind, handler), methods=["GET"])
        for kind in ACTIVITY_TYPES
        for path, handler in (("/{id}", _one), ("", _many))
    ]


Handler = Callable[[World, Organization, str, Request], Awaitable[Response]]


def _endpoint(world: Callable[[], World], kind: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            org = _organization(world(), request)
            request.state.entry["org_id"] = org.org_id
            return await handler(world(), org, kind, request)
        except RefusedError as refusal:
            body = {"code": refusal.status, "message": refusal.reason, "details": {}, "internal": False, "links": []}
            return json_response(body, refusal.status, refusal.headers)

    return endpoint


def _organization(world: World, request: Request) -> Organization:
    owners = {org.account: org for org in world.organizations.values()}
    return owners[admitted(request, owners)]


async def _one(world: World, org: Organization, kind: str, request: Request) -> Response:
    record_id, manners = request.path_params["id"], world.manners
    record = org.archive.find(kind, record_id, world.clock.now_ms())
    if record is None:
        raise RefusedError(404, f"{record_id}: no such {kind}")
    if _wants_csv(request):
        return Response(forms.one_as_csv(record, manners), media_type=CSV)
    return json_response(forms.one(kind, record, manners))


async def _many(world: World, org: Organization, kind: str, request: Request) -> Response:
    raw, manners, now = request.scope["query_string"].decode("latin-1"), world.manners, world.clock.now_ms()
    if len(str(request.url)) > LONGEST_URL:
        raise RefusedError(414, "the URL is too long")
    if kind == "car" and not manners.activity_queries:
        raise RefusedError(400, "activities are read by id")
    query, as_csv = Query.read(kind, _content(raw)), _wants_csv(request)
    period = _kept(query, now)
    contacts = org.traffic.count(*period)
    if contacts > MOST_CONTACTS:
        raise RefusedError(400, f"the period holds {contacts} contacts, a query can look through {MOST_CONTACTS}")
    archive = (org.archive.tenant_id, org.archive.ordered)
    asked = (archive, kind, query, now, manners, as_csv)
    body = await world.processes.count(answered, org.traffic, *asked, period=period, receive=request.receive)
    return Response(body, media_type=CSV if as_csv else "text/plain" if manners.is_mixed else JSON)


def _kept(query: Query, now: int) -> tuple[int, int]:
    """The part of a query's period in which there can be anything."""
    start = max(0, query.begin)
    return start, max(start, min(query.end, now + 1))


def _content(raw: str) -> Any:
    """The query in a URL; 400 unless it is one `q` in which all but unreserved characters are percent-encoded."""
    match = ENCODED.fullmatch(raw)
    if match is None:
        raise RefusedError(400, "q: missing, or not percent-encoded")
    try:
        return read_json(unquote(match[1], errors="strict"))
    except ValueError:
        raise RefusedError(400, "q: not the JSON of a query") from None


def _wants_csv(request: Request) -> bool:
    return CSV in request.headers.get("accept", "")
