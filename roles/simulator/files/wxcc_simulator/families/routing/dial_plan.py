# SPDX-License-Identifier: GPL-3.0-or-later
"""Dial plans: which numbers agents may dial."""

from __future__ import annotations

from wxcc_simulator.families.family import Family

FAMILY = Family(
    name="dial-plan",
    sample={"name": "Sample", "regularExpression": "[0-9]+", "active": True},
    writes_seen=False,
    fresh=(
        {"name": "Any Format", "regularExpression": ".*", "active": True},
        {"name": "US", "regularExpression": "(1?[2-9][0-9]{2}[2-9][0-9]{6})", "active": True},
    ),
)
