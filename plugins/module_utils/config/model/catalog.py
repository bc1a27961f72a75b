# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of configuration families: data only.

Checked in the tests against the facts of the official description; where that was seen to be wrong on the real
service, the real service is followed.
"""

from __future__ import annotations

from typing import Final

from .kinds.field import Field
from .kinds.lists import Keyed, Set
from .kinds.nested import Nested
from .kinds.references import Reference
from .kinds.scalars import Choice, Flag, Id, Text, Whole
from .resource import Resource

_DESCRIPTION = Field("description", Text(max_length=255))
_ACTIVE = Field("active", Flag(), required=True, default=True)

_LINE = "A-Za-z0-9_ -"
_LINE_WORDS = "letters A-Z and a-z, digits, space, - and _"


def _channels(email_maximum: int) -> tuple[Field, ...]:
    return (
        Field("telephony", Whole(0, 1), required=True),
        Field("chat", Whole(0, 5), required=True),
        Field("email", Whole(0, email_maximum), required=True),
        Field("social", Whole(0, 5), required=True),
        Field("work_item", Whole(0), flagged=True),
    )


_MULTIMEDIA_PROFILE = Resource(
    family="multimedia-profile",
    plural="multimedia profiles",
    fields=(
        Field(
            "name",
            Text(1, 80, "A-Za-z0-9._ -", "letters A-Z and a-z, digits, space, ., - and _"),
            required=True,
        ),
        _ACTIVE,
        _DESCRIPTION,
        Field("blending_mode", Choice(("BLENDED", "BLENDED_REALTIME", "EXCLUSIVE")), required=True),
        Field("blending_mode_enabled", Flag(), required=True, default=True),
        *_channels(email_maximum=5),
        Field("manually_assignable", Nested(_channels(email_maximum=10)), required=True),
    ),
)

_SITE = Resource(
    family="site",
    plural="sites",
    fields=(
        Field("name", Text(1, 80, _LINE, _LINE_WORDS), required=True),
        _ACTIVE,
        _DESCRIPTION,
        Field("multimedia_profile", Reference("multimedia-profile"), required=True),
    ),
)

_TEAM = Resource(
    family="team",
    plural="teams",
    key=("name", "site"),
    fields=(
        Field("name", Text(1), required=True),
        Field("site", Reference("site"), required=True, writes="once"),
        _ACTIVE,
        _DESCRIPTION,
        Field("team_type", Choice(("AGENT", "CAPACITY")), required=True, default="AGENT", writes="once"),
        Field("team_status", Choice(("IN_SERVICE", "NOT_AVAILABLE")), required=True, default="IN_SERVICE"),
        Field("capacity", Whole(0)),
        Field("dialed_number", Text(is_code=True)),
        Field("desktop_layout_id", Id()),
        Field("skill_profile_id", Id()),
        Field("multimedia_profile", Reference("multimedia-profile"), api="multiMediaProfileId"),
        Field("rank_queues_for_team", Flag(), required=True, default=False),
        Field(
            "queue_rankings",
            Keyed(("queue_id",), (Field("queue_id", Id(), required=True), Field("rank", Whole(1, 50), required=True))),
            seen="item",
        ),
        Field("user_ids", Set(Id()), seen="item", elsewhere="Set teams on each user"),
    ),
    response_only=("siteName",),
)

CATALOG: Final[dict[str, Resource]] = {resource.family: resource for resource in (_MULTIMEDIA_PROFILE, _SITE, _TEAM)}
"""Families by path segment, each after those it refers to: the order in which they are applied."""
