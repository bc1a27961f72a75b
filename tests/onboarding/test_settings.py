# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: what must not be served, and what the settings file must be like."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wxcc_onboarding.settings import Settings, read_settings

USUAL = Settings(client_id="id", client_secret="secret", redirect_uri="http://localhost:8765/auth", scopes=("a",))
TLS = {"tls_certificate": "c.pem", "tls_key": "k.pem"}
HTTPS = {"redirect_uri": "https://access.example/auth"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"host": "::1", "redirect_uri": "http://[::1]:8765/auth"},
        {**HTTPS, **TLS},
        {**HTTPS, **TLS, "host": "0.0.0.0"},
        {**HTTPS, "behind_proxy": True, "host": "0.0.0.0"},
        {**HTTPS, "behind_proxy": True},
    ],
)
def test_what_may_be_served(changes: dict[str, Any]) -> None:
    replace(USUAL, **changes).check()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"host": "0.0.0.0"}, "host: 0.0.0.0 can be reached from other machines"),
        ({"host": "0.0.0.0", **HTTPS}, "host: 0.0.0.0 can be reached from other machines"),
        ({"redirect_uri": "http://access.example/auth"}, "is not encrypted"),
        ({"redirect_uri": "http://access.example/auth", "host": "0.0.0.0", **TLS}, "is not encrypted"),
        (HTTPS, "and the page must agree"),
        (TLS, "and the page must agree"),
        ({"tls_key": "k.pem"}, "tls_certificate, tls_key: only one of them is set; set both"),
        ({"client_id": ""}, "client_id: missing"),
        ({"client_secret": ""}, "client_secret: missing"),
        ({"auth_url": "http://idp.example"}, "auth_url: "),
        ({"redirect_uri": ""}, "is not a web address"),
        ({"redirect_uri": "http://localhost:x/auth"}, "is not a web address"),
        ({"redirect_uri": "http://me@localhost/auth"}, "is not a web address"),
        ({"redirect_uri": "http://localhost:8765/"}, "must have a path of its own"),
        ({"redirect_uri": "http://localhost:8765/login"}, "must have a path of its own"),
        ({"redirect_uri": "http://localhost:8765/auth?x=1"}, "must have a path of its own"),
    ],
)
def test_what_must_not_be_served(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r"^[a-z_, ]+: ") as refused:
        replace(USUAL, **changes).check()
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("redirect_uri", "hosts"),
    [
        ("http://localhost:8765/auth", {"localhost:8765"}),
        ("http://[::1]:8765/auth", {"[::1]:8765"}),
        ("https://Access.example/auth", {"access.example", "access.example:443"}),
        ("https://access.example:8443/auth", {"access.example:8443"}),
    ],
)
def test_the_hosts_are_those_of_the_redirect_uri(redirect_uri: str, hosts: set[str]) -> None:
    assert replace(USUAL, redirect_uri=redirect_uri).hosts() == hosts


def written(folder: Path, content: str, mode: int = 0o600) -> Path:
    file = folder / "settings.json"
    file.write_text(content, encoding="utf-8")
    file.chmod(mode)
    return file


def test_settings_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, json.dumps({"client_id": "id", "client_secret": "secret", "scopes": ["a", "b"]}))
    assert read_settings(file) == Settings(client_id="id", client_secret="secret", scopes=("a", "b"))
    assert "secret" not in repr(read_settings(file)).replace("client_secret", "")


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        ("{}", 0o640, "other users may read this file (mode 0640)"),
        ("{}", 0o604, "other users may read this file (mode 0604)"),
        ("{", 0o600, "is not JSON"),
        ("[]", 0o600, "is not a JSON object"),
        ('{"client_secrte": "s3cret"}', 0o600, "client_secrte"),
        ('{"port": "8765", "scopes": "a"}', 0o600, "port, scopes"),
        ('{"environment": {"HTTPS_PROXY": 1}}', 0o600, "environment"),
        ('{"environment": ["HTTPS_PROXY"]}', 0o600, "environment"),
        ('{"behind_proxy": 1}', 0o600, "behind_proxy"),
    ],
)
def test_settings_that_cannot_be_used(tmp_path: Path, content: str, mode: int, told: str) -> None:
    with pytest.raises(ValueError, match=r"settings\.json: ") as refused:
        read_settings(written(tmp_path, content, mode))
    assert told in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(("password", "told"), [(None, "No such file"), ("\n", "is empty")])
def test_a_vault_password_that_is_not_there(tmp_path: Path, password: str | None, told: str) -> None:
    file = tmp_path / "password"
    if password is not None:
        file.write_text(password, encoding="utf-8")
    with pytest.raises(ValueError, match=f"vault_password_file: .*{told}"):
        replace(USUAL, vault_password_file=str(file)).store()
