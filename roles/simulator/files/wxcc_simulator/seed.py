# SPDX-License-Identifier: GPL-3.0-or-later
"""The state a simulator starts with, the same for the same seed."""

from __future__ import annotations

import string
from typing import Any

from wxcc_simulator.collection import Collection
from wxcc_simulator.grants import CLUSTER, Token
from wxcc_simulator.options import Options
from wxcc_simulator.store import Object
from wxcc_simulator.world import BOTH_SCOPES, READ_SCOPE, WRITE_SCOPE, Organization, World

LETTERS = string.ascii_letters + string.digits
ACCESS_TOKEN_S = 14 * 24 * 3600
FULL_SCOPES = frozenset({READ_SCOPE, WRITE_SCOPE, BOTH_SCOPES})

COMPANIES = ("Acme Outfitters", "Borealis Travel", "Cedar Bank", "Dune Energy", "Ember Telecom", "Fjord Logistics")
# fmt: off
CITIES = (
    "Amsterdam", "Antwerp", "Athens", "Austin", "Bangalore", "Barcelona", "Berlin", "Bogota", "Boston", "Bristol",
    "Brussels", "Budapest", "Chennai", "Chicago", "Copenhagen", "Dallas", "Delhi", "Denver", "Dublin", "Dubai",
    "Frankfurt", "Geneva", "Glasgow", "Hamburg", "Helsinki", "Houston", "Istanbul", "Jakarta", "Krakow", "Lagos",
    "Leeds", "Lima", "Lisbon", "London", "Lyon", "Madrid", "Manila", "Melbourne", "Miami", "Milan", "Montreal",
    "Mumbai", "Munich", "Nairobi", "Naples", "Oslo", "Ottawa", "Paris", "Perth", "Porto", "Prague", "Quito", "Riga",
    "Rome", "Rotterdam", "Santiago", "Seattle", "Seoul", "Sofia", "Stockholm", "Sydney", "Tallinn", "Tokyo",
    "Toronto", "Turin", "Utrecht", "Valencia", "Vienna", "Vilnius", "Warsaw", "Zagreb", "Zurich",
)
# fmt: on
FIRST_NAMES = ("Amara", "Bruno", "Chiara", "Deepak", "Elif", "Farid", "Grace", "Hiro", "Ines", "Jonas")
LAST_NAMES = ("Andersen", "Baker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Hughes", "Ito", "Jansen")


def seeded(options: Options) -> World:
    """A new world with its organizations, tokens and first objects."""
    world = World(options)
    client_id = "C" + _opaque(world, 64)
    world.credentials = {"client_id": client_id, "client_secret": _opaque(world, 64)}
    world.credentials["orgs"] = [add_organization(world, _company(number)) for number in range(options.orgs)]
    return world


def add_organization(world: World, name: str) -> dict[str, str]:
    """An organization with an administrator and first objects; gives its id and tokens for it."""
    org = Organization(world.new_id(), name, "{} ({})".format(*_person(len(world.organizations))))
    world.organizations[org.org_id] = org
    access, refresh = world.grants.access_tokens, world.grants.refresh_tokens
    known = {
        "name": org.name,
        "org_id": org.org_id,
        "access_token": _token(world, org, access, FULL_SCOPES, ACCESS_TOKEN_S),
        "refresh_token": _token(world, org, refresh, FULL_SCOPES, world.options.refresh_token_s),
        "read_only_token": _token(world, org, access, frozenset({READ_SCOPE}), ACCESS_TOKEN_S),
        "no_scope_token": _token(world, org, access, frozenset(), ACCESS_TOKEN_S),
    }
    _first_objects(world, org, world.options.sites)
    return known


def add_users(world: World, org: Organization, site_id: str, team_ids: list[str], count: int) -> list[str]:
    """Users to refer to sites and teams; they cannot be created through the API."""
    known = len(org.store.all("user"))
    added = []
    for number in range(known, known + count):
        name, email = _person(number)
        now = world.clock.now_ms()
        user: Object = {
            "organizationId": org.org_id,
            "id": world.new_id(),
            "version": 0,
            "name": name,
            "email": email,
            "siteId": site_id,
            "teamIds": team_ids,
            "createdTime": now,
            "lastUpdatedTime": now,
        }
        org.store.save("user", user)
        added.append(user["id"])
    return added


def _first_objects(world: World, org: Organization, sites: int) -> None:
    profiles, places, teams = (Collection(world, org, name) for name in ("multimedia-profile", "site", "team"))
    telephony = profiles.create(_profile("Default_Telephony_Profile", 1, 0, 0, 0), system_default=True)
    mixed = profiles.create(_profile("Default_Multimedia_Profile", 1, 3, 3, 3), system_default=True)
    profiles.create(_profile("Voice and Chat", 1, 2, 0, 0))
    site_1 = places.create(_site("Site-1", telephony["id"]), system_default=True)
    team_1 = teams.create(
        {
            "name": "Team-1",
            "active": True,
            "siteId": site_1["id"],
            "teamType": "AGENT",
            "teamStatus": "IN_SERVICE",
            "rankQueuesForTeam": False,
        },
        system_default=True,
    )
    add_users(world, org, site_1["id"], [team_1["id"]], 3)
    for number in range(sites):
        profile = telephony if number % 3 else mixed
        places.create(_site(_city(number), profile["id"]))


def _site(name: str, profile_id: str) -> Object:
    return {"name": name, "active": True, "multimediaProfileId": profile_id}


def _profile(name: str, telephony: int, chat: int, email: int, social: int) -> Object:
    channels: dict[str, Any] = {"telephony": telephony, "chat": chat, "email": email, "social": social}
    return {
        "name": name,
        "active": True,
        **channels,
        "blendingModeEnabled": True,
        "blendingMode": "BLENDED",
        "manuallyAssignable": dict.fromkeys(channels, 0),
    }


def _company(number: int) -> str:
    name = COMPANIES[number % len(COMPANIES)]
    return name if number < len(COMPANIES) else f"{name} {number // len(COMPANIES) + 1}"


def _person(number: int) -> tuple[str, str]:
    """Name and email address."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    return f"{first} {last}", f"{first}.{last}.{number}@example.com".lower()


def _city(number: int) -> str:
    name = CITIES[number % len(CITIES)]
    return name if number < len(CITIES) else f"{name} {number // len(CITIES) + 1}"


def _opaque(world: World, length: int) -> str:
    return "".join(world.random.choices(LETTERS, k=length))


def _token(world: World, org: Organization, tokens: dict[str, Token], scopes: frozenset[str], life_s: int) -> str:
    text = f"{_opaque(world, 64)}_{CLUSTER}_{org.org_id}"
    expires_ms = world.clock.now_ms() + life_s * 1000
    tokens[text] = Token(world.credentials["client_id"], org.org_id, scopes, expires_ms)
    return text
