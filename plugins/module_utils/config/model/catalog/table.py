# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of configuration families: data only, one file an area.

Checked in the tests against the facts of the official description; where that was seen to be wrong on the real
service, the real service is followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ....mistakes import UserError
from ....words import suggest
from ..kinds.field import squash
from ..resource import OwnModule, Resource
from . import desktops, dialing, digital, hours, media, people, queues, routing, skills, teams

CATALOG: Final[dict[str, Resource]] = {
    resource.family: resource
    for area in (teams, skills, hours, media, queues, routing, dialing, desktops, people, digital)
    for resource in area.FAMILIES
}
"""Families by path segment, in the order of the documentation; the order of work is computed."""


def find(name: str) -> Resource | None:
    """Return the family of a name in any spelling: the API's word, its plural, or Control Hub's word for it."""
    squashed = squash(name)
    return next((item for item in CATALOG.values() if squashed in map(squash, _names(item))), None)


def own_module(family: str) -> OwnModule:
    """Return the module that takes only this family; LookupError if there is none."""
    found = CATALOG[family].module
    if found is None:
        raise LookupError(f"{family}: no module takes only this family")
    return found


def families_named(option: str, names: Iterable[str]) -> frozenset[str]:
    """Return the families that an option names in any spelling; UserError for a name of none."""
    found = {name: find(name) for name in names}
    for name, resource in found.items():
        if resource is None:
            raise UserError(f"{option}: {name}: {unknown_family(name)}")
    return frozenset(resource.family for resource in found.values() if resource)


def unknown_family(name: str) -> str:
    """Say that a name is not that of a family, and which families there are."""
    near = suggest(name, (word for resource in CATALOG.values() for word in (resource.family, *resource.aliases)))
    return f"unknown family{near or '.'} {known_families()}"


def known_families() -> str:
    """Name all families in a sentence."""
    return f"Known are {', '.join(CATALOG)}"


def _names(resource: Resource) -> tuple[str, ...]:
    return (resource.family, resource.plural, *resource.aliases)
