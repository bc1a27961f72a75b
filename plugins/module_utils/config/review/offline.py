# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the references of a source without the organization, as far as they stay within the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ..desired.desired import Desired
from ..desired.reading import DesiredState
from ..model.catalog.table import CATALOG
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.fitting import Descriptions, unfit
from ..planning.identify import Linker, identify
from ..planning.identities import Directory, Identities, Target
from ..planning.skipping import Skipping
from ..source.parse import Problem

OF_THE_SYSTEM: Final = re.compile(r"\b(default|global|system)", re.IGNORECASE)
"""The names of objects that every organization has from the start: no source needs to define them."""


class _Described(Directory):
    """The objects of one family in the source. Any id, any object of another family, any of the system may exist."""

    def knows(self, target: Target) -> bool:
        """Tell that any id may be that of a live object."""
        return True

    def find(self, name: str, rest: Mapping[int, Any]) -> Target:
        """Return the object of this name; ValueError where the source has others of its family, but not this one."""
        try:
            return super().find(name, rest)
        except ValueError:
            if not self._named or OF_THE_SYSTEM.search(name.replace("_", " ")):
                return name
            raise


class _Source(Identities):
    kind_of_directory = _Described


def dangling(desired: DesiredState) -> list[Problem]:
    """Return the references by name to an object that a family of the source should define, and does not.

    The messages are those of a run for an organization that only has the objects of the source. Among them
    are values that objects of the source do not take.
    """
    named = {family: _named(family, records) for family, records in desired.items()}
    found = identify(CATALOG, named, _Source(CATALOG, _no_rows), _no_rows, purge=())
    problems = list(found.problems)
    lenient = Skipping(frozenset(), found.identities)
    descriptions = Descriptions(CATALOG, found.matches, _no_rows)
    for family, matches in found.matches.items():
        linker = Linker(CATALOG[family], found.identities)
        for match in matches:
            if match.desired:
                item = linker.linked(lenient.without_references(CATALOG[family], match.desired))
                problems += unfit(CATALOG[family], item, descriptions)
        problems += linker.problems
    return problems


def _no_rows(_resource: Resource) -> list[JSON]:
    return []


def _named(family: str, records: list[Desired]) -> list[Desired]:
    """Return the present records with only their names: the live object of an id is unknown here."""
    name = CATALOG[family].name_field.api_name
    return [item._replace(id=None) for item in records if item.present and isinstance(item.values.get(name), str)]
