# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out by its headings which form a CSV file has: our own, or that of one of Control Hub's bulk files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ....words import quoted
from ...model.catalog.table import CATALOG
from ...model.hub.form import ERROR_MESSAGE, Form, plain
from ...model.hub.table import HUB_FORMS, PEOPLE_AND_LICENCES, PEOPLE_COLUMNS
from ...model.kinds.field import squash
from ...model.resource import EVERYWHERE_NAMES, Resource
from ..records import Document, Problem
from .matrix import option_of

AUTO: Final = "auto"
NATIVE: Final = "native"
CONTROL_HUB: Final = "control_hub"
PURGE_OF_HUB: Final = (
    "is in the form of Control Hub's bulk files, which never delete anything. To delete every object that the source"
    " does not list, set source_is_complete: true as well. If the file is in the collection's own form, set"
    " src_format: native"
)
MATRIX: Final = "matrix"
_WITH_MATRIX: Final = " and ".join(resource.plural for resource in CATALOG.values() if option_of(resource))
_PEOPLE: Final = frozenset(map(plain, PEOPLE_COLUMNS))


@dataclass(frozen=True)
class Sheets:
    """How CSV files are to be read: the form that they have, and headings of columns to leave out."""

    form: str = AUTO
    ignored: frozenset[str] = frozenset()  # as `plain` writes them

    @staticmethod
    def of(form: str, ignored: Iterable[str]) -> Sheets:
        """Take headings in any spelling."""
        return Sheets(form, frozenset(map(plain, ignored)))


class UnclearFormError(Exception):
    """The headings do not say which form a file has, or say that it cannot be read at all."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def form_of_sheet(document: Document, resource: Resource | None, form: str) -> Form | None:
    """Return the form of Control Hub that a file has, None for the collection's own form.

    `resource` is the family of the file where that is known. UnclearFormError says what is wrong.
    """
    written = document.columns or []
    headings = list(map(plain, written))
    if _PEOPLE & set(headings):
        raise UnclearFormError(Problem(document.columns_where, PEOPLE_AND_LICENCES))
    if form == NATIVE:
        return None
    if resource is None:
        return _recognized(document, headings, is_sure=form == CONTROL_HUB)
    if form == MATRIX and not document.part:
        what = f"src_format: {resource.plural} are not read as a matrix, only {_WITH_MATRIX} are"
        raise UnclearFormError(Problem(document.columns_where, what))
    known = HUB_FORMS.get(resource.family)
    if form == CONTROL_HUB:
        if known is None:
            what = f"src_format: the form of Control Hub's file of {resource.plural} is not known here"
            raise UnclearFormError(Problem(document.columns_where, what))
        return known
    return _form_of_headings(document, known, resource) if known else None


def _form_of_headings(document: Document, known: Form, resource: Resource) -> Form | None:
    """Compare the headings with those of both forms."""
    written = document.columns or []
    of_hub = [heading for heading in written if _is_of(known, heading)]
    own = [heading for heading in written if _is_own(resource, heading)]
    only_hub = [heading for heading in of_hub if heading not in own]
    only_own = [heading for heading in own if heading not in of_hub]
    if only_hub and only_own:
        what = (
            f"column {quoted(only_hub[0])} is one of Control Hub's file of {resource.plural}, column"
            f" {quoted(only_own[0])} one of the collection's own form. Use the columns of one form, or say with"
            " src_format which form it is"
        )
        raise UnclearFormError(Problem(document.at_column(only_own[0]), what))
    if only_hub:
        return known
    template = {heading for column in known.columns for heading in column.headings}
    exported = {heading.upper() for heading in template}
    is_hubs = any(as_written.issuperset(written) for as_written in (template, exported))
    return known if len(written) > 1 and is_hubs else None


def _recognized(document: Document, headings: list[str], *, is_sure: bool) -> Form | None:
    """Find the file whose columns all of the headings are, where nothing else says which family it is of."""
    given = set(headings) - {plain(ERROR_MESSAGE)}
    found = [form for form in HUB_FORMS.values() if _has_all(form, given)]
    if len(found) == 1:
        return found[0]
    if is_sure:
        what = "the columns do not say which of Control Hub's files this is; give type"
        raise UnclearFormError(Problem(document.columns_where, what))
    return None


def _has_all(form: Form, given: set[str]) -> bool:
    return given <= form.by_heading.keys() and {form.by_heading[name] for name in given} == set(form.columns)


def _is_of(form: Form, heading: str) -> bool:
    return plain(heading) in form.by_heading or plain(heading) == plain(ERROR_MESSAGE)


def _is_own(resource: Resource, heading: str) -> bool:
    name = squash(heading)
    return name in resource.index or name in resource.ignored or name in EVERYWHERE_NAMES or "." in heading
