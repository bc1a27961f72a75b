# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers belong to their requests, and every answer has one time limit, whatever a server or a proxy sends."""

from __future__ import annotations

import gc
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import trustme
from unit.module_utils.api.connected import Waiting, connect
from unit.module_utils.api.scripted_server import Hangup, Received, ScriptedServer, Step, cut_off, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import OAuth
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import ConnectionFailed
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.transport import Answer, Lost, Transport

FOREIGN = b'HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{"path": "another"}'
INTERIM = {
    "continue": b"HTTP/1.1 100 Continue\r\n\r\n",
    "processing": b"HTTP/1.1 102 Processing\r\n\r\n",
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\nContent-Length: 3\r\n\r\n",
    "without a reason": b"HTTP/1.1 199\r\nX: y\r\n\r\n",
}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


def own(received: Received) -> bytes:
    """Answer with the path that was asked for."""
    return b"".join(reply(content={"path": received.target})(received))


def around(before: bytes = b"", after: bytes = b"") -> Step:
    return lambda received: [before + own(received) + after]


def framed(fields: str, body: bytes, status: str = "200 OK") -> Step:
    return lambda _unused: [f"HTTP/1.1 {status}\r\n{fields}\r\n\r\n".encode() + body]


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize(
    "step",
    [
        *(around(before=interim) for interim in INTERIM.values()),
        around(before=b"".join(INTERIM.values()) * 3),
        around(after=FOREIGN),
        around(after=FOREIGN * 300),
        around(after=b"\r\n"),
        around(before=INTERIM["processing"], after=FOREIGN),
        around(after=INTERIM["early hints"]),
        framed("Content-Length: 2", b'{"path": "/0"}' + FOREIGN),
        framed("X: y", FOREIGN, status="204 No Content"),
        framed("Content-Length: 300", FOREIGN, status="204 No Content"),
        framed("Content-Length: 12\r\nTransfer-Encoding: chunked", b'e\r\n{"path": "/0"}\r\n0\r\n\r\n' + FOREIGN),
        framed("Transfer-Encoding: chunked", b'e\r\n{"path": "/0"}\r\n0\r\n\r\n' + FOREIGN),
        framed("Transfer-Encoding: gzip, chunked\r\nContent-Length: 2", b"{}" + FOREIGN),
        framed("Content-Length: 2\r\nContent-Length: 3", b"{} " + FOREIGN),
        framed("Content-Length: -1", b"{}" + FOREIGN),
        framed("Content-Length: 2\r\nConnection: upgrade", b"{}" + FOREIGN, status="101 Switching Protocols"),
    ],
)
def test_no_request_gets_the_answer_of_another(certificate: ssl.SSLContext, step: Step, tls: bool) -> None:
    with ScriptedServer(step, around(), certificate=certificate if tls else None) as server:
        client = connect(server.url, Waiting(), validate_certs=False)
        client.get("/0")
        answers = [client.get(f"/{number}") for number in (1, 2, 3)]
        client.close()
    assert answers == [{"path": f"/{number}"} for number in (1, 2, 3)]


@pytest.mark.parametrize("interim", INTERIM.values(), ids=INTERIM)
def test_an_interim_answer_is_not_the_answer(interim: bytes) -> None:
    with ScriptedServer(around(before=interim), around()) as server:
        client = connect(server.url, Waiting())
        assert [client.post(f"/{number}", {}) for number in (0, 1)] == [{"path": "/0"}, {"path": "/1"}]
    assert {request.connection for request in server.received} == {1}


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_what_comes_after_an_answer_ends_the_connection(certificate: ssl.SSLContext, tls: bool) -> None:
    def late(received: Received) -> Iterator[bytes]:
        yield own(received)
        yield FOREIGN

    with ScriptedServer(late, around(), certificate=certificate if tls else None) as server:
        client = connect(server.url, Waiting(), validate_certs=False)
        for number in range(3):
            assert client.get(f"/{number}") == {"path": f"/{number}"}
            server.settled.wait(5)
    assert [request.connection for request in server.received] == [1, 2, 2]


@pytest.fixture
def _no_garbage_collection() -> Iterator[None]:
    """What is closed only when Python looks for garbage stays open, as in a module, which looks rarely."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def connected_to(server: ScriptedServer) -> int:
    """How many sockets of this process are open to a server."""
    sockets = [item for item in gc.get_objects() if isinstance(item, socket.socket) and item.fileno() >= 0]
    peers = []
    for item in sockets:
        with suppress(OSError):
            peers.append(item.getpeername())
    return peers.count(("127.0.0.1", server.port))


@pytest.mark.usefixtures("_no_garbage_collection")
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize(
    "step",
    [
        around(),
        around(after=FOREIGN),
        hang_up,
        cut_off(around(), 20),
        cut_off(around(), 95),
        framed("Content-Encoding: gzip\r\nContent-Length: 4", b"0123"),
        framed("Content-Length: 4", b"0123", status="503 Busy"),
        framed("Content-Length: 2\r\nContent-Length: 3", b"{} "),
    ],
)
def test_no_connection_is_left_to_the_collector_of_garbage(certificate: ssl.SSLContext, step: Step, tls: bool) -> None:
    """Whatever became of a request: one connection is kept for the next, and none is when the client is closed."""
    with ScriptedServer(step, around(), certificate=certificate if tls else None) as server:
        client = connect(server.url, Waiting(), validate_certs=False)
        for number in range(3):
            assert client.get(f"/{number}") == {"path": f"/{number}"}
            server.script(step, around())
        assert connected_to(server) <= 1
        client.close()
        assert connected_to(server) == 0


@pytest.mark.parametrize("cut", [17, 40])
def test_a_head_without_an_end_is_no_answer(cut: int) -> None:
    """Even where the lines that came would make one: 204, say."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

    def send(_unused: Received) -> Iterator[bytes]:
        yield head[: 17 if cut == 17 else None]
        raise Hangup

    with ScriptedServer(send, around()) as server:
        assert connect(server.url, Waiting()).get("/0") == {"path": "/0"}
        server.script(send)
        transport = Transport(server.url, None, timeout=5)
        with pytest.raises(Lost, match="lost the connection"):
            transport.exchange("DELETE", "/0")


def trickled(head: bytes, piece: bytes) -> Callable[[ScriptedServer], Step]:
    """Begin an answer at once, and go on piece by piece without end."""

    def step(server: ScriptedServer) -> Step:
        def send(_unused: Received) -> Iterator[bytes]:
            yield head
            while not server.released.wait(0.05):
                yield piece
            raise Hangup

        return send

    return step


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "status line": trickled(b"", b"H"),
    "header line": trickled(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    "headers": trickled(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "continue": trickled(b"", INTERIM["continue"]),
    "processing": trickled(b"", INTERIM["processing"]),
    "interim headers": trickled(b"HTTP/1.1 100 Continue\r\n", b"X: y\r\n"),
    "body": trickled(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    "body to the end": trickled(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "chunks": trickled(CHUNKED, b"1\r\n \r\n"),
    "chunk size": trickled(CHUNKED, b"0"),
    "chunk extension": trickled(CHUNKED + b"1;", b"x"),
    "trailers": trickled(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n"),
    "error": trickled(b"HTTP/1.1 400 Bad\r\nContent-Length: 100000\r\n\r\n", b" "),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_one_time_limit_ends_every_answer(name: str) -> None:
    with ScriptedServer(around()) as server:
        transport = Transport(server.url, None, timeout=0.3)
        assert transport.exchange("GET", "/0").is_success
        server.script(ENDLESS[name](server))
        with pytest.raises(Lost, match=r"timed out after 0\.3 s") as caught:
            transport.exchange("GET", "/1")
        server.script(around())
        assert transport.exchange("GET", "/2").body == b'{"path": "/2"}'
    assert (caught.value.sent, caught.value.final) == (True, False)


@pytest.mark.parametrize("name", ["headers", "continue", "body"])
def test_one_time_limit_ends_every_answer_in_tls(certificate: ssl.SSLContext, name: str) -> None:
    with ScriptedServer(around(), certificate=certificate) as server:
        server.script(ENDLESS[name](server))
        with pytest.raises(Lost, match=r"timed out after 0\.3 s"):
            Transport(server.url, None, timeout=0.3, validate_certs=False).exchange("GET", "/1")


@pytest.mark.parametrize("name", ["status line", "headers", "processing"])
def test_a_proxy_has_the_same_limit(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with ScriptedServer(around()) as proxy:
        proxy.script(ENDLESS[name](proxy))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(Lost, match=r"cannot reach wxcc\.invalid .*timed out after 0\.3 s") as caught:
            Transport("https://wxcc.invalid", None, timeout=0.3).exchange("POST", "/1", body=b"{}")
    assert not caught.value.sent


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_server_that_takes_no_request_is_given_up(certificate: ssl.SSLContext, tls: bool) -> None:
    with ScriptedServer(around(), certificate=certificate if tls else None) as server:
        server.script(server.stall)
        with pytest.raises(Lost, match=r"timed out after 0\.3 s"):
            Transport(server.url, None, timeout=0.3, validate_certs=False).exchange(
                "POST", "/1", body=b" " * 30_000_000
            )


@pytest.mark.parametrize("name", ["headers", "continue", "body"])
def test_a_token_request_has_the_same_limit(name: str) -> None:
    with ScriptedServer(around()) as server:
        server.script(ENDLESS[name](server))
        oauth = OAuth(auth_url=server.url, client_id="id", client_secret="secret", timeout=0.3, retry_timeout=0)
        with pytest.raises(ConnectionFailed, match=r"timed out after 0\.3 s"):
            oauth.refresh("refresh")


def fetched(server: ScriptedServer, timeout: float) -> tuple[Answer, bytes]:
    """Get a file."""
    content = bytearray()
    transport = Transport(server.url, None, timeout=timeout)
    return transport.fetch("/file", {}, lambda _head: content.extend), bytes(content)


def rated(server: ScriptedServer, size: int, count: int) -> Step:
    """Send a file as so many pieces, twenty a second."""

    def send(_unused: Received) -> Iterator[bytes]:
        yield f"HTTP/1.1 200 OK\r\nContent-Length: {size * count}\r\n\r\n".encode()
        for _number in range(count):
            server.released.wait(0.05)
            yield b"x" * size

    return send


def test_a_file_may_take_longer_than_the_limit() -> None:
    with ScriptedServer(around()) as server:
        server.script(rated(server, 1000, 20))
        answer, content = fetched(server, timeout=0.4)
    assert (answer.status, len(content)) == (200, 20_000)


def test_a_file_that_comes_too_slowly_is_given_up() -> None:
    """20 pieces of 20 bytes a second are below 1 KB."""
    with ScriptedServer(around()) as server:
        server.script(rated(server, 20, 400))
        with pytest.raises(Lost, match=r"less than 1 KB per second"):
            fetched(server, timeout=0.4)


@pytest.mark.parametrize("name", ["status line", "headers", "continue", "processing"])
def test_the_head_of_a_file_has_the_limit(name: str) -> None:
    with ScriptedServer(around()) as server:
        server.script(ENDLESS[name](server))
        with pytest.raises(Lost, match=r"timed out after 0\.3 s"):
            fetched(server, timeout=0.3)
