# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe the access to each organization for the list on the page, without any token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    Entry,
    TokenStore,
    TokenStoreError,
)

UNITS: Final = ((86400, "day"), (3600, "hour"), (60, "minute"))
SOON_S: Final = 7 * 86400
LEVELS: Final = ("bad", "warn", "good")


@dataclass(frozen=True)
class Moment:
    """A time for machines, for people at this machine, and relative to now."""

    iso: str
    text: str
    relative: str


@dataclass(frozen=True)
class Access:
    """A row: `state` in words, `level` one of LEVELS, `until` when the access ends unless it is renewed, and advice."""

    name: str
    state: str
    level: str
    advice: str
    org_id: str = ""
    org_name: str = ""
    until: Moment | None = None
    valid_until: Moment | None = None
    last_refresh: Moment | None = None
    scopes: Sequence[str] = ()
    error: str = ""

    def matches(self, text: str) -> bool:
        """Return whether a search for this text finds the organization."""
        return any(text.casefold() in word.casefold() for word in (self.name, self.org_name, self.org_id))


def access_list(store: TokenStore, now: float, *, is_scheduled: bool) -> list[Access]:
    """Read every entry, those with a problem first; one that cannot be read is a row too."""
    rows = [_access(store, name, now, is_scheduled) for name in store.names()]
    return sorted(rows, key=lambda row: LEVELS.index(row.level))


def _access(store: TokenStore, name: str, now: float, is_scheduled: bool) -> Access:
    try:
        entry = store.read(name)
    except TokenStoreError as error:
        return Access(name, "Unreadable", "bad", "Log in again, or follow the advice in the error.", error=str(error))
    state, level, advice = _state(entry, now, is_scheduled)
    return Access(
        name,
        state,
        level,
        advice,
        entry.org_id,
        entry.org_name,
        None if (end := _end(entry)) is None else moment(end, now),
        moment(entry.grant.expires_at, now),
        moment(entry.last_refresh, now),
        entry.grant.scopes,
        entry.last_error,
    )


def _end(entry: Entry) -> float | None:
    """Return when the access ends unless it is renewed; None if the identity provider did not say."""
    if entry.grant.refresh_token is None:
        return entry.grant.expires_at
    end = entry.grant.refresh_expires_at
    return None if end is None else max(end, entry.grant.expires_at)


def _state(entry: Entry, now: float, is_scheduled: bool) -> tuple[str, str, str]:
    """Return the state, its level, and advice."""
    refresh_end = entry.grant.refresh_expires_at
    is_valid = now < entry.grant.expires_at
    is_refreshable = entry.grant.refresh_token is not None and (refresh_end is None or now < refresh_end)
    if not is_valid and not is_refreshable:
        return "Expired", "bad", "An administrator of this organization must log in again."
    if entry.last_error:
        advice = "The last renewal failed: follow the advice in the error, or log in again."
        return ("Valid, but not renewed", "warn", advice) if is_valid else ("Not renewed", "bad", advice)
    renewed = "Renewed automatically before that." if is_scheduled else "The next playbook that uses it renews it."
    if not is_valid:
        return "Waits for a renewal", "warn", renewed
    if not is_refreshable:
        return "Login needed soon", "warn", "It cannot be renewed: log in again before that."
    if refresh_end is not None and refresh_end - now < SOON_S:
        return "Login needed soon", "warn", "Log in again before that."
    return "Valid", "good", renewed


def moment(at: float, now: float) -> Moment:
    """Describe a time, in the time zone of this machine."""
    local = datetime.fromtimestamp(at).astimezone()
    iso = local.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Moment(iso, f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}", _relative(at - now))


def _relative(seconds: float) -> str:
    for size, unit in UNITS:
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            span = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {span}" if seconds > 0 else f"{span} ago"
    return "now"
