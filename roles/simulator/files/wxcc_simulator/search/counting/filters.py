# SPDX-License-Identifier: GPL-3.0-or-later
"""filter and extFilter: nested objects that end in {field: {operator: value}}, joined by and, or, and neighbourhood.

Samples of the API compare whole objects, {owner: {notequals: {id: null}}}, too, and ask for members of a list of
skills, {agentSkills: {name: {equals: "x"}, intVal: {gte: 5}}}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wxcc_simulator.search.records.roots import Field, Root, Unit
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.wire.patterns import matches

Test = Callable[[Unit], bool]
Operator = Callable[[Any, Any], bool]
MOST_ARGUMENTS = 1000


def _match(value: Any, pattern: str) -> bool:
    """Phone numbers begin with a plus that does not mean repetition."""
    escaped = re.sub(r"^\+", r"\\+", pattern)
    return value is not None and matches(escaped, str(value), whole=True)


OPERATORS: dict[str, Operator] = {
    "equals": lambda value, wanted: value == wanted,
    "notequals": lambda value, wanted: value != wanted,
    "match": _match,
    "contains": lambda value, wanted: value is not None and wanted in str(value),
    "gt": lambda value, wanted: value is not None and value > wanted,
    "gte": lambda value, wanted: value is not None and value >= wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
}


OF_OBJECTS = ("equals", "notequals")
SKILL_MEMBERS = {"name": "String", "intVal": "Int"}


@dataclass(frozen=True)
class Filter:
    """A condition on the units of a depth."""

    root: Root
    depth: int
    test: Test

    def __call__(self, unit: Unit) -> bool:
        """Whether the unit, or any it can be taken apart into, fulfils the condition as a whole."""
        if len(unit) > self.depth:
            return self.test(unit)
        return any(map(self.test, self.root.apart(unit, self.depth)))


def read_filter(root: Root, tree: dict[str, Any] | None) -> Filter | None:
    """The condition of a filter argument; None where there is none."""
    if not tree:
        return None
    leaves = list(_leaves(root, tree))
    if len(leaves) > MOST_ARGUMENTS:
        raise RefusedError(400, f"{len(leaves)} arguments in a filter; at most {MOST_ARGUMENTS} are allowed")
    return Filter(root, max((field.depth for field in leaves), default=0), _all(_tests(root, tree, "")))


def read_filters(root: Root, arguments: dict[str, Any]) -> tuple[Filter, ...]:
    """The conditions of the arguments that are filters."""
    filters = (read_filter(root, arguments.get(name)) for name in ("filter", "extFilter"))
    return tuple(condition for condition in filters if condition)


def test_of(conditions: Sequence[Filter], depth: int) -> Test | None:
    """One test for units of a depth; None where there is no condition."""
    tests = [condition.test if condition.depth <= depth else condition for condition in conditions]
    return _all(tests) if tests else None


def _leaves(root: Root, tree: dict[str, Any], prefix: str = "") -> Iterator[Field]:
    for name, value in tree.items():
        if name in ("and", "or"):
            for part in value or ():
                yield from _leaves(root, part, prefix)
        elif prefix + name in root.fields:
            yield root.fields[prefix + name]
        elif name in OF_OBJECTS:
            yield from (field for field, _wanted in _members(root, value or {}, prefix))
        elif value:
            yield from _leaves(root, value, f"{prefix}{name}.")


def _tests(root: Root, tree: dict[str, Any], prefix: str) -> Iterator[Test]:
    for name, value in tree.items():
        if value is None:
            continue
        if name == "and":
            yield _all([test for part in value for test in _tests(root, part, prefix)])
        elif name == "or":
            yield _among(root, value, prefix) or _any([_all(_tests(root, part, prefix)) for part in value])
        elif prefix + name in root.fields:
            yield from _of_field(root.fields[prefix + name], value)
        elif name in OF_OBJECTS:
            yield _of_object(list(_members(root, value, prefix)), is_equal=name == "equals")
        else:
            yield from _tests(root, value, f"{prefix}{name}.")


def _members(root: Root, tree: dict[str, Any], prefix: str) -> Iterator[tuple[Field, Any]]:
    """The fields of an object that is compared as a whole, and their values."""
    for name, value in tree.items():
        if prefix + name in root.fields:
            yield root.fields[prefix + name], value
        else:
            yield from _members(root, value or {}, f"{prefix}{name}.")


def _of_object(members: list[tuple[Field, Any]], *, is_equal: bool) -> Test:
    def same(unit: Unit) -> bool:
        return all(field.get(unit[field.depth]) == wanted for field, wanted in members) is is_equal

    return same


def _of_field(field: Field, tree: dict[str, Any]) -> Iterator[Test]:
    skill = {name: tests or {} for name, tests in tree.items() if name in SKILL_MEMBERS}
    for operator, wanted in tree.items():
        if operator not in skill:
            yield _leaf(field, OPERATORS[operator], wanted)
    if skill:
        yield _of_skills(field, skill)


def _of_skills(field: Field, tree: dict[str, dict[str, Any]]) -> Test:
    """Whether one of the skills matches; no skills count as one without name and value."""
    wanted = [(name, OPERATORS[operator], value) for name, tests in tree.items() for operator, value in tests.items()]

    def has_one(unit: Unit) -> bool:
        skills = field.get(unit[field.depth]) or [{}]
        return any(all(holds(skill.get(name), value) for name, holds, value in wanted) for skill in skills)

    return has_one


def _leaf(field: Field, operator: Operator, wanted: Any) -> Test:
    get, depth = field.get, field.depth
    return lambda unit: operator(get(unit[depth]), wanted)


def _among(root: Root, trees: list[dict[str, Any]], prefix: str) -> Test | None:
    """One lookup for many values that a field may equal; None for any other tree."""
    pairs = [_equal(root, tree, prefix) for tree in trees]
    fields, wanted = {field for field, _value in pairs}, frozenset(value for _field, value in pairs)
    field = fields.pop() if len(fields) == 1 else None
    if field is None:
        return None
    get, depth = field.get, field.depth
    return lambda unit: get(unit[depth]) in wanted


def _equal(root: Root, tree: dict[str, Any], prefix: str) -> tuple[Field | None, Any]:
    """The field and the value of a tree that is one `equals` and nothing else; no field for any other tree."""
    if len(tree) == 1:
        ((name, inner),) = tree.items()
        field = root.fields.get(prefix + name)
        if field and inner and inner.keys() == {"equals"}:
            return field, inner["equals"]
        if not field and inner and name not in ("and", "or", *OF_OBJECTS):
            return _equal(root, inner, f"{prefix}{name}.")
    return None, None


def _all(tests: Iterable[Test]) -> Test:
    kept = tuple(tests)
    return kept[0] if len(kept) == 1 else lambda unit: all(test(unit) for test in kept)


def _any(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda unit: any(test(unit) for test in tests)
