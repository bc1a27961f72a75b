# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the identity provider, and what its answers become."""

from __future__ import annotations

import json
import subprocess
import sys
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.identity_provider import SECRET, START, access_token, answer, app, form_of
from unit.module_utils.api.scripted_server import ScriptedServer, Step, cut_off, free_port, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant, OAuth, OAuthError
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import (
    BadAnswer,
    ConnectionFailed,
    RateLimited,
    WxccError,
)

REDIRECT = "https://tools.example.com/callback?a=b"
REFRESH = "Refresh+Token/1=="
OK = reply(200, answer())


def waiting_app(url: str, waiting: Waiting, **settings: Any) -> OAuth:
    return app(
        url, clock=lambda: START + waiting.clock(), monotonic=waiting.clock, sleep=waiting.sleep, timeout=5, **settings
    )


def refused(*script: Step, waiting: Waiting | None = None, **settings: Any) -> WxccError:
    """Give the error of a refresh."""
    with ScriptedServer(*script) as server:
        oauth = waiting_app(server.url, waiting or Waiting(), **settings)
        with pytest.raises(WxccError) as caught:
            oauth.refresh(REFRESH)
    return caught.value


def test_what_is_sent_and_what_comes_of_it() -> None:
    with ScriptedServer(OK) as server:
        oauth = waiting_app(server.url, Waiting())
        of_code = oauth.exchange_code("the/code+", REDIRECT)
        of_refresh = oauth.refresh(REFRESH)
    first, second = server.received
    assert (first.method, first.target) == (second.method, second.target) == ("POST", "/v1/access_token")
    assert first.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert first.headers["Authorization"] is None
    own = {"client_id": "C0ffee", "client_secret": SECRET}
    assert form_of(first) == {
        "grant_type": "authorization_code",
        "code": "the/code+",
        "redirect_uri": REDIRECT,
        **own,
    }
    assert form_of(second) == {"grant_type": "refresh_token", "refresh_token": REFRESH, **own}
    expected = Grant(
        access_token(1),
        START + 43199,
        "refresh-1",
        START + 5086614,
        ("cjp:config_read", "cjp:config_write"),
        START,
        "C0ffee",
    )
    assert of_code == of_refresh == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"expires_in": 0.5}, {"expires_at": START + 0.5}),
        ({"refresh_token": None}, {"refresh_token": REFRESH}),
        ({"refresh_token": ""}, {"refresh_token": REFRESH}),
        ({"refresh_token_expires_in": None}, {"refresh_expires_at": None}),
        ({"refresh_token_expires_in": 0}, {"refresh_expires_at": None}),
        ({"refresh_token_expires_in": "never"}, {"refresh_expires_at": None}),
        ({"scope": None}, {"scopes": ("asked", "for")}),
        ({"scope": " "}, {"scopes": ("asked", "for")}),
        ({"scope": "one"}, {"scopes": ("one",)}),
    ],
)
def test_what_an_answer_may_leave_out(more: dict[str, Any], expected: dict[str, Any]) -> None:
    with ScriptedServer(reply(200, answer(**more))) as server:
        grant = waiting_app(server.url, Waiting()).refresh(REFRESH, ["asked", "for"])
    assert {name: getattr(grant, name) for name in expected} == expected


NO_LIVES: tuple[Any, ...] = (None, 0, -1, "43199", True, [], 10**400)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        *[(reply(200, answer(expires_in=life)), "expires_in is not a number above 0") for life in NO_LIVES],
        (reply(200, body=b'{"access_token": "access-1", "expires_in": NaN}'), "expires_in is not a number above 0"),
        (reply(200, answer(access_token=None)), "no access_token"),
        (reply(200, answer(access_token="access-1\r\nX: y")), "no access_token"),
        (reply(200, answer(access_token=7)), "no access_token"),
        (reply(200, [access_token(1)]), "not a JSON object"),
        (reply(200, body=b"access_token=access-1&refresh_token=refresh-1"), "not a JSON object"),
        (reply(200, body=b""), "not a JSON object"),
        (reply(302, headers={"Location": "https://elsewhere"}), "redirects to another address"),
        (reply(404, body=b"<title>No such page</title>"), "No such page"),
    ],
)
def test_an_answer_that_is_no_grant(step: Step, told: str) -> None:
    error = refused(step, OK)
    assert error.__class__ is BadAnswer
    assert told in str(error)
    assert not any(secret in str(error) for secret in ("access-1", "refresh-1"))


LOG_IN = "webex.contact_center.onboard"
WEBEX = {"message": "The request could not be understood.", "trackingId": "ROUTER_1"}


@pytest.mark.parametrize(
    ("status", "content", "key", "told"),
    [
        (400, {"error": "invalid_grant", "error_description": "it is spent"}, "invalid_grant", ["spent", LOG_IN]),
        (400, {"error": "invalid_grant"}, "invalid_grant", ["refresh token has expired", LOG_IN]),
        (401, {"error": "invalid_client"}, "invalid_client", ["check client_id and client_secret"]),
        (400, {"error": "invalid_scope"}, "invalid_scope", ["scopes"]),
        (400, {"error": "unauthorized_client"}, "unauthorized_client", ["registered for"]),
        (400, {"error": "invalid_request"}, "invalid_request", ["auth_url"]),
        (403, {"error": "no_such_thing"}, "no_such_thing", ["no_such_thing"]),
        (400, WEBEX, None, ["could not be understood", "ROUTER_1", "client_secret", LOG_IN]),
        (401, WEBEX, "invalid_client", ["check client_id and client_secret"]),
        (400, {**WEBEX, "errors": [{"description": "invalid_grant: spent"}]}, "invalid_grant", ["spent", LOG_IN]),
        (400, {**WEBEX, "error": {"key": "invalid_client"}}, None, ["could not be understood"]),
    ],
)
def test_a_refusal(status: int, content: Any, key: str | None, told: list[str]) -> None:
    waiting = Waiting()
    error = refused(reply(status, content), OK, waiting=waiting)
    assert error.__class__ is OAuthError
    assert error.key == key
    assert error.status == status
    assert all(word in str(error) for word in told)
    assert str(error).startswith(f"POST /v1/access_token: {status}: ")
    assert waiting.sleeps == []


def test_a_code_that_is_refused_is_not_called_a_refresh_token() -> None:
    with ScriptedServer(reply(400, {"error": "invalid_grant"})) as server, pytest.raises(OAuthError) as caught:
        app(server.url).exchange_code("code", REDIRECT)
    assert "the code has expired, was used before, or is for another redirect_uri" in str(caught.value)
    assert LOG_IN in str(caught.value)


@pytest.mark.parametrize(
    "failure",
    [
        reply(500),
        reply(503, body=b"<title>Busy</title>"),
        reply(429, headers={"Retry-After": "7"}),
        hang_up,
        cut_off(OK, 150),
        cut_off(OK, 10),
    ],
)
def test_what_passes_is_tried_again_with_the_same_token(failure: Step) -> None:
    waiting = Waiting()
    with ScriptedServer(failure, failure, OK) as server:
        grant = waiting_app(server.url, waiting).refresh(REFRESH)
    assert [form_of(received)["refresh_token"] for received in server.received] == [REFRESH] * 3
    assert len(waiting.sleeps) == 2
    assert grant.obtained_at == START + waiting.clock()


def test_the_server_says_when_to_try_again() -> None:
    waiting = Waiting()
    with ScriptedServer(reply(429, headers={"Retry-After": "7"}), OK) as server:
        waiting_app(server.url, waiting).refresh(REFRESH)
    assert waiting.sleeps == [7]


@pytest.mark.parametrize(
    ("step", "kind", "told"),
    [(reply(503), WxccError, "503"), (reply(429), RateLimited, "429"), (hang_up, ConnectionFailed, "lost")],
)
def test_trouble_that_does_not_pass(step: Step, kind: type[WxccError], told: str) -> None:
    waiting = Waiting()
    error = refused(step, waiting=waiting, retry_timeout=60)
    assert error.__class__ is kind
    assert told in str(error)
    assert 30 <= waiting.clock() <= 60


def test_a_lost_answer_may_have_spent_the_token() -> None:
    error = refused(hang_up, reply(400, {"error": "invalid_grant"}))
    assert error.key == "invalid_grant"
    assert LOG_IN in str(error)


def test_nobody_there() -> None:
    waiting = Waiting()
    with pytest.raises(ConnectionFailed, match=r"cannot reach 127\.0\.0\.1:\d+ \(auth_url\)"):
        waiting_app(f"http://127.0.0.1:{free_port()}", waiting).refresh(REFRESH)
    assert waiting.clock() < 10


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"client_id": ""}, "client_id: missing"),
        ({"client_secret": ""}, "client_secret: missing"),
        ({"auth_url": "http://idp.example.com"}, "auth_url: 'http://idp.example.com' would send"),
        ({"auth_url": "webexapis.com"}, "not a web address like https://webexapis.com"),
        ({"ca_path": "/no/such/file"}, "ca_path: /no/such/file"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        app("https://webexapis.com", **settings)
    assert SECRET not in str(caught.value)


def _slashes_escaped(text: str) -> str:
    return text.replace("/", "\\/")


IN_JSON = '{"error": "invalid_grant", "message": "%s"}'
IN_HTML = "<title>%s</title>"


@pytest.mark.parametrize("status", [400, 404, 500])
@pytest.mark.parametrize(
    ("shape", "written"),
    [
        *[(IN_JSON, way) for way in (str, quote, quote_plus, json.dumps, _slashes_escaped)],
        *[(IN_HTML, way) for way in (str, quote, quote_plus, escape)],
    ],
)
def test_no_secret_in_any_text(shape: str, written: Any, status: int) -> None:
    echoed = " ".join(written(secret).strip('"') for secret in (SECRET, REFRESH))
    error = refused(reply(status, body=(shape % echoed).encode()), retry_timeout=0)
    texts = f"{error} {error!r} {error.args} {vars(error)}"
    assert "********" in texts
    assert not any(way(secret) in texts for secret in (SECRET, REFRESH) for way in (str, quote, quote_plus))


def test_no_secret_in_what_is_printed_by_accident() -> None:
    oauth = app("https://webexapis.com")
    grant = Grant("access", 1.0, "refresh", 2.0, (), 0.0)
    assert not any(secret in f"{oauth!r}{grant!r}" for secret in (SECRET, "access=", "'access'", "'refresh'"))


def test_the_store_is_read_without_loading_requests() -> None:
    program = "import sys; from {0} import tokens, oauth; sys.exit('requests' in sys.modules)"
    package = "ansible_collections.webex.contact_center.plugins.module_utils.api.access"
    subprocess.run(
        [sys.executable, "-c", program.format(package)],
        check=True,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
