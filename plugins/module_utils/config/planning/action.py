# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..desired.desired import Desired
from ..model.compare import merged
from ..model.resource import JSON, Resource

CREATE: Final = "create"
UPDATE: Final = "update"
DELETE: Final = "delete"
KEEP: Final = "keep"


@dataclass(eq=False)
class Action:
    """What happens to one object. `values` is what is written: a whole new payload, else the wish for each change."""

    resource: Resource
    kind: str
    desired: Desired | None
    live: JSON | None
    values: JSON = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)  # by option, each with before and after
    parked_as: str = ""  # a temporary name, where its own is needed before it can be given up

    @property
    def managed(self) -> JSON:
        """All that the record manages, also what needs no change; a name only where the object is known by its id.

        So what somebody else changes of it during the run is as the record says afterwards, and their rename is kept.
        """
        if self.kind != UPDATE or self.desired is None:
            return self.values
        identity = () if self.desired.id else {part.api_name for part in self.resource.key_fields}
        return {name: value for name, value in self.desired.values.items() if name not in identity} | self.values

    def over(self, live: Mapping[str, Any]) -> JSON:
        """Give an object with what is managed laid over it; what is left out stays, in nested objects too."""
        fields = self.resource.by_api
        return {**live, **{name: merged(fields[name], live.get(name), value) for name, value in self.managed.items()}}

    @property
    def id(self) -> str | None:
        """The id of the object, None for one that does not exist yet."""
        return self.live["id"] if self.live else None

    @property
    def name(self) -> str:
        """The name after the run, or the id where the record gives nothing else."""
        api_name = self.resource.name_field.api_name
        wanted = self.desired.values.get(api_name) if self.desired else None
        return str(wanted or (self.live or {}).get(api_name) or (self.desired and self.desired.id) or "")

    @property
    def old_name(self) -> str:
        """The name before the run; of a new object the name it gets."""
        return str((self.live or {}).get(self.resource.name_field.api_name) or self.name)

    @property
    def where(self) -> str:
        """File and line of the record, empty for a purged object."""
        return self.desired.record.where() if self.desired else ""

    @property
    def title(self) -> str:
        """Name the object in a message, with the place of its record."""
        return f"{f'{self.where}: ' if self.where else ''}{self.resource.label} {self.old_name}"

    @property
    def key(self) -> tuple[Any, ...]:
        """The natural key after the run."""
        after = {**self.live, **self.values} if self.live and self.values else self.live or self.values
        return self.resource.key_of(after)

    @property
    def live_key(self) -> tuple[Any, ...] | None:
        """The natural key before the run."""
        return self.resource.key_of(self.live) if self.live else None

    @property
    def renames(self) -> bool:
        """Whether the key of a live object changes."""
        return self.kind == UPDATE and self.key != self.live_key
