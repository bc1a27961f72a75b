# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks, statistics and activities are complete and tell the same story."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from support.reports import (
    ACTIVITIES,
    AGENTS,
    DAY,
    END,
    HOUR,
    MINUTE,
    QUARTER,
    QUEUES,
    START,
    now_ms,
    paged,
    rows,
    walked,
)
from support.simulator import Row, Simulator


@pytest.fixture(scope="module")
def sim(running: Simulator) -> Simulator:
    running.reset()
    return running


@pytest.mark.parametrize("size", [50, 333, 1000])
def test_moving_on_by_the_last_created_time_finds_every_task(sim: Simulator, size: int) -> None:
    found = list(walked(sim, START, END, size))
    assert len(found) == sim.traffic(START, END, "tasks")["tasks"] == len({row["id"] for row in found})
    times = [row["attributes"]["createdTime"] for row in found]
    assert times == sorted(times)
    assert times[0] >= START
    assert times[-1] < END


def test_channels_of_tasks(sim: Simulator) -> None:
    by_channel = Counter(row["attributes"]["channelType"] for row in walked(sim, START, END))
    assert by_channel.keys() == {"telephony", "chat", "email", "social"}
    for some in ("chat", "email,social"):
        found = list(walked(sim, START, END, channelTypes=some))
        assert {row["attributes"]["channelType"] for row in found} == set(some.split(","))
        assert len(found) == sum(by_channel[channel] for channel in some.split(","))


def test_tasks_that_are_open_have_come_some_way() -> None:
    # So many at any moment, also at night, that some are waiting and some are given up.
    with Simulator.start(agents=1200, tasks_per_day=100_000) as sim:
        now = now_ms()
        recent = list(walked(sim, now - 5 * MINUTE, now + HOUR))
        sim.advance(HOUR / 1000)
        later = {row["id"]: row["attributes"]["status"] for row in walked(sim, now - 5 * MINUTE, now)}
    assert {row["attributes"]["status"] for row in recent} >= {"completed", "queued", "assigned"}
    for row in recent:
        task = row["attributes"]
        assert task["lastUpdatedTime"] >= task["createdTime"]
        assert (task["owner"]["id"] != "") >= (task["status"] == "assigned")
        assert (task["queue"]["id"] != "") >= (task["status"] == "queued")
    assert set(later.values()) == {"completed", "abandoned"}


def test_queue_statistics_agree_with_tasks(sim: Simulator) -> None:
    """With every contact whole in the period: what is accepted is completed, what is not is abandoned."""
    counted: Counter[str] = Counter()
    for row in rows(sim, QUEUES, START, END):
        counted.update({name: value for name, value in row.items() if name.startswith("total")})
    statuses = Counter(
        row["attributes"]["status"]
        for row in walked(sim, START, END)
        if row["attributes"]["queue"]["id"] or row["attributes"]["owner"]["id"]
    )
    assert counted["totalOfferedTasks"] == counted["totalAcceptedTasks"] + counted["totalRejectedTasks"]
    assert counted["totalEnqueuedTasks"] == counted["totalAcceptedTasks"] + counted["totalAbandonedTasks"]
    assert counted["totalAssignedTasks"] == 0
    assert counted["totalAbandonedTasks"] == pytest.approx(statuses["abandoned"], abs=5)
    assert counted["totalEnqueuedTasks"] == pytest.approx(sum(statuses.values()), rel=0.1)


@pytest.mark.parametrize(("path", "key"), [(QUEUES, "queueId"), (AGENTS, "agentId")])
def test_intervals_add_up(sim: Simulator, path: str, key: str) -> None:
    def totals(interval: int) -> dict[tuple[str, str], Counter[str]]:
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in rows(sim, path, START, END, interval=interval):
            assert (row["intervalStartTime"] - START) % (interval * MINUTE) == 0
            for part in row.get("channels", [row]):
                sums = {name: value for name, value in part.items() if name.startswith("total")}
                found[row[key], part["channelType"]].update(sums)
        return found

    assert totals(15) == totals(30) == totals(60)


@pytest.mark.parametrize(("path", "key", "name"), [(QUEUES, "queueId", "queueIds"), (AGENTS, "agentId", "agentIds")])
def test_statistics_of_some(sim: Simulator, path: str, key: str, name: str) -> None:
    whole = rows(sim, path, START, END, interval=60)
    some = sorted({row[key] for row in whole})[:2]
    assert rows(sim, path, START, END, interval=60, **{name: ",".join(some)}) == [
        row for row in whole if row[key] in some
    ]
    assert rows(sim, path, START, END, **{name: "nobody"}) == []


def test_ends_are_rounded_down_to_a_quarter(sim: Simulator) -> None:
    for path in (QUEUES, AGENTS):
        assert rows(sim, path, START + QUARTER - 1, END + QUARTER - 1) == rows(sim, path, START, END)
        assert rows(sim, path, START, START + QUARTER - 1) == []


def test_agent_statistics_agree_with_activities(sim: Simulator) -> None:
    spent: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in paged(sim, END - 2 * HOUR, END):
        spent[row["agentId"], row["channelType"]][row["currentState"]] += 1
    seen = 0
    for row in rows(sim, AGENTS, END - 2 * HOUR, END):
        for channel in row["channels"]:
            states = spent[row["agentId"], channel["channelType"]]
            assert channel["totalOfferedTasks"] == states["ringing"]
            assert channel["totalRejectedTasks"] == pytest.approx(states["not-responding"], abs=1)
            assert channel["totalAcceptedTasks"] == channel["totalOfferedTasks"] - channel["totalRejectedTasks"]
            assert channel["totalAssignedTasks"] == channel["totalOfferedTasks"]
            seen += channel["totalAcceptedTasks"]
            whole = sum(channel[f"total{name}"] for name in STATES)
            assert whole <= 2 * HOUR
    assert seen > 100


STATES = {
    "EngagedDuration": ("connected", "hold-done"),
    "HoldDuration": ("on-hold",),
    "WrapUpDuration": ("wrapup",),
    "AvailableTime": ("available",),
    "UnAvailableTime": ("idle",),
}


@pytest.mark.parametrize("interval", [15, 60])
def test_times_of_agents_are_those_of_their_activities(sim: Simulator, interval: int) -> None:
    """Cut at the edges of the intervals; a session lasts less than ten hours."""
    agents = sorted({row["agentId"] for row in rows(sim, AGENTS, END - 2 * HOUR, END)})[:12]
    spent: dict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for hours in range(-12, 0):
        begun = END + hours * HOUR
        for row in paged(sim, begun, begun + HOUR, agentIds=",".join(agents)):
            ends = now_ms() if row["active"] else row["endTime"]
            for start in range(END - 2 * HOUR, END, interval * MINUTE):
                time = min(ends, start + interval * MINUTE) - max(row["startTime"], start)
                if time > 0:
                    spent[row["agentId"], row["channelType"], start][row["currentState"]] += time
    told = rows(sim, AGENTS, END - 2 * HOUR, END, interval=interval, agentIds=",".join(agents))
    channels = [(row["agentId"], row["intervalStartTime"], channel) for row in told for channel in row["channels"]]
    for agent, start, channel in channels:
        states = spent.pop((agent, channel["channelType"], start), Counter[str]())
        assert {name: channel[f"total{name}"] for name in STATES} == {
            name: sum(states[state] for state in some) for name, some in STATES.items()
        }
    assert spent == {}
    assert len(channels) >= 4 * len(agents)


def test_no_interval_is_still_to_come(sim: Simulator) -> None:
    start = now_ms() // QUARTER * QUARTER - HOUR
    for path in (QUEUES, AGENTS):
        starts = {row["intervalStartTime"] for row in rows(sim, path, start, start + 4 * HOUR, interval=15)}
        assert start in starts
        assert max(starts) <= now_ms()


def test_activities_follow_each_other_and_lead_to_tasks(sim: Simulator) -> None:
    found = list(paged(sim, END - HOUR, END))
    assert len(found) == sim.traffic(END - HOUR, END, "activities")["activities"]
    starts = [row["startTime"] for row in found]
    assert starts == sorted(starts)
    channels: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        channels[row["channelId"]].append(row)
    for chain in channels.values():
        assert all(one["endTime"] == other["startTime"] for one, other in pairwise(chain))
    tasks = {row["id"]: row["attributes"] for row in walked(sim, END - 2 * HOUR, END)}
    for row in found:
        if row["currentState"] == "connected":
            assert tasks[row["taskId"]]["channelType"] == row["channelType"]
            assert tasks[row["taskId"]]["createdTime"] < row["startTime"]
        assert (row["idleCode"] != "") <= (row["currentState"] == "idle")
        assert (row["wrapupCodeName"] != "") == (row["currentState"] == "wrapup")


def test_activities_of_some(sim: Simulator) -> None:
    whole = list(paged(sim, END - HOUR, END))
    agents = sorted({row["agentId"] for row in whole})[:3]
    chats = paged(sim, END - HOUR, END, agentIds=",".join(agents), channelTypes="chat")
    assert list(chats) == [row for row in whole if row["agentId"] in agents and row["channelType"] == "chat"]
    assert list(paged(sim, END - HOUR, END, teamIds=whole[0]["teamId"])) == whole
    assert list(paged(sim, END - HOUR, END, teamIds="none")) == []


def test_activities_that_go_on(sim: Simulator) -> None:
    now = now_ms()
    states = Counter(row["active"] for row in paged(sim, now - HOUR, now + HOUR))
    assert states[True] > 0
    for row in paged(sim, now - HOUR, now + HOUR):
        assert (row["endTime"] == -1) == row["active"]


def test_an_hour_of_35_000_activities() -> None:
    """All of them can be had in windows small enough for the cap of 10,000."""
    with Simulator.start(orgs=1, agents=400, queues=250, tasks_per_day=160_000) as large:
        noon = END // DAY * DAY - 2 * DAY + 12 * HOUR
        expected = large.traffic(noon, noon + HOUR, "activities")["activities"]
        assert expected > 35_000
        assert len(rows(large, ACTIVITIES, noon, noon + HOUR, page=9, pageSize=1000)) == 1000
        windows = range(noon, noon + HOUR, 10 * MINUTE)
        found = [row for start in windows for row in paged(large, start, start + 10 * MINUTE)]
        assert len(found) == expected
        assert len({json.dumps(row) for row in found}) == expected
        queues = rows(large, QUEUES, noon, noon + HOUR)
        assert len({row["queueId"] for row in queues}) == 250
