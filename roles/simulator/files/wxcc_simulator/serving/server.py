# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the application: open the port, print the line that says it is ready, end."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shlex
import signal
import socket
import sys
import threading
from collections.abc import Iterator

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wxcc_simulator.serving.app import Simulator
from wxcc_simulator.serving.legacy import PREFIX as LEGACY_PREFIX

COLLECTIONS = (5_000, 10, 100)  # objects before the young are looked through; such rounds before the older ones are
THREADS_TAKE_TURNS_S = 0.0005  # a reset is made in a thread
IDLE_S = 75  # a connection without requests; a client that reuses one in the moment of its end meets an error
ANY_IPV4 = "0.0.0.0"  # nosec B104 # what a user may have asked for


class CuttableProtocol(HttpToolsProtocol):
    """Lets the application drop the TCP connection of a request, which ASGI does not offer."""

    def on_message_begin(self) -> None:
        """Offer the way to cut as an extension of the scope."""
        super().on_message_begin()
        self.scope["extensions"] = {"wxcc_simulator": {"cut": self.transport.close}}


class Server(uvicorn.Server):
    """Says when it is ready, and ends with code 0 where uvicorn would die of the signal."""

    def __init__(self, simulator: Simulator, config: uvicorn.Config, ready: str) -> None:
        super().__init__(config)
        self._simulator = simulator
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening and print the line."""
        await super().startup(sockets)
        print(self._ready, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, without waiting for long reports."""
        self._simulator.world.processes.kill()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the server in good order."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(simulator: Simulator, host: str, port: int, *, exit_with_stdin: bool = False, env_file: str = "") -> None:
    """Serve until a signal comes or, if asked so, until standard input closes.

    `env_file` gets the settings of the app and of the first organization, for a shell; it is there while the server is.
    """
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SystemExit(f"--host {host} --port {port}: {error.strerror}") from None
    # asyncio turns Nagle's delay of 40 ms off only for sockets that were made with an explicit protocol.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    url = f"http://{_address(host)}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        simulator,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=IDLE_S,
    )
    credentials = simulator.world.credentials
    legacy = {"url": url + LEGACY_PREFIX, **credentials["legacy"]}
    server = Server(simulator, config, json.dumps({"url": url, **credentials, "legacy": legacy}))
    if exit_with_stdin:
        threading.Thread(target=_wait_for_end_of_input, args=(server,), daemon=True).start()
    settings = {
        "WXCC_API_URL": url,
        "WXCC_ACCESS_TOKEN": credentials["orgs"][0]["access_token"],
        "WXCC_AUTH_URL": url,
        "WXCC_CLIENT_ID": credentials["client_id"],
        "WXCC_CLIENT_SECRET": credentials["client_secret"],
        # A separate token store, so that nobody refreshes the tokens of real organizations here.
        "WXCC_TOKEN_STORE": os.path.abspath(f"{os.path.splitext(env_file)[0]}.tokens"),
    }
    settings |= {f"WXCC_LEGACY_{name.upper()}": value for name, value in legacy.items()}
    # With a million objects a garbage collection takes a second, in which no request is answered.
    gc.set_threshold(*COLLECTIONS)
    sys.setswitchinterval(THREADS_TAKE_TURNS_S)
    with _settings_in(env_file, settings):
        server.run(sockets=[listener])


@contextlib.contextmanager
def _settings_in(path: str, settings: dict[str, str]) -> Iterator[None]:
    """Keep a file that only its owner can read as long as the block lasts."""
    if not path:
        yield
        return
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("unset WXCC_DATA_CENTER WXCC_ORG WXCC_ORG_ID WXCC_REFRESH_TOKEN\n")
        file.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in settings.items())
    try:
        yield
    finally:
        os.unlink(path)


def _address(host: str) -> str:
    """The host as a client on this machine writes it."""
    reachable = {ANY_IPV4: "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{reachable}]" if ":" in reachable else reachable


def _wait_for_end_of_input(server: Server) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True
