# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth: from a code to tokens, from tokens to new ones, and what the token endpoint refuses."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
import requests
from requests import Response
from requests.auth import HTTPBasicAuth
from support.simulator import CALLBACK, SCOPES, Row, Simulator

FORM = "application/x-www-form-urlencoded"
ELSEWHERE = "https://app.example/auth?tenant=a%20b"
HOUR_S, DAY_S = 3600, 24 * 3600


@pytest.fixture(scope="module")
def lenient() -> Iterator[Simulator]:
    """Keeps what a strict service would end, has other lifetimes and one more redirect URI."""
    with Simulator.start(
        refresh_rotation=False,
        code_replay_revokes=False,
        access_token_s=600,
        refresh_token_s=7200,
        redirect_uris=[ELSEWHERE],
        rate_limit=2,
    ) as running:
        yield running


def exchange(sim: Simulator, code: str, **changes: str | None) -> Response:
    return sim.token_request(**{"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **changes})


def refresh(sim: Simulator, token: str) -> Response:
    return sim.token_request(grant_type="refresh_token", refresh_token=token)


def new_tokens(sim: Simulator, org: int = 0, scopes: str = SCOPES) -> Row:
    tokens: Row = exchange(sim, sim.code(org, scopes=scopes)).json()
    return tokens


def works(sim: Simulator, access_token: str, org: int = 0) -> bool:
    return sim.call("GET", "v2/site", org=org, token=access_token).status_code == 200


def refused(answer: Response, error: str, status: int = 400) -> None:
    """One body with the error of RFC 6749 and with Webex's own."""
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, error)
    assert body["error_description"] == body["message"] == body["errors"][0]["description"] != ""
    assert body["trackingId"] == answer.headers["TrackingId"]


@pytest.mark.parametrize("org", [0, 1])
def test_from_consent_to_tokens(sim: Simulator, org: int) -> None:
    callback = sim.authorize(org, state="a&b=c d")
    address, _unused, query = callback.partition("?")
    answered = dict(parse_qsl(query, strict_parsing=True))
    assert (address, {*answered}, answered["state"]) == (CALLBACK, {"code", "state"}, "a&b=c d")

    answer = exchange(sim, answered["code"])
    tokens = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    told = {name: tokens[name] for name in tokens if name not in ("access_token", "refresh_token")}
    assert told == {
        "expires_in": 12 * HOUR_S,
        "refresh_token_expires_in": 60 * DAY_S,
        "token_type": "Bearer",
        "scope": SCOPES,
    }
    for name in ("access_token", "refresh_token"):
        assert tokens[name].split("_")[2:] == [sim.orgs[org].org_id]
    assert works(sim, tokens["access_token"], org)
    assert not works(sim, tokens["access_token"], 1 - org)
    assert not works(sim, tokens["refresh_token"], org)


@pytest.mark.parametrize(
    ("scopes", "method", "status"),
    [
        ("cjp:config_read", "GET", 200),
        ("cjp:config_read", "POST", 403),
        ("cjp:config_write", "GET", 403),
        ("cjp:config_write cjp:user", "POST", 400),
        ("cjp:config", "GET", 200),
        ("spark:people_read", "GET", 403),
    ],
)
def test_a_token_has_the_scopes_that_were_asked(sim: Simulator, scopes: str, method: str, status: int) -> None:
    tokens = new_tokens(sim, scopes=scopes)
    assert tokens["scope"] == scopes
    path = "v2/site" if method == "GET" else "site"
    assert sim.call(method, path, token=tokens["access_token"], json={}).status_code == status
    again = refresh(sim, tokens["refresh_token"]).json()
    assert again["scope"] == scopes


@pytest.mark.parametrize(
    ("field", "value", "error", "status"),
    [
        ("grant_type", None, "invalid_request", 400),
        ("grant_type", "", "invalid_request", 400),
        ("grant_type", "client_credentials", "unsupported_grant_type", 400),
        ("client_id", None, "invalid_client", 401),
        ("client_id", "other", "invalid_client", 401),
        ("client_secret", None, "invalid_client", 401),
        ("client_secret", "wrong", "invalid_client", 401),
        ("code", None, "invalid_request", 400),
        ("code", "unknown", "invalid_grant", 400),
        ("redirect_uri", None, "invalid_request", 400),
        ("redirect_uri", CALLBACK + "/", "invalid_grant", 400),
        ("redirect_uri", "http://localhost:8765/callback", "invalid_grant", 400),
        ("refresh_token", None, "invalid_request", 400),
        ("refresh_token", "unknown", "invalid_grant", 400),
    ],
)
def test_what_the_token_endpoint_refuses(
    sim: Simulator, field: str, value: str | None, error: str, status: int
) -> None:
    code = sim.code()
    grant_type = "refresh_token" if field == "refresh_token" else "authorization_code"
    given = {"code": code, "redirect_uri": CALLBACK, "refresh_token": sim.orgs[0].refresh_token}
    answer = sim.token_request(**{"grant_type": grant_type, **given, field: value})
    refused(answer, error, status)
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)
    assert works(sim, exchange(sim, code).json()["access_token"]), "the code is not spent"
    assert refresh(sim, sim.orgs[0].refresh_token).status_code == 200, "nor is the refresh token"


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 415),
        ("text/plain", 415),
        ("multipart/form-data; boundary=x", 415),
        (None, 415),
        (FORM + "; charset=UTF-8", 200),
        (FORM.upper(), 200),
    ],
)
def test_only_a_form_is_read(sim: Simulator, content_type: str | None, status: int) -> None:
    body = f"grant_type=refresh_token&client_id={sim.client_id}&client_secret={sim.client_secret}"
    body += f"&refresh_token={sim.orgs[0].refresh_token}"
    headers = {"Content-Type": content_type} if content_type else {}
    answer = requests.post(f"{sim.url}/v1/access_token", data=body.encode(), headers=headers, timeout=30)
    assert answer.status_code == status
    if status != 200:
        refused(answer, "invalid_request", status)
        page = requests.post(f"{sim.url}/v1/authorize", data=body.encode(), headers=headers, timeout=30)
        assert (page.status_code, page.headers["Content-Type"]) == (status, "text/html; charset=utf-8")


@pytest.mark.parametrize("body", [b"grant_type=a&grant_type=b", b"\xff=1", b"&".join([b"a=1"] * 101)])
def test_forms_that_cannot_be_read(sim: Simulator, body: bytes) -> None:
    answer = requests.post(f"{sim.url}/v1/access_token", data=body, headers={"Content-Type": FORM}, timeout=30)
    refused(answer, "invalid_request")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "access_token", 405),
        ("PUT", "access_token", 405),
        ("DELETE", "authorize", 405),
        ("PUT", "authorize", 405),
        ("POST", "access_token/", 404),
    ],
)
def test_wrong_verbs_and_paths(sim: Simulator, method: str, path: str, status: int) -> None:
    answer = requests.request(method, f"{sim.url}/v1/{path}", timeout=30)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


@pytest.mark.parametrize(
    ("user", "password", "fields", "error", "status"),
    [
        ("ID", "SECRET", {}, None, 200),
        ("ID", "SECRET", {"client_id": "ID"}, None, 200),
        ("ID", "wrong", {}, "invalid_client", 401),
        ("other", "SECRET", {}, "invalid_client", 401),
        ("ID", "SECRET", {"client_id": "other"}, "invalid_request", 400),
        ("ID", "SECRET", {"client_secret": "SECRET"}, "invalid_request", 400),
    ],
)
def test_credentials_by_http_basic(
    sim: Simulator, user: str, password: str, fields: dict[str, str], error: str | None, status: int
) -> None:
    known = {"ID": sim.client_id, "SECRET": sim.client_secret}
    form = {name: known.get(value, value) for name, value in fields.items()}
    form |= {"grant_type": "refresh_token", "refresh_token": sim.orgs[0].refresh_token}
    basic = HTTPBasicAuth(known.get(user, user), known.get(password, password))
    answer = requests.post(f"{sim.url}/v1/access_token", data=form, auth=basic, timeout=30)
    assert answer.status_code == status
    if error:
        refused(answer, error, status)


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic /w==", "Bearer x"])
def test_credentials_that_cannot_be_read(sim: Simulator, header: str) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": sim.orgs[0].refresh_token}
    answer = requests.post(f"{sim.url}/v1/access_token", data=form, headers={"Authorization": header}, timeout=30)
    refused(answer, "invalid_client", 401)


@pytest.mark.parametrize(("age_s", "status"), [(10 * 60 - 5, 200), (10 * 60, 400)])
def test_a_code_lives_ten_minutes(sim: Simulator, age_s: int, status: int) -> None:
    code = sim.code()
    sim.advance(age_s)
    assert exchange(sim, code).status_code == status


def test_a_replayed_code_ends_what_it_gave(sim: Simulator) -> None:
    code, other = sim.code(), new_tokens(sim)
    first = exchange(sim, code).json()
    second = refresh(sim, first["refresh_token"]).json()
    refused(exchange(sim, code), "invalid_grant")
    assert [works(sim, tokens["access_token"]) for tokens in (first, second, other)] == [False, False, True]
    refused(refresh(sim, second["refresh_token"]), "invalid_grant")
    assert refresh(sim, other["refresh_token"]).status_code == 200


def test_a_refresh_gives_a_new_set_and_ends_the_old_refresh_token(sim: Simulator) -> None:
    old = sim.orgs[1].refresh_token
    new = refresh(sim, old).json()
    assert works(sim, new["access_token"], org=1)
    assert new["refresh_token"] != old
    refused(refresh(sim, old), "invalid_grant")
    assert refresh(sim, new["refresh_token"]).status_code == 200
    assert works(sim, new["access_token"], org=1), "an access token lasts until it expires"
    sim.reset()
    assert refresh(sim, old).status_code == 200
    assert not works(sim, new["access_token"], org=1)


def test_a_lenient_service(lenient: Simulator) -> None:
    lenient.reset()
    code = lenient.code(redirect_uri=ELSEWHERE)
    tokens = exchange(lenient, code, redirect_uri=ELSEWHERE).json()
    assert (tokens["expires_in"], tokens["refresh_token_expires_in"]) == (600, 7200)
    refused(exchange(lenient, code, redirect_uri=ELSEWHERE), "invalid_grant")
    assert works(lenient, tokens["access_token"])
    sets = [refresh(lenient, tokens["refresh_token"]).json() for _unused in range(4)]
    assert len({new["access_token"] for new in sets}) == len({new["refresh_token"] for new in sets}) == 4
    lenient.advance(7200)
    refused(refresh(lenient, tokens["refresh_token"]), "invalid_grant")


def test_a_registered_address_is_compared_as_it_stands(lenient: Simulator) -> None:
    assert lenient.authorize(redirect_uri=ELSEWHERE).startswith(f"{ELSEWHERE}&code=")
    with pytest.raises(ValueError, match="not a redirect URI"):
        lenient.authorize(redirect_uri=ELSEWHERE.replace("%20", "+"))


def test_no_rate_limit_for_tokens(lenient: Simulator) -> None:
    lenient.reset()
    form = {"client_id": lenient.client_id, "client_secret": lenient.client_secret, "grant_type": "refresh_token"}
    form["refresh_token"] = lenient.orgs[0].refresh_token
    bearer = {"Authorization": f"Bearer {lenient.orgs[0].access_token}"}
    url = f"{lenient.url}/v1/access_token"
    assert {requests.post(url, data=form, headers=bearer, timeout=30).status_code for _unused in range(4)} == {200}
    assert [lenient.call("GET", "v2/site").status_code for _unused in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("advance_s", "access", "renewed"),
    [(12 * HOUR_S - 5, True, True), (12 * HOUR_S, False, True), (60 * DAY_S - 5, False, True), (60 * DAY_S, 0, 0)],
)
def test_tokens_expire_by_the_servers_clock(sim: Simulator, advance_s: int, access: bool, renewed: bool) -> None:
    tokens = new_tokens(sim)
    sim.advance(advance_s)
    assert works(sim, tokens["access_token"]) == access
    assert works(sim, sim.orgs[0].access_token) == (advance_s < 14 * DAY_S)
    for token in (tokens["refresh_token"], sim.orgs[0].refresh_token):
        assert (refresh(sim, token).status_code == 200) == renewed


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (
            {"expires_in": 1800, "refresh_token_expires_in": 86400},
            [(1800, 86400), (12 * HOUR_S, 60 * DAY_S), (12 * HOUR_S, 60 * DAY_S)],
        ),
        ({"expires_in": 0, "times": 2}, [(0, 60 * DAY_S), (0, 60 * DAY_S), (12 * HOUR_S, 60 * DAY_S)]),
        ({"refresh_token_expires_in": 5, "times": None}, [(12 * HOUR_S, 5)] * 3),
    ],
)
def test_ordered_lifetimes(sim: Simulator, order: dict[str, int | None], told: list[tuple[int, int]]) -> None:
    sim.grants(expires_in=1, times=9)
    sim.grants(**order)
    answers = [new_tokens(sim) for _unused in told]
    assert [(answer["expires_in"], answer["refresh_token_expires_in"]) for answer in answers] == told
    assert [works(sim, answer["access_token"]) for answer in answers] == [access_s > 0 for access_s, _unused in told]


def test_an_organization_that_was_added_can_be_onboarded(sim: Simulator) -> None:
    org = sim.add_organization("New here")
    assert works(sim, org.access_token, org=2)
    assert works(sim, new_tokens(sim, org=2)["access_token"], org=2)
    assert [item["name"] for item in sim.objects("site", org=2)] == ["Site-1"]
    sim.reset()
    assert len(sim.orgs) == len(sim.stats()["objects"]) == 2


def test_faults_meet_the_token_endpoint(sim: Simulator) -> None:
    dead = {"refresh_token": f"*_{sim.orgs[1].org_id}"}
    sim.fault(path="/v1/access_token", status=503, times=None, where=dead)
    codes = [refresh(sim, org.refresh_token).status_code for org in sim.orgs]
    assert codes == [200, 503]
    sim.clear_faults()
    sim.fault(path="/v1/access_token", drop="after")
    with pytest.raises(requests.ConnectionError):
        refresh(sim, sim.orgs[1].refresh_token)
    refused(refresh(sim, sim.orgs[1].refresh_token), "invalid_grant")


def test_the_journal_holds_no_secret(sim: Simulator) -> None:
    org = sim.orgs[0]
    code = sim.code()
    tokens = exchange(sim, code).json()
    sim.token_request(grant_type="refresh_token", refresh_token="wrong", client_secret="wrong")
    misplaced = {"client_secret": sim.client_secret, "scope": tokens["refresh_token"], "refresh_token": "unknown"}
    requests.post(f"{sim.url}/v1/access_token", params=misplaced, timeout=30)
    gone = f"gone_PF84_{org.org_id}"
    sim.call("GET", "v2/site", params={"a": code, "b": tokens["access_token"], "c": sim.client_secret, "d": gone})
    rows = sim.requests()
    facts = [(row["path"].rpartition("/")[2], row["status"], row["client_id"], row["org_id"]) for row in rows]
    assert facts == [
        ("authorize", 200, None, None),
        ("authorize", 303, sim.client_id, org.org_id),
        ("access_token", 200, sim.client_id, org.org_id),
        ("access_token", 401, None, None),
        ("access_token", 415, None, None),
        ("site", 200, sim.client_id, org.org_id),
    ]
    asked = {"client_id": sim.client_id, "response_type": "code", "redirect_uri": CALLBACK, "scope": SCOPES}
    assert rows[0]["query"] == {**asked, "state": "***"}
    assert rows[4]["query"] == {"client_secret": "***", "scope": "***", "refresh_token": "***"}
    assert rows[5]["query"] == dict.fromkeys("abcd", "***")
    assert [row["items"] for row in rows] == [None] * 6
