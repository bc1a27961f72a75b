# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls side by side, as many at a time as a client may have under way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from .errors import ConnectionFailed, WxccError

T = TypeVar("T")


class Workers:
    """The threads of one client; `close` ends whatever still waits."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._closed = threading.Event()

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T | WxccError]:
        """Make calls side by side and give their results in order: what each returned, or the WxccError it raised."""

        def run(call: Callable[[], T]) -> T | WxccError:
            try:
                return call()
            except WxccError as error:
                return error

        with ThreadPoolExecutor(max_workers=self.count) as pool:
            futures = [pool.submit(run, call) for call in calls]
            try:
                for future in as_completed(futures):
                    future.result()
            except BaseException:
                # Ctrl-C, or a mistake in a call: nobody shall wait for what sleeps or has not begun.
                self.close()
                for future in futures:
                    future.cancel()
                raise
        return [future.result() for future in futures]

    def sleep(self, seconds: float) -> None:
        """Sleep, or raise ConnectionFailed where the run was ended."""
        if self._closed.wait(seconds):
            raise ConnectionFailed("given up, because the run was ended")

    def close(self) -> None:
        """End what still waits."""
        self._closed.set()
