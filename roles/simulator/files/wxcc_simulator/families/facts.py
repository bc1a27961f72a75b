# SPDX-License-Identifier: GPL-3.0-or-later
"""families.json: facts about the families, distilled from the official file.

beyond.json has the same of families that are not among those of the file: of later versions of it, known second-hand,
and of those that the file has outside of the organization's path.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

Row = dict[str, Any]


@cache
def _read(name: str) -> dict[str, Any]:
    text = files("wxcc_simulator.families").joinpath(name).read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text.replace('"#/schemas/', '"#/components/schemas/'))
    return facts


@cache
def _facts() -> dict[str, Any]:
    published, beyond = _read("families.json"), _read("beyond.json")
    return {part: {**published[part], **beyond[part]} for part in published}


def family_names() -> tuple[str, ...]:
    """The names of all families."""
    return tuple(_facts()["families"])


def published_names() -> tuple[str, ...]:
    """The names of the families of the official file."""
    return tuple(_read("families.json")["families"])


def is_second_hand(family: str) -> bool:
    """Whether the official file has no operation of the family."""
    return family in _read("beyond.json")["families"] and operations_of(family)[0]["path"].startswith("/organization/")


def operations_of(family: str) -> list[Row]:
    """All operations of a family, in the order of the file; none where it does not have the family."""
    rows: list[Row] = _facts()["families"].get(family, {}).get("operations", [])
    return rows


def schemas() -> Row:
    """The schemas by name."""
    found: Row = _facts()["schemas"]
    return found
