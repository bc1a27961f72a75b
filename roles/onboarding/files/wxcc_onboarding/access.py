# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of organizations as the page shows it: what each one's access is worth, in words; no token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from ansible_collections.webex.contact_center.plugins.module_utils.api.tokens import Entry, TokenStore, TokenStoreError

UNITS: Final = ((86400, "day"), (3600, "hour"), (60, "minute"))
SOON_S: Final = 7 * 86400


@dataclass(frozen=True)
class Moment:
    """A time for machines, for people, and as seen from now."""

    iso: str
    text: str
    relative: str


@dataclass(frozen=True)
class Access:
    """A row: `state` in words, `level` one of good, warn, bad."""

    name: str
    state: str
    level: str
    org_id: str = ""
    valid_until: Moment | None = None
    refresh_until: Moment | None = None
    last_refresh: Moment | None = None
    scopes: Sequence[str] = ()
    error: str = ""


def access_list(store: TokenStore, now: float) -> list[Access]:
    """Read every entry; one that cannot be read is a row too."""
    return [_access(store, name, now) for name in store.names()]


def _access(store: TokenStore, name: str, now: float) -> Access:
    try:
        entry = store.read(name)
    except TokenStoreError as error:
        return Access(name, "Unreadable", "bad", error=str(error))
    state, level = _state(entry, now)
    grant = entry.grant
    return Access(
        name,
        state,
        level,
        entry.org_id,
        moment(grant.expires_at, now),
        None if grant.refresh_expires_at is None else moment(grant.refresh_expires_at, now),
        moment(entry.last_refresh, now),
        grant.scopes,
        entry.last_error,
    )


def _state(entry: Entry, now: float) -> tuple[str, str]:
    refresh_end = entry.grant.refresh_expires_at
    is_valid = now < entry.grant.expires_at
    is_refreshable = entry.grant.refresh_token is not None and (refresh_end is None or now < refresh_end)
    if not is_valid and not is_refreshable:
        return "Expired: log in again", "bad"
    if entry.last_error:
        return ("Valid, but the refresh failed", "warn") if is_valid else ("The refresh failed", "bad")
    if not is_valid:
        return "Waits for a refresh", "warn"
    if not is_refreshable or (refresh_end is not None and refresh_end - now < SOON_S):
        return "Valid, login needed soon", "warn"
    return "Valid", "good"


def moment(at: float, now: float) -> Moment:
    """Put a time into words."""
    utc = datetime.fromtimestamp(at, timezone.utc)
    return Moment(utc.strftime("%Y-%m-%dT%H:%M:%SZ"), utc.strftime("%Y-%m-%d %H:%M UTC"), _relative(at - now))


def _relative(seconds: float) -> str:
    for size, unit in UNITS:
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            span = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {span}" if seconds > 0 else f"{span} ago"
    return "now"
