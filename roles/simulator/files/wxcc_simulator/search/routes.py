# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /search behind its address."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.access.gate import admit
from wxcc_simulator.search.bodies import answer, period_of, read
from wxcc_simulator.wire.answers import JSON, RefusedError
from wxcc_simulator.wire.sent import is_json
from wxcc_simulator.world.world import READ_SCOPE, World

PATH = "/search"
LONG_QUERY = 16 * 1024  # bytes, which take some hundredths of a second to be read and checked


def search_routes(world: Callable[[], World]) -> list[Route]:
    """The one route."""

    async def endpoint(request: Request) -> Response:
        now = world()
        try:
            org = admit(now, request, request.query_params.get("orgId"), READ_SCOPE)
            if not is_json(request):
                raise RefusedError(400, "the content type is not application/json")
            document, now_ms = read(request.state.sent), now.clock.now_ms()
            facts = ((org.org_id, org.name, now_ms), document, now.options.queue_legs)
            period = period_of(document, now_ms)
            is_long = len(request.state.sent.body) > LONG_QUERY
            body = await now.processes.count(
                answer, org.traffic, *facts, period=period, receive=request.receive, is_long=is_long
            )
            return Response(body, media_type=JSON)
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)

    return [Route(PATH, endpoint, methods=["POST"])]
