# SPDX-License-Identifier: GPL-3.0-or-later
"""The state a simulator starts with, the same for the same seed."""

from __future__ import annotations

import random
import string
from dataclasses import asdict
from typing import Any

from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.families.family import First, Object, first_among, with_ids_for
from wxcc_simulator.families.registry import in_order
from wxcc_simulator.legacy.account import Account
from wxcc_simulator.legacy.records import Archive
from wxcc_simulator.seeding.people import AGENTS_IN_TEAM, add_queues, add_users, person, traffic_of
from wxcc_simulator.seeding.places import place_name
from wxcc_simulator.seeding.presets import furnish
from wxcc_simulator.world.grants import CLUSTER, Token
from wxcc_simulator.world.options import Options
from wxcc_simulator.world.processes import Processes
from wxcc_simulator.world.world import BOTH_SCOPES, READ_SCOPE, WRITE_SCOPE, Organization, World, uuid_of

LETTERS = string.ascii_letters + string.digits
ACCESS_TOKEN_S = 14 * 24 * 3600
FULL_SCOPES = frozenset({READ_SCOPE, WRITE_SCOPE, BOTH_SCOPES})

COMPANIES = ("Acme Outfitters", "Borealis Travel", "Cedar Bank", "Dune Energy", "Ember Telecom", "Fjord Logistics")


def seeded(options: Options, processes: Processes | None = None) -> World:
    """A new world with its organizations, tokens and first objects; the processes of another one may serve it too."""
    world = World(options, processes or Processes())
    client_id = "C" + _opaque(world, 64)
    world.credentials = {"client_id": client_id, "client_secret": _opaque(world, 64)}
    world.credentials["orgs"] = [add_organization(world, _company(number)) for number in range(options.orgs)]
    first = next(iter(world.organizations.values()))
    world.credentials["legacy"] = asdict(first.account)
    return world


def add_organization(world: World, name: str) -> dict[str, str]:
    """Make an organization with an administrator and first objects; returns its id and its tokens."""
    first, last, email = person(len(world.organizations))
    org = Organization(world.new_id(), name, f"{first} {last} ({email})")
    number = len(world.organizations)
    world.organizations[org.org_id] = org
    org.account = Account.make(email, f"legacy {world.options.seed} {org.org_id}", number)
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


def _first_objects(world: World, org: Organization, sites: int) -> None:
    profiles, places, teams = (Collection(world, org, name) for name in ("multimedia-profile", "site", "team"))
    telephony = profiles.create(_profile("Default_Telephony_Profile", 1, 0, 0, 0), system_default=True)
    mixed = profiles.create(_profile("Default_Multimedia_Profile", 1, 3, 3, 3), system_default=True)
    profiles.create(_profile("Voice and Chat", 1, 2, 0, 0))
    site_1 = places.create(_site("Site-1", telephony["id"]), system_default=True)
    _fresh(world, org)
    if world.options.preset:
        teams.create(_team("Team-1", site_1["id"]), system_default=True)
        _begin_traffic(world, org, furnish(world, org, world.options.preset))
        return
    agents: list[Object] = []
    team_ids = []
    for number in range(-(-world.options.agents // AGENTS_IN_TEAM)):
        team = teams.create(_team(f"Team-{number + 1}", site_1["id"]), system_default=number == 0)
        left = world.options.agents - number * AGENTS_IN_TEAM
        agents += add_users(world, org, site_1["id"], [team["id"]], min(AGENTS_IN_TEAM, left))
        team_ids.append(team["id"])
    add_queues(world, org, team_ids, world.options.queues)
    _begin_traffic(world, org, agents)
    for number in range(sites):
        profile = telephony if number % 3 else mixed
        places.create(_site(place_name(number), profile["id"]))


def _begin_traffic(world: World, org: Organization, agents: list[Object]) -> None:
    if agents:
        org.traffic = traffic_of(world, org, agents)
    org.archive = Archive(org.traffic, org.account.tenant_id)


def _fresh(world: World, org: Organization) -> None:
    """The objects of the system that the files of the families name."""

    def first(wanted: First) -> str:
        return first_among(org.store.all(wanted.family), wanted)

    for family in in_order():
        ids = random.Random(f"{org.org_id} {family.name}")  # nosec B311 # a seed has to give the same world
        for item in family.fresh:
            placed = {**with_ids_for(item, first), "id": uuid_of(ids), "systemDefault": True}
            Collection(world, org, family.name).place(placed)


def _site(name: str, profile_id: str) -> Object:
    return {"name": name, "active": True, "multimediaProfileId": profile_id}


def _team(name: str, site_id: str) -> Object:
    kind = {"teamType": "AGENT", "teamStatus": "IN_SERVICE", "rankQueuesForTeam": False}
    return {"name": name, "active": True, "siteId": site_id, **kind}


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


def _opaque(world: World, length: int) -> str:
    return "".join(world.random.choices(LETTERS, k=length))


def _token(world: World, org: Organization, tokens: dict[str, Token], scopes: frozenset[str], life_s: int) -> str:
    text = f"{_opaque(world, 64)}_{CLUSTER}_{org.org_id}"
    expires_ms = world.clock.now_ms() + life_s * 1000
    tokens[text] = Token(world.credentials["client_id"], org.org_id, scopes, expires_ms)
    return text
