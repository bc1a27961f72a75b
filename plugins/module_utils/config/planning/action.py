# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..model.resource import Resource
from ..model.values import JSON

CREATE: Final = "create"
UPDATE: Final = "update"
DELETE: Final = "delete"
KEEP: Final = "keep"


@dataclass(frozen=True, eq=False)
class Action:
    """What happens to one object; two actions are never equal, because each is for an object of its own.

    `values` are written: all of a new object, of a live one what changes. `links` are written apart from them: of a new
    object once the objects that it refers to exist, of an object to delete before the others are deleted.
    """

    resource: Resource
    kind: str
    live: JSON | None = None  # as it was compared, None for a new object
    values: JSON = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)  # by option, each with before and after
    declared: JSON = field(default_factory=dict)  # all that the record says, also what needs no change
    record_id: str = ""  # the id that the record gives
    where: str = ""  # file and line of the record, empty for a purged object
    links: JSON = field(default_factory=dict)
    whole: Action | None = None  # of a part of an action that is sent by itself: all of it
    parked_as: str = ""  # a temporary name, where its own is needed before it can be given up
    left_out: tuple[str, ...] = ()  # what the record says and is not done, since it does not exist here, as sentences
    skipped: bool = False  # whether that is the object itself
    file: str = ""  # beside the records, which the record names for the content of its object

    @property
    def managed(self) -> JSON:
        """All that the record manages, also what needs no change; a name only where the object is known by its id.

        So what somebody else changes of it during the run is as the record says afterwards, and their rename is kept.
        """
        if self.kind != UPDATE or not self.declared:
            return self.values
        identity = () if self.record_id else self.resource.key_names
        kept = {name: value for name, value in self.declared.items() if name not in identity and name not in self.links}
        return kept | self.values

    def without(self, names: frozenset[str]) -> Action:
        """Return the part of it that does not write these fields."""
        values, declared = (
            {name: value for name, value in given.items() if name not in names}
            for given in (self.values, self.declared)
        )
        return replace(self, values=values, declared=declared, whole=self)

    def over(self, live: Mapping[str, Any]) -> JSON:
        """Return an object with what is managed laid over it; what the record does not mention stays."""
        return self.resource.over(live, self.managed)

    @property
    def id(self) -> str | None:
        """The id of the object, None for one that does not exist yet."""
        return self.live["id"] if self.live else None

    @property
    def name(self) -> str:
        """The name after the run, or the id where the record gives nothing else."""
        api_name = self.resource.name_field.api_name
        return str(self.declared.get(api_name) or (self.live or {}).get(api_name) or self.record_id)

    @property
    def old_name(self) -> str:
        """The name before the run; of a new object the name it gets."""
        return str((self.live or {}).get(self.resource.name_field.api_name) or self.name)

    @property
    def title(self) -> str:
        """Name the object in a message, with the place of its record."""
        return f"{f'{self.where}: ' if self.where else ''}{self.resource.label} {self.old_name}"

    @property
    def key(self) -> tuple[Any, ...]:
        """The natural key after the run."""
        live = self.live or {}
        if not self.values:
            return self.resource.key_of(live)
        return tuple([self.values[name] if name in self.values else live.get(name) for name in self.resource.key_names])

    @property
    def live_key(self) -> tuple[Any, ...] | None:
        """The natural key before the run."""
        return self.resource.key_of(self.live) if self.live else None

    @property
    def stays(self) -> bool:
        """Whether the object exists after the run."""
        return self.kind == CREATE or (self.kind != DELETE and self.live is not None)

    @property
    def renames(self) -> bool:
        """Whether the key of a live object changes."""
        return self.kind == UPDATE and self.key != self.live_key
