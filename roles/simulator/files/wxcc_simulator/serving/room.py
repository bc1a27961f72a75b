# SPDX-License-Identifier: GPL-3.0-or-later
"""The control room under /_simulator/: journal, clock, faults, reset. For loopback only, never journaled itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from wxcc_simulator.access.gate import is_loopback
from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.legacy.records import Ordered
from wxcc_simulator.recordings.captured import counts_of_recordings
from wxcc_simulator.seeding.people import add_users
from wxcc_simulator.seeding.seed import add_organization
from wxcc_simulator.traffic import Traffic
from wxcc_simulator.wire.answers import JSON, InPieces, RefusedError, json_response
from wxcc_simulator.wire.long_json import read_in_turns, written_in_turns
from wxcc_simulator.wire.sent import TOO_LONG, received
from wxcc_simulator.wire.turns import each
from wxcc_simulator.world.faults import Fault
from wxcc_simulator.world.world import Organization, World

LATEST_MS = 4_102_444_800_000


class OrderError(ValueError):
    """An order that the control room cannot carry out."""


class Simulator(Protocol):
    """The simulator that the control room controls."""

    world: World

    async def reset(self) -> None:
        """Return to the state of the start."""


Answerer = Callable[[Simulator, Request, Any], Awaitable[Any]]


def control_room(simulator: Simulator) -> ASGIApp:
    """The application behind /_simulator/."""
    return Starlette(
        routes=[
            Route(f"/_simulator/{name}", _endpoint(simulator, answerer), methods=[method])
            for (method, name), answerer in ANSWERERS.items()
        ]
    )


def _endpoint(simulator: Simulator, answerer: Answerer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if not _is_local(request):
            return json_response({"error": "the control room answers loopback only"}, 403)
        try:
            body, _is_whole, is_too_long = await received(request.receive)
            if is_too_long:
                return json_response({"error": TOO_LONG}, 413)
            order = await read_in_turns(body) if body else {}
            return InPieces(await written_in_turns(await answerer(simulator, request, order)), media_type=JSON)
        except (ValueError, TypeError) as problem:
            return json_response({"error": str(problem)}, 400)

    return endpoint


def _is_local(request: Request) -> bool:
    """Loopback as peer and as Host: a web page that resolves its own name to 127.0.0.1 must not get in."""
    peer = request.client.host if request.client else ""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return is_loopback(peer) and is_loopback(host)


async def _requests(simulator: Simulator, _request: Request, _order: Any) -> list[dict[str, Any]]:
    return simulator.world.journal


async def _forget_requests(simulator: Simulator, _request: Request, _order: Any) -> dict[str, int]:
    forgotten = len(simulator.world.journal)
    simulator.world.journal.clear()
    return {"forgotten": forgotten}


async def _stats(simulator: Simulator, request: Request, _order: Any) -> dict[str, Any]:
    organizations = simulator.world.organizations
    stats: dict[str, Any] = {
        "objects": {
            org_id: {family: org.store.count(family) for family, known in FAMILIES.items() if not any(known.inside)}
            for org_id, org in organizations.items()
        }
    }
    query = request.query_params
    if "from" in query or "to" in query:
        start, end = (_milliseconds(query, name) for name in ("from", "to"))
        wanted = query.get("count", ",".join(COUNTERS)).split(",")
        unknown = [name for name in wanted if name not in COUNTERS]
        if unknown:
            raise OrderError(f"{unknown[0]}: unknown count; there are {', '.join(COUNTERS)}")
        end = max(start, min(end, simulator.world.clock.now_ms() + 1))
        stats["traffic"] = {
            org_id: await _counts(org.traffic, wanted, start, end) for org_id, org in organizations.items()
        }
    return stats


async def _counts(traffic: Traffic, wanted: Iterable[str], start: int, end: int) -> dict[str, int]:
    return {name: await _sum(COUNTERS[name](traffic, start, end)) for name in wanted}


async def _sum(numbers: Iterable[int]) -> int:
    return sum([number async for number in each(numbers)])


def _milliseconds(query: QueryParams, name: str) -> int:
    text = query.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise OrderError(f"{text}: {name} must be a time in epoch milliseconds")
    return int(text)


async def _clock(simulator: Simulator, _request: Request, order: Any) -> dict[str, int]:
    seconds = _object(order).get("advance_s")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise OrderError(f"{seconds}: advance_s must be a number of seconds, 0 or more")
    if simulator.world.clock.now_ms() + seconds * 1000 > LATEST_MS:
        raise OrderError(f"{seconds}: advance_s must leave the clock before the year 2100")
    simulator.world.clock.advance(seconds)
    return {"now_ms": simulator.world.clock.now_ms()}


async def _grants(simulator: Simulator, _request: Request, order: Any) -> dict[str, int]:
    """Lifetimes of the next token answers; a field that is left out, or null, is the usual one."""
    least = {**dict.fromkeys(LIFETIMES, 0), "times": 1}
    for name, value in _object(order).items():
        if name not in least:
            raise OrderError(f"{name}: unknown field; there are {', '.join(least)}")
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < least[name]):
            raise OrderError(f"{value}: {name} must be a whole number, {least[name]} or more")
    access_s, refresh_s = order.get("expires_in"), order.get("refresh_token_expires_in")
    simulator.world.grants.order_lifetimes(access_s, refresh_s, order.get("times", 1))
    return {}


async def _reset(simulator: Simulator, _request: Request, _order: Any) -> dict[str, int]:
    await simulator.reset()
    return {"now_ms": simulator.world.clock.now_ms()}


async def _faults(simulator: Simulator, _request: Request, order: Any) -> dict[str, int]:
    if not isinstance(order, list):
        raise OrderError("faults are given as a list")
    simulator.world.faults.add([Fault.read(fault) async for fault in each(order)])
    return {"added": len(order)}


async def _quirks(simulator: Simulator, _request: Request, order: Any) -> dict[str, bool]:
    """Turn quirks on or off until the next reset; answers with the state of all."""
    for name, on in _object(order).items():
        if not isinstance(on, bool):
            raise OrderError(f"{name}: must be true or false")
    world = simulator.world
    world.options = replace(world.options, quirks=world.options.quirks.with_changes(order))
    return world.options.quirks.states()


async def _clear_faults(simulator: Simulator, _request: Request, _order: Any) -> dict[str, int]:
    simulator.world.faults.clear()
    return {}


async def _objects(simulator: Simulator, request: Request, _order: Any) -> list[dict[str, Any]]:
    family = request.query_params.get("family", "")
    if family not in FAMILIES:
        raise OrderError(f"{family}: unknown family; there are {', '.join(FAMILIES)}")
    store = _organization(simulator.world, request.query_params.get("org_id", "")).store
    known = FAMILIES[family]
    return store.inside(known) if any(known.inside) else store.all(family)


async def _set_objects(simulator: Simulator, _request: Request, order: Any) -> dict[str, int]:
    """Replace all objects of the families that the order names; where one object is refused, nothing changes."""
    org, wanted = _organization(simulator.world, _object(order).get("org_id", "")), _object(order.get("objects", {}))
    can_be_set = [
        name for name, family in FAMILIES.items() if ("create", "*") in family.served and not any(family.inside)
    ]
    unknown = [name for name in wanted if name not in can_be_set]
    if unknown:
        served = ", ".join(can_be_set)
        raise OrderError(f"{unknown[0]}: objects of this family cannot be set; there are {served}")
    store = org.store.with_empty(wanted)
    try:
        for family, items in wanted.items():
            collection = Collection(simulator.world, org, family, store)
            async for item in each(items):
                collection.place(item)
    except (RefusedError, TypeError) as problem:
        raise OrderError(str(problem)) from None
    org.store = org.store.with_those_of(store, wanted)
    return {family: len(items) for family, items in wanted.items()}


async def _users(simulator: Simulator, _request: Request, order: Any) -> dict[str, Any]:
    org = _organization(simulator.world, _object(order).get("org_id", ""))
    site_id, team_ids, count = order.get("site_id", ""), order.get("team_ids", []), order.get("count", 1)
    wanted = [("site", site_id), *(("team", team_id) for team_id in team_ids)]
    for family, object_id in wanted:
        if org.store.get(family, object_id) is None:
            raise OrderError(f"{object_id}: no {family} has this id")
    return {"ids": [user["id"] async for user in each(add_users(simulator.world, org, site_id, team_ids, count))]}


async def _add_organization(simulator: Simulator, _request: Request, order: Any) -> dict[str, str]:
    name = _object(order).get("name")
    if not isinstance(name, str) or not name.strip():
        raise OrderError(f"{name}: name must be a text that is not empty")
    return add_organization(simulator.world, name)


async def _legacy(simulator: Simulator, request: Request, _order: Any) -> dict[str, str]:
    """The account that opens the records of an organization."""
    return asdict(_organization(simulator.world, request.query_params.get("org_id", "")).account)


async def _legacy_manners(simulator: Simulator, _request: Request, order: Any) -> dict[str, Any]:
    simulator.world.manners = simulator.world.manners.changed(_object(order))
    return asdict(simulator.world.manners)


async def _legacy_contacts(simulator: Simulator, _request: Request, order: Any) -> dict[str, int]:
    """Contacts made up by a test, instead of those with the same session."""
    archive = _organization(simulator.world, _object(order).get("org_id", "")).archive
    contacts = [Ordered.read(contact) for contact in order.get("contacts", ())]
    archive.ordered.update({contact.session: contact for contact in contacts})
    return {"added": len(contacts)}


def _object(order: Any) -> dict[str, Any]:
    if not isinstance(order, dict):
        raise OrderError("the order must be a JSON object")
    return order


def _organization(world: World, org_id: str) -> Organization:
    if org_id not in world.organizations:
        raise OrderError(f"{org_id}: unknown organization; there are {', '.join(world.organizations)}")
    return world.organizations[org_id]


LIFETIMES = ("expires_in", "refresh_token_expires_in")
COUNTERS: dict[str, Callable[[Traffic, int, int], Iterator[int]]] = {
    "tasks": lambda traffic, start, end: iter([traffic.count(start, end)]),
    "activities": Traffic.counts_of_activities,
    "recordings": counts_of_recordings,
}

ANSWERERS: dict[tuple[str, str], Answerer] = {
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): _forget_requests,
    ("GET", "stats"): _stats,
    ("POST", "clock"): _clock,
    ("POST", "grants"): _grants,
    ("POST", "reset"): _reset,
    ("POST", "faults"): _faults,
    ("DELETE", "faults"): _clear_faults,
    ("POST", "quirks"): _quirks,
    ("GET", "objects"): _objects,
    ("POST", "objects"): _set_objects,
    ("POST", "users"): _users,
    ("GET", "legacy"): _legacy,
    ("POST", "legacy"): _legacy_manners,
    ("POST", "legacy-contacts"): _legacy_contacts,
    ("POST", "organizations"): _add_organization,
}
