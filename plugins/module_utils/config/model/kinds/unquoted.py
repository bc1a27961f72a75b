# SPDX-License-Identifier: GPL-3.0-or-later
"""The place of a value that no message may quote."""

from __future__ import annotations

from typing import Any

from ..content import FileContent
from .kind import Place


class Unquoted:
    """Stands before the place of a secret: what is wrong with it is said without the value."""

    __slots__ = ("_at", "_wanted")

    def __init__(self, at: Place, wanted: str) -> None:
        self._at = at
        self._wanted = wanted

    def problem(self, what: str) -> None:
        """Say what is taken instead of what is wrong, which may quote the value."""
        self._at.problem(f"needs {self._wanted}; the value is not shown, because it is a secret")

    spoiled = problem

    def inside(self, step: str | int) -> Unquoted:
        """Give the place of a part, which no message may quote either."""
        return Unquoted(self._at.inside(step), self._wanted)

    @property
    def is_cell(self) -> bool:
        """Whether the value is the text of a CSV cell."""
        return self._at.is_cell

    def written(self) -> str | None:
        """Give a YAML scalar as it was written where that is not a string."""
        return self._at.written()

    def unpacked(self, text: str) -> Any:
        """Keep the text: what is wrong with JSON inside of it could not be said."""
        return text

    def file(self, name: str) -> FileContent | None:
        """Take no file: a secret does not stand in one."""
        return None

    def beginning(self, file: FileContent) -> bytes:
        """Read nothing."""
        return b""

    def json_file(self, name: str) -> Any:
        """Read nothing."""
        return None
