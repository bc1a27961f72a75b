# SPDX-License-Identifier: GPL-3.0-or-later
"""Sites, their teams, and how many contacts of each kind their agents take at once."""

from __future__ import annotations

from typing import Final

from ..kinds.field import LATER, Field
from ..kinds.lists import Keyed, Set
from ..kinds.nested import Nested
from ..kinds.references import Reference
from ..kinds.scalars import Choice, Flag, Id, Text, Whole
from ..resource import OwnModule, Resource
from .common import ACTIVE, DESCRIPTION, name


def _channels(email_maximum: int) -> tuple[Field, ...]:
    return (
        Field("telephony", Whole(0, 1), required=True),
        Field("chat", Whole(0, 5), required=True),
        Field("email", Whole(0, email_maximum), required=True),
        Field("social", Whole(0, 5), required=True),
        Field("work_item", Whole(0), flagged=True),
    )


MULTIMEDIA_PROFILE = Resource(
    family="multimedia-profile",
    plural="multimedia profiles",
    fields=(
        name("._ -"),
        ACTIVE,
        DESCRIPTION,
        Field("blending_mode", Choice(("BLENDED", "BLENDED_REALTIME", "EXCLUSIVE")), required=True),
        Field("blending_mode_enabled", Flag(), required=True, default=True),
        *_channels(email_maximum=5),
        Field(
            "manually_assignable",
            Nested(_channels(email_maximum=10)),
            required=True,
            default={"telephony": 0, "chat": 0, "email": 0, "social": 0},
        ),
    ),
)

SITE = Resource(
    family="site",
    plural="sites",
    module=OwnModule("wxcc_site", "sites", "site"),
    fields=(
        name("_ -"),
        ACTIVE,
        DESCRIPTION,
        Field("multimedia_profile", Reference("multimedia-profile"), required=True),
    ),
)

TEAM = Resource(
    family="team",
    plural="teams",
    module=OwnModule("wxcc_team", "teams", "team"),
    key=("name", "site"),
    fields=(
        Field("name", Text(1), required=True),
        Field("site", Reference("site"), required=True, writes="once"),
        ACTIVE,
        DESCRIPTION,
        Field("team_type", Choice(("AGENT", "CAPACITY")), required=True, default="AGENT", writes="once"),
        Field("team_status", Choice(("IN_SERVICE", "NOT_AVAILABLE")), required=True, default="IN_SERVICE"),
        Field("capacity", Whole(0)),
        Field("dialed_number", Text(is_code=True)),
        Field("desktop_layout", Reference("desktop-layout"), link=LATER),
        Field("skill_profile", Reference("skill-profile")),
        Field("multimedia_profile", Reference("multimedia-profile"), api="multiMediaProfileId"),
        Field("rank_queues_for_team", Flag(), required=True, default=False),
        Field(
            "queue_rankings",
            Keyed(
                ("queue",),
                (
                    Field("queue", Reference("contact-service-queue"), required=True),
                    Field("rank", Whole(1, 50), required=True),
                ),
            ),
            seen="item",
            link=LATER,
        ),
        Field("user_ids", Set(Id()), seen="item", elsewhere="Set teams on each user"),
    ),
    response_only=("siteName",),
)

FAMILIES: Final = (MULTIMEDIA_PROFILE, SITE, TEAM)
