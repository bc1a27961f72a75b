# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of configuration families: data only.

Checked in the tests against the facts of the official description; where that was seen to be wrong on the real
service, the real service is followed.
"""

from __future__ import annotations

from typing import Final

from .resource import Field, Resource

_DESCRIPTION = Field("description", max_length=255)
_ACTIVE = Field("active", "bool", required=True, default=True)

_LINE = "A-Za-z0-9_ -"
_LINE_WORDS = "letters A-Z and a-z, digits, space, - and _"


def _channels(email_maximum: int) -> tuple[Field, ...]:
    return (
        Field("telephony", "int", required=True, minimum=0, maximum=1),
        Field("chat", "int", required=True, minimum=0, maximum=5),
        Field("email", "int", required=True, minimum=0, maximum=email_maximum),
        Field("social", "int", required=True, minimum=0, maximum=5),
        Field("work_item", "int", minimum=0),
    )


_MULTIMEDIA_PROFILE = Resource(
    family="multimedia-profile",
    plural="multimedia profiles",
    fields=(
        Field(
            "name",
            required=True,
            min_length=1,
            max_length=80,
            charset="A-Za-z0-9._ -",
            allowed="letters A-Z and a-z, digits, space, ., - and _",
        ),
        _ACTIVE,
        _DESCRIPTION,
        Field("blending_mode", required=True, choices=("BLENDED", "BLENDED_REALTIME", "EXCLUSIVE")),
        Field("blending_mode_enabled", "bool", required=True, default=True),
        *_channels(email_maximum=5),
        Field("manually_assignable", "dict", required=True, fields=_channels(email_maximum=10)),
    ),
    feature_flagged=("workItem",),
)

_SITE = Resource(
    family="site",
    plural="sites",
    fields=(
        Field("name", required=True, min_length=1, max_length=80, charset=_LINE, allowed=_LINE_WORDS),
        _ACTIVE,
        _DESCRIPTION,
        Field("multimedia_profile", required=True, reference="multimedia-profile"),
    ),
)

_TEAM = Resource(
    family="team",
    plural="teams",
    key=("name", "site"),
    fields=(
        Field("name", required=True, min_length=1),
        Field("site", required=True, reference="site", immutable=True),
        _ACTIVE,
        _DESCRIPTION,
        Field("team_type", required=True, default="AGENT", choices=("AGENT", "CAPACITY"), immutable=True),
        Field("team_status", required=True, default="IN_SERVICE", choices=("IN_SERVICE", "NOT_AVAILABLE")),
        Field("capacity", "int", minimum=0),
        Field("dialed_number", code=True),
        Field("desktop_layout_id", "id"),
        Field("skill_profile_id", "id"),
        Field("multimedia_profile", api="multiMediaProfileId", reference="multimedia-profile"),
        Field("rank_queues_for_team", "bool", required=True, default=False),
        Field(
            "queue_rankings",
            "list",
            key="queue_id",
            in_list=False,
            fields=(
                Field("queue_id", "id", required=True, min_length=1),
                Field("rank", "int", required=True, minimum=1, maximum=50),
            ),
        ),
        Field("user_ids", "list", in_list=False, owner="the teams of a user are set on the user"),
    ),
    response_only=("siteName",),
)

CATALOG: Final[dict[str, Resource]] = {resource.family: resource for resource in (_MULTIMEDIA_PROFILE, _SITE, _TEAM)}
"""Families by path segment, each after those it refers to: the order in which they are applied."""
