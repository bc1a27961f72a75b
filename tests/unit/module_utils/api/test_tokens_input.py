# SPDX-License-Identifier: GPL-3.0-or-later
"""The token store and what people give it: names, places, files that are damaged or encrypted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import (
    HOUR,
    OTHER,
    START,
    IdentityProvider,
    access_token,
    asking,
    clock,
    grant,
    unasked,
)
from unit.module_utils.api.scripted_server import ScriptedServer

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    TokenStore,
    TokenStoreError,
)

ONBOARD = "webex.contact_center.onboard"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tokens"


@pytest.fixture
def store(folder: Path) -> TokenStore:
    return TokenStore(folder, clock=clock)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize(
    "name", ["../../x", "", ".", "..", ".hidden", "-x", "_x", "a/b", "a\0b", "a\n", "a b", "é", "x" * 65, "a\\b"]
)
def test_names_that_could_lead_elsewhere(store: TokenStore, tmp_path: Path, name: str) -> None:
    store.put("acme", grant(START, HOUR), ORG)
    before = sorted(tmp_path.rglob("*"))
    actions: list[Callable[[], object]] = [
        lambda: store.read(name),
        lambda: store.put(name, grant(START, HOUR), OTHER),
        lambda: store.ensure(name, unasked, HOUR),
        lambda: store.refresh(name, unasked),
        lambda: store.remove(name),
    ]
    for action in actions:
        with pytest.raises(TokenStoreError, match="is not a name for an organization"):
            action()
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["a", "0", "A.b_c-d", "acme.lock", "acme.json", "x" * 64])
def test_names_that_are_fine(store: TokenStore, name: str) -> None:
    store.put(name, grant(START, HOUR), ORG)
    store.put("acme", replace(grant(START, HOUR), access_token="plain"), OTHER)
    assert store.read(name).org_id == ORG
    assert store.names() == sorted(["acme", name])


def test_a_name_or_a_store_that_is_not_there(store: TokenStore, folder: Path) -> None:
    for action in (store.names, lambda: store.read("acme")):
        with pytest.raises(TokenStoreError, match=f"^{folder}: there is no token store here; .*token_store.*{ONBOARD}"):
            action()
    store.create()
    with pytest.raises(TokenStoreError, match=f"^acme: not in the token store {folder}, which holds: nothing"):
        store.read("acme")
    store.put("beta", grant(START, HOUR), ORG)
    with pytest.raises(TokenStoreError, match=f"holds: beta; .*{ONBOARD}"):
        store.read("acme")


SOUND = {
    "org_id": ORG,
    "access_token": access_token(0),
    "expires_at": 1.0,
    "refresh_token": None,
    "refresh_expires_at": None,
    "scopes": [],
    "obtained_at": 1,
    "last_refresh": 1.0,
    "last_error": "",
}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not JSON"),
        (b"\0" * 100, "not JSON"),
        (b'{"access_token": "hidden', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'["hidden"]', "not a JSON object"),
        *[
            (json.dumps({**SOUND, **wrong}).encode(), f"missing or wrong: {next(iter(wrong))}")
            for wrong in (
                {"org_id": "hidden"},
                {"access_token": "hid den"},
                {"access_token": None},
                {"expires_at": "1"},
                {"expires_at": float("nan")},
                {"expires_at": -1},
                {"refresh_token": ""},
                {"refresh_expires_at": True},
                {"scopes": "hidden"},
                {"scopes": [1]},
                {"obtained_at": None},
                {"last_refresh": float("inf")},
                {"last_error": None},
            )
        ],
    ],
)
def test_a_malformed_file_is_kept_aside(store: TokenStore, folder: Path, content: bytes, told: str) -> None:
    store.create()
    path = folder / "acme.json"
    path.write_bytes(content)
    path.chmod(0o600)
    for action in (lambda: store.read("acme"), lambda: store.ensure("acme", unasked, HOUR)):
        with pytest.raises(TokenStoreError) as caught:
            action()
        assert str(caught.value).startswith(f"{path}: is not a file of the token store: {told}; log in")
        assert "hid" not in str(caught.value)
    assert path.read_bytes() == content
    assert store.names() == ["acme"]
    store.put("beta", grant(START, HOUR, access_token="plain"), OTHER)
    store.put("acme", grant(START, HOUR), ORG)
    (aside,) = folder.glob("acme.broken-*")
    assert aside.name == "acme.broken-20231114T221320.000000Z"
    assert aside.read_bytes() == content
    assert store.read("acme").org_id == ORG
    assert store.names() == ["acme", "beta"]


def test_the_default_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", "/var/state")
    assert TokenStore.default_folder() == Path("/var/state/webex_contact_center/tokens")
    for useless in ("", "relative"):
        monkeypatch.setenv("XDG_STATE_HOME", useless)
        assert TokenStore.default_folder() == tmp_path / ".local/state/webex_contact_center/tokens"
    TokenStore(Path("~/mine")).create()
    assert mode(tmp_path / "mine") == 0o700


class Reversed:
    """A codec that can be seen to be used, and that refuses what it did not write."""

    def encode(self, content: bytes) -> bytes:
        return b"$ANSIBLE_VAULT;" + content[::-1]

    def decode(self, content: bytes) -> bytes:
        if not content.startswith(b"$ANSIBLE_VAULT;"):
            return content
        if b"wrong" in content:
            raise ValueError("cannot be decrypted")
        return content[15:][::-1]


def test_a_store_becomes_encrypted_by_its_next_write(store: TokenStore, folder: Path) -> None:
    entry = store.put("acme", grant(START, HOUR), ORG)
    encrypted = TokenStore(folder, Reversed(), clock)
    assert encrypted.read("acme") == entry
    with ScriptedServer(IdentityProvider()) as server:
        fresh = encrypted.refresh("acme", asking(server))
    assert (folder / "acme.json").read_bytes().startswith(b"$ANSIBLE_VAULT;")
    assert encrypted.read("acme") == fresh
    with pytest.raises(TokenStoreError, match="is encrypted; give the vault password"):
        store.read("acme")
    with pytest.raises(TokenStoreError, match="is encrypted; give the vault password"):
        store.put("acme", grant(START, HOUR), ORG)


def test_a_file_that_cannot_be_decrypted_is_not_set_aside(store: TokenStore, folder: Path) -> None:
    store.create()
    path = folder / "acme.json"
    path.write_bytes(b"$ANSIBLE_VAULT;wrong")
    path.chmod(0o600)
    encrypted = TokenStore(folder, Reversed(), clock)
    with pytest.raises(TokenStoreError, match=f"^{path}: cannot be decrypted"):
        encrypted.read("acme")
    with pytest.raises(TokenStoreError, match=f"^{path}: cannot be decrypted"):
        encrypted.put("acme", grant(START, HOUR), ORG)
    assert path.read_bytes() == b"$ANSIBLE_VAULT;wrong"
