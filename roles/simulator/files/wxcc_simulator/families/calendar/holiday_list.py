# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of holidays."""

from __future__ import annotations

from wxcc_simulator.families.calendar.recurrence import needs
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Family

FAMILY = Family(
    name="holiday-list",
    sample={
        "name": "Sample",
        "holidays": [{"name": "New Year", "startDate": "2027-01-01", "endDate": "2027-01-01"}],
    },
    hidden=("holidays",),
    server_filled=("holidaysCount",),
    words={("holidays", "minItems"): "Holiday list cannot be empty"},
    bulk_updates=False,
    deviations=(
        Deviation(
            name="holiday_recurrence",
            where="frequency of a holiday",
            file="needs nothing else",
            observed="400 for Yearly without recurrence.specificMonth, and for Monthly without specificDayOfMonth or "
            "occurrenceInTheMonth",
            source="live write probes, 2026-07-22",
            schemas={
                "HolidaysDTO": {
                    "allOf": [
                        needs("Yearly", "specificMonth"),
                        needs("Monthly", "specificDayOfMonth", "occurrenceInTheMonth"),
                    ]
                }
            },
            probes=(
                {"holidays": [{"name": "A", "frequency": "Yearly", "recurrence": {"interval": 1}}]},
                {"holidays": [{"name": "A", "frequency": "Monthly"}]},
                {
                    "holidays": [
                        {"name": "A", "frequency": "Yearly", "recurrence": {"interval": 1, "specificMonth": "MAY"}}
                    ]
                },
            ),
        ),
    ),
)
