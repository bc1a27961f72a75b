# SPDX-License-Identifier: GPL-3.0-or-later
"""The flow store of the simulator: whole flows come and go, versions have tags, and each odd manner is a switch."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft4Validator
from requests import Response
from support.conformance import official_file
from support.flows import SERVER, ask, callback, hello, put_flow, transfer
from support.simulator import Row, Simulator

LIST = "flows"
SUBFLOW = {"flowType": "SUBFLOW"}


def rows(sim: Simulator, **params: Any) -> list[Row]:
    found: list[Row] = ask(sim, "GET", LIST, params={"size": 100, **params}).json()
    return found


def without_server(exported: Row) -> Row:
    return {name: value for name, value in exported.items() if name not in SERVER and name != "comment"}


def test_a_flow_comes_back_as_it_was_imported_and_keeps_its_id(sim: Simulator) -> None:
    first = put_flow(sim, hello(), "Live", "Test")
    [row] = rows(sim)
    tags = {tag["id"]: tag["versionNumber"] for tag in row["tags"]}
    assert (row["id"], row["name"], row["status"], tags) == (
        first,
        "Hello",
        "Published",
        {"Live": 1, "Test": 1, "Latest": 1},
    )
    exported = ask(sim, "GET", f"flows/{first}:export", base="/flow-store").json()
    assert without_server(exported) == without_server(hello())
    assert exported["orgId"] == sim.orgs[0].org_id
    changed = {**hello(), "description": "new"}
    assert put_flow(sim, changed) == first, "an import over a flow of the same name keeps its id"
    old, new = (
        ask(sim, "GET", f"flows/{first}:export", params={"version": version}).json() for version in ("latest", "draft")
    )
    assert (old["description"], new["description"]) == ("", "new")


def test_imports_that_are_no_flow_or_have_a_name_that_is_taken_are_refused(sim: Simulator) -> None:
    put_flow(sim, hello())
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"files": {"file": ("a", json.dumps(hello()))}}, 409, "already exists"),
        ({"files": {"file": ("a", "{")}}, 400, "File parse error"),
        ({"files": {"file": ("a", "[]")}}, 400, "this is not a flow"),
        ({"files": {"file": ("a", json.dumps({**hello(), "name": ""}))}}, 400, "Flow name is empty"),
        ({"files": {"other": ("a", "{}")}}, 400, "file: this part is required"),
        ({"files": {"file": ("a", json.dumps(callback()))}}, 400, "Invalid flow type"),
    ]
    for options, status, reason in cases:
        answer = ask(sim, "POST", "flows:import", **options)
        assert (answer.status_code, reason in answer.text) == (status, True), answer.text
    assert len(rows(sim)) == 1


def test_each_odd_manner_is_a_switch(sim: Simulator) -> None:
    for number in range(12):
        put_flow(sim, {**hello(), "name": f"Flow {number}"})
    subflow, live = put_flow(sim, callback()), put_flow(sim, transfer("other", "another"))

    def seen() -> dict[str, Any]:
        return {
            "flow_list_size": len(ask(sim, "GET", LIST).json()),
            "flow_wrong_project": ask(sim, "GET", LIST, project="0" * 24).status_code,
            "flow_json_import": ask(sim, "POST", "flows:import", json={}).status_code,
            "flow_type_needed": ask(sim, "GET", f"flows/{subflow}:export?version=draft").status_code,
            "flow_false_alarms": ask(sim, "POST", f"flows/{live}:publish", json={"tagIds": []}).status_code,
            "flow_locks": _import_over_locked(sim),
        }

    on = seen()
    assert on == {
        "flow_list_size": 10,
        "flow_wrong_project": 200,
        "flow_json_import": 500,
        "flow_type_needed": 404,
        "flow_false_alarms": 400,
        "flow_locks": 409,
    }
    sim.quirks(**dict.fromkeys(on, False))
    assert seen() == {
        "flow_list_size": 13,
        "flow_wrong_project": 404,
        "flow_json_import": 400,
        "flow_type_needed": 200,
        "flow_false_alarms": 200,
        "flow_locks": 201,
    }


def _import_over_locked(sim: Simulator) -> int:
    flow_id = put_flow(sim, {**hello(), "name": "Flow 1"}) if "Flow 1" not in _locked(sim) else _locked(sim)["Flow 1"]
    ask(sim, "POST", f"flows/{flow_id}:lock")
    files = {"file": ("a", json.dumps({**hello(), "name": "Flow 1"}))}
    status: int = ask(sim, "POST", "flows:import", files=files, params={"overwrite": "yes"}).status_code
    return status


def _locked(sim: Simulator) -> dict[str, str]:
    return {row["name"]: row["id"] for row in rows(sim) if "lockedBy" in row}


def test_a_lock_ends_after_fifteen_idle_minutes(sim: Simulator) -> None:
    assert _import_over_locked(sim) == 409
    sim.advance(15 * 60)
    assert put_flow(sim, {**hello(), "name": "Flow 1"})
    assert _locked(sim) == {}


def test_wrong_projects_and_types_are_told(sim: Simulator) -> None:
    assert ask(sim, "GET", LIST, project="0" * 24).json() == []
    wrong = ask(sim, "GET", LIST, project="main")
    assert (wrong.status_code, wrong.content) == (404, b"")
    assert ask(sim, "GET", LIST, params={"flowType": "SOMETHING"}).status_code == 400


@pytest.mark.parametrize(
    ("params", "is_refused"),
    [
        ({}, False),
        ({"skipRsEPCheck": "true"}, False),
        ({"skipRsEPCheck": "false"}, True),
        ({"skipRsEPCheck": "false", "force": "no"}, True),
        ({"skipRsEPCheck": "false", "force": "yes"}, False),
    ],
)
def test_a_flow_in_use_is_kept_only_where_the_check_is_asked_for(
    sim: Simulator, params: dict[str, str], is_refused: bool
) -> None:
    flow_id = put_flow(sim, hello())
    point = {"name": "In", "entryPointType": "INBOUND", "channelType": "TELEPHONY", "serviceLevelThreshold": 20}
    body = {**point, "active": True, "maximumActiveContacts": 0, "flowId": flow_id, "flowTagId": "Latest"}
    assert sim.call("POST", "entry-point", json=body).status_code == 201
    answer = ask(sim, "DELETE", f"flows/{flow_id}", params=params)
    assert (answer.status_code, "used by entry points" in answer.text) == ((400, True) if is_refused else (200, False))
    assert [row["id"] for row in rows(sim)] == ([flow_id] if is_refused else [])


def test_a_draft_or_a_version_is_validated_with_advice_and_false_alarms(sim: Simulator) -> None:
    described = hello()
    for step in described["process"]["activities"].values():
        step["description"] = "what it does"
    assert _validated(sim, put_flow(sim, described)) == (True, [])
    plain = put_flow(sim, hello(), "Live")
    assert _validated(sim, plain) == (True, [("RECOMMENDATION", "FC1007", "")])
    over = put_flow(sim, transfer("other", "another"))
    alarm = ("ERROR", "FC1015", "Menu")
    assert _validated(sim, over) == (False, [alarm, ("RECOMMENDATION", "FC1007", "")])
    assert put_flow(sim, {**transfer("a", "b"), "name": "Hello"}) == plain
    assert _validated(sim, plain)[0] is False
    assert _validated(sim, plain, versionId="latest")[0] is True
    assert ask(sim, "GET", f"v2/flows/{plain}:validate", params={"versionId": "none"}).status_code == 404
    sim.quirks(flow_false_alarms=False)
    assert _validated(sim, over)[0] is True


def _validated(sim: Simulator, flow_id: str, **params: str) -> tuple[bool, list[tuple[str, str, str]]]:
    found = ask(sim, "GET", f"v2/flows/{flow_id}:validate", params=params).json()
    return found["valid"], [(row["severity"], row["code"], row["activityLabel"]) for row in found["results"]]


def test_answers_of_published_operations_fit_the_official_file(sim: Simulator) -> None:
    document = official_file()
    base = "/flow-store/{orgId}/project/{projectId}"
    flow_id = put_flow(sim, hello())

    def fits(method: str, path: str, answer: Response) -> None:
        """The code is described and, where there is a schema, the body fits it."""
        described = document["paths"][base + path][method.lower()]["responses"][str(answer.status_code)]
        for media in described.get("content", {}).values():
            schema = {**media["schema"], "components": document["components"]}
            assert [error.message for error in Draft4Validator(schema).iter_errors(answer.json())] == []

    one = f"flows/{flow_id}"
    fits("POST", "/flows:import", ask(sim, "POST", "flows:import", files={"file": ("a", json.dumps(callback()))}))
    fits("POST", "/flows:import", ask(sim, "POST", "flows:import", data="a"))
    for body in ({"tagIds": ["Live"], "comment": "new"}, {}, {"tagIds": [1]}, {"tagIds": [["Live"]]}, {"comment": 1}):
        fits("POST", "/flows/{flowId}:publish", ask(sim, "POST", f"{one}:publish", json=body))
    for version in ("draft", "latest", "nothing"):
        fits("GET", "/flows/{flowId}:export", ask(sim, "GET", f"{one}:export", params={"version": version}))
    for query in ({}, {"size": "1"}, {"size": "1_0"}, {"page": "-1"}, {"partialNameSearch": "x"}):
        fits("GET", "/flows", ask(sim, "GET", LIST, params=query))
    assert ask(sim, "POST", f"{one}:publish", json={"comment": 1}).status_code == 400


def test_flows_are_chosen_by_their_ids(sim: Simulator) -> None:
    first, second, _other = (put_flow(sim, {**hello(), "name": f"Flow {number}"}) for number in range(3))
    for ids in ([first], [second, first], [first, "nothing"], ["nothing"]):
        found = {row["id"] for row in ask(sim, "GET", LIST, params={"ids": ids}).json()}
        assert found == {*ids} - {"nothing"}
