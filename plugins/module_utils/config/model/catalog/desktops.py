# SPDX-License-Identifier: GPL-3.0-or-later
"""What agents see on their desktop, and what they may do there."""

from __future__ import annotations

from typing import Final

from ..content import Content
from ..kinds.contents import JsonFile
from ..kinds.documents import Json
from ..kinds.field import LATER, Field
from ..kinds.kind import Kind
from ..kinds.lists import Set
from ..kinds.nested import Nested
from ..kinds.references import Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Id, Text, Whole
from ..resource import Resource
from .common import ACCESS, ACTIVE, DESCRIPTION, name


def _listed(option: str, kind: Kind, api: str) -> Field:
    return Field(option, Set(kind), api=api, seen="item")


AGENT_PROFILE = Resource(
    family="agent-profile",
    plural="agent profiles",
    aliases=("desktop-profile", "desktop profiles"),
    fields=(
        name("._ -()"),
        ACTIVE,
        DESCRIPTION,
        Field("parent_type", Choice(("ORGANIZATION", "SITE")), required=True, default="ORGANIZATION"),
        Field("site", Reference("site")),
        Field("screen_popup", Flag()),
        Field("last_agent_routing", Flag()),
        Field("auto_answer", Flag()),
        Field("auto_wrap_up", Flag(), default=False),
        Field("auto_wrap_after_seconds", Whole()),
        Field("allow_auto_wrap_up_extension", Flag()),
        Field("agent_available_after_outdial", Flag()),
        Field("access_wrap_up_code", ACCESS, required=True),
        _listed("wrap_up_codes", Reference("auxiliary-code"), "wrapUpCodes"),
        Field("access_idle_code", ACCESS, required=True),
        _listed("idle_codes", Reference("auxiliary-code"), "idleCodes"),
        Field("access_queue", ACCESS, required=True),
        _listed("queues", Reference("contact-service-queue"), "queues"),
        Field("access_entry_point", ACCESS, required=True, default="ALL"),
        _listed("entry_points", Reference("entry-point"), "entryPoints"),
        Field("access_buddy_team", ACCESS, required=True),
        _listed("buddy_teams", Reference("team"), "buddyTeams"),
        Field("consult_to_queue", Flag()),
        Field("outdial_enabled", Flag()),
        Field("outdial_entry_point", Reference("entry-point")),
        Field("outdial_ani", Reference("outdial-ani"), api="outdialANIId"),
        Field("address_book", Reference("address-book")),
        Field("dial_plan_enabled", Flag()),
        _listed("dial_plans", Reference("dial-plan"), "dialPlans"),
        Field("agent_dn_validation", ACCESS, required=True, api="agentDNValidation"),
        Field("agent_dn_validation_criteria", ACCESS, api="agentDNValidationCriteria"),
        _listed("agent_dn_validation_criterions", Text(1), "agentDNValidationCriterions"),
        _listed("login_voice_options", Choice(("AGENT_DN", "EXTENSION", "BROWSER")), "loginVoiceOptions"),
        _listed("threshold_rules", Id(outside="threshold_rule"), "thresholdRules"),
        Field(
            "viewable_statistics",
            Nested(
                (
                    Field("agent_stats", Flag()),
                    Field("access_queue_stats", ACCESS, required=True),
                    Field(
                        "contact_service_queues",
                        Set(Reference("contact-service-queue")),
                        api="contactServiceQueues",
                    ),
                    Field("logged_in_team_stats", Flag()),
                    Field("access_team_stats", ACCESS, required=True),
                    Field("teams", Set(Reference("team")), api="teams"),
                ),
            ),
            required=True,
            seen="item",
        ),
        Field("timeout_desktop_inactivity_custom_enabled", Flag()),
        Field("timeout_desktop_inactivity_mins", Whole(3, 10000)),
        Field("show_user_details_ms", Flag(), api="showUserDetailsMS"),
        Field("state_synchronization_ms", Flag(), api="stateSynchronizationMS"),
        Field("show_user_details_webex", Flag()),
        Field("state_synchronization_webex", Flag()),
    ),
    rules=(
        Rule({"parent_type": ("SITE",)}, needs=("site|site_id",)),
        Rule({"auto_wrap_up": (False,)}, refuses=("auto_wrap_after_seconds",)),
    ),
)

_TIME: Final = "It is a time that the service keeps"

DESKTOP_LAYOUT = Resource(
    family="desktop-layout",
    plural="desktop layouts",
    fields=(
        Field("name", Text(1, 255), required=True),
        Field("status", Flag(), required=True, default=True),
        DESCRIPTION,
        Field("edited_by", Text(1, 255), required=True),
        Field("json_file_name", Text(1, 255), required=True),
        Field("json_file_content", Json(), required=True, seen="item", also=("file", JsonFile())),
        Field("global", Flag(), required=True, default=False),
        Field("default_json_modified", Flag(), required=True, default=False),
        Field("validated", Flag(), required=True, default=False),
        Field("validated_time", Whole(), elsewhere=_TIME),
        Field("default_json_modified_time", Whole(), elsewhere=_TIME),
        Field("modified_time", Whole(), elsewhere=_TIME),
        Field("teams", Set(Reference("team")), link=LATER),
    ),
    content=Content(field="jsonFileContent", ending=".json"),
)

FAMILIES: Final = (AGENT_PROFILE, DESKTOP_LAYOUT)
