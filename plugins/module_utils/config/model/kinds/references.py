# SPDX-License-Identifier: GPL-3.0-or-later
"""References to objects of the catalog's families."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..values import JSON, ByName, Path
from .kind import Kind, Names, Place, Placer
from .scalars import Id, is_text


@dataclass(frozen=True)
class Reference(Kind):
    """An object of another family: by its name, and by its id under a second option."""

    family: str

    @property
    def by_id(self) -> Kind | None:
        """Take ids under the second option."""
        return Id()

    @property
    def families(self) -> frozenset[str]:
        """The family."""
        return frozenset({self.family})

    def id_option(self, name: str) -> str:
        """Put `_id` behind the name."""
        return f"{name}_id"

    def read(self, raw: Any, at: Place) -> Any:
        """Take a name."""
        text = raw.strip() if isinstance(raw, str) else raw
        if not is_text(text, at):
            return text
        if not text:
            at.problem("must not be empty")
        return ByName(self.family, text)

    def schema(self) -> JSON:
        """Give the JSON Schema of a name."""
        return {"type": "string", "minLength": 1}

    def shown(self, value: Any, names: Names) -> Any:
        """Give the name."""
        return names(self.family).name_of(value)

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Give the reference."""
        yield self.family, value

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the reference."""
        return place(self.family, value, path)
