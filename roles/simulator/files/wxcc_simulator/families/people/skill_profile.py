# SPDX-License-Identifier: GPL-3.0-or-later
"""Skill profiles: the skills of those who have one."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.families.common import json_body
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Children, Family, First, Reference


def _some(field: str) -> dict[str, Any]:
    return {"properties": {field: {"minItems": 1}}, "required": [field]}


FAMILY = Family(
    name="skill-profile",
    sample={"name": "Sample", "activeSkills": [{"skillId": First("skill"), "booleanValue": True}]},
    references=(
        Reference("activeSkills.skillId", "skill"),
        Reference("activeEnumSkills.enumSkillValueId", "skill", part="enumSkillValues"),
    ),
    children=(
        Children("activeSkills", "needed", key=("skillId",)),
        Children("activeEnumSkills", key=("enumSkillValueId",)),
    ),
    hidden=("activeSkills", "activeEnumSkills"),
    crashes=("activeEnumSkills.skillId",),
    bulk_updates=False,
    deviations=(
        json_body("skill-profile", "skillProfileDTO", "SkillProfileDTO"),
        Deviation(
            name="skill_profile_required",
            where="POST and PUT of a skill profile",
            file="requires activeSkills, and booleanValue of each entry",
            observed="one skill in activeSkills or activeEnumSkills is enough: 400 without any; an entry may have "
            "another value",
            source="live write probes, 2026-07-11 to 2026-07-21",
            schemas={
                "SkillProfileDTO": {
                    "required": ["name"],
                    "anyOf": [_some("activeSkills"), _some("activeEnumSkills")],
                    "x-words": "Atleast one skill is mandatory.",
                },
                "ActiveSkillDTO": {"required": ["skillId"]},
            },
            probes=(
                {"activeSkills": []},
                {"activeSkills": [{"skillId": First("skill", where={"skillType": "TEXT"}), "textValue": "some"}]},
                {
                    "activeSkills": None,
                    "activeEnumSkills": [
                        {"enumSkillValueId": First("skill", "enumSkillValues", {"skillType": "ENUM"})}
                    ],
                },
            ),
        ),
    ),
)
