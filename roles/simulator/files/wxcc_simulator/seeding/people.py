# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and queues of an organization, and the roster that its traffic is made from."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.family import Object
from wxcc_simulator.traffic import CHANNELS, Agent, Named, Queue, Roster, Traffic
from wxcc_simulator.traffic.seal import Seal
from wxcc_simulator.world.world import Organization, World

FIRST_NAMES = ("Amara", "Bruno", "Chiara", "Deepak", "Elif", "Farid", "Grace", "Hiro", "Ines", "Jonas")
LAST_NAMES = ("Andersen", "Baker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Hughes", "Ito", "Jansen")
QUEUE_NAMES = ("Sales", "Web chat", "Support", "Mail", "Billing", "Messages")
QUEUE_CHANNELS = ("telephony", "chat", "telephony", "email", "telephony", "social")
SERVICE_LEVELS_S = (60, 90, 120, 45)
WRAPUP_CODES = ("Sale", "Resolved", "Callback wanted", "Wrong number")
IDLE_CODES = ("Break", "Lunch", "Meeting", "Training")
AGENTS_IN_TEAM = 60
AGENTS_BY_PROFILE = ("BLENDED", "BLENDED_REALTIME", "EXCLUSIVE")


def person(number: int) -> tuple[str, str, str]:
    """First name, last name and email address."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    return first, last, f"{first}.{last}.{number}@example.com".lower()


def add_users(
    world: World, org: Organization, site_id: str | None, team_ids: list[str], count: int
) -> Iterator[Object]:
    """Add users who refer to sites and teams, one after the other; they cannot be created through the API."""
    known = org.store.count("user")
    (may, *_others) = (item for item in org.store.all("user-profile") if item["profileType"] == "STANDARD_AGENT")
    sees = org.store.all("agent-profile")[0]
    for number in range(known, known + count):
        first, last, email = person(number)
        user = {
            **_new(world, org),
            "firstName": first,
            "lastName": last,
            "email": email,
            "ciUserId": org.new_id(),
            **({"siteId": site_id, "teamIds": team_ids, "agentProfileId": sees["id"]} if site_id else {}),
            "userProfileId": may["id"],
            "contactCenterEnabled": True,
            "active": True,
        }
        org.store.save("user", user)
        yield user


def add_queues(world: World, org: Organization, team_ids: list[str], count: int) -> None:
    """Queues of all channels, served by all teams."""
    groups = [{"agentGroups": [{"teamId": team_id} for team_id in team_ids], "order": 1, "duration": 0}]
    for number in range(count):
        name = QUEUE_NAMES[number % len(QUEUE_NAMES)]
        channel = QUEUE_CHANNELS[number % len(QUEUE_CHANNELS)]
        again = number // len(QUEUE_NAMES)
        queue = {
            **_new(world, org),
            "name": f"{name} {again + 1}" if again else name,
            "queueType": "INBOUND",
            "checkAgentAvailability": False,
            "channelType": CHANNELS[channel],
            "serviceLevelThreshold": SERVICE_LEVELS_S[number % len(SERVICE_LEVELS_S)],
            "maxActiveContacts": 0,
            "maxTimeInQueue": 3600,
            "active": True,
            "monitoringPermitted": True,
            "parkingPermitted": True,
            "recordingPermitted": True,
            "recordingAllCallsPermitted": number % 3 != 2,
            "pauseRecordingPermitted": True,
            "routingType": "LONGEST_AVAILABLE_AGENT",
            "queueRoutingType": "TEAM_BASED",
            "callDistributionGroups": groups,
        }
        if channel == "telephony":
            queue["defaultMusicInQueueMediaFileId"] = org.store.all("audio-file")[0]["id"]
        if channel == "social":
            queue["socialChannelType"] = "WHATSAPP"
        org.store.save("contact-service-queue", queue)


def traffic_of(world: World, org: Organization, agents: list[Object]) -> Traffic:
    """What these agents and the queues of the organization have to do."""
    key = f"{world.options.seed} {org.org_id}".encode()
    return Traffic(key, _roster(Seal(b"people " + key), org, agents), world.options.tasks_per_day)


def _roster(seal: Seal, org: Organization, agents: list[Object]) -> Roster:
    teams = {team["id"]: Named(team["id"], team["name"]) for team in org.store.all("team")}
    sites = {site["id"]: Named(site["id"], site["name"]) for site in org.store.all("site")}
    reporting = {name: channel for channel, name in CHANNELS.items()}
    return Roster(
        agents=tuple(
            Agent(
                number,
                user["id"],
                f"{user['firstName']} {user['lastName']}",
                user["email"],
                f"+1415556{number:04d}",
                teams[user["teamIds"][0]],
                sites[user["siteId"]],
                AGENTS_BY_PROFILE[number % len(AGENTS_BY_PROFILE)],
            )
            for number, user in enumerate(agents)
        ),
        queues=tuple(
            Queue(
                queue["id"],
                queue["name"],
                reporting[queue["channelType"]],
                queue["serviceLevelThreshold"] * 1000,
                queue.get("recordingAllCallsPermitted", False),
            )
            for queue in org.store.all("contact-service-queue")
        ),
        entry_points={
            channel: Named(seal.name("entry point", channel), f"{channel} entry".capitalize()) for channel in CHANNELS
        },
        wrapup_codes=tuple(Named(seal.name("wrap-up code", name), name) for name in WRAPUP_CODES),
        idle_codes=tuple(Named(seal.name("idle code", name), name) for name in IDLE_CODES),
        not_responding_code=Named(seal.name("idle code", "RONA"), "RONA"),
    )


def _new(world: World, org: Organization) -> Object:
    now = world.clock.now_ms()
    return {
        "organizationId": org.org_id,
        "id": org.new_id(),
        "version": 0,
        "createdTime": now,
        "lastUpdatedTime": now,
    }
