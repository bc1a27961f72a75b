# SPDX-License-Identifier: GPL-3.0-or-later
"""The onboarding page over HTTP: who may use it, what it believes, and what it shows."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from support.onboarding import Onboarding, Text, Visitor, serving, state_of
from support.simulator import Simulator

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
    assert f"Organization: {sim.orgs[0].name}, {sim.orgs[0].org_id}" in told
    assert f"acme Valid {sim.orgs[0].name} {sim.orgs[0].org_id} Access until" in told
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
    assert "already in the token store as acme" in visitor.text()
    assert page.store.names() == ["acme"]


def test_a_refusal_of_the_administrator_is_a_sentence(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    visitor.get(sim.consent(visitor.login("acme"), accept=False))
    assert "acme: the administrator, or a rule of the organization, declined" in visitor.text()
    assert (page.store.names(), token_requests(sim)) == ([], [])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"error": "invalid_scope"}, "not registered for one of the requested scopes"),
        ({"error": MARKUP}, f"the identity provider refused: {MARKUP}"),
        ({"error": "access_denied", "error_description": MARKUP}, f"declined ({MARKUP})"),
        ({"error": "x" * 9000}, "xxx…"),
        ({}, "has no code"),
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
        ({"name": "acme", "org_id": MARKUP}, f"{MARKUP}: not an organization id"),
    ],
)
def test_a_name_is_a_name(page: Onboarding, form: dict[str, str], told: str) -> None:
    visitor = page.visitor()
    assert visitor.login(**form) == "/"
    shown = visitor.get("/").text
    assert MARKUP not in shown
    assert told in str(Text(shown))
    (wrong,) = re.findall(r"<input[^>]* aria-invalid[^>]*>", shown)
    field = "org_id" if "org_id" in form else "name"
    assert f'name="{field}"' in wrong
    for name, value in form.items():
        assert f' value="{escape(value)}"' in re.findall(rf'<input id="{name}"[^>]*>', shown)[0].replace(
            "&#34;", "&quot;"
        )
    assert "aria-invalid" not in visitor.get("/").text, "told twice"


def test_a_refused_login_keeps_what_was_written(page: Onboarding, sim: Simulator) -> None:
    visitor = page.visitor()
    visitor.get(sim.consent(visitor.login("acme", org_id=sim.orgs[1].org_id), accept=False))
    shown = visitor.get("/").text
    assert 'value="acme"' in shown
    assert f'value="{sim.orgs[1].org_id}"' in shown


def test_one_page_lets_in_as_many_as_have_a_link(page: Onboarding, sim: Simulator) -> None:
    first = page.visitor()
    url = first.login("acme")
    assert first.post("/invite", csrf="x").status_code == 403
    assert first.post("/invite", csrf=first.csrf()).headers["Location"] == "/"
    (link,) = re.findall(r'value="(http[^"]+/enter\?key=[^"]+)"', first.get("/").text)
    assert link not in first.get("/").text, "shown twice"
    second = page.visitor(with_link=False)
    assert second.get(link).status_code == 303
    assert second.get("/").status_code == 200
    assert page.visitor(with_link=False).get(link).status_code == 403
    first.get(sim.consent(url))
    assert "acme: access was stored." in first.text(), "the first login was ended"


def test_a_name_that_cannot_be_asked_for_does_not_matter(page: Onboarding, sim: Simulator) -> None:
    sim.fault(path=f"/v1/organizations/{sim.orgs[0].org_id}", status=403)
    visitor = page.visitor()
    log_in(page, visitor, sim)
    assert f"acme: access was stored. Organization: {sim.orgs[0].org_id}" in visitor.text()
    assert page.store.read("acme").org_name == ""
    log_in(page, visitor, sim)
    assert page.store.read("acme").org_name == sim.orgs[0].name
    page.store.refresh("acme", page.settings.oauth)
    assert page.store.read("acme").org_name == sim.orgs[0].name


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
