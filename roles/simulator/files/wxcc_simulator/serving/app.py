# SPDX-License-Identifier: GPL-3.0-or-later
"""One ASGI application for everything the simulator serves on its port."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from wxcc_simulator.access.oauth import oauth_routes
from wxcc_simulator.configuration.routes import config_routes
from wxcc_simulator.configuration.unserved import refusal
from wxcc_simulator.flows.routes import flow_routes
from wxcc_simulator.recordings.routes import recording_routes
from wxcc_simulator.reporting.routes import reporting_routes
from wxcc_simulator.search.routes import search_routes
from wxcc_simulator.seeding.seed import seeded
from wxcc_simulator.serving.front import Front
from wxcc_simulator.serving.legacy import legacy_routes
from wxcc_simulator.serving.room import control_room
from wxcc_simulator.wire.answers import framework_refusal
from wxcc_simulator.world.options import Options
from wxcc_simulator.world.world import World

ROOM = "/_simulator/"


def _open_to_pages(app: ASGIApp) -> ASGIApp:
    """Answers with the headers by which a browser lets the script of a page read them.

    What a browser asks by itself, before the script's own request, is answered here and not in the journal.
    Tokens are sent by the script itself, so that no other page can use them.
    """
    return CORSMiddleware(
        app, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], expose_headers=["TrackingId", "Retry-After"]
    )


class Simulator:
    """Holds the current world and sends requests to the APIs or to the control room."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.world: World = seeded(options)
        api = Starlette(
            routes=[
                *oauth_routes(lambda: self.world),
                *config_routes(lambda: self.world),
                *legacy_routes(lambda: self.world),
                *flow_routes(lambda: self.world),
                *recording_routes(lambda: self.world),
                *reporting_routes(lambda: self.world),
                *search_routes(lambda: self.world),
            ],
            exception_handlers={HTTPException: self._framework_refusal},
        )
        api.router.redirect_slashes = False
        self._routes = [route for route in api.routes if isinstance(route, Route)]
        front: ASGIApp = Front(api, lambda: self.world)
        self._front = _open_to_pages(front) if options.cors else front
        self._room = control_room(self)

    async def reset(self) -> None:
        """Return to the state of the start, which is made while other requests are answered."""
        self.world = await asyncio.to_thread(seeded, self.options, self.world.processes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._room if scope["path"].startswith(ROOM) else self._front
        await app(scope, receive, send)

    async def _framework_refusal(self, request: Request, error: Exception) -> Response:
        """Answer requests that no route, or no method of a route, serves."""
        assert isinstance(error, HTTPException)  # nosec B101 # for the type checker
        if unserved := refusal(request.method, request.url.path):
            return unserved.response(request.state.tracking_id, self.world.options.quirks)
        headers = {"Allow": self._allowed(request.url.path)} if error.status_code == 405 else {}
        return framework_refusal(error.status_code, request.url.path, self.world.clock.now_ms(), headers)

    def _allowed(self, path: str) -> str:
        """The methods of all routes of a path, of which the error knows only those of the first."""
        found = (route.methods or () for route in self._routes if route.path_regex.match(path))
        return ", ".join(sorted({method for methods in found for method in methods}))
