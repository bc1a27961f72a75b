# SPDX-License-Identifier: GPL-3.0-or-later
"""The token store encrypted with Ansible Vault."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from ansible.parsing.vault import VaultSecret
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import START, grant

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.plugin_utils.vault_codec import VaultCodec

MINE, OTHER = VaultSecret(b"mine"), VaultSecret(b"another")


@given(content=st.binary().filter(lambda content: not content.startswith(b"$ANSIBLE_VAULT")))
@settings(max_examples=20)
def test_what_is_encrypted_is_decrypted(content: bytes) -> None:
    codec = VaultCodec([("default", MINE)])
    encrypted = codec.encode(content)
    assert encrypted.startswith(b"$ANSIBLE_VAULT;1.1;AES256\n")
    assert codec.decode(encrypted) == codec.decode(content) == content


def test_any_secret_decrypts_and_the_first_encrypts() -> None:
    by_other = VaultCodec([("prod", OTHER)]).encode(b"content")
    assert by_other.startswith(b"$ANSIBLE_VAULT;1.2;AES256;prod\n")
    both = VaultCodec([("default", MINE), ("prod", OTHER)])
    assert both.decode(by_other) == b"content"
    assert VaultCodec([("default", MINE)]).decode(both.encode(b"content")) == b"content"


def test_without_a_password_nothing_begins() -> None:
    with pytest.raises(ValueError, match="no vault password; give one with --vault-password-file"):
        VaultCodec([])


SOUND = VaultCodec([("default", MINE)]).encode(b"content")


@pytest.mark.parametrize(
    "content",
    [
        VaultCodec([("default", OTHER)]).encode(b"content"),
        SOUND[:-20],
        SOUND[:40],
        SOUND[:100] + (b"4" if SOUND[100:101] == b"3" else b"3") + SOUND[101:],
        b"$ANSIBLE_VAULT;1.1;AES256\nhidden",
        b"$ANSIBLE_VAULT;1.1;NONE\n00",
        b"$ANSIBLE_VAULT;",
    ],
    ids=["other password", "cut", "cut early", "changed", "not hexadecimal", "other cipher", "header only"],
)
def test_what_cannot_be_decrypted(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^cannot be decrypted: another vault password is needed, or .* damaged"):
        VaultCodec([("default", MINE)]).decode(content)


def test_ansible_vault_shows_a_file_of_the_store(tmp_path: Path) -> None:
    folder = tmp_path / "tokens"
    store = TokenStore(folder, VaultCodec([("default", MINE)]))
    entry = store.put("acme", grant(START, 3600), ORG)
    assert store.read("acme") == entry
    raw = (folder / "acme.json").read_bytes()
    assert not any(text in raw for text in (b"access-0", b"refresh-0", ORG.encode()))
    with pytest.raises(TokenStoreError, match="is encrypted; give the vault password"):
        TokenStore(folder).read("acme")
    with pytest.raises(TokenStoreError, match="cannot be decrypted"):
        TokenStore(folder, VaultCodec([("default", OTHER)])).read("acme")

    password = tmp_path / "password"
    password.write_bytes(b"mine\n")
    shown = subprocess.run(
        [
            *[sys.executable, "-m", "ansible.cli.vault", "view", "--vault-password-file", str(password)],
            str(folder / "acme.json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(shown.stdout)["refresh_token"] == "refresh-0"
