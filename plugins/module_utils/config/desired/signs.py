# SPDX-License-Identifier: GPL-3.0-or-later
"""Find plus signs and zeros that a spreadsheet may have dropped, by comparing the cells of a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ...words import quoted
from ..model.kinds.field import Field
from ..model.resource import Resource
from ..model.spreadsheets import AGAIN
from ..source.parse import Problem, Record
from .desired import Desired

SHORTEST_NUMBER: Final = 7  # digits of a telephone number that may begin with a plus sign
LISTED: Final = 5
Cells = list[tuple[Record, str]]


def dropped_signs(resource: Resource, desired: Iterable[Desired]) -> Iterator[Problem]:
    """Yield a warning for each column of codes in which some cells look as if a spreadsheet had shortened them."""
    codes = [field for field in resource.fields if field.kind.is_code]
    by_file: dict[str, list[Desired]] = {}
    for item in desired if codes else ():
        if item.record.row:
            by_file.setdefault(item.record.place, []).append(item)
    for items in by_file.values():
        for field in codes:
            values = ((item.record, item.values.get(field.api_name)) for item in items)
            cells = [(record, value) for record, value in values if value and isinstance(value, str)]
            yield from _of_column(field, cells)


def _of_column(field: Field, cells: Cells) -> Iterator[Problem]:
    with_plus = next((value for _record, value in cells if value.startswith("+")), "")
    if with_plus:
        yield from _warned(field, cells, with_plus, "a plus sign", lambda value: len(value) >= SHORTEST_NUMBER)
    with_zero = {value for _record, value in cells if value.startswith("0") and value.isdigit()}
    lengths = {len(value) for value in with_zero}
    if len(lengths) == 1:
        length = lengths.pop()
        yield from _warned(field, cells, min(with_zero), "zeros", lambda value: len(value) < length)


def _warned(field: Field, cells: Cells, other: str, what: str, is_short: Callable[[str], bool]) -> Iterator[Problem]:
    """Warn of cells that are digits only, without a zero at the start, and lack the beginning of another cell."""
    found = [(record, value) for record, value in cells if value.isdigit() and value[0] != "0" and is_short(value)]
    if not found:
        return
    record, value = found[0]
    names = [other_record.cell(field.name) or other_record.where() for other_record, _value in found[1 : LISTED + 1]]
    more = [*names, *([f"{len(found) - LISTED - 1} more"] if len(found) > LISTED + 1 else [])]
    also = f". The same in {', '.join(more)}" if more else ""
    why = f"{quoted(value)} has only digits, and {quoted(other)} is in the same column"
    said = f"{why}, so a spreadsheet may have dropped {what}. {AGAIN}{also}"
    yield record.problem((field.name,), said, with_cell=True)
