# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of the contact center, what they may do, and the objects that they reach."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field, Unset
from ..kinds.lists import Keyed, Set
from ..kinds.references import AnyReference, KeyedOfFamilies, Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Id, Text, Whole
from ..kinds.skills import SkillValues
from ..resource import OwnModule, Resource
from ..verbs import PARENT, SINGLY, Paths, TargetPaths, Verbs, Way
from .common import ACCESS, ACTIVE, DESCRIPTION, UPDATED_IN_BULK, name

_MADE: Final = "People are created in Control Hub, licensed for the contact center and synchronized from there"
_IN_CONTROL_HUB: Final = "Change it in Control Hub"
_PHONE: Final = Text(max_length=20, is_code=True)
_WITHOUT_EFFECT: Final = "the service answers 200 to it and changes nothing"
_FIXED: Final = "The service sets it, and it cannot be changed; leave it out"

_COLLECTED: Final = (
    ("address-book", "address-book"),
    ("audio-prompt", "audio-file"),
    ("cad-variable", "cad-variable"),
    ("desktop-layout", "desktop-layout"),
    ("desktop-profile", "agent-profile"),
    ("flow", "flow"),
    ("holiday-list", "holiday-list"),
    ("idle-wrapup-code", "auxiliary-code"),
    ("multimedia-profile", "multimedia-profile"),
    ("outdial-ani", "outdial-ani"),
    ("override", "overrides"),
    ("queue", "contact-service-queue"),
    ("site", "site"),
    ("skill-definition", "skill"),
    ("skill-profile", "skill-profile"),
    ("sub-flow", "subflow"),
    ("team", "team"),
    ("working-hour", "business-hours"),
)
"""The words of a resource collection; beside them it has `function`, and `channel`, of which nobody has seen an id."""

RESOURCE_COLLECTION = Resource(
    family="resource-collection",
    plural="resource collections",
    fields=(
        name("_ -"),
        DESCRIPTION,
        Field(
            "resources",
            KeyedOfFamilies(
                ("name",),
                (
                    Field("name", Text(1), required=True),
                    Field("access_level", ACCESS, required=True),
                    Field("ids", Set(Id(outside="resource")), also=("objects", Set(AnyReference()))),
                ),
                by="name",
                ids="ids",
                words_of=_COLLECTED,
            ),
            required=True,
            seen="item",
        ),
    ),
    verbs=SINGLY,
    response_only=("resourceCount",),
)

USER_PROFILE = Resource(
    family="user-profile",
    plural="user profiles",
    fields=(
        name(",_ -"),
        ACTIVE,
        DESCRIPTION,
        Field(
            "profile_type",
            Choice(
                (
                    "ADMINISTRATOR",
                    "ADMINISTRATOR_ONLY",
                    "SUPERVISOR",
                    "PREMIUM_AGENT",
                    "STANDARD_AGENT",
                    "ANALYZER_ADMINISTRATOR",
                    "ANALYZER_SUPERVISOR",
                    "ANALYZER_USER",
                )
            ),
            required=True,
        ),
        Field("permission_access_level", ACCESS, required=True),
        Field(
            "permissions",
            Keyed(
                ("name",),
                (
                    Field("name", Text(1), required=True),
                    Field("access", Choice(("EDIT", "VIEW", "NONE", "ENABLED", "DISABLED"))),
                ),
            ),
            seen="item",
        ),
        Field("resource_access_level", ACCESS, required=True),
        Field("default_resource_collection", Reference("resource-collection")),
        Field(
            "resource_collections",
            Keyed(
                ("resource_collection",),
                (
                    Field("resource_collection", Reference("resource-collection"), api="id", required=True),
                    Field("name", Text(1, 80), required=True, taken_from="resource_collection"),
                ),
                only_in_answers=("description", "resources", "resourceCount"),
            ),
            seen="item",
        ),
        Field("editable_folder_ids", Set(Whole(outside="analyzer_folder")), seen="item"),
        Field("viewable_folder_ids", Set(Whole(outside="analyzer_folder")), seen="item"),
        Field("non_viewable_folder_ids", Set(Whole(outside="analyzer_folder")), seen="item"),
    ),
    rules=(
        Rule({"permission_access_level": ("SPECIFIC",)}, needs=("permissions",)),
        Rule({"resource_access_level": ("SPECIFIC",)}, needs=("resource_collections",)),
    ),
    verbs=UPDATED_IN_BULK,
    paths=Paths(list="v3/user-profile", item="v3/user-profile", references="user-profile"),
)

USER = Resource(
    family="user",
    plural="users",
    module=OwnModule("wxcc_user", "users", "user"),
    key=("email",),
    fields=(
        Field(
            "email",
            Text(1, form=r"[^@\s]+@[^@\s]+", example="jane.doe@example.com", any_case=True),
            required=True,
            writes="once",
        ),
        Field("first_name", Text(), elsewhere=_IN_CONTROL_HUB),
        Field("last_name", Text(), elsewhere=_IN_CONTROL_HUB),
        Field("active", Flag(), elsewhere=_IN_CONTROL_HUB),
        Field("contact_center_enabled", Flag()),
        Field("user_profile", Reference("user-profile"), clears=Unset.KEEPS),
        Field("site", Reference("site")),
        Field("teams", Set(Reference("team")), seen="item"),
        Field("skill_profile", Reference("skill-profile")),
        Field(
            "dynamic_skills",
            SkillValues(),
            clears=Unset.KEEPS,
            under=TargetPaths(
                list=f"user/by-dynamic-skill-id/{PARENT}", bulk=f"user/bulk/update-dynamic-skill/{PARENT}"
            ),
        ),
        Field("desktop_profile", Reference("agent-profile"), api="agentProfileId"),
        Field("multimedia_profile", Reference("multimedia-profile")),
        Field("dialed_number", Text(is_code=True), api="deafultDialledNumber"),
        Field("external_id", Text(is_code=True), api="externalIdentifier"),
        Field("work_phone", _PHONE),
        Field("mobile", _PHONE),
        Field("timezone", Text()),
        Field("preferred_supervisor_team", Reference("team")),
        Field("user_level_burnout_inclusion", Choice(("INCLUDED", "EXCLUDED")), clears=Unset.KEEPS),
        Field("user_level_wellness_break_reminders", Choice(("DISABLED", "ENABLED")), clears=Unset.KEEPS),
        Field("ci_user_id", Id(), elsewhere=_FIXED),
        Field("broad_cloud_user_id", Id(), elsewhere=_FIXED),
        Field("xsp_version", Text(max_length=80), elsewhere=_FIXED),
        Field("subscription_id", Text(max_length=80, is_code=True), elsewhere=_FIXED),
        Field("imi_user_created", Flag(), elsewhere=_FIXED),
    ),
    verbs=Verbs(create=(), update=(Way.PATCH, Way.PATCH_BULK), delete=()),
    left_out={
        "userLevelAutoCSATInclusion": _WITHOUT_EFFECT,
        "userLevelSummariesInclusion": _WITHOUT_EFFECT,
    },
    cannot={"create": _MADE, "delete": "Remove the person, or the license for the contact center, in Control Hub"},
)

FAMILIES: Final = (RESOURCE_COLLECTION, USER_PROFILE, USER)
