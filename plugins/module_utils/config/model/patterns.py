# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns that choose objects, `family:glob`, and the portable names that they are compared with.

The portable name of an object is the same in every organization: the rest of its key and then its name, as in
`Lyon/Billing` for the team Billing of the site Lyon. `*` in a pattern stands for any characters, also for a slash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from ...mistakes import UserError
from ...words import quoted
from .catalog.table import find, unknown_family
from .kinds.kind import Names
from .resource import Resource

EVERY_FAMILY: Final = "*"
EVERYTHING: Final = "*"
"""The glob of any part of a portable name."""
SLASH: Final = "/"


@dataclass(frozen=True)
class Pattern:
    """One pattern: the API's word for a family, or `*` for all of them, and a glob of portable names."""

    family: str
    glob: str
    written: str

    def takes(self, family: str) -> bool:
        """Return whether it chooses objects of a family."""
        return self.family in (EVERY_FAMILY, family)

    def matches(self, family: str, name: str) -> bool:
        """Return whether it chooses the object of a family with this portable name; upper and lower case differ."""
        return self.takes(family) and fnmatchcase(name, self.glob)


def read_patterns(option: str, texts: Iterable[str]) -> tuple[Pattern, ...]:
    """Read the patterns of an option; UserError names the option and what is wrong with one of them."""
    return tuple(_pattern(option, text.strip()) for text in texts)


def _pattern(option: str, text: str) -> Pattern:
    name, colon, glob = (part.strip() for part in text.partition(":"))
    if not (colon and name and glob):
        raise UserError(f"{option}: {quoted(text)} is not a pattern. Write family:glob, such as site:* or team:Lyon/*")
    if name == EVERY_FAMILY:
        return Pattern(EVERY_FAMILY, glob, text)
    resource = find(name)
    if resource is None:
        raise UserError(f"{option}: {quoted(text)}: {unknown_family(name)}")
    return Pattern(resource.family, glob, text)


def chosen_by(patterns: Sequence[Pattern], family: str, name: str) -> bool:
    """Return whether any of some patterns matches an object."""
    return any(pattern.matches(family, name) for pattern in patterns)


def portable_name(resource: Resource, body: Mapping[str, Any], names: Names) -> str:
    """Return the portable name of an object: the other parts of its key in their order, then its name.

    That of the only object of a family is the family.
    """
    if resource.is_singleton:
        return resource.family
    first, *rest = resource.key_fields
    parts = [(part, body.get(part.api_name)) for part in (*rest, first)]
    return SLASH.join(
        names(part.reference).name_of(value) if part.reference and value else str(value or "") for part, value in parts
    )
