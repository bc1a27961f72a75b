# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's half of wxcc_org_info: what the token store knows of the access."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...module_utils.api.access.tokens import Entry
from ...module_utils.words import NO, UNKNOWN, YES
from ..access import days_until
from .base import WxccAction

WRITING: Final = frozenset({"cjp:config", "cjp:config_write"})
"""Each of these scopes is enough to write."""


class OrgInfoAction(WxccAction):
    """Adds the scopes and the days left of the entry; its name and its tokens stay on the controller."""

    def _outcome(self, variables: dict[str, Any]) -> dict[str, Any]:
        result = super()._outcome(variables)
        if "families" not in result:
            return result
        entry = self._access.read(self._org, None) if self._access else None
        scopes = entry.grant.scopes if entry else ()
        rows = [row | {"writable": writable(row, scopes)} for row in result["families"]]
        return result | {"families": rows, "scopes": list(scopes), "tokens": days_left(entry, time.time())}


def writable(row: Mapping[str, Any], scopes: Sequence[str]) -> str:
    """Return whether scopes allow writes of a family; None where the scopes are unknown or it cannot be read."""
    if not scopes:
        return UNKNOWN
    if not WRITING.intersection(scopes):
        return NO
    return YES if row["readable"] == YES else UNKNOWN


def days_left(entry: Entry | None, now: float) -> dict[str, float | None]:
    """Return the days until the access token and the refresh token end, rounded down; None where unknown."""
    grant = entry.grant if entry else None
    return {
        "access_days_left": days_until(grant.expires_at if grant else None, now),
        "refresh_days_left": days_until(grant.refresh_expires_at if grant else None, now),
    }
