# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes at one token store, and processes that are killed."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from unit.module_utils.api import identity_provider
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import IdentityProvider, access_token, answer, app, grant
from unit.module_utils.api.scripted_server import Received, ScriptedServer, Step, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import OAuthError
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    Entry,
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens_file import TokenFolder
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError

PROCESSES = 50
TOKENS = ("access_token", "refresh_token")
KILLS = int(os.environ.get("WXCC_TEST_KILLS", "15"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tokens"


def test_fifty_processes_need_one_refresh(processes: ForkServerContext, folder: Path) -> None:
    TokenStore(folder).put("acme", grant(time.time(), 1800), ORG)
    answers = processes.Queue()
    with ScriptedServer(IdentityProvider(delay=0.3)) as server:
        workers = [
            processes.Process(target=identity_provider.ensure, args=(folder, server.url, answers), daemon=True)
            for _unused in range(PROCESSES)
        ]
        for worker in workers:
            worker.start()
        got = [answers.get(timeout=60) for _unused in workers]
        for worker in workers:
            worker.join()
    assert len(server.received) == 1
    assert {token for token, _unused in got} == {access_token(1)}
    assert sum(refreshed for _unused, refreshed in got) == 1


class Gathering(TokenStore):
    """A store at which so many threads refresh; the identity provider waits until every one of them waits."""

    def __init__(self, folder: Path, threads: int) -> None:
        super().__init__(folder)
        self._reads: list[str] = []
        self._threads = threads

    def read(self, name: str) -> Entry:
        entry = super().read(name)
        self._reads.append(name)
        return entry

    def late(self, step: Step) -> Step:
        """Answer when everybody has read the entry, and one of them again under the lock."""

        def send(received: Received) -> Iterable[bytes]:
            while len(self._reads) <= self._threads:
                time.sleep(0.005)
            return step(received)

        return send

    def all_refresh(self, min_validity: float | None, server: ScriptedServer) -> list[str]:
        """Give the access token, or the error, of every thread."""

        def refresh(_unused: int) -> str:
            try:
                if min_validity is None:
                    return self.refresh("acme", lambda: app(server.url)).grant.access_token
                return self.ensure("acme", lambda: app(server.url), min_validity)[0].grant.access_token
            except (WxccError, TokenStoreError) as error:
                return str(error)

        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(refresh, range(self._threads)))


@pytest.mark.parametrize("min_validity", [3600, None])
@pytest.mark.parametrize("expires_in", [43200, 1800])
def test_those_who_wait_for_one_another_share_one_refresh(
    folder: Path, min_validity: float | None, expires_in: float
) -> None:
    store = Gathering(folder, threads=8)
    store.put("acme", grant(time.time(), 0), ORG)
    with ScriptedServer(store.late(IdentityProvider(expires_in=expires_in))) as server:
        assert store.all_refresh(min_validity, server) == [access_token(1)] * 8
    assert len(server.received) == 1


def test_those_who_wait_for_a_refresh_that_fails_do_not_repeat_it(folder: Path) -> None:
    store = Gathering(folder, threads=8)
    store.put("acme", grant(time.time(), 0), ORG)
    with ScriptedServer(store.late(reply(400, {"error": "invalid_grant"}))) as server:
        (text,) = set(store.all_refresh(None, server))
    assert text.startswith("acme: POST /v1/access_token: 400: invalid_grant, the refresh token has expired, ")
    assert len(server.received) == 1


def refusal(store: TokenStore, server: ScriptedServer) -> OAuthError | None:
    """Refresh, and give the identity provider's refusal where there is one."""
    try:
        store.refresh("acme", lambda: app(server.url))
    except OAuthError as error:
        return error
    return None


@pytest.mark.parametrize("rotation", [False, True])
def test_killed_at_any_moment_of_a_refresh(processes: ForkServerContext, folder: Path, rotation: bool) -> None:
    moments = random.Random(int(os.environ["WXCC_TEST_SEED"]))
    store = TokenStore(folder)
    provider = IdentityProvider(rotation=rotation)
    store.put("acme", grant(time.time(), 1800), ORG)
    with ScriptedServer(provider) as server:
        begun = time.monotonic()
        for _unused in range(10):
            store.refresh("acme", lambda: app(server.url))
        duration = (time.monotonic() - begun) / 10
        for _unused in range(KILLS):
            ready = processes.Event()
            worker = processes.Process(
                target=identity_provider.refresh_for_ever, args=(folder, server.url, ready), daemon=True
            )
            worker.start()
            assert ready.wait(30)
            time.sleep(moments.uniform(0, 4 * duration))
            worker.kill()
            worker.join()
            left = store.read("acme").grant
            assert left.access_token == access_token(int(str(left.refresh_token).removeprefix("refresh-")))
            error = refusal(store, server)
            if error:
                assert rotation
                assert error.key == "invalid_grant"
                assert str(error).startswith("acme: ")
                assert "webex.contact_center.onboard" in str(error)
                assert left.refresh_token == f"refresh-{provider.issued - 1}"  # one answer came, and was not stored
                login = answer(provider.issued)
                store.put("acme", replace(left, **{name: login[name] for name in TOKENS}), ORG)
                assert refusal(store, server) is None
    assert {path.name for path in folder.iterdir()} == {"acme.json", ".acme.lock", ".lock"}


def test_the_lock_of_a_killed_process_is_free(processes: ForkServerContext, folder: Path) -> None:
    TokenStore(folder).put("acme", grant(time.time(), 1800), ORG)
    held = processes.Event()
    holder = processes.Process(target=identity_provider.hold, args=(folder, held), daemon=True)
    holder.start()
    assert held.wait(30)
    impatient = TokenStore(folder, lock_timeout=0.1)
    with pytest.raises(TokenStoreError, match=r"\.acme\.lock: another process has held this lock for 0\.1 s"):
        impatient.refresh("acme", lambda: pytest.fail("the identity provider was asked"))
    holder.kill()
    holder.join()
    with ScriptedServer(IdentityProvider()) as server:
        assert impatient.refresh("acme", lambda: app(server.url)).grant.refresh_token == "refresh-1"


def test_a_child_that_outlives_the_refresh_does_not_keep_the_lock(folder: Path) -> None:
    store = TokenStore(folder, lock_timeout=0.1)
    store.put("acme", grant(time.time(), 1800), ORG)
    done, wait = os.pipe()
    with TokenFolder(folder).locked("acme", timeout=1):
        child = os.fork()
        if child == 0:
            os.close(wait)
            os.read(done, 1)
            os._exit(0)
    try:
        assert store.remove("acme")
    finally:
        os.close(wait)
        os.waitpid(child, 0)
        os.close(done)
