# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes of the configuration API beside the usual operations: the organization itself, lookups, files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.access.gate import admit
from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.configuration.contents import SILENCE, is_known
from wxcc_simulator.configuration.lookups import looked_up
from wxcc_simulator.configuration.unserved import ORGANIZATION, WEBEX_ORGANIZATION
from wxcc_simulator.families.family import Family, Lookup
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.wire.answers import RefusedError, framework_refusal, json_response
from wxcc_simulator.wire.sent import is_json
from wxcc_simulator.world.world import READ_SCOPE, WRITE_SCOPE, Organization, World

SUBSCRIPTION = {"subscriptionType": "SUBSCRIPTION", "environment": "PRODUCTION"}
USER_BULK = f"{ORGANIZATION}/user/bulk"


def routes_beside(world: Callable[[], World]) -> list[Route]:
    """A route for each. Lookups come before the usual routes, whose {id} would match their paths."""
    return [
        Route(ORGANIZATION, _organization(world, _contact_center, by_switch=True), methods=["GET"]),
        Route(USER_BULK, _bulk_of_users(world), methods=["POST"]),
        Route(WEBEX_ORGANIZATION, _organization(world, _webex, by_switch=False), methods=["GET"]),
        *(
            Route(f"{ORGANIZATION}/{lookup.path}", _lookup(world, family, lookup), methods=[lookup.method])
            for family in FAMILIES.values()
            for lookup in family.lookups
        ),
        Route(f"{ORGANIZATION}/blob/{{id}}", _blob(world), methods=["GET"]),
    ]


def _organization(
    world: Callable[[], World], describe: Callable[[Organization], dict[str, str]], *, by_switch: bool
) -> Callable[[Request], Awaitable[Response]]:
    """What an API returns for the organization itself."""

    async def endpoint(request: Request) -> Response:
        now = world()
        if by_switch and not now.options.quirks.on("organization_read"):
            raise HTTPException(404)
        try:
            org = admit(now, request, request.path_params["orgid"], READ_SCOPE)
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)
        return json_response(describe(org))

    return endpoint


def _bulk_of_users(world: Callable[[], World]) -> Callable[[Request], Awaitable[Response]]:
    """A route that the official file lacks.

    The real service was seen to answer a request without items; with items, nobody has tried it.
    """

    async def endpoint(request: Request) -> Response:
        now, sent = world(), request.state.sent.value
        try:
            admit(now, request, request.path_params["orgid"], WRITE_SCOPE)
            if not (is_json(request) and isinstance(sent, dict) and "items" in sent and not sent["items"]):
                raise RefusedError(501, f"POST {USER_BULK} is not served by the simulator")
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)
        return json_response({"items": []}, 207)

    return endpoint


def _lookup(world: Callable[[], World], family: Family, lookup: Lookup) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        now = world()
        try:
            scope = READ_SCOPE if request.method in ("GET", "HEAD") else WRITE_SCOPE
            org = admit(now, request, request.path_params["orgid"], scope)
            if lookup.kind == "bulk" and not is_json(request):
                return framework_refusal(415, request.url.path, now.clock.now_ms())
            return await looked_up(Collection(now, org, family.name), lookup, request, request.state.sent.value)
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)

    return endpoint


def _blob(world: Callable[[], World]) -> Callable[[Request], Awaitable[Response]]:
    """The bytes of a file, without a media type; the official file lacks this operation."""

    async def endpoint(request: Request) -> Response:
        now, blob_id = world(), request.path_params["id"]
        try:
            org = admit(now, request, request.path_params["orgid"], READ_SCOPE)
            if not is_known(org.store, blob_id):
                raise RefusedError(404, f"{blob_id}: no file has this id")
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)
        return Response(org.blobs.get(blob_id, SILENCE))

    return endpoint


def _contact_center(org: Organization) -> dict[str, str]:
    return {"id": org.org_id, "name": org.name, **SUBSCRIPTION}


def _webex(org: Organization) -> dict[str, str]:
    return {"id": org.org_id, "displayName": org.name}
