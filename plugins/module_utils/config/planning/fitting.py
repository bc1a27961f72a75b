# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that values fit their objects, such as the value of a skill its type. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..desired.desired import Desired
from ..model.resource import Resource
from ..model.values import CLEAR, JSON, NewObject
from ..source.parse import Problem
from .identify import Match, new_key


class Descriptions:
    """The objects as the run leaves them, from the lists and the source.

    The table of a family is made when one of its objects is first needed.
    """

    def __init__(
        self,
        catalog: Mapping[str, Resource],
        matches: Mapping[str, Iterable[Match]],
        rows: Callable[[Resource], list[JSON]],
    ) -> None:
        self._catalog = catalog
        self._matches = matches
        self._rows = rows
        self._known: dict[str, dict[Any, JSON]] = {}

    def of(self, family: str, target: Any) -> JSON | None:
        """Return the object that a resolved reference points to; None if it is unknown."""
        if family not in self._known:
            self._known[family] = dict(self._all(self._catalog[family]))
        return self._known[family].get(target)

    def _all(self, resource: Resource) -> Iterator[tuple[Any, JSON]]:
        for row in self._rows(resource):
            yield row["id"], row
        for match in self._matches.get(resource.family, ()):
            item = match.desired
            if item and item.present and not item.skipped:
                values = {name: value for name, value in item.values.items() if value is not CLEAR}
                target = match.live["id"] if match.live else NewObject(resource.family, new_key(resource, item.values))
                yield target, {**(match.live or {}), **values}


def unfit(resource: Resource, item: Desired, descriptions: Descriptions) -> Iterator[Problem]:
    """Return what a record gives to objects that do not take it; its references are resolved."""
    for field in resource.referring if item.present and not item.skipped else ():
        for path, what in field.unfit(item.values.get(field.api_name), descriptions.of):
            yield item.record.problem(path, what, with_cell=True)
