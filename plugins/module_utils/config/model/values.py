# SPDX-License-Identifier: GPL-3.0-or-later
"""What values hold, between a record and a request, that JSON has no word for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

JSON = dict[str, Any]
Path: TypeAlias = "tuple[str | int, ...]"
"""Options and indexes that lead to a value inside a record."""


class _Clear:
    """The desired value of a field that must not have one."""

    def __repr__(self) -> str:
        return "(empty)"


CLEAR: Final = _Clear()


class _Gone:
    """What is left of a value of which nothing is left."""


GONE: Final = _Gone()
UNSET: Final[tuple[Any, ...]] = (None, "", [], {})
"""How the service gives a field without a value."""


class ByName(NamedTuple):
    """A reference as a person writes it, to be replaced by an id.

    `rest` is the rest of a composite key, as options and values: `(("site", "Lyon"),)`. With `is_leaving` the record
    says that nothing refers to the object now, so it is GONE where there is none.
    """

    family: str
    name: str
    rest: tuple[tuple[str, Any], ...] = ()
    is_leaving: bool = False


@dataclass(frozen=True)
class NewObject:
    """Stands for the id of an object that this run is going to create."""

    family: str
    key: tuple[Any, ...]


def is_id(value: Any) -> bool:
    """Return whether a reference was given by its id."""
    return isinstance(value, str)


def hashable(value: Any) -> Any:
    """Return a value in a form that can be put into a set: equal forms are equal values."""
    if isinstance(value, dict):
        return tuple(sorted((name, hashable(part)) for name, part in value.items()))
    return tuple(map(hashable, value)) if isinstance(value, list) else value


def trimmed(value: Any) -> Any:
    """Return a text without the blanks at its ends, which records never have and services may remove."""
    return value.strip() if isinstance(value, str) else value
