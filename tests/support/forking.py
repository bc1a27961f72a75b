# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes forked from one that has imported all they need: the start of Python and of Ansible is paid for once.

A server listens on a Unix socket. A request is one message: the file descriptors of standard input, output and error,
then a JSON object with the keys `argument` (what the server's module takes), `environment` (all of it) and `cwd`. The
answer is a line with the id of the process, and one with its exit code, negative for a signal, when it has ended. Where
a client goes away before that, its process is killed.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

SIZE: Final = 8
"""How many bytes say how long a request is."""


class ForkServer:
    """A server process; its module has `prepare()`, which imports, and `run(argument)`, which gives an exit code."""

    def __init__(self, module: str, environment: Mapping[str, str]) -> None:
        folder = tempfile.mkdtemp(prefix="wxcc-")  # which the server removes, for it ends after a worker that is killed
        self.path = str(Path(folder) / "socket")
        path = [*filter(None, environment.get("PYTHONPATH", "").split(os.pathsep)), *sys.path]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.forking", self.path, module],
            env={**environment, "PYTHONPATH": os.pathsep.join(path), "HOME": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            raise RuntimeError(f"the server of {module} ended with code {self._process.wait()} before it was ready")
        atexit.register(self.stop)

    def stop(self) -> None:
        """End the server by the end of its input."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)


class Forked:
    """A process of the server at a socket; it has the id `pid`."""

    def __init__(
        self, path: str, argument: Any, *, environment: Mapping[str, str], cwd: str, streams: Sequence[int]
    ) -> None:
        body = json.dumps({"argument": argument, "environment": dict(environment), "cwd": cwd}).encode()
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._connection.connect(path)
        socket.send_fds(self._connection, [len(body).to_bytes(SIZE, "big")], list(streams))
        self._connection.sendall(body)
        self._answers = self._connection.makefile("rb")
        self._code: int | None = None
        self.pid = int(self._answers.readline())

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit code; after so many seconds the process is killed, and that is a TimeoutError."""
        if self._code is None:
            self._connection.settimeout(timeout)
            try:
                self._code = int(self._answers.readline())
            finally:
                self._answers.close()
                self._connection.close()
        return self._code


def serve(path: str, module: str) -> None:
    """Fork a process for each request until standard input ends."""
    entry = importlib.import_module(module)
    entry.prepare()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen()
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_unused: None)
    signal.set_wakeup_fd(waker.fileno())
    print("ready", flush=True)
    running: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        for source in (listener, woken, sys.stdin):
            selector.register(source, selectors.EVENT_READ)
        while True:
            sources = [key.fileobj for key, _events in selector.select()]
            if sys.stdin in sources:
                return
            if woken in sources:
                woken.recv(4096)
            for number, code in _ended(running):
                connection = running.pop(number)
                selector.unregister(connection)
                with suppress(OSError):
                    connection.sendall(b"%d\n" % code)
                connection.close()
            for number, connection in running.items():
                if connection in sources:  # the client has nothing more to say, so it has gone
                    with suppress(OSError):
                        os.kill(number, signal.SIGKILL)
            if listener in sources:
                connection, _address = listener.accept()
                number = _fork(entry.run, connection, [listener, woken, waker, *running.values()])
                with suppress(OSError):
                    connection.sendall(b"%d\n" % number)
                running[number] = connection
                selector.register(connection, selectors.EVENT_READ)


def _ended(running: Mapping[int, socket.socket]) -> list[tuple[int, int]]:
    """Give the processes that have ended, with their exit codes."""
    found = []
    for number in running:
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            found.append((number, os.waitstatus_to_exitcode(status)))
    return found


def _fork(run: Any, connection: socket.socket, others: Sequence[socket.socket]) -> int:
    request = _request(connection)
    number = os.fork()
    if number:
        for stream in request["streams"]:
            os.close(stream)
        return number
    code = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (connection, *others):
            other.close()
        _become(request)
        code = _outcome(run, request["argument"])
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _outcome(run: Any, argument: Any) -> int:
    try:
        return int(run(argument) or 0)
    except SystemExit as end:
        return int(end.code or 0)


def _request(connection: socket.socket) -> dict[str, Any]:
    head, streams, _flags, _address = socket.recv_fds(connection, SIZE, 3)
    length, body = int.from_bytes(head, "big"), bytearray()
    while len(body) < length:
        body += connection.recv(length - len(body))
    return {**json.loads(body), "streams": streams}


def _become(request: Mapping[str, Any]) -> None:
    """Take over what a new process would have inherited from the client."""
    os.setsid()
    for target, stream in enumerate(request["streams"]):
        os.dup2(stream, target)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    atexit._clear()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["cwd"])
    tempfile.tempdir = None
    time.tzset()


if __name__ == "__main__":
    try:
        serve(*sys.argv[1:])
    finally:
        shutil.rmtree(Path(sys.argv[1]).parent, ignore_errors=True)
