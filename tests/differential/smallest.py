# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a failing case small: what can be left out of it, so that it still fails in the same way, is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from differential.cases import Case

_DEEPEST = {"faults": 1, "before": 2, "file": 3}
"""How far down things are left out: whole faults, whole live objects, single options of records."""


def smallest(case: Case, still_fails: Callable[[Case], bool]) -> Case:
    """The case without all that does not matter, tried from whole families down to single options."""
    for depth in range(1, max(_DEEPEST.values()) + 1):
        for part, deepest in _DEEPEST.items():
            if depth > deepest:
                continue
            for path in reversed(list(_paths(getattr(case, part), depth))):
                value = deepcopy(getattr(case, part))
                _remove(value, path)
                candidate = replace(case, **{part: value})
                if still_fails(candidate):
                    case = candidate
    return case


def _paths(value: Any, depth: int) -> Iterator[tuple[Any, ...]]:
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    for key in keys:
        if depth == 1:
            yield (key,)
        else:
            yield from ((key, *rest) for rest in _paths(value[key], depth - 1))


def _remove(value: Any, path: tuple[Any, ...]) -> None:
    *way, last = path
    for key in way:
        value = value[key]
    del value[last]
