# SPDX-License-Identifier: GPL-3.0-or-later
"""Every record of a search once, beyond what one query reaches, and every activity of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import BadAnswer, WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search import (
    pages as search_pages,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search import (
    reports as search_reports,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search.documents import document_of
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search.pages import pages
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search.queries import Search
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period

START = 1_700_000_000_000
WINDOW = Period(START, START + 40)
TIMES = st.lists(st.integers(START - 3, WINDOW.end + 3), max_size=90)
PAGE, CAP, INNER = 4, 20, 3


@pytest.fixture(autouse=True)
def small_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty records for one query."""
    monkeypatch.setattr(search_pages, "RECORD_CAP", CAP)


class Records:
    """A search endpoint in memory: four records a page, twenty for a query, three activities with a record."""

    def __init__(self, times: list[int], activities: list[int] | None = None, *, inclusive: bool = True) -> None:
        self.org_id = "org"
        self._times = sorted(times)
        self._activities = sorted(activities or [], reverse=True)
        self._inclusive = inclusive

    @property
    def client(self) -> Client:
        """The endpoint in the place of a client."""
        return cast(Client, self)

    def ask(self, _path: str, _params: Mapping[str, Any], body: Mapping[str, Any]) -> Any:
        """Give the page at a cursor."""
        asked = body["variables"]
        records = [
            {"id": f"{number}", "createdTime": time, "activities": self._inner(asked.get("after"))}
            for number, time in enumerate(self._times)
            if (asked["from"] <= time <= asked["to"] if self._inclusive else asked["from"] < time < asked["to"])
            and asked.get("filter", {}).get("id", {"equals": f"{number}"}) == {"equals": f"{number}"}
        ][:CAP]
        start = int((asked.get("pagination") or {"cursor": "0"})["cursor"])
        more = str(start + PAGE) if start + PAGE < len(records) else None
        info = {"hasNextPage": more is not None, "endCursor": more}
        return {"data": {"taskDetails": {"tasks": records[start : start + PAGE], "pageInfo": info}}}

    def _inner(self, after: str | None) -> dict[str, Any]:
        rows = [(number, time) for number, time in enumerate(self._activities) if not after or time < int(after)]
        info = {"hasNextPage": len(rows) > INNER, "endCursor": str(rows[INNER - 1][1]) if len(rows) > INNER else None}
        nodes = [{"id": f"a{number}", "createdTime": time} for number, time in rows[:INNER]]
        return {"totalCount": len(self._activities), "nodes": nodes, "pageInfo": info}


def in_window(times: list[int]) -> list[int]:
    return sorted(time for time in times if time in WINDOW)


@given(TIMES, st.booleans())
def test_records_come_once_each_in_order_beyond_the_limit(times: list[int], inclusive: bool) -> None:
    if max((times.count(time) + times.count(time - 1) for time in times), default=0) >= CAP:
        return
    found = [*pages(Records(times, inclusive=inclusive).client, Search("taskDetails", ("id",)), WINDOW)]
    ids = [row["id"] for page in found for row in page.rows]
    assert [row["createdTime"] for page in found for row in page.rows] == in_window(times)
    assert len(set(ids)) == len(ids)
    assert not any(page.incomplete for page in found)


@given(TIMES, st.data())
def test_records_go_on_behind_any_page(times: list[int], data: st.DataObject) -> None:
    if max((times.count(time) + times.count(time - 1) for time in times), default=0) >= CAP:
        return
    client, search = Records(times).client, Search("taskDetails", ("id",))
    found = [*pages(client, search, WINDOW)]
    number = data.draw(st.integers(0, len(found) - 1))
    if found[number].resume is not None:
        again = [*pages(client, search, WINDOW, found[number].resume)]
        assert [page.rows for page in again] == [page.rows for page in found[number + 1 :]]


def test_more_records_in_one_millisecond_than_can_be_reached_are_not_called_complete() -> None:
    found = [*pages(Records([START + 5] * 30).client, Search("taskDetails", ("id",)), WINDOW)]
    assert sum(len(page.rows) for page in found) == CAP
    assert found[-1].incomplete == "the service returns at most 100,000 records"


def test_records_without_an_order_to_go_on_in_are_not_called_complete_at_the_limit() -> None:
    search = Search("taskDetails", ("id",), time_comparator="endedTime")
    found = [*pages(Records([*range(START, START + 30)]).client, search, WINDOW)]
    assert sum(len(page.rows) for page in found) == CAP
    assert found[-1].incomplete


@given(st.lists(st.integers(START, START + 9), max_size=12))
def test_all_activities_of_a_record_come_unless_too_many_are_of_one_moment(activities: list[int]) -> None:
    search = Search("taskDetails", ("id", "activities.nodes.createdTime"))
    found = [*pages(Records([START], activities).client, search, WINDOW)]
    rows = [row for page in found for row in page.rows if "activities.nodes.id" in row]
    ids = {row["activities.nodes.id"] for row in rows}
    assert len(ids) == len(rows)
    assert (len(ids) < len(activities)) == bool(found[-1].incomplete)
    if max((activities.count(time) for time in activities), default=0) < INNER:
        assert sorted(row["activities.nodes.createdTime"] for row in rows) == sorted(activities)


def test_a_document_says_all_that_is_asked() -> None:
    counts = {"field": "id", "type": "count", "name": 'a "b"', "filter": {"isActive": {"equals": True}}}
    text, variables = document_of(
        Search("taskDetails", ("lastQueue.name",), aggregations=(counts,), interval="DAILY", timezone="Asia/Kolkata")
    )
    assert text == (
        "query ($from: Long!, $to: Long!, $pagination: Pagination, $aggregationInterval: IntervalData!,"
        " $filter0: TaskDetailsFilters!) { taskDetails(from: $from, to: $to, pagination: $pagination,"
        " aggregationInterval: $aggregationInterval,"
        ' aggregations: [{field: "id", name: "a \\"b\\"", filter: $filter0, type: count}]) { tasks'
        " { intervalStartTime lastQueue { name } aggregation { name value } } pageInfo { hasNextPage endCursor } } }"
    )
    assert variables == {
        "aggregationInterval": {"interval": "DAILY", "timezone": "Asia/Kolkata"},
        "filter0": {"isActive": {"equals": True}},
    }
    text, _variables = document_of(Search("agentSession", ("agentName", "channelInfo.activities.nodes.state")))
    assert "channelInfo { activities(first: 100, after: $after) { nodes { state id } totalCount pageInfo {" in text


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {}},
        {"data": {"taskDetails": {"tasks": []}}},
        {"data": {"taskDetails": {"tasks": [1, 2], "pageInfo": {"hasNextPage": False}}}},
        {"data": {"taskDetails": {"tasks": [{"a": 1}, {"a": 2}], "pageInfo": {"hasNextPage": False}}}},
        {"data": {"taskDetails": {"tasks": [], "pageInfo": {"hasNextPage": True, "endCursor": None}}}},
        {"data": {"taskDetails": {"tasks": [], "pageInfo": {"hasNextPage": None}}}},
        {"data": {"taskDetails": {"tasks": [], "pageInfo": {"hasNextPage": 0}}}},
        {"data": []},
        "text",
    ],
)
def test_an_answer_that_is_no_page_is_an_error(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = Records([])
    monkeypatch.setattr(endpoint, "ask", lambda *_unused: answer)
    with pytest.raises(BadAnswer, match="the answer"):
        list(pages(endpoint.client, Search("taskDetails", ("id",)), WINDOW))


def test_errors_beside_data_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = Records([START])
    whole = endpoint.ask("", {}, {"variables": {"from": START, "to": WINDOW.end}})
    monkeypatch.setattr(endpoint, "ask", lambda *_unused: {**whole, "errors": [{"message": "half of it failed"}]})
    with pytest.raises(WxccError, match="half of it failed"):
        list(pages(endpoint.client, Search("taskDetails", ("id",)), WINDOW))


COUNT = ({"field": "id", "type": "count", "name": "n"},)
BY_HOUR = Search("taskDetails", aggregations=COUNT, interval="HOURLY")
RAW = Search("taskDetails", ("id",))
NODES = Search("taskDetails", ("id", "activities.nodes.eventName"))
DOCUMENT = Search(document="query { taskDetails { tasks { id } pageInfo { hasNextPage endCursor } } }")


def inner(**values: Any) -> dict[str, Any]:
    return {"activities": {"totalCount": 1, "nodes": [{"id": "n"}], "pageInfo": {"hasNextPage": False}} | values}


@pytest.mark.parametrize(
    ("search", "odd", "why"),
    [
        (RAW, None, "is null, not an object"),
        (RAW, {"createdTime": START}, "has no id"),
        (RAW, {"id": "odd"}, "(odd) has no createdTime"),
        (RAW, {"id": "odd", "createdTime": "1700"}, "(odd) has a text as createdTime"),
        (RAW, {"id": "odd", "createdTime": START, "x": [[1]]}, "(odd) has a list within the list x"),
        (BY_HOUR, {"aggregation": []}, "has no intervalStartTime"),
        (BY_HOUR, {"intervalStartTime": START, "aggregation": {}}, "has an object as aggregation, not a list"),
        (BY_HOUR, {"intervalStartTime": START, "aggregation": [{"value": 1}]}, "has no name"),
        (BY_HOUR, {"intervalStartTime": START, "aggregation": [{"name": "n", "value": "3"}]}, "has a text as n"),
        (NODES, {"id": "odd", "createdTime": START, "activities": 7}, "(odd) has a number as activities"),
        (NODES, {"id": "odd", "createdTime": START, **inner(nodes={})}, "(odd) has an object as nodes"),
        (NODES, {"id": "odd", "createdTime": START, **inner(nodes=[{}])}, "(odd) has no id"),
        (NODES, {"id": "odd", "createdTime": START, **inner(pageInfo=None)}, "(odd) has no pageInfo"),
        (NODES, {"id": "odd", "createdTime": START, **inner(totalCount="1")}, "(odd) has a text as totalCount"),
        (DOCUMENT, "x", "is a text, not an object"),
        (DOCUMENT, {"id": "odd", "aggregation": None}, "(odd) has no aggregation"),
    ],
)
def test_an_odd_record_is_one_record_and_the_report_is_not_complete(
    search: Search, odd: Any, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def good(number: int) -> dict[str, Any]:
        if search.aggregations:
            return {"intervalStartTime": START + number, "aggregation": [{"name": "n", "value": 1}]}
        return {"id": f"{number}", "createdTime": START + number, **inner()}

    endpoint = Records([])
    records = {"tasks": [good(1), odd, good(2)], "pageInfo": {"hasNextPage": False}}
    monkeypatch.setattr(endpoint, "ask", lambda *_unused: {"data": {"taskDetails": records}})
    (page,) = pages(endpoint.client, search, WINDOW)
    assert len(page.rows) == 2
    assert page.incomplete.startswith("POST /search: 1 row of the answer cannot be read: row 2 ")
    assert why in page.incomplete


def test_statistics_by_search_say_that_an_interval_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = Records([])
    interval = {"intervalStartTime": START, "agentId": "a", "aggregation": []}
    records = {"agentSessions": [interval, None], "pageInfo": {"hasNextPage": False}}
    monkeypatch.setattr(endpoint, "ask", lambda *_unused: {"data": {"agentSession": records}})
    (page,) = search_reports.agent_statistics(endpoint.client, WINDOW, search_reports.Steps(60, "UTC"), (), ())
    assert [row["agentId"] for row in page.rows] == ["a"]
    assert "row 2 is null" in page.incomplete


BY_END = Search("taskDetails", ("id",), time_comparator="endedTime")


@pytest.mark.parametrize("search", [RAW, BY_END, BY_HOUR, DOCUMENT], ids=["by time", "by cursor", "sums", "document"])
@pytest.mark.parametrize(
    ("cursors", "records", "told"),
    [
        (["a"], 1, "returned the same cursor twice"),
        (["a"], 0, "returned the same cursor twice"),
        (["a", "b", "c"], 1, "returned the same cursor twice"),
        (None, 0, "10 pages in a row had no records"),
    ],
    ids=["stands", "stands without records", "goes round", "leads through nothing"],
)
def test_a_search_that_does_not_move_on_ends_with_a_sentence(
    search: Search, cursors: list[str] | None, records: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_pages, "RECORD_CAP", 10_000)
    endpoint = Records([])
    asked: list[Any] = []

    def ask(_path: str, _params: Any, body: Mapping[str, Any]) -> Any:
        asked.append(body)
        assert len(asked) < 100, "it would never end"
        number = len(asked)
        cursor = cursors[number % len(cursors)] if cursors else f"{number}"
        record = {"id": f"{number}", "createdTime": START, "intervalStartTime": START, "aggregation": []}
        info = {"hasNextPage": True, "endCursor": cursor}
        return {"data": {"taskDetails": {"tasks": [record] * records, "pageInfo": info}}}

    monkeypatch.setattr(endpoint, "ask", ask)
    with pytest.raises(BadAnswer, match=told):
        list(pages(endpoint.client, search, WINDOW))
