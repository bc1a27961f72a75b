# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows as files, against the simulator: imported where they differ, published with tags, moved elsewhere."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support import flows
from support.contents import contents_in
from support.engine import apply, settings
from support.exporting import applied as applied_folder
from support.exporting import documents_of
from support.exporting import exported as exported_folder
from support.flow_runs import Run, record, rows, runner, tags, writes
from support.samples import create
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import BadAnswer
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.live.lists import LiveLists
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.identities import Identities

Files = dict[str, bytes]


@pytest.fixture
def run(sim: Simulator, tmp_path: Path) -> Run:
    return runner(sim, tmp_path)


def exported(sim: Simulator, org: int = 0) -> dict[str, Files]:
    """The files of all flows of an organization, with names in place of ids."""
    with closing(Client(settings(sim, org))) as client:
        live = LiveLists(client)
        names = Identities(CATALOG, live.of).before
        return {
            family: {
                row["name"]: live.contents.of(CATALOG[family], row, names) or b"" for row in live.of(CATALOG[family])
            }
            for family in ("flow", "subflow")
        }


def test_a_flow_is_imported_and_published_and_the_same_file_writes_nothing(sim: Simulator, run: Run) -> None:
    files = {"Hello": flows.hello()}
    wanted = record("Hello", "Live", "Test", comment="first")
    assert run(files, wanted, check_mode=True).counts["created"] == 1
    assert writes(sim) == []
    run(files, wanted).ok()
    assert writes(sim) == ["import", "publish"]
    assert tags(rows(sim)["Hello"]) == {"Live": 1, "Test": 1, "Latest": 1}
    export = flows.ask(sim, "GET", f"flows/{rows(sim)['Hello']['id']}:export").json()
    assert (export["comment"], export["orgId"]) == ("first", sim.orgs[0].org_id)
    again = run(files, wanted).ok()
    assert (again.changed, writes(sim)) == (False, [])
    other_moment = {**flows.hello(), "version": 77, "createdBy": "else", "orgId": "x", "name": "As it was called"}
    assert not run({"Hello": other_moment}, wanted).ok().changed


def test_a_change_keeps_the_id_and_moves_the_tags(sim: Simulator, run: Run) -> None:
    run({"Hello": flows.hello()}, record("Hello", "Live")).ok()
    before = rows(sim)["Hello"]["id"]
    changed = {**flows.hello(), "description": "new"}
    result = run({"Hello": changed}, record("Hello", "Live")).ok()
    assert (writes(sim), list(result.rows[0]["changes"])) == (["import", "publish"], ["file"])
    assert (rows(sim)["Hello"]["id"], tags(rows(sim)["Hello"])) == (before, {"Live": 2, "Latest": 2})
    run({"Hello": changed}, record("Hello", "Live", "Dev")).ok()
    assert writes(sim) == ["publish"], "a missing tag imports nothing"
    # Somebody edits the draft: the file has the last word, and the tags follow it.
    flows.put_flow(sim, {**flows.hello(), "description": "edited"})
    run({"Hello": changed}, record("Hello", "Live")).ok()
    assert writes(sim) == ["import", "publish"] or writes(sim) == ["import"]
    assert not run({"Hello": changed}, record("Hello", "Live")).ok().changed


def test_without_publish_only_the_draft_is_kept(sim: Simulator, run: Run) -> None:
    run({"Hello": flows.hello()}, record("Hello")).ok()
    assert (rows(sim)["Hello"]["status"], writes(sim)) == ("Draft", ["import"])
    assert not run({"Hello": flows.hello()}, record("Hello")).ok().changed
    run({}, {"name": "Hello", "state": "absent"}).ok()
    assert rows(sim) == {}


def test_more_flows_than_the_service_tells_by_itself(sim: Simulator, run: Run) -> None:
    files = {f"F{number}": flows.hello() for number in range(13)}
    run(files, *(record(name) for name in files)).ok()
    assert len(rows(sim)) == 13
    assert not run(files, *(record(name) for name in files)).ok().changed


def five(sim: Simulator, org: int = 0) -> None:
    """Flows of five shapes in an organization, with the objects that they refer to."""
    hours, queues, variable = _objects(sim, org)
    flows.put_flow(sim, flows.hello(), "Live", org=org)
    menu = flows.put_flow(sim, flows.menu(hours, queues[0]), "Live", org=org)
    flows.put_flow(sim, flows.percentages(variable, queues), "Test", org=org)
    callback = flows.put_flow(sim, flows.callback(), "Live", org=org)
    flows.put_flow(sim, flows.transfer(menu, callback), "Live", org=org)


def _objects(sim: Simulator, org: int = 0) -> tuple[str, tuple[str, str], str]:
    names = {"business-hours": ["Office"], "contact-service-queue": ["Billing", "Sales"], "cad-variable": ["Share"]}
    for number, (family, wanted) in enumerate(names.items()):
        for name in wanted:
            if name not in {row["name"] for row in sim.objects(family, org)}:
                create(sim, family, number, name=name) if org == 0 else _create_in(sim, family, name, org)
    ids = {(family, row["name"]): row["id"] for family in names for row in sim.objects(family, org)}
    queues = (ids["contact-service-queue", "Billing"], ids["contact-service-queue", "Sales"])
    return ids["business-hours", "Office"], queues, ids["cad-variable", "Share"]


def _create_in(sim: Simulator, family: str, name: str, org: int) -> None:
    """The object of the first organization as another one has it: under another id."""
    [item] = [row for row in sim.objects(family) if row["name"] == name]
    last = "0" if item["id"][-1] != "0" else "1"
    moved = {**item, "id": f"{item['id'][:-1]}{last}", "organizationId": sim.orgs[org].org_id}
    sim.set_objects({family: [*sim.objects(family, org), moved]}, org)


def test_all_flows_move_to_an_organization_whose_objects_have_other_ids(
    sim: Simulator, run: Run, tmp_path: Path
) -> None:
    other = len(sim.orgs)
    sim.add_organization("Production")
    five(sim)
    _objects(sim, other)
    first = exported(sim)
    assert b'"$ref": "contact-service-queue"' in first["flow"]["Menu"]
    files = {f"files/{name}.json": data for part in first.values() for name, data in part.items()}
    contents = contents_in(tmp_path, files)
    objects = {family: [record(name, "Live", skip_validation=True) for name in part] for family, part in first.items()}
    done = apply(sim, objects, org=other, contents=contents).ok()
    assert done.counts["created"] == 5
    assert exported(sim, other) == first
    assert not apply(sim, objects, org=other, contents=contents).ok().changed
    menu = flows.ask(sim, "GET", f"flows/{rows(sim, other)['Menu']['id']}:export", org=other).text
    [billing] = [row["id"] for row in sim.objects("contact-service-queue", other) if row["name"] == "Billing"]
    assert billing in menu


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "files/X.json:1:2: "),
        ({"name": "X"}, "files/X.json: not a flow, since it has no process with activities"),
        (
            flows.menu("21a36ec8-7a20-400e-bdd1-91817ab5fdbc", "2f8f9ad2-693c-44f5-a0b0-7bc8a3505e8a"),
            "no business hours has this id",
        ),
        (
            flows.flow(
                "X",
                {"activityName": "queue-contact", "destination": {"$ref": "contact-service-queue", "name": "Nobody"}},
            ),
            '"Nobody": no contact service queue has this name',
        ),
        (
            flows.flow("X", {"handOffFlow": {"handOffTo": {"$ref": "flow", "name": "Gone"}}}),
            '"Gone": no flow has this name',
        ),
        (
            flows.flow("X", {"a": {"$ref": "planet", "name": "Mars"}}),
            "not a reference. Write {$ref: family, name: name}",
        ),
    ],
)
def test_what_cannot_be_mapped_or_read_is_told_before_anything_is_sent(
    sim: Simulator, run: Run, content: Any, told: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        run({"X": content}, record("X", "Live"))
    assert told in str(refused.value)
    assert "flow[0]" in str(refused.value)
    assert writes(sim) == []


def test_a_locked_flow_and_a_false_alarm_are_named_and_the_next_run_completes(sim: Simulator, run: Run) -> None:
    files: dict[str, Any] = {
        "Hello": flows.hello(),
        "Next": flows.flow("Next", {"handOffFlow": {"handOffTo": {"$ref": "flow", "name": "Hello"}}}),
    }
    flow_id = flows.put_flow(sim, {**flows.hello(), "description": "old"})
    flows.ask(sim, "POST", f"flows/{flow_id}:lock")
    failed = run(files, record("Hello", "Live"), record("Next", "Live"))
    assert "is locked by" in failed.message
    assert "the hand-off cannot be validated" in failed.message
    flows.ask(sim, "POST", f"flows/{flow_id}:unlock")
    wanted = (record("Hello", "Live"), record("Next", "Live", skip_validation=True))
    run(files, *wanted).ok()
    assert not run(files, *wanted).ok().changed


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("what", ["import", "publish"])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_lost_request_doubles_nothing(sim: Simulator, run: Run, what: str, drop: str, is_new: bool) -> None:
    if not is_new:
        flows.put_flow(sim, {**flows.hello(), "description": "old"}, "Live")
    sim.fault(method="POST", path=f"*:{what}", drop=drop)
    run({"Hello": flows.hello()}, record("Hello", "Live"), haste=50).ok()
    assert len(rows(sim)) == 1
    assert not run({"Hello": flows.hello()}, record("Hello", "Live")).ok().changed


def test_an_export_has_the_files_and_tags_of_flows_and_applied_writes_nothing(sim: Simulator, tmp_path: Path) -> None:
    five(sim)
    flows.put_flow(sim, {**flows.hello(), "description": "edited since it was published"})
    result = exported_folder(sim, tmp_path, include=["flow:*", "subflow:*"], format="yaml")
    assert (result["incomplete"], result["objects"]) == ([], {"flow": 4, "subflow": 1})
    text = (tmp_path / "files/flow/Menu.json").read_text()
    assert '"$ref": "contact-service-queue",' in text
    assert sim.orgs[0].org_id not in text
    records = {
        record.values["name"]: record.values for document in documents_of(tmp_path) for record in document.records
    }
    assert "publish" not in records["Hello"], "the tags are on an older version"
    assert records["Menu"] == {"name": "Menu", "file": "files/flow/Menu.json", "publish": ["Live", "Latest"]}
    done = applied_folder(sim, tmp_path).ok()
    assert (done.changed, done.counts["unchanged"]) == (False, 5)


def test_entry_points_name_their_flow_and_keep_it(sim: Simulator, run: Run, tmp_path: Path) -> None:
    point = {"name": "In", "entry_point_type": "INBOUND", "channel_type": "TELEPHONY", "service_level_threshold": 20}
    contents = contents_in(tmp_path, {"files/Hello.json": json.dumps(flows.hello()).encode()})
    objects = {"entry-point": [{**point, "flow": "Hello", "flow_tag": "Live"}], "flow": [record("Hello", "Live")]}
    assert apply(sim, objects, contents=contents).ok().counts["created"] == 2
    [made] = [row for row in sim.objects("entry-point") if row["name"] == "In"]
    assert (made["flowId"], made["flowTagId"]) == (rows(sim)["Hello"]["id"], "Live")
    changed = {"files/Hello.json": json.dumps({**flows.hello(), "description": "new"}).encode()}
    again = apply(sim, objects, contents=contents_in(tmp_path, changed)).ok()
    assert again.actions() == {"In": "unchanged", "Hello": "updated"}
    in_use = apply(sim, {"flow": [{"name": "Hello", "state": "absent"}]})
    assert "the flow is used by entry points" in in_use.message
    gone = {family: [{"name": row["name"], "state": "absent"} for row in part] for family, part in objects.items()}
    assert apply(sim, gone).ok().counts["deleted"] == 2


@pytest.mark.parametrize("body", ["[]", "no JSON"])
def test_an_export_that_is_not_a_flow_ends_the_run_before_anything_is_sent(sim: Simulator, run: Run, body: str) -> None:
    flows.put_flow(sim, flows.hello())
    sim.fault(method="GET", path="*:export", status=200, body=body)
    with pytest.raises(BadAnswer, match="the answer is not the file of a flow"):
        run({"Hello": flows.hello()}, record("Hello"))
    assert writes(sim) == []
