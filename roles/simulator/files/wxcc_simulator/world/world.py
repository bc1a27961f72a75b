# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a reset brings back: clock, organizations with their objects, tokens, budget, faults, journal."""

from __future__ import annotations

import math
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from wxcc_simulator.families.flows import FlowStore
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.store import Store
from wxcc_simulator.legacy.account import Account
from wxcc_simulator.legacy.forms import Manners
from wxcc_simulator.legacy.records import Archive
from wxcc_simulator.traffic import NOBODY, Traffic
from wxcc_simulator.world.faults import Faults
from wxcc_simulator.world.grants import Grants
from wxcc_simulator.world.options import Options
from wxcc_simulator.world.processes import Processes

READ_SCOPE = "cjp:config_read"
WRITE_SCOPE = "cjp:config_write"
BOTH_SCOPES = "cjp:config"


class Clock:
    """The server's clock: real time plus whatever the control room added."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def now_ms(self) -> int:
        """Epoch milliseconds."""
        return int((time.time() + self._ahead_s) * 1000)

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self._ahead_s += seconds


class Organization:
    """One organization, who administers it, and its objects."""

    def __init__(self, org_id: str, name: str, administrator: str) -> None:
        self.org_id = org_id
        self.name = name
        self.administrator = administrator
        self.store = Store(FAMILIES)
        self.blobs: dict[str, bytes] = {}
        self.flows = FlowStore(self.new_id)
        self.traffic = Traffic(b"", NOBODY, 0)
        self.account = Account("", "", "")
        self.archive = Archive(self.traffic, "")
        self._random = random.Random(org_id)  # nosec B311 # a seed has to give the same world

    def new_id(self) -> str:
        """A UUID from a row of this organization, so that the number of its people changes no other ids."""
        return uuid_of(self._random)


@dataclass
class Budget:
    """Requests of a client id in a fixed window that opens with the first request; a limit of 0 never refuses."""

    limit: int
    window_s: float
    _windows: dict[str, tuple[int, int]] = field(default_factory=dict, init=False)

    def wait_s(self, client_id: str, now_ms: int) -> int:
        """Count a request: 0 when it may pass, else the whole seconds until the window ends."""
        opened, used = self._windows.get(client_id, (now_ms, 0))
        end = opened + self.window_s * 1000
        if now_ms >= end:
            opened, used = now_ms, 0
        elif 0 < self.limit <= used:
            return max(1, math.ceil((end - now_ms) / 1000))
        self._windows[client_id] = (opened, used + 1)
        return 0


class World:
    """The state of the simulated service; seed.py fills it."""

    def __init__(self, options: Options, processes: Processes) -> None:
        self.options = options
        self.processes = processes
        self.clock = Clock()
        self.random = random.Random(options.seed)  # nosec B311 # a seed has to give the same world
        self.organizations: dict[str, Organization] = {}
        self.grants = Grants(options, self.clock.now_ms)
        self.credentials: dict[str, Any] = {}
        self.budget = Budget(options.rate_limit, options.rate_window_s)
        self.faults = Faults(random.Random(options.seed))  # nosec B311 # and the same faults
        self.manners = Manners()
        self.journal: list[dict[str, Any]] = []

    def new_id(self) -> str:
        """A UUID that depends only on the seed and on how many were drawn before."""
        return uuid_of(self.random)


def uuid_of(source: random.Random) -> str:
    """The next UUID of a source of numbers."""
    return str(uuid.UUID(int=source.getrandbits(128), version=4))
