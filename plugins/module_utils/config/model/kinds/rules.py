# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules between the fields of one object, and the JSON Schema of an object with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ....words import quoted
from ..values import JSON
from .field import Field


@dataclass(frozen=True)
class Rule:
    """A rule that holds while other fields have certain values; options and values are as a person writes them.

    Without `when` it always holds. `needs`: options that must be there, `one|other` where either is enough. `refuses`:
    options that must not be there.
    A dotted option (`recurrence.interval`) stands for one of a nested object, in `when` too.
    """

    when: Mapping[str, tuple[Any, ...]]
    needs: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.needs, self.refuses))

    @property
    def options(self) -> frozenset[str]:
        """The options that it names."""
        names = (*self.when, *(part for need in self.needs for part in need.split("|")), *self.refuses)
        return frozenset(name.split(".")[0] for name in names)

    def _applies(self, options: JSON) -> bool:
        return all(_at(options, name) in values for name, values in self.when.items())

    def _reason(self, options: JSON) -> str:
        return " and ".join(f"{name} is {quoted(_at(options, name))}" for name in self.when)

    def refused(self, options: JSON) -> Iterator[tuple[str, str]]:
        """Yield the options that are given and must not be, each with what is wrong."""
        if self.refuses and self._applies(options):
            for name in self.refuses:
                if _is_given(options, name):
                    yield name, f"not allowed while {self._reason(options)}; leave it out"

    def lacking(self, options: JSON) -> Iterator[tuple[str, str]]:
        """Yield the options that a whole object lacks, each with what is wrong."""
        if self.needs and self._applies(options):
            for need in self.needs:
                if not any(_is_given(options, name) for name in need.split("|")):
                    reason = f"; needed while {self._reason(options)}" if self.when else ""
                    yield " or ".join(need.split("|")), f"missing{reason}"

    def schema(self, *, is_whole: bool) -> JSON:
        """Return the rule as JSON Schema; `needs` only for whole objects."""
        conditions = [_there(name, {"enum": list(values)}) for name, values in self.when.items()]
        applies = {"allOf": conditions} if len(conditions) > 1 else conditions[0] if conditions else {}
        needs = [{"anyOf": [_there(name) for name in need.split("|")]} for need in self.needs if is_whole]
        refuses = [{"not": _there(name)} for name in self.refuses]
        return {"if": applies, "then": {"allOf": [*needs, *refuses]} if needs or refuses else {}}


def _there(name: str, value: JSON | None = None) -> JSON:
    """Return the JSON Schema of an object that has an option with this value; a dotted name is a nested object."""
    first, _dot, rest = name.partition(".")
    inside = _there(rest, value) if rest else value
    return {"required": [first], **({"properties": {first: inside}} if inside else {})}


def _at(options: Any, name: str) -> Any:
    """Return the value of an option, None where it is not there."""
    first, _dot, rest = name.partition(".")
    value = options.get(first) if isinstance(options, Mapping) else None
    return _at(value, rest) if rest else value


def _is_given(options: JSON, name: str) -> bool:
    return _at(options, name) is not None


def object_schema(fields: Iterable[Field], rules: Iterable[Rule], *, is_whole: bool) -> JSON:
    """Return the JSON Schema of an object as a person writes it."""
    fields = tuple(fields)
    schema: JSON = {
        "type": "object",
        "properties": {
            option: kind.schema() | ({"writeOnly": True} if part.secret else {})
            for part in fields
            for option, kind in part.kinds.items()
        },
        "additionalProperties": False,
    }
    demands = []
    if is_whole:
        schema["required"] = [
            part.name for part in fields if part.required and len(part.options) == 1 and not part.taken_from
        ]
        demands = [
            {"anyOf": [{"required": [option]} for option in part.options]}
            for part in fields
            if part.required and len(part.options) > 1
        ]
    demands += [rule.schema(is_whole=is_whole) for rule in rules]
    return {**schema, "allOf": demands} if demands else schema
