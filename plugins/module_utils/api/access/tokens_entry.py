# SPDX-License-Identifier: GPL-3.0-or-later
"""What the token store knows of one organization, and how a file of the store holds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final

from ..http.identity import UUID, VISIBLE_ASCII
from .oauth import Grant

LATEST_TIME: Final = 10**11
FRESH_SHARE: Final = 0.1
"""For this share of its life, a new access token would not be valid for noticeably longer."""


@dataclass(frozen=True)
class Entry:
    """The access to one organization.

    `last_refresh` is the time of the last attempt, `last_error` why it failed, empty if it did not; the grant has its
    own time. `org_name` is Webex's name of the organization, empty until it is read. `is_refused`: the identity
    provider has refused the refresh token for good. `is_longest`: a longer life was requested, and the identity
    provider gave this one.
    """

    name: str
    org_id: str
    grant: Grant
    last_refresh: float
    last_error: str
    org_name: str = ""
    is_refused: bool = False
    is_longest: bool = False

    @property
    def life(self) -> float:
        """How many seconds the access token was valid when it was issued."""
        return max(0.0, self.grant.expires_at - self.grant.obtained_at)

    def lasts(self, now: float, min_validity: float) -> bool:
        """Return whether the access token is valid for `min_validity` seconds, or about as long as a new one would be.

        So a validity that no token reaches causes one request, not one per call.
        """
        most = self.life * (1 - FRESH_SHARE) if self.is_longest else min_validity
        return self.grant.expires_at - now >= min(min_validity, most)

    def can_be_renewed(self, now: float) -> bool:
        """Return whether there is a refresh token that has neither expired nor been refused."""
        grant = self.grant
        is_over = grant.refresh_expires_at is not None and grant.refresh_expires_at <= now
        return grant.refresh_token is not None and not is_over and not self.is_refused


def encode(entry: Entry) -> bytes:
    """Write an entry as JSON; its name is the name of the file."""
    grant = {field.name: getattr(entry.grant, field.name) for field in fields(Grant)}
    own = {"org_id": entry.org_id, "last_refresh": entry.last_refresh, "last_error": entry.last_error}
    own |= {"org_name": entry.org_name} if entry.org_name else {}
    own |= {name: True for name in ("is_refused", "is_longest") if getattr(entry, name)}
    return json.dumps(own | grant, indent=2).encode() + b"\n"


def decode(name: str, content: bytes) -> Entry:
    """Read an entry; ValueError, which quotes nothing of it, where it is malformed."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    wrong = [field for field, is_right in _FIELDS.items() if not is_right(value.get(field))]
    if wrong:
        raise ValueError(f"missing or wrong: {', '.join(wrong)}")
    grant: dict[str, Any] = {field.name: value.get(field.name) for field in fields(Grant)}
    grant |= {"scopes": tuple(value["scopes"]), "client_id": value.get("client_id") or ""}
    org_name = value.get("org_name") or ""
    return Entry(
        name,
        value["org_id"],
        Grant(**grant),
        value["last_refresh"],
        value["last_error"],
        org_name,
        value.get("is_refused") is True,
        value.get("is_longest") is True,
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and bool(VISIBLE_ASCII.fullmatch(value))


def _is_time(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < LATEST_TIME


_FIELDS: Final[dict[str, Callable[[Any], bool]]] = {
    "org_id": lambda value: isinstance(value, str) and bool(UUID.fullmatch(value)),
    "access_token": _is_token,
    "expires_at": _is_time,
    "refresh_token": lambda value: value is None or _is_token(value),
    "refresh_expires_at": lambda value: value is None or _is_time(value),
    "scopes": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "obtained_at": _is_time,
    "last_refresh": _is_time,
    "last_error": _is_text,
    "org_name": lambda value: value is None or _is_text(value),
    "client_id": lambda value: value is None or _is_text(value),
}
