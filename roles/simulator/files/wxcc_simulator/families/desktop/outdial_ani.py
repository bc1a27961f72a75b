# SPDX-License-Identifier: GPL-3.0-or-later
"""Outdial ANIs: the numbers that agents may show when they dial out."""

from __future__ import annotations

from wxcc_simulator.families.family import Children, Family

FAMILY = Family(
    name="outdial-ani",
    sample={"name": "Sample", "outdialANIEntries": [{"name": "Main", "number": "+14155550100"}]},
    children=(Children("outdialANIEntries", "needed", is_reordered=True),),
    hidden=("outdialANIEntries",),
    bulk_updates=False,
)
