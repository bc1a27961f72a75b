# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when the simulator starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal

RetryAfter = Literal["seconds", "http-date", "none"]


@dataclass(frozen=True)
class Quirks:
    """Behaviour of the real service that its official file does not tell; deviations.yml has the story of each.

    What was observed is on unless asked otherwise, what nobody ever observed is off.
    """

    blending_mode_enum: bool = True
    bulk_delete_needs_object: bool = True
    bulk_update_refused: bool = True
    error_details: bool = True
    links_in_answers: bool = True
    manually_assignable_required: bool = True
    multimedia_profile_codes: bool = True
    organization_read: bool = True
    purge_forbidden: bool = True
    raw_quotes_refused: bool = True
    task_window: bool = True
    team_body_in_json: bool = True
    team_rank_optional: bool = True
    team_status_conflict: bool = True
    team_users_read_only: bool = True
    work_item_flag: bool = True

    json_token_request: bool = False
    stale_version_conflict: bool = False

    def on(self, name: str) -> bool:
        """Whether a quirk named by a table is on."""
        return bool(getattr(self, name))

    def with_changes(self, changes: dict[str, bool]) -> Quirks:
        """These quirks with some of them turned; raises ValueError for a name that does not exist."""
        unknown = sorted(set(changes) - set(QUIRK_NAMES))
        if unknown:
            raise ValueError(f"{unknown[0]}: no such quirk; there are {', '.join(QUIRK_NAMES)}")
        return replace(self, **changes)

    @classmethod
    def as_specified(cls) -> Quirks:
        """Nothing but what the official file says."""
        return cls(**dict.fromkeys(QUIRK_NAMES, False))


QUIRK_NAMES = tuple(f.name for f in fields(Quirks))


@dataclass(frozen=True)
class Options:
    """Size and temper of the simulated service; times are in the unit their name says."""

    seed: int = 7
    orgs: int = 2
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
