# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth, the page: what an app may ask, what an administrator may answer, and where the answer goes."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from requests import Response
from support.simulator import CALLBACK, ConsentForm, Row, Simulator


def get(url: str) -> Response:
    return requests.get(url, timeout=30, allow_redirects=False)


def decide(sim: Simulator, **form: str) -> Response:
    return requests.post(f"{sim.url}/v1/authorize", data=form, timeout=30, allow_redirects=False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": None}, ": no app has this client id"),
        ({"client_id": "<b>C1</b>"}, "&lt;b&gt;C1&lt;/b&gt;: no app has this client id"),
        ({"redirect_uri": None}, ": not a redirect URI"),
        ({"redirect_uri": "https://app.example/"}, "https://app.example/: not a redirect URI"),
        ({"redirect_uri": "https://127.0.0.1/"}, "not a redirect URI"),
        ({"redirect_uri": "http://127.0.0.1.example/"}, "not a redirect URI"),
        ({"redirect_uri": "http://127.0.0.1@app.example/"}, "not a redirect URI"),
        ({"redirect_uri": "http://app.example\\@127.0.0.1/"}, "not a redirect URI"),
        ({"redirect_uri": "http://127.0.0.1/#part"}, "not a redirect URI"),
        ({"redirect_uri": "http://[::1/"}, "not a redirect URI"),
        ({"redirect_uri": "javascript:alert(1)"}, "not a redirect URI"),
    ],
)
def test_a_wrong_app_or_address_gets_a_page(sim: Simulator, changes: Row, words: str) -> None:
    answer = get(sim.authorize_url(**changes))
    assert answer.status_code == 400
    assert words in answer.text
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_an_app_or_address_that_comes_twice_gets_a_page(sim: Simulator, name: str) -> None:
    url = sim.authorize_url()
    assert get(f"{url}&{name}={parse_qs(urlsplit(url).query)[name][0]}").status_code == 400


@pytest.mark.parametrize(
    ("changes", "extra", "error"),
    [
        ({"response_type": None}, "", "invalid_request"),
        ({"response_type": "token"}, "", "unsupported_response_type"),
        ({"scope": None}, "", "invalid_scope"),
        ({"scope": " "}, "", "invalid_scope"),
        ({"scope": "cjp:config cjp:everything"}, "", "invalid_scope"),
        ({}, "&scope=cjp:user", "invalid_request"),
        ({}, "&state=other", "invalid_request"),
        ({"scope": "x", "redirect_uri": "http://localhost:80/a?b=c"}, "", "invalid_scope"),
        ({"scope": "x", "redirect_uri": "http://[::1]:80/a"}, "", "invalid_scope"),
        ({"scope": "x", "state": None}, "", "invalid_scope"),
    ],
)
def test_other_errors_go_to_the_callback(sim: Simulator, changes: Row, extra: str, error: str) -> None:
    asked = {"state": "s<1>", **changes}
    callback = sim.consent(sim.authorize_url(**asked) + extra)
    address = changes.get("redirect_uri", CALLBACK)
    assert callback.startswith(address + ("&" if "?" in address else "?"))
    answered = dict(parse_qsl(callback[len(address) + 1 :], strict_parsing=True))
    assert answered.pop("error") == error
    assert answered.pop("error_description")
    assert answered.get("state") == ("other" if "state" in extra else asked["state"])


def test_an_administrator_may_decline(sim: Simulator) -> None:
    answered = dict(parse_qsl(urlsplit(sim.authorize(accept=False, state="kept")).query))
    assert (answered["error"], answered["state"]) == ("access_denied", "kept")
    assert "code" not in answered


def test_the_page_lists_every_administrator_and_escapes_names(sim: Simulator) -> None:
    sim.add_organization("<script>alert('x')</script> & \"Sons\"")
    answer = get(sim.authorize_url())
    assert ConsentForm(answer.text).choices == [org.org_id for org in sim.orgs]
    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;Sons&#34;" in answer.text
    assert len(set(re.findall(r"[\w.]+@example\.com", answer.text))) == 3
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"consent_id": "unknown"}, 400),
        ({"org_id": "unknown"}, 400),
        ({"org_id": ""}, 400),
        ({"decision": "perhaps"}, 400),
        ({}, 303),
    ],
)
def test_decisions_that_cannot_be(sim: Simulator, change: dict[str, str], status: int) -> None:
    hidden = ConsentForm(get(sim.authorize_url()).text).hidden
    right = {**hidden, "org_id": sim.orgs[0].org_id, "decision": "accept"}
    assert decide(sim, **{**right, **change}).status_code == status
    assert decide(sim, **right).status_code == (303 if status == 400 else 400), "decided once, in the end"


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_a_page_that_was_left_open_expires(sim: Simulator, decision: str) -> None:
    hidden = ConsentForm(get(sim.authorize_url()).text).hidden
    sim.advance(10 * 60)
    late = decide(sim, **hidden, org_id=sim.orgs[0].org_id, decision=decision)
    assert (late.status_code, "start again" in late.text) == (400, True)
