# SPDX-License-Identifier: GPL-3.0-or-later
"""The reporting endpoints behind their addresses: who may ask, and what an answer is wrapped in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.access.gate import admit
from wxcc_simulator.reporting.period import ReportQuery
from wxcc_simulator.reporting.reports import REPORTS, answer, counted_period
from wxcc_simulator.wire.answers import JSON, RefusedError
from wxcc_simulator.world.world import READ_SCOPE, World

# Answers of these endpoints are compressed only above a megabyte.
PATHS = frozenset(REPORTS)


def reporting_routes(world: Callable[[], World]) -> list[Route]:
    """A route for every reporting endpoint."""
    return [Route(path, _endpoint(world), methods=["GET"]) for path in REPORTS]


def _endpoint(world: Callable[[], World]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        now = world()
        try:
            org = admit(now, request, request.query_params.get("orgId"), READ_SCOPE)
            query, now_ms = ReportQuery(request.query_params, now.options.quirks), now.clock.now_ms()
            path = request.url.path
            period = counted_period(path, query, now_ms)
            facts = (path, org.org_id, query, now_ms)
            body = await now.processes.count(answer, org.traffic, *facts, period=period, receive=request.receive)
            return Response(body, media_type=JSON)
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)

    return endpoint
