# SPDX-License-Identifier: GPL-3.0-or-later
"""An identity provider for a scripted server, and what processes do with a token store; child processes import it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from unit.module_utils.api.connected import ORG
from unit.module_utils.api.scripted_server import Received, ScriptedServer, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant, OAuth
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.signals import ENDING, protect_threads
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens_file import TokenFolder
from ansible_collections.webex.contact_center.plugins.module_utils.api.http import retrying, transport

SECRET = "Client/Secret+1&2"
OTHER = "11111111-2222-4333-8444-555555555555"
START = 1_700_000_000.0
HOUR = 3600.0
IMPORTED = (retrying, transport)  # OAuth imports them late, and a child process shall have them before it is measured


class IdentityProvider:
    """Answers refresh requests with a numbered set of tokens; with rotation each refresh token is good for one."""

    def __init__(self, *, rotation: bool = True, expires_in: float = 43200, delay: float = 0.0) -> None:
        self.valid = {"refresh-0"}
        self.issued = 0
        self._rotation = rotation
        self._expires_in = expires_in
        self._delay = delay
        self._lock = threading.Lock()

    def __call__(self, received: Received) -> Iterable[bytes]:
        with self._lock:
            given = form_of(received)["refresh_token"]
            if given not in self.valid:
                return reply(400, {"error": "invalid_grant", "error_description": "unknown refresh token"})(received)
            if self._rotation:
                self.valid.clear()
            self.issued += 1
            self.valid.add(f"refresh-{self.issued}")
            content = answer(self.issued, expires_in=self._expires_in)
        time.sleep(self._delay)
        return reply(200, content)(received)


def form_of(received: Received) -> dict[str, str]:
    """Give the fields of a form, each of which is there once."""
    fields = parse_qs(received.body.decode(), strict_parsing=True, keep_blank_values=True)
    return {name: value for name, (value,) in fields.items()}


def access_token(number: int) -> str:
    """Give an access token with an organization id in it."""
    return f"access-{number}_PF84_{ORG}"


def answer(number: int = 1, **more: Any) -> dict[str, Any]:
    """Give the content of a good answer; None takes a field out."""
    content = {
        "access_token": access_token(number),
        "expires_in": 43199,
        "refresh_token": f"refresh-{number}",
        "refresh_token_expires_in": 5086614,
        "token_type": "Bearer",
        "scope": "cjp:config_read cjp:config_write",
        **more,
    }
    return {name: value for name, value in content.items() if value is not None}


def grant(now: float, left: float, **more: Any) -> Grant:
    """Give the first grant, whose access token is valid for so many seconds more."""
    first = {
        "access_token": access_token(0),
        "expires_at": now + left,
        "refresh_token": "refresh-0",
        "refresh_expires_at": now + 86400,
        "scopes": ("cjp:config_read",),
        "obtained_at": now - 3600,
    }
    return Grant(**{**first, **more})


def app(url: str, **settings: Any) -> OAuth:
    """Give the registered app of a scripted server."""
    given = {"auth_url": url, "client_id": "C0ffee", "client_secret": SECRET, "timeout": 10, **settings}
    return OAuth(**given)


def clock() -> float:
    """Let time stand still."""
    return START


def unasked() -> OAuth:
    """Fail, where nobody should be asked."""
    raise AssertionError("the identity provider was asked")


def asking(server: ScriptedServer) -> Callable[[], OAuth]:
    """Ask a server, once."""
    return lambda: app(server.url, clock=clock, sleep=lambda _unused: None, retry_timeout=0)


def ensure(folder: Path, url: str, answers: Any) -> None:
    """In a process of its own: get a token valid for an hour, and send it and whether it was refreshed."""
    entry, refreshed = TokenStore(folder).ensure("acme", lambda: app(url), 3600)
    answers.put((entry.grant.access_token, refreshed))


def refresh_for_ever(folder: Path, url: str, begun: Any) -> None:
    """In a process of its own: refresh until killed."""
    begun.set()
    while True:
        TokenStore(folder).refresh("acme", lambda: app(url))


def refresh_once(folder: Path, url: str, where: str, begun: Any) -> None:
    """In a process of its own: refresh in the main thread or in another one, or log in; then live on."""
    store = TokenStore(folder)

    def work() -> None:
        if where == "login":
            store.fill("acme", lambda: app(url).refresh("refresh-0"))
        else:
            store.refresh("acme", lambda: app(url))

    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    begun.set()
    if where == "thread":
        with protect_threads():
            threading.Thread(target=work, daemon=True).start()
            signal.pause()
    else:
        work()
        signal.pause()


def hold(folder: Path, held: Any) -> None:
    """In a process of its own: hold the lock of a name until killed."""
    with TokenFolder(folder).locked("acme", timeout=1):
        held.set()
        time.sleep(60)
