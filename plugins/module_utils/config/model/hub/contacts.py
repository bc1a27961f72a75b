# SPDX-License-Identifier: GPL-3.0-or-later
"""The bulk files about contacts: codes, entry points, numbers, queues, and the variables that contacts carry."""

from __future__ import annotations

from typing import Final

from .form import Column, Form
from .people import DESCRIPTION, NAME

_CHANNELS: Final = {"SOCIAL": "SOCIAL_CHANNEL", "VOICE": "TELEPHONY"}
_TYPES: Final = {
    "STRING": "String",
    "INTEGER": "Integer",
    "DATE TIME": "DateTime",
    "BOOLEAN": "Boolean",
    "DECIMAL": "Decimal",
}

WORK_TYPE = Form(
    "work-type",
    "Work Type",
    (
        NAME,
        DESCRIPTION,
        Column("Type", "work_type_code", also_words={"Idle": "IDLE_CODE", "Wrap Up": "WRAP_UP_CODE"}),
    ),
)

AUXILIARY_CODE = Form(
    "auxiliary-code",
    "Auxiliary Code",
    (
        NAME,
        DESCRIPTION,
        Column("Default", "default_code"),
        Column("Work Type", "work_type", remark="It also says whether the code is an idle or a wrap-up code"),
    ),
)

ENTRY_POINT = Form(
    "entry-point",
    "Entry Point",
    (
        NAME,
        DESCRIPTION,
        Column("Service Level Threshold", "service_level_threshold"),
        Column("Timezone", "timezone"),
        Column("Channel Type", "channel_type", also_words=_CHANNELS),
        Column("Social Channel Type", "social_channel_type", words={"FACEBOOK MESSENGER": "MESSENGER"}),
        Column(
            "Asset Name",
            "asset",
            is_lenient=True,
            remark=(
                "The API knows the assets of work items and custom messaging. Any other name, such as that of an asset"
                " of Webex Connect, is named in a warning, and the live value stays. Give such an asset by its id:"
                " `asset_id`"
            ),
        ),
    ),
)

MAPPING = Form(
    "dial-number",
    "Entry Point Mapping",
    (
        Column("Dialed Number", "dialled_number"),
        Column("Entry Point", "entry_point"),
        Column("Region", remark="Control Hub shows the name of a region, and the API knows only its id: `region_id`"),
    ),
    key="Dialed Number",
    cannot_create=(
        "Numbers come from Webex Calling, and this file cannot say the location and the region that a new one needs."
        " Map it once in Control Hub, or with dialled_number, location and region_id in a file of the collection's own"
        " form"
    ),
)

_GROUPS: Final = "call_distribution_groups"

QUEUE = Form(
    "contact-service-queue",
    "Queue",
    (
        NAME,
        DESCRIPTION,
        Column("Channel Type", "channel_type", also_words=_CHANNELS),
        Column("Max Time In Queue", "max_time_in_queue"),
        Column("Service Level Threshold", "service_level_threshold"),
        Column("Timezone", "timezone"),
        Column("Permit Monitoring", "monitoring_permitted"),
        Column("Permit Recording", "recording_permitted"),
        Column("Record All Calls", "recording_all_calls_permitted"),
        Column("Pause or Resume Enabled", "pause_recording_permitted"),
        Column("Recording Pause Duration", "recording_pause_duration"),
        Column("Default Music in Queue", "default_music_in_queue_media_file"),
        Column("Routing Type", "routing_type"),
        Column("Skill-Based Agent Selection", "skill_based_routing_type"),
        Column("Distribution Group", remark="A group has no name in the API, only its place"),
        Column("Distribution Group Seq", f"{_GROUPS}.order"),
        Column("Group Fallback Time", f"{_GROUPS}.duration"),
        Column("Group Teams", f"{_GROUPS}.agent_groups"),
    ),
    entries=_GROUPS,
)

GLOBAL_VARIABLE = Form(
    "cad-variable",
    "Global Variable",
    (
        NAME,
        DESCRIPTION,
        Column("Agent Editable", "agent_editable"),
        Column("Agent Viewable", "agent_viewable"),
        Column("Variable Type", "variable_type", words=_TYPES),
        Column("Default Value", "default_value"),
        Column("Reportable", "reportable"),
        Column("Desktop Label", "desktop_label"),
    ),
)

FORMS: Final = (WORK_TYPE, AUXILIARY_CODE, ENTRY_POINT, MAPPING, QUEUE, GLOBAL_VARIABLE)
