# SPDX-License-Identifier: GPL-3.0-or-later
"""Skills that contacts ask for, profiles with the skills of agents, and codes that agents choose for what they do."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field
from ..kinds.lists import Keyed
from ..kinds.references import PartReference, Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Text, Whole
from ..resource import Assignment, OwnModule, Resource
from ..verbs import Verbs, Way
from .common import ACTIVE, DESCRIPTION, name

SKILL = Resource(
    family="skill",
    plural="skills",
    fields=(
        name(",@_. -", writes="once"),
        ACTIVE,
        DESCRIPTION,
        Field(
            "skill_type",
            Choice(("BOOLEAN", "PROFICIENCY", "TEXT", "ENUM"), any_spelling=True),
            required=True,
            writes="once",
        ),
        Field("service_level_threshold", Whole(0), required=True),
        Field("dynamic_skill", Flag(), default=False),
        Field(
            "enum_skill_values",
            Keyed(("name",), (name("._ -"), DESCRIPTION), only_in_answers=("skillId",)),
            seen="item",
        ),
    ),
    rules=(
        Rule({"skill_type": ("ENUM",)}, needs=("enum_skill_values",)),
        Rule({"skill_type": ("BOOLEAN", "PROFICIENCY", "TEXT")}, refuses=("enum_skill_values",)),
    ),
)

SKILL_PROFILE = Resource(
    family="skill-profile",
    plural="skill profiles",
    module=OwnModule("wxcc_skill_profile", "skill_profiles", "skill_profile"),
    fields=(
        name(",@_. -"),
        DESCRIPTION,
        Field(
            "active_skills",
            Keyed(
                ("skill",),
                (
                    Field("skill", Reference("skill"), required=True),
                    Field("proficiency_value", Whole(0, 10)),
                    Field("boolean_value", Flag()),
                    Field("text_value", Text(max_length=100)),
                ),
                only_in_answers=("skillName",),
            ),
            seen="item",
        ),
        Field(
            "active_enum_skills",
            Keyed(
                ("enum_skill_value",),
                (Field("enum_skill_value", PartReference("skill", "enum_skill_values"), required=True),),
                only_in_answers=("enumSkillName", "enumSkillId"),
            ),
            seen="item",
        ),
    ),
    rules=(Rule({}, needs=("active_skills|active_enum_skills",)),),
    left_out={"activeEnumSkills.enumSkillValue": "it is the name of the value, which follows from its id"},
    assigned=Assignment(
        "skill",
        "skill_type",
        {
            "PROFICIENCY": ("active_skills", "proficiency_value"),
            "BOOLEAN": ("active_skills", "boolean_value"),
            "TEXT": ("active_skills", "text_value"),
            "ENUM": ("active_enum_skills", "enum_skill_value"),
        },
    ),
)

_CODES: Final = Choice(("IDLE_CODE", "WRAP_UP_CODE"))

WORK_TYPE = Resource(
    family="work-type",
    plural="work types",
    key=("name", "work_type_code"),
    fields=(name("._ -"), Field("work_type_code", _CODES, required=True), ACTIVE, DESCRIPTION),
)

AUXILIARY_CODE = Resource(
    family="auxiliary-code",
    plural="auxiliary codes",
    key=("name", "work_type_code"),
    fields=(
        name("._)/(- "),
        Field("work_type_code", _CODES, required=True, taken_from="work_type"),
        ACTIVE,
        DESCRIPTION,
        Field("default_code", Flag(), required=True, default=False),
        Field("work_type", Reference("work-type"), required=True),
        Field("burnout_inclusion", Choice(("NOT_APPLICABLE", "EXCLUDED", "INCLUDED"))),
    ),
    verbs=Verbs(update=(Way.SINGLE, Way.PATCH_BULK)),
    first=("default_code", "work_type"),
    response_only=("isSystemCode",),
)

FAMILIES: Final = (SKILL, SKILL_PROFILE, WORK_TYPE, AUXILIARY_CODE)
