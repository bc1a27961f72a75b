# SPDX-License-Identifier: GPL-3.0-or-later
"""Check pages of a list: their shape, and whether together they are the whole list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from .http.errors import BadAnswer

LIST_VERSION: Final = "v2"
"""The version of the lists of most families in their path; paths of items and of bulk requests mostly have none."""
ROOT: Final = "/"
"""Stands first among the parts of a path that is not below the organization."""
ORG: Final = "{org}"
"""Stands for the id of the organization in a path that is not below it."""
PAGE_SIZE: Final = 100
_NO_PAGE: Final = "the answer is not a page of a list, with meta and data"
MOST_PAGES: Final = 10_000
"""No organization has a million objects of one family; an answer that announces more is an error."""


@dataclass(frozen=True)
class ListPage:
    """One page of a list, with the numbers of all pages and rows that it announces."""

    rows: list[dict[str, Any]]
    pages: int
    total: int

    @property
    def ids(self) -> list[str]:
        """The ids of its rows, in order."""
        return [row["id"] for row in self.rows]


def list_page(answer: Any, request: str) -> ListPage:
    """Read the answer to a request for a page: `{"meta": {"totalPages", "totalRecords"}, "data": [{"id"}]}`.

    BadAnswer if it has another shape, or announces impossible numbers.
    """
    meta, rows = _parts(answer, request)
    pages, total = _count(meta.get("totalPages")), _count(meta.get("totalRecords"))
    if pages is None or total is None:
        raise BadAnswer(_NO_PAGE, request=request)
    if pages > min(MOST_PAGES, max(1, total)):
        raise BadAnswer(f"the list announces {pages:,} pages for {total:,} rows, which is impossible", request=request)
    return ListPage(rows, pages, total)


def whole_list(answer: Any, request: str) -> ListPage:
    """Read the answer to a request for a list that has no pages: `{"meta": {}, "data": [{"id"}]}`."""
    _meta, rows = _parts(answer, request)
    return ListPage(rows, 1, len(rows))


def bare_rows(answer: Any, request: str) -> list[dict[str, Any]]:
    """Read a page of a list that is a mere array of objects; BadAnswer for anything else."""
    return _parts({"data": answer}, request)[1]


def _parts(answer: Any, request: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    meta, rows = (answer.get("meta"), answer.get("data")) if isinstance(answer, dict) else (None, None)
    if not isinstance(rows, list):
        raise BadAnswer(_NO_PAGE, request=request)
    if not all(isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"] for row in rows):
        raise BadAnswer("the list has rows without an id", request=request)
    return meta if isinstance(meta, dict) else {}, rows


def what_moved(pages: Sequence[ListPage], first_again: ListPage) -> str:
    """Return why pages may not be the whole list; empty if they are.

    A deleted row moves the later ones forward, so one may be missing although a new row at the end makes the count
    right again. So the first page is read again after the others, and compared.
    """
    ids = [object_id for page in pages for object_id in page.ids]
    different = len(set(ids))
    totals = {page.total for page in (*pages, first_again)}
    if len(totals) > 1:
        return f"{min(totals)} rows were announced first, then {max(totals)}"
    if different < len(ids):
        return f"{len(ids) - different} of {len(ids)} rows came twice"
    if different != pages[0].total:
        return f"{different} different rows came, but {pages[0].total} were announced"
    return "" if set(pages[0].ids) == set(first_again.ids) else "the first page has other rows now"


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
