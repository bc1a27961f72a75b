# SPDX-License-Identifier: GPL-3.0-or-later
"""Skills that contacts ask for and agents have."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field
from ..kinds.lists import Keyed
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Whole
from ..resource import Resource
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

FAMILIES: Final = (SKILL,)
