# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the objects that refer to one that cannot be deleted, or that a plan deletes, renames or switches off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from ...api.client import Client
from ...api.http.errors import WxccError
from ..planning.action import Action

SHOWN_REFERENCES: Final = 10


def still_used_by(client: Client, action: Action) -> str:
    """List the objects that refer to the object of an action, for the message of a refused delete."""
    parts = referring(client, action)
    return f"still used by {'; '.join(parts)}" if parts else ""


def referring(client: Client, action: Action, doomed: Collection[str] = ()) -> list[str]:
    """List the objects that refer to the object of an action, as a text per family: `team: Sales, Support and 3 more`.

    The service answers one family at a time. `doomed` has the ids of objects that are deleted in the same run.
    """
    path = client.path(*action.resource.path("references", action.live), str(action.id), "incoming-references")
    parts = []
    try:
        for family in client.get(path)["meta"].get("referencedEntities", []):
            page = client.get(path, {"type": family, "page": 0, "pageSize": SHOWN_REFERENCES})
            names = [_named(row, doomed) for row in page["data"]]
            rest = int(page["meta"].get("totalRecords", len(names))) - len(names)
            parts.append(f"{family}: {', '.join(names)}{f' and {rest} more' if rest > 0 else ''}")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WxccError("the list of what refers to it was not understood") from None
    return parts


def _named(row: Mapping[str, Any], doomed: Collection[str]) -> str:
    name = str(row.get("name") or row.get("id"))
    return f"{name} (deleted too)" if row.get("id") in doomed else name
