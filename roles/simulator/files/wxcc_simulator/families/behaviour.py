# SPDX-License-Identifier: GPL-3.0-or-later
"""What families.json cannot say of a family: one row each, used by the engine that serves them all.

Where a value names a quirk, it holds only while that quirk is on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from wxcc_simulator.families.shapes import Operation
from wxcc_simulator.families.store import Object, Store


@dataclass(frozen=True)
class Reference:
    """A field (dotted through children and lists) that holds ids of another family.

    Where it is not checked, ids that lead nowhere are taken too.
    """

    field: str
    family: str
    is_checked: bool = True


@dataclass(frozen=True)
class Codes:
    """Success codes that differ from the official file while a quirk is on."""

    quirk: str
    create: int
    delete: int


def nothing_derived(_store: Store, _item: Object, _on: Callable[[str], bool]) -> Object:
    """Most families answer with just what was written."""
    return {}


@dataclass(frozen=True)
class Behaviour:
    """The row of one family.

    `ignored`, `required` and `optional` map a field to a quirk; `allowed_values`, `refused` (400) and `conflicts`
    (409, when missing) to a quirk and what it means; `not_for` to another field and the value that rules it out.
    """

    key: tuple[str, ...] = ("name",)
    references: tuple[Reference, ...] = ()
    children: tuple[str, ...] = ()
    hidden_in_lists: tuple[str, ...] = ()
    always_in_lists: tuple[str, ...] = ()
    immutable: tuple[str, ...] = ()
    ignored: dict[str, str] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    allowed_values: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    conflicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    not_for: dict[str, tuple[str, str]] = field(default_factory=dict)
    body_in_json: str = ""
    codes: Codes | None = None
    bulk_updates: bool = True
    derived: Callable[[Store, Object, Callable[[str], bool]], Object] = nothing_derived


def _work_items(_store: Store, item: Object, on: Callable[[str], bool]) -> Object:
    if not on("work_item_flag"):
        return {}
    derived: Object = {"workItem": 0}
    if "manuallyAssignable" in item:
        derived["manuallyAssignable"] = {**item["manuallyAssignable"], "workItem": 0}
    return derived


def _site(store: Store, item: Object, _on: Callable[[str], bool]) -> Object:
    site = store.get("site", item["siteId"])
    return {} if site is None else {"siteName": site["name"]}


def _site_and_members(store: Store, item: Object, on: Callable[[str], bool]) -> Object:
    derived = _site(store, item, on)
    if on("team_users_read_only") and item["teamType"] == "AGENT":
        derived["userIds"] = store.referrers("team", item["id"]).get("user", [])
    return derived


_WORK_ITEM_OFF = "workItem is not allowed when feature flag is disabled"

# What is served of a family: all of it, or some verbs of some versions.
EVERYTHING: tuple[tuple[str, str], ...] = (("*", "*"),)
READS = (("list", "v1"), ("list", "v2"), ("get", "v1"), ("get", "v2"))

BEHAVIOURS: dict[str, Behaviour] = {
    "multimedia-profile": Behaviour(
        children=("manuallyAssignable",),
        always_in_lists=("manuallyAssignable",),
        required={"manuallyAssignable": "manually_assignable_required"},
        allowed_values={"blendingMode": ("blending_mode_enum", ("BLENDED", "BLENDED_REALTIME", "EXCLUSIVE"))},
        refused={
            "workItem": ("work_item_flag", _WORK_ITEM_OFF),
            "manuallyAssignable.workItem": ("work_item_flag", _WORK_ITEM_OFF),
        },
        codes=Codes("multimedia_profile_codes", create=201, delete=204),
        bulk_updates=False,
        derived=_work_items,
    ),
    "contact-service-queue": Behaviour(
        references=(Reference("callDistributionGroups.agentGroups.teamId", "team"),),
        hidden_in_lists=("callDistributionGroups", "queueSkillRequirements", "agents"),
    ),
    "site": Behaviour(
        references=(Reference("multimediaProfileId", "multimedia-profile"),),
        bulk_updates=False,
    ),
    "team": Behaviour(
        key=("name", "siteId"),
        references=(
            Reference("siteId", "site"),
            Reference("multiMediaProfileId", "multimedia-profile"),
            Reference("skillProfileId", "skill-profile"),
            Reference("desktopLayoutId", "desktop-layout"),
            Reference("queueRankings.queueId", "contact-service-queue", is_checked=False),
        ),
        children=("queueRankings",),
        hidden_in_lists=("userIds", "queueRankings"),
        immutable=("siteId", "teamType"),
        ignored={"userIds": "team_users_read_only"},
        optional={"rankQueuesForTeam": "team_rank_optional"},
        conflicts={"teamStatus": ("team_status_conflict", "teamStatus: is required")},
        not_for={
            "skillProfileId": ("teamType", "CAPACITY"),
            "multiMediaProfileId": ("teamType", "CAPACITY"),
            "userIds": ("teamType", "CAPACITY"),
            "capacity": ("teamType", "AGENT"),
            "dialedNumber": ("teamType", "AGENT"),
        },
        body_in_json="team_body_in_json",
        bulk_updates=False,
        derived=_site_and_members,
    ),
    "user": Behaviour(
        key=("email",),
        references=(Reference("siteId", "site"), Reference("teamIds", "team")),
        derived=_site,
    ),
}

SERVED = {
    "site": EVERYTHING,
    "multimedia-profile": EVERYTHING,
    "team": EVERYTHING,
    "user": READS,
    "contact-service-queue": READS,
}


def is_served(family: str, operation: Operation) -> bool:
    """Whether an operation that the official file has for a family is served."""
    served = SERVED.get(family, ())
    return served is EVERYTHING or (operation.verb, operation.version) in served
