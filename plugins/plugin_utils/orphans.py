# SPDX-License-Identifier: GPL-3.0-or-later
"""End a worker whose ansible-playbook has ended, so that its module does not go on writing unseen."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

INTERVAL_S: Final = 0.5


@contextmanager
def ended_with_parent(*, is_local: bool) -> Iterator[None]:
    """End this process within the block as soon as its parent has ended: killed, or hung up with its terminal.

    The module notices that nobody reads its result, and stops after the current request. On another host it notices
    when the client of the connection ends, which is a child of this process.
    """
    parent, over = os.getppid(), threading.Event()

    def watch() -> None:
        while not over.wait(INTERVAL_S):
            if os.getppid() == parent:
                continue
            if not is_local:
                _end_children()
            os._exit(1)

    thread = threading.Thread(target=watch, name="wxcc parent", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _end_children() -> None:
    """End the child processes of this one, where the system lists them (Linux)."""
    for file in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            for child in file.read_text(encoding="ascii").split():
                os.kill(int(child), signal.SIGTERM)
