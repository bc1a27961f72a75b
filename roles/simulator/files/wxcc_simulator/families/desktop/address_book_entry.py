# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of address books, each with requests of its own."""

from __future__ import annotations

from wxcc_simulator.families.family import Family

FAMILY = Family(
    name="address-book/entry",
    sample={"name": "Sample", "number": "+14155550100"},
    inside=("address-book", "addressBookEntries"),
)
