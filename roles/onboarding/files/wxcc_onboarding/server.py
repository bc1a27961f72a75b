# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve the page: open the port, print the line that says it is ready, log no request."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import uvicorn

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.signals import protect_threads
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import UserError
from wxcc_onboarding.bounded import BoundedProtocol
from wxcc_onboarding.page import Page
from wxcc_onboarding.running import door_of, link_to, noted, this_page
from wxcc_onboarding.settings import Settings


def serve(settings: Settings, pid_file: Path) -> None:
    """Serve until a signal arrives; raises UserError or TokenStoreError first if a setting is wrong."""
    settings.check()
    store = settings.store()
    store.create()
    door, page = door_of(pid_file), this_page(settings)
    try:
        listener = socket.create_server(
            (settings.host, settings.port), family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        )
    except OSError as error:
        raise UserError(f"host {settings.host}, port {settings.port}: {error.strerror}") from None
    config = config_of(settings, Page(settings, store, door, page))
    try:
        config.load()
    except OSError as error:
        raise UserError(f"tls_certificate {settings.tls_certificate}, tls_key {settings.tls_key}: {error}") from None
    with noted(pid_file, page), protect_threads():
        door.close()  # the links of a page that was killed
        print(json.dumps({"link": link_to(page, door)}), flush=True)
        uvicorn.Server(config).run(sockets=[listener])


def config_of(settings: Settings, page: Page) -> uvicorn.Config:
    """Configure the server so that it logs no request and trusts no header of a proxy."""
    return uvicorn.Config(
        page.app(),
        http=BoundedProtocol,
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
