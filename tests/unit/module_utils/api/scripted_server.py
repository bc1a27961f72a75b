# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that answers as it is told, also in ways that no HTTP library would: cut off, byte by byte, not at all."""

from __future__ import annotations

import json
import os
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from io import BufferedIOBase
from typing import Any


@dataclass(frozen=True)
class Received:
    """A request as it arrived; `connection` numbers the connections."""

    method: str
    target: str
    headers: Message
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


Step = Callable[[Received], Iterable[bytes]]
"""What to send for a request, piece by piece; `Hangup` ends the connection."""


class Hangup(Exception):
    """Ends the connection before the next request."""


class Reset(Hangup):
    """Ends it without a goodbye: the client gets ECONNRESET."""


def reply(
    status: int = 200, content: Any = None, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Step:
    """Answer completely: with JSON, or with these bytes."""
    data = body if body is not None else b"" if content is None else json.dumps(content).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}
    if status == 204:
        del fields["Content-Length"]
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return lambda _unused: ["\r\n".join(lines).encode() + data]


GONE = reply(404, {"error": {"reason": "no such object"}})


def page(number: int, pages: int, total: int, ids: Iterable[str]) -> Step:
    """Answer with a page of a list."""
    meta = {"page": number, "totalPages": pages, "totalRecords": total}
    return reply(content={"meta": meta, "data": [{"id": object_id} for object_id in ids]})


def hang_up(_unused: Received) -> Iterator[bytes]:
    """Take the request and close the connection."""
    yield b""
    raise Hangup


def cut_off(step: Step, at: int) -> Step:
    """Send only the first bytes of an answer."""

    def send(received: Received) -> Iterator[bytes]:
        yield b"".join(step(received))[:at]
        raise Hangup

    return send


class ScriptedServer:
    """Answers requests with the steps of a script, in order, the last one for ever; notes what it received."""

    def __init__(self, *script: Step, certificate: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.received: list[Received] = []
        self.released = threading.Event()  # ends what stalls
        self.settled = threading.Event()  # everything was sent that answers the last request
        self._script = list(script)
        self._lock = threading.Lock()
        self._connections = 0
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer._serve(self.connection, self.rfile)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

            def get_request(self) -> tuple[socket.socket, Any]:
                connection, address = super().get_request()
                return (certificate.wrap_socket(connection, server_side=True) if certificate else connection), address

        self._server = Server(("127.0.0.1", port), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def script(self, *steps: Step) -> None:
        """Answer from now on with other steps."""
        with self._lock:
            self._script = list(steps)

    def stall(self, _unused: Received) -> Iterator[bytes]:
        """Take the request and never answer."""
        self.released.wait(20)
        yield b""
        raise Hangup

    def drip(self, received: Received) -> Iterator[bytes]:
        """Answer at once, and send the body a byte at a time without end."""
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
        while not self.released.wait(0.05):
            yield b" "
        raise Hangup

    def _serve(self, connection: socket.socket, stream: BufferedIOBase) -> None:
        with self._lock:
            self._connections += 1
            number = self._connections
        with suppress(OSError, Hangup), _reset(connection):
            while line := stream.readline():
                method, target, _unused = line.decode().split(" ", 2)
                headers = BytesParser().parsebytes(b"".join(iter(stream.readline, b"\r\n")))
                body = stream.read(int(headers.get("Content-Length", 0)))
                received = Received(method, target, headers, body, number)
                with self._lock:
                    step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                    self.received.append(received)
                self.settled.clear()
                for piece in step(received):
                    connection.sendall(piece)
                self.settled.set()


@contextmanager
def _reset(connection: socket.socket) -> Iterator[None]:
    try:
        yield
    except Reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())
        raise


def free_port() -> int:
    """Give a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
