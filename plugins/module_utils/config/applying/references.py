# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the objects that refer to one that cannot be deleted, or that a plan deletes, renames or switches off."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from ...api.client import Client
from ...api.http.errors import WxccError
from ..live.lists import LiveLists
from ..model.catalog.table import CATALOG
from ..planning.action import Action

SHOWN_REFERENCES: Final = 10


def still_used_by(client: Client, live: LiveLists, action: Action) -> str:
    """List the objects that refer to the object of an action, for the message of a refused delete."""
    parts = referring(client, live, action, is_fresh=True)
    return f"still used by {'; '.join(parts)}" if parts else ""


def referring(
    client: Client, live: LiveLists, action: Action, doomed: Collection[str] = (), *, is_fresh: bool = False
) -> list[str]:
    """List the objects that refer to the object of an action, as a text per family: `team: Sales, Support and 3 more`.

    The service answers one family at a time. Of flows it tells nothing, so lists are searched, which are read again
    where `is_fresh`. `doomed` has the ids of objects that are deleted in the same run.
    """
    if action.resource.paths.has_documents:
        return [*_in_lists(live, action, doomed, is_fresh=is_fresh)]
    path = client.path(*action.resource.path("references", action.live), str(action.id), "incoming-references")
    parts = []
    try:
        for family in client.get(path)["meta"].get("referencedEntities", []):
            page = client.get(path, {"type": family, "page": 0, "pageSize": SHOWN_REFERENCES})
            names = [_named(row, doomed) for row in page["data"]]
            rest = int(page["meta"].get("totalRecords", len(names))) - len(names)
            parts.append(f"{family}: {', '.join(names)}{f' and {rest} more' if rest > 0 else ''}")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WxccError("the list of objects that refer to it has an unknown form") from None
    return parts


def _in_lists(live: LiveLists, action: Action, doomed: Collection[str], *, is_fresh: bool) -> Iterator[str]:
    """Search the lists of the families that refer to an object in a field of their own."""
    family = action.resource.family
    for resource in CATALOG.values():
        fields = [field for field in resource.referring if field.reference == family and field.seen == "list"]
        if not fields:
            continue
        rows = live.read(resource) if is_fresh else live.of(resource)
        users = [row for row in rows if any(row.get(field.api_name) == action.id for field in fields)]
        names = [_named(row, doomed) for row in users[:SHOWN_REFERENCES]]
        rest = len(users) - len(names)
        if names:
            yield f"{resource.family}: {', '.join(names)}{f' and {rest} more' if rest > 0 else ''}"


def _named(row: Mapping[str, Any], doomed: Collection[str]) -> str:
    name = str(row.get("name") or row.get("id"))
    return f"{name} (deleted too)" if row.get("id") in doomed else name
