# SPDX-License-Identifier: GPL-3.0-or-later
"""Note in the token store which scheduler refreshes it, so that the page can show it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

FILE: Final = ".scheduler"  # no name of an organization begins with a dot
WORDS: Final = {
    "systemd": "the systemd timer wxcc-token-refresh",
    "cron": "a cron job",
    "playbook": "a scheduler that runs the playbook webex.contact_center.token_refresh",
}
LONGEST_SILENCE_S: Final = 7200


@dataclass(frozen=True)
class Scheduler:
    """A scheduler that refreshes organizations: its kind, one of WORDS, and its last run, in epoch seconds."""

    kind: str
    looked_at: float

    @property
    def words(self) -> str:
        """The scheduler in words for users."""
        return WORDS[self.kind]

    def is_silent(self, now: float) -> bool:
        """Return whether the last run is so long ago that somebody should check the scheduler."""
        return self.kind != "playbook" and now - self.looked_at > LONGEST_SILENCE_S


def note(folder: Path, scheduler: Scheduler) -> None:
    """Write a note into the folder of a store; without it, the page shows no scheduler."""
    part = folder / f"{FILE}.{os.getpid()}"
    with suppress(OSError):
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w") as file:
            json.dump(asdict(scheduler), file)
        part.rename(folder / FILE)


def noted(folder: Path) -> Scheduler | None:
    """Read the note; None if there is none, or it is unreadable."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        scheduler = Scheduler(content["kind"], float(content["looked_at"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return scheduler if scheduler.kind in WORDS else None
