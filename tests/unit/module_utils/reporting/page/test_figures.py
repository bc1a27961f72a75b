# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page says of rows: nothing is lost or counted twice, and averages are those of the contacts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figure_rows import HOUR, Row, agent_row, parts_of, queue_row, tally

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.figures import distinct

COUNTS = (("offered", "totalOfferedTasks"), ("accepted", "totalAcceptedTasks"), ("abandoned", "totalAbandonedTasks"))
WEIGHED = (
    ("wait", "averageEnqueuedTime", "totalEnqueuedTasks"),
    ("handle", "averageHandledTime", "totalAcceptedTasks"),
    ("level", "serviceLevelThresholdPercentage", "totalAcceptedTasks"),
)

average = st.none() | st.floats(0, 1e7)
queue_rows = st.lists(
    st.builds(
        queue_row,
        hour=st.integers(0, 5),
        queue=st.sampled_from("abc"),
        channel=st.sampled_from(["telephony", "chat"]),
        totalOfferedTasks=st.none() | st.integers(0, 500),
        totalEnqueuedTasks=st.integers(0, 500),
        totalAcceptedTasks=st.integers(0, 500),
        totalAbandonedTasks=st.integers(0, 500),
        averageEnqueuedTime=average,
        averageHandledTime=average,
        serviceLevelThresholdPercentage=st.none() | st.floats(0, 100),
    ),
    max_size=40,
)
agent_rows = st.lists(
    st.builds(
        agent_row,
        hour=st.integers(0, 5),
        agent=st.sampled_from("abc"),
        channel=st.sampled_from(["telephony", "chat", "email"]),
        totalAcceptedTasks=st.integers(0, 50),
        totalEngagedDuration=st.integers(0, HOUR),
        totalHoldDuration=st.integers(0, HOUR),
        totalWrapUpDuration=st.integers(0, HOUR),
        totalAvailableTime=st.integers(0, HOUR),
        totalUnAvailableTime=st.integers(0, HOUR),
    ),
    max_size=40,
)


@given(queue_rows)
def test_every_cut_adds_up_to_the_rows(rows: list[Row]) -> None:
    found = tally(rows)
    for name, field in COUNTS:
        whole = sum(row[field] or 0 for row in rows)
        assert getattr(found.every.total, name) == whole
        for cut, parts in parts_of(found).items():
            assert sum(getattr(part, name) for part in parts) == whole, cut


@given(queue_rows)
def test_an_average_is_that_of_all_contacts(rows: list[Row]) -> None:
    found = tally(rows)
    for name, field, weight in WEIGHED:
        known = [row for row in rows if row[field] is not None and row[weight]]
        value = getattr(found.every.total, name).value
        if not known:
            assert value is None
            continue
        contacts = [row[field] for row in known for _contact in range(row[weight])]
        assert value == pytest.approx(sum(contacts) / len(contacts), rel=1e-6, abs=1e-6)
        for cut, parts in parts_of(found).items():
            averages = [getattr(part, name) for part in parts]
            whole = sum(each.total for each in averages) / sum(each.weight for each in averages)
            assert whole == pytest.approx(value), cut


@given(queue_rows, agent_rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(queues: list[Row], agents: list[Row], chance: random.Random) -> None:
    found = tally(queues, agents)
    shuffled = tally(chance.sample(queues, len(queues)), chance.sample(agents, len(agents)))
    assert [(queue.key, queue.total.offered) for queue in shuffled.queues] == [
        (queue.key, queue.total.offered) for queue in found.queues
    ]
    assert shuffled.states == {state: pytest.approx(values) for state, values in found.states.items()}


@given(agent_rows)
def test_states_of_agents_add_up_to_the_rows(rows: list[Row]) -> None:
    found = tally((), rows)
    hours = {state: sum(values) * HOUR for state, values in found.states.items()}
    for state, times in hours.items():
        assert sum(agent.spent[state] for agent in found.agents) == pytest.approx(times)
    assert hours["connected"] == pytest.approx(
        sum(row["totalEngagedDuration"] + row["totalHoldDuration"] for row in rows)
    )
    longest: dict[tuple[str, int], int] = {}
    for row in rows:
        key = (row["agentId"], row["intervalStartTime"])
        longest[key] = max(longest.get(key, 0), row["totalAvailableTime"])
    assert hours["available"] == pytest.approx(sum(longest.values()))


def test_averages_are_not_averaged_without_their_weights() -> None:
    found = tally(
        [
            queue_row(0, totalAcceptedTasks=1, averageHandledTime=600_000, serviceLevelThresholdPercentage=0),
            queue_row(1, totalAcceptedTasks=99, averageHandledTime=100_000, serviceLevelThresholdPercentage=100),
        ]
    )
    assert found.every.total.handle.value == 105_000
    assert found.every.total.level.value == 99


def test_an_average_that_no_contact_stands_behind_is_unknown() -> None:
    found = tally([queue_row(totalAcceptedTasks=0, averageHandledTime=0.0, serviceLevelThresholdPercentage=0.0)])
    assert found.every.total.handle.value is None
    assert found.every.total.level.value is None
    assert found.every.total.abandoned_share is None


def test_an_agent_of_two_channels_is_available_once_and_connected_twice() -> None:
    rows = [
        agent_row(
            channel=channel, totalAvailableTime=available, totalUnAvailableTime=600_000, totalEngagedDuration=60_000
        )
        for channel, available in (("telephony", 1_200_000), ("chat", 1_800_000))
    ]
    (agent,) = tally((), rows).agents
    assert agent.spent == {"available": 1_800_000, "idle": 600_000, "connected": 120_000, "wrap_up": 0}


def test_an_agent_who_moves_to_another_team_keeps_the_time_of_both() -> None:
    rows = [agent_row(team=team, totalAvailableTime=1_000_000) for team in ("day", "night")]
    (agent,) = tally((), rows).agents
    assert agent.spent["available"] == 2_000_000


def test_intervals_without_a_row_have_nothing() -> None:
    found = tally([queue_row(3, totalOfferedTasks=5, totalAcceptedTasks=5)])
    assert [interval.is_empty for interval in found.every.intervals] == [True, True, True, False, True, True]


def test_queues_come_by_missed_contacts_and_by_volume() -> None:
    made = (("a", 100, 2, 99.0), ("b", 20, 0, 50.0), ("c", 300, 3, 100.0), ("d", 300, 3, 100.0))
    found = tally(
        [
            queue_row(
                queue=name,
                totalOfferedTasks=accepted,
                totalAcceptedTasks=accepted,
                totalAbandonedTasks=abandoned,
                serviceLevelThresholdPercentage=level,
            )
            for name, accepted, abandoned, level in made
        ]
    )
    assert {queue.key: round(queue.total.missed, 6) for queue in found.queues} == {"a": 3, "b": 10, "c": 3, "d": 3}
    assert [queue.key for queue in found.queues] == ["b", "c", "d", "a"]
    assert [queue.key for queue in found.busiest] == ["c", "d", "a", "b"]


def test_missed_contacts_are_those_that_gave_up_or_waited_too_long() -> None:
    waits = [3, 18, 19, 21, 40, 200]  # of those that were accepted, against a threshold of 20 s
    in_time = sum(wait <= 20 for wait in waits)
    row = queue_row(
        totalAcceptedTasks=len(waits),
        totalAbandonedTasks=2,
        serviceLevelThresholdPercentage=100 * in_time / len(waits),
    )
    assert tally([row]).every.total.missed == pytest.approx(2 + sum(wait > 20 for wait in waits))


@given(queue_rows)
def test_rates_and_longest_waits_are_those_of_the_contacts(rows: list[Row]) -> None:
    rows = [{**row, "longestEnqueuedTime": row["averageEnqueuedTime"]} for row in rows]
    found = tally(rows)
    for queue in found.queues:
        own = [row for row in rows if row["queueId"] == queue.key]
        left = ["abandoned"] * sum(row["totalAbandonedTasks"] for row in own)
        left += ["accepted"] * sum(row["totalAcceptedTasks"] for row in own)
        share = 100 * left.count("abandoned") / len(left) if left else None
        assert queue.total.figure("rate") == (None if share is None else pytest.approx(share))
        waits = [row["longestEnqueuedTime"] for row in own if row["totalEnqueuedTasks"]]
        assert queue.total.figure("longest") == max((wait for wait in waits if wait is not None), default=None)


def test_an_hour_of_three_agents_in_two_teams() -> None:
    minute = 60_000
    rows = [
        # Ada: 30 min connected, 6 in wrap-up, 24 available; Bob moves to the other team in the second hour.
        agent_row(0, "ada", team="day", totalAcceptedTasks=6, totalEngagedDuration=27 * minute,
                  totalHoldDuration=3 * minute, totalWrapUpDuration=6 * minute, totalAvailableTime=24 * minute),
        agent_row(0, "bob", team="day", totalAcceptedTasks=2, totalEngagedDuration=10 * minute,
                  totalAvailableTime=50 * minute),
        agent_row(1, "bob", team="night", totalAcceptedTasks=1, totalEngagedDuration=20 * minute,
                  totalUnAvailableTime=40 * minute),
        agent_row(1, "eve", team="night", totalUnAvailableTime=60 * minute),
    ]  # fmt: skip
    found = tally((), rows)
    assert [(team.name, sorted(team.agents), team.accepted) for team in found.teams] == [
        ("DAY", ["ada", "bob"], 8),
        ("NIGHT", ["bob", "eve"], 1),
    ]
    day, night = found.teams
    assert [day.handle, night.handle] == [(30 + 6 + 10) * minute / 8, 20 * minute]
    assert [day.occupancy, night.occupancy] == [pytest.approx(100 * 46 / (46 + 74)), pytest.approx(100)]
    assert {agent.name: agent.occupancy for agent in found.agents} == {
        "ADA": pytest.approx(60),
        "BOB": pytest.approx(100 * 30 / 80),
        "EVE": None,
    }
    assert [found.work.accepted, found.work.handle] == [9, pytest.approx(66 * minute / 9)]
    assert found.work.occupancy == pytest.approx(100 * 66 / (66 + 74))
    assert found.occupancy == [pytest.approx(100 * 46 / 120), pytest.approx(100), None, None, None, None]


@given(agent_rows)
def test_teams_add_up_to_the_agents(rows: list[Row]) -> None:
    found = tally((), rows)
    for state in found.work.spent:
        whole = sum(agent.spent[state] for agent in found.agents)
        assert sum(team.spent[state] for team in found.teams) == pytest.approx(whole)
        assert found.work.spent[state] == pytest.approx(whole)
    assert found.work.accepted == sum(row["totalAcceptedTasks"] for row in rows)


@pytest.mark.parametrize("name", ["Sales\nEast", " Sales  East ", "Sales\r\n\tEast", "Sales\u2028East"])
def test_line_breaks_and_runs_of_blanks_in_names_are_one_blank(name: str) -> None:
    queue = {**queue_row(), "queueName": name, "channelType": name}
    agent = {**agent_row(), "agentName": name, "teamName": name}
    found = tally([queue], [agent])
    assert found.queues[0].name == found.channels[0].name == "Sales East"
    assert (found.agents[0].name, found.agents[0].team, found.teams[0].name) == ("Sales East",) * 3


def test_a_name_of_blanks_is_none() -> None:
    found = tally([{**queue_row(queue="q-1"), "queueName": " \n "}], [{**agent_row(agent="a-1"), "agentName": "\t"}])
    assert (found.queues[0].name, found.agents[0].name) == ("q-1", "a-1")


@pytest.mark.parametrize("hour", [-1, 6])
def test_a_row_outside_of_the_period_is_an_error(hour: int) -> None:
    with pytest.raises(ValueError, match="is outside the period"):
        tally([queue_row(hour)])


def test_names_that_come_twice_are_told_apart() -> None:
    assert distinct(["Kim", "Sam", "Kim", "Kim"]) == ["Kim", "Sam", "Kim (2)", "Kim (3)"]
