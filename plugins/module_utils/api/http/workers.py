# SPDX-License-Identifier: GPL-3.0-or-later
"""Run calls in parallel, at most as many at a time as the client allows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from .errors import ConnectionFailed, Unauthorized, WxccError

T = TypeVar("T")


def succeeded(results: Iterable[T | WxccError]) -> list[T]:
    """Return the results of calls side by side; raise the error of one that failed.

    That of a refused token is raised before any other, because a new token may help.
    """
    results = list(results)
    failed = [result for result in results if isinstance(result, WxccError)]
    if failed:
        raise min(failed, key=lambda error: not isinstance(error, Unauthorized))
    return [result for result in results if not isinstance(result, WxccError)]


class Workers:
    """The threads of one client; `close` ends all waits."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._closed = threading.Event()

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T | WxccError]:
        """Run calls in parallel; returns in their order the result of each, or the WxccError that it raised."""

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
                # Ctrl-C, or a bug in a call: do not wait for calls that sleep or have not begun.
                self.close()
                for future in futures:
                    future.cancel()
                raise
        return [future.result() for future in futures]

    def sleep(self, seconds: float) -> None:
        """Sleep; ConnectionFailed if the run was ended."""
        if self._closed.wait(seconds):
            raise ConnectionFailed("stopped, because the run was ended")

    def close(self) -> None:
        """End all waits."""
        self._closed.set()
