# SPDX-License-Identifier: GPL-3.0-or-later
"""Queues: where contacts wait, and who takes them from there."""

from __future__ import annotations

from typing import Final

from ..kinds.field import LATER, Field, Unset
from ..kinds.kind import Kind
from ..kinds.lists import Keyed
from ..kinds.nested import Nested
from ..kinds.references import Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Id, Text, Whole
from ..resource import OwnModule, Resource
from ..verbs import Paths, Verbs, Way
from .common import ACTIVE

OF_TELEPHONY: Final = (
    "monitoring_permitted",
    "parking_permitted",
    "recording_permitted",
    "recording_all_calls_permitted",
    "pause_recording_permitted",
    "default_music_in_queue_media_file|default_music_in_queue_media_file_id",
)
"""What every queue for calls needs."""

_CODE: Final = Text(is_code=True)
_TAKEN_BY_TEAMS: Final = ("TEAM_BASED", "SKILL_BASED")


def _required(option: str, kind: Kind) -> Field:
    return Field(option, kind, required=True)


def _included(what: str) -> Field:
    return Field(f"queue_level_{what}_inclusion", Choice(("INCLUDED", "EXCLUDED")), clears=Unset.KEEPS)


_SKILL_REQUIREMENTS: Final = Keyed(
    ("skill", "condition"),
    (
        _required("skill", Reference("skill")),
        _required("condition", Text(1)),
        _required("skill_value", Text(1)),
        Field("weight", Whole(None, 1000)),
    ),
    only_in_answers=("skillName", "skillType", "dynamicSkill"),
)

_DISTRIBUTION_GROUPS: Final = Keyed(
    ("order",),
    (
        _required("order", Whole(0)),
        Field("duration", Whole(0), default=0),
        _required("agent_groups", Keyed(("team",), (_required("team", Reference("team")),), min_items=1)),
    ),
    min_items=1,
)

_AGENTS: Final = Keyed(
    ("agent",), (Field("agent", Reference("user"), api="id", required=True),), only_in_answers=("ciUserId",)
)

CONTACT_SERVICE_QUEUE = Resource(
    family="contact-service-queue",
    plural="contact service queues",
    module=OwnModule("wxcc_queue", "queues", "queue"),
    aliases=("queue", "queues"),
    fields=(
        _required("name", Text(1)),
        ACTIVE,
        Field("description", Text()),
        Field("queue_type", Choice(("INBOUND", "OUTBOUND")), required=True, default="INBOUND"),
        _required(
            "channel_type",
            Choice(("TELEPHONY", "EMAIL", "FAX", "CHAT", "VIDEO", "OTHERS", "SOCIAL_CHANNEL", "WORK_ITEM")),
        ),
        Field(
            "social_channel_type",
            Choice(("MESSAGEBIRD", "MESSENGER", "WHATSAPP", "APPLE_BUSINESS_CHAT", "GOOGLE_BUSINESS_MESSAGES")),
        ),
        _required("service_level_threshold", Whole(0)),
        Field("max_active_contacts", Whole(0), required=True, default=0),
        _required("max_time_in_queue", Whole(0)),
        Field(
            "routing_type",
            Choice(("LONGEST_AVAILABLE_AGENT", "SKILLS_BASED", "CIRCULAR", "LINEAR")),
            required=True,
            default="LONGEST_AVAILABLE_AGENT",
            writes="once",
        ),
        Field("skill_based_routing_type", Choice(("LONGEST_AVAILABLE_AGENT", "BEST_AVAILABLE_AGENT"))),
        Field(
            "queue_routing_type",
            Choice(("TEAM_BASED", "SKILL_BASED", "AGENT_BASED")),
            required=True,
            default="TEAM_BASED",
        ),
        Field("check_agent_availability", Flag(), required=True, default=False),
        Field("call_distribution_groups", _DISTRIBUTION_GROUPS, seen="item"),
        Field("queue_skill_requirements", _SKILL_REQUIREMENTS, seen="item"),
        Field("agents", _AGENTS, seen="item", link=LATER),
        Field("default_music_in_queue_media_file", Reference("audio-file")),
        Field("monitoring_permitted", Flag()),
        Field("parking_permitted", Flag(), default=False),
        Field("recording_permitted", Flag()),
        Field("recording_all_calls_permitted", Flag()),
        Field("pause_recording_permitted", Flag()),
        Field("recording_pause_duration", Whole(0)),
        Field("timezone", Text()),
        Field("control_flow_script_url", Text()),
        Field("ivr_requeue_url", Text()),
        Field("overflow_number", _CODE),
        Field("vendor_id", _CODE),
        Field("outdial_campaign_enabled", Flag()),
        Field("manually_assignable", Flag()),
        Field("xsp_version", Text(max_length=80)),
        Field("subscription_id", Text(max_length=80, is_code=True)),
        Field(
            "assistant_skill",
            Nested(
                (Field("assistant_skill_id", Id(outside="assistant_skill")),),
                only_in_answers=("assistantSkillUpdatedTime",),
            ),
        ),
        Field(
            "personalized_ai_routing",
            Nested(
                (
                    Field("ai_routing_mode", Choice(("NONE", "EVALUATION", "ACTIVE"))),
                    Field("ai_routing_kpi_id", Id(outside="routing_kpi"), api="aiRoutingKPIId"),
                ),
                only_in_answers=("evaluationModeStartTime",),
            ),
            api="personalizedAIRouting",
        ),
        _included("summaries"),
        _included("sentiment_analysis"),
        _included("predicted_wait_time"),
        _included("auto_csat"),
        _included("real_time_transcriptions"),
    ),
    rules=(
        Rule({"channel_type": ("TELEPHONY",)}, needs=OF_TELEPHONY),
        Rule({"routing_type": ("SKILLS_BASED",)}, needs=("skill_based_routing_type",)),
        Rule({"queue_type": ("INBOUND",), "queue_routing_type": _TAKEN_BY_TEAMS}, needs=("call_distribution_groups",)),
        Rule(
            {"personalized_ai_routing.ai_routing_mode": ("EVALUATION", "ACTIVE")},
            needs=("personalized_ai_routing.ai_routing_kpi_id",),
        ),
    ),
    verbs=Verbs(update=(Way.SINGLE, Way.PATCH_BULK)),
    paths=Paths(
        item="v2/contact-service-queue",
        delete="contact-service-queue",
        bulk="contact-service-queue/v2/bulk",
        patch_bulk="contact-service-queue/bulk",
        references="contact-service-queue",
        list="v2/contact-service-queue",
    ),
    response_only=(
        "agentsLastUpdatedByUserName",
        "agentsLastUpdatedByUserEmailPrefix",
        "agentsLastUpdatedTime",
    ),
)

FAMILIES: Final = (CONTACT_SERVICE_QUEUE,)
