# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of outdial ANIs, each with requests of its own."""

from __future__ import annotations

from wxcc_simulator.families.family import Family

FAMILY = Family(
    name="outdial-ani/entry",
    sample={"name": "Sample", "number": "+14155550100"},
    inside=("outdial-ani", "outdialANIEntries"),
)
