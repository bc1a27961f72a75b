# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows applied as files, and what the organization has of them afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support import flows
from support.contents import contents_in
from support.engine import Applied, apply
from support.simulator import Row, Simulator

Run = Callable[..., Applied]


def runner(sim: Simulator, tmp_path: Path) -> Run:
    """What applies records of flows, each with its file by name; the journal has what the run sent."""

    def applied(files: dict[str, Any], *records: Row, family: str = "flow", **options: Any) -> Applied:
        sim.clear_requests()
        data = {
            f"files/{name}.json": value if isinstance(value, bytes) else json.dumps(value).encode()
            for name, value in files.items()
        }
        contents = contents_in(tmp_path, data)
        return apply(sim, {family: list(records), **options.pop("others", {})}, contents=contents, **options)

    return applied


def record(name: str, *tags: str, **more: Any) -> Row:
    """A record of a flow whose file has its name."""
    return {"name": name, "file": f"files/{name}.json", **({"publish": list(tags)} if tags else {}), **more}


def rows(sim: Simulator, org: int = 0, **params: str) -> dict[str, Row]:
    """The flows of an organization by name."""
    answer = flows.ask(sim, "GET", "flows", org=org, params={"size": 100, **params})
    return {row["name"]: row for row in answer.json()}


def tags(row: Row) -> dict[str, int]:
    """The tags of a flow with the numbers of their versions."""
    return {tag["id"]: tag["versionNumber"] for tag in row["tags"]}


def writes(sim: Simulator) -> list[str]:
    """What was sent beside reads, by the last word of the path."""
    return [row["path"].rsplit(":", 1)[-1] for row in sim.requests() if row["method"] != "GET"]


def hand_off(name: str, *, family: str = "flow", point: bool = False) -> Row:
    """An activity that hands off to a flow, or an entry point, by its name."""
    to = {"handOffTo": {"$ref": family, "name": name}, "handOffToName": name, "isEntryPoint": point}
    return {"name": "HandOff", "activityName": "hand-off", "handOffFlow": to}
