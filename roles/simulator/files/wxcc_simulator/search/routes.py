# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /search behind its address."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.answers import RefusedError, json_response
from wxcc_simulator.gate import admit
from wxcc_simulator.search.recent import Recent
from wxcc_simulator.world import READ_SCOPE, World

PATH = "/search"


def search_routes(world: Callable[[], World]) -> list[Route]:
    """The one route."""
    recent = Recent()

    async def endpoint(request: Request) -> Response:
        # GraphQL takes half the time of a start, and most simulators are never asked.
        from wxcc_simulator.search.endpoint import searched

        now = world()
        try:
            org = admit(now, request, request.query_params.get("orgId"), READ_SCOPE)
            return json_response(searched(now, org, recent, await request.body()))
        except RefusedError as refusal:
            return json_response(refusal.body(request.state.tracking_id, now.options.quirks), refusal.status)

    return [Route(PATH, endpoint, methods=["POST"])]
