# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `fleet`: no organization stops another, and the summary says what became of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.engine import sites
from support.playbook import ROOT, Run, run_playbook
from support.project import NO_PACE
from support.simulator import Row, Simulator

FLEET = ROOT / "playbooks" / "fleet.yml"
DEAD = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    return {"orgs": 7}


def play(sim: Simulator, folder: Path, hosts: dict[str, Row], *options: str) -> Run:
    """Play it for hosts; `number` of a host is that of its organization."""
    told = {}
    for name, given in hosts.items():
        own = {"wxcc_access_token": sim.orgs[given.pop("number", 0)].access_token}
        told[name] = {**own, "wxcc_api_url": sim.url, **given}
    inventory = folder / "inventory.yml"
    common = {"wxcc_requests_per_minute": int(NO_PACE), "wxcc_retry_timeout": 1}
    inventory.write_text(yaml.safe_dump({"all": {"hosts": told, "vars": common}}, sort_keys=False), encoding="utf-8")
    source = ["-e", f"organization_src={folder}/common.yml", "-e", f"fleet_dest={folder}/out"]
    return run_playbook(FLEET, folder, "-i", str(inventory), *source, *options)


def write(folder: Path, *names: str, **fields: Any) -> None:
    (folder / "common.yml").write_text(yaml.safe_dump({"site": sites(*names, **fields)}), encoding="utf-8")


def shown_by(run: Run) -> list[tuple[str, list[str]]]:
    """What each task of the last play shows."""
    return [(task["task"], task["result"].get("msg")) for task in run.tasks]


def rows(folder: Path) -> dict[str, Row]:
    """The summary, by organization."""
    summary = json.loads((folder / "out" / "fleet.json").read_text(encoding="utf-8"))
    return {row["organization"]: row for row in summary["organizations"]}


@pytest.fixture
def elsewhere() -> Iterator[Simulator]:
    """Another data center."""
    with Simulator.start(seed=8) as running:
        yield running


def test_no_organization_stops_another(sim: Simulator, elsewhere: Simulator, tmp_path: Path) -> None:
    write(tmp_path, "Oslo", "Bonn")
    other = "c0ffee00-0000-4000-8000-000000000001"
    hosts: dict[str, tuple[Row, str]] = {
        "dead-token": ({"wxcc_access_token": f"never-issued_PF84_{sim.orgs[1].org_id}"}, "401"),
        "good": ({"number": 0}, ""),
        "read-only": ({"wxcc_access_token": sim.orgs[2].read_only_token}, "403"),
        "no-network": ({"number": 6, "wxcc_api_url": DEAD}, "127.0.0.1"),
        "wrong-data-center": ({"number": 3, "wxcc_api_url": elsewhere.url}, "401"),
        "other-token": ({"number": 1, "wxcc_org_id": other}, "is one organization, but the access token belongs to"),
        "twin": ({"number": 4}, "is also the organization of twin-too; keep one of them"),
        "twin-too": ({"number": 4}, "is also the organization of twin; keep one of them"),
        "fine": ({"number": 5, "wxcc_org_id": ""}, ""),
    }
    reasons = {name: text for name, (_given, text) in hosts.items()}
    run = play(sim, tmp_path, {name: given for name, (given, _text) in hosts.items()})
    assert run.code == 2, run.output
    found = rows(tmp_path)
    assert [name for name, text in reasons.items() if text not in found[name]["reason"]] == [], found
    assert {name for name, row in found.items() if row["state"] == "done"} == {"good", "fine"}
    assert [found[name]["created"] for name in ("good", "fine", "dead-token")] == [2, 2, 0]
    assert found["good"]["requests"] >= 3
    assert "check data_center" in found["wrong-data-center"]["reason"]
    bad = [name for name, row in found.items() if row["state"] != "done"]
    assert run.message == f"7 of 9 organizations failed or were not started: {', '.join(bad)}. The summary says why"
    shown = next(lines for name, lines in shown_by(run) if name == "Show the summary")
    assert shown[-len(bad) :] == [f"{name}: {found[name]['reason']}" for name in bad]
    assert not [line for line in shown if "\n" in line]
    markdown = (tmp_path / "out" / "fleet.md").read_text(encoding="utf-8")
    assert all(f"| {name} " in markdown and found[name]["reason"] in markdown for name in reasons)
    assert f"| {'organization':14}" in run.stdout
    assert "| 9 organizations " in run.stdout
    touched = {row["org_id"] for row in sim.requests()}
    assert not touched & {sim.orgs[4].org_id}  # twins send nothing
    assert {row["org_id"] for row in sim.requests() if row["method"] != "GET" and row["status"] != 403} == {
        sim.orgs[number].org_id for number in (0, 5)
    }


def test_objects_that_the_service_refuses_stop_the_batches_after_it(sim: Simulator, tmp_path: Path) -> None:
    write(tmp_path, "Oslo")
    sim.fault(method="POST", path="/organization/*/site", times=1, status=400, body="no")
    hosts: dict[str, Row] = {f"org-{number}": {"number": number} for number in range(3)}
    run = play(sim, tmp_path, hosts)
    found = rows(tmp_path)
    assert run.code == 2
    assert [row["state"] for row in found.values()] == ["failed", "not started", "not started"]
    assert "not started, because the service refused objects of org-0" in found["org-2"]["reason"]
    assert len(sim.writes()) == 1


def test_a_fleet_that_matches_says_so_and_check_mode_writes_the_plan(sim: Simulator, tmp_path: Path) -> None:
    write(tmp_path, "Oslo")
    planned = play(sim, tmp_path, {"a": {"number": 0}, "b": {"number": 1}}, "--check")
    assert planned.code == 0, planned.output
    assert {row["created"] for row in rows(tmp_path).values()} == {1}
    assert json.loads((tmp_path / "out" / "fleet.json").read_text())["check"] is True
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "out" / "fleet.md").stat().st_mode & 0o777 == 0o600
    assert sim.writes() == []
