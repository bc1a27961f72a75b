# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of artificial intelligence in the organization: one object, which exists from the start."""

from __future__ import annotations

from wxcc_simulator.families.common import list_in_envelope
from wxcc_simulator.families.family import READS, Family, Reference

OFF = ("suggestedResponses", "coachingInsights", "evaluationsAndAnalytics")

FAMILY = Family(
    name="ai-feature",
    sample={},
    key=("id",),
    references=(Reference("autoCSAT.selectedGlobalVariableId", "cad-variable"),),
    change={"suggestedResponses": {"enable": True}},
    served=(*READS, ("patch", "*")),
    deviations=(list_in_envelope("ai-feature", "v2/ai-feature", "AiFeatureDTO", "application/json"),),
    fresh=({name: {"enable": False} for name in OFF},),
)
