# SPDX-License-Identifier: GPL-3.0-or-later
"""Exceptions from the business hours."""

from __future__ import annotations

from wxcc_simulator.families.family import Family

FAMILY = Family(
    name="overrides",
    sample={
        "name": "Sample",
        "timezone": "Europe/Paris",
        "overrides": [
            {
                "name": "Stocktaking",
                "startDateTime": "2027-01-04T09:00",
                "endDateTime": "2027-01-04T12:00",
                "workingHours": False,
            }
        ],
    },
    hidden=("overrides",),
    server_filled=("overridesCount", "latestOverride"),
    words={("overrides", "minItems"): "Overrides cannot be empty"},
    bulk_updates=False,
)
