# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as data: what happens to each object, and the steps in which it is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..model.resource import Resource
from .action import CREATE, DELETE, KEEP, UPDATE, Action

FREE: Final = "free"  # delete an object whose name is needed again; one that is in use gives up its name by PARK
PARK: Final = "park"  # rename to `parked_as`: updates that exchange names, and what FREE could not delete
LINK: Final = "link"  # write the links to objects that did not exist before
UNLINK: Final = "unlink"  # clear the links of objects that are deleted next
KINDS: Final = (FREE, PARK, UPDATE, CREATE, LINK, UNLINK, DELETE)
"""The kinds of steps, in the order in which they come for one family."""


@dataclass(frozen=True)
class Step:
    """Actions of one family and kind that are sent side by side, by their numbers in the family.

    Objects that FREE deletes are also in the later steps PARK and DELETE, which then have nothing left to do for them.
    """

    family: str
    kind: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class FamilyPlan:
    """The actions of one family, in the order of its records, with purged objects last."""

    resource: Resource
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Plan:
    """Everything that a run does: the actions of each family, and the steps that carry them out one after the other."""

    families: tuple[FamilyPlan, ...]
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()

    @property
    def actions(self) -> list[Action]:
        """All actions, in the order of families and records."""
        return [action for family in self.families for action in family.actions]

    def of(self, step: Step) -> tuple[Resource, list[Action]]:
        """Return the family and the actions of a step."""
        part = next(part for part in self.families if part.resource.family == step.family)
        return part.resource, [part.actions[number] for number in step.numbers]

    @property
    def writes(self) -> int:
        """How many objects are written, if no object to delete is in use; a request may write several."""
        beside = [
            action
            for step in self.steps
            if step.kind in (PARK, LINK, UNLINK)
            for action in self.of(step)[1]
            if step.kind != PARK or action.kind == UPDATE
        ]
        return len(beside) + sum(action.kind != KEEP for action in self.actions)
