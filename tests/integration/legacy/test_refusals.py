# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong with legacy records: one sentence each, before a request where that is possible, and no secret."""

from __future__ import annotations

import json
from typing import Any

from support.legacy import (
    LAB_ACTIVITIES,
    LAB_QUERY,
    LAB_SESSION,
    read,
)
from support.playbook import scratch
from support.project import Project, task
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.signing import authorization

BEGIN = 1_700_000_000_000
CHAINS, LENGTH = 120, 12


def test_what_the_service_refuses_is_one_sentence(project: Project, sim: Simulator) -> None:
    for status, more in (
        (200, {"body": "<html><title>Maintenance</title></html>", "headers": {"Content-Type": "text/html"}}),
        (502, {"body": "<html><title>Bad gateway</title></html>"}),
        (302, {"headers": {"Location": "https://elsewhere.example.com/login?x=1"}}),
        (200, {"body": json.dumps({"unexpected": 1})}),
        (200, {"body": ""}),
    ):
        sim.fault(path="*/csrs/fault-*", status=status, **more)
    once = {"retry_timeout": 0}
    cases: list[tuple[Row, str]] = [
        ({"id": LAB_SESSION, "legacy_api_key": "another-key"}, "401: the signature is not that of the user in From;"),
        ({"id": LAB_SESSION, "legacy_user": "nobody@example.com"}, "check legacy_user, legacy_api_key"),
        (
            {"id": LAB_SESSION, "legacy_tenant_id": 1},
            "403: the user does not belong to this tenant; check legacy_tenant",
        ),
        ({"id": ["no-such-id", LAB_SESSION]}, "no-such-id: no CSR record has this id"),
        ({"id": "fault-1", **once}, "the answer is not a CSR but says: Maintenance; check legacy_url"),
        ({"id": "fault-2", **once}, "502: Bad gateway"),
        ({"id": "fault-3", **once}, "redirects to elsewhere.example.com; redirects are not followed; check legacy_url"),
        ({"id": "fault-4"}, 'the answer is not a CSR but says: {"unexpected": 1}'),
        ({"id": "fault-5"}, "the answer is not a CSR but says: nothing"),
    ]
    steps = project.play(*(read({"record": "csr", **options}) for options, _unused in cases))
    said = [(part, step.failure()) for (_unused, part), step in zip(cases, steps, strict=True)]
    assert [(part, message) for part, message in said if part not in message] == []
    assert [message for _unused, message in said if "\n" in message] == []
    assert [row["sid"] for row in steps[3].result["records"]] == [LAB_SESSION]


def broken(**changes: Any) -> Row:
    """The lab's query with other members; one that is None is left out."""
    return {name: value for name, value in {**LAB_QUERY, **changes}.items() if value is not None}


BAD_INPUT: list[tuple[Row, str]] = [
    ({"src": "no-query.json"}, "no-query.json: has no query, it is JSON without one"),
    ({"src": "seconds.json"}, "seconds.json: query.dateBegin[0]: 1612155600 is not a time in milliseconds"),
    ({"src": "absent.json"}, "absent.json: there is no such file"),
    ({"query": {"query": broken(numberOfRecords="all")}}, "query: query.numberOfRecords: 'all' is not of type"),
    (
        {"query": broken(filterGroups=[{"operator": "XOR", "valueFilters": []}])},
        "query.filterGroups[0].operator: 'XOR' is not one of",
    ),
    (
        {"query": broken(dateBegin=[1612328400001])},
        "query.dateBegin[0]: 2021-02-03T05:00:00.001Z is not before",
    ),
    ({"query": broken(anchorId="x" * 200_000)}, "characters too long for a URL of 8192 (max_url_length)"),
    ({"from": "now", "to": "yesterday"}, "is not after from"),
    ({"from": 1612155600}, "from: 1612155600 is not a time in milliseconds"),
    (
        {"record": "car", "id": LAB_SESSION},
        f"id: '{LAB_SESSION}' is not the id of a CAR record; write session-timestamp-event",
    ),
    ({"record": "car", "id": f"{LAB_SESSION}-1612238768-new"}, "its timestamp is in seconds"),
    ({"record": "csr", "id": LAB_ACTIVITIES[0]}, "is the id of an activity. Use record: car, or its session"),
    ({"record": "car", "from": "-1h", "follow": "activities"}, "follow: activities needs record: csr"),
    ({"id": LAB_SESSION, "query": LAB_QUERY}, "parameters are mutually exclusive: id|query|src"),
    ({}, "one of the following is required: id, query, src, from"),
    ({"query": LAB_QUERY, "legacy_url": "http://rest.example.com"}, "legacy_url: 'http://rest.example.com' would send"),
]


def test_bad_input_is_refused_before_a_request(project: Project, sim: Simulator) -> None:
    project.write("no-query.json", json.dumps({"data": []}))
    project.write("seconds.json", json.dumps({"query": broken(dateBegin=[1612155600])}))
    steps = project.play(*(read({"record": "csr", **options}) for options, _unused in BAD_INPUT))
    said = [(part, step.refusal()) for (_unused, part), step in zip(BAD_INPUT, steps, strict=True)]
    assert [(part, message) for part, message in said if part not in message] == []
    assert sim.requests() == []


def test_options_come_from_all_levels_and_are_no_concern_of_others(project: Project, sim: Simulator) -> None:
    other = sim.legacy_account(1)
    variables = {f"wxcc_legacy_{name}": value for name, value in other.items()}
    defaults = {"group/webex.contact_center.wxcc": {"access_token": "none", "legacy_url": "http://127.0.0.1:1"}}
    by_variables, by_defaults, site = project.play(
        read({"record": "csr", "id": LAB_SESSION}, vars=variables),
        read({"record": "csr", "from": "-1h", "retry_timeout": 0}, module_defaults=defaults),
        task(
            "wxcc_config_info",
            {"type": "site", "access_token": sim.orgs[0].access_token, "api_url": sim.url},
            module_defaults={"group/webex.contact_center.wxcc": {"legacy_api_key": "k"}},
        ),
    )
    assert by_variables.ok()["records"]
    assert {row["org_id"] for row in by_variables.requests} == {sim.orgs[1].org_id}
    assert "cannot reach 127.0.0.1:1 (legacy_url)" in by_defaults.failure()
    assert site.ok()["objects"]
    without = {name: value for name, value in project.environment.items() if "KEY" not in name}
    (step,) = project.play(read({"record": "csr", "from": "-1h"}), environment=without)
    assert "legacy_api_key is missing: give it as the option legacy_api_key" in step.refusal()


def test_no_output_or_file_holds_key_or_signature(project: Project, sim: Simulator) -> None:
    account = sim.legacy_account()
    value = authorization(account["user"], account["api_key"], account["tenant_id"])
    secrets = [account["api_key"], value.partition(";")[0]]
    for status, body in ((401, value), (400, {"error": {"reason": f"Authorization: {value}"}}), (200, f"<p>{value}")):
        sim.fault(path="*/csrs/echo", status=status, body=body)
    sim.fault(path="*/csrs/echo", status=200, body={"sid": "echo", "ani": value, "dnis": account["api_key"]})
    # The service redirects to a place of its own, which must not hear of us.
    sim.fault(path="*/csrs/away", status=302, headers={"Location": f"{sim.url}/somewhere-else"})
    key = "{{ lookup('ansible.builtin.env', 'OUR_KEY') }}"
    options: Row = {"record": "csr", "legacy_api_key": key, "retry_timeout": 0}
    show = {"name": "Show", "ansible.builtin.debug": {"var": "result"}}
    calls: list[Row] = [
        *({"id": "echo"} for _unused in range(4)),
        {"id": "away"},
        {"id": LAB_SESSION, "follow": "activities"},
        {"id": LAB_SESSION, "legacy_url": "http://127.0.0.1:1"},
        {"query": LAB_QUERY, "validate_certs": False},
        {"query": "no query"},
    ]
    loud = {
        "ANSIBLE_DEBUG": "1",
        "ANSIBLE_LOG_PATH": str(project.folder / "ansible.log"),
        "ANSIBLE_DISPLAY_TRACEBACK": "always",
        "TMPDIR": scratch(project.folder),
        "OUR_KEY": account["api_key"],
    }
    without_key = {name: text for name, text in project.environment.items() if not name.endswith("API_KEY")}
    run = project.run(
        *(each for call in calls for each in (read({**options, **call}, register="result"), show)),
        options=("-vvvv",),
        environment=without_key | loud,
    )
    states = [entry["state"] for entry in run.tasks if entry["task"] != "Show"]
    assert states == ["failed", "failed", "failed", "ok", "failed", "ok", "failed", "ok", "failed"], run.output[-3000:]
    assert "EXEC /bin/sh" in run.output
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in run.output
    assert "somewhere-else" not in {row["path"].rpartition("/")[2] for row in sim.requests()}
    places = {"output": run.output, "results": json.dumps(run.tasks), "journal": json.dumps(sim.requests())}
    files = {
        str(path): path.read_bytes().decode(errors="replace") for path in project.folder.rglob("*") if path.is_file()
    }
    assert [place for place, text in (places | files).items() if any(secret in text for secret in secrets)] == []
