# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans made of records and of live objects, without a service."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.desired import Desired, Reader
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import JSON
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE, DELETE, Action
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.identities import Identities
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.plan import FamilyPlan, Plan
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.planner import make_plan
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import Problem, parse

PROFILE = {"id": "profile-1", "name": "Voice", "active": True}
QUEUES = [{"id": number, "name": f"Queue {number}"} for number in ("q", "q1", "q2", "q3")]


@dataclass(frozen=True)
class Lists:
    """Live objects by family; nothing is left out of their lists."""

    rows: Mapping[str, list[JSON]]

    def of(self, resource: Resource) -> list[JSON]:
        return self.rows[resource.family]

    def showing(self, resource: Resource, _field: Field) -> list[JSON]:
        return self.of(resource)

    def hidden(self, resource: Resource) -> frozenset[str]:
        return resource.hidden

    def remembered(self, _resource: Resource, _row: JSON) -> JSON | None:
        return None

    def whole(self, resource: Resource, ids: Collection[str]) -> dict[str, JSON]:
        return {row["id"]: row for row in self.rows[resource.family] if row["id"] in ids}

    def beside(self, _resource: Resource, _ids: Collection[str]) -> dict[str, JSON]:
        return {}

    def under(self, _field: Field, _targets: Collection[str]) -> dict[str, dict[str, JSON]]:
        return {}


@dataclass(frozen=True)
class Planned:
    """A plan, as tests look at it."""

    plan: Plan
    identities: Identities
    problems: tuple[Problem, ...]

    @property
    def family(self) -> FamilyPlan:
        """The plan of the only family."""
        (family,) = self.plan.families
        return family

    @property
    def actions(self) -> list[Action]:
        return self.plan.actions

    @property
    def creates(self) -> list[Action]:
        return [action for action in self.actions if action.kind == CREATE]

    @property
    def deletes(self) -> list[Action]:
        return [action for action in self.actions if action.kind == DELETE]


def read(records: list[JSON], family: str) -> list[Desired]:
    """Checked records of one family, which must be good."""
    reader = Reader(CATALOG[family])
    desired = reader.read(parse(json.dumps(records), "records", "items").records)
    assert not reader.problems
    return desired


def plan_all(records: Mapping[str, list[JSON]], live: Mapping[str, list[JSON]], *, purge: bool = False) -> Planned:
    """Plan records of several families."""
    wanted = {family: read(items, family) for family, items in records.items()}
    planned = make_plan(CATALOG, wanted, Lists(live), purge=records if purge else ())
    return Planned(planned.plan, planned.identities, planned.problems)


def site(name: str, object_id: str, **more: Any) -> JSON:
    return {"id": object_id, "name": name, "active": True, "multimediaProfileId": "profile-1", "version": 0, **more}


def plan_of(records: list[JSON], live: list[JSON], *, purge: bool = False, family: str = "site") -> Planned:
    sites = [site("Here", "site-1"), site("There", "site-2")]
    lists = {
        "multimedia-profile": [PROFILE],
        "site": sites,
        "contact-service-queue": QUEUES,
        "skill-profile": [],
        family: live,
    }
    return plan_all({family: records}, lists, purge=purge)


def team(name: str, object_id: str, **more: Any) -> JSON:
    return {
        "id": object_id,
        "name": name,
        "active": True,
        "siteId": "site-1",
        "teamType": "AGENT",
        "teamStatus": "IN_SERVICE",
        **more,
    }


def plan_with(
    resource: Resource,
    records: list[JSON] | str,
    lists: Mapping[str, list[JSON]],
    *others: Resource,
    new: Sequence[JSON] = (),
    skip: frozenset[str] = frozenset(),
) -> Planned:
    """Plan records, or a YAML text, of a family that the catalog lacks; `lists` are the live objects of all families.

    `new` are records of the first of the other families, which come in the same run.
    """
    catalog = {known.family: known for known in (*others, resource)}
    reader = Reader(resource)
    text, form = (records, "yaml") if isinstance(records, str) else (json.dumps(records), "items")
    wanted = {resource.family: reader.read(parse(text, "records", form).records)}
    if new:
        wanted[others[0].family] = Reader(others[0]).read(parse(json.dumps(new), "new", "items").records)
    if reader.problems:
        return Planned(Plan((), (), ()), Identities(catalog, Lists(lists).of), tuple(reader.problems))
    planned = make_plan(catalog, wanted, Lists(lists), skip=skip)
    return Planned(planned.plan, planned.identities, planned.problems)
