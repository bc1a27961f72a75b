# SPDX-License-Identifier: GPL-3.0-or-later
"""The bulk files about people, and about what they can do: skills, sites, teams, users."""

from __future__ import annotations

from typing import Final

from .form import ASSIGNED, REAL_EXPORT, REAL_IMPORT, Column, Form

DESCRIPTION: Final = Column("Description", "description")
NAME: Final = Column("Name", "name")

SKILL = Form(
    "skill",
    "Skill Definition",
    (
        NAME,
        DESCRIPTION,
        Column("Service Level Threshold", "service_level_threshold"),
        Column("Type", "skill_type"),
        Column("List Values For Enum", "enum_skill_values"),
    ),
)

SKILL_PROFILE = Form(
    "skill-profile",
    "Skill Profile",
    (
        NAME,
        DESCRIPTION,
        Column("Skill Name", f"{ASSIGNED}.name", also=("Skill",)),
        Column("Skill Values", f"{ASSIGNED}.value", also=("Skill Value", "Value")),
        Column("Delete", f"{ASSIGNED}.delete", remark="`Yes` takes the skill from the profile"),
    ),
    REAL_IMPORT,
    entries=ASSIGNED,
)

MULTIMEDIA_PROFILE = Form(
    "multimedia-profile",
    "Multimedia Profile",
    (
        NAME,
        DESCRIPTION,
        Column("Type", "blending_mode"),
        Column("Voice", "telephony"),
        Column("Chat", "chat"),
        Column("Email", "email"),
        Column("Social", "social"),
    ),
)

SITE = Form("site", "Site", (NAME, Column("Multimedia Profile", "multimedia_profile")))

TEAM = Form(
    "team",
    "Team",
    (
        NAME,
        Column("Site", "site"),
        Column("Type", "team_type"),
        Column("Multimedia Profile", "multimedia_profile"),
        Column("Skill Profile", "skill_profile"),
        Column("DN", "dialed_number"),
        Column("Capacity", "capacity"),
        Column("Desktop Layout", "desktop_layout"),
    ),
    REAL_EXPORT,
)

USER = Form(
    "user",
    "User",
    (
        Column("Email", "email"),
        Column("User Profile", "user_profile"),
        Column("Contact Center Enabled", "contact_center_enabled"),
        Column("Site", "site"),
        Column("Teams", "teams"),
        Column("Skill Profile", "skill_profile"),
        Column("Desktop Profile", "desktop_profile"),
        Column("Multimedia Profile", "multimedia_profile"),
        Column("External Id", "external_id"),
        Column("Default DN", "dialed_number"),
    ),
    key="Email",
)

FORMS: Final = (SKILL, SKILL_PROFILE, MULTIMEDIA_PROFILE, SITE, TEAM, USER)
