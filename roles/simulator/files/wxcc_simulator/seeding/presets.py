# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations with objects of every family, which refer to each other as in a real one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.families.family import First, Object, first_among, sample_of
from wxcc_simulator.families.people.resource_collection import KINDS as KINDS_OF_RESOURCES
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.seeding.people import QUEUE_CHANNELS, add_users
from wxcc_simulator.seeding.places import place_name
from wxcc_simulator.traffic import CHANNELS
from wxcc_simulator.world.world import Organization, World

SMALL = {
    "multimedia-profile": 4,
    "site": 12,
    "audio-file": 20,
    "auxiliary-code": 24,
    "cad-variable": 15,
    "skill": 20,
    "skill-profile": 15,
    "holiday-list": 4,
    "overrides": 3,
    "business-hours": 8,
    "address-book": 5,
    "outdial-ani": 4,
    "team": 60,
    "desktop-layout": 3,
    "contact-service-queue": 150,
    "entry-point": 30,
    "dial-number": 60,
    "dial-plan": 2,
    "agent-profile": 10,
    "contact-number": 10,
    "channel": 2,
    "asset": 3,
    "subscription": 2,
    "resource-collection": 4,
    "user-profile": 5,
    "user": 800,
}
"""How many objects a small organization has beside those of a fresh one; a large one has ten times as many."""
FACTORS = {"empty": 0, "small": 1, "large": 10}
ENTRIES = 40
SUPERVISED = 20
"""One user in so many is a supervisor, with a user profile of the organization's own."""
REGIONS = ("North", "East", "South", "West", "Overseas")
KINDS = ("PROFICIENCY", "BOOLEAN", "TEXT", "ENUM")
# fmt: off
SUBJECTS = (
    "Sales", "Support", "Billing", "Claims", "Complaints", "Deliveries", "Emergencies", "Fraud", "Insurance", "Loans",
    "Memberships", "Orders", "Returns", "Technical help", "Warranty",
)
SKILLS = (
    "French", "Spanish", "German", "Dutch", "Italian", "Portuguese", "English", "Polish", "Turkish", "Arabic",
    "Routers", "Phones", "Contracts", "Invoices", "Loans", "Cards", "Travel", "Refunds", "Repairs", "Escalations",
)
LISTS = ("France", "Spain", "Germany", "Netherlands", "Italy", "Portugal", "England", "Poland", "Turkey", "Egypt")
# fmt: on


def planned(preset: str) -> dict[str, int]:
    """How many objects of each family an organization of this size begins with, those of a fresh one left out."""
    people = {"user": SMALL["user"]} if preset == "empty" else {}
    return {name: count * FACTORS[preset] for name, count in SMALL.items()} | people


def furnish(world: World, org: Organization, preset: str) -> list[Object]:
    """Add the objects of a preset, and return the users who answer contacts."""
    counts = planned(preset)
    if preset == "empty":
        for user in add_users(world, org, None, [], counts["user"]):
            org.store.save("user", {**user, "contactCenterEnabled": False})
        return []
    return _Furniture(world, org, counts).all()


class _Furniture:
    """Makes the objects of an organization family by family."""

    def __init__(self, world: World, org: Organization, counts: dict[str, int]) -> None:
        self._world = world
        self._org = org
        self._counts = counts
        self._made: dict[str, list[Object]] = {}

    def all(self) -> list[Object]:
        """Make all objects, and return the users."""
        every = self._pick
        self._many("multimedia-profile", _channels)
        profiles = self._org.store.all("multimedia-profile")
        self._many("site", lambda n: {"name": place_name(n), "multimediaProfileId": profiles[n % len(profiles)]["id"]})
        self._many("audio-file", lambda n: {"name": f"{_subject(n).replace(' ', '-')}.wav".lower()})
        self._many("auxiliary-code", self._code)
        self._many("cad-variable", lambda n: {"name": _subject(n).replace(" ", "_"), "reportable": n % 2 == 0})
        self._many("skill", _skill)
        self._many("skill-profile", self._skill_profile)
        self._many("holiday-list", lambda n: {"name": f"Holidays {_turn(LISTS, n)}"})
        self._many("overrides", lambda n: {"name": f"Exceptions {_turn(LISTS, n)}"})
        self._many(
            "business-hours",
            lambda n: {
                "name": f"Hours {_turn(LISTS, n)}",
                "holidaysId": every("holiday-list", n),
                "overridesId": every("overrides", n),
            },
        )
        self._many("address-book", lambda n: {"name": f"Book {_turn(LISTS, n)}", "addressBookEntries": _entries(n)})
        self._many("outdial-ani", lambda n: {"name": f"Numbers {_turn(LISTS, n)}", "outdialANIEntries": _numbers(n)})
        self._many("team", self._team)
        teams = self._made["team"]
        self._many("desktop-layout", lambda n: {"name": f"Layout {_subject(n)}", "teamIds": [teams[n]["id"]]})
        self._many("contact-service-queue", self._queue)
        self._rank_queues()
        self._many("entry-point", lambda n: {"name": f"Line {_subject(n)}", "musicOnHoldId": every("audio-file", n)})
        self._many("dial-number", lambda n: {"entryPointId": every("entry-point", n)})
        self._many("dial-plan", lambda n: {"name": f"Calls to {_turn(LISTS, n)}"})
        self._many("agent-profile", self._desktop_profile)
        self._many("contact-number", lambda n: {})
        self._many("channel", lambda n: {"name": f"Messenger {_turn(LISTS, n)}"})
        self._many("asset", self._address)
        self._many("subscription", _webhook)
        self._many("resource-collection", self._region)
        self._many("user-profile", self._rights)
        return self._users()

    def _many(self, name: str, changes: Callable[[int], Object]) -> None:
        family, collection = FAMILIES[name], Collection(self._world, self._org, name)
        on = self._world.options.quirks.on
        self._made[name] = [
            collection.create(sample_of(family, self._first, on, **{**family.other(n), **changes(n)}))
            for n in range(self._counts[name])
        ]

    def _first(self, wanted: First) -> str:
        return first_among(self._org.store.all(wanted.family), wanted)

    def _pick(self, name: str, number: int) -> str:
        """The id of an object of a family, another one for each number."""
        return str(self._made[name][number % len(self._made[name])]["id"])

    def _code(self, number: int) -> Object:
        kind = ("IDLE_CODE", "WRAP_UP_CODE")[number % 2]
        work_type = self._first(First("work-type", where={"workTypeCode": kind}))
        name = f"{_subject(number // 2)} {'break' if number % 2 == 0 else 'done'}"
        return {"name": name, "workTypeCode": kind, "workTypeId": work_type, "defaultCode": number == 1}

    def _skill_profile(self, number: int) -> Object:
        skills = [self._made["skill"][(number + step) % len(self._made["skill"])] for step in range(4)]
        values: dict[str, Any] = {"PROFICIENCY": 1 + number % 10, "BOOLEAN": True, "TEXT": "yes"}
        fields = {"PROFICIENCY": "proficiencyValue", "BOOLEAN": "booleanValue", "TEXT": "textValue"}
        plain = [(skill, skill["skillType"].upper()) for skill in skills]
        return {
            "name": f"Profile {_turn(SKILLS, number)}",
            "activeSkills": [
                {"skillId": skill["id"], "booleanValue": True, fields[kind]: values[kind]}
                for skill, kind in plain
                if kind != "ENUM"
            ],
            "activeEnumSkills": [
                {"enumSkillValueId": skill["enumSkillValues"][0]["id"]} for skill, kind in plain if kind == "ENUM"
            ],
        }

    def _team(self, number: int) -> Object:
        site = self._made["site"][number % len(self._made["site"])]
        return {
            "name": f"{site['name']} {_subject(number // len(self._made['site']))}",
            "siteId": site["id"],
            "skillProfileId": self._pick("skill-profile", number),
        }

    def _queue(self, number: int) -> Object:
        channel = CHANNELS[QUEUE_CHANNELS[number % len(QUEUE_CHANNELS)]]
        groups = [
            {"agentGroups": [{"teamId": self._pick("team", number + step)}], "order": step + 1, "duration": 30 * step}
            for step in range(1 + number % 3)
        ]
        return {
            "name": f"{_turn(LISTS, number // len(SUBJECTS))} {SUBJECTS[number % len(SUBJECTS)]}",
            "channelType": channel,
            "defaultMusicInQueueMediaFileId": self._pick("audio-file", number),
            "callDistributionGroups": groups,
            **({"socialChannelType": "WHATSAPP"} if channel == "SOCIAL_CHANNEL" else {}),
        }

    def _rank_queues(self) -> None:
        teams = Collection(self._world, self._org, "team")
        for number, team in enumerate(self._made["team"][::4]):
            rankings = [
                {"queueId": self._pick("contact-service-queue", number + step), "rank": step} for step in (1, 2)
            ]
            teams.update(team["id"], {"queueRankings": rankings, "rankQueuesForTeam": True})

    def _desktop_profile(self, number: int) -> Object:
        teams = [self._pick("team", number + step) for step in range(3)]
        codes = [code["id"] for code in self._made["auxiliary-code"] if code["workTypeCode"] == "WRAP_UP_CODE"]
        return {
            "name": f"Desktop {_subject(number)}",
            "accessBuddyTeam": "SPECIFIC",
            "buddyTeams": teams,
            "accessWrapUpCode": "SPECIFIC",
            "wrapUpCodes": codes[:5],
            "accessQueue": "SPECIFIC",
            "queues": [self._pick("contact-service-queue", number + step) for step in range(4)],
            "accessEntryPoint": "SPECIFIC",
            "entryPoints": [self._pick("entry-point", number)],
            "dialPlans": [self._pick("dial-plan", number)],
            "addressBookId": self._pick("address-book", number),
            "outdialANIId": self._pick("outdial-ani", number),
        }

    def _address(self, number: int) -> Object:
        name = f"Messages {_subject(number)}"
        return {
            "name": name,
            "channelId": self._pick("channel", number),
            "businessAddress": f"{name.replace(' ', '-').lower()}.example.com",
            "webhookConfig": {"webhookUrl": f"https://messages.example.com/{number + 1}", "webhookSecret": "s" * 32},
        }

    def _region(self, number: int) -> Object:
        """The objects of one site in four, and everything of the kinds that have no site."""
        chosen = {
            "site": self._made["site"][number::4],
            "team": self._made["team"][number::4],
            "queue": self._made["contact-service-queue"][number::4],
        }
        resources = [
            {"name": kind, "accessLevel": "SPECIFIC", "ids": [item["id"] for item in chosen[kind]]}
            if kind in chosen
            else {"name": kind, "accessLevel": "ALL", "ids": []}
            for kind in KINDS_OF_RESOURCES
        ]
        return {"name": f"Region {_turn(REGIONS, number)}", "resources": resources}

    def _rights(self, number: int) -> Object:
        region = self._made["resource-collection"][number % len(self._made["resource-collection"])]
        return {
            "name": f"Supervisors {_turn(REGIONS, number)}",
            "resourceAccessLevel": "SPECIFIC",
            "defaultResourceCollectionId": region["id"],
            "resourceCollections": [{"id": region["id"], "name": region["name"]}],
        }

    def _users(self) -> list[Object]:
        teams, count = self._made["team"], self._counts["user"]
        users: list[Object] = []
        for number, team in enumerate(teams):
            share = count // len(teams) + (number < count % len(teams))
            for user in islice(add_users(self._world, self._org, team["siteId"], [team["id"]], share), share):
                place = len(users)
                whole = {
                    **user,
                    "skillProfileId": self._pick("skill-profile", place),
                    "agentProfileId": self._pick("agent-profile", place),
                    "multimediaProfileId": self._pick("multimedia-profile", place),
                    **({"userProfileId": self._pick("user-profile", place)} if place % SUPERVISED == 0 else {}),
                }
                self._org.store.save("user", whole)
                users.append(whole)
        return users


def _turn(names: tuple[str, ...], number: int) -> str:
    """A name for each number; when all have been given, they come again with a number."""
    again = number // len(names)
    return f"{names[number % len(names)]} {again + 1}" if again else names[number]


def _subject(number: int) -> str:
    return _turn(SUBJECTS, number)


def _skill(number: int) -> Object:
    kind = KINDS[number % len(KINDS)]
    values = {"enumSkillValues": [{"name": name} for name in ("Basic", "Good", "Native")]} if kind == "ENUM" else {}
    return {"name": _turn(SKILLS, number), "skillType": kind, **values}


def _channels(number: int) -> Object:
    several = {"telephony": 1, "chat": 1 + number % 5, "email": 1 + number % 4, "social": number % 3}
    return {"name": f"Channels {_subject(number)}", **several}


def _webhook(number: int) -> Object:
    kinds = ("task:new", "task:ended", "agent:login", "agent:logout")
    return {
        "name": f"Events {_subject(number)}",
        "eventTypes": [kinds[number % len(kinds)]],
        "destinationUrl": f"https://events.example.com/{number + 1}",
        "secret": "s" * 32,
    }


def _numbers(number: int) -> list[Object]:
    return [{"name": f"Line {n + 1}", "number": f"+1415555{number:03d}{n}"} for n in range(4)]


def _entries(number: int) -> list[Object]:
    return [{"name": f"Partner {n + 1}", "number": f"+4989{number:03d}{n:04d}"} for n in range(ENTRIES)]
