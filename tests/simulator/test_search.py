# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /search: which documents and bodies are refused and how, limits, who may ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from support.reports import DAY, END, HOUR, NOW, START
from support.search import COUNT, legs, listed, tasks
from support.simulator import Simulator
from tools.distill_search import FIELD_LISTS, distil, write

from wxcc_simulator.search.records.roots import ROOTS


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    with Simulator.start(tasks_per_day=400) as quiet:
        yield quiet


def refused(sim: Simulator, document: str, **variables: object) -> tuple[int, str]:
    """Status and message of an error, wherever it is."""
    body = {"query": document, "variables": {"from": START, "to": END, **variables}}
    answer = sim.call("POST", "/search", json=body)
    if answer.status_code == 200:
        return 200, " ".join(error["message"] for error in answer.json()["errors"])
    return answer.status_code, answer.json()["error"]["message"][0]["description"]


def test_the_fields_are_the_distilled_ones() -> None:
    if not FIELD_LISTS.exists():
        pytest.skip(f"the field lists are not there: {FIELD_LISTS}")
    committed = files("wxcc_simulator.search.records").joinpath("fields.json").read_text(encoding="utf-8")
    assert committed == write(distil(json.loads(FIELD_LISTS.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_every_field_can_be_selected_and_every_value_belongs_to_a_field(sim: Simulator, root: Any) -> None:
    tree: dict[str, Any] = {}
    for name in root.fields:
        branch = tree
        for part in name.split("."):
            branch = branch.setdefault(part, {})

    def text(branch: dict[str, Any]) -> str:
        words = []
        for name, inner in branch.items():
            words.append(name)
            if inner:
                words.append('(name: "x")' if name.endswith("GlobalVariables") else "")
                words.append(f"{{ {text(inner)} }}")
        return " ".join(words)

    rows = listed(sim, root.name, root.list_name, "", text(tree), **{"from": END - 12 * HOUR})
    assert rows
    for depth in root.depths:
        unknown = {depth.prefix + name for name in depth.getters} - root.fields.keys()
        assert unknown == set()


@pytest.mark.parametrize(
    ("document", "status", "words"),
    [
        ("{ taskDetails(to: 1) { tasks { id } } }", 400, "Missing field argument"),
        ("{ taskDetails(from: 1) { tasks { id } } }", 400, "Missing field argument"),
        ("{ taskDetails(from: 1, to: 2) { tasks { idd } } }", 200, "FieldUndefined@[taskDetails/tasks/idd]"),
        ("{ calls(from: 1, to: 2) { id } }", 200, "FieldUndefined@[calls]"),
        ("{ __schema { types { name } } }", 200, "introspection has been disabled"),
        ("{ taskDetails(from: 1, to: 2) { tasks { id", 200, "Syntax Error"),
        ("", 200, "Syntax Error"),
        ("{ taskDetails(from: 1, to: 2) { tasks } }", 200, "must have a selection of subfields"),
        (f'{{ taskDetails(from: "{START}", to: 2) {{ tasks {{ id }} }} }}', 200, "Long"),
        (
            '{ taskDetails(from: 1, to: 2, filter: {channelType: {equals: "chat"}}) { tasks { id } } }',
            200,
            "ChannelType",
        ),
        ("{ taskDetails(from: 1, to: 2, filter: {createdTime: {gt: 1}}) { tasks { id } } }", 200, "createdTime"),
        ("{ taskDetails(from: 1, to: 2, filter: {status: {like: 1}}) { tasks { id } } }", 200, "like"),
        (
            '{ taskDetails(from: 1, to: 2, aggregations: {field: "id", type: avg, name: "x"}) { tasks { id } } }',
            200,
            "avg",
        ),
        (
            "{ agentSession(from: 1, to: 2, timeComparator: endedTime) { agentSessions { agentId } } }",
            200,
            "timeComparator",
        ),
        ("{ taskLegDetails(from: 1, to: 2, extFilter: {}) { taskLegs { id } } }", 200, "extFilter"),
        (
            "{ taskDetails(from: 1, to: 2) { tasks { stringGlobalVariables { value } } } }",
            400,
            "Missing field argument",
        ),
        ("query ($from: Long!, $x: Long!) { taskDetails(from: $from, to: $x) { tasks { id } } }", 200, "$x"),
        ("{a" * 5000, 200, "nested too deeply"),
    ],
)
def test_documents_that_are_refused(sim: Simulator, document: str, status: int, words: str) -> None:
    found, message = refused(sim, document)
    assert found == status, message
    assert words in message


def test_errors_say_where(sim: Simulator) -> None:
    answer = sim.call("POST", "/search", json={"query": "{\n  taskDetails(from: 1, to: 2) {\n    nothing\n  }\n}"})
    (error,) = answer.json()["errors"]
    assert error["locations"] == [{"line": 3, "column": 5}]
    assert answer.json()["data"] is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "query: a GraphQL document is required"),
        ("{}", "query: a GraphQL document is required"),
        ('{"query": 5}', "query: a GraphQL document is required"),
        ('{"query": "{ x }", "variables": []}', None),
        ('{"query": "{ x }", "variables": [1]}', "variables: must be an object"),
    ],
)
def test_bodies_that_are_refused(sim: Simulator, body: str, words: str | None) -> None:
    answer = sim.call("POST", "/search", data=body, headers={"Content-Type": "application/json"})
    if words is None:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400
        assert words in answer.json()["error"]["message"][0]["description"]


@pytest.mark.parametrize(
    ("media_type", "status"),
    [("application/json", 200), ("Application/JSON; charset=utf-8", 200), ("text/plain", 400), ("", 400)],
)
def test_a_query_is_sent_as_json(sim: Simulator, media_type: str, status: int) -> None:
    document = f'{{"query": "{{ taskDetails(from: {START}, to: {END}) {{ tasks {{ id }} }} }}"}}'
    answer = sim.call("POST", "/search", data=document, headers={"Content-Type": media_type})
    assert answer.status_code == status
    assert ("data" in answer.json()) is (status == 200)


INTERVAL = "intervalStartTime aggregation { value }"
ELEVEN = (
    "id status channelType origin destination contactReason direction isActive isOutdial captureRequested ivrScriptName"
)


@pytest.mark.parametrize(
    ("arguments", "fields", "period", "status", "words"),
    [
        ("", "id", (NOW - 364 * DAY, NOW), 200, ""),
        ("", "id", (NOW - 366 * DAY, NOW), 400, "not be more than 365 days"),
        ("", "id", (NOW - 1094 * DAY, NOW - 1000 * DAY), 200, ""),
        ("", "id", (NOW - 1096 * DAY, NOW - 1095 * DAY), 400, "36 months"),
        ("", "id", (END, START), 400, "must not be before"),
        ("", "activities { nodes { id } }", (NOW - 29 * DAY, NOW), 200, ""),
        ("", "activities { nodes { id } }", (NOW - 31 * DAY, NOW), 400, "30 days"),
        ('extFilter: {activities: {nodes: {eventName: {equals: "new"}}}}', "id", (NOW - 31 * DAY, NOW), 400, "30 days"),
        (
            'extFilter: {activities: {nodes: {eventName: {equals: "no"}}}}',
            "id",
            (NOW - 29 * DAY, NOW),
            413,
            "2500 records",
        ),
        ("", "activities(first: 101) { totalCount }", (START, END), 400, "from 1 to 100"),
        (COUNT, "aggregation { value }", (NOW - 31 * DAY, NOW), 200, ""),
        (COUNT, f"{ELEVEN} aggregation {{ value }}", (START, END), 400, "at most 10"),
        (COUNT, "intervalStartTime aggregation { value }", (START, END), 400, "aggregationInterval"),
        (
            'aggregations: {field: "id", type: sum, name: "n"}',
            "aggregation { value }",
            (START, END),
            400,
            "sum: not for id",
        ),
        ('aggregations: {field: "x", type: sum, name: "n"}', "aggregation { value }", (START, END), 400, "x: no field"),
        (
            'aggregations: {field: "holdCount", type: sum, name: "n"}',
            "activities { nodes { queueId } } aggregation { value }",
            (START, END),
            400,
            "together with those of its activities",
        ),
        (
            f'{COUNT} aggregationInterval: {{interval: HOURLY, timezone: "Mars"}}',
            INTERVAL,
            (START, END),
            400,
            "Mars",
        ),
        (f"{COUNT} aggregationInterval: {{interval: FIFTEEN_MINUTES}}", INTERVAL, (END - DAY, END), 200, ""),
        (
            f"{COUNT} aggregationInterval: {{interval: FIFTEEN_MINUTES}}",
            INTERVAL,
            (END - DAY - 1, END),
            400,
            "not allowed",
        ),
        (f"{COUNT} aggregationInterval: {{interval: THIRTY_MINUTES}}", INTERVAL, (END - 7 * DAY, END), 200, ""),
        (f"{COUNT} aggregationInterval: {{interval: HOURLY}}", INTERVAL, (END - 7 * DAY - 1, END), 400, "not allowed"),
        (f"{COUNT} aggregationInterval: {{interval: DAILY}}", INTERVAL, (END - 8 * DAY, END), 200, ""),
        ('pagination: {cursor: "x"}', "id", (START, END), 400, "x: unknown cursor"),
        ('pagination: {cursor: "400"}', "id", (START, END), 400, "first 100000 records"),
        (f'{COUNT} pagination: {{cursor: "x=1"}}', "aggregation { value }", (START, END), 400, "unknown cursor"),
        ('filter: {origin: {match: "("}}', "id", (START, END), 400, "cannot be read as a pattern"),
    ],
)
def test_limits(sim: Simulator, arguments: str, fields: str, period: tuple[int, int], status: int, words: str) -> None:
    document = f"{{ taskDetails(from: {period[0]}, to: {period[1]} {arguments}) {{ tasks {{ {fields} }} }} }}"
    answer = sim.call("POST", "/search", json={"query": document})
    assert answer.status_code == status, answer.text
    if words:
        assert words in answer.json()["error"]["message"][0]["description"]
    else:
        assert answer.json()["data"]["taskDetails"]["tasks"]


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
@pytest.mark.parametrize("period", [(START // 1000, END // 1000), (NOW + DAY, NOW + 2 * DAY), (START, START)])
def test_seconds_the_future_and_nothing_are_empty(sim: Simulator, root: Any, period: tuple[int, int]) -> None:
    assert listed(sim, root.name, root.list_name, "", "isActive", **{"from": period[0], "to": period[1]}) == []


@pytest.mark.parametrize(
    ("token", "org", "status"),
    [("unknown", None, 401), ("no_scope_token", None, 403), ("read_only_token", 0, 200), ("access_token", 1, 403)],
)
def test_who_may_ask(sim: Simulator, token: str, org: int | None, status: int) -> None:
    query = {} if org is None else {"orgId": sim.orgs[org].org_id}
    body = {"query": f"{{ taskDetails(from: {START}, to: {END}) {{ tasks {{ id }} }} }}"}
    bearer = getattr(sim.orgs[0], token, token)
    assert sim.call("POST", "/search", token=bearer, params=query, json=body).status_code == status


def test_faults_meet_searches(sim: Simulator) -> None:
    document = f"{{ taskDetails(from: {START}, to: {END}) {{ tasks {{ id }} }} }}"
    sim.fault(method="POST", path="/search", status=200, body={"data": None, "errors": [{"message": "overloaded"}]})
    answers = [sim.call("POST", "/search", json={"query": document}).json() for _time in range(2)]
    assert [list(answer) for answer in answers] == [["data", "errors"], ["data"]]


def test_without_queue_legs_there_are_none() -> None:
    with Simulator.start(orgs=1, queue_legs=False) as without:
        assert legs(without, "", "id") == []
        assert tasks(without, "", "id")
