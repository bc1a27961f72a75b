# SPDX-License-Identifier: GPL-3.0-or-later
"""Serving the page: the port, the line that says it is ready, and nothing about requests in any log."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from ansible_collections.webex.contact_center.plugins.module_utils.api.signals import protect_threads
from wxcc_onboarding.door import Door
from wxcc_onboarding.page import Page
from wxcc_onboarding.settings import Settings


def serve(settings: Settings, pid_file: Path) -> None:
    """Serve until a signal comes; ValueError and TokenStoreError, before that, where the settings do not do."""
    settings.check()
    store = settings.store()
    store.create()
    door = Door(time.time)
    try:
        listener = socket.create_server(
            (settings.host, settings.port), family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        )
    except OSError as error:
        raise ValueError(f"host {settings.host}, port {settings.port}: {error.strerror}") from None
    config = config_of(settings, Page(settings, store, door))
    try:
        config.load()
    except OSError as error:
        raise ValueError(f"tls_certificate {settings.tls_certificate}, tls_key {settings.tls_key}: {error}") from None
    with _noted(pid_file), protect_threads():
        print(json.dumps({"link": link(settings, door)}), flush=True)
        uvicorn.Server(config).run(sockets=[listener])


def stop(pid_file: Path) -> None:
    """End the server that notes its process id there, and wait for its end; nothing where none runs."""
    if not pid_file.exists():
        return
    with open(pid_file, encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.kill(int(file.read()), signal.SIGTERM)
            fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def _noted(pid_file: Path) -> Iterator[None]:
    """Write our process id down, under a lock that ends with us, so that no later process is taken for us."""
    with open(pid_file, "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"{pid_file}: another page runs here; stop it first") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def link(settings: Settings, door: Door) -> str:
    """Give an address that opens the page once."""
    return f"{settings.address.scheme}://{settings.address.netloc}/enter?key={door.invite()}"


def config_of(settings: Settings, page: Page) -> uvicorn.Config:
    """Configure the server so that no request is logged, and no header of a proxy believed."""
    return uvicorn.Config(
        page.app(),
        ssl_certfile=settings.tls_certificate or None,
        ssl_keyfile=settings.tls_key or None,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
