# SPDX-License-Identifier: GPL-3.0-or-later
"""The legacy client on the wire: what it sends, how many at a time, and what it makes of refusals."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from support.legacy import LAB_ENCODED, LAB_KEY, LAB_SIGNATURE, LAB_TEXT, LAB_USER

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.client import (
    Body,
    LegacyClient,
    LegacySettings,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.signing import CSV, Scheme

from .connected import Waiting
from .scripted_server import Received, ScriptedServer, hang_up, reply

SECRETS = (LAB_KEY, LAB_SIGNATURE)


def as_json(body: Body) -> Any:
    """Read an answer as it is."""
    return json.loads(body.text)


def connect(url: str, waiting: Waiting | None = None, **changes: Any) -> LegacyClient:
    """A client of the lab's user; with `waiting`, its retries take no time."""
    given = {"user": LAB_USER, "api_key": LAB_KEY, "tenant_id": "1000000", "url": url, "timeout": 5, **changes}
    settings = LegacySettings(**given)
    return LegacyClient(settings, clock=waiting.clock, sleep=waiting.sleep) if waiting else LegacyClient(settings)


def test_a_query_goes_as_the_lab_sends_it() -> None:
    with ScriptedServer(reply(content={})) as server, closing(connect(f"{server.url}/aws/api/")) as client:
        client.query("csr", LAB_TEXT, as_json)
        client.record("car", "a/b c-1612238768144-new", as_json, accept=CSV)
        query, record = server.received
    assert query.target == f"/aws/api/csrs?q={LAB_ENCODED}"
    assert record.target == "/aws/api/cars/a%2Fb%20c-1612238768144-new"
    assert (query.headers["Authorization"], query.headers["From"]) == (f"{LAB_SIGNATURE};tenantId=1000000", LAB_USER)
    assert (query.headers["Accept"], record.headers["Accept"]) == ("application/json", "text/csv")


def test_another_scheme_and_user_arrive_as_they_are() -> None:
    scheme = Scheme("sha1", "HMAC {signature}")
    changes: dict[str, Any] = {
        "user": "пользователь@example.com",
        "api_key": "ключ-api",
        "tenant_id": "",
        "scheme": scheme,
    }
    with ScriptedServer(reply(content={})) as server, closing(connect(server.url, **changes)) as client:
        client.record("csr", "x", as_json)
        headers = dict(server.received[0].headers.raw_items())
    assert headers["Authorization"] == "HMAC 4yb8Ji5hFFA9eltFABApy/a4qnc="
    assert headers["From"].encode("ascii", "surrogateescape").decode() == "пользователь@example.com"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            reply(401, {"message": f"{LAB_SIGNATURE} is wrong"}),
            "GET /csrs/x: 401: ******** is wrong; check legacy_user",
        ),
        (reply(403, {"message": "another tenant"}), "GET /csrs/x: 403: another tenant; check legacy_tenant_id"),
        (reply(404, body=b""), "GET /csrs/x: 404: Not Found"),
        (reply(400, {"code": 400, "message": f"key {LAB_KEY}"}), "GET /csrs/x: 400: key ********"),
        (reply(302, headers={"Location": "https://elsewhere.example.com/x"}), "redirects to elsewhere.example.com"),
        (
            reply(body=b"<html><title>Log in</title></html>"),
            "the answer is not a CSR but says: Log in; check legacy_url",
        ),
        (reply(body=b"\xff\xfe"), "the answer is not a CSR"),
        (
            reply(body=f"no JSON, but {LAB_SIGNATURE}".encode()),
            "the answer is not a CSR but says: no JSON, but ********",
        ),
        (reply(503, body=b"<html><title>Down</title></html>"), "GET /csrs/x: 503: Down"),
        (hang_up, "lost the connection to 127.0.0.1"),
    ],
)
def test_a_refusal_is_one_sentence_without_secrets(answer: Any, message: str) -> None:
    waiting = Waiting()
    with (
        ScriptedServer(answer) as server,
        closing(connect(server.url, waiting, retry_timeout=5)) as client,
        pytest.raises(WxccError) as failure,
    ):
        client.record("csr", "x", as_json)
    assert message in str(failure.value)
    assert not any(secret in str(failure.value) for secret in SECRETS)


def test_what_passes_is_repeated_and_what_stays_is_not() -> None:
    waiting = Waiting()
    script = (reply(503), reply(429, headers={"Retry-After": "7"}), hang_up, reply(content={"sid": "x"}))
    with ScriptedServer(*script) as server, closing(connect(server.url, waiting)) as client:
        assert client.record("csr", "x", as_json) == {"sid": "x"}
        assert client.requests == 4

        def refuse(body: Body) -> None:
            raise ValueError(f"no record: {body.text}")

        with pytest.raises(WxccError, match="the answer is not a CSR"):
            client.record("csr", "x", refuse)
        assert client.requests == 5


def test_a_query_too_long_for_a_url_is_not_sent() -> None:
    with ScriptedServer(reply(content={})) as server, closing(connect(server.url, longest_url=2000)) as client:
        room = -client.too_long("csr", "")
        client.query("csr", "x" * room, as_json)
        with pytest.raises(ValueError, match=r"1 characters too long for a URL of 2000 \(max_url_length\)"):
            client.query("csr", "x" * (room + 1), as_json)
        assert len(server.received) == 1
        assert len(f"{server.url}{server.received[0].target}") == 2000


def test_no_more_requests_than_allowed_are_under_way() -> None:
    lock, most, now = threading.Lock(), 0, 0

    def counted(received: Received) -> Iterable[bytes]:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.005)
        with lock:
            now -= 1
        return reply(content={"target": received.target})(received)

    with ScriptedServer(counted) as server, closing(connect(server.url, requests_per_minute=10_000)) as client:
        answers = client.parallel([partial(client.record, "car", str(number), as_json) for number in range(100)])
    assert answers == [{"target": f"/cars/{number}"} for number in range(100)]
    assert 1 < most <= 8


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "http://rest.example.com"}, "legacy_url: "),
        ({"url": "ftp://rest.example.com"}, "legacy_url: "),
        ({"tenant_id": ""}, "tenant_id: missing"),
        ({"api_key": "two\nlines"}, "api_key: "),
        ({"user": ""}, "user: empty"),
    ],
)
def test_settings_that_are_not_safe_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as refusal:
        connect(**{"url": "http://127.0.0.1:1", **changes})
    assert not any(secret in str(refusal.value) for secret in SECRETS)


def test_settings_do_not_show_the_key() -> None:
    assert LAB_KEY not in repr(LegacySettings(LAB_USER, LAB_KEY))
