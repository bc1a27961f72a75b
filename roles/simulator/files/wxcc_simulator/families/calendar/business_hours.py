# SPDX-License-Identifier: GPL-3.0-or-later
"""Business hours, with the holidays and the exceptions that apply to them."""

from __future__ import annotations

from wxcc_simulator.families.family import Family, Reference

FAMILY = Family(
    name="business-hours",
    sample={
        "name": "Sample",
        "timezone": "Europe/Paris",
        "workingHours": [{"name": "Weekdays", "days": ["MON", "TUE"], "startTime": "09:00", "endTime": "17:00"}],
    },
    references=(Reference("holidaysId", "holiday-list"), Reference("overridesId", "overrides")),
    hidden=("workingHours",),
    server_filled=("workingHoursCount",),
    words={("workingHours", "minItems"): "Working hours cannot be empty"},
    bulk_updates=False,
)
