# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans made of records and of live objects, without a service."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.desired import Reader
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import JSON
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.plan import Plan, make_plan
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.resolve import Names, resolve
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

PROFILE = {"id": "profile-1", "name": "Voice", "active": True}


def site(name: str, object_id: str, **more: Any) -> JSON:
    return {"id": object_id, "name": name, "active": True, "multimediaProfileId": "profile-1", "version": 0, **more}


def plan_of(records: list[JSON], live: list[JSON], *, purge: bool = False, family: str = "site") -> Plan:
    resource = CATALOG[family]
    lists = {"multimedia-profile": [PROFILE], "site": [site("Here", "site-1"), site("There", "site-2")], family: live}
    names = Names(CATALOG, lambda wanted: lists[wanted.family])
    reader = Reader(resource)
    desired = reader.read(parse(json.dumps(records), "records", "items").records)
    assert not reader.problems
    problems = resolve(resource, desired, names)
    plan = make_plan(resource, desired, live, names, purge=purge)
    plan.problems += problems
    return plan


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
