# SPDX-License-Identifier: GPL-3.0-or-later
"""Names what still refers to an object that cannot be deleted."""

from __future__ import annotations

from typing import Final

from ...api.client import Client
from ...api.http.errors import WxccError
from ..planning.action import Action

SHOWN_REFERENCES: Final = 10


def still_used_by(client: Client, action: Action) -> str:
    """Name what refers to the object of an action; the service tells it one type at a time."""
    path = client.path(*action.resource.path("references", action.live), str(action.id), "incoming-references")
    parts = []
    try:
        for family in client.get(path)["meta"].get("referencedEntities", []):
            page = client.get(path, {"type": family, "page": 0, "pageSize": SHOWN_REFERENCES})
            names = [str(row.get("name") or row.get("id")) for row in page["data"]]
            rest = int(page["meta"].get("totalRecords", len(names))) - len(names)
            parts.append(f"{family}: {', '.join(names)}{f' and {rest} more' if rest > 0 else ''}")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WxccError("the list of what refers to it was not understood") from None
    return f"still used by {'; '.join(parts)}" if parts else ""
