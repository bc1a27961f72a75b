# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing from outside reaches a terminal unclean or unmasked, whatever way a server or a proxy takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.module_utils.api.connected import TOKEN, Waiting, connect
from unit.module_utils.api.scripted_server import ScriptedServer, Step, free_port, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import OAuth
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.transport import Lost, Transport
from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.client import (
    LegacyClient,
    LegacySettings,
)
from ansible_collections.webex.contact_center.plugins.module_utils.outside import Mask, printable, shortened

APP, REFRESH, KEY = "app/secret+1", "refresh/token=2", "legacy-key-3"
SECRETS = (TOKEN, APP, REFRESH, KEY)
ECHOED = " ".join((*SECRETS, quote(APP, safe=""), quote(REFRESH)))
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HOSTILE = f"\x1b]0;owned\x07\x1b[2J\x9b31m\u202e{ECHOED} {'A' * 5000}"


def line(template: str) -> Step:
    """Answer with a head in which the text stands."""
    return lambda _unused: [(template.replace("%", HOSTILE) + "\r\nContent-Length: 2\r\n\r\n{}").encode()]


ANSWERS: dict[str, Step] = {
    "tracking id": line("HTTP/1.1 400 Bad\r\nTrackingId: %"),
    "reason phrase": line("HTTP/1.1 400 %"),
    "status": line("HTTP/1.1 % Bad"),
    "not HTTP": line("%"),
    "header": line("HTTP/1.1 400 Bad\r\n%"),
    "location": line("HTTP/1.1 302 Moved\r\nLocation: https://%/login"),
    "encoding": line("HTTP/1.1 200 OK\r\nContent-Encoding: %"),
    "retry after": line("HTTP/1.1 429 Slow\r\nRetry-After: %"),
    "chunk": lambda _unused: [f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{HOSTILE}\r\n".encode()],
    "page": reply(body=f"<title>{HOSTILE}</title>".encode()),
    "page of an error": reply(404, body=f"<title>{HOSTILE}</title>".encode()),
    "reason": reply(400, {"error": {"reason": HOSTILE}}),
    "escaped": reply(400, body=json.dumps({"error": {"reason": HOSTILE}}).replace("/", "\\/").encode()),
    "key": reply(400, {"error": {"key": HOSTILE, "reason": "no"}}),
    "code": reply(400, {"error": HOSTILE, "error_description": HOSTILE}),
    "their tracking id": reply(400, {"trackingId": HOSTILE, "message": "no"}),
    "references": reply(412, {"error": {"reason": "used", "referencedEntities": [HOSTILE]}}),
    "unavailable": reply(503, {"message": HOSTILE}),
}


def _service(url: str) -> None:
    with closing(connect(url, Waiting(), retry_timeout=0, timeout=0.5)) as client:
        client.post("/site", {})


def _identity_provider(url: str) -> None:
    OAuth(auth_url=url, client_id="id", client_secret=APP, retry_timeout=0, timeout=0.5).refresh(REFRESH)


def _legacy(url: str) -> None:
    settings = LegacySettings(user="ann", api_key=KEY, tenant_id="1", url=url, retry_timeout=0, timeout=0.5)
    with closing(LegacyClient(settings)) as client:
        client.record("csr", "x", lambda body: body)


@pytest.mark.parametrize(
    ("ask", "secrets"), [(_service, [TOKEN]), (_identity_provider, [APP, REFRESH]), (_legacy, [KEY])]
)
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_nothing_from_outside_gets_into_a_message_as_it_came(
    answer: Step, ask: Callable[[str], None], secrets: list[str]
) -> None:
    with ScriptedServer(answer) as server, pytest.raises(WxccError) as caught:
        ask(server.url)
    error = caught.value
    texts = f"{error} {error!r} {vars(error)}"
    assert not CONTROL.search(texts)
    assert not any(way in texts for secret in secrets for way in (secret, quote(secret), quote(secret, safe="")))
    assert len(str(error)) < 2000


def test_of_a_file_neither() -> None:
    transport = None
    with ScriptedServer(ANSWERS["status"]) as server:
        transport = Transport(server.url, None, timeout=5)
        with pytest.raises(Lost) as caught:
            transport.fetch(f"/x?{quote(KEY)}", {}, lambda _head: bytes, secrets=[KEY])
    assert KEY not in str(caught.value.error)
    assert not CONTROL.search(str(caught.value.error))


@given(st.text())
def test_what_is_printable_obeys_nobody_and_keeps_its_lines(text: str) -> None:
    assert not CONTROL.search(printable(text).replace("\n", ""))
    assert printable(text).count("\n") == text.count("\n")
    assert not CONTROL.search(shortened(text, 50))
    assert printable(printable(text)) == printable(text)


def test_texts_that_people_write_stay_as_they_are() -> None:
    text = "Zürich, 東京 «Ñandú» 👩\u200d🚀\n\tnext: \\x1b"
    assert printable(text).replace("\\t", "\t") == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("http://ann:pw@proxy:1 failed", "http://********@proxy:1 failed"),
        ("URL=https://ann@host/x?y", "URL=https://********@host/x?y"),
        ("https://host/a@b ann@host", "https://host/a@b ann@host"),
    ],
)
def test_the_login_in_a_url_is_hidden(text: str, masked: str) -> None:
    assert Mask().text(text) == masked


@pytest.fixture(params=["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def setting(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a variable that has a proxy; the others have none."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return str(request.param)


SERVICE = "https://wxcc.invalid"
ASKED: tuple[Callable[[Waiting], object], ...] = (
    lambda waiting: connect(SERVICE, waiting).post("/site", {}),
    lambda waiting: OAuth(
        auth_url=SERVICE, client_id="id", client_secret=APP, monotonic=waiting.clock, sleep=waiting.sleep
    ).refresh(REFRESH),
)
asked = pytest.mark.parametrize("ask", ASKED, ids=["service", "identity provider"])


@asked
@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        ("http://ann:ge#heim@proxy:3128", "not the address of a proxy; .* # as %23"),
        ("http://ann:ge/heim@proxy:3128", "not the address of a proxy; .* / as %2F"),
        ("http://ann:1/heim@proxy:3128", "not the address of a proxy"),
        ("ann:ge?heim@proxy:3128", "not the address of a proxy"),
        ("http://ann:geheim@proxy:port", "not the address of a proxy"),
        ("http://ann:geheim@proxy:99999", "not the address of a proxy"),
        ("http://ann:geheim@[::1", "not the address of a proxy"),
        ("http://ann:geheim@:3128", "not the address of a proxy"),
        ("http://ann:ge heim@proxy:3128", "not the address of a proxy"),
        ("ftp://ann:geheim@proxy:3128", "the kind of proxy is unknown; use one of"),
        ("socks5h://ann:geheim@proxy:1080", "needs the Python library PySocks; run pip install"),
    ],
)
def test_a_proxy_that_cannot_work_is_named_at_once(
    setting: str, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Waiting], object], proxy: str, told: str
) -> None:
    monkeypatch.setenv(setting, proxy)
    monkeypatch.setattr(f"{Transport.__module__.replace('transport', 'proxies')}.find_spec", lambda _name: None)
    waiting = Waiting()
    with pytest.raises(ValueError, match=f"^{setting}: .*{told}") as caught:
        ask(waiting)
    assert not re.search("heim|ann", str(caught.value))
    assert waiting.sleeps == []


@asked
@pytest.mark.parametrize("status", [401, 403, 407])
def test_a_proxy_that_refuses_is_named_at_once(
    setting: str, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Waiting], object], status: int
) -> None:
    waiting = Waiting()
    with ScriptedServer(lambda _unused: [f"HTTP/1.1 {status} no ann:ge heim\r\n\r\n".encode()]) as proxy:
        monkeypatch.setenv(setting, proxy.url.replace("//", "//ann:ge%20heim@"))
        with pytest.raises(WxccError, match=f"through {setting}: .*{status} no [*]+") as caught:
            ask(waiting)
    assert not re.search("heim", str(caught.value))
    assert (waiting.sleeps, len(proxy.received)) == ([], 1)


@asked
def test_a_proxy_that_may_come_back_is_asked_again(
    setting: str, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Waiting], object]
) -> None:
    waiting = Waiting()
    monkeypatch.setenv(setting, f"http://ann:geheim@127.0.0.1:{free_port()}")
    with pytest.raises(
        WxccError, match=f"cannot reach wxcc.invalid .* through {setting}: Connection refused"
    ) as caught:
        ask(waiting)
    assert "heim" not in str(caught.value)
    assert 0 < len(waiting.sleeps) < 5
