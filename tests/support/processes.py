# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes by what they inherit, read from /proc."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="/proc tells which processes are left")
MARK = "MARK_OF_TEST"
"""An environment variable whose value every process of a test inherits."""


def marked(value: str) -> dict[int, str]:
    """Give the command lines of all running processes that inherited the mark, by id."""
    wanted = f"{MARK}={value}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            if command and wanted in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = command
    return found


def counting(server: int) -> list[int]:
    """The processes below a simulator that have counted something; one more, which is not ours, watches over them."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_until(condition: Callable[[], bool], what: str, timeout_s: float = 30) -> None:
    """Wait for something to become true; it is an error if it never does."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout_s} s in vain for {what}"
        time.sleep(0.01)


def no_process_left(value: str) -> None:
    """Assert that all processes with the mark end, and end them if they do not."""
    try:
        wait_until(lambda: not marked(value), f"the end of {marked(value)}", timeout_s=10)
    finally:
        kill(*marked(value))


def kill(*ids: int) -> None:
    """Let processes have no time to tidy up."""
    for number in ids:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def peak_mb(pid: int) -> float:
    """The most memory that a process has had, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
