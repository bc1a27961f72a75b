# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that changes are laid over."""

from __future__ import annotations

from collections.abc import Mapping

from .action import CREATE, Action
from .live import LiveLists
from .resource import JSON


class Copies:
    """Gives each object as it was read last; families whose lists leave fields out are read one by one."""

    def __init__(self, live: LiveLists) -> None:
        self._live = live
        self._latest: dict[str, JSON] = {}  # by id

    def keep(self, seen: Mapping[str, JSON]) -> None:
        """Remember objects as an answer showed them, by id."""
        self._latest.update(seen)

    def latest(self, object_id: str | None) -> JSON | None:
        """Give an object as an answer of this run showed it, None where none did."""
        return self._latest.get(object_id or "")

    def of(self, action: Action) -> JSON:
        """Give the whole object that an action changes; there is none where it makes one."""
        if action.kind == CREATE:
            return {}
        if not action.resource.list_is_whole:
            return self._live.item(action.resource, str(action.id))
        return self.latest(action.id) or action.live or {}
