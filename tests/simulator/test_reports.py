# SPDX-License-Identifier: GPL-3.0-or-later
"""The four reporting endpoints: what they refuse, who may ask, and how they answer."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from support.reports import ACTIVITIES, AGENTS, ALL, DAY, END, HOUR, MINUTE, NOW, QUEUES, START, TASKS, rows
from support.simulator import Row, Simulator

FAR_AWAY = 10**11


@pytest.fixture(scope="module")
def sim(running: Simulator) -> Simulator:
    running.reset()
    return running


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"to": END}, "from: is required"),
        ({"from": "yesterday", "to": END}, "yesterday: from must be a number"),
        ({"from": START, "to": "now"}, "now: to must be a number"),
        ({"from": START, "to": ""}, "to must be a number"),
        ({"from": 2**63, "to": END}, "from must be from"),
        ({"from": END, "to": START}, "to must not be before from"),
    ],
)
def test_periods_that_are_refused(sim: Simulator, path: str, query: Row, words: str) -> None:
    answer = sim.call("GET", path, params=query)
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"][0]["description"]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (TASKS, {"pageSize": 0}, 400),
        (TASKS, {"pageSize": 1001}, 400),
        (TASKS, {"pageSize": 1000}, 200),
        (TASKS, {"channelTypes": "telephony,chat"}, 200),
        (TASKS, {"channelTypes": "TELEPHONY"}, 400),
        (TASKS, {"channelTypes": "fax"}, 400),
        (TASKS, {"from": NOW - 184 * DAY + MINUTE, "to": NOW}, 200),
        (TASKS, {"from": NOW - 184 * DAY - MINUTE, "to": NOW}, 400),
        (TASKS, {"from": NOW - 364 * DAY, "to": NOW - 200 * DAY}, 200),
        (TASKS, {"from": NOW - 366 * DAY, "to": NOW - 365 * DAY}, 400),
        (QUEUES, {"interval": 15}, 200),
        (QUEUES, {"interval": 20}, 400),
        (QUEUES, {"interval": "hour"}, 400),
        (QUEUES, {"to": START + DAY}, 400),
        (QUEUES, {"to": START + DAY - 1}, 200),
        (QUEUES, {"from": START, "to": None}, 400),
        (QUEUES, {"queueIds": ",".join(map(str, range(100)))}, 200),
        (QUEUES, {"queueIds": ",".join(map(str, range(101)))}, 400),
        (AGENTS, {"interval": 60}, 200),
        (AGENTS, {"interval": 0}, 400),
        (AGENTS, {"to": START + DAY}, 400),
        (AGENTS, {"to": None}, 400),
        (AGENTS, {"agentIds": ",".join(map(str, range(101)))}, 400),
        (ACTIVITIES, {"to": START + DAY}, 400),
        (ACTIVITIES, {"agentIds": ",".join(map(str, range(101)))}, 400),
        (ACTIVITIES, {"teamIds": ",".join(map(str, range(101)))}, 400),
        (ACTIVITIES, {"channelTypes": "Chat"}, 400),
        (ACTIVITIES, {"pageSize": 1001}, 400),
        (ACTIVITIES, {"page": -1}, 400),
        (ACTIVITIES, {"page": 9, "pageSize": 1000}, 200),
        (ACTIVITIES, {"page": 10, "pageSize": 1000}, 400),
        (ACTIVITIES, {"page": 99}, 200),
        (ACTIVITIES, {"page": 100}, 400),
    ],
)
def test_limits(sim: Simulator, path: str, query: Row, status: int) -> None:
    answer = sim.call("GET", path, params={"from": START, "to": END, **query})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("path", [TASKS, ACTIVITIES])
def test_to_is_now_where_it_is_left_out(sim: Simulator, path: str) -> None:
    found = sim.call("GET", path, params={"from": NOW - 5 * MINUTE, "pageSize": 1000}).json()["data"]
    assert found


@pytest.mark.parametrize("path", ALL)
def test_seconds_in_the_place_of_milliseconds_give_nothing(sim: Simulator, path: str) -> None:
    assert rows(sim, path, START // 1000, END // 1000) == []


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("start", [NOW + DAY, NOW - 1200 * DAY, -(2**62)], ids=["tomorrow", "forgotten", "absurd"])
def test_the_future_and_the_forgotten_have_no_rows(sim: Simulator, path: str, start: int) -> None:
    answer = sim.call("GET", path, params={"from": start, "to": start + HOUR})
    if path == TASKS and start < NOW and start > -FAR_AWAY:
        assert answer.status_code == 400
    else:
        assert answer.json()["data"] == []


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    ("token", "org", "status"),
    [
        ("unknown", None, 401),
        ("no_scope_token", None, 403),
        ("read_only_token", None, 200),
        ("access_token", 0, 200),
        ("access_token", 1, 403),
    ],
)
def test_who_may_ask(sim: Simulator, path: str, token: str, org: int | None, status: int) -> None:
    query: Row = {"from": START, "to": END}
    if org is not None:
        query["orgId"] = sim.orgs[org].org_id
    sim.clear_requests()
    answer = sim.call("GET", path, token=getattr(sim.orgs[0], token, token), params=query)
    assert answer.status_code == status
    (row,) = sim.requests()
    assert (row["path"], row["status"]) == (path, status)
    assert row["org_id"] == (None if status == 401 else sim.orgs[0].org_id)
    if status == 200:
        assert answer.json()["meta"] == {"orgId": sim.orgs[0].org_id}


def test_compressed_above_a_megabyte_if_asked_for(sim: Simulator) -> None:
    def answer(start: int, **headers: str) -> tuple[str | None, int]:
        connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
        query = urlencode({"from": start, "to": END, "interval": 15})
        bearer = {"Authorization": f"Bearer {sim.orgs[0].access_token}"}
        connection.request("GET", f"{AGENTS}?{query}", headers={**bearer, **headers})
        got = connection.getresponse()
        return got.getheader("content-encoding"), len(got.read())

    plain, size = answer(END - DAY + 1)
    assert plain is None
    assert size > 1024 * 1024
    assert answer(END - DAY + 1, **{"Accept-Encoding": "deflate, gzip"})[0] == "gzip"
    assert answer(END - HOUR, **{"Accept-Encoding": "gzip"})[0] is None


@pytest.mark.parametrize("path", ALL)
def test_faults_meet_reports(sim: Simulator, path: str) -> None:
    sim.fault(method="GET", path=path, status=429, headers={"Retry-After": "1"})
    answers = [sim.call("GET", path, params={"from": END - MINUTE, "to": END}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [429, 200]


def test_the_same_question_gets_the_same_answer(sim: Simulator) -> None:
    for path in ALL:
        assert rows(sim, path, START, END) == rows(sim, path, START, END)


def test_organizations_have_tasks_of_their_own(sim: Simulator) -> None:
    mine, other = (
        {row["id"] for row in sim.call("GET", TASKS, org=org, params={"from": START, "to": END}).json()["data"]}
        for org in range(2)
    )
    assert mine
    assert mine.isdisjoint(other)
