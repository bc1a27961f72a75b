# SPDX-License-Identifier: GPL-3.0-or-later
"""Every record of a search once, beyond what one query reaches, and every activity of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.api.errors import BadAnswer, WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.reporting import search_pages
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.periods import Period
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search import Search
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search_documents import document_of
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search_pages import pages

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
    assert found[-1].incomplete == "the service gives no more than 100,000 records"


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
        {"data": {"taskDetails": {"tasks": [1], "pageInfo": {"hasNextPage": False}}}},
        {"data": {"taskDetails": {"tasks": [{"a": 1}], "pageInfo": {"hasNextPage": False}}}},
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
