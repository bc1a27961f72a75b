# SPDX-License-Identifier: GPL-3.0-or-later
"""References to objects of the catalog's families."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..values import JSON, ByName, Path, is_id
from .kind import Kind, Names, Place, Placer
from .scalars import Id, is_text

WITHIN: Final = "."
NAME: Final = "name"
"""The part of a reference that is the name of the object, whatever its family calls it."""
ID: Final = "_id"
COLON: Final = ": "
"""The text between a name and the rest of a key."""


@dataclass(frozen=True)
class Reference(Kind):
    """An object of another family: by its name, and by its id under a second option.

    `Sales`, or `{name: Sales, site: Lyon}` where the name alone would not be enough.
    """

    family: str
    outside: str = dataclasses.field(default="", kw_only=True)
    """What an id may mean instead: something outside the catalog, which cannot be looked up."""

    @property
    def target(self) -> str:
        """What it refers to: a family, or the entries of a list in its objects."""
        return self.family

    @property
    def by_id(self) -> Kind | None:
        """Take ids under the second option."""
        return Id(outside=self.outside)

    @property
    def families(self) -> frozenset[str]:
        """The family."""
        return frozenset({self.family})

    def id_option(self, name: str) -> str:
        """Put `_id` behind the name."""
        return f"{name}{ID}"

    def read(self, raw: Any, at: Place) -> Any:
        """Take a name, or a mapping of the name and of other parts of the natural key."""
        if isinstance(raw, dict):
            return self._composite(raw, at)
        name = _name(raw, at)
        return ByName(self.target, name) if isinstance(name, str) else name

    def _composite(self, raw: Mapping[Any, Any], at: Place) -> Any:
        read = {str(option): _name(value, at.inside(str(option))) for option, value in raw.items()}
        parts = {option: value if isinstance(value, str) else "" for option, value in read.items()}  # a problem else
        name = parts.pop(NAME, None)
        if name is None:
            at.problem(f"{NAME}: missing")
        return ByName(self.target, name or "", tuple(sorted(parts.items())))

    def schema(self) -> JSON:
        """Return the JSON Schema of a name, and of a mapping with more of the key."""
        text = {"type": "string", "minLength": 1}
        return {"anyOf": [text, {"type": "object", "required": [NAME], "additionalProperties": text}]}

    def shown(self, value: Any, names: Names) -> Any:
        """Return the name, with other parts of the key where another object has the same name."""
        known = names(self.target)
        name, rest = known.name_of(value), () if known.is_unique(value) else known.rest_of(value)
        if not rest:
            return name
        return {NAME: name, **dict(_shown_part(part, value, names) for part, value in rest)}

    def cells(self, column: str, shown: Any) -> Iterator[tuple[str, str | None]]:
        """Yield the name; `Sales: Lyon` where it is not enough."""
        yield column, _in_one_text(shown) if isinstance(shown, Mapping) else shown

    def foreign(self, option: str, shown: Any) -> Iterator[str]:
        """Yield the option where a part of the key is an id."""
        if isinstance(shown, Mapping) and any(part.endswith(ID) for part in shown):
            yield option

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Yield the reference."""
        yield self.target, value

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the reference; an id that may be that of something outside stays as it is."""
        return value if self.outside and isinstance(value, str) else place(self.target, value, path)


@dataclass(frozen=True)
class PartReference(Reference):
    """An entry of a list in an object of another family: by its name, or by its id under a second option.

    `German` where only one object has such an entry, else `{name: German, skill: Language}`.
    """

    part: str = ""  # the option with the list

    @property
    def target(self) -> str:
        """The list."""
        return part_of(self.family, self.part)

    @property
    def part_option(self) -> str:
        """The option with the list."""
        return self.part


def part_of(family: str, option: str) -> str:
    """Name the entries of a list in the objects of a family, as references to them do."""
    return f"{family}{WITHIN}{option}"


def _name(raw: Any, at: Place) -> Any:
    text = raw.strip() if isinstance(raw, str) else raw
    if is_text(text, at) and not text:
        at.problem("must not be empty")
    return text


def _in_one_text(parts: Mapping[str, Any]) -> str | None:
    """Return a name and the one other part of a key as a text; None where it would not mean the same."""
    name, *rest = parts.items()
    if len(rest) != 1 or rest[0][0].endswith(ID) or COLON in str(rest[0][1]):
        return None
    return f"{name[1]}{COLON}{rest[0][1]}"


def _shown_part(part: Any, value: Any, names: Names) -> tuple[str, Any]:
    """Return one part of a natural key (`Field`): the name of what it refers to, its id where that has no clear name.

    An object that this run makes has no id yet.
    """
    if not part.reference:
        return part.name, value
    known = names(part.reference)
    is_clear = known.is_unique(value) or not is_id(value)
    return (part.name, known.name_of(value)) if is_clear else (part.id_option, value)
