# SPDX-License-Identifier: GPL-3.0-or-later
"""Multimedia profiles: how many contacts of each channel an agent takes at a time."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.families.common import fields
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import EVERYTHING, Children, Family, Object, On, Others

WORK_ITEM_OFF = "workItem is not allowed when feature flag is disabled"
WORK_ITEM = fields(workItem={"type": "integer", "readOnly": True})
MODES = ["BLENDED", "BLENDED_REALTIME", "EXCLUSIVE"]
CHANNELS = {"telephony": 1, "chat": 2, "email": 2, "social": 2}


def _work_items(_others: Others, item: Object, on: On) -> Object:
    if not on("work_item_flag"):
        return {}
    derived: dict[str, Any] = {"workItem": 0}
    if "manuallyAssignable" in item:
        derived["manuallyAssignable"] = {**item["manuallyAssignable"], "workItem": 0}
    return derived


FAMILY = Family(
    name="multimedia-profile",
    sample={
        "name": "Sample",
        "active": True,
        **CHANNELS,
        "blendingMode": "BLENDED",
        "blendingModeEnabled": True,
        "manuallyAssignable": CHANNELS,
    },
    children=(Children("manuallyAssignable", "kept"),),
    always_shown=("manuallyAssignable",),
    derived=_work_items,
    served=(*EVERYTHING, ("bulk_export", "*")),
    bulk_updates=False,
    deviations=(
        Deviation(
            name="blending_mode_enum",
            where="blendingMode of a multimedia profile",
            file="any text",
            observed="400 that lists the three modes",
            source="live write probes, 2026-07-17",
            schemas={"MultimediaProfileDTO": fields(blendingMode={"enum": MODES})},
            probes=({"blendingMode": "SIDEWAYS"},),
        ),
        Deviation(
            name="manually_assignable_required",
            where="POST and PUT of a multimedia profile",
            file="manuallyAssignable is optional",
            observed="it is required",
            source="live write probes, 2026-07-17",
            schemas={
                "MultimediaProfileDTO": {
                    "required": [
                        "active",
                        "blendingMode",
                        "blendingModeEnabled",
                        "chat",
                        "email",
                        "manuallyAssignable",
                        "name",
                        "social",
                        "telephony",
                    ]
                }
            },
            probes=({"manuallyAssignable": None},),
        ),
        Deviation(
            name="work_item_flag",
            where="a multimedia profile and its manuallyAssignable",
            file="no field workItem",
            observed="returned, and refused with 400 when sent while its feature flag is off",
            source="live write probes, 2026-07-17",
            schemas={
                "MultimediaProfileDTO": {
                    **WORK_ITEM,
                    "x-refused": {"workItem": WORK_ITEM_OFF, "manuallyAssignable.workItem": WORK_ITEM_OFF},
                },
                "MultimediaProfileChannelDTO": WORK_ITEM,
            },
        ),
    ),
)
