# SPDX-License-Identifier: GPL-3.0-or-later
"""What the libraries below would do if they were left alone, and what a hostile or broken server may send."""

from __future__ import annotations

import gzip
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from unit.module_utils.api.connected import TOKEN, Waiting, connect
from unit.module_utils.api.scripted_server import ScriptedServer, Step, cut_off, free_port, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.http import transport
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import (
    BadAnswer,
    ConnectionFailed,
    ForeignNotFound,
    NotFound,
    OutcomeUnknown,
    WxccError,
)

OK = reply(content={"name": "ok"})
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *BUNDLES, "NO_PROXY", "no_proxy", "NETRC"):
        monkeypatch.delenv(name, raising=False)


class Authorities:
    """Files of two certificate authorities, of which the first signed the certificate of 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self.certificate)
        self.right, self.wrong = str(folder / "right.pem"), str(folder / "wrong.pem")
        authority.cert_pem.write_to_path(self.right)
        trustme.CA().cert_pem.write_to_path(self.wrong)


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    return Authorities(tmp_path_factory.mktemp("authorities"))


def test_what_is_sent() -> None:
    with ScriptedServer(OK) as server:
        client = connect(server.url)
        client.post("/site", {"name": "Zürich"})
        client.get("/site", {"filter": 'name=="A+B C"', "page": 0})
        client.close()
    post, get = server.received
    assert post.json == {"name": "Zürich"}
    assert post.headers["Content-Type"] == "application/json"
    assert get.target == "/site?filter=name%3D%3D%22A%2BB%20C%22&page=0"
    assert get.headers["Accept-Encoding"] == "gzip"
    assert get.headers["User-Agent"] == "webex.contact_center"
    assert post.headers["TrackingId"].startswith("ansible_")
    assert post.headers["TrackingId"] != get.headers["TrackingId"]


def test_no_netrc_entry_replaces_the_bearer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with ScriptedServer(OK) as server:
        connect(server.url).get("/site")
    assert server.received[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("name", PROXIES)
def test_loopback_is_never_reached_by_a_proxy(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with ScriptedServer(OK) as server:
        assert connect(server.url).get("/site") == {"name": "ok"}


def test_other_hosts_are_reached_by_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(reply(407, body=b"")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(ConnectionFailed, match=r"cannot reach wxcc\.invalid .*407") as caught:
            connect("https://wxcc.invalid", Waiting()).post("/site", {})
    assert {request.method for request in proxy.received} == {"CONNECT"}
    assert "Authorization" not in proxy.received[0].headers
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("bundle", "ca_path", "validate_certs", "trusted"),
    [
        (None, None, True, False),
        (None, "right", True, True),
        (None, "wrong", True, False),
        (None, None, False, True),
        ("right", None, True, True),
        ("wrong", "right", True, True),
        ("right", "wrong", True, False),
        ("wrong", None, False, True),
    ],
)
@pytest.mark.parametrize("name", BUNDLES)
def test_whom_to_trust_is_the_users_word_before_the_environments(
    monkeypatch: pytest.MonkeyPatch,
    authorities: Authorities,
    name: str,
    bundle: str | None,
    ca_path: str | None,
    validate_certs: bool,
    trusted: bool,
) -> None:
    if bundle:
        monkeypatch.setenv(name, getattr(authorities, bundle))
    waiting = Waiting()
    with ScriptedServer(OK, certificate=authorities.certificate) as server:
        path = getattr(authorities, ca_path) if ca_path else None
        client = connect(server.url, waiting, ca_path=path, validate_certs=validate_certs)
        if trusted:
            assert client.get("/site") == {"name": "ok"}
            return
        with pytest.raises(ConnectionFailed, match=r"certificate of 127\.0\.0\.1:\d+ is not trusted.*ca_path"):
            client.post("/site", {})
    assert (server.received, waiting.sleeps) == ([], [])


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_path_that_holds_no_certificate_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"^ca_path: {path}: "):
        connect("https://127.0.0.1", ca_path=str(path))


@pytest.mark.parametrize("location", ["http://[", "https://127.0.0.1:port/", "mailto:somebody", "", "/elsewhere"])
def test_a_redirect_is_no_answer_wherever_it_leads(location: str) -> None:
    moved = reply(307, body=b" " * 1_000_000, headers={"Location": location})
    with (
        ScriptedServer(moved) as server,
        pytest.raises(BadAnswer, match=r"redirects to .*; redirects are not followed"),
    ):
        connect(server.url).post("/site", {})


def test_redirects_are_not_followed() -> None:
    with ScriptedServer(OK) as other:
        moved = reply(302, body=b"", headers={"Location": f"{other.url}/login?secret=1"})
        told = rf"redirects to 127\.0\.0\.1:{other.port}; redirects are not followed"
        with ScriptedServer(moved) as server, pytest.raises(BadAnswer, match=told) as caught:
            connect(server.url).get("/site")
    assert (len(server.received), other.received) == (1, [])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("way", ["stall", "drip"])
@pytest.mark.parametrize("tls", [False, True])
def test_an_answer_that_does_not_end_is_given_up(authorities: Authorities, way: str, tls: bool) -> None:
    with ScriptedServer(OK, certificate=authorities.certificate if tls else None) as server:
        client = connect(server.url, timeout=0.3, ca_path=authorities.right, retry_timeout=0)
        assert client.get("/site") == {"name": "ok"}
        server.script(getattr(server, way))
        with pytest.raises(ConnectionFailed, match=r"lost the connection to 127\.0\.0\.1:\d+: timed out after 0\.3 s"):
            client.get("/site")


def chunked(*chunks: bytes) -> Step:
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return lambda _unused: [head + body]


def zipped(data: bytes, status: int = 200) -> Step:
    return reply(status, body=gzip.compress(data), headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    "step",
    [OK, zipped(b'{"name": "ok"}'), chunked(b'{"name"', b': "ok"}'), reply(body=b'\xef\xbb\xbf{"name": "ok"}')],
    ids=["plain", "gzip", "chunked", "byte order mark"],
)
def test_forms_of_an_answer(step: Step) -> None:
    with ScriptedServer(step) as server:
        client = connect(server.url)
        assert [client.get("/site"), client.get("/site")] == [{"name": "ok"}] * 2
    assert {request.connection for request in server.received} == {1}


LONG = b'{"name": "ok"' + b" " * 1000 + b"}"


@pytest.mark.parametrize(
    "step",
    [
        hang_up,
        cut_off(OK, 10),
        cut_off(OK, 60),
        cut_off(reply(body=LONG), 500),
        cut_off(chunked(LONG[:500], LONG[500:]), 600),
        cut_off(zipped(LONG), 100),
        reply(body=gzip.compress(LONG)[:-9], headers={"Content-Encoding": "gzip"}),
        reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
        lambda _unused: [b"HTTP/1.1 two hundred\r\n\r\n"],
        lambda _unused: [b"\x16\x03\x01\r\n\r\n"],
    ],
    ids=[
        "hang up",
        "head cut",
        "head cut later",
        "body cut",
        "chunk cut",
        "gzip cut",
        "gzip incomplete",
        "gzip broken",
        "strange status",
        "not HTTP",
    ],
)
def test_a_broken_answer_is_a_lost_one(step: Step) -> None:
    with ScriptedServer(step, OK) as server:
        assert connect(server.url, Waiting()).get("/site") == {"name": "ok"}
        server.script(step)
        with pytest.raises(OutcomeUnknown) as caught:
            connect(server.url, Waiting()).post("/site", {})
    assert [request.method for request in server.received] == ["GET", "GET", "POST"]
    assert caught.value.tracking_id == server.received[-1].headers["TrackingId"]
    assert str(caught.value).endswith(f"(tracking id {caught.value.tracking_id})")


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (reply(body=b" " * 3_000_000), "larger than 1 MB"),
        (zipped(b" " * 50_000_000), "larger than 1 MB"),
        (chunked(*[b" " * 500_000] * 3), "larger than 1 MB"),
        (reply(content={}, headers={"Content-Encoding": "br"}), "not requested: br"),
        (reply(content={}, headers={"Content-Encoding": "gzip, gzip"}), "not requested: gzip, gzip"),
    ],
    ids=["plain", "bomb", "chunked", "brotli", "twice"],
)
def test_an_answer_that_must_not_be_read_is_refused(monkeypatch: pytest.MonkeyPatch, step: Step, told: str) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 1024**2)
    waiting = Waiting()
    with ScriptedServer(step) as server:
        client = connect(server.url, waiting)
        with pytest.raises(BadAnswer, match=told):
            client.get("/site")
        with pytest.raises(OutcomeUnknown, match=told):
            client.post("/site", {})
    assert waiting.sleeps == []


@pytest.mark.parametrize("body", [b"<title>Gone</title>" + b"x" * 5_000_000, b'{"error": {"reason": "Gone"}}'])
@pytest.mark.parametrize("wrap", [lambda body: reply(404, body=body), lambda body: zipped(body, 404)])
def test_of_an_error_the_beginning_is_read_and_the_client_goes_on(body: bytes, wrap: Any) -> None:
    with ScriptedServer(wrap(body), OK) as server:
        client = connect(server.url)
        with pytest.raises((NotFound, ForeignNotFound), match="404: Gone"):
            client.get("/site")
        assert client.get("/site") == {"name": "ok"}


def test_the_tracking_id_of_the_answer_is_shown_else_our_own() -> None:
    with ScriptedServer(reply(404, headers={"TrackingId": "theirs"}), reply(404)) as server:
        client = connect(server.url)
        for expected in ("theirs", None):
            with pytest.raises(ForeignNotFound) as caught:
                client.get("/site")
            assert caught.value.tracking_id == (expected or server.received[-1].headers["TrackingId"])


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_token_that_the_server_repeats_is_not_shown(status: int) -> None:
    with ScriptedServer(reply(status, body=f"<p>Bearer {TOKEN} is what you sent".encode())) as server:
        with pytest.raises(WxccError, match=r"Bearer \*+ is") as caught:
            connect(server.url, retry_timeout=0).get("/site")
        assert TOKEN not in repr(caught.value)
        assert TOKEN not in repr(connect(server.url).__dict__)


def test_what_the_caller_is_handling_is_no_cause_of_a_lost_answer() -> None:
    with ScriptedServer(hang_up) as server:
        client = connect(server.url, retry_timeout=0)
        try:
            raise ssl.SSLCertVerificationError("of another connection")
        except ssl.SSLCertVerificationError:
            with pytest.raises(OutcomeUnknown, match="lost the connection"):
                client.post("/site", {})


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": " 0.5 "}, 0.5),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:20 GMT"}, 20.0),
        ({"Retry-After": "Thu, 01 Jan 2026 01:00:20 GMT", "Date": "Thu, 01 Jan 2026 01:00:00 GMT"}, 20.0),
        ({"Retry-After": "Wed, 31 Dec 2025 23:00:00 GMT"}, None),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "7", "Date": "never"}, 7.0),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:20 GMT", "Date": "never"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_retry_after(monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], seconds: float | None) -> None:
    monkeypatch.setattr("time.time", lambda: 1_767_225_600.0)  # 2026-01-01T00:00:00Z
    assert transport.Answer(429, headers, b"", "").retry_after == seconds
