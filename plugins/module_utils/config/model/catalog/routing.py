# SPDX-License-Identifier: GPL-3.0-or-later
"""How contacts reach the contact center, and the variables that they carry."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field
from ..kinds.lists import Keyed
from ..kinds.references import Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Id, Text, Whole
from ..resource import OwnModule, Resource
from .common import ACTIVE, DESCRIPTION, UPDATED_IN_BULK, name

ENTRY_POINT = Resource(
    family="entry-point",
    plural="entry points",
    module=OwnModule("wxcc_entry_point", "entry_points", "entry_point"),
    verbs=UPDATED_IN_BULK,
    fields=(
        name("&_ -"),
        ACTIVE,
        DESCRIPTION,
        Field("entry_point_type", Choice(("INBOUND", "OUTBOUND")), required=True, default="INBOUND"),
        Field(
            "channel_type",
            Choice(("TELEPHONY", "EMAIL", "FAX", "CHAT", "VIDEO", "OTHERS", "SOCIAL_CHANNEL")),
            required=True,
        ),
        Field(
            "social_channel_type",
            Choice(("MESSAGEBIRD", "MESSENGER", "WHATSAPP", "APPLE_BUSINESS_CHAT", "GOOGLE_BUSINESS_MESSAGES")),
        ),
        Field("service_level_threshold", Whole(1), required=True),
        Field("maximum_active_contacts", Whole(0), required=True, default=0),
        Field("control_flow_script_url", Text()),
        Field("overflow_number", Text(0, 40, "0-9", "digits", is_code=True)),
        Field("timezone", Text()),
        Field("imi_org_type", Choice(("MIXED_MODE", "IMI"))),
        Field("asset", Reference("asset", outside="webex_connect")),
        Field("xsp_version", Text(max_length=80)),
        Field("subscription_id", Text(max_length=80, is_code=True)),
        Field("route_point_id", Id(outside="route_point")),
        Field("flow", Reference("flow")),
        Field("flow_tag", Choice(("Live", "Test", "Dev", "Latest")), api="flowTagId"),
        Field("music_on_hold", Reference("audio-file")),
        Field("outdial_queue", Reference("contact-service-queue")),
        Field("callback_enabled", Flag(), default=False),
        Field("outdial_transfer_to_queue_enabled", Flag()),
        Field(
            "flow_override_settings",
            Keyed(
                ("name",),
                (
                    Field("name", Text(1), required=True),
                    Field("type", Text(1), required=True),
                    Field("entity_type", Text()),
                    Field("entity_id", Id(outside="flow")),
                    Field("value", Text()),
                ),
            ),
            seen="item",
        ),
    ),
    response_only=("dnEpMappingCount",),
)

CAD_VARIABLE = Resource(
    family="cad-variable",
    plural="cad variables",
    aliases=("global-variable", "global variables"),
    verbs=UPDATED_IN_BULK,
    fields=(
        name("_"),
        ACTIVE,
        Field("description", Text(max_length=256)),
        Field(
            "variable_type",
            Choice(("String", "Integer", "DateTime", "Boolean", "Decimal"), any_spelling=True),
            required=True,
        ),
        Field(
            "default_value",
            Text(max_length=256),
            required=True,
            default="",
            flag_while=("variable_type", "Boolean"),
        ),
        Field("agent_editable", Flag(), required=True, default=False),
        Field("agent_viewable", Flag(), required=True, default=False),
        Field("desktop_label", Text(max_length=50)),
        Field("reportable", Flag(), required=True, default=False),
        Field("sensitive", Flag()),
    ),
    rules=(Rule({"agent_viewable": (True,)}, needs=("desktop_label",)),),
)

DIAL_PLAN = Resource(
    family="dial-plan",
    plural="dial plans",
    fields=(
        name(",_ -"),
        ACTIVE,
        DESCRIPTION,
        Field("regular_expression", Text(1, 255), required=True),
        Field("prefix", Text(max_length=50)),
        Field("stripped_chars", Text(max_length=128)),
    ),
)

CONTACT_NUMBER = Resource(
    family="contact-number",
    plural="contact numbers",
    key=("number",),
    fields=(Field("number", Text(1, 9, "0-9", "digits", is_code=True), required=True),),
)

FAMILIES: Final = (ENTRY_POINT, CAD_VARIABLE, DIAL_PLAN, CONTACT_NUMBER)
