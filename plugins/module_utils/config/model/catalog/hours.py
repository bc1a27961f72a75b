# SPDX-License-Identifier: GPL-3.0-or-later
"""When a contact center is open: business hours, holidays, and exceptions from both."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field
from ..kinds.lists import Keyed, Set
from ..kinds.nested import Nested
from ..kinds.references import Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Text, Whole
from ..resource import OwnModule, Resource
from .common import DESCRIPTION, name, text

_NAME = name("_- ", single_spaces=True)
_TIMEZONE = Field("timezone", Text(1), required=True)
_DATE = Text(form=r"\d{4}-\d{2}-\d{2}", example="2027-12-25")
_TIME = Text(form=r"\d{2}:\d{2}", example="09:00")
_DATE_AND_TIME = Text(form=r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", example="2027-12-24T09:00")
_DAYS = Choice(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))
_MONTHS = Choice(("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"))

_FREQUENCY = Field("frequency", Choice(("DontRepeat", "Daily", "Weekly", "Monthly", "Yearly"), any_spelling=True))
_RECURRENCE = Field(
    "recurrence",
    Nested(
        (
            Field("interval", Whole(1), required=True),
            Field("occurrence_in_the_month", Choice(("FIRST", "SECOND", "THIRD", "FOURTH", "LAST"))),
            Field("days_of_week", Set(_DAYS)),
            Field("specific_day_of_month", Whole(1, 31)),
            Field("specific_month", _MONTHS),
            Field("end_date", _DATE),
        )
    ),
)

HOLIDAY_LIST = Resource(
    family="holiday-list",
    plural="holiday lists",
    module=OwnModule("wxcc_holiday_list", "holiday_lists", "holiday_list"),
    fields=(
        _NAME,
        DESCRIPTION,
        Field(
            "holidays",
            Keyed(
                ("name",),
                (
                    _NAME,
                    Field("start_date", _DATE),
                    Field("end_date", _DATE),
                    Field("start_time", _TIME),
                    Field("end_time", _TIME),
                    _FREQUENCY,
                    _RECURRENCE,
                    Field("overlaps_with", Set(text("_- ", single_spaces=True))),
                ),
                min_items=1,
                rules=(
                    Rule({"frequency": ("Yearly",)}, needs=("recurrence.specific_month",)),
                    Rule(
                        {"frequency": ("Monthly",)},
                        needs=("recurrence.specific_day_of_month|recurrence.occurrence_in_the_month",),
                    ),
                ),
            ),
            required=True,
            seen="item",
        ),
    ),
    response_only=("holidaysCount",),
)

OVERRIDES = Resource(
    family="overrides",
    plural="overrides",
    fields=(
        _NAME,
        DESCRIPTION,
        _TIMEZONE,
        Field(
            "overrides",
            Keyed(
                ("name",),
                (
                    _NAME,
                    Field("start_date_time", _DATE_AND_TIME),
                    Field("end_date_time", _DATE_AND_TIME),
                    Field("working_hours", Flag(), required=True),
                    _FREQUENCY,
                    _RECURRENCE,
                ),
                min_items=1,
            ),
            required=True,
            seen="item",
        ),
    ),
    response_only=("overridesCount", "latestOverride"),
)

BUSINESS_HOURS = Resource(
    family="business-hours",
    plural="business hours",
    module=OwnModule("wxcc_business_hours", "business_hours", "schedule"),
    fields=(
        _NAME,
        DESCRIPTION,
        _TIMEZONE,
        Field(
            "working_hours",
            Keyed(
                ("name",),
                (
                    _NAME,
                    Field("days", Set(_DAYS, min_items=1), required=True),
                    Field("start_time", _TIME),
                    Field("end_time", _TIME),
                ),
                min_items=1,
            ),
            required=True,
            seen="item",
        ),
        Field("holiday_list", Reference("holiday-list"), api="holidaysId"),
        Field("overrides", Reference("overrides")),
    ),
    response_only=("workingHoursCount",),
)

FAMILIES: Final = (HOLIDAY_LIST, OVERRIDES, BUSINESS_HOURS)
