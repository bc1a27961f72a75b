# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that come while tokens are exchanged, which must not cost the login."""

from __future__ import annotations

import os
import signal
import threading
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from support.processes import wait_until
from unit.module_utils.api import identity_provider
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import IdentityProvider, access_token, app, grant
from unit.module_utils.api.scripted_server import ScriptedServer, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.signals import (
    ENDING,
    disturbed,
    undisturbed,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError


@pytest.mark.parametrize(
    ("where", "number"),
    [
        *(("main", number) for number in ENDING),
        *((where, number) for where in ("thread", "login") for number in (signal.SIGINT, signal.SIGTERM)),
    ],
)
def test_a_signal_waits_for_the_new_tokens(
    processes: ForkServerContext, tmp_path: Path, where: str, number: signal.Signals
) -> None:
    store = TokenStore(tmp_path / "tokens")
    store.put("acme", grant(time.time(), 1800), ORG)
    with ScriptedServer(IdentityProvider(delay=0.2)) as server:
        begun = processes.Event()
        worker = processes.Process(
            target=identity_provider.refresh_once, args=(tmp_path / "tokens", server.url, where, begun), daemon=True
        )
        worker.start()
        assert begun.wait(30)
        wait_until(lambda: len(server.received) == 1, "the request")
        assert worker.pid is not None
        for _unused in range(2):
            os.kill(worker.pid, number)
        worker.join(30)
        assert worker.exitcode == -number
        assert store.read("acme").grant.access_token == access_token(1)
        assert store.refresh("acme", lambda: app(server.url)).grant.access_token == access_token(2)


def test_a_signal_does_not_wait_for_the_pauses_between_attempts(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "tokens")
    store.put("acme", grant(time.time(), 1800), ORG)
    with ScriptedServer(reply(503)) as server:
        provider = app(server.url, retry_timeout=600, sleep=lambda _unused: signal.raise_signal(signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            store.refresh("acme", lambda: provider)
        assert len(server.received) == 1
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with pytest.raises(WxccError):
            store.refresh("acme", lambda: app(server.url, retry_timeout=0))


def test_a_signal_that_came_before_a_pause_arrives_in_it() -> None:
    reached = []

    def interrupted() -> None:
        with undisturbed(), undisturbed():
            signal.raise_signal(signal.SIGINT)
            reached.append("still here")
            with disturbed():
                reached.append("not here")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached == ["still here"]
    with undisturbed():  # the count of sections is right again
        pass
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_what_a_process_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with undisturbed():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_thread_changes_no_handler() -> None:
    handlers: list[object] = []

    def work() -> None:
        with undisturbed():
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [signal.default_int_handler]
