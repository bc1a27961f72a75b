# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop profiles: what agents see and may do (agent profiles in the words of the API)."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.family import Children, Family, Object, On, Others, Reference


def _pairs(body: Object, _live: Object | None, _others: Others, _on: On) -> Iterator[str]:
    if "autoWrapAfterSeconds" in body and not body.get("autoWrapUp"):
        yield "autoWrapAfterSeconds: is not allowed unless autoWrapUp is true"
    if body["parentType"] == "SITE" and "siteId" not in body:
        yield "siteId: is required where parentType is SITE"


SMALLEST: Object = {
    "name": "Sample",
    "parentType": "ORGANIZATION",
    "accessWrapUpCode": "ALL",
    "accessIdleCode": "ALL",
    "accessQueue": "ALL",
    "accessEntryPoint": "ALL",
    "accessBuddyTeam": "ALL",
    "agentDNValidation": "ALL",
    "viewableStatistics": {"agentStats": True, "accessQueueStats": "ALL", "accessTeamStats": "ALL"},
    "active": True,
}

FAMILY = Family(
    name="agent-profile",
    sample=SMALLEST,
    references=(
        Reference("siteId", "site"),
        Reference("wrapUpCodes", "auxiliary-code"),
        Reference("idleCodes", "auxiliary-code"),
        Reference("queues", "contact-service-queue"),
        Reference("entryPoints", "entry-point"),
        Reference("buddyTeams", "team"),
        Reference("outdialEntryPointId", "entry-point"),
        Reference("outdialANIId", "outdial-ani"),
        Reference("addressBookId", "address-book"),
        Reference("dialPlans", "dial-plan"),
        Reference("viewableStatistics.contactServiceQueues", "contact-service-queue"),
        Reference("viewableStatistics.teams", "team"),
    ),
    children=(Children("viewableStatistics", "foreign"),),
    hidden=(
        "wrapUpCodes",
        "idleCodes",
        "queues",
        "entryPoints",
        "buddyTeams",
        "dialPlans",
        "agentDNValidationCriterions",
        "loginVoiceOptions",
        "thresholdRules",
        "viewableStatistics",
    ),
    check=_pairs,
    bulk_updates=False,
    fresh=({**SMALLEST, "name": "Agent-Profile"},),
)
