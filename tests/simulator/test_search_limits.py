# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search holds in memory, whatever it looks through, and what it refuses before it looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

import pytest
from support.reports import DAY, END
from support.simulator import Row

from wxcc_simulator.search import bodies, endpoint
from wxcc_simulator.search.counting import answers, groups
from wxcc_simulator.search.counting.recent import Recent
from wxcc_simulator.search.records.contacts import TaskRecord
from wxcc_simulator.search.records.roots import ROOTS
from wxcc_simulator.search.records.values_of_agents import SessionRecord
from wxcc_simulator.serving.app import Simulator
from wxcc_simulator.traffic import Traffic
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.world.options import Options

(ORG,) = Simulator(Options(orgs=1, tasks_per_day=150, agents=30)).world.organizations.values()
COUNT = 'aggregations: [{field: "totalDuration", name: "n", type: count}]'
BY_DAY = f"{COUNT} aggregationInterval: {{interval: DAILY}}"


def ask(root: str, arguments: str, fields: str, days: int = 3) -> Row:
    """The page of a root, over days that are over."""
    name = "agentSessions" if root == "agentSession" else "tasks"
    page = f"{name} {{ {fields} }} pageInfo {{ hasNextPage endCursor }}"
    document = f"query ($from: Long!, $to: Long!) {{ {root}(from: $from, to: $to {arguments}) {{ {page} }} }}"
    body = {"query": document, "variables": {"from": END - days * DAY, "to": END}}
    answer = json.loads(bodies.answer(ORG.traffic, (ORG.org_id, ORG.name, END + 10 * DAY), body, legs_are_known=True))
    found: Row = answer["data"][root]
    return found


@pytest.mark.parametrize(
    ("root", "arguments", "fields"),
    [
        ("taskDetails", f'{COUNT} pagination: {{cursor: "queueId=x"}}', "lastQueue { id } aggregation { value }"),
        ("taskDetails", f'{COUNT} pagination: {{cursor: "x"}}', "aggregation { value }"),
        ("taskDetails", f'{COUNT} pagination: {{cursor: "isActive=perhaps"}}', "isActive aggregation { value }"),
        ("taskDetails", f'{COUNT} pagination: {{cursor: "channelType=chat::id=1"}}', "id aggregation { value }"),
        (
            "taskDetails",
            f'{BY_DAY} pagination: {{cursor: "intervalStartTime={END - DAY + 1}"}}',
            "intervalStartTime aggregation { value }",
        ),
        (
            "taskDetails",
            f'{BY_DAY} pagination: {{cursor: "intervalStartTime=monday"}}',
            "intervalStartTime aggregation { value }",
        ),
        ("taskDetails", 'pagination: {cursor: "x"}', "id"),
        ("taskDetails", "", 'id activities(after: "x") { nodes { id } }'),
        ("agentSession", 'pagination: {cursor: "x"}', "agentId"),
        ("agentSession", "", 'agentId channelInfo { activities(after: "x") { nodes { id } } }'),
    ],
)
def test_an_unknown_cursor_is_refused_before_anything_is_counted(
    monkeypatch: pytest.MonkeyPatch, root: str, arguments: str, fields: str
) -> None:
    def looked_through(*_unused: Any, **_named: Any) -> Iterator[Any]:
        raise AssertionError("contacts were looked for")

    monkeypatch.setattr(Traffic, "contacts", looked_through)
    monkeypatch.setattr(Traffic, "sessions", looked_through)
    with pytest.raises(RefusedError, match="unknown cursor") as refused:
        ask(root, arguments, fields)
    assert refused.value.status == 400


def test_a_cursor_of_no_group_is_refused_in_the_end() -> None:
    cursor = json.dumps("lastQueue.id=nobody")
    with pytest.raises(RefusedError, match="unknown cursor"):
        ask("taskDetails", f"{COUNT} pagination: {{cursor: {cursor}}}", "lastQueue { id } aggregation { value }")


@pytest.mark.parametrize(
    ("record", "root", "fields", "most"),
    [
        (SessionRecord, "agentSession", "agentId", 3 + 3),
        (TaskRecord, "taskDetails", "id totalDuration(sort: desc) channelType(sort: asc)", 3 + 3),
    ],
)
def test_a_page_is_all_that_is_kept_of_records(
    monkeypatch: pytest.MonkeyPatch, record: type, root: str, fields: str, most: int
) -> None:
    """Records are gone once it is clear that they are on another page."""
    alive: WeakSet[Any] = WeakSet()
    seen = []
    made = vars(record)["__init__"]

    def counted(self: Any, *arguments: Any) -> None:
        made(self, *arguments)
        alive.add(self)
        seen.append(len(alive))

    monkeypatch.setattr(record, "__init__", counted)
    for each in ROOTS:
        if each.name == root:
            monkeypatch.setitem(each.__dict__, "page_size", 3)
    assert ask(root, "", fields)["pageInfo"]["hasNextPage"]
    assert len(seen) > 20
    assert max(seen) <= most


@pytest.mark.parametrize(
    "fields",
    [
        "id",
        "lastQueue { id } channelType intervalStartTime",
        "owner { id } intervalStartTime isActive",
        "totalDuration",
    ],
)
def test_pages_of_groups_are_the_same_however_few_are_kept(monkeypatch: pytest.MonkeyPatch, fields: str) -> None:
    arguments = BY_DAY if "intervalStartTime" in fields else COUNT
    monkeypatch.setattr(answers, "GROUPS_ON_A_PAGE", 100_000)
    monkeypatch.setattr(endpoint, "RECENT", Recent())
    everything = ask("taskDetails", arguments, f"{fields} aggregation {{ name value }}")["tasks"]
    assert len(everything) > 30
    monkeypatch.setattr(answers, "GROUPS_ON_A_PAGE", 10)
    monkeypatch.setattr(groups, "MOST_GROUPS", 25)
    monkeypatch.setattr(endpoint, "RECENT", Recent())
    most = 0
    paged: list[Row] = []
    page: Row = {}
    add = groups.Grouping.add

    def adding(self: groups.Grouping, *unit: Any) -> None:
        nonlocal most
        add(self, *unit)
        most = max(most, len(self._groups))

    monkeypatch.setattr(groups.Grouping, "add", adding)
    while not page or page["pageInfo"]["hasNextPage"]:
        cursor = json.dumps(page["pageInfo"]["endCursor"] if page else None)
        paged_arguments = f"{arguments} pagination: {{cursor: {cursor}}}"
        page = ask("taskDetails", paged_arguments, f"{fields} aggregation {{ name value }}")
        paged += page["tasks"]
    assert paged == everything
    assert most <= 2 * groups.MOST_GROUPS
