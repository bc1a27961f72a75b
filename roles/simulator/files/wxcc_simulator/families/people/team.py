# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams of agents, and teams that are only a number (capacity based)."""

from __future__ import annotations

from wxcc_simulator.families.common import fields, json_body
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Children, Family, First, Object, On, Others, Reference


def _site_and_members(others: Others, item: Object, on: On) -> Object:
    site = others.get("site", item["siteId"])
    derived: Object = {} if site is None else {"siteName": site["name"]}
    if on("team_users_read_only") and item["teamType"] == "AGENT":
        derived["userIds"] = others.referrers("team", item["id"]).get("user", [])
    return derived


FAMILY = Family(
    name="team",
    sample={
        "name": "Sample",
        "active": True,
        "siteId": First("site"),
        "teamType": "AGENT",
        "teamStatus": "IN_SERVICE",
        "rankQueuesForTeam": False,
    },
    key=("name", "siteId"),
    references=(
        Reference("siteId", "site"),
        Reference("multiMediaProfileId", "multimedia-profile"),
        Reference("skillProfileId", "skill-profile"),
        Reference("desktopLayoutId", "desktop-layout"),
        Reference("queueRankings.queueId", "contact-service-queue", is_checked=False),
    ),
    children=(Children("queueRankings", key=("queueId",)),),
    hidden=("userIds", "queueRankings"),
    immutable=("siteId", "teamType"),
    not_for={
        "skillProfileId": ("teamType", "CAPACITY"),
        "multiMediaProfileId": ("teamType", "CAPACITY"),
        "userIds": ("teamType", "CAPACITY"),
        "capacity": ("teamType", "AGENT"),
        "dialedNumber": ("teamType", "AGENT"),
    },
    derived=_site_and_members,
    bulk_updates=False,
    deviations=(
        json_body("team", "teamDTO", "TeamDTO"),
        Deviation(
            name="team_rank_optional",
            where="POST and PUT of a team",
            file="rankQueuesForTeam is required",
            observed="201 without it",
            source="live write probes, 2026-07-11",
            schemas={"TeamDTO": {"required": ["active", "name", "siteId", "teamStatus", "teamType"]}},
            probes=({"rankQueuesForTeam": None},),
        ),
        Deviation(
            name="team_status_conflict",
            where="POST and PUT of a team without teamStatus",
            file="required, so a 400",
            observed="409",
            source="third-party toolkit, partly run live",
            schemas={"TeamDTO": {"x-missing": {"teamStatus": 409}}},
            probes=({"teamStatus": None},),
        ),
        Deviation(
            name="team_users_read_only",
            where="userIds of a team",
            file="may be written",
            observed="ignored; who belongs to a team is said by teamIds of the user",
            source="live write probes, 2026-07-14",
            schemas={"TeamDTO": fields(userIds={"readOnly": True})},
            probes=({"userIds": [First("user")]},),
        ),
    ),
)
