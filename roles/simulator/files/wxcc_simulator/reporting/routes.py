# SPDX-License-Identifier: GPL-3.0-or-later
"""The reporting endpoints behind their addresses: who may ask, and what an answer is wrapped in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.answers import RefusedError, json_response
from wxcc_simulator.gate import admit
from wxcc_simulator.reporting.period import Asked
from wxcc_simulator.reporting.statistics import agent_statistics, queue_statistics
from wxcc_simulator.reporting.tasks import activities, tasks
from wxcc_simulator.traffic import Traffic
from wxcc_simulator.world import READ_SCOPE, World

Rows = list[dict[str, Any]]
Report = Callable[[Traffic, Asked, int], Rows]

REPORTS: dict[str, Report] = {
    "/v1/tasks": tasks,
    "/v1/queues/statistics": queue_statistics,
    "/v1/agents/statistics": agent_statistics,
    "/v1/agents/activities": activities,
}
# Answers of these endpoints are compressed only above a megabyte.
PATHS = frozenset(REPORTS)


def reporting_routes(world: Callable[[], World]) -> list[Route]:
    """A route for every reporting endpoint."""
    return [Route(path, _endpoint(world, report), methods=["GET"]) for path, report in REPORTS.items()]


def _endpoint(world: Callable[[], World], report: Report) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        now = world()
        try:
            org = admit(now, request, request.query_params.get("orgId"), READ_SCOPE)
            rows = report(org.traffic, Asked(request.query_params, now.options.quirks), now.clock.now_ms())
            return json_response({"meta": {"orgId": org.org_id}, "data": rows})
        except RefusedError as refusal:
            return json_response(refusal.body(request.state.tracking_id, now.options.quirks), refusal.status)

    return endpoint
