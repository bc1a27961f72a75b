# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary names: for objects whose own name is needed before they can give it up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..action import Action

LONGEST: Final = 255
"""How long a name may be if the family has no limit."""
SHORT_ID: Final = 8
"""How many characters of an id nearly always tell two objects apart."""


def temporary_name(action: Action, taken: set[str]) -> str:
    """Return a name that the family allows and no other object has; empty where there is none.

    The old name and a part of the id, so that a person who meets it knows what it was, as far as length and characters
    allow that.
    """
    field = action.resource.name_field
    if field.writes == "once":
        return ""
    longest = field.kind.longest or LONGEST
    for name in _candidates(action, longest, field.kind.ending):
        if name not in taken and field.kind.accepts(name):
            return name
    return ""


def _candidates(action: Action, longest: int, ending: str) -> Iterator[str]:
    """Yield names; where names must end in something, so do these."""
    old_name, longest = action.old_name.removesuffix(ending), longest - len(ending)
    object_id = str(action.id)
    plain = re.sub("[^0-9A-Za-z]", "", object_id)
    for shown in (object_id[:SHORT_ID], object_id, plain[:SHORT_ID], plain):
        for suffix in (f" tmp-{shown}", f"-tmp-{shown}", f"_tmp_{shown}", f"tmp{shown}"):
            start = old_name[: max(0, longest - len(suffix))].rstrip()
            yield f"{start}{suffix}{ending}" if start else f"{suffix.lstrip(' -_')}{ending}"
    yield f"{plain[:longest]}{ending}"
