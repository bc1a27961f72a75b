# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bulk file of Control Hub is: its columns, and what each of them means for the objects of a family."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

ERROR_MESSAGE: Final = "Error Message"
"""The column that Control Hub adds where it exports the rows that it refused."""


ASSIGNED: Final = "assigned"
"""Stands for an option in columns that give objects of another family by their names: `assigned.name`, `.value` and
`.delete`. The family says in `assigned` what becomes of them."""


@dataclass(frozen=True)
class Origin:
    """Where the headings of a file were found, and when."""

    what: str
    seen: str  # a month
    is_second_hand: bool


ARTICLE: Final = Origin("a public summary of Cisco's article on bulk operations", "2026-11", is_second_hand=True)
REAL_EXPORT: Final = Origin("a file exported from Control Hub, in a public lab guide", "2026-11", is_second_hand=False)
REAL_IMPORT: Final = Origin("a file made for the import into Control Hub, by a public tool", "2026-11", False)


@dataclass(frozen=True)
class Column:
    """One column. `option` is the option of the family that it means; empty where the API has no such field.

    A dotted option stands for a part of an option: `viewable_statistics.agent_stats`. An option that the catalog does
    not have counts as none.
    """

    heading: str  # as the article writes it
    option: str = ""
    also: tuple[str, ...] = ()  # further spellings, seen in files
    words: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # words of Control Hub, and what they mean
    also_words: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # further words that are understood
    implies: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # options that a filled cell gives as well
    rest: Mapping[str, str] = dataclasses.field(default_factory=dict)  # the rest of the key of what it refers to
    is_lenient: bool = False  # whether a name that nobody has is left out with a warning: the API does not know all
    remark: str = ""  # what else a person should know, as a sentence

    def __hash__(self) -> int:
        return hash((self.heading, self.option))

    @property
    def headings(self) -> tuple[str, ...]:
        """Every spelling."""
        return (self.heading, *self.also)


@dataclass(frozen=True)
class Form:
    """The bulk file of one family. `title` is what Control Hub calls it."""

    family: str
    title: str
    columns: tuple[Column, ...]
    origin: Origin = ARTICLE
    entries: str = ""  # the option of a list whose entries stand in rows of their own below the row of the object
    key: str = "Name"  # the heading of the column that identifies an object
    cannot_create: str = ""  # why objects must exist already, as a sentence

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        """The columns by each of their spellings, in the form of `plain`."""
        return {plain(heading): column for column in self.columns for heading in column.headings}

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in their order."""
        return tuple(column.heading for column in self.columns)


def plain(heading: str) -> str:
    """Reduce a heading to what matters: case and blanks do not."""
    return re.sub(r"\s+", " ", heading).strip().casefold()
