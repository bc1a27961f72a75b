# SPDX-License-Identifier: GPL-3.0-or-later
"""Work types: groups of idle codes and wrap-up codes."""

from __future__ import annotations

from wxcc_simulator.families.family import EVERYTHING, Family

FAMILY = Family(
    name="work-type",
    sample={"name": "Sample", "workTypeCode": "IDLE_CODE", "active": True},
    key=("name", "workTypeCode"),
    served=EVERYTHING,
    writes_seen=False,
    fresh=(
        {"name": "Default Idle Work Type", "workTypeCode": "IDLE_CODE", "active": True},
        {"name": "Default Wrapup Work Type", "workTypeCode": "WRAP_UP_CODE", "active": True},
    ),
)
