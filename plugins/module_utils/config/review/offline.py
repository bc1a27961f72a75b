# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the references of a source without the organization, as far as they stay within the source."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from ...words import did_you_mean
from ..desired.desired import Desired
from ..desired.reading import DesiredState, Readable
from ..model.catalog.table import CATALOG
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.fitting import Descriptions, unfit
from ..planning.identify import Linker, identify
from ..planning.identities import SHOWN_NAMES, Directory, Identities, Target
from ..planning.skipping import Skipping
from ..source.parse import Problem

OF_THE_SYSTEM: Final = re.compile(r"\b(default|global|system)", re.IGNORECASE)
"""The names of objects that every organization has from the start: no source needs to define them."""


class _Described(Directory):
    """The objects of one family in the source. Any id, any object of another family, any of the system may exist.

    So may those of refused records, of which only the name could be read.
    """

    readable = Readable({})

    def knows(self, target: Target) -> bool:
        """Tell that any id may be that of a live object."""
        return True

    def find(self, name: str, rest: Mapping[int, Any]) -> Target:
        """Return the object of this name; ValueError where the source has others of its family, but not this one."""
        try:
            return super().find(name, rest)
        except ValueError:
            if self._may_exist(name) or OF_THE_SYSTEM.search(name.replace("_", " ")):
                return name
            raise

    def _may_exist(self, name: str) -> bool:
        """Return whether a refused record may define it, or the source has nothing of its family."""
        is_part = self.resource.family not in CATALOG  # the entries of a list in objects of another family
        family = next(iter(self.resource.families)) if is_part else self.resource.family
        if family in self.readable.unclear or name in self._refused:
            return True
        return bool(self.readable.refused.get(family)) if is_part else not (self._named or self._refused)

    @property
    def _refused(self) -> Collection[str]:
        return self.readable.refused.get(self.resource.family, ())

    def _hint(self, name: str) -> str:
        question = did_you_mean(name, [*self._named, *self._refused], most=SHOWN_NAMES, cutoff=0.4)
        return f". {question}" if question else ""


def _source(readable: Readable) -> Identities:
    """Return a table of the objects of a source."""

    class Here(_Described):
        pass

    class Source(Identities):
        kind_of_directory = Here

    Here.readable = readable
    return Source(CATALOG, _no_rows)


def dangling(desired: DesiredState) -> list[Problem]:
    """Return what references of a source are wrong as far as it tells by itself."""
    return dangling_of(Readable(desired))


def dangling_of(readable: Readable) -> list[Problem]:
    """Return the references by name to an object that a family of the source should define, and does not.

    The messages are those of a run for an organization that only has the objects of the source. Among them are values
    that objects of the source do not take. A refused record counts as if it defined its object.
    """
    named = {family: _named(family, records) for family, records in readable.desired.items()}
    found = identify(CATALOG, named, _source(readable), _no_rows, purge=())
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
