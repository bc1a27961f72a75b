# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that the service keeps under the objects that they refer to."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ..values import JSON
from .kind import Kind

Sent = tuple[Literal["SAVE", "DELETE"], JSON]
"""What a bulk request does for one object under one target, and the item of it."""


class UnderTargets(Kind):
    """A value for each of several targets. A field of this kind says in `under` where the requests go."""

    @property
    def is_single(self) -> bool:
        """Whether nothing stands inside."""
        return False

    @abstractmethod
    def takes(self, target: Mapping[str, Any]) -> bool:
        """Return whether objects can have values under a live target."""

    @property
    @abstractmethod
    def without(self) -> Any:
        """What a record gives for a target under which the object must have no value."""

    @abstractmethod
    def cell(self, shown: Any) -> str | None:
        """Return one value, as a person writes it, as the text of a cell; None if that would mean something else."""

    @abstractmethod
    def gathered(self, rows: Mapping[str, Mapping[str, Any]]) -> Any:
        """Return the live value of an object, from what the service shows of it under each target, by id."""

    @abstractmethod
    def pending(self, live: Any, desired: Any) -> Iterator[tuple[Any, Any]]:
        """Return each target whose value is not the desired one, with the desired one."""

    @abstractmethod
    def sent(self, object_id: str, target: Mapping[str, Any], value: Any) -> Sent:
        """Return what writes the value of an object under a target; ValueError where the target does not take it."""
