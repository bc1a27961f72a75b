# SPDX-License-Identifier: GPL-3.0-or-later
"""A raw socket server in front of a simulator: passes exchanges on, and spoils some as no HTTP server could."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from unit.module_utils.api.scripted_server import Hangup, Received, Reset, ScriptedServer

Spoil = Callable[["Relay", bytes], Iterator[bytes]]
"""What the client gets in the place of a whole answer."""
HOP = ("connection", "keep-alive", "transfer-encoding")


def reset(_unused: Relay, _answer: bytes) -> Iterator[bytes]:
    """End the connection as a crashed host does."""
    yield b""
    raise Reset


def stalled_body(relay: Relay, answer: bytes) -> Iterator[bytes]:
    """Send the beginning of the answer, and nothing more."""
    yield answer[:-1]
    relay.server.released.wait(20)
    raise Hangup


def stalled(relay: Relay, _answer: bytes) -> Iterator[bytes]:
    """Send nothing."""
    yield b""
    relay.server.released.wait(20)
    raise Hangup


def truncated(_unused: Relay, answer: bytes) -> Iterator[bytes]:
    """Close before the last byte."""
    yield answer[:-1]
    raise Hangup


def no_http(_unused: Relay, _answer: bytes) -> Iterator[bytes]:
    """Speak another protocol."""
    yield b"220 mail.example ESMTP\r\n"
    raise Hangup


@dataclass
class Order:
    """Which exchanges are spoiled, how, and how often; `done` says whether the request reaches the simulator."""

    method: str
    path: str
    spoil: Spoil
    done: bool
    times: int | None


class Relay:
    """Use as a context manager; `url` is the one to speak to."""

    def __init__(self, target: str, certificate: ssl.SSLContext | None = None) -> None:
        self._target = urlsplit(target)
        self._orders: list[Order] = []
        self._lock = threading.Lock()
        self.server = ScriptedServer(self._step, certificate=certificate)
        self.url = self.server.url

    def __enter__(self) -> Relay:
        self.server.__enter__()
        return self

    def __exit__(self, *_unused: object) -> None:
        self.server.__exit__()

    def spoil(self, method: str, path: str, how: Spoil, *, done: bool, times: int | None = 1) -> None:
        """Order it for the next requests that match; `times` None is for ever."""
        with self._lock:
            self._orders.append(Order(method, path, how, done, times))

    def clear(self) -> None:
        """Take all orders back."""
        with self._lock:
            self._orders.clear()

    def _step(self, received: Received) -> Iterator[bytes]:
        order = self._order(received.method, urlsplit(received.target).path)
        if order is None:
            yield self._answer(received)
        else:
            yield from order.spoil(self, self._answer(received) if order.done else b"")

    def _order(self, method: str, path: str) -> Order | None:
        with self._lock:
            for order in self._orders:
                if method == order.method and fnmatchcase(path, order.path):
                    if order.times is not None:
                        order.times -= 1
                        if not order.times:
                            self._orders.remove(order)
                    return order
        return None

    def _answer(self, received: Received) -> bytes:
        """Let the simulator do the work, and give its answer as bytes."""
        connection = http.client.HTTPConnection(str(self._target.hostname), int(self._target.port or 80), timeout=30)
        try:
            headers = {name: text for name, text in received.headers.items() if name.lower() not in HOP}
            connection.request(received.method, received.target, received.body or None, headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        fields = [(name, text) for name, text in answer.getheaders() if name.lower() not in HOP]
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {text}" for name, text in fields), "", ""]
        return "\r\n".join(lines).encode("latin-1") + body
