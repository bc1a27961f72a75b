# SPDX-License-Identifier: GPL-3.0-or-later
"""The onboarding page over HTTP: who may use it, what it believes, and what it shows."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from support.onboarding import Onboarding, Text, Visitor, serving, state_of
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.oauth import Grant

MARKUP = "<b onclick=x>bold</b>"


def log_in(page: Onboarding, visitor: Visitor, sim: Simulator, name: str = "acme", org: int = 0) -> str:
    """A whole login; gives the callback URL."""
    callback = sim.consent(visitor.login(name), org)
    answer = visitor.get(callback)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    return callback


def token_requests(sim: Simulator) -> list[str]:
    return [row["path"] for row in sim.requests() if row["path"].endswith("/access_token")]


def test_a_login_from_the_link_to_the_list(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    assert "There is no organization yet" in visitor.text()
    callback = log_in(page, visitor, sim)

    told = visitor.text()
    assert "acme: access was stored." in told
    assert "acme Valid Valid until" in told
    assert sim.orgs[0].org_id in told
    assert "cjp:config_read" in told
    assert "acme: access was stored." not in visitor.text()

    entry = page.store.read("acme")
    assert (entry.org_id, entry.grant.scopes) == (sim.orgs[0].org_id, tuple(sorted(page.settings.scopes)))
    shown = visitor.get("/").text
    for secret in (entry.grant.access_token, entry.grant.refresh_token, sim.client_secret, state_of(callback)):
        assert secret
        assert secret not in shown


@pytest.mark.parametrize(
    "path", ["/", "/callback", "/callback/", "/callback?code=x&state=y", "/nothing", "/login", "/enter?key=x"]
)
@pytest.mark.parametrize("cookie", ["", "x"])
def test_without_a_session_nothing_opens(page: Onboarding, path: str, cookie: str) -> None:
    answer = page.visitor(with_link=False).get(path, headers={"Cookie": f"wxcc_onboarding={cookie}"})
    assert answer.status_code == 403
    assert "webex.contact_center.onboard" in answer.text


def test_a_button_needs_a_session(page: Onboarding) -> None:
    csrf = page.visitor().csrf()
    assert page.visitor(with_link=False).post("/login", csrf=csrf, name="acme").status_code == 403


def test_the_link_works_once(page: Onboarding) -> None:
    link, first, second = page.link(), page.visitor(with_link=False), page.visitor(with_link=False)
    assert first.session.head(link, timeout=30).status_code == 405, "only looking at it uses it up"
    assert first.get(link).headers["Location"] == "/"
    assert first.get("/").status_code == 200
    assert second.get(link).status_code == 403
    assert second.get("/").status_code == 403


def test_a_cookie_from_elsewhere_is_no_session(page: Onboarding) -> None:
    visitor = page.visitor(with_link=False)
    visitor.session.cookies.set("wxcc_onboarding", "fixed")
    answer = visitor.get(page.link(), headers={"Cookie": "wxcc_onboarding=fixed"})
    assert "fixed" not in answer.headers["Set-Cookie"]
    assert page.visitor(with_link=False).get("/", headers={"Cookie": "wxcc_onboarding=fixed"}).status_code == 403


def test_nothing_sends_the_browser_elsewhere(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    for path in ("/?next=http://evil.example", "//evil.example", "/callback?state=x&redirect_uri=http://evil.example"):
        assert visitor.get(page.url + path).headers.get("Location", "/") == "/"
    url = visitor.login("acme", redirect_uri="http://evil.example", state="x", auth_url="http://evil.example")
    assert url.startswith(f"{sim.url}/v1/authorize?")
    assert "evil" not in url
    assert visitor.login("acme\r\nSet-Cookie: a=b") == "/"


def test_the_link_ends_after_an_hour(page: Onboarding) -> None:
    link = page.link()
    page.clock.ahead = 3601
    assert page.visitor(with_link=False).get(link).status_code == 403


def test_a_session_ends_after_half_a_day(page: Onboarding) -> None:
    visitor = page.visitor()
    page.clock.ahead = 12 * 3600 + 1
    assert visitor.get("/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "attributes"),
    [
        ({}, ["wxcc_onboarding=", "HttpOnly", "SameSite=lax", "Path=/"]),
        (
            {"redirect_uri": "https://access.example/auth", "behind_proxy": True},
            ["__Host-wxcc_onboarding=", "HttpOnly", "SameSite=lax", "Path=/", "Secure"],
        ),
    ],
)
def test_the_cookie_is_for_this_site_only(
    sim: Simulator, tmp_path: Path, changes: dict[str, object], attributes: list[str]
) -> None:
    with serving(sim, tmp_path, **changes) as page:
        parts = urlsplit(page.link())
        address = f"http://127.0.0.1:{page.port}{parts.path}?{parts.query}"
        answer = page.visitor(with_link=False).get(address, headers={"Host": parts.netloc})
    cookie = answer.headers["Set-Cookie"]
    assert all(attribute in cookie for attribute in attributes), cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "hosts", [["evil.example"], ["evil.example:{port}"], ["127.0.0.1"], ["localhost:{port}"], [], ["{own}", "{own}"]]
)
def test_a_foreign_host_header_is_refused(page: Onboarding, hosts: list[str]) -> None:
    own, link = urlsplit(page.url).netloc, page.link()
    connection = http.client.HTTPConnection(own, timeout=30)
    connection.putrequest("GET", urlsplit(link)._replace(scheme="", netloc="").geturl(), skip_host=True)
    for host in hosts:
        connection.putheader("Host", host.format(port=page.port, own=own))
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()
    assert page.visitor(with_link=False).get(link).status_code == 303, "the link was used up"


@pytest.mark.parametrize("path", ["/", "/enter?key=x", "/callback", "/nothing", "/style.css", "/login"])
def test_every_answer_has_its_headers(page: Onboarding, path: str) -> None:
    for visitor in (page.visitor(with_link=False), page.visitor()) if path == "/" else (page.visitor(),):
        headers = visitor.get(path).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_no_page_has_script_or_inline_style(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    log_in(page, visitor, sim)
    for path in ("/", "/nothing"):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", visitor.get(path).text)


@pytest.mark.parametrize("csrf", ["", "x", "of another session", "a whole page" * 2000])
def test_a_button_needs_the_token_of_its_session(page: Onboarding, sim: Simulator, tmp_path: Path, csrf: str) -> None:
    if csrf == "of another session":
        with serving(sim, tmp_path) as other:
            csrf = other.visitor().csrf()
    answer = page.visitor().post("/login", csrf=csrf, name="acme")
    assert answer.status_code == 403
    assert "Location" not in answer.headers


def test_a_link_to_the_button_does_nothing(page: Onboarding) -> None:
    visitor = page.visitor()
    assert visitor.get(f"/login?name=acme&csrf={visitor.csrf()}").status_code == 404


@pytest.mark.parametrize("case", ["missing", "wrong", "replayed", "too late", "of another session"])
def test_only_the_answer_to_a_login_of_this_session_counts(
    page: Onboarding, sim: Simulator, tmp_path: Path, case: str
) -> None:
    visitor = page.visitor()
    callback = sim.consent(visitor.login("acme"))
    asked = 0
    if case == "missing":
        callback = callback.partition("&state=")[0]
    elif case == "wrong":
        callback = callback.replace(state_of(callback), "x")
    elif case == "replayed":
        visitor.get(callback)
        page.store.remove("acme")
        assert "access was stored" in visitor.text()
        asked = 1
    elif case == "too late":
        page.clock.ahead = 601
    else:
        visitor = page.visitor()
    assert visitor.get(callback).headers["Location"] == "/"
    assert "Nothing was stored: this answer belongs to no login" in visitor.text()
    assert page.store.names() == []
    assert len(token_requests(sim)) == asked


def test_a_code_that_comes_twice_is_refused(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    first = log_in(page, visitor, sim)
    second = visitor.login("other").split("state=")[1]
    visitor.get(first.replace(state_of(first), second))
    told = visitor.text()
    assert "other: POST /v1/access_token: 400: invalid_grant" in told
    assert page.store.names() == ["acme"]


def test_another_organization_than_the_one_asked_for_is_refused(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    log_in(page, visitor, sim)
    before = page.store.read("acme")
    visitor.text()
    visitor.get(sim.consent(visitor.login("acme"), org=1))
    assert "belongs to another" in visitor.text()
    assert page.store.read("acme") == before

    visitor.get(sim.consent(visitor.login("new", org_id=sim.orgs[1].org_id), org=0))
    assert "belongs to another" in visitor.text()
    visitor.get(sim.consent(visitor.login("twin"), org=0))
    assert "in the token store already, as acme" in visitor.text()
    assert page.store.names() == ["acme"]


def test_a_refusal_of_the_administrator_is_a_sentence(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    visitor.get(sim.consent(visitor.login("acme"), accept=False))
    assert "acme: the administrator, or a rule of the organization, declined" in visitor.text()
    assert (page.store.names(), token_requests(sim)) == ([], [])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"error": "invalid_scope"}, "not registered for one of the scopes"),
        ({"error": MARKUP}, f"the identity provider refused: {MARKUP}"),
        ({"error": "access_denied", "error_description": MARKUP}, f"declined ({MARKUP})"),
        ({"error": "x" * 9000}, "xxx…"),
        ({}, "holds no code"),
        ({"code": MARKUP}, "invalid_grant"),
    ],
)
def test_what_the_identity_provider_says_is_text(page: Onboarding, answer: dict[str, str], told: str) -> None:
    visitor = page.visitor()
    state = state_of(visitor.login("acme"))
    visitor.get("/callback?" + urlencode({**answer, "state": state}))
    shown = visitor.get("/").text
    assert MARKUP not in shown
    assert told in str(Text(shown))
    assert page.store.names() == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": MARKUP}, f"{MARKUP}: a name has"),
        ({"name": "../../x"}, "../../x: a name has"),
        ({"name": ""}, "No name: a name has"),
        ({"name": "acme", "org_id": MARKUP}, f"{MARKUP}: no organization id"),
    ],
)
def test_a_name_is_a_name(page: Onboarding, form: dict[str, str], told: str) -> None:
    visitor = page.visitor()
    assert visitor.login(**form) == "/"
    shown = visitor.get("/").text
    assert MARKUP not in shown
    assert told in str(Text(shown))


def grant_with(page: Onboarding, sim: Simulator, **changes: object) -> Grant:
    now = page.clock()
    usual = Grant(sim.orgs[0].access_token, now + 43200, "refresh", now + 60 * 86400, ("cjp:config",), now)
    return replace(usual, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ends_in", "refresh_ends_in", "state"),
    [
        (3600, 60 * 86400, "Valid"),
        (3600, None, "Valid"),
        (3600, 86400, "Valid, login needed soon"),
        (-1, 60 * 86400, "Waits for a refresh"),
        (-1, -1, "Expired: log in again"),
    ],
)
def test_the_state_of_access_in_words(
    page: Onboarding, sim: Simulator, ends_in: float, refresh_ends_in: float | None, state: str
) -> None:
    now = page.clock()
    refresh_end = None if refresh_ends_in is None else now + refresh_ends_in
    grant = grant_with(page, sim, expires_at=now + ends_in, refresh_expires_at=refresh_end)
    page.store.put("acme", grant, sim.orgs[0].org_id)
    assert f"acme {state} Valid until" in page.visitor().text()


def test_the_last_error_is_shown_as_text(page: Onboarding, sim: Simulator) -> None:
    page.store.put("acme", grant_with(page, sim), sim.orgs[0].org_id)
    file = Path(page.settings.token_store) / "acme.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"last_error": ""', f'"last_error": "{MARKUP}"'))
    (file.parent / "broken.json").write_text("{")
    (file.parent / "broken.json").chmod(0o600)
    shown = page.visitor().get("/").text
    assert MARKUP not in shown
    assert f"Valid, but the refresh failed Last error: {MARKUP}" in str(Text(shown))
    assert "broken Unreadable" in str(Text(shown))


def _open_to_others(page: Onboarding) -> None:
    Path(page.settings.token_store).chmod(0o755)


def _gone(page: Onboarding) -> None:
    folder = Path(page.settings.token_store)
    folder.rmdir()
    folder.symlink_to("/")


@pytest.mark.parametrize("spoil", [_open_to_others, _gone])
def test_no_code_is_spent_where_the_store_is_broken(
    page: Onboarding, sim: Simulator, spoil: Callable[[Onboarding], None]
) -> None:
    visitor = page.visitor()
    callback = sim.consent(visitor.login("acme"))
    spoil(page)
    assert visitor.get(callback).status_code == 303
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert page.settings.token_store in answer.text
    assert token_requests(sim) == []


def test_a_wrong_secret_is_a_sentence(sim: Simulator, tmp_path: Path) -> None:
    with serving(sim, tmp_path, client_secret="not the secret") as page:
        visitor = page.visitor()
        visitor.get(sim.consent(visitor.login("acme")))
        told = visitor.text()
    assert "check client_id and client_secret" in told
    assert "not the secret" not in told
