# SPDX-License-Identifier: GPL-3.0-or-later
"""From a document to checked records of each family, before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ...mistakes import UserError
from ...words import near, suggest
from ..model.catalog.table import CATALOG, find, known_families, unknown_family
from ..source.parse import Document, Problem, Record, dotted
from .desired import Desired, Reader
from .signs import dropped_signs

SHOWN_PROBLEMS: Final = 100
SHOWN_KEYS: Final = 5

DesiredState = dict[str, list[Desired]]
"""Checked records by family."""


@dataclass(frozen=True)
class Readable:
    """The records without mistakes of a source that has some. `refused` has the names of the others, by family.

    Of the families in `unclear`, a file could not be read, so nobody knows which objects it describes.
    """

    desired: DesiredState
    refused: Mapping[str, set[str]] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()


class RefusedError(UserError):
    """The records cannot be applied. Nothing was written.

    `doubtful` are problems unless the organization has what they name. `readable` is the rest of a source of which some
    records were refused by themselves.
    """

    def __init__(
        self,
        problems: Iterable[Problem],
        *,
        doubtful: Iterable[Problem] = (),
        readable: Readable | None = None,
    ) -> None:
        self.problems, self.doubtful = _in_order(problems), _in_order(doubtful)
        self.readable = readable
        count = f"{len(self.problems)} problems" if len(self.problems) > 1 else "1 problem"
        lines = [f"{count}, nothing was written:", *_listed(self.problems)]
        if self.doubtful:
            lines += ["Unless the organization has what these name, they are wrong too:", *_listed(self.doubtful)]
        hints = dict.fromkeys(problem.hint for problem in self.problems if problem.hint)
        super().__init__("\n".join([*lines, *hints]))


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: _natural(problem.where))


def _listed(problems: Sequence[Problem]) -> list[str]:
    more = [f"  and {len(problems) - SHOWN_PROBLEMS} more"] if len(problems) > SHOWN_PROBLEMS else []
    return [*(f"  {problem}" for problem in problems[:SHOWN_PROBLEMS]), *more]


def _natural(where: str) -> list[tuple[int, str]]:
    """Sort line 9 before line 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", where)]


def _is_foreign(document: Document) -> bool:
    """Return whether a mapping is not a source: none of its keys is a family, nor similar to one."""
    keys = [key for key, _where in document.families]
    return len(keys) > 1 and not any(map(find, keys)) and not all(suggest(key, CATALOG) for key in keys)


def check(documents: Iterable[Document], family: str | None) -> DesiredState:
    """Check every record before anything is sent. With a family, only its part of a source of several is taken.

    The documents are one source: a file, or all files of a folder. All records of a family are one list.
    """
    documents = list(documents)
    problems: list[Problem] = []
    records: dict[str, list[Record]] = {}
    readers: dict[str, Reader] = {}
    unclear: set[str] = set()
    for document in documents:
        parts, wrong = _parts(document, family)
        problems += [*document.problems, *wrong]
        unclear |= _unclear(document, parts) if document.problems or wrong else set()
        for name in dict.fromkeys(parts.values()):
            reader = readers.setdefault(name, Reader(CATALOG[name]))
            reader.check_columns(document)
            belong = (record for record in document.records if parts.get(record.family) == name)
            records.setdefault(name, []).extend(belong)
    folder = [document for document in documents if document.part]
    if folder and family and not records and not problems:
        problems.append(Problem("", f"{family}: no file of the folder is named after this family"))
    desired = {name: reader.read(records[name]) for name, reader in readers.items()}
    unread = {_field(problem) for document in documents for problem in document.problems}
    found_later = (problem for reader in readers.values() for problem in reader.problems)
    problems += [problem for problem in found_later if _field(problem) not in unread]
    for name, found in desired.items():
        documents[0].warnings += dropped_signs(CATALOG[name], found)
    if problems:
        refused = {name: reader.refused for name, reader in readers.items()}
        unclear |= {name for name, reader in readers.items() if reader.lacks_key_column}
        raise RefusedError(problems, readable=Readable(desired, refused, frozenset(unclear)))
    return desired


def _unclear(document: Document, parts: Mapping[str | None, str]) -> set[str]:
    """Return the families that a document may describe, of which a part or the name cannot be read."""
    words = [document.part, *(key for key, _where in document.families)]
    meant = {name for word in filter(None, words) for name in near(word, CATALOG, most=1, cutoff=0.6)}
    return {*parts.values(), *meant} or set(CATALOG)


def _field(problem: Problem) -> tuple[str, str]:
    """Return the place and the field that a problem is about: of a value that cannot be read, one message is enough."""
    return problem.where, problem.what.partition(": ")[0]


_Parts = dict["str | None", str]
"""The key of a mapping, None in a plain list, and the family it stands for."""


def _parts(document: Document, family: str | None) -> tuple[_Parts, list[Problem]]:
    """Return the families of a document, and what is wrong with its keys."""
    if document.part:
        return _parts_of_file(document, family)
    if _is_foreign(document):
        keys = ", ".join(dotted((key,)) for key, _where in document.families[:SHOWN_KEYS])
        what = f"no key of this document is a family; it has {keys}. {known_families()}."
        raise RefusedError([Problem(document.families[0][1], f"{what} A plain list of objects is possible too")])
    parts: _Parts = {}
    problems: list[Problem] = []
    for key, where in document.families:
        resource = find(key)
        if resource is None:
            problems.append(_unknown(key, where))
        elif family in (None, resource.family):
            parts[key] = resource.family
    if not document.families and family:
        parts[None] = family
    elif document.families and family and not parts:
        problems.append(Problem(document.families[0][1], f"{family}: missing; the file has no key of this name"))
    elif not document.families and document.records:
        problems.append(Problem(document.records[0].where(), "a plain list does not say what it holds; give type"))
    return parts, problems


def _parts_of_file(document: Document, family: str | None) -> tuple[_Parts, list[Problem]]:
    """Return the family that a file of a folder is named after; the file may have it as the key of its list as well."""
    resource = find(document.part)
    if resource is None:
        return {}, [_unknown(document.part, document.name)]
    others = [(key, where) for key, where in document.families if find(key) is not resource]
    if others:
        what = f"{dotted((others[0][0],))}: the file is named after the family {resource.family} and holds nothing else"
        return {}, [Problem(others[0][1], what)]
    if family not in (None, resource.family):
        return {}, []
    keys: list[str | None] = [key for key, _where in document.families]
    return dict.fromkeys(keys or [None], resource.family), []


def _unknown(key: str, where: str) -> Problem:
    return Problem(where, f"{dotted((key,))}: {unknown_family(key)}")
