# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations of several sizes: valid, complete, and the same for the same seed."""

from __future__ import annotations

import pytest

from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import shapes
from wxcc_simulator.seeding.presets import FACTORS, planned
from wxcc_simulator.seeding.seed import seeded
from wxcc_simulator.world.options import Options
from wxcc_simulator.world.world import Organization, World

HOUR_MS = 3600 * 1000
NOON_MS = 1_795_600_000_000


def only(world: World) -> Organization:
    """The organization of a world that has one."""
    (org,) = list(world.organizations.values())
    return org


def organization(preset: str) -> Organization:
    """An organization in this process."""
    return only(seeded(Options(orgs=1, preset=preset)))


@pytest.fixture(scope="module")
def fresh() -> Organization:
    return only(seeded(Options(orgs=1, agents=0, queues=0)))


@pytest.mark.parametrize("preset", ["empty", "small"])
def test_the_objects_are_valid_and_refer_to_what_is_there(fresh: Organization, preset: str) -> None:
    store, now = organization(preset).store, shapes(Quirks())
    for name, family in FAMILIES.items():
        more = planned(preset).get(name, 0)
        has_team_1 = name == "team"
        assert store.count(name) == fresh.store.count(name) + has_team_1 + more, name
        schema = now.written(name)
        for item in store.all(name):
            sent = {field: value for field, value in item.items() if field in now.properties(schema)}
            assert now.problems(schema, sent) == []
            assert store.missing_references(name, item) == []
            assert family.key_of(item) != ()


def test_a_large_one_is_ten_times_a_small_one() -> None:
    assert planned("large") == {name: 10 * count for name, count in planned("small").items()}
    assert planned("small")["user"] == 800
    assert {*FACTORS} == {"empty", "small", "large"}


def test_contacts_come_to_the_queues_and_users_of_the_organization() -> None:
    org = organization("small")
    queues = {queue["id"] for queue in org.store.all("contact-service-queue")}
    users = {user["id"] for user in org.store.all("user")}
    contacts = list(org.traffic.contacts(NOON_MS, NOON_MS + HOUR_MS))
    assert contacts
    assert {queue.id for queue in org.traffic.roster.queues} == queues
    assert {agent.id for agent in org.traffic.roster.agents} == users


def test_people_of_an_empty_one_are_not_let_in_yet() -> None:
    org = organization("empty")
    assert {user["contactCenterEnabled"] for user in org.store.all("user")} == {False}
    assert not any("siteId" in user for user in org.store.all("user"))
    assert org.traffic.count(NOON_MS, NOON_MS + HOUR_MS) == 0


def test_the_seed_decides_every_id() -> None:
    first, second = (organization("small").store for _unused in range(2))
    for name in FAMILIES:
        assert [item["id"] for item in first.all(name)] == [item["id"] for item in second.all(name)]
