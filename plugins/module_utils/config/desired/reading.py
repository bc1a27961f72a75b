# SPDX-License-Identifier: GPL-3.0-or-later
"""From a document to checked records of each family, before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..model.catalog import CATALOG
from ..model.resource import Resource, squash
from ..source.parse import Document, Problem, dotted
from .desired import Desired, Reader, suggest

SHOWN_PROBLEMS: Final = 100
SHOWN_KEYS: Final = 5

Wanted = dict[str, list[Desired]]
"""Checked records by family."""


class RefusedError(ValueError):
    """The input cannot be carried out. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        ordered = sorted(problems, key=lambda problem: _natural(problem.where))
        count = f"{len(ordered)} problems" if len(ordered) > 1 else "1 problem"
        lines = [f"  {problem}" for problem in ordered[:SHOWN_PROBLEMS]]
        if len(ordered) > SHOWN_PROBLEMS:
            lines.append(f"  and {len(ordered) - SHOWN_PROBLEMS} more")
        super().__init__("\n".join([f"{count}, nothing was written:", *lines]))


def _natural(where: str) -> list[tuple[int, str]]:
    """Sort line 9 before line 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", where)]


def find_family(name: str) -> Resource | None:
    """Give the family of a name in any spelling, singular or plural."""
    wanted = squash(name)
    return next((item for item in CATALOG.values() if wanted in (squash(item.family), squash(item.plural))), None)


def _is_foreign(document: Document) -> bool:
    """Tell whether a mapping has nothing of ours: no key of several is a family, nor is each of them nearly one."""
    keys = [key for key, _where in document.families]
    return len(keys) > 1 and not any(map(find_family, keys)) and not all(suggest(key, CATALOG) for key in keys)


def check(document: Document, family: str | None) -> Wanted:
    """Check every record before anything is sent. With a family, only its part of a document of several is taken."""
    known = f"Known are {', '.join(CATALOG)}"
    problems = list(document.problems)
    parts: dict[str | None, str] = {}  # the key of a mapping, None in a plain list, and the family it stands for
    if _is_foreign(document):
        keys = ", ".join(dotted((key,)) for key, _where in document.families[:SHOWN_KEYS])
        what = f"no key of this document is a family; it has {keys}. {known}. A plain list of objects is possible too"
        raise RefusedError([Problem(document.families[0][1], what)])
    for key, where in document.families:
        resource = find_family(key)
        if resource is None:
            problems.append(Problem(where, f"{dotted((key,))}: unknown family{suggest(key, CATALOG) or '.'} {known}"))
        elif family in (None, resource.family):
            parts[key] = resource.family
    if not document.families and family:
        parts[None] = family
    elif document.families and family and not parts:
        problems.append(Problem(document.families[0][1], f"{family}: missing; the file has no key of this name"))
    elif not document.families and document.records:
        problems.append(Problem(document.records[0].where(), "a plain list does not say what it holds; give type"))
    wanted: Wanted = {}
    for name in dict.fromkeys(parts.values()):
        reader = Reader(CATALOG[name])
        reader.check_columns(document)
        wanted[name] = reader.read(record for record in document.records if parts.get(record.family) == name)
        problems += reader.problems
    if problems:
        raise RefusedError(problems)
    return wanted
