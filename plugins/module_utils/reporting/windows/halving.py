# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a window whose answer is too large as two halves, and these again, until the answers are small enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Final, TypeVar

from ...api.http.errors import TooLarge, WxccError
from .periods import Period

ADVICE: Final = "narrow the report: fewer queues, agents, teams or channel_types, or a longer interval"

T = TypeVar("T")


def halved(read: Callable[[Period], Iterator[T]], window: Period, step: int = 1) -> Iterator[T]:
    """Yield the pages of a window, or of its halves in whole steps (ms) if its first answer is too large.

    A window that cannot be halved raises the error, with what the user can do.
    """
    pages = read(window)
    try:
        first = next(pages, None)
    except WxccError as error:
        if not is_too_large(error):
            raise
        halves = window.halves(step)
        if halves is None:
            error.reason = f"{error.reason}, even for {window} alone; {ADVICE}"
            raise
    else:
        if first is not None:
            yield first
        yield from pages
        return
    for half in halves:
        yield from halved(read, half, step)


def is_too_large(error: WxccError) -> bool:
    """Return whether a smaller request may succeed: the service answered 413, or the answer exceeded our limit."""
    return isinstance(error, TooLarge) or error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
