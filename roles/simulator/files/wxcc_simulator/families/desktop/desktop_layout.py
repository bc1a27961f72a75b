# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop layouts: the arrangement of the desktop, as a JSON text."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Family, Object, On, Others, Reference

REQUIRED = ["name", "editedBy", "jsonFileName", "jsonFileContent", "global", "status", "defaultJsonModified"]
GLOBAL = {
    "name": "Global Layout",
    "editedBy": "Webex",
    "jsonFileName": "Global Layout.json",
    "jsonFileContent": "{}",
    "global": True,
    "status": True,
    "defaultJsonModified": False,
    "validated": True,
}


def _teams(body: Object, live: Object | None, others: Others, _on: On) -> Iterator[str]:
    own = live["id"] if live else None
    taken = {team for other in others.all("desktop-layout") if other["id"] != own for team in other.get("teamIds", ())}
    found = taken.intersection(body.get("teamIds", ()))
    if found:
        yield f"Teams assigned {', '.join(sorted(found))} already assigned to another desktop layout"


FAMILY = Family(
    name="desktop-layout",
    sample={
        "name": "Sample",
        "editedBy": "admin@example.com",
        "jsonFileName": "sample.json",
        "jsonFileContent": '{"agent": {}}',
        "global": False,
        "status": True,
        "defaultJsonModified": False,
        "teamIds": [],
    },
    references=(Reference("teamIds", "team"),),
    hidden=("jsonFileContent",),
    check=_teams,
    defaults={"validated": False},
    without={"layout_validated_optional": {"validated": False}},
    bulk_updates=False,
    deviations=(
        Deviation(
            name="layout_validated_optional",
            where="POST and PUT of a desktop layout",
            file="validated is required",
            observed="201 without it, and it is false then",
            source="live write probes, 2026-07-11",
            schemas={"DesktopLayoutDTO": {"required": REQUIRED}},
        ),
    ),
    fresh=(GLOBAL,),
)
