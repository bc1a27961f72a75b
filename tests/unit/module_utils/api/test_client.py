# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import threading
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.module_utils.api.connected import ORG, TOKEN, Waiting, connect
from unit.module_utils.api.scripted_server import GONE, Received, ScriptedServer, Step, page, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.bulk import BulkItem, BulkResult
from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Settings
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import (
    AnswerMismatch,
    BadAnswer,
    Conflict,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Unauthorized,
    WxccError,
)

NOWHERE = "http://127.0.0.1:9"
SITES = f"/organization/{ORG}/v2/site"


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (["site"], "/site"),
        (["v2", "site"], "/v2/site"),
        (["site", "a/b ?#é"], "/site/a%2Fb%20%3F%23%C3%A9"),
        (["site", "..a"], "/site/..a"),
    ],
)
def test_path(parts: list[str], path: str) -> None:
    assert connect(NOWHERE).path(*parts) == f"/organization/{ORG}{path}"


@pytest.mark.parametrize("parts", [[], [""], ["site", ""], ["site", "."], ["site", ".."]])
def test_a_path_that_names_something_else_is_refused(parts: list[str]) -> None:
    with pytest.raises(ValueError, match="an empty part"):
        connect(NOWHERE).path(*parts)


@pytest.mark.parametrize(
    ("url", "token", "told"), [("http://example.com", TOKEN, "^api_url: "), (NOWHERE, "a\nb", "^access_token: ")]
)
def test_settings_that_are_not_safe_are_refused(url: str, token: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        connect(url, access_token=token)


def test_settings_do_not_show_the_token() -> None:
    assert TOKEN not in repr(Settings(NOWHERE, ORG, TOKEN))


def serve_list(ids: list[str], page_size: int) -> Step:
    """Answer list requests as the service does, with pages of at most `page_size`."""

    def send(received: Received) -> list[bytes]:
        number = int(parse_qs(urlsplit(received.target).query)["page"][0])
        rows = ids[number * page_size : (number + 1) * page_size]
        return list(page(number, -(-len(ids) // page_size), len(ids), rows)(received))

    return send


@settings(max_examples=25)
@given(count=st.integers(0, 250), page_size=st.sampled_from([1, 7, 50, 100]))
def test_a_list_is_complete_and_in_order_whatever_the_page_size(count: int, page_size: int) -> None:
    ids = [str(number) for number in range(min(count, page_size * 20))]
    with ScriptedServer(serve_list(ids, page_size)) as server:
        client = connect(server.url, requests_per_minute=1000)
        assert [row["id"] for row in client.list_all(SITES, {"attributes": "id"})] == ids
        client.close()
    pages = {urlsplit(request.target).query for request in server.received}
    assert pages == {f"attributes=id&page={number}&pageSize=100" for number in range(max(1, -(-len(ids) // page_size)))}
    assert len(server.received) == len(pages) + (len(pages) > 1)  # the first page is read again after the others


FIRST, SECOND = page(0, 2, 3, ["a", "b"]), page(1, 2, 3, ["c"])


@pytest.mark.parametrize(
    "changed",
    [
        [FIRST, page(1, 2, 3, ["b"])],  # a row moved to the next page while it was read
        [FIRST, page(1, 2, 3, [])],
        [FIRST, page(1, 2, 4, ["c", "d"])],
        [FIRST, page(1, 2, 2, ["c"])],
        [page(0, 1, 3, ["a", "b"])],
        [FIRST, page(1, 2, 3, ["d"]), page(0, 2, 3, ["b", "c"])],  # "a" was deleted and "d" created: "c" is missing
        [FIRST, SECOND, page(0, 2, 4, ["a", "b"])],
        [page(0, 2, 3, ["a", "a"]), SECOND, page(0, 2, 3, ["a", "a"])],
    ],
)
@pytest.mark.parametrize("times", [1, 2, 9])
def test_a_list_that_changed_while_it_was_read_is_read_again_after_a_pause(changed: list[Step], times: int) -> None:
    if len(changed) == 2:
        changed = [*changed, FIRST]
    waiting = Waiting()
    with ScriptedServer(*changed * times, FIRST, SECOND, FIRST) as server:
        rows = connect(server.url, waiting, parallelism=1, requests_per_minute=1000).list_all(SITES)
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert len(waiting.sleeps) == times


def test_a_list_that_changes_all_the_time_is_not_taken_for_complete() -> None:
    waiting = Waiting()
    told = r"the list was read \d+ times and changed .*1 of 3 rows came twice.*retry_timeout"
    script = [FIRST, page(1, 2, 3, ["b"]), FIRST] * 40
    with ScriptedServer(*script) as server:
        client = connect(server.url, waiting, parallelism=1, requests_per_minute=1000, retry_timeout=60)
        with pytest.raises(BadAnswer, match=told):
            client.list_all(SITES)
    assert 30 < waiting.clock() <= 60


@pytest.mark.parametrize(("pages", "total"), [(30_000_000, 3_000_000_000), (3, 2), (2, 0), (-1, 0), (True, 1), (1, -1)])
def test_a_list_that_announces_what_cannot_be_is_refused(pages: int, total: int) -> None:
    told = r"rows, which is impossible|not a page of a list"
    with ScriptedServer(page(0, pages, total, ["a"])) as server, pytest.raises(BadAnswer, match=told):
        connect(server.url, Waiting()).list_all(SITES)
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([{"id": "a"}], "not a page of a list"),
        ({"data": []}, "not a page of a list"),
        ({"meta": {"totalPages": 1, "totalRecords": 0}}, "not a page of a list"),
        ({"meta": {"totalPages": 1, "totalRecords": 0}, "data": {}}, "not a page of a list"),
        ({"meta": {"totalPages": 1}, "data": []}, "not a page of a list"),
        ({"meta": {"totalPages": "1", "totalRecords": 0}, "data": []}, "not a page of a list"),
        ({"meta": [], "data": []}, "not a page of a list"),
        ({"meta": {"totalPages": 1, "totalRecords": 1}, "data": [{"name": "a"}]}, "without an id"),
        ({"meta": {"totalPages": 1, "totalRecords": 1}, "data": ["a"]}, "without an id"),
        ({"meta": {"totalPages": 1, "totalRecords": 1}, "data": [{"id": ["a"]}]}, "without an id"),
        ({"meta": {"totalPages": 1, "totalRecords": 1}, "data": [{"id": ""}]}, "without an id"),
        ("text", "not a page of a list"),
    ],
)
def test_what_is_not_a_list_is_refused(content: Any, told: str) -> None:
    with ScriptedServer(reply(content=content)) as server, pytest.raises(BadAnswer, match=told):
        connect(server.url, Waiting()).list_all(SITES)


def test_a_page_that_cannot_be_read_fails_the_list() -> None:
    with ScriptedServer(FIRST, GONE) as server, pytest.raises(NotFound):
        connect(server.url).list_all(SITES)


def bulk(content: Any, count: int, headers: dict[str, str] | None = None) -> list[BulkResult]:
    items = [BulkItem(number, "SAVE", {"name": f"site {number}"}) for number in range(count)]
    with ScriptedServer(reply(207, content, headers=headers)) as server:
        results = connect(server.url).bulk("/site/bulk", items)
    assert [item["itemIdentifier"] for item in server.received[0].json["items"]] == list(range(count))
    assert server.received[0].json["items"][0] == {
        "itemIdentifier": 0,
        "item": {"name": "site 0"},
        "requestAction": "SAVE",
    }
    return results


def test_bulk_matches_results_by_identifier() -> None:
    exists = {"error": {"key": "409", "reason": "name exists"}, "trackingId": "theirs"}
    answer = {
        "items": [
            {"itemIdentifier": 2, "status": 409, "apiError": exists},
            {"itemIdentifier": 0, "status": 201, "operationType": "CREATE", "href": "/api/organization/1/site/new-id"},
            {"itemIdentifier": 3, "status": 400, "apiError": {"error": {"reason": "active: is required"}}},
            {"itemIdentifier": 1, "status": 200},
        ]
    }
    created, nameless, refused, invalid = bulk(answer, 4, {"TrackingId": "whole"})
    assert created == BulkResult(0, "new-id", None)
    assert nameless == BulkResult(1, None, None)
    assert isinstance(refused.error, Conflict)
    assert (refused.error.reason, refused.error.key, refused.error.tracking_id) == ("name exists", "409", "theirs")
    assert str(invalid.error) == "POST /site/bulk: item 3: 400: active: is required (tracking id whole)"


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([{"itemIdentifier": 0}], OutcomeUnknown),
        ([{"itemIdentifier": 0, "status": "201"}], OutcomeUnknown),
        ([{"itemIdentifier": 0, "status": 201, "apiError": {"error": {"reason": "but"}}}], WxccError),
        ([{"itemIdentifier": 0, "status": 500}], OutcomeUnknown),
        ([{"itemIdentifier": 0, "status": 429}], RateLimited),
        ([{"itemIdentifier": "0", "status": 201}], type(None)),
    ],
)
def test_an_item_is_done_only_where_the_answer_says_so(rows: list[dict[str, Any]], kind: type[object]) -> None:
    assert bulk({"items": rows}, 1)[0].error.__class__ is kind


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"itemIdentifier": 0, "status": 201}, {"itemIdentifier": 0, "status": 400}], "the answer has an item twice"),
        (
            [{"itemIdentifier": 1, "status": 201}, {"itemIdentifier": 2, "status": 201}],
            "an item 2, which is not in the request",
        ),
        ([{"status": 201}], "which is not in the request"),
        ([], "lacks item 0"),
        ([{"itemIdentifier": n, "status": 201} for n in (0, 3)], "lacks item 1"),
        ([{"itemIdentifier": n, "status": 204, "href": f"/site/{n}"} for n in (0, 1, 3)], "another object for item 0"),
        (
            [{"itemIdentifier": n, "status": 200, "operationType": "DELETE"} for n in (0, 1, 3)],
            "another operation for item 1",
        ),
        (
            [{"itemIdentifier": n, "status": 201, "href": "/site/9" if n else ""} for n in (0, 1, 3)],
            "the same object for several items",
        ),
    ],
)
def test_an_answer_that_does_not_fit_what_was_sent_tells_nothing(rows: list[dict[str, Any]], told: str) -> None:
    items = [BulkItem(0, "DELETE", {"id": "7"}), BulkItem(1, "SAVE", {}), BulkItem(3, "SAVE", {})]
    with ScriptedServer(reply(207, {"items": rows})) as server, pytest.raises(AnswerMismatch, match=told):
        connect(server.url).bulk("/site/bulk", items)


def test_when_to_send_an_item_again_is_what_the_answer_says() -> None:
    rows = [{"itemIdentifier": 0, "status": 429}, {"itemIdentifier": 1, "status": 503}]
    errors = [result.error for result in bulk({"items": rows}, 2, {"Retry-After": "7"})]
    assert [error.retry_after for error in errors if error] == [7, 7]


@pytest.mark.parametrize("content", [{}, [], "done", {"items": {}}, {"items": ["done"]}, {"items": None}])
def test_a_bulk_answer_of_another_shape_tells_nothing(content: Any) -> None:
    with pytest.raises(OutcomeUnknown, match="no list of items"):
        bulk(content, 1)


def test_parallel_gives_results_and_errors_in_order() -> None:
    client = connect(NOWHERE)
    conflict = Conflict("exists", status=409)

    def fail() -> int:
        raise conflict

    assert client.parallel([lambda: 1, fail, lambda: 3]) == [1, conflict, 3]
    assert client.parallel([]) == []


def test_parallel_keeps_to_its_number_of_threads_and_connections() -> None:
    together = threading.Barrier(4)

    def meet(received: Received) -> list[bytes]:
        together.wait(10)
        return list(reply(content={})(received))

    with ScriptedServer(meet) as server:
        client = connect(server.url, parallelism=4)
        for _unused in range(3):
            assert client.parallel([lambda: client.get("/site")] * 8) == [{}] * 8
        client.close()
    assert {request.connection for request in server.received} == {1, 2, 3, 4}


def test_parallel_may_be_called_inside_a_parallel_call() -> None:
    client = connect(NOWHERE, parallelism=2)
    calls = [lambda: client.parallel([lambda: 1] * 3)] * 5
    assert client.parallel(calls) == [[1, 1, 1]] * 5


def test_after_a_refused_token_nothing_more_is_sent() -> None:
    with ScriptedServer(reply(content={}), reply(401, headers={"TrackingId": "theirs"})) as server:
        client = connect(server.url, parallelism=1)
        ok, *refused = client.parallel([lambda: client.get("/site")] * 5)
    assert ok == {}
    assert all(isinstance(error, Unauthorized) and error.status == 401 for error in refused)
    assert "not sent" in str(refused[-1])
    assert len(server.received) == 2


def test_a_mistake_in_a_call_is_raised_and_ends_what_sleeps() -> None:
    with ScriptedServer(reply(503, headers={"Retry-After": "100"})) as server:
        client = connect(server.url, parallelism=2)

        def mistake() -> None:
            while not server.received:
                pass
            raise KeyError("mistake")

        with pytest.raises(KeyError, match="mistake"):
            client.parallel([lambda: client.get("/site"), mistake])


def test_a_pause_holds_for_all_threads() -> None:
    waiting = Waiting()
    with ScriptedServer(reply(429, headers={"Retry-After": "60"}), reply(content={})) as server:
        client = connect(server.url, waiting, parallelism=1)
        client.parallel([lambda: client.get("/site")] * 3)
    assert len(server.received) == 4
    assert waiting.sleeps == [pytest.approx(60)]


def test_the_budget_of_the_settings_is_kept() -> None:
    waiting = Waiting()
    with ScriptedServer(reply(content={})) as server:
        client = connect(server.url, waiting, requests_per_minute=10)
        for _unused in range(25):
            client.get("/site")
    assert waiting.clock() == pytest.approx(120)
    assert client.rate_limit_seconds == pytest.approx(120)
