# SPDX-License-Identifier: GPL-3.0-or-later
"""What the token store knows of one organization, and how a file of the store holds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final

from .identity import UUID, VISIBLE_ASCII
from .oauth import Grant

LATEST_TIME: Final = 10**11


@dataclass(frozen=True)
class Entry:
    """The access to one organization.

    `last_refresh` is the time of the last attempt, `last_error` why that failed, empty where it did not; the grant
    has its own time. `org_name` is what Webex calls the organization, empty where nobody has asked.
    """

    name: str
    org_id: str
    grant: Grant
    last_refresh: float
    last_error: str
    org_name: str = ""


def encode(entry: Entry) -> bytes:
    """Write an entry as JSON; its name is the name of the file."""
    grant = {field.name: getattr(entry.grant, field.name) for field in fields(Grant)}
    own = {"org_id": entry.org_id, "last_refresh": entry.last_refresh, "last_error": entry.last_error}
    own |= {"org_name": entry.org_name} if entry.org_name else {}
    return json.dumps(own | grant, indent=2).encode() + b"\n"


def decode(name: str, content: bytes) -> Entry:
    """Read an entry; ValueError, without anything that it holds, where it is not as it was written."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    wrong = [field for field, is_right in _FIELDS.items() if not is_right(value.get(field))]
    if wrong:
        raise ValueError(f"missing or wrong: {', '.join(wrong)}")
    grant = {field.name: value[field.name] for field in fields(Grant)} | {"scopes": tuple(value["scopes"])}
    org_name = value.get("org_name") or ""
    return Entry(name, value["org_id"], Grant(**grant), value["last_refresh"], value["last_error"], org_name)


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
}
