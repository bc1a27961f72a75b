# SPDX-License-Identifier: GPL-3.0-or-later
"""Several streams read side by side and given one after the other, with no more in memory than a few items of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Full, Queue
from typing import Final, Generic, TypeVar

ITEMS_AHEAD: Final = 8
POLL_S: Final = 0.1

T = TypeVar("T")


class _Ended:
    """Comes last in a stream, with what ended it before its time."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class _Stream(Generic[T]):
    """What a thread reads ahead of whom it is for."""

    def __init__(self, source: Callable[[], Iterator[T]], stopped: threading.Event) -> None:
        self._source = source
        self._stopped = stopped
        self._items: Queue[T | _Ended] = Queue(maxsize=ITEMS_AHEAD)

    def fill(self) -> None:
        """Read the source to its end, waiting wherever nobody takes what was read."""
        ended = _Ended()
        try:
            for item in self._source():
                if not self._put(item):
                    return
        except BaseException as error:
            ended = _Ended(error)
        self._put(ended)

    def __iter__(self) -> Iterator[T]:
        while not isinstance(item := self._items.get(), _Ended):
            yield item
        if item.error:
            raise item.error

    def _put(self, item: T | _Ended) -> bool:
        while not self._stopped.is_set():
            with suppress(Full):
                self._items.put(item, timeout=POLL_S)
                return True
        return False


class Once(Generic[T]):
    """Finds something out when it is first needed, though several threads need it."""

    def __init__(self, find: Callable[[], T]) -> None:
        self._find = find
        self._found: Future[T] = Future()
        self._lock = threading.Lock()

    def __call__(self) -> T:
        """Return what was found, or raise what went wrong, to all alike; who needs it meanwhile waits."""
        with self._lock:
            if not self._found.done():
                try:
                    self._found.set_result(self._find())
                except Exception as error:
                    self._found.set_exception(error)
        return self._found.result()


def in_order(sources: Sequence[Callable[[], Iterator[T]]], parallelism: int) -> Iterator[tuple[int, T]]:
    """Yield the items of each source in order, with the number of their source, while the next ones are being read.

    An error of a source comes where its next item would; nothing is read after it.
    """
    if len(sources) <= 1 or parallelism <= 1:
        for number, source in enumerate(sources):
            for item in source():
                yield number, item
        return
    stopped = threading.Event()
    streams = [_Stream(source, stopped) for source in sources]
    waiting = iter(streams)
    lock = threading.Lock()

    def work() -> None:
        # Streams are begun in order, so somebody always fills the one that is waited for.
        while not stopped.is_set():
            with lock:
                stream = next(waiting, None)
            if stream is None:
                return
            stream.fill()

    threads = [
        threading.Thread(target=work, name=f"wxcc report {number}", daemon=True)
        for number in range(min(parallelism, len(sources)))
    ]
    for thread in threads:
        thread.start()
    try:
        for number, stream in enumerate(streams):
            for item in stream:
                yield number, item
    finally:
        # Nobody waits for the threads: until its client is closed, a request may be repeated for minutes.
        stopped.set()
