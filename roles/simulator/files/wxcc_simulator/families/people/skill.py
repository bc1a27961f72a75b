# SPDX-License-Identifier: GPL-3.0-or-later
"""Skills that contacts ask for and agents have."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.common import fields, json_body
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Children, Family, Object, On, Others

ENUMS = ("ENUM", "enum")


def _values(body: Object, _live: Object | None, _others: Others, _on: On) -> Iterator[str]:
    if body["skillType"] in ENUMS and not body.get("enumSkillValues"):
        yield "Enum skill should have atleast one value"
    if body["skillType"] not in ENUMS and body.get("enumSkillValues"):
        yield "enumSkillValues: only a skill of type ENUM has values"
    names = [value["name"] for value in body.get("enumSkillValues", ())]
    yield from (f"enumSkillValues: {name} is there twice" for name in sorted(set(names)) if names.count(name) > 1)


def _system_default(_others: Others, item: Object, _on: On) -> Object:
    return {"systemDefault": item.get("systemDefault", False)}


FAMILY = Family(
    name="skill",
    sample={"name": "Sample", "active": True, "skillType": "BOOLEAN", "serviceLevelThreshold": 20},
    children=(Children("enumSkillValues", parent_id="skillId"),),
    hidden=("enumSkillValues",),
    immutable=("name", "skillType"),
    check=_values,
    without={"skill_types": {"skillType": "Boolean"}},
    derived=_system_default,
    bulk_updates=False,
    deviations=(
        json_body("skill", "payloadDTO", "SkillDTO"),
        Deviation(
            name="skill_system_default",
            state="always",
            where="systemDefault of a skill",
            file="no such field",
            observed="returned",
            source="live reads, 2026-08-26",
            schemas={"SkillDTO": fields(systemDefault={"type": "boolean", "readOnly": True})},
        ),
        Deviation(
            name="skill_types",
            where="skillType of a skill",
            file="Proficiency, Boolean, Text, enum",
            observed="PROFICIENCY, BOOLEAN, TEXT, ENUM",
            source="live write probes, 2026-07-11",
            schemas={"SkillDTO": fields(skillType={"enum": ["BOOLEAN", "PROFICIENCY", "TEXT", "ENUM"]})},
        ),
    ),
)
