# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends a run in the middle, as a power cut would: from one write on, nothing is sent any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.transport import Answer, Transport


class Killed(BaseException):
    """The process is no more."""


@dataclass(frozen=True)
class Kill:
    """The moment: so many writes are answered, and the next one arrives or does not."""

    after_writes: int
    next_arrives: bool


@contextmanager
def killed(moment: Kill | None) -> Iterator[None]:
    """Send requests until a moment; raises Killed from there on."""
    if moment is None:
        yield
        return
    send, lock, writes = Transport.exchange, threading.Lock(), 0

    def exchange(transport: Transport, method: str, *arguments: Any, **options: Any) -> Answer:
        nonlocal writes
        with lock:
            writes += method != "GET"
            number = writes
        if number <= moment.after_writes:
            return send(transport, method, *arguments, **options)
        if number == moment.after_writes + 1 and method != "GET" and moment.next_arrives:
            send(transport, method, *arguments, **options)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Transport, "exchange", exchange)
        yield
