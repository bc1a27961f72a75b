# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of a source, checked against a family before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from ...words import quoted, unknown
from ..model.kinds.field import Field, squash
from ..model.kinds.nested import SERVER_FIELDS, twice
from ..model.kinds.scalars import FALSE, TRUE
from ..model.resource import EVERYWHERE, STATES, Resource
from ..model.spreadsheets import word_of_flag
from ..model.values import JSON
from ..source.parse import Document, Problem, Record, dotted
from .columns import Cells, Part, collected, known_columns, part_of, raw_of
from .places import CellSpot, Spot

ONLY_IN_ANSWERS: Final = frozenset(squash(name) for name in SERVER_FIELDS)
"""A record with one of these is an object from the API, so it may have fields that are not managed here."""
BY_NAME: Final = {option.name: option for option in EVERYWHERE}


class Desired(NamedTuple):
    """A checked record. `values` have the keys and shapes of payloads; references by name are still `ByName`."""

    record: Record
    id: str | None
    present: bool
    values: JSON
    tolerated: Sequence[Problem] = ()  # broken rules that do not matter if the name stays
    left_out: tuple[str, ...] = ()  # its parts that do not exist in the organization, as sentences
    skipped: bool = False  # whether its object is one of them, so that nothing is done


class Reader:
    """Turns the records of one family into `Desired`, and collects every problem instead of stopping at the first."""

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self.problems: list[Problem] = []
        self.refused: set[str] = set()  # names of the records that have problems
        self.lacks_key_column = False  # reported once for the header, not for every row
        self._option = cache(self._option_of)
        self._part = cache(self._part_of)
        self._flagged = [
            (field, resource.by_name[field.flag_while[0]].api_name, field.flag_while[1])
            for field in resource.fields
            if any(field.flag_while)
        ]

    def read(self, records: Iterable[Record]) -> list[Desired]:
        """Check records one by one, then against each other."""
        desired = [found for record in records if (found := self._one(record)) is not None]
        self._duplicates(desired)
        return desired

    def check_columns(self, document: Document) -> None:
        """Check the header of a CSV source once, instead of once per row."""
        if not document.columns:
            return
        options = self._resource.option_names()
        seen: dict[tuple[str | int, ...], str] = {}
        for column in document.columns:
            part = self._part(column)
            option = self._option(column)[0]
            if option is None and part is None:
                known = known_columns(self._resource, column) if "." in column else ()
                what = unknown(column, [*options, *known])
                self._problem(document.at_column(column), f"column {quoted(column)}: {what}")
                continue
            steps = part.steps if part else (option or column,)
            for other in seen:
                if steps[: len(other)] == other[: len(steps)]:
                    same = f"{option} twice" if steps == other and option else f"{quoted(seen[other])} for the same"
                    what = f"column {quoted(column)}: the header has {same}; keep one"
                    self._problem(document.at_column(column, last=True), what)
                    break
            seen.setdefault(steps, column)
        if not (self._resource.is_singleton or seen.keys() & {("id",), (self._resource.key[0],)}):
            self.lacks_key_column = True
            missing = f"column {self._resource.key[0]} and column id are missing; give one of them"
            what = f"{missing}. Known are {', '.join(options)}"
            self._problem(document.columns_where, what)

    def _problem(self, where: str, what: str) -> None:
        self.problems.append(Problem(where, what))

    def _option_of(self, key: str) -> tuple[str | None, Field | None]:
        """Return the option that a key stands for, and its field if it has one; None for an unknown key."""
        squashed = squash(key)
        if squashed in BY_NAME:
            return squashed, BY_NAME[squashed]
        if squashed in self._resource.index:
            return self._resource.index[squashed]
        return key if squashed in self._resource.ignored else None, None

    def _part_of(self, column: str) -> Part | None:
        """Return the part of an option that a CSV column stands for, None for the column of a whole option."""
        return part_of(self._resource, column) if self._option(column)[0] is None else None

    def _one(self, record: Record) -> Desired | None:
        """Return a checked record, None where it has a problem."""
        before = len(self.problems)
        of_name: list[Problem] = []  # kept apart, because a name that stays as it is may break a new rule
        everywhere, values = self._values(record, of_name)
        if record.is_text or record.is_translated:
            self._flags(record, values)
        name = values.get(self._resource.name_field.api_name)
        tolerated = of_name if "id" in everywhere and isinstance(name, str) else []
        self.problems += [] if tolerated else of_name
        if self._resource.rules:
            for option, what in self._resource.refused(values):
                self.problems.append(record.problem((option,), what))
        unnamed = name is None and "id" not in everywhere and not self._resource.is_singleton
        if unnamed and not self.lacks_key_column and len(self.problems) == before:
            what = "missing; give it" if record.is_translated else "missing; give it, or the id of the object"
            self._problem(record.where(), f"{record.label(self._resource.key[0])}: {what}")
        if len(self.problems) > before:
            self.refused |= set() if name is None else {str(name)}
            return None
        present = everywhere.get("state", STATES[0]) == STATES[0]
        return Desired(record, everywhere.get("id"), present, values, tolerated)

    def _values(self, record: Record, of_name: list[Problem]) -> tuple[JSON, JSON]:
        """Read the values of a record: the options of every family, and the fields; problems of the name go apart."""
        everywhere: JSON = {}
        values: JSON = {}
        seen: set[str] = set()
        for key, raw in self._keys_and_values(record):
            option, target = self._option(key)
            if option in BY_NAME and (own := self._own(option, raw)):
                option, target = own
            if option is None and not record.is_text:  # the header of a CSV source was checked as a whole
                self._problem(record.where(key), f"{dotted((key,))}: {unknown(key, self._resource.option_names())}")
            if option is None or target is None or raw is None or (target.elsewhere and _is_answer(record)):
                continue
            problems = of_name if option == self._resource.key[0] else self.problems
            at = Spot(record, (key,), problems)
            if isinstance(raw, Cells):
                at, raw = CellSpot(record, (key,), problems, raw), raw_of(raw)
            if option in seen:
                at.problem(f"{option} is given twice; keep one")
                continue
            if target.elsewhere:
                at.problem(f"read-only. {target.elsewhere} instead")
                continue
            if (value := target.read(option, raw, at)) is None:
                continue
            seen.add(option)
            into = everywhere if option in BY_NAME else values
            if target.api_name in into:
                at.problem(twice(option, target))
            into[target.api_name] = value
        return everywhere, values

    def _flags(self, record: Record, values: JSON) -> None:
        """Write texts of cells that stand for true or false as the service does: spreadsheets write them otherwise."""
        for target, other, value in self._flagged:
            text = values.get(target.api_name)
            if not isinstance(text, str) or values.get(other) != value:
                continue
            if what := word_of_flag(text):
                self.problems.append(record.problem((target.name,), what, with_cell=True))
            elif text.casefold() in TRUE | FALSE:
                values[target.api_name] = "true" if text.casefold() in TRUE else "false"

    def _keys_and_values(self, record: Record) -> Iterable[tuple[str, Any]]:
        """Return the keys and values of a record; columns that hold parts of one option come as its `Cells`."""
        if not record.is_text or not any(map(self._part, record.values)):
            return record.values.items()
        return collected(record.values, self._part).items()

    def _own(self, option: str, raw: Any) -> tuple[str, Field] | None:
        """Return the field of a family whose API has a `state` of its own, and its option, unless the value is ours."""
        own = self._resource.index.get(option)
        return None if raw in STATES else own

    def _key_of(self, values: JSON) -> tuple[Any, ...]:
        """Return the natural key; a part that comes from another object is its reference."""
        key = self._resource.key_of(values)
        if None not in key or not self._resource.taken:
            return key
        left = {part.api_name: values.get(of.api_name) for part, of in self._resource.taken}
        return tuple(
            [left.get(name) if part is None else part for name, part in zip(self._resource.key_names, key, strict=True)]
        )

    def _duplicates(self, desired: list[Desired]) -> None:
        """Refuse records that mean the same object, as far as the records alone show it."""
        ids: dict[str, Desired] = {}
        names: dict[tuple[Any, ...], Desired] = {}
        for item in desired:
            if self._resource.is_singleton and item is not desired[0]:
                what = (
                    f"an organization has one {self._resource.label}, which is also defined {_at(desired[0])}; keep one"
                )
                self._problem(item.record.where(), what)
                continue
            key = self._key_of(item.values)
            first = ids.setdefault(item.id, item) if item.id else item
            if first is not item:
                what = f"id: {item.id} is also defined {_at(first)}; remove one of them"
                self._problem(item.record.where("id"), what)
                continue
            if key[0] is None or (item.id and not item.present):
                continue
            first = names.setdefault(key, item)
            if first is not item:
                name = self._resource.key[0]
                what = f"{quoted(key[0])} is also defined {_at(first)}; remove one of them"
                if first.present != item.present:
                    what += ", or give the id of the one that must be absent"
                self.problems.append(item.record.problem((name,), what))
                self.refused.add(str(key[0]))


def _is_answer(record: Record) -> bool:
    return any(squash(key) in ONLY_IN_ANSWERS for key in record.values)


def _at(desired: Desired) -> str:
    where = desired.record.where()
    return f"at {where}" if where else "in these options"
