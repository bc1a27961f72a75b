# SPDX-License-Identifier: GPL-3.0-or-later
"""The refresh of all organizations: when, and what it says of those that fail."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import is_encrypted
from hypothesis import given
from hypothesis import strategies as st
from support.onboarding import Visitor, settings_of
from support.processes import wait_until
from support.simulator import PACKAGE_FOLDER, Simulator
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import IdentityProvider, access_token
from unit.module_utils.api.identity_provider import grant as first_grant
from unit.module_utils.api.scripted_server import ScriptedServer, free_port

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import Entry, TokenStore
from wxcc_onboarding.refresh.refreshing import SPREAD, is_due
from wxcc_onboarding.refresh.scheduler import noted
from wxcc_onboarding.settings import Settings

ROOT = Path(__file__).parents[2]
PYTHONPATH = os.pathsep.join(str(ROOT / folder) for folder in ("build", "roles/onboarding/files"))
assert ROOT in PACKAGE_FOLDER.parents


def command_line(settings: Settings, folder: Path, *arguments: str) -> list[str]:
    """A command of the package, with its settings in a file as the roles write it."""
    file = folder / "settings.json"
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        json.dump(asdict(settings), stream)
    return [sys.executable, "-m", "wxcc_onboarding", *arguments, "--settings", str(file)]


def run(settings: Settings, folder: Path, *arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
    """A command of the package that was run to its end."""
    return subprocess.run(
        command_line(settings, folder, *arguments),
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        input=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def fill(store: TokenStore, sim: Simulator, org: int, **changes: Any) -> str:
    """Put an organization into the store, as it is after a login."""
    facts = sim.orgs[org]
    name = f"org-{org:02}"
    answer = sim.token_request(grant_type="refresh_token", refresh_token=facts.refresh_token).json()
    grant = Grant(answer["access_token"], 10**10, answer["refresh_token"], None, (), 0.0)
    store.put(name, replace(grant, **changes), facts.org_id)
    return name


def test_three_dead_organizations_stop_no_other(tmp_path: Path) -> None:
    with Simulator.start(orgs=20) as sim:
        settings = settings_of(sim, tmp_path)
        store = settings.store()
        fates: dict[int, dict[str, Any]] = {
            3: {"refresh_token": "revoked"},
            9: {"refresh_expires_at": 1.0},
            19: {"refresh_token": None},
        }
        names = [fill(store, sim, org, **fates.get(org, {})) for org in range(20)]
        dead = [names[org] for org in fates]
        before = {name: store.read(name).grant for name in names}

        finished = run(settings, tmp_path, "refresh", "--at-percent", "0")

        assert finished.returncode == 1
        assert finished.stderr.startswith(
            f"17 refreshed, 0 not due, 3 failed in {settings.store_folder}: {', '.join(dead)}\n"
        )
        for reason in ("org-03: POST /v1/access_token: 400: invalid_grant", "org-09: the refresh token expired on"):
            assert reason in finished.stderr
        assert "org-19: the access token ends and there is no refresh token" in finished.stderr
        changed = [name for name in names if store.read(name).grant != before[name]]
        assert changed == [name for name in names if name not in dead]
        for name in names:
            assert before[name].access_token not in finished.stdout + finished.stderr


def test_what_is_not_due_is_left_alone(sim: Simulator, tmp_path: Path) -> None:
    settings = settings_of(sim, tmp_path)
    store = settings.store()
    now = settings.oauth().refresh(sim.orgs[0].refresh_token)
    store.put("acme", now, sim.orgs[0].org_id)
    for expected, percent in (
        ("0 refreshed, 1 not due, 0 failed", "80"),
        ("1 refreshed, 0 not due, 0 failed", "0"),
    ):
        finished = run(settings, tmp_path, "refresh", "--at-percent", percent)
        told = f"{expected} in {settings.store_folder}\n"
        assert (finished.returncode, finished.stdout) == (0, told), finished.stderr


def test_a_store_that_is_not_there(sim: Simulator, tmp_path: Path) -> None:
    finished = run(settings_of(sim, tmp_path), tmp_path, "refresh")
    assert finished.returncode == 1
    assert "there is no token store here" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_store_without_an_organization_is_not_well(sim: Simulator, tmp_path: Path) -> None:
    settings = settings_of(sim, tmp_path)
    settings.store().create()
    finished = run(settings, tmp_path, "refresh")
    assert finished.returncode == 1
    assert f"the token store {settings.store_folder} has no organization; log in with" in finished.stderr


def test_the_job_asks_through_the_proxy_of_its_settings(sim: Simulator, tmp_path: Path) -> None:
    """A timer and cron have an environment of their own, without the proxy of the user who installed them."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(60)
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        settings = settings_of(sim, tmp_path, environment={"HTTPS_PROXY": address}, auth_url="https://idp.example")
        fill(settings.store(), sim, 0)
        plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        command = command_line(settings, tmp_path, "refresh", "--at-percent=0")
        with subprocess.Popen(command, env={**plain, "PYTHONPATH": PYTHONPATH}) as process:
            connection, _address = proxy.accept()
            with connection:
                assert connection.recv(4096).startswith(b"CONNECT idp.example:443 ")
            process.kill()


@pytest.mark.parametrize("percent", ["96", "-1", "half"])
def test_a_share_that_leaves_no_time(sim: Simulator, tmp_path: Path, percent: str) -> None:
    finished = run(settings_of(sim, tmp_path), tmp_path, "refresh", f"--at-percent={percent}")
    assert finished.returncode == 2
    assert f"{percent}: not between 0 and 95" in finished.stderr


def test_an_encrypted_store_stays_encrypted(sim: Simulator, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("a password\n", encoding="utf-8")
    settings = settings_of(sim, tmp_path, vault_password_file=str(tmp_path / "password"))
    name = fill(settings.store(), sim, 0)
    finished = run(settings, tmp_path, "refresh", "--at-percent", "0")
    assert finished.stdout == f"1 refreshed, 0 not due, 0 failed in {settings.store_folder}\n", finished.stderr
    assert is_encrypted((tmp_path / "tokens" / f"{name}.json").read_bytes())

    finished = run(replace(settings, vault_password_file=""), tmp_path, "refresh")
    assert finished.returncode == 1
    assert f"1 failed in {settings.store_folder}: {name}" in finished.stderr


def started(settings: Settings, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command of the package that goes on running."""
    return subprocess.Popen(
        command_line(settings, folder, *arguments),
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_scheduled_refresh_that_is_stopped_keeps_the_login(sim: Simulator, tmp_path: Path) -> None:
    with ScriptedServer(IdentityProvider(delay=1)) as server:
        settings = settings_of(sim, tmp_path, auth_url=server.url)
        settings.store().put("acme", first_grant(time.time(), 0), ORG)
        with started(settings, tmp_path, "refresh") as process:
            wait_until(lambda: bool(server.received), "the request")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == -signal.SIGTERM
    assert settings.store().read("acme").grant.access_token == access_token(1)


def test_links_to_the_page_that_runs(sim: Simulator, tmp_path: Path) -> None:
    port = free_port()
    settings = settings_of(sim, tmp_path, redirect_uri=f"http://127.0.0.1:{port}/callback", port=port)
    pid = ("--pid", str(tmp_path / "pid"))
    assert "no onboarding page runs; start it" in run(settings, tmp_path, "link", *pid).stderr
    with started(settings, tmp_path, "serve", *pid) as process:
        assert process.stdout is not None
        process.stdout.readline()
        other = run(replace(settings, scopes=("cjp:config",)), tmp_path, "link", *pid)
        assert (other.returncode, other.stderr) == (1, "the onboarding page runs with other settings; stop it first\n")
        same = run(settings, tmp_path, "link", *pid)
        (tmp_path / "settings.json").unlink()
        any_settings = command_line(settings, tmp_path, "link", *pid, "--any")
        (tmp_path / "settings.json").unlink()
        without = subprocess.run(
            any_settings, env={**os.environ, "PYTHONPATH": PYTHONPATH}, capture_output=True, text=True, check=True
        )
        for told in (same.stdout, without.stdout):
            assert Visitor(f"http://127.0.0.1:{port}").get(json.loads(told)["link"]).status_code == 303
        unused = run(settings, tmp_path, "link", *pid)
        assert list((tmp_path / "links").iterdir()) != []
        assert "key" not in str([path.read_text("utf-8") for path in (tmp_path / "links").iterdir()])
        assert json.loads(unused.stdout)["link"].partition("key=")[2] not in str(list((tmp_path / "links").iterdir()))
        assert run(settings, tmp_path, "stop", *pid).returncode == 0
        assert process.wait(60) == -signal.SIGTERM
    assert list((tmp_path / "links").iterdir()) == []
    assert "no onboarding page runs; start it" in run(settings, tmp_path, "link", *pid).stderr


def test_a_scheduled_refresh_notes_who_it_is(sim: Simulator, tmp_path: Path) -> None:
    settings = settings_of(sim, tmp_path)
    fill(settings.store(), sim, 0)
    assert noted(settings.store_folder) is None
    assert run(settings, tmp_path, "refresh", "--scheduler=cron").returncode == 0
    found = noted(settings.store_folder)
    assert found
    assert (found.kind, found.is_silent(time.time())) == ("cron", False)
    assert settings.store().names() == ["org-00"]


def test_a_page_that_is_stopped_finishes_the_login_under_way(sim: Simulator, tmp_path: Path) -> None:
    port = free_port()
    redirect_uri = f"http://127.0.0.1:{port}/callback"
    settings = settings_of(sim, tmp_path, redirect_uri=redirect_uri, port=port)
    sim.fault(path="/v1/access_token", delay_ms=2500)
    with started(settings, tmp_path, "serve", "--pid", str(tmp_path / "pid")) as process:
        assert process.stdout is not None
        link = json.loads(process.stdout.readline())["link"]
        visitor = Visitor(f"http://127.0.0.1:{port}")
        visitor.get(link)
        callback = sim.consent(visitor.login("acme"))
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(visitor.get, callback)
            wait_until(lambda: any(row["path"] == "/v1/access_token" for row in sim.requests()), "the request")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == -signal.SIGTERM
            answer.exception()
    assert settings.store().read("acme").org_id == sim.orgs[0].org_id


def entry(name: str, life: float, refresh_life: float | None) -> Entry:
    return Entry(name, "", Grant("a", life, "r", refresh_life, (), 0.0), 0.0, "")


@given(st.text("abc", min_size=1), st.floats(60, 10**7), st.floats(60, 10**7) | st.none(), st.floats(SPREAD, 1))
def test_everyone_is_due_at_the_share_and_nobody_long_before(
    name: str, life: float, refresh_life: float | None, share: float
) -> None:
    organization = entry(name, life, refresh_life)
    end = life if refresh_life is None else min(life, refresh_life)
    assert is_due(organization, end * share, share)
    assert not is_due(organization, end * (share - SPREAD) - 1, share)


def test_names_are_spread_over_the_time_before() -> None:
    moments = {
        min(second for second in range(6900, 8100) if is_due(entry(f"org-{number}", 10_000, None), second, 0.8))
        for number in range(20)
    }
    assert len(moments) > 15
    assert max(moments) - min(moments) > 500


@pytest.mark.parametrize("command", ["refresh", "serve", "link", "authorize", "redeem", "stop"])
def test_no_secret_is_an_option(command: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "wxcc_onboarding", command, "--help"],
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "secret" not in finished.stdout
