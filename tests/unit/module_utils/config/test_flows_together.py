# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows and what is around them: circles of hand-offs, what they use, what the service finds wrong in them."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support import flows
from support.contents import WAV, contents_in
from support.engine import apply, settings
from support.exporting import applied as applied_folder
from support.exporting import documents_of
from support.exporting import exported as exported_folder
from support.flow_runs import Run, hand_off, record, rows, runner, tags, writes
from support.planning import play
from support.samples import create
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.config import engine
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.documents.document import (
    from_document,
    to_document,
    with_source,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse, with_contents

POINT: Row = {"name": "In", "entry_point_type": "INBOUND", "channel_type": "TELEPHONY", "service_level_threshold": 20}
SOUNDS: list[Row] = [{"name": name, "file": "files/a.wav"} for name in ("Welcome.wav", "Other.wav")]
NO = '{"error": {"message": [{"description": "no"}]}}'


@pytest.fixture
def run(sim: Simulator, tmp_path: Path) -> Run:
    return runner(sim, tmp_path)


def targets(sim: Simulator, name: str) -> list[str]:
    """The ids to which the published flow hands off."""
    content = flows.ask(sim, "GET", f"flows/{rows(sim)[name]['id']}:export").json()
    steps = content["process"]["activities"].values()
    return [step["properties"]["handOffFlow"]["handOffTo"] for step in steps if "handOffFlow" in step["properties"]]


CIRCLES = {
    "two": {"A": ["B"], "B": ["A"]},
    "three": {"A": ["B"], "B": ["C"], "C": ["A"]},
    "itself": {"A": ["A"]},
    "two circles": {"A": ["B", "C"], "B": ["A"], "C": ["A"]},
}
TWICE = {"two circles": 2}
"""How many of new flows are imported twice, if not one."""


@pytest.mark.parametrize("circle", CIRCLES)
@pytest.mark.parametrize("existing", [0, 1])
def test_new_flows_that_hand_off_in_a_circle_come_in_two_passes(
    sim: Simulator, run: Run, circle: str, existing: int
) -> None:
    names = CIRCLES[circle]
    for name in list(names)[:existing]:
        flows.put_flow(sim, flows.flow(name), "Live")
    files = {name: flows.flow(name, *map(hand_off, to)) for name, to in names.items()}
    wanted = [record(name, "Live", skip_validation=True) for name in names]
    assert run(files, *wanted, check_mode=True).counts["created"] == len(names) - existing
    assert writes(sim) == []
    run(files, *wanted).ok()
    again = TWICE.get(circle, 1) if existing == 0 else 0
    assert sorted(writes(sim)) == ["import"] * (len(names) + again) + ["publish"] * len(names)
    ids = {name: row["id"] for name, row in rows(sim).items()}
    assert {name: targets(sim, name) for name in names} == {
        name: [ids[one] for one in to] for name, to in names.items()
    }
    versions = 1 if existing == 0 else 2
    assert tags(rows(sim)["A"]) == {"Live": versions, "Latest": versions}, "nothing incomplete was ever published"
    assert not run(files, *wanted).ok().changed


def test_a_flow_that_hands_off_to_the_entry_point_that_starts_it(sim: Simulator, run: Run) -> None:
    files = {"A": flows.flow("A", hand_off("In", family="entry-point", point=True))}
    others = {"entry-point": [{**POINT, "flow": "A", "flow_tag": "Live"}]}
    run(files, record("A", "Live", skip_validation=True), others=others).ok()
    [point] = [row for row in sim.objects("entry-point") if row["name"] == "In"]
    assert (targets(sim, "A"), point["flowId"]) == ([point["id"]], rows(sim)["A"]["id"])
    assert not run(files, record("A", "Live", skip_validation=True), others=others).ok().changed


def test_a_circle_in_a_plan_that_was_written_into_a_file_is_closed_too(sim: Simulator, tmp_path: Path) -> None:
    files = {"A": flows.flow("A", hand_off("B")), "B": flows.flow("B", hand_off("A"))}
    contents = contents_in(tmp_path, {f"files/{name}.json": json.dumps(file).encode() for name, file in files.items()})
    objects = {"flow": [record(name, "Live", skip_validation=True) for name in files]}
    wanted = check(with_contents([parse(json.dumps(objects), "objects", "objects")], contents), None)
    with closing(Client(settings(sim))) as client:
        planned = engine.run(client, wanted, engine.Policy(check_mode=True), lambda *_unused: None)
        document = json.loads(json.dumps(to_document(planned.plan)))
        plan = with_source(from_document(document, CATALOG), wanted)
        done = engine.apply_plan(client, plan, engine.Policy(), lambda *_unused: None)
    assert all(outcome.error is None for outcome in done.outcomes.values())
    assert (targets(sim, "A"), targets(sim, "B")) == ([rows(sim)["B"]["id"]], [rows(sim)["A"]["id"]])


def test_the_second_pass_that_fails_is_named_and_the_next_run_completes(sim: Simulator, run: Run) -> None:
    files = {"A": flows.flow("A", hand_off("B")), "B": flows.flow("B", hand_off("A"))}
    wanted = [record(name, "Live", skip_validation=True) for name in files]
    sim.fault(method="POST", path="*:import", status=400, body=NO, skip=2)
    first = run(files, *wanted)
    assert "it was created, but without publish, skip_validation, file; the next run goes on" in first.message
    assert (first.changed, first.counts["failed"]) == (True, 1)
    second = run(files, *wanted).ok()
    assert second.counts["updated"] == 1
    assert not run(files, *wanted).ok().changed


def test_a_publication_that_is_refused_leaves_the_import_and_says_so(sim: Simulator, run: Run) -> None:
    flows.put_flow(sim, flows.hello(), "Live")
    changed = {**flows.hello(), "description": "new"}
    sim.fault(method="POST", path="*:publish", status=400, body=NO)
    failed = run({"Hello": changed}, record("Hello", "Live"))
    assert (failed.changed, failed.counts["failed"]) == (True, 1)
    run({"Hello": changed}, record("Hello", "Live")).ok()
    assert writes(sim) == ["publish"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_what_the_service_finds_in_flows_is_a_warning(sim: Simulator, run: Run, check_mode: bool) -> None:
    flows.put_flow(sim, flows.hello())
    flows.put_flow(sim, {**flows.flow("Old"), "description": "other"})
    files = {"Hello": flows.hello(), "Old": flows.flow("Old"), "Next": flows.flow("Next", hand_off("Hello"))}
    done = run(files, *map(record, files), validate_flows=True, check_mode=check_mode).ok()
    found = {entry["name"]: entry for entry in done.validations}
    assert [row["code"] for row in found["Hello"]["findings"]] == ["FC1007"]
    assert (found["Hello"]["valid"], found["Hello"]["where"]) == (True, "flow[0]")
    if check_mode:
        assert [found[name]["valid"] for name in ("Old", "Next")] == [None, None]
        assert [warning.partition(": not validated")[0] for warning in done.warnings] == [
            "flow[1]: flow Old",
            "flow[2]: flow Next",
        ]
        return
    assert (found["Next"]["valid"], found["Next"]["findings"][0]["may_be_false"]) == (False, True)
    assert done.warnings == [
        'flow[2]: flow Next: the service finds an error: FC1015 "Hello": the hand-off cannot be validated; '
        "this may be a false alarm, because the flow hands off to another flow"
    ]
    assert not [row for row in _validations(sim) if row["query"] != {"flowType": "FLOW"}]
    assert not run(files, *map(record, files)).ok().validations


def _validations(sim: Simulator) -> list[Row]:
    return [row for row in sim.requests() if row["path"].endswith(":validate")]


def test_any_other_severity_is_named_as_well(sim: Simulator, run: Run) -> None:
    rows = [{"severity": word, "code": "FC1", "message": "m"} for word in ("INFO", "WARNING")]
    sim.fault(method="GET", path="*:validate", status=200, body=json.dumps({"valid": True, "results": rows}))
    done = run({"Hello": flows.hello()}, record("Hello"), validate_flows=True).ok()
    assert [warning.partition("finds ")[2] for warning in done.warnings] == ["an info: FC1 m", "a warning: FC1 m"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"status": 403, "body": NO}, "cjp:config_write and an administrator"),
        ({"status": 200, "body": '{"results": 5}'}, "the answer of the service was not understood"),
        ({"status": 200, "body": "[]"}, "the answer of the service was not understood"),
    ],
)
def test_a_validation_that_fails_fails_nothing(sim: Simulator, run: Run, fault: Row, told: str) -> None:
    sim.fault(method="GET", path="*:validate", **fault)
    done = run({"Hello": flows.hello()}, record("Hello"), validate_flows=True).ok()
    [warning] = done.warnings
    assert warning.startswith("flow[0]: flow Hello: not validated: ")
    assert told in warning


def test_an_export_takes_along_what_flows_name(sim: Simulator, tmp_path: Path) -> None:
    names = {"business-hours": "Office", "contact-service-queue": "Invoices", "cad-variable": "Share"}
    for number, (family, name) in enumerate(names.items()):
        create(sim, family, number, name=name)
    ids = {family: row["id"] for family, name in names.items() for row in sim.objects(family) if row["name"] == name}
    apply(
        sim,
        {"audio-file": SOUNDS},
        contents=contents_in(tmp_path / "in", {"files/a.wav": WAV}),
    ).ok()
    queue = ids["contact-service-queue"]
    callback = flows.put_flow(sim, flows.callback())
    menu = flows.put_flow(sim, flows.menu(ids["business-hours"], queue))
    flows.put_flow(sim, flows.hello())
    start = flows.transfer(menu, callback)
    shared = flows.percentages(ids["cad-variable"], (queue, queue))["variables"]
    greeting = {"name": "Greeting", "prompts": [{"type": "audioFile", "value": "Welcome.wav"}]}
    flows.put_flow(sim, {**flows.flow("Welcome", greeting, *_steps(start)), "variables": shared})
    exported_folder(sim, tmp_path / "one", include=["flow:Welcome"], format="yaml")
    assert _names(tmp_path / "one") == {("flow", "Welcome")}
    result = exported_folder(sim, tmp_path / "all", include=["flow:Welcome"], dependencies=True, format="yaml")
    taken = _names(tmp_path / "all")
    assert {("flow", "Welcome"), ("flow", "Menu"), ("subflow", "Callback"), ("audio-file", "Welcome.wav")} <= taken
    assert {*names.items()} <= taken
    assert not {("flow", "Hello"), ("audio-file", "Other.wav")} & taken
    assert result["incomplete"] == []
    assert not applied_folder(sim, tmp_path / "all").ok().changed


def _steps(content: Row) -> list[Row]:
    return [step["properties"] for step in content["process"]["activities"].values()][1:]


def _names(folder: Path) -> set[tuple[str, Any]]:
    return {
        (str(document.part).replace("_", "-"), record.values["name"])
        for document in documents_of(folder)
        for record in document.records
    }


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_a_flow_uses_and_the_run_deletes_or_renames_is_named(
    sim: Simulator, run: Run, tmp_path: Path, check_mode: bool
) -> None:
    apply(sim, {"audio-file": SOUNDS}, contents=contents_in(tmp_path / "in", {"files/a.wav": WAV})).ok()
    gone = [{"name": row["name"], "state": "absent"} for row in SOUNDS]
    done = run({"Hello": flows.hello()}, record("Hello"), others={"audio-file": gone}, check_mode=check_mode).ok()
    told = 'audio-file[0]: audio file Welcome.wav: deleted, although it is used by flow "Hello" (flow[0])'
    assert done.warnings == [told]
    if check_mode:
        assert done.row("Welcome.wav")["referenced_by"] == ['flow: flow "Hello" (flow[0])']


def test_a_delete_that_is_refused_names_the_flows_and_entry_points(sim: Simulator, run: Run, tmp_path: Path) -> None:
    apply(
        sim,
        {"audio-file": [{"name": "Welcome.wav", "file": "files/a.wav"}]},
        contents=contents_in(tmp_path / "in", {"files/a.wav": WAV}),
    ).ok()
    sim.fault(method="DELETE", path="*/audio-file/*", status=412, body=NO)
    gone = {"audio-file": [{"name": "Welcome.wav", "state": "absent"}]}
    failed = run({"Hello": flows.hello()}, record("Hello"), others=gone)
    assert 'also used by flow "Hello" (flow[0])' in failed.message
    points = [{**POINT, "name": name, "flow": "Hello", "flow_tag": "Live"} for name in ("In", "Out")]
    run({"Hello": flows.hello()}, record("Hello", "Live"), others={"entry-point": points}).ok()
    absent = {"name": "Hello", "state": "absent"}
    planned = run({}, absent, check_mode=True)
    assert planned.row("Hello")["referenced_by"] == ["entry-point: In, Out"]
    refused = run({}, absent)
    assert "400 the flow is used by entry points; still used by entry-point: In, Out" in refused.message
    assert list(rows(sim)) == ["Hello"]


def test_many_refused_deletes_of_flows_read_the_lists_once(sim: Simulator, run: Run) -> None:
    names = ["One", "Two", "Three"]
    points = [{**POINT, "name": name, "flow": name, "flow_tag": "Live"} for name in names]
    exports = {name: flows.hello() for name in names}
    run(exports, *(record(name, "Live") for name in names), others={"entry-point": points}).ok()
    sim.clear_requests()
    refused = run({}, *({"name": name, "state": "absent"} for name in names))
    assert [f"still used by entry-point: {name}" in refused.message for name in names] == [True] * 3
    reads = [request for request in sim.requests() if request["method"] == "GET" and "/entry-point" in request["path"]]
    assert len(reads) == 1


def test_a_flow_that_names_what_the_run_deletes_or_renames_is_refused_with_its_line(sim: Simulator, run: Run) -> None:
    queue = sim.objects("contact-service-queue")[0]
    reference = {"$ref": "contact-service-queue", "name": queue["name"]}
    files = {"X": flows.flow("X", {"activityName": "queue-contact", "destination": reference})}
    by_id = {"X": flows.flow("X", {"activityName": "queue-contact", "destination": queue["id"]})}
    gone = {"contact-service-queue": [{"name": queue["name"], "state": "absent"}]}
    renamed = {"contact-service-queue": [{"id": queue["id"], "name": "Another"}]}
    cases = [
        (
            files,
            gone,
            '": this run deletes the contact service queue with this name. Remove the reference',
        ),
        (by_id, gone, "this run deletes the contact service queue with this id"),
        (files, renamed, 'this run renames this contact service queue to "Another". Use the new name'),
    ]
    for given, others, told in cases:
        with pytest.raises(RefusedError) as refused:
            run(given, record("X"), others=others)
        assert "flow[0]: file.process.activities." in str(refused.value)
        assert told in str(refused.value)
        assert writes(sim) == []


def test_a_task_returns_what_the_service_finds(sim: Simulator, tmp_path: Path) -> None:
    flows.put_flow(sim, flows.hello())
    (tmp_path / "org/files/flow").mkdir(parents=True)
    (tmp_path / "org/flow.yml").write_text("- name: Next\n  file: files/flow/next.json\n")
    (tmp_path / "org/files/flow/next.json").write_text(json.dumps(flows.flow("Next", hand_off("Hello"))))
    result = play(sim, tmp_path, src="org", validate_flows=True)
    [found] = result["flow_validation"]
    assert (found["type"], found["name"], found["valid"]) == ("flow", "Next", False)
    assert found["where"].endswith("org/flow.yml:1")
    assert [(one["severity"], one["may_be_false"]) for one in found["findings"]] == [
        ("ERROR", True),
        ("RECOMMENDATION", False),
    ]
    [warning] = result["warnings"]
    assert "flow.yml:1: flow Next: the service finds an error: FC1015" in warning
    assert "flow_validation" not in play(sim, tmp_path, src="org")
