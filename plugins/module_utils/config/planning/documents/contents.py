# SPDX-License-Identifier: GPL-3.0-or-later
"""Content of objects in plans, such as layouts and flows: known there by size and digest, with what differs in lines.

The source gives the content again when the plan is applied, as it gives files and secrets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, Final

from ...model.content import FileContent, digest
from ...model.kinds.field import Field
from ...model.resource import Resource
from ...model.values import CLEAR, JSON, Path
from ..action import Action

LONGEST: Final = 20_000
"""Lines of two contents together that are compared line by line; longer ones are known by their digests only."""
KEPT_LINES: Final = 200
"""Lines of a difference that a plan keeps."""
AROUND: Final = 1


class Summary(str):
    """Stands for content where a plan was read back: a text for people, which knows the digest.

    `references` are what the references inside lead to, in their order, as the plan has them.
    """

    size: int
    sha256: str
    references: tuple[Any, ...]

    @classmethod
    def of(cls, size: int, sha256: str, references: tuple[Any, ...] = ()) -> Summary:
        """Make one of what a plan knows."""
        summary = cls(f"{size:,} bytes, SHA-256 {sha256}")
        summary.size, summary.sha256, summary.references = size, sha256, references
        return summary

    def filled(self, field: Field, given: Any) -> Any:
        """Return content that the source gives again, with its references as the plan has them."""
        found = iter(self.references)
        return field.placed(given, lambda _family, target, _path: next(found, target)) if self.references else given


def content_field(resource: Resource) -> Field | None:
    """Return the field with content that would stand in a plan as a whole; None where there is none."""
    return resource.by_api[resource.content.field] if resource.content and not resource.content.blob else None


def summed(field: Field, value: Any) -> Any:
    """Return the summary of content, and anything else as it is."""
    if isinstance(value, Summary | FileContent) or value is None or value is CLEAR:
        return value
    references: list[Any] = []

    def note(_family: str, target: Any, _path: Path) -> Any:
        references.append(target)
        return target

    field.placed(value, note)
    text = json.dumps(_data(value), sort_keys=True, ensure_ascii=False, default=str).encode()
    return Summary.of(len(text), digest(text), tuple(references))


@dataclass(frozen=True)
class Difference:
    """What changes of the content of an object: both sides, and the lines that differ, where they were compared."""

    option: str
    file: str  # that the record names; empty where it has the content in itself
    before: Summary | None
    after: Summary | None
    lines: tuple[str, ...] = ()

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(line.startswith("+") for line in self.lines)

    @property
    def removed(self) -> int:
        """How many lines are gone."""
        return sum(line.startswith("-") for line in self.lines)

    def as_change(self) -> JSON:
        """Return it as a plan has it among the changes of an object."""
        before, after = (None if side is None else str(side) for side in (self.before, self.after))
        change: JSON = {"before": before, "after": f"{self.file}: {after}" if self.file and after else after}
        if self.lines:
            kept = [*self.lines[:KEPT_LINES]]
            change |= {"added": self.added, "removed": self.removed, "lines": kept}
        return change


def difference_of(action: Action) -> Difference | None:
    """Return what an action changes of the content of its object; None where that is nothing."""
    field = content_field(action.resource)
    if field is None or field.name not in action.changes:
        return None
    before, after = (action.live or {}).get(field.api_name), (action.links | action.values).get(field.api_name)
    after = None if after is CLEAR else after
    sides = summed(field, before), summed(field, after)
    is_known = any(isinstance(value, Summary) for value in (before, after))
    lines = () if is_known or None in sides else _lines(before, after)
    return Difference(field.name, action.file, *sides, lines=lines)


def _lines(before: Any, after: Any) -> tuple[str, ...]:
    """Return the lines that differ, with signs before them and a line around them."""
    old, new = (_laid_out(value).splitlines() for value in (before, after))
    if len(old) + len(new) > LONGEST:
        return ()
    return tuple(line for line in unified_diff(old, new, n=AROUND, lineterm="") if line[:3] not in ("---", "+++"))


def _laid_out(value: Any) -> str:
    return json.dumps(_data(value), indent=1, sort_keys=True, ensure_ascii=False, default=str)


def _data(value: Any) -> Any:
    """Return the data of a JSON text; anything else is data already."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def with_summaries(resource: Resource, values: Mapping[str, Any]) -> JSON:
    """Return an object, or values of one, with a summary instead of its content."""
    field = content_field(resource)
    if field is None or field.api_name not in values:
        return dict(values)
    return {**values, field.api_name: summed(field, values[field.api_name])}
