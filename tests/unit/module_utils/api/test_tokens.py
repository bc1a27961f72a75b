# SPDX-License-Identifier: GPL-3.0-or-later
"""The token store in one process: what it keeps, when it refreshes, what it refuses."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import (
    HOUR,
    OTHER,
    START,
    IdentityProvider,
    access_token,
    answer,
    app,
    asking,
    clock,
    form_of,
    grant,
    unasked,
)
from unit.module_utils.api.scripted_server import ScriptedServer, Step, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant, OAuth, OAuthError
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    Entry,
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError

ONBOARD = "webex.contact_center.onboard"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tokens"


@pytest.fixture
def store(folder: Path) -> TokenStore:
    return TokenStore(folder, clock=clock)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_put_and_read(store: TokenStore, folder: Path) -> None:
    first = grant(START, HOUR)
    entry = store.put("acme", first, ORG)
    assert entry == store.read("acme") == Entry("acme", ORG, first, first.obtained_at, "")
    assert store.names() == ["acme"]
    assert (mode(folder), mode(folder / "acme.json"), mode(folder / ".acme.lock")) == (0o700, 0o600, 0o600)
    assert not list(folder.glob(".*.new"))


TOKENS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1)
TIMES = st.floats(0, 1e10)
GRANTS = st.builds(
    Grant,
    access_token=TOKENS.filter(lambda token: "_" not in token),
    expires_at=TIMES,
    refresh_token=st.none() | TOKENS,
    refresh_expires_at=st.none() | TIMES,
    scopes=st.lists(st.text()).map(tuple),
    obtained_at=TIMES,
)


@given(name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True), grant=GRANTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_what_is_put_is_read(folder: Path, name: str, grant: Grant) -> None:
    store = TokenStore(folder)
    entry = store.put(name, grant, ORG)
    assert store.read(name) == entry == Entry(name, ORG, grant, grant.obtained_at, "")
    assert store.names() == [name]
    assert store.remove(name)


def test_the_organization_id_of_the_token_is_enough(store: TokenStore) -> None:
    assert store.put("acme", grant(START, HOUR), None).org_id == ORG


@pytest.mark.parametrize(
    ("name", "org_id", "token", "told"),
    [
        ("acme", OTHER, "plain", ["acme: ", ORG, OTHER, "another name"]),
        ("beta", ORG, "plain", ["beta: ", ORG, "already in the token store as acme"]),
        ("beta", ORG.upper(), "plain", ["already in the token store as acme"]),
        ("beta", None, access_token(1), ["already in the token store as acme"]),
        ("beta", OTHER, access_token(1), ["beta: ", OTHER, ORG]),
        ("beta", None, "plain", ["beta: ", "org_id"]),
        ("beta", "Beta Inc", "plain", ["beta: ", "'Beta Inc'"]),
    ],
)
def test_one_name_for_one_organization(
    store: TokenStore, name: str, org_id: str | None, token: str, told: list[str]
) -> None:
    before = store.put("acme", grant(START, HOUR), ORG)
    with pytest.raises(TokenStoreError) as caught:
        store.put(name, replace(grant(START, HOUR), access_token=token), org_id)
    assert all(word in str(caught.value) for word in told)
    assert store.names() == ["acme"]
    assert store.read("acme") == before


def test_a_second_login_replaces_the_first(store: TokenStore) -> None:
    store.put("acme", grant(START, HOUR), ORG)
    again = replace(grant(START, 2 * HOUR), access_token=access_token(1))
    assert store.put("acme", again, ORG.upper()).grant == store.read("acme").grant == again


def test_nothing_is_asked_for_that_could_not_be_stored(store: TokenStore, folder: Path) -> None:
    store.put("acme", grant(START, HOUR), ORG)

    def obtain() -> Grant:
        raise AssertionError("a code or refresh token was spent")

    for name, org_id in (("beta", ORG), ("acme", OTHER), ("../../x", OTHER)):
        with pytest.raises(TokenStoreError):
            store.fill(name, obtain, org_id)
    folder.chmod(0o755)
    with pytest.raises(TokenStoreError):
        store.fill("gamma", obtain, OTHER)


def test_remove(store: TokenStore) -> None:
    assert store.remove("acme") is False
    store.put("acme", grant(START, HOUR), ORG)
    assert store.remove("acme") is True
    assert store.names() == []
    store.put("beta", grant(START, HOUR), ORG)


@pytest.mark.parametrize("name", ["acme", "beta"])
def test_an_entry_that_goes_during_a_login_is_in_nobodys_way(
    store: TokenStore, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    store.put("acme", grant(START, HOUR), ORG)
    real = os.listdir

    def listed_just_before_it_goes(path: Any) -> list[str]:
        names = real(path)
        (folder / "acme.json").unlink(missing_ok=True)
        return names

    monkeypatch.setattr(os, "listdir", listed_just_before_it_goes)
    entry = store.put(name, grant(START, HOUR), ORG)
    monkeypatch.undo()
    assert store.names() == [name]
    assert store.read(name) == entry


@pytest.mark.parametrize("left", [HOUR, HOUR + 1])
def test_a_token_that_lasts_is_not_refreshed(store: TokenStore, left: float) -> None:
    entry = store.put("acme", grant(START, left), ORG)
    assert store.ensure("acme", unasked, HOUR) == (entry, False)


@pytest.mark.parametrize("left", [HOUR - 1, 0, -86400])
def test_a_token_that_does_not_last_is_refreshed(store: TokenStore, left: float) -> None:
    store.put("acme", grant(START, left), ORG)
    with ScriptedServer(IdentityProvider()) as server:
        entry, refreshed = store.ensure("acme", asking(server), HOUR)
        again = store.ensure("acme", unasked, HOUR)
    expected = Grant(
        access_token(1),
        START + 43200,
        "refresh-1",
        START + 5086614,
        ("cjp:config_read", "cjp:config_write"),
        START,
        "C0ffee",
    )
    assert refreshed
    assert entry == store.read("acme") == Entry("acme", ORG, expected, START, "")
    assert again == (entry, False)


def test_a_short_grant_is_given_and_no_loop_made(store: TokenStore) -> None:
    store.put("acme", grant(START, 0), ORG)
    with ScriptedServer(IdentityProvider(expires_in=1800)) as server:
        entry, refreshed = store.ensure("acme", asking(server), HOUR)
    assert refreshed
    assert entry.grant.expires_at == START + 1800
    assert store.ensure("acme", unasked, HOUR) == (entry, False)
    assert len(server.received) == 1


@pytest.mark.parametrize(("age", "asks"), [(0, False), (179, False), (181, True), (1799, True), (1801, True)])
def test_a_validity_that_no_token_has_is_asked_for_once_in_a_tenth_of_its_life(
    folder: Path, age: float, asks: bool
) -> None:
    now = [START]
    store = TokenStore(folder, clock=lambda: now[0])
    store.put("acme", grant(START, 1800, obtained_at=START), ORG)
    with ScriptedServer(IdentityProvider(expires_in=1800)) as server:

        def oauth() -> OAuth:
            return app(server.url, clock=lambda: now[0])

        assert store.ensure("acme", oauth, HOUR)[1]
        now[0] += age
        assert store.ensure("acme", oauth, HOUR)[1] == asks
    assert len(server.received) == 1 + asks


def test_a_refresh_that_is_asked_for(store: TokenStore) -> None:
    store.put("acme", grant(START, 10 * HOUR), ORG)
    with ScriptedServer(IdentityProvider()) as server:
        tokens = [store.refresh("acme", asking(server)).grant.refresh_token for _unused in range(3)]
    assert tokens == ["refresh-1", "refresh-2", "refresh-3"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"scope": None}, {"scopes": ("cjp:config_read",)}),
        ({"refresh_token": None, "refresh_token_expires_in": None}, {"refresh_token": "refresh-0"}),
        (
            {"refresh_token": "refresh-0", "refresh_token_expires_in": None},
            {"refresh_token": "refresh-0", "refresh_expires_at": START + 86400},
        ),
        ({"refresh_token": None, "refresh_token_expires_in": 9}, {"refresh_expires_at": START + 9}),
        ({"refresh_token_expires_in": None}, {"refresh_token": "refresh-1", "refresh_expires_at": None}),
    ],
)
def test_what_the_answer_does_not_tell_stays(store: TokenStore, more: dict[str, Any], expected: dict[str, Any]) -> None:
    store.put("acme", grant(START, 0), ORG)
    with ScriptedServer(reply(200, answer(**more))) as server:
        fresh = store.refresh("acme", asking(server)).grant
    assert {name: getattr(fresh, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("step", "kind", "told"),
    [
        (reply(400, {"error": "invalid_grant"}), OAuthError, ["invalid_grant", ONBOARD]),
        (reply(401, {"error": "invalid_client"}), OAuthError, ["invalid_client", "client_secret"]),
        (reply(503), WxccError, ["503"]),
        (hang_up, WxccError, ["lost the connection"]),
        (reply(200, answer(expires_in=None)), WxccError, ["expires_in"]),
        (reply(200, answer(access_token=f"access_PF84_{OTHER}")), TokenStoreError, [OTHER, ORG]),
    ],
)
def test_a_refresh_that_fails_leaves_the_grant_and_a_note(
    store: TokenStore, step: Step, kind: type[Exception], told: list[str]
) -> None:
    before = store.put("acme", grant(START, 60), ORG)
    with ScriptedServer(step) as server, pytest.raises(kind) as caught:
        store.ensure("acme", asking(server), HOUR)
    text = str(caught.value)
    assert text.startswith("acme: ")
    assert all(word in text for word in told)
    refused = "invalid_grant" in told
    assert store.read("acme") == replace(before, last_refresh=START, last_error=text, is_refused=refused)
    assert store.read("acme").can_be_renewed(START) != refused
    with ScriptedServer(IdentityProvider()) as server:
        again = store.refresh("acme", asking(server))
        assert (again.last_error, again.is_refused) == ("", False)


def test_a_refresh_token_near_its_end_is_used(store: TokenStore) -> None:
    store.put("acme", grant(START, 0, refresh_expires_at=START + 1), ORG)
    with ScriptedServer(IdentityProvider()) as server:
        store.refresh("acme", asking(server))
    assert form_of(server.received[0])["refresh_token"] == "refresh-0"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"refresh_expires_at": START}, "the refresh token expired on 2023-11-14 22:13 UTC"),
        ({"refresh_token": None}, "there is no refresh token"),
    ],
)
def test_access_that_has_ended(store: TokenStore, more: dict[str, Any], told: str) -> None:
    store.put("acme", grant(START, 0, **more), ORG)
    with pytest.raises(TokenStoreError) as caught:
        store.ensure("acme", unasked, HOUR)
    assert str(caught.value).startswith("acme: ")
    assert told in str(caught.value)
    assert ONBOARD in str(caught.value)


def test_a_missing_secret_is_said_before_anything_happens(store: TokenStore, folder: Path) -> None:
    store.put("acme", grant(START, 0), ORG)
    before = (folder / "acme.json").read_bytes()
    with pytest.raises(ValueError, match=r"^client_secret: missing"):
        store.ensure("acme", lambda: app("https://webexapis.com", client_secret=""), HOUR)
    assert (folder / "acme.json").read_bytes() == before


def test_no_secret_in_what_is_printed_by_accident(store: TokenStore) -> None:
    entry = store.put("acme", grant(START, HOUR), ORG)
    assert not any(secret in f"{entry!r}{store!r}{entry.grant!r}" for secret in ("access-0", "refresh-0"))


def test_a_cached_token_opens_two_files_and_no_more(store: TokenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("acme", grant(START, 2 * HOUR), ORG)
    opened = []
    real = os.open

    def counted(path: Any, *args: Any, **more: Any) -> int:
        opened.append(Path(path).name)
        return real(path, *args, **more)

    monkeypatch.setattr(os, "open", counted)
    store.ensure("acme", unasked, HOUR)
    assert opened == ["tokens", "acme.json"]


def test_a_login_that_fails_names_the_organization(store: TokenStore) -> None:
    with ScriptedServer(reply(400, {"error": "invalid_grant"})) as server, pytest.raises(OAuthError) as caught:
        store.fill("acme", lambda: app(server.url).exchange_code("code", "https://tools.example.com/callback"))
    assert str(caught.value).startswith("acme: POST /v1/access_token: 400: ")
    assert store.names() == []
