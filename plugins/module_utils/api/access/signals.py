# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that would end the process wait while tokens are exchanged, until the new ones are on the disk.

A refresh token that rotates is spent as soon as its request arrives. A process that ends between then and the rename
of the new file loses the login.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

ENDING: Final[tuple[int, ...]] = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGALRM,  # how Ansible ends a task after its `timeout`
    signal.SIGUSR1,
    signal.SIGUSR2,
)
"""Signals that end a process unless it handles them, apart from SIGKILL, which no process can hold back."""


class _Gate:
    """Keeps signals from a process while any of its threads is in a section.

    Python runs handlers of signals in the main thread, whichever thread the kernel interrupts, and only the main thread
    can set them. So another thread is protected where the main thread has called `protect_threads`.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a handler may interrupt its own thread while this holds the lock
        self._left = threading.Condition(self._lock)
        self._sections = 0
        self._waiting: list[int] = []
        self._before: dict[int, Callable[[int, FrameType | None], Any] | int] = {}

    @contextmanager
    def handlers(self) -> Iterator[None]:
        """Handle signals in the block, once for all nested blocks; those that waited are delivered at its end."""
        if self._before or threading.current_thread() is not threading.main_thread():
            yield
            return
        for number in ENDING:
            before = signal.getsignal(number)
            if before is not None and before is not signal.SIG_IGN:
                self._before[number] = before
                signal.signal(number, self._arrived)
        try:
            yield
        finally:
            for number, before in self._before.items():
                signal.signal(number, before)
            self._before = {}
            self._deliver()

    def enter(self, count: int = 1) -> None:
        """Begin a section of this thread, or resume `count` nested ones."""
        with self._lock:
            self._sections += count

    def leave(self, count: int = 1) -> None:
        """End a section; after the last one of the process, signals that waited are delivered."""
        with self._lock:
            self._sections -= count
            self._left.notify_all()
            is_last = not self._sections
        if is_last and self._before:
            self._deliver()

    def wait(self) -> None:
        """Wait until no thread is in a section."""
        with self._lock:
            self._left.wait_for(lambda: not self._sections)

    def _deliver(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for number in dict.fromkeys(waiting):
            os.kill(os.getpid(), number)

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        with self._lock:
            if self._sections:
                self._waiting.append(number)
                return
        before = self._before.get(number)
        if callable(before):
            before(number, frame)
        else:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)


_GATE: Final = _Gate()
_DEPTH: Final = threading.local()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back signals until the end of the block; in other threads this needs `protect_threads`."""
    with _GATE.handlers():
        _GATE.enter()
        _DEPTH.value = _depth() + 1
        try:
            yield
        finally:
            _DEPTH.value -= 1
            _GATE.leave()


@contextmanager
def disturbed() -> Iterator[None]:
    """Let signals through in the block, for example in a pause between two attempts."""
    depth = _depth()
    try:
        _GATE.leave(depth)
        yield
    finally:
        _GATE.enter(depth)


@contextmanager
def protect_threads() -> Iterator[None]:
    """Make `undisturbed` work in all threads; call this in the main thread. Waits for all sections at its end."""
    with _GATE.handlers():
        try:
            yield
        finally:
            _GATE.wait()


def _depth() -> int:
    return getattr(_DEPTH, "value", 0)
