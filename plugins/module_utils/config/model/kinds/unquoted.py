# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep secrets out of messages and objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from ..values import JSON, Path
from .kind import Kind, Place, WithoutFiles


class Part(Protocol):
    """A field, as far as secrets go."""

    @property
    def api_name(self) -> str:
        """The name in payloads."""

    @property
    def kind(self) -> Kind:
        """What it takes."""

    @property
    def secret(self) -> bool:
        """Whether it is one itself."""

    def secrets(self, value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
        """Return the secrets of a desired value."""


class Unquoted(WithoutFiles):
    """The place of a secret: reports its problems without the value."""

    __slots__ = ("_at", "_wanted")

    def __init__(self, at: Place, wanted: str) -> None:
        self._at = at
        self._wanted = wanted

    def problem(self, what: str) -> None:
        """Report which values are allowed, because the problem may quote the value."""
        self._at.problem(f"needs {self._wanted}; the value is not shown, because it is a secret")

    spoiled = problem

    def inside(self, step: str | int) -> Unquoted:
        """Return the place of a part, which no message may quote either."""
        return Unquoted(self._at.inside(step), self._wanted)

    @property
    def is_cell(self) -> bool:
        """Whether the value is the text of a CSV cell."""
        return self._at.is_cell

    def written(self) -> str | None:
        """Return a YAML scalar as it was written where that is not a string."""
        return self._at.written()


def secrets_of(fields: Iterable[Part], desired: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Return the secrets of desired fields, each with its path by options."""
    return (found for part in fields for found in part.secrets(desired.get(part.api_name), path))


def without_secrets(by_api: Mapping[str, Part], body: Mapping[str, Any]) -> JSON:
    """Drop the secrets of an object, at any depth."""
    return {
        name: by_api[name].kind.without_secrets(value) if name in by_api else value
        for name, value in body.items()
        if not (name in by_api and by_api[name].secret)
    }
