# SPDX-License-Identifier: GPL-3.0-or-later
"""families.json: bare facts of the official file about the families, as they were distilled from it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

Row = dict[str, Any]


@cache
def _facts() -> dict[str, Any]:
    text = files("wxcc_simulator.families").joinpath("families.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text.replace('"#/schemas/', '"#/components/schemas/'))
    return facts


def family_names() -> tuple[str, ...]:
    """The names of all families of the official file."""
    return tuple(_facts()["families"])


def operations_of(family: str) -> list[Row]:
    """All operations of a family, in the order of the official file; none where it does not have the family."""
    rows: list[Row] = _facts()["families"].get(family, {}).get("operations", [])
    return rows


def schemas() -> Row:
    """The schemas by name."""
    found: Row = _facts()["schemas"]
    return found
