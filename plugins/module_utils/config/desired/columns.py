# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns of CSV sources that hold a part of an option: `manually_assignable.chat`, `queue_rankings.1.rank`.

An entry of a list is numbered from 1. A row whose cells of an entry are all empty does not have this entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.kinds.field import squash
from ..model.resource import Resource


class Cells(dict[Any, Any]):
    """The cells of one option: by nested option, or by the number of an entry."""


@dataclass(frozen=True)
class Part:
    """What a column stands for: an option of the family, and the steps to a part of it, that option first."""

    option: str
    steps: tuple[str | int, ...]


def part_of(resource: Resource, column: str) -> Part | None:
    """Return what a column stands for; None where it does not name a part of an option."""
    first, *segments = column.split(".")
    option, target = resource.index.get(squash(first), ("", None))
    if target is None or not segments:
        return None
    kind = target.kinds[option]
    steps: list[str | int] = [option]
    for segment in segments:
        found = kind.column(segment)
        if found is None:
            return None
        steps.append(found[0])
        kind = found[1]
    return Part(option, tuple(steps))


def known_columns(resource: Resource, column: str) -> Iterator[str]:
    """Return the columns that parts of the option at the start of a column can have, with 1 for numbers of entries."""
    option, target = resource.index.get(squash(column.split(".")[0]), ("", None))
    return target.kinds[option].columns(option) if target else iter(())


def collected(values: Mapping[str, Any], part: Callable[[str], Part | None]) -> dict[str, Any]:
    """Collect the cells that hold parts of one option, under the name of the option."""
    whole: dict[str, Any] = {}
    for column, cell in values.items():
        found = part(column)
        if found is None:
            whole[column] = cell
            continue
        cells = whole.setdefault(found.option, Cells())
        for step in found.steps[1:-1]:
            cells = cells.setdefault(step, Cells()) if isinstance(cells, Cells) else cells
        if isinstance(cells, Cells):  # else the header was refused, because it has a whole and a part of it
            cells[found.steps[-1]] = cell
    return whole


def raw_of(cells: Any) -> Any:
    """Return cells like a YAML file would have them: mappings, and lists in the order of their numbers."""
    if not isinstance(cells, Cells):
        return cells
    if all(isinstance(step, int) for step in cells):
        return [raw_of(cells[step]) for step in sorted(cells)]
    return {step: raw_of(part) for step, part in cells.items()}
