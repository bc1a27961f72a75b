# SPDX-License-Identifier: GPL-3.0-or-later
"""Read several streams in parallel and yield them in order, with only a few items of each in memory."""

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
    """The last item of a stream, with the error that ended it early, if any."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class _Stream(Generic[T]):
    """A bounded queue between the thread that reads a source and the consumer of its items."""

    def __init__(self, source: Callable[[], Iterator[T]], stopped: threading.Event) -> None:
        self._source = source
        self._stopped = stopped
        self._items: Queue[T | _Ended] = Queue(maxsize=ITEMS_AHEAD)

    def fill(self) -> None:
        """Read the source to its end; wait while the queue is full."""
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
    """A value computed when it is first needed, once, even if several threads need it."""

    def __init__(self, compute: Callable[[], T]) -> None:
        self._compute = compute
        self._result: Future[T] = Future()
        self._lock = threading.Lock()

    def __call__(self) -> T:
        """Return the value, or raise the error of its computation, in every thread; the others wait for the first."""
        with self._lock:
            if not self._result.done():
                try:
                    self._result.set_result(self._compute())
                except Exception as error:
                    self._result.set_exception(error)
        return self._result.result()


def in_order(sources: Sequence[Callable[[], Iterator[T]]], parallelism: int) -> Iterator[tuple[int, T]]:
    """Yield the items of each source in order, with the number of the source, while threads read the next sources.

    An error of a source is raised instead of its next item, and ends everything.
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
        # Threads take streams in order, so a thread always fills the one that the consumer waits for.
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
        # Do not join the threads: until its client is closed, a request may be repeated for minutes.
        stopped.set()
