# SPDX-License-Identifier: GPL-3.0-or-later
"""Digital channels with their addresses, webhooks, and artificial intelligence."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field, Unset
from ..kinds.lists import Keyed, Set
from ..kinds.nested import Nested
from ..kinds.references import Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Id, Text, Whole
from ..resource import Resource
from ..verbs import Paths, Verbs, Way
from .common import DESCRIPTION

_TYPES: Final = Choice(("WORK_ITEM", "CUSTOM_MESSAGING"))
_SECRET: Final = Text(32, 256)

CHANNEL = Resource(
    family="channel",
    plural="channels",
    fields=(
        Field("name", Text(1, 80), required=True),
        DESCRIPTION,
        Field("channel_type", _TYPES, required=True, writes="once"),
        Field("logo_type", Choice(("MOMENTUM", "LOGO_URL")), required=True, default="MOMENTUM"),
        Field("logo_icon_name", Text()),
        Field(
            "messaging_policy",
            Nested(
                (
                    Field("max_message_characters", Whole(0), required=True),
                    Field("allow_file_attachments", Flag(), required=True),
                    Field("max_number_of_attachments", Whole(0)),
                    Field("max_total_attachment_size_megabytes", Whole(0)),
                    Field("max_single_attachment_size_megabytes", Whole(0)),
                    Field("allowed_file_types", Set(Text(1))),
                )
            ),
            writes="once",
        ),
    ),
    verbs=Verbs(update=(Way.PATCH,)),
    response_only=("logoUrl", "logoUrlVersioned", "numberOfAsset"),
    is_second_hand=True,
)

ASSET = Resource(
    family="asset",
    plural="assets",
    fields=(
        Field("name", Text(1), required=True),
        Field("channel_type", _TYPES, required=True, writes="once"),
        Field("channel", Reference("channel"), required=True),
        Field("business_address", Text(1, 200), required=True, writes="once"),
        Field(
            "data_schema",
            Keyed(
                ("field_key",),
                (
                    Field("field_key", Text(1), required=True),
                    Field("display_name", Text(1), required=True),
                    Field("is_viewable", Flag()),
                    Field("is_required", Flag()),
                ),
            ),
        ),
        Field(
            "webhook_config",
            Nested(
                (
                    Field("webhook_url", Text(1, form=r"https://\S+", example="https://hooks.example.com/chat")),
                    Field("webhook_secret", _SECRET, secret=True),
                )
            ),
        ),
    ),
    rules=(
        Rule({"channel_type": ("WORK_ITEM",)}, needs=("data_schema",), refuses=("webhook_config",)),
        Rule({"channel_type": ("CUSTOM_MESSAGING",)}, refuses=("data_schema",)),
    ),
    verbs=Verbs(update=(Way.SINGLE, Way.PATCH)),
    update_by=("channelType", {"WORK_ITEM": Way.SINGLE, "CUSTOM_MESSAGING": Way.PATCH}),
    response_only=("channelName",),
    is_second_hand=True,
)

SUBSCRIPTION = Resource(
    family="subscription",
    plural="subscriptions",
    aliases=("webhook", "webhooks"),
    fields=(
        Field("name", Text(4, 64), required=True, writes="once"),
        Field("description", Text(max_length=1024)),
        Field("event_types", Set(Text(1), min_items=1), required=True),
        Field(
            "destination_url",
            Text(
                1,
                form=r"https://[^/?#@:\s]+(?::443)?/[^?#\s]*",
                example="https://hooks.example.com/events",
            ),
            required=True,
        ),
        Field("secret", _SECRET, secret=True),
        Field("resource_version", Text(1, 50), required=True),
        Field("status", Choice(("active", "inactive")), default="active", writes="later"),
    ),
    verbs=Verbs(create=(Way.SINGLE,), update=(Way.PATCH,), delete=(Way.SINGLE,)),
    paths=Paths(list="/v2/subscriptions", item="/v2/subscriptions", references="/v2/subscriptions"),
    carried=("resourceVersion",),
    response_only=("orgId", "createdBy", "lastUpdatedBy"),
)

_ALL_OR_SOME: Final = Choice(("ALL", "SPECIFIC"))
_ENABLE: Final = Field("enable", Flag(), required=True)
_QUEUES: Final = Field("queues_inclusion_type", _ALL_OR_SOME, default="ALL")
_ONE: Final = "Every organization has exactly one, from the beginning"


def _feature(option: str, *more: Field, api: str = "") -> Field:
    return Field(option, Nested((_ENABLE, *more)), api=api, clears=Unset.KEEPS)


AI_FEATURE = Resource(
    family="ai-feature",
    plural="AI features",
    key=("organization_id",),
    fields=(
        Field(
            "organization_id", Text(max_length=36, is_code=True), elsewhere="It is the organization that the run is for"
        ),
        _feature("realtime_transcripts", Field("agent_inclusion_type", _ALL_OR_SOME), _QUEUES),
        _feature("suggested_responses"),
        Field(
            "generated_summaries",
            Nested(
                (
                    Field("call_drop_summaries_enabled", Flag(), default=False),
                    Field("virtual_agent_transfer_summaries_enabled", Flag(), default=False),
                    Field("consult_transfer_summaries_enabled", Flag(), default=False),
                    Field("wrap_up_summaries_enabled", Flag(), default=False),
                    _QUEUES,
                )
            ),
            clears=Unset.KEEPS,
        ),
        _feature(
            "agent_wellbeing",
            Field("agent_inclusion_type", _ALL_OR_SOME, required=True, default="ALL"),
            Field("wellness_break_reminders", Choice(("DISABLED", "ENABLED")), default="DISABLED"),
        ),
        _feature(
            "auto_csat",
            _QUEUES,
            Field("selected_global_variable", Reference("cad-variable")),
            Field(
                "survey_data_source",
                Choice(("EXPERIENCE_MANAGEMENT", "GLOBAL_VARIABLE")),
                default="EXPERIENCE_MANAGEMENT",
            ),
            api="autoCSAT",
        ),
        _feature("coaching_insights"),
        _feature("evaluations_and_analytics"),
        _feature("sentiment_analysis", _QUEUES),
        _feature("predicted_wait_time", _QUEUES),
        Field(
            "personalized_ai_routing",
            Nested(
                (
                    Field("enable", Flag(), default=False),
                    Field("cjds_workspace_id", Id(outside="journey_workspace")),
                    Field("cjds_profile_template_id", Id(outside="journey_template")),
                )
            ),
            api="personalizedAIRouting",
            clears=Unset.KEEPS,
        ),
    ),
    is_singleton=True,
    verbs=Verbs(create=(), update=(Way.PATCH,), delete=()),
    cannot={"create": _ONE, "delete": _ONE},
)

FAMILIES: Final = (CHANNEL, ASSET, SUBSCRIPTION, AI_FEATURE)
