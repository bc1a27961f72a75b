# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the simulator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from wxcc_simulator.families.quirks import Quirks

RetryAfter = Literal["seconds", "http-date", "none"]


@dataclass(frozen=True)
class Options:
    """The size and the behaviour of the simulated service; the name of a time has its unit."""

    seed: int = 7
    orgs: int = 2
    preset: str = ""
    sites: int = 0
    agents: int = 60
    queues: int = 6
    tasks_per_day: int = 5000
    queue_legs: bool = True
    recording_bytes: tuple[int, int] = (50_000, 5_000_000)
    latency_ms: float = 0
    rate_limit: int = 300
    rate_window_s: float = 60
    retry_after: RetryAfter = "seconds"
    max_page_size: int = 100
    access_token_s: int = 12 * 3600
    refresh_token_s: int = 60 * 24 * 3600
    refresh_rotation: bool = True
    code_replay_revokes: bool = True
    redirect_uris: Sequence[str] = ()
    cors: bool = False
    quirks: Quirks = field(default_factory=Quirks)
