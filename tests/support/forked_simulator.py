# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulators as processes of a fork server."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import IO

from support.forking import Forked, ForkServer


def prepare() -> None:
    """Import the simulator."""
    from wxcc_simulator.serving import command_line  # noqa: F401


def run(arguments: list[str]) -> int:
    """Serve until standard input ends."""
    from wxcc_simulator.serving.command_line import main

    sys.argv = ["wxcc_simulator", *arguments]
    main()
    return 0


class ForkedSimulator:
    """As much of subprocess.Popen as a test needs of a simulator."""

    def __init__(self, arguments: Sequence[str]) -> None:
        theirs, ours = os.pipe()
        printed, printing = os.pipe()
        self.stdin: IO[str] = os.fdopen(ours, "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(printed, encoding="utf-8")
        streams = [theirs, printing, sys.__stderr__.fileno() if sys.__stderr__ else 2]
        self._process = Forked(
            _server().path, list(arguments), environment=dict(os.environ), cwd=os.getcwd(), streams=streams
        )
        os.close(theirs)
        os.close(printing)
        self.pid = self._process.pid

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit code."""
        return self._process.wait(timeout)


@cache
def _server() -> ForkServer:
    """Start the server of simulators, for all tests of this process."""
    return ForkServer("support.forked_simulator", os.environ)
