# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of the traffic: order, look-up, determinism, and that contacts and agents tell the same story."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby, islice, pairwise
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wxcc_simulator.seeding.seed import seeded
from wxcc_simulator.traffic import Contact, Offer, Traffic, steps, steps_until
from wxcc_simulator.traffic.seal import Place, Seal, bits_of, uuid_of
from wxcc_simulator.world.options import Options

HOUR = 3600 * 1000
DAY = 24 * HOUR
MONDAY_NOON = 1_790_596_800_000
TIMES = st.integers(MONDAY_NOON - 400 * DAY, MONDAY_NOON)


def traffic(tasks_per_day: int = 5000, agents: int = 60, queues: int = 6, seed: int = 7) -> Traffic:
    world = seeded(Options(seed=seed, orgs=1, agents=agents, queues=queues, tasks_per_day=tasks_per_day))
    return next(iter(world.organizations.values())).traffic


USUAL = traffic()
SIZES = [USUAL, traffic(tasks_per_day=90_000, agents=400, queues=250), traffic(tasks_per_day=7, agents=3, queues=1)]


@given(st.sampled_from(SIZES), TIMES, st.integers(0, 3 * HOUR), st.integers(0, 3 * HOUR))
@settings(max_examples=25)
def test_periods_add_up_in_order_and_as_counted(some: Traffic, start: int, first: int, second: int) -> None:
    middle, end = start + first, start + first + second
    whole = list(some.contacts(start, end))
    assert whole == [*some.contacts(start, middle), *some.contacts(middle, end)]
    assert len(whole) == some.count(start, end) == len({contact.id for contact in whole})
    assert all(start <= contact.created < end for contact in whole)
    assert all(one.created <= other.created for one, other in pairwise(whole))


@given(st.sampled_from(SIZES), TIMES)
@settings(max_examples=25)
def test_every_contact_is_found_by_its_id(some: Traffic, start: int) -> None:
    for contact in islice(some.contacts(start, start + 30 * DAY), 20):
        assert some.contact(contact.id) == contact
        assert some.session(contact.id) is None
        assert contact.id != contact.id.upper()
        assert some.contact(contact.id.upper()) is None


@given(st.uuids(version=4))
@settings(max_examples=50)
def test_ids_of_others_are_unknown(other: object) -> None:
    assert USUAL.contact(str(other)) is None
    assert USUAL.session(str(other)) is None


@pytest.mark.parametrize("text", ["", "x" * 36, "00000000-0000-1000-8000-000000000000", "not an id"])
def test_texts_that_are_no_ids(text: str) -> None:
    assert USUAL.contact(text) is None


@given(st.integers(0, 15), st.integers(0, 2**40 - 1), st.integers(0, 2**16 - 1))
def test_a_seal_opens_what_it_drew_and_nothing_else(kind: int, number: int, index: int) -> None:
    place = Place(kind, number, index)
    text, _draws = Seal(b"one").draw(place)
    assert Seal(b"one").open(text) == place
    assert Seal(b"other").open(text) is None


@given(st.integers(0, 2**122 - 1))
def test_a_uuid_keeps_its_bits(bits: int) -> None:
    assert bits_of(uuid_of(bits)) == bits


def test_the_seed_decides() -> None:
    again, other = traffic(), traffic(seed=8)
    hour = (MONDAY_NOON, MONDAY_NOON + HOUR)
    assert list(again.contacts(*hour)) == list(USUAL.contacts(*hour))
    assert {contact.id for contact in other.contacts(*hour)}.isdisjoint(c.id for c in USUAL.contacts(*hour))


def test_none_without_tasks_or_queues() -> None:
    for empty in (traffic(tasks_per_day=0), traffic(queues=0)):
        assert empty.count(0, MONDAY_NOON) == 0
        assert list(empty.contacts(MONDAY_NOON, MONDAY_NOON + HOUR)) == []
        assert sum(empty.counts_of_activities(MONDAY_NOON, MONDAY_NOON + HOUR)) > 0, "agents log in all the same"


def test_a_year_has_the_tasks_it_was_asked_for() -> None:
    assert traffic(tasks_per_day=2740).count(MONDAY_NOON - 364 * DAY, MONDAY_NOON) == pytest.approx(
        364 * 2740, rel=1e-4
    )


def test_everything_that_can_happen_happens() -> None:
    day = list(USUAL.contacts(MONDAY_NOON, MONDAY_NOON + DAY))
    assert {contact.channel for contact in day} == {"telephony", "chat", "email", "social"}
    shapes = {(len(contact.legs), len(contact.offers), contact.outdial) for contact in day}
    assert shapes == {(0, 0, False), (1, 0, False), (1, 1, False), (1, 1, True), (1, 2, False), (2, 2, False)}
    assert {contact.capture_requested for contact in day} == {True, False, None}
    assert any(one.created == other.created for one, other in pairwise(day))
    assert any(contact.created // (15 * 60_000) != contact.ended // (15 * 60_000) for contact in day)


@pytest.mark.parametrize("some", SIZES, ids=["usual", "large", "small"])
def test_activities_of_a_contact_follow_each_other(some: Traffic) -> None:
    for contact in islice(some.contacts(MONDAY_NOON, MONDAY_NOON + 30 * DAY), 500):
        chain = steps(contact)
        assert chain[0].start == contact.created
        assert chain[-1].event == "ended"
        assert chain[-1].start == chain[-1].end == contact.ended <= contact.created + some.longest_contact_ms
        assert all(one.end == other.start and one.start <= one.end for one, other in pairwise(chain))
        events = Counter(step.event for step in chain)
        assert events["parked"] == sum(leg.queue is not None for leg in contact.legs)
        assert events["connect"] == len(contact.offers)
        assert events["connected"] == sum(leg.is_handled for leg in contact.legs)


@given(st.integers(0, 200), st.floats(-0.1, 1.1))
@settings(max_examples=60)
def test_what_is_going_on_is_shown_as_far_as_it_has_come(skip: int, share: float) -> None:
    contact = next(islice(USUAL.contacts(MONDAY_NOON, MONDAY_NOON + DAY), skip, None))
    now = contact.created + int((contact.ended - contact.created) * share)
    seen = steps_until(contact, now)
    assert all(step.start <= now and step.end <= now for step in seen)
    assert [step.end for step in seen].count(-1) == (contact.created <= now < contact.ended)
    assert contact.is_over(now) == (contact.status(now) in ("completed", "abandoned"))


@pytest.mark.parametrize("some", SIZES, ids=["usual", "large", "small"])
def test_agents_and_contacts_tell_the_same_story(some: Traffic) -> None:
    """Every offer is in the day of its agent at its time, and nothing else is."""
    start, end = MONDAY_NOON, MONDAY_NOON + HOUR // 2
    expected: dict[str, list[tuple[str, int]]] = defaultdict(list)
    talks: list[tuple[Offer, Contact]] = []
    for contact in some.contacts(start - some.longest_contact_ms, end):
        for offer in contact.offers:
            if start <= offer.ringing < end:
                expected[offer.agent.id].append((contact.id, offer.ringing))
                talks.append((offer, contact))
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for session in some.sessions(start, end):
        for activity in some.activities(session, start, end):
            if activity.state == "ringing" and activity.start >= start:
                assert activity.contact is not None
                assert activity.channel == activity.contact.channel
                found[session.agent.id].append((activity.contact.id, activity.start))
    assert {agent: sorted(rows) for agent, rows in found.items()} == {a: sorted(rows) for a, rows in expected.items()}
    by_agent = sorted(talks, key=lambda talk: (talk[0].agent.number, talk[0].ringing))
    for _agent, rows in groupby(by_agent, key=lambda talk: talk[0].agent.number):
        assert all(one[0].wrapped <= other[0].ringing for one, other in pairwise(rows)), "one contact at a time"


@pytest.mark.parametrize("some", SIZES, ids=["usual", "large", "small"])
def test_a_session_has_no_gap_from_login_to_logout(some: Traffic) -> None:
    for session in islice(some.sessions(MONDAY_NOON, MONDAY_NOON + HOUR), 5):
        assert some.session(session.id) == session
        activities = some.activities(session, 0, MONDAY_NOON + 30 * DAY)
        assert {activity.channel for activity in activities} == session.channel_ids.keys()
        for _channel, rows in groupby(activities, key=attrgetter("channel")):
            row = list(rows)
            assert (row[0].start, row[-1].start, row[-1].state) == (session.start, session.end, "logged-out")
            assert row[0].is_login
            assert row[-1].is_logout
            assert all(one.end == other.start and one.start <= one.end for one, other in pairwise(row))


@given(st.sampled_from(SIZES), st.integers(0, 5), st.integers(-HOUR, 10 * HOUR), st.integers(1, 2 * HOUR))
@settings(max_examples=40)
def test_a_part_of_a_session_is_as_in_the_whole(some: Traffic, skip: int, offset: int, length: int) -> None:
    sessions = list(some.sessions(MONDAY_NOON, MONDAY_NOON + HOUR))
    session = sessions[skip % len(sessions)]
    start, end = session.start + offset, session.start + offset + length
    whole = some.activities(session, 0, MONDAY_NOON + 30 * DAY)
    part = [a for a in whole if a.start < end and (a.end > start or a.start == start)]
    assert some.activities(session, start, end) == part


def test_sessions_of_an_agent_do_not_overlap() -> None:
    by_agent = defaultdict(list)
    for session in USUAL.sessions(MONDAY_NOON, MONDAY_NOON + 7 * DAY):
        by_agent[session.agent.number].append(session)
    assert by_agent.keys() == set(range(60))
    for sessions in by_agent.values():
        assert all(one.end < other.start for one, other in pairwise(sessions))
