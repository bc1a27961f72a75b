# SPDX-License-Identifier: GPL-3.0-or-later
"""Small families for tests of kinds: what a record of them becomes, without a service."""

from __future__ import annotations

import json
from typing import Any

from unit.module_utils.config.planned import Planned, plan_with

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.content import FileContent
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed, Set
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import Nested
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.rules import Rule
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Flag,
    Text,
    Whole,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import CLEAR, JSON

TEAM = Resource("team", "teams", (Field("name", Text(1), required=True),))
TEAMS = [{"id": "t1", "name": "Sales"}, {"id": "t2", "name": "Care"}]
LIMITS = Nested((Field("a", Whole()), Field("b", Whole()), Field("deep", Nested((Field("c", Whole()),)))))
GROUPS = Keyed(
    ("order",),
    (Field("order", Whole(1), required=True), Field("limits", LIMITS), Field("teams", Set(Reference("team")))),
)
MEMBERS = Keyed(("team",), (Field("team", Reference("team"), required=True), Field("rank", Whole())))


def family(*fields: Field, rules: tuple[Rule, ...] = ()) -> Resource:
    """A family called queue with a name and these fields."""
    return Resource("queue", "queues", (Field("name", Text(1), required=True), *fields), rules=rules)


def planned(field: Field | Resource, record: JSON, live: JSON | None = None) -> Planned:
    """The plan for one record of a family with this field, the live object of the same name if there is one."""
    resource = field if isinstance(field, Resource) else family(field)
    rows = [] if live is None else [{"id": "q1", "name": "q", **live}]
    return plan_with(resource, [{"name": "q", **record}], {"team": TEAMS, "queue": rows}, TEAM)


def body(field: Field | Resource, record: JSON, live: JSON | None = None) -> JSON:
    """What a PUT or POST for the record has to carry, beside id and name."""
    plan = planned(field, record, live)
    assert not plan.problems
    action = plan.actions[0]
    return {name: value for name, value in action.over(action.live or {}).items() if name not in ("id", "name")}


def writes(field: Field | Resource, record: JSON, live: JSON) -> bool:
    """Whether the record would be written over the live object."""
    plan = planned(field, record, live)
    assert not plan.problems
    return plan.actions[0].kind != "keep"


def refused(field: Field | Resource, record: JSON, live: JSON | None = None) -> list[str]:
    """What is wrong with the record."""
    return [str(problem) for problem in planned(field, record, live).problems]


COMPOSITE = Keyed(
    ("skill", "level"), (Field("skill", Text(1), required=True), Field("level", Whole()), Field("on", Flag()))
)
KEYLESS = Set(Nested((Field("a", Whole(), required=True), Field("b", Whole()))))


class Fake:
    """A family whose objects are called by their ids."""

    def name_of(self, target: Any) -> str:
        return str(getattr(target, "name", target))

    def is_unique(self, target: Any) -> bool:
        return True

    def rest_of(self, target: Any) -> list[tuple[Any, Any]]:
        return []


class Note:
    """A place without a record."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def problem(self, what: str) -> None:
        self.problems.append(what)

    spoiled = problem

    def inside(self, step: str | int) -> Note:
        return self

    @property
    def is_cell(self) -> bool:
        return False

    def written(self) -> str | None:
        return None

    def unpacked(self, text: str) -> Any:
        try:
            return json.loads(text)
        except ValueError as error:
            self.problem(str(error))
            return CLEAR

    def file(self, _name: str) -> FileContent | None:
        return None

    def beginning(self, _file: FileContent) -> bytes:
        return b""

    def json_file(self, _name: str) -> Any:
        return None
