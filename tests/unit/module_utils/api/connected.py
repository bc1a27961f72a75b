# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients for tests, and waiting that takes no time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client, Settings

ORG = "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9"
TOKEN = f"c2VjcmV0_PF84_{ORG}"


class Waiting:
    """A clock that only sleeping moves, and a note of every sleep."""

    def __init__(self, on_sleep: Callable[[], object] = lambda: None) -> None:
        self.sleeps: list[float] = []
        self._on_sleep = on_sleep

    def clock(self) -> float:
        """Give the seconds slept."""
        return sum(self.sleeps)

    def sleep(self, seconds: float) -> None:
        """Note it, and go on."""
        self._on_sleep()
        self.sleeps.append(seconds)


def connect(url: str, waiting: Waiting | None = None, **settings: Any) -> Client:
    """Make a client; with `waiting`, its retries take no time."""
    given = Settings(url, ORG, **{"access_token": TOKEN, "timeout": 5, **settings})
    return Client(given, clock=waiting.clock, sleep=waiting.sleep) if waiting else Client(given)
