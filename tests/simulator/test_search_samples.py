# SPDX-License-Identifier: GPL-3.0-or-later
"""What samples of the API ask for, and its dictionaries have not: objects as a whole, skills, hidden intervals."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from support.search import COUNT, sessions, tasks
from support.simulator import Row, Simulator

from wxcc_simulator.search.counting.filters import read_filter
from wxcc_simulator.search.records.roots import ROOTS, Depth

OWNED = "id owner { id name } channelType"


def agent(rows: list[Row]) -> Row:
    """The first agent there is."""
    found: Row = next(row["owner"] for row in rows if row["owner"]["id"])
    return found


@pytest.mark.parametrize(
    ("arguments", "check"),
    [
        ("{owner: {notequals: {id: null}}}", lambda row, _one: row["owner"]["id"] is not None),
        ("{owner: {equals: {id: null}}}", lambda row, _one: row["owner"]["id"] is None),
        ('{owner: {equals: {id: "ID"}}}', lambda row, one: row["owner"] == one),
        ('{owner: {equals: {id: "ID", name: "NAME"}}}', lambda row, one: row["owner"] == one),
        ('{owner: {notequals: {id: "ID", name: "NAME"}}}', lambda row, one: row["owner"] != one),
        ('{owner: {equals: {id: "ID", name: "another"}}}', lambda _row, _one: False),
        (
            '{and: [{channelType: {equals: chat}}, {owner: {equals: {id: "ID"}}}]}',
            lambda row, one: row["owner"] == one and row["channelType"] == "chat",
        ),
        (
            '{or: [{owner: {equals: {id: "ID"}}}, {owner: {equals: {id: null}}}]}',
            lambda row, one: row["owner"]["id"] in (None, one["id"]),
        ),
        ('{callbackData: {equals: {callbackStatus: "Success"}}}', lambda _row, _one: False),
        ('{callbackData: {notequals: {callbackStatus: "Success"}}}', lambda _row, _one: True),
    ],
)
def test_objects_are_compared_as_a_whole(sim: Simulator, arguments: str, check: Any) -> None:
    whole = tasks(sim, "", OWNED)
    one = agent(whole)
    asked = arguments.replace("ID", one["id"]).replace("NAME", one["name"])
    found = tasks(sim, f"filter: {asked}", OWNED)
    assert all(check(row, one) for row in found)
    assert {row["id"] for row in found} >= {row["id"] for row in whole if check(row, one)}


def test_an_object_may_be_in_an_aggregation(sim: Simulator) -> None:
    count = '{field: "id", type: count, name: "%s", filter: {%s}}'
    parts = [count % (word, f"owner: {{{word}: {{id: null}}}}") for word in ("equals", "notequals")]
    arguments = f"aggregations: [{count % ('n', '')}, {', '.join(parts)}]"
    (row,) = tasks(sim, arguments, "aggregation { name value }")
    values = {pair["name"]: pair["value"] for pair in row["aggregation"]}
    assert values["n"] == values["equals"] + values["notequals"]
    assert min(values.values()) > 0


SKILLS = [{"name": "English", "intVal": 7}, {"name": "French", "intVal": 3}]


@pytest.mark.parametrize(
    ("tree", "skills", "matches"),
    [
        ({"name": {"equals": "English"}, "intVal": {"gte": 5}}, SKILLS, True),
        ({"name": {"equals": "French"}, "intVal": {"gte": 5}}, SKILLS, False),
        ({"name": {"equals": "German"}}, SKILLS, False),
        ({"intVal": {"lt": 5, "gt": 2}}, SKILLS, True),
        ({"name": {"equals": "English"}}, None, False),
        ({"name": {"notequals": "English"}}, None, True),
        ({"equals": "English"}, "English", True),
    ],
)
def test_skills_are_found_by_their_members(tree: Row, skills: Any, matches: bool) -> None:
    """The agents of the simulator have none, so these are made up."""
    usual = next(root for root in ROOTS if root.name == "agentSession")
    depth = Depth("", {"agentSkills": lambda record: record.skills}, members="channels")
    condition = read_filter(replace(usual, depths=(depth, *usual.depths[1:])), {"agentSkills": tree})
    assert condition is not None
    assert condition((SimpleNamespace(skills=skills),)) is matches


def test_skills_may_be_asked_for(sim: Simulator) -> None:
    asked = 'filter: {agentSkills: {name: {equals: "English"}, intVal: {gte: 5}}}'
    assert sessions(sim, asked, "agentId") == []
    assert sessions(sim, 'filter: {agentSkills: {name: {notequals: "English"}}}', "agentId")


def test_groups_are_split_by_an_interval_that_is_not_shown(sim: Simulator) -> None:
    arguments = f"{COUNT} aggregationInterval: {{interval: HOURLY}}"
    shown = tasks(sim, arguments, "intervalStartTime channelType aggregation { value }")
    hidden = tasks(sim, arguments, "channelType aggregation { value }")
    assert hidden == [{name: value for name, value in row.items() if name != "intervalStartTime"} for row in shown]
    assert len({row["intervalStartTime"] for row in shown}) > 1
