# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent again, when, and how often: no write is ever done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from unit.module_utils.api.connected import Waiting, connect
from unit.module_utils.api.scripted_server import GONE, ScriptedServer, Step, cut_off, free_port, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.bulk import BulkItem
from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import (
    BadAnswer,
    Conflict,
    ConnectionFailed,
    ForeignNotFound,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Referenced,
    WxccError,
)

LIVE = {"id": "1", "name": "live", "version": 4}
OK = reply(content=LIVE)
BUSY = reply(503, {"error": {"reason": "busy"}})
PAGE = reply(body=b"<title>Maintenance</title>")
LATER = reply(429, headers={"Retry-After": "7"})

Call = Callable[[Client], Any]
GET: Call = lambda client: client.get("/site/1")  # noqa: E731
POST: Call = lambda client: client.post("/site", {"name": "new"})  # noqa: E731
BULK: Call = lambda client: client.bulk("/site/bulk", [BulkItem(0, "SAVE", {})])  # noqa: E731
PATCH_BULK: Call = lambda client: client.bulk("/site/bulk", [BulkItem(0, "SAVE", {})], method="PATCH")  # noqa: E731
DELETE: Call = lambda client: client.delete("/site/1")  # noqa: E731
OLD = {"id": "1", "name": "old", "description": "old", "version": 3}


def PUT(client: Client, is_done: bool = False) -> dict[str, Any]:  # noqa: N802
    return client.put("/site/1", OLD, lambda live: {**live, "name": "wanted"}, is_done=lambda live: is_done)


def PATCH(client: Client, is_done: bool = False) -> dict[str, Any]:  # noqa: N802
    part = {"name": "wanted"}
    return client.put("/site/1", OLD, lambda _live: part, is_done=lambda live: is_done, method="PATCH")


def methods(server: ScriptedServer) -> str:
    return " ".join(request.method for request in server.received)


@pytest.mark.parametrize("fault", [hang_up, BUSY, PAGE, cut_off(OK, 70), reply(body=b'{"id":'), reply(500)])
@pytest.mark.parametrize("times", [1, 5])
def test_get_is_repeated(fault: Step, times: int) -> None:
    waiting = Waiting()
    with ScriptedServer(OK, *[fault] * times, OK) as server:
        client = connect(server.url, waiting)
        assert [GET(client), GET(client)] == [LIVE, LIVE]
    assert client.requests == len(server.received) == times + 2
    assert waiting.sleeps == sorted(waiting.sleeps)


@pytest.mark.parametrize("status", [400, 404, 405, 409, 412, 422])
@pytest.mark.parametrize("call", [GET, POST, BULK, PUT, PATCH, PATCH_BULK])
def test_what_the_service_refuses_is_not_repeated(call: Call, status: int) -> None:
    no = reply(status, {"error": {"reason": "no"}})
    with ScriptedServer(no) as server, pytest.raises(WxccError, match=f"{status}: no") as caught:
        call(connect(server.url))
    assert caught.value.status == status
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [501, 505])
def test_what_the_service_cannot_do_is_asked_once(status: int) -> None:
    no = reply(status, {"error": {"reason": "not served"}})
    with ScriptedServer(no) as server, pytest.raises(WxccError, match=f"{status}: not served"):
        GET(connect(server.url))
    assert len(server.received) == 1


@pytest.mark.parametrize("fault", [hang_up, BUSY, PAGE, cut_off(OK, 70), reply(500), reply(body=b"")])
@pytest.mark.parametrize("call", [POST, BULK, PATCH_BULK])
def test_post_and_bulk_are_not_repeated_where_the_outcome_is_unknown(call: Call, fault: Step) -> None:
    with ScriptedServer(OK, fault) as server:
        client = connect(server.url, Waiting())
        GET(client)
        with pytest.raises(OutcomeUnknown, match="may or may not have been carried out"):
            call(client)
    assert methods(server) == ("GET PATCH" if call is PATCH_BULK else "GET POST")


@pytest.mark.parametrize("call", [GET, POST, PUT, PATCH, DELETE])
@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:20 GMT", "Date": "Thu, 01 Jan 2026 00:00:00 GMT"}, 20),
        ({"Retry-After": "86400"}, 120),
        ({"Retry-After": "soon"}, 1),
        ({}, 1),
    ],
)
def test_after_a_429_every_method_is_repeated(call: Call, headers: dict[str, str], pause: float) -> None:
    waiting = Waiting()
    with ScriptedServer(reply(429, headers=headers), OK) as server:
        client = connect(server.url, waiting)
        call(client)
    assert len(server.received) == 2
    assert waiting.sleeps == [pytest.approx(pause)]
    assert client.rate_limit_seconds == pytest.approx(pause)


@pytest.mark.parametrize("call", [GET, POST, PUT, PATCH, DELETE])
def test_a_429_for_ever_ends_with_the_time_for_retries(call: Call) -> None:
    waiting = Waiting()
    with ScriptedServer(LATER) as server, pytest.raises(RateLimited):
        call(connect(server.url, waiting, retry_timeout=100))
    assert 90 < waiting.clock() <= 100


@pytest.mark.parametrize(
    ("call", "kind"), [(GET, WxccError), (PUT, WxccError), (PATCH, WxccError), (DELETE, WxccError)]
)
def test_trouble_for_ever_ends_with_the_time_for_retries(call: Call, kind: type[WxccError]) -> None:
    waiting = Waiting()
    with ScriptedServer(BUSY) as server, pytest.raises(kind, match="503: busy"):
        call(connect(server.url, waiting))
    assert 860 < waiting.clock() <= 900
    assert len(server.received) < 60


def test_the_wait_that_a_503_asks_for_is_granted() -> None:
    waiting = Waiting()
    with ScriptedServer(reply(503, headers={"Retry-After": "42"}), OK) as server:
        assert GET(connect(server.url, waiting)) == LIVE
    assert waiting.sleeps == [42]


@pytest.mark.parametrize("call", [GET, POST, BULK, PUT, PATCH, PATCH_BULK, DELETE])
def test_a_host_that_never_answered_is_soon_given_up(call: Call) -> None:
    waiting = Waiting()
    port = free_port()
    client = connect(f"http://127.0.0.1:{port}", waiting)
    told = rf"cannot reach 127\.0\.0\.1:{port} \(api_url or data_center\): .*refused"
    with pytest.raises(ConnectionFailed, match=told):
        call(client)
    assert client.requests == 3
    assert waiting.clock() < 10


def test_a_name_that_does_not_resolve_is_soon_given_up() -> None:
    waiting = Waiting()
    with pytest.raises(ConnectionFailed, match=r"cannot reach wxcc\.invalid \(api_url or data_center\)"):
        GET(connect("https://wxcc.invalid", waiting))
    assert waiting.clock() < 10


def test_a_page_of_another_service_is_soon_given_up() -> None:
    waiting = Waiting()
    told = "not JSON but says: Maintenance; check api_url"
    with ScriptedServer(PAGE) as server, pytest.raises(BadAnswer, match=told):
        GET(connect(server.url, waiting))
    assert len(server.received) == 3
    assert waiting.clock() < 10


@pytest.mark.parametrize("call", [GET, POST, PUT, PATCH, DELETE])
def test_a_host_that_has_answered_before_is_waited_for(call: Call) -> None:
    """Requests that never arrived are repeated whatever they do."""
    port = free_port()
    with ExitStack() as stack:
        servers: list[ScriptedServer] = []
        naps = iter(range(1000))

        def come_back() -> None:
            if next(naps) == 5:
                servers.append(stack.enter_context(ScriptedServer(OK, port=port)))

        client = connect(f"http://127.0.0.1:{port}", Waiting(come_back))
        with ScriptedServer(reply(content={}, headers={"Connection": "close"}), port=port):
            GET(client)
        call(client)
        assert len(servers[0].received) == 1


@pytest.mark.parametrize("fault", [hang_up, BUSY, PAGE, reply(204)])
@pytest.mark.parametrize(("call", "method"), [(PUT, "PUT"), (PATCH, "PATCH")])
def test_a_change_without_an_answer_is_looked_for_and_found_done(
    call: Callable[..., Any], method: str, fault: Step
) -> None:
    with ScriptedServer(fault, OK) as server:
        assert call(connect(server.url, Waiting()), is_done=True) == LIVE
    assert methods(server) == f"{method} GET"


@pytest.mark.parametrize("fault", [hang_up, BUSY, PAGE])
def test_a_patch_that_was_not_carried_out_sends_the_same_part_again(fault: Step) -> None:
    with ScriptedServer(fault, OK, OK) as server:
        assert PATCH(connect(server.url, Waiting())) == LIVE
    assert methods(server) == "PATCH GET PATCH"
    assert [server.received[at].json for at in (0, 2)] == [{"name": "wanted"}] * 2


@pytest.mark.parametrize("fault", [hang_up, BUSY, PAGE])
def test_a_put_that_was_not_carried_out_is_made_anew_of_the_live_object(fault: Step) -> None:
    live = {**LIVE, "description": "of somebody else"}
    written = {"id": "1", "name": "wanted", "version": 5}
    with ScriptedServer(fault, reply(content=live), reply(content=written)) as server:
        assert PUT(connect(server.url, Waiting())) == written
    assert methods(server) == "PUT GET PUT"
    assert [server.received[at].json for at in (0, 2)] == [
        {"id": "1", "name": "wanted", "description": "old", "version": 3},
        {"id": "1", "name": "wanted", "description": "of somebody else", "version": 4},
    ]


def test_a_put_reads_once_for_each_doubt() -> None:
    with ScriptedServer(hang_up, BUSY, OK, hang_up, OK, reply(409)) as server, pytest.raises(Conflict):
        PUT(connect(server.url, Waiting()))
    assert methods(server) == "PUT GET GET PUT GET PUT"


def test_a_put_of_an_object_that_has_gone_says_so() -> None:
    with ScriptedServer(hang_up, GONE) as server, pytest.raises(NotFound):
        PUT(connect(server.url, Waiting()))


@pytest.mark.parametrize(
    "script",
    [
        [reply(204)],
        [reply(200, body=b"")],
        [reply(200, {"id": "1"})],
        [PAGE, reply(204)],  # a gateway's page is no word from the service
        [GONE],
        [hang_up, GONE],
        [BUSY, reply(204)],
        [hang_up, hang_up, BUSY, GONE],
    ],
)
def test_delete_is_repeated_until_the_object_is_gone(script: list[Step]) -> None:
    with ScriptedServer(*script) as server:
        DELETE(connect(server.url, Waiting()))
    assert len(server.received) == len(script)


@pytest.mark.parametrize("before", [[], [hang_up]])
def test_delete_does_not_take_the_404_of_a_gateway_for_gone(before: list[Step]) -> None:
    server = ScriptedServer(*before, reply(404, body=b"<h1>no such route</h1>"))
    with server, pytest.raises(OutcomeUnknown, match="404: no such route") as caught:
        DELETE(connect(server.url, Waiting()))
    assert isinstance(caught.value.__cause__, ForeignNotFound)
    assert len(server.received) == len(before) + 1


def test_delete_of_an_object_in_use_names_what_uses_it() -> None:
    in_use = reply(412, {"error": {"reason": "dependency exists", "referencedEntities": ["team", "user"]}})
    with ScriptedServer(BUSY, in_use) as server, pytest.raises(Referenced) as caught:
        DELETE(connect(server.url, Waiting()))
    assert caught.value.referenced == ["team", "user"]


def test_what_callers_repeat_by_themselves_ends_as_soon_as_a_request() -> None:
    waiting = Waiting()
    patience = connect("http://127.0.0.1:9", waiting, retry_timeout=100).patience()
    while patience.lasts():
        pass
    assert 70 < waiting.clock() <= 100


def test_no_retry_where_the_user_wants_none() -> None:
    with ScriptedServer(BUSY) as server, pytest.raises(WxccError):
        GET(connect(server.url, retry_timeout=0))
    assert len(server.received) == 1


def test_close_ends_a_retry_that_sleeps() -> None:
    slow = reply(503, headers={"Retry-After": "100"})
    with ScriptedServer(slow) as server:
        client = connect(server.url)
        errors: list[WxccError] = []

        def call() -> None:
            try:
                GET(client)
            except WxccError as error:
                errors.append(error)

        thread = threading.Thread(target=call)
        thread.start()
        while not server.received:
            pass
        client.close()
        thread.join()
    assert isinstance(errors[0], ConnectionFailed)


@pytest.mark.parametrize("fault", [BUSY, hang_up, reply(429, headers={"Retry-After": "60"})])
def test_only_the_first_request_in_vain_costs_the_whole_time(fault: Step) -> None:
    waiting = Waiting()
    with ScriptedServer(fault) as server:
        client = connect(server.url, waiting, retry_timeout=200)
        for number in range(20):
            with pytest.raises(WxccError):
                GET(client)
            if number == 0:
                first = len(server.received)
        assert sum(waiting.sleeps) <= 200
        assert len(server.received) <= first + 19
        server.script(OK)
        waiting.sleep(60)
        assert GET(client) == LIVE
        server.script(BUSY, BUSY, OK)
        assert GET(client) == LIVE


def test_a_read_that_succeeds_says_nothing_of_writes() -> None:
    waiting = Waiting()
    with ScriptedServer(OK) as server:
        client = connect(server.url, waiting, retry_timeout=100)
        for _unused in range(5):
            server.script(*[BUSY, OK] * 40)  # the client waits by chance, and must not come to an end of them
            with pytest.raises(WxccError):
                PUT(client)
            server.script(OK)
            GET(client)
        assert sum(waiting.sleeps) <= 100
