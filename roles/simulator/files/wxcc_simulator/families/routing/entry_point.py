# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry points: where contacts come in."""

from __future__ import annotations

from wxcc_simulator.families.common import fields
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Family, Reference

REQUIRED = ["name", "entryPointType", "channelType", "serviceLevelThreshold", "active", "maximumActiveContacts"]
AS_SPECIFIED = {
    "assetId": "none",
    "controlFlowScriptUrl": "http://localhost",
    "imiOrgType": "IMI",
    "overflowNumber": "",
    "socialChannelType": "MESSENGER",
}

FAMILY = Family(
    name="entry-point",
    sample={
        "name": "Sample",
        "entryPointType": "INBOUND",
        "channelType": "TELEPHONY",
        "serviceLevelThreshold": 20,
        "active": True,
        "maximumActiveContacts": 0,
    },
    references=(
        Reference("musicOnHoldId", "audio-file"),
        Reference("outdialQueueId", "contact-service-queue"),
        Reference("assetId", "asset", is_checked=False),  # or one of Webex Connect
    ),
    hidden=("flowOverrideSettings",),
    server_filled=("dnEpMappingCount",),
    defaults={"timezone": "America/New_York", "callbackEnabled": False},
    without={"entry_point_required": AS_SPECIFIED},
    deviations=(
        Deviation(
            name="entry_point_required",
            where="POST and PUT of an entry point",
            file="also requires assetId, controlFlowScriptUrl, imiOrgType, overflowNumber and socialChannelType",
            observed="201 with six fields; a serviceLevelThreshold of 0 or a negative maximumActiveContacts is a 400",
            source="live write probes, 2026-07-11",
            schemas={
                "EntryPointDTO": {
                    "required": REQUIRED,
                    **fields(serviceLevelThreshold={"minimum": 1}, maximumActiveContacts={"minimum": 0}),
                }
            },
            probes=({"serviceLevelThreshold": 0}, {"maximumActiveContacts": -1}),
        ),
    ),
)
