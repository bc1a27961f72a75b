# SPDX-License-Identifier: GPL-3.0-or-later
"""The bulk file of desktop profiles."""

from __future__ import annotations

from typing import Final

from .form import Column, Form
from .people import DESCRIPTION, NAME

_OLD_PORTAL: Final = "Inferred from the old Management Portal, whose setting is for both queues and entry points"

DESKTOP_PROFILE = Form(
    "agent-profile",
    "Desktop Profile",
    (
        NAME,
        DESCRIPTION,
        Column("Parent Site", "site", implies={"parent_type": "SITE"}),
        Column("Screen Popups", "screen_popup"),
        Column("Last Agent Routing", "last_agent_routing"),
        Column("Wrap Up Type", "auto_wrap_up", words={"MANUAL": False, "AUTO": True}),
        Column("Auto Wrap Up Time", "auto_wrap_after_seconds"),
        Column("Agent Available After Outdial", "agent_available_after_outdial"),
        Column("Allow Auto Wrap Up Extension", "allow_auto_wrap_up_extension"),
        Column("Wrap Up Options", "access_wrap_up_code"),
        Column("Wrap Up Codes", "wrap_up_codes", rest={"work_type_code": "WRAP_UP_CODE"}),
        Column("Idle Options", "access_idle_code"),
        Column("Idle Codes", "idle_codes", rest={"work_type_code": "IDLE_CODE"}),
        Column("Transfer Options", "access_queue", remark=_OLD_PORTAL),
        Column("Transfer Targets", "queues", remark=_OLD_PORTAL),
        Column("Buddy Team Option", "access_buddy_team"),
        Column("Buddy Teams", "buddy_teams"),
        Column("Consult To Queue", "consult_to_queue"),
        Column("Outdial Enabled", "outdial_enabled"),
        Column("Outdial EP", "outdial_entry_point"),
        Column("Address Book", "address_book"),
        Column("Dial Plan Enabled", "dial_plan_enabled"),
        Column("Dial Plan", "dial_plans"),
        Column("Outdial ANI", "outdial_ani"),
        Column(
            "DN Validation Option",
            "agent_dn_validation",
            words={"UNRESTRICTED": "ALL", "PROVISIONED VALUE": "PROVISIONED_VALUE", "VALIDATION CRITERIA": "SPECIFIC"},
            remark="Which word of the API is which word of the file is inferred",
        ),
        Column("Validation Criteria", "agent_dn_validation_criterions"),
        Column("Agent Statistics", "viewable_statistics.agent_stats"),
        Column("Queue Statistics Option", "viewable_statistics.access_queue_stats"),
        Column("Selected Queues", "viewable_statistics.contact_service_queues"),
        Column("Logged In Team Statistics", "viewable_statistics.logged_in_team_stats"),
        Column("Team Statistics Option", "viewable_statistics.access_team_stats"),
        Column("Selected Teams", "viewable_statistics.teams"),
        Column("Agent Threshold Alerts Enabled"),
        Column("Agent Threshold Alerts", remark="The API knows threshold rules by their ids only: `threshold_rules`"),
    ),
)

FORMS: Final = (DESKTOP_PROFILE,)
