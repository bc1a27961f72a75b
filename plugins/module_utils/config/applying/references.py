# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the objects that refer to one that cannot be deleted, or that a plan deletes, renames or switches off."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from ...api.client import Client
from ...api.http.errors import WxccError
from ..live.lists import LiveLists
from ..model.catalog.table import CATALOG
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.action import Action

SHOWN_REFERENCES: Final = 10

Rows = Callable[[Resource], list[JSON]]
"""Returns the list of a family."""


class FreshLists:
    """Lists as they are now. Each is read once, however many threads need it."""

    def __init__(self, live: LiveLists) -> None:
        self._live = live
        self._rows: dict[str, list[JSON]] = {}
        self._reading: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)  # by family

    def of(self, resource: Resource) -> list[JSON]:
        """Return every object of a family."""
        with self._reading[resource.family]:
            if resource.family not in self._rows:
                self._rows[resource.family] = self._live.read(resource)
            return self._rows[resource.family]


def still_used_by(client: Client, rows: Rows, action: Action) -> str:
    """List the objects that refer to the object of an action, for the message of a refused delete."""
    parts = referring(client, rows, action)
    return f"still used by {'; '.join(parts)}" if parts else ""


def referring(client: Client, rows: Rows, action: Action, doomed: Collection[str] = ()) -> list[str]:
    """List the objects that refer to the object of an action, as a text per family: `team: Sales, Support and 3 more`.

    The service answers one family at a time. Of flows it tells nothing, so lists are searched. `doomed` has the ids of
    objects that are deleted in the same run.
    """
    if action.resource.paths.has_documents:
        return [*_in_lists(rows, action, doomed)]
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


def _in_lists(lists: Rows, action: Action, doomed: Collection[str]) -> Iterator[str]:
    """Search the lists of the families that refer to an object in a field of their own."""
    family = action.resource.family
    for resource in CATALOG.values():
        fields = [field for field in resource.referring if field.reference == family and field.seen == "list"]
        if not fields:
            continue
        users = [row for row in lists(resource) if any(row.get(field.api_name) == action.id for field in fields)]
        names = [_named(row, doomed) for row in users[:SHOWN_REFERENCES]]
        rest = len(users) - len(names)
        if names:
            yield f"{resource.family}: {', '.join(names)}{f' and {rest} more' if rest > 0 else ''}"


def _named(row: Mapping[str, Any], doomed: Collection[str]) -> str:
    name = str(row.get("name") or row.get("id"))
    return f"{name} (deleted too)" if row.get("id") in doomed else name
