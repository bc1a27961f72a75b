# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of a long task, which the module reports through a small file.

The module rewrites the file with one JSON object: `{"done": 4100, "total": 10000, "what": "sites written"}`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

DELAY_S = 5.0
INTERVAL_S = 5.0


@contextmanager
def watched(
    title: str, show: Callable[[str], object], folder: str, delay_s: float = DELAY_S, interval_s: float = INTERVAL_S
) -> Iterator[str]:
    """Yield the path of a new file below `folder`, and show its content until the block ends."""
    private = tempfile.mkdtemp(prefix="wxcc_progress_", dir=folder)
    path = os.path.join(private, "progress.json")
    over = threading.Event()

    def watch() -> None:
        shown, wait_s = None, delay_s
        while not over.wait(wait_s):
            line = line_of(_read(path))
            if line and line != shown:
                show(f"{title}: {line}")
            shown, wait_s = line or shown, interval_s

    thread = threading.Thread(target=watch, name="wxcc progress", daemon=True)
    thread.start()
    try:
        yield path
    finally:
        over.set()
        thread.join()
        shutil.rmtree(private, ignore_errors=True)


def line_of(text: str) -> str | None:
    """Turn the file's content into a sentence; None where it is incomplete or empty."""
    try:
        state = json.loads(text)
        done, total, what = int(state["done"]), int(state["total"]), str(state["what"])
        return f"{done:,} of {total:,} {what} ({100 * done // total} %)"
    except (ValueError, TypeError, KeyError, ZeroDivisionError):
        return None


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError):
        return ""
