# SPDX-License-Identifier: GPL-3.0-or-later
"""A login whose callback URL is pasted: which one counts, and how often."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from support.onboarding import settings_of, state_of
from support.simulator import Simulator

from wxcc_onboarding.login.logins import LoginRefused, authorize_url
from wxcc_onboarding.login.pasted import begin_pasted, finish_pasted
from wxcc_onboarding.settings import Settings


@pytest.fixture
def settings(sim: Simulator, tmp_path: Path) -> Settings:
    """The app of the simulator, and an empty store."""
    settings = settings_of(sim, tmp_path)
    settings.store().create()
    return settings


def begun(settings: Settings, folder: Path, name: str = "acme") -> str:
    return begin_pasted(settings, settings.store(), name, "", folder / "login.json", time.time())


def finish(settings: Settings, folder: Path, callback: str, later_s: float = 0) -> str:
    entry = finish_pasted(settings, settings.store(), callback, folder / "login.json", time.time() + later_s)
    return entry.org_id


def test_where_an_administrator_logs_in(sim: Simulator, settings: Settings) -> None:
    url = urlsplit(authorize_url(replace(settings, auth_url=f"{sim.url}/"), "a+b/c="))
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{sim.url}/v1/authorize"
    assert parse_qs(url.query, strict_parsing=True) == {
        "response_type": ["code"],
        "client_id": [sim.client_id],
        "redirect_uri": [settings.redirect_uri],
        "scope": [" ".join(settings.scopes)],
        "state": ["a+b/c="],
    }


def test_an_answer_counts_once(sim: Simulator, settings: Settings, tmp_path: Path) -> None:
    callback = sim.consent(begun(settings, tmp_path))
    assert (tmp_path / "login.json").stat().st_mode & 0o777 == 0o600
    assert finish(settings, tmp_path, callback) == sim.orgs[0].org_id
    with pytest.raises(LoginRefused, match="No login was begun, or it was finished before"):
        finish(settings, tmp_path, callback)


def test_only_the_last_login_counts(sim: Simulator, settings: Settings, tmp_path: Path) -> None:
    old = sim.consent(begun(settings, tmp_path))
    begun(settings, tmp_path)
    with pytest.raises(LoginRefused, match="acme: this is the answer to another login"):
        finish(settings, tmp_path, old)


@pytest.mark.parametrize(
    ("pasted", "later_s", "told"),
    [
        ("", 0, "is not an address at http://127.0.0.1:8765/callback"),
        ("http://127.0.0.1:8765/callback/x?code=c&state={state}", 0, "is not an address at"),
        ("http://127.0.0.1:8765@evil.example/callback?code=c&state={state}", 0, "is not an address at"),
        ("http://[broken/callback", 0, "is not an address at"),
        ("http://127.0.0.1:8765/callback?code=c", 0, "this is the answer to another login"),
        ("http://127.0.0.1:8765/callback?code=c&state={state}", 601, "took more than 10 minutes"),
        ("http://127.0.0.1:8765/callback?state={state}", 0, "has no code"),
        ("http://127.0.0.1:8765/callback?error=access_denied&state={state}", 0, "declined"),
    ],
)
def test_what_does_not_count(
    sim: Simulator, settings: Settings, tmp_path: Path, pasted: str, later_s: float, told: str
) -> None:
    sim.clear_requests()
    pasted = pasted.format(state=state_of(begun(settings, tmp_path)))
    with pytest.raises(LoginRefused, match=r"^acme: ") as refused:
        finish(settings, tmp_path, pasted, later_s)
    assert told in str(refused.value)
    assert settings.store().names() == []
    assert sim.requests() == []
