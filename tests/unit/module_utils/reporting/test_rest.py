# SPDX-License-Identifier: GPL-3.0-or-later
"""Every task and activity of a window once, whatever the service thinks of its ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.module_utils.reporting.service import Service

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import BadAnswer, WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.reporting import rest
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period

START = 1_700_000_000_000
WINDOW = Period(START, START + 40)
TIMES = st.lists(st.integers(START - 3, WINDOW.end + 3), max_size=60)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of ten tasks, windows of forty activities."""
    monkeypatch.setattr(rest, "PAGE_SIZE", 10)
    monkeypatch.setattr(rest, "MOST_ACTIVITIES", 40)
    monkeypatch.setattr(rest, "LAST_PAGE", 3)


def in_window(times: list[int]) -> list[int]:
    return sorted(time for time in times if time in WINDOW)


@given(TIMES, st.booleans())
def test_tasks_come_once_each_in_order(times: list[int], inclusive: bool) -> None:
    service = Service(times, inclusive=inclusive)
    if max((times.count(time) + times.count(time - 1) for time in times), default=0) >= 10:
        return  # more than a page in a moment has a test of its own
    rows = [row for page in rest.tasks(service.client, WINDOW, {}, None) for row in page.rows]
    assert [row["createdTime"] for row in rows] == in_window(times)
    assert len({row["id"] for row in rows}) == len(rows)


@given(TIMES, st.booleans(), st.data())
def test_tasks_go_on_behind_any_page(times: list[int], inclusive: bool, data: st.DataObject) -> None:
    service = Service(times, inclusive=inclusive)
    if max((times.count(time) + times.count(time - 1) for time in times), default=0) >= 10:
        return
    pages = list(rest.tasks(service.client, WINDOW, {}, None))
    number = data.draw(st.integers(0, len(pages) - 1))
    if pages[number].resume is None:
        return
    again = list(rest.tasks(service.client, WINDOW, {}, pages[number].resume))
    assert [page.rows for page in again] == [page.rows for page in pages[number + 1 :]]


def test_more_tasks_in_one_millisecond_than_a_page_holds_are_an_error() -> None:
    service = Service([START + 5] * 11)
    with pytest.raises(WxccError, match="10 tasks or more were created in the millisecond 1700000000005"):
        list(rest.tasks(service.client, WINDOW, {}, None))


def test_an_answer_that_is_too_large_is_asked_for_in_smaller_pages() -> None:
    def too_large(_path: str, params: Mapping[str, Any]) -> None:
        if params["pageSize"] > 5:
            raise WxccError("Content Too Large", status=413)

    service = Service(range(START, START + 40), fault=too_large)
    rows = [row for page in rest.tasks(service.client, WINDOW, {}, None) for row in page.rows]
    assert len(rows) == 40


@given(TIMES, st.booleans())
def test_activities_come_once_each_in_order(times: list[int], inclusive: bool) -> None:
    service = Service(activities=times, inclusive=inclusive)
    pages = list(rest.agent_activities(service.client, WINDOW, {}))
    assert [row["startTime"] for page in pages for row in page.rows] == in_window(times)
    assert [page.incomplete for page in pages if page.incomplete] == []


def test_a_window_with_too_many_activities_is_halved() -> None:
    times = sorted([*range(START, START + 40)] * 4)
    service = Service(activities=times)
    pages = list(rest.agent_activities(service.client, WINDOW, {}))
    assert [row["startTime"] for page in pages for row in page.rows] == times
    assert len({row["agentId"] for page in pages for row in page.rows}) == 160
    assert not any(page.incomplete for page in pages)


def test_activities_that_cannot_be_complete_are_not_called_so() -> None:
    service = Service(activities=[START + 7] * 41, inclusive=False)
    pages = list(rest.agent_activities(service.client, WINDOW, {}))
    assert [page.incomplete for page in pages if page.incomplete] == [
        "more than 40 activities began in the millisecond 1700000000007 (2023-11-14T22:13:20.007Z), and the"
        " service returns no more"
    ]
    assert sum(len(page.rows) for page in pages) == 40


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {"data": None},
        {"data": [1, 2]},
        {"data": [{"id": "x"}, {"id": "y"}]},
        {"data": [{"attributes": {}}, {"id": 1, "attributes": {}}]},
    ],
)
def test_an_answer_that_is_no_report_is_an_error(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    monkeypatch.setattr(service, "get", lambda _path, _params: answer)
    with pytest.raises(BadAnswer):
        list(rest.tasks(service.client, WINDOW, {}, None))


def a_task(number: int, **attributes: Any) -> dict[str, Any]:
    return {"id": f"t{number}", "attributes": {"createdTime": START + number, **attributes}}


def an_interval(number: int, **values: Any) -> dict[str, Any]:
    return {"queueId": f"q{number}", "agentId": f"a{number}", "intervalStartTime": START + number, **values}


def an_activity(number: int, **values: Any) -> dict[str, Any]:
    return {"agentId": f"a{number}", "startTime": START + number, **values}


ODD_TASKS = [
    (None, "is null, not an object"),
    ({"attributes": {"createdTime": START}}, "has no id"),
    ({"id": "odd"}, "(odd) has no attributes"),
    ({"id": "odd", "attributes": {}}, "(odd) has no createdTime"),
    (a_task(3, createdTime="soon"), "(t3) has a text as createdTime, not a time in milliseconds"),
    (a_task(3, createdTime=True), "(t3) has a boolean as createdTime"),
    (a_task(3, owner="Ann"), "(t3) has a text as owner, not an object"),
    (a_task(3, queue=[{}]), "(t3) has a list as queue, not an object"),
    (a_task(3, status={"is": "new"}), "(t3) has an object as status, not a single value"),
]
ODD_INTERVALS = [
    ([], "is a list, not an object"),
    (an_interval(3, intervalStartTime=None), "(a3) has no intervalStartTime"),
    (an_interval(3, totalOfferedTasks="many"), "(a3) has a text as totalOfferedTasks, not a number"),
    (an_interval(3, totalAssignedTasks=True), "(a3) has a boolean as totalAssignedTasks, not a number"),
    (an_interval(3, averageHandledTime=float("nan")), "(a3) has nan as averageHandledTime, not a number"),
]
ODD_AGENTS = [
    (an_interval(3, channels="chat"), "(a3) has a text as channels, not a list"),
    (an_interval(3, channels=[None]), "(a3) has no channels"),
    (an_interval(3, channels=[{}, {"totalOfferedTasks": []}]), "(a3) has a list as totalOfferedTasks"),
]
ODD_ACTIVITIES = [
    (7, "is a number, not an object"),
    ({"startTime": START}, "has no agentId"),
    (an_activity(3, startTime=None), "(a3) has no startTime"),
    (an_activity(3, startTime=""), "(a3) has no startTime"),
    (an_activity(3, endTime="later"), "(a3) has a text as endTime"),
    (an_activity(3, queueName=["x"]), "(a3) has a list as queueName"),
]


def read_tasks(service: Service) -> list[rest.Page]:
    return list(rest.tasks(service.client, WINDOW, {}, None))


@pytest.mark.parametrize(
    ("read", "good", "odd", "why"),
    [
        *((read_tasks, a_task, odd, why) for odd, why in ODD_TASKS),
        *(
            (lambda service: list(rest.queue_statistics(service.client, WINDOW, {})), an_interval, odd, why)
            for odd, why in [(row, why.replace("a3", "q3")) for row, why in ODD_INTERVALS]
        ),
        *(
            (lambda service: list(rest.agent_statistics(service.client, WINDOW, {})), an_interval, odd, why)
            for odd, why in [*ODD_INTERVALS, *ODD_AGENTS]
        ),
        *(
            (lambda service: list(rest.agent_activities(service.client, WINDOW, {})), an_activity, odd, why)
            for odd, why in ODD_ACTIVITIES
        ),
    ],
)
def test_an_odd_row_is_one_row_and_the_report_is_not_complete(
    read: Callable[[Service], list[rest.Page]],
    good: Callable[[int], dict[str, Any]],
    odd: Any,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Service()
    monkeypatch.setattr(service, "get", lambda _path, _params: {"data": [good(1), odd, good(5)]})
    found = read(service)
    (note,) = [page.incomplete for page in found if page.incomplete]
    assert sum(len(page.rows) for page in found) == 2
    assert re.match(r"GET /v1/\S+: 1 row of the answer cannot be read: row 2 ", note), note
    assert why in note


def test_a_full_page_with_odd_rows_is_gone_on_from() -> None:
    service = Service(range(START, START + 30))
    service.spoil("/v1/tasks", lambda row: row["attributes"]["createdTime"] % 7 == 0, attributes=None)
    times = [row["createdTime"] for page in read_tasks(service) for row in page.rows]
    assert times == [time for time in range(START, START + 30) if time % 7]
    assert all("cannot be read" in page.incomplete for page in read_tasks(service)[:-1])


def test_rows_that_are_out_of_order_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    rows = [{"id": str(time), "attributes": {"createdTime": time}} for time in (START + 1, START)]
    monkeypatch.setattr(service, "get", lambda _path, _params: {"data": rows})
    with pytest.raises(BadAnswer, match="not in the order of createdTime"):
        list(rest.tasks(service.client, WINDOW, {}, None))


@pytest.mark.parametrize("time", [START // 1000, START * 1000, 0, -1, 10**40])
@pytest.mark.parametrize(
    ("read", "row"),
    [
        (rest.queue_statistics, {"queueId": "q", "intervalStartTime": None}),
        (rest.agent_statistics, {"agentId": "a", "intervalStartTime": None, "channels": []}),
        (rest.agent_activities, {"agentId": "a", "startTime": None}),
        (
            lambda client, window, params: rest.tasks(client, window, params, None),
            {"id": "t", "attributes": {"createdTime": None}},
        ),
    ],
)
def test_rows_in_seconds_do_not_vanish_without_a_word(read: Any, row: Mapping[str, Any], time: int) -> None:
    text = json.dumps(row).replace("null", str(time))
    answer = {"data": [json.loads(text)] * 2}
    service = SimpleNamespace(org_id="org", get=lambda _path, _params: answer)
    with pytest.raises(BadAnswer, match=r"no row of the answer can be read: .* which is not a time in milliseconds"):
        list(read(service, WINDOW, {}))
    answer["data"] = answer["data"][:1]
    page, *_others = read(service, WINDOW, {})
    assert "1 row of the answer cannot be read" in page.incomplete
