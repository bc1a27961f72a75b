# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run said of each object, and what there is."""

from __future__ import annotations

from typing import Any

from support.engine import Applied
from support.simulator import Row, Simulator

FRESH = [f"Fresh {number}" for number in range(4)]
BRIEFLY: dict[str, Any] = {"retry_timeout": 2, "haste": 20}


def states(result: Applied) -> dict[str, str]:
    """What is known of each object, by name."""
    return {row["name"]: str(row.get("outcome") or row["action"]) for row in result.rows}


def live(sim: Simulator, family: str) -> dict[str, Row]:
    """The objects of a family, by name."""
    return {row["name"]: row for row in sim.objects(family)}


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def reads(sim: Simulator, path: str) -> int:
    return sum(row["method"] == "GET" and row["path"].endswith(path) for row in sim.requests())


def teams(**places: str) -> list[Row]:
    return [{"name": name, "site": site} for name, site in places.items()]
