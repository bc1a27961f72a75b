# SPDX-License-Identifier: GPL-3.0-or-later
"""The onboarding page in a thread, with a clock of its own, and a browser without windows."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from requests import Response, Session

from support.simulator import SCOPES, Simulator
from wxcc_onboarding.door import Door
from wxcc_onboarding.page import Page
from wxcc_onboarding.running import link_to, this_page
from wxcc_onboarding.server import config_of
from wxcc_onboarding.settings import Settings

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Clock:
    """The time, and how far a test has moved it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Text(HTMLParser):
    """What a page says, without its markup."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def __str__(self) -> str:
        return " ".join(" ".join(self.parts).split())


class Onboarding:
    """A running page and what it works with."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.clock = Clock()
        self.port = port
        self.settings = settings
        self.store = settings.store()
        self.store.create()
        self.url = f"{settings.address.scheme}://{settings.address.netloc}"
        self.running = this_page(settings)
        self.door = Door(settings.store_folder.with_name("links"), self.clock)
        self.page = Page(settings, self.store, self.door, self.running, self.clock)

    def link(self) -> str:
        """A new link."""
        return link_to(self.running, self.door)

    def visitor(self, *, with_link: bool = True) -> Visitor:
        """A browser, which opens a new link unless told otherwise."""
        visitor = Visitor(self.url)
        if with_link:
            assert visitor.get(self.link()).status_code == 303
        return visitor


class Visitor:
    """Keeps cookies and follows no redirects."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.session = Session()
        self.session.trust_env = False

    def get(self, path: str, **options: Any) -> Response:
        url = path if "://" in path else self._url + path
        return self.session.get(url, allow_redirects=False, timeout=30, **options)

    def post(self, path: str, **form: str) -> Response:
        return self.session.post(self._url + path, data=form, allow_redirects=False, timeout=30)

    def csrf(self) -> str:
        found = CSRF.search(self.get("/").text)
        assert found
        return found[1]

    def login(self, name: str, **form: str) -> str:
        """Press the button; gives the authorize URL."""
        answer = self.post("/login", csrf=self.csrf(), name=name, **form)
        assert answer.status_code == 303
        return answer.headers["Location"]

    def text(self, path: str = "/") -> str:
        """What the page says."""
        return str(Text(self.get(path).text))


def state_of(url: str) -> str:
    """The state in an authorize URL or a callback URL."""
    return parse_qs(urlsplit(url).query)["state"][0]


def settings_of(sim: Simulator, folder: Path, **changes: Any) -> Settings:
    """Settings for the app of the simulator, with a store below the folder."""
    usual = Settings(
        client_id=sim.client_id,
        client_secret=sim.client_secret,
        auth_url=sim.url,
        token_store=str(folder / "tokens"),
        redirect_uri="http://127.0.0.1:8765/callback",
        scopes=tuple(SCOPES.split()),
    )
    return replace(usual, **changes)


@contextmanager
def serving(sim: Simulator, folder: Path, **changes: Any) -> Iterator[Onboarding]:
    """Serve the page on a free port until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    running = Onboarding(
        settings_of(sim, folder, **{"redirect_uri": f"http://127.0.0.1:{port}/callback", **changes}), port
    )
    server = uvicorn.Server(config_of(running.settings, running.page))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield running
    finally:
        server.should_exit = True
        thread.join()
