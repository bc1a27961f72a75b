# SPDX-License-Identifier: GPL-3.0-or-later
"""Queues: where contacts wait for agents."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import EVERYTHING, Children, Family, First, Reference

OF_TELEPHONY = (
    "monitoringPermitted",
    "parkingPermitted",
    "recordingPermitted",
    "recordingAllCallsPermitted",
    "pauseRecordingPermitted",
    "defaultMusicInQueueMediaFileId",
)
REQUIRED = (
    "name",
    "queueType",
    "channelType",
    "serviceLevelThreshold",
    "maxActiveContacts",
    "maxTimeInQueue",
    "active",
    "routingType",
)


def _unless(field: str, value: str, *wanted: dict[str, Any], words: str) -> dict[str, Any]:
    """A schema: where the field has this value, one of the others has to hold too."""
    is_so = {"properties": {field: {"enum": [value]}}, "required": [field]}
    return {"anyOf": [{"not": is_so}, *wanted], "x-words": words}


TEAMS = {
    "properties": {
        "callDistributionGroups": {
            "minItems": 1,
            "items": {"required": ["agentGroups"], "properties": {"agentGroups": {"minItems": 1}}},
        }
    },
    "required": ["callDistributionGroups"],
}
AGENTS = {"properties": {"queueRoutingType": {"enum": ["AGENT_BASED"]}}, "required": ["queueRoutingType"]}

FAMILY = Family(
    name="contact-service-queue",
    sample={
        "name": "Sample",
        "queueType": "INBOUND",
        "channelType": "TELEPHONY",
        "serviceLevelThreshold": 60,
        "maxActiveContacts": 0,
        "maxTimeInQueue": 3600,
        "active": True,
        "routingType": "LONGEST_AVAILABLE_AGENT",
        "queueRoutingType": "TEAM_BASED",
        "checkAgentAvailability": False,
        "monitoringPermitted": True,
        "parkingPermitted": True,
        "recordingPermitted": True,
        "recordingAllCallsPermitted": True,
        "pauseRecordingPermitted": True,
        "defaultMusicInQueueMediaFileId": First("audio-file"),
        "callDistributionGroups": [{"agentGroups": [{"teamId": First("team")}], "order": 1, "duration": 0}],
    },
    references=(
        Reference("callDistributionGroups.agentGroups.teamId", "team"),
        Reference("queueSkillRequirements.skillId", "skill"),
        Reference("agents.id", "user"),
        Reference("defaultMusicInQueueMediaFileId", "audio-file"),
    ),
    children=(Children("queueSkillRequirements", key=("skillId", "condition")),),
    hidden=("callDistributionGroups", "queueSkillRequirements", "agents"),
    immutable=("routingType",),
    server_filled=("agentsLastUpdatedByUserName", "agentsLastUpdatedByUserEmailPrefix", "agentsLastUpdatedTime"),
    keeps=(
        "queueLevelSummariesInclusion",
        "queueLevelSentimentAnalysisInclusion",
        "queueLevelPredictedWaitTimeInclusion",
        "queueLevelAutoCsatInclusion",
        "queueLevelRealTimeTranscriptionsInclusion",
    ),
    served=EVERYTHING,
    bulk_updates=False,
    deviations=(
        Deviation(
            name="queue_required",
            where="POST and PUT of a queue",
            file="requires callDistributionGroups, checkAgentAvailability and queueRoutingType of every queue",
            observed="201 without the last two; a telephony queue needs a music file and five permissions, and unless "
            "it has agents of its own each queue needs a group with a team: 400",
            source="live write probes, 2026-07-11; third-party toolkit, partly run live",
            schemas={
                "ContactServiceQueueDTO": {
                    "required": list(REQUIRED),
                    "allOf": [
                        _unless(
                            "channelType",
                            "TELEPHONY",
                            {"required": list(OF_TELEPHONY)},
                            words=f"a queue for TELEPHONY needs {', '.join(OF_TELEPHONY)}",
                        ),
                        {
                            "anyOf": [TEAMS, AGENTS],
                            "x-words": "callDistributionGroups: at least one group with at least one team is required",
                        },
                    ],
                }
            },
            probes=(
                {"queueRoutingType": None, "checkAgentAvailability": None},
                {"monitoringPermitted": None},
                {"callDistributionGroups": [{"agentGroups": [], "order": 1}]},
                {"callDistributionGroups": None},
            ),
        ),
        Deviation(
            name="queue_selection_required",
            where="skillBasedRoutingType of a queue",
            file="required where routingType is SKILLS_BASED, says the description alone",
            observed="not probed; the description holds",
            source="the file",
            state="always",
            schemas={
                "ContactServiceQueueDTO": {
                    **_unless(
                        "routingType",
                        "SKILLS_BASED",
                        {"required": ["skillBasedRoutingType"]},
                        words="skillBasedRoutingType: is required where routingType is SKILLS_BASED",
                    )
                }
            },
            probes=({"routingType": "SKILLS_BASED"},),
        ),
    ),
)
