# SPDX-License-Identifier: GPL-3.0-or-later
"""An organization exported into a folder: applied again it writes nothing, and elsewhere it makes the same objects."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.contents import OBJECTS
from support.engine import apply
from support.exporting import applied, documents_of, exported, texts_of
from support.fixtures import Simulators
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.yaml_text import write_yaml


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    return {"orgs": 1, "preset": "small"}


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    running_simulator.reset()
    return running_simulator


@pytest.fixture(scope="module")
def folder(running_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small organization, exported once."""
    running_simulator.reset()
    dest = tmp_path_factory.mktemp("exported") / "acme"
    result = exported(running_simulator, dest)
    assert (result.get("warnings"), result["refused"], result["incomplete"]) == ([], [], [])
    return dest


def rows(path: Path) -> list[str]:
    return path.read_text().splitlines()


SOME = ["site:*", "team:*", "multimedia_profile:*", "business_hours:*", "skill:*", "desktop_layout:*", "audio_file:*"]
"""Families of every kind, without those that cost many requests."""


def assert_unchanged(sim: Simulator, folder: Path) -> None:
    """Assert that applying a folder finds every object and writes nothing."""
    sim.clear_requests()
    done = applied(sim, folder, purge=True).ok()
    assert (done.changed, sim.writes()) == (False, [])
    assert {key for key, count in done.counts.items() if count} == {"unchanged"}


def test_an_export_that_is_applied_writes_nothing(sim: Simulator, folder: Path) -> None:
    assert_unchanged(sim, folder)


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_so_it_is_in_every_format(sim: Simulator, tmp_path: Path, form: str) -> None:
    result = exported(sim, tmp_path, include=SOME, format=form)
    assert sum(result["objects"].values()) > 100
    assert_unchanged(sim, tmp_path)


def test_every_object_is_exported(sim: Simulator, folder: Path) -> None:
    counts = {family: len(sim.objects(family)) for family in OBJECTS}
    found = {document.part: len(document.records) for document in documents_of(folder)}
    assert found == {family.replace("-", "_"): count for family, count in counts.items() if count}


def test_the_same_organization_gives_the_same_bytes(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(sim, tmp_path / "a", include=SOME)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    time.tzset()
    rows = {family: sim.objects(family)[::-1] for family in ("site", "business-hours", "skill")}
    for row in rows["business-hours"]:
        row["workingHours"].reverse()
        row["workingHours"][0]["days"].reverse()
    sim.set_objects(rows)
    result = exported(sim, tmp_path / "b", include=SOME)
    monkeypatch.undo()
    time.tzset()
    assert result["changed"] is True
    assert texts_of(tmp_path / "b") == texts_of(tmp_path / "a")
    again = exported(sim, tmp_path / "b", include=SOME)
    assert again["changed"] is False
    assert {file["state"] for file in again["files"]} == {"unchanged"}


def test_requests_are_pages_and_what_lists_leave_out(sim: Simulator, tmp_path: Path) -> None:
    pages = items = 0
    for family, resource in CATALOG.items():
        rows = sim.objects(family) if family in OBJECTS else []
        pages += 1 if len(rows) <= 100 else -(-len(rows) // 100) + 1  # of several pages, the first is read again
        if resource.hidden_here:
            first = sim.call("GET", "/".join(resource.path("list"))).json()["data"]
            shown = {name for row in first for name, value in row.items() if value}
            items += len(rows) if resource.hidden_here - shown else 0
        items += sum("blobId" in row for row in rows)
    assert items > 100
    assert exported(sim, tmp_path)["summary"]["requests"] == pages + items


def test_a_copy_has_the_same_files(sim: Simulator, simulators: Simulators, tmp_path: Path) -> None:
    """Applied to an organization that has only its people, without the ids that mean nothing there."""
    one, other = tmp_path / "a", tmp_path / "b"
    result = exported(sim, one, format="yaml")
    for path in sorted(one.glob("*.yml")):
        records = yaml.safe_load(path.read_text())
        of_family = [row for row in result["not_portable"] if row["type"].replace("-", "_") == path.stem]
        by_name = {name_of(path.stem, record): record for record in records} if of_family else {}
        for row in of_family:
            for option in row["options"]:
                drop(by_name[row["name"]], option)
        path.write_text(write_yaml(records, path.read_text().split("\n")[0].removeprefix("# ")))
    empty = simulators(orgs=1, preset="empty")
    empty.reset()
    applied(empty, one).ok()
    exported(empty, other, format="yaml")
    manifest = ".wxcc_files.json"
    assert {**texts_of(other), manifest: b""} == {**texts_of(one), manifest: b""}


def drop(record: Row, option: str) -> None:
    """Remove an option, or a part of it from every entry of a list."""
    option, _dot, part = option.partition(".")
    if not part:
        record.pop(option)
        return
    inner = record[option]
    for entry in inner if isinstance(inner, list) else [inner]:
        entry.pop(part, None)


def name_of(family: str, record: Row) -> str:
    """The portable name of a record."""
    resource = CATALOG[family.replace("_", "-")]
    name, *rest = resource.key
    if resource.is_singleton:
        return resource.family
    return "/".join(record[option] for option in (*rest, name))


def test_check_mode_and_changed_are_about_the_files(sim: Simulator, tmp_path: Path) -> None:
    dest = tmp_path / "new"
    options: dict[str, Any] = {"include": SOME, "_ansible_diff": True}
    planned = exported(sim, dest, _ansible_check_mode=True, **options)
    assert not dest.exists()
    done = exported(sim, dest, **options)
    assert planned["changed"] is done["changed"] is True
    assert planned["files"] == done["files"]
    assert planned["msg"] == done["msg"].replace("exported", "would export")
    assert {entry["before"] for entry in planned["diff"]} == {""}
    (site,) = [row for row in sim.objects("site") if row["name"] == "Berlin"]
    apply(sim, {"site": [{"id": site["id"], "name": "Berlin Mitte"}]}).ok()
    again = exported(sim, dest, _ansible_check_mode=True, **options)
    changed = [file["path"] for file in again["files"] if file["state"] != "unchanged"]
    assert changed == ["site.csv", "team.yml"]
    entry = again["diff"][0]
    assert entry["before_header"] == str(dest / "site.csv")
    assert "Berlin Mitte" not in entry["before"]
    assert "Berlin Mitte," in entry["after"]


def test_objects_of_the_system_are_marked_and_never_purged(sim: Simulator, folder: Path, tmp_path: Path) -> None:
    assert "Site-1,Default_Telephony_Profile,true" in rows(folder / "site.csv")
    (tmp_path / "site.csv").write_text("name,multimedia_profile\nOnly,Voice and Chat\n")
    actions = applied(sim, tmp_path, purge=True, check_mode=True).ok().actions()
    assert "Site-1" not in actions
    assert actions["Berlin"] == "deleted"


@pytest.mark.parametrize(
    ("include", "exclude", "dependencies", "expected"),
    [
        (["site:B*"], [], False, {"site": 8}),
        (["site:B*"], ["site:Ba*", "site:*n"], False, {"site": 4}),
        (["team:Amsterdam/*"], [], False, {"team": 5}),
        (["site:Amsterdam"], [], True, {"site": 1, "multimedia-profile": 1}),
        (["site:Amsterdam"], ["multimedia-profile:*"], True, {"site": 1}),
        (["work_type:IDLE_CODE/*", "*:Hours France"], [], False, {"work-type": 1, "business-hours": 1}),
        (
            ["business-hours:Hours France"],
            [],
            True,
            {"business-hours": 1, "holiday-list": 1, "overrides": 1},
        ),
    ],
)
def test_patterns_choose_objects(
    sim: Simulator,
    tmp_path: Path,
    include: list[str],
    exclude: list[str],
    dependencies: bool,
    expected: dict[str, int],
) -> None:
    result = exported(sim, tmp_path, include=include, exclude=exclude, dependencies=dependencies)
    assert result["objects"] == expected
    assert result["warnings"] == []


def test_a_pattern_that_matches_nothing_is_told(sim: Simulator, tmp_path: Path) -> None:
    result = exported(sim, tmp_path, include=["site:Nowhere", "team:*/*"])
    assert result["warnings"] == ["include: site:Nowhere matches no object"]
    assert exported(sim, tmp_path, include=["Nowhere"])["msg"].startswith('include: "Nowhere" is not a pattern')


def test_families_that_no_pattern_names_keep_their_files(sim: Simulator, tmp_path: Path) -> None:
    exported(sim, tmp_path, include=SOME)
    before = texts_of(tmp_path)
    (tmp_path / "site.csv").unlink()
    result = exported(sim, tmp_path, include=["site:*"])
    assert result["files"] == [{"path": "site.csv", "state": "created"}]
    assert exported(sim, tmp_path, include=SOME)["summary"]["unchanged"] > 10
    assert texts_of(tmp_path) == before
    exported(sim, tmp_path, include=SOME, exclude=["site:*"])
    assert not (tmp_path / "site.csv").exists()


def test_another_format_removes_the_files_of_the_first(sim: Simulator, tmp_path: Path) -> None:
    exported(sim, tmp_path, include=["site:*"])
    (tmp_path / "sites").mkdir()
    result = exported(sim, tmp_path, include=["site:*"], format="yaml")
    assert {name: file["state"] for file in result["files"] for name in [file["path"]]} == {
        ".schemas/site.json": "created",
        "site.yml": "created",
        "site.csv": "removed",
    }
    what = "describes sites too, so wxcc_config would find them twice. Keep it or site.yml"
    assert result["warnings"] == [f"{tmp_path / 'sites'}: {what}"]


def test_a_family_that_may_not_be_read_is_left_out_and_said(sim: Simulator, tmp_path: Path) -> None:
    some = ["*:*a*"]
    exported(sim, tmp_path, include=["dial-number:*"])
    sim.fault(method="GET", path="*/dial-number", status=403, times=None)
    result = exported(sim, tmp_path, include=some, exclude=["user:*", "contact_service_queue:*"])
    assert [row["type"] for row in result["refused"]] == ["dial-number"]
    assert len(result["warnings"]) == 1
    assert (tmp_path / "dial_number.csv").exists()
    exported(sim, tmp_path, include=["site:*"])
    result = exported(sim, tmp_path, include=some, exclude=["user:*", "site:*"], replace=True)
    assert not (tmp_path / "site.csv").exists()
    assert (tmp_path / "dial_number.csv").exists()
    asked = exported(sim, tmp_path, include=["dial-number:*"])
    assert asked["failed"] is True


def test_what_files_may_not_have_is_left_out_and_said(sim: Simulator, tmp_path: Path) -> None:
    sites = sim.objects("site")
    site = next(row for row in sites if row["name"] == "Berlin")
    site |= {"name": "Caf\u00e9 (old)", "description": "x" * 300}
    page = {"meta": {"totalPages": 1, "totalRecords": len(sites)}, "data": sites}
    sim.fault(method="GET", path="*/v2/site", status=200, body=json.dumps(page), times=None)
    result = exported(sim, tmp_path, include=["site:Caf*"], format="yaml")
    (entry,) = result["incomplete"]
    assert (entry["name"], entry["missing"], entry["shown"]) == ("Caf\u00e9 (old)", ["description"], True)
    assert "has 300 characters" in result["warnings"][0]
    head = [line.replace('"', "") for line in rows(tmp_path / "site.yml")[2:4]]
    assert head == ["- name: Caf\u00e9 (old)", f"  id: {site['id']}"]
    assert applied(sim, tmp_path).ok().changed is False


def test_an_unfinished_export_is_completed_by_the_next(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = os.unlink

    def killed(path: Any, **options: Any) -> None:
        if str(path).endswith(".wxcc_unfinished"):
            raise KeyboardInterrupt
        unlink(path, **options)

    monkeypatch.setattr(os, "unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        exported(sim, tmp_path, include=SOME)
    monkeypatch.undo()
    with pytest.raises(Exception, match="has not ended, or was killed"):
        applied(sim, tmp_path)
    again = exported(sim, tmp_path, include=SOME)
    assert again["changed"] is True
    assert applied(sim, tmp_path).ok().changed is False


def test_families_made_elsewhere_are_exported_too(folder: Path) -> None:
    elsewhere = [family for family, resource in CATALOG.items() if CREATE in resource.cannot]
    assert "user" in elsewhere
    assert len(rows(folder / "user.csv")) == 801


def test_ids_that_mean_nothing_elsewhere_are_named(sim: Simulator, tmp_path: Path) -> None:
    line = {"name": "New", "entry_point_type": "INBOUND", "channel_type": "TELEPHONY", "service_level_threshold": 20}
    apply(sim, {"entry_point": [{**line, "asset_id": "7243d47c-eb64-45c4-8aa1-a59c5f6a35d9"}]}).ok()
    found = exported(sim, tmp_path, include=["entry_point:New"])
    assert found["not_portable"] == [{"type": "entry-point", "name": "New", "options": ["asset_id"]}]
