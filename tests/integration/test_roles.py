# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles, as a playbook of a user runs them."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import yaml
from support.engine import apply, sites
from support.playbook import ROOT, Run, run_playbook
from support.processes import MARK, NEEDS_PROC, no_process_left
from support.simulator import Row, Simulator

SIMULATOR = "webex.contact_center.simulator"
SITES = ROOT / "playbooks" / "sites.yml"
ROWS = "name,multimedia_profile\nBonn,Voice and Chat\nKiel,Voice and Chat\n"


def play_sites(sim: Simulator, folder: Path, hosts: dict[str, Row], *options: str) -> Run:
    """Run playbooks/sites.yml over hosts that stand for organizations; `org` of a host is its number."""
    variables = {"wxcc_api_url": sim.url, "wxcc_requests_per_minute": 100_000}
    told = {
        name: {"wxcc_access_token": sim.orgs[given.get("org", 0)].access_token, **given}
        for name, given in hosts.items()
    }
    inventory = folder / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": told, "vars": variables}}), encoding="utf-8")
    return run_playbook(SITES, folder, "-i", str(inventory), "-e", "sites_hosts=all", *options)


def of_module(run: Run) -> dict[str, Row]:
    """What the module, or the check of the role's arguments, returned for each host."""
    return {entry["host"]: entry["result"] for entry in run.tasks if "Print the counts" not in entry["task"]}


def site_names(sim: Simulator, org: int) -> list[str]:
    """The names of an organization's sites as they are stored."""
    return sorted(row["name"] for row in sim.objects("site", org))


def test_each_host_is_an_organization_with_a_token_of_its_own(sim: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "sites.csv"
    file.write_text(ROWS, encoding="utf-8")
    hosts: dict[str, Row] = {
        "acme": {"org": 0, "sites_src": str(file), "sites_max_diff": 1, "sites_rows": "changed"},
        "borealis": {"org": 1, "sites_list": sites("Oslo")},
    }
    planned = play_sites(sim, tmp_path, hosts, "--check", "--diff")
    assert planned.code == 0, planned.output
    assert sim.writes() == []
    assert "+++ after: new sites" in planned.stdout
    assert planned.stdout.count("msg: would create ") == 2
    assert planned.stdout.count("+and 1 more; max_diff: 0 shows all") == 1
    run = play_sites(sim, tmp_path, hosts)
    assert run.code == 0, run.output
    assert site_names(sim, 0) == ["Bonn", "Kiel", "Site-1"]
    assert site_names(sim, 1) == ["Oslo", "Site-1"]
    created = {host: result["summary"]["created"] for host, result in of_module(run).items()}
    assert created == {"acme": 2, "borealis": 1}
    assert run.stdout.count("msg: created ") == 2
    sim.clear_requests()
    again = play_sites(sim, tmp_path, hosts)
    assert again.output.count("changed=0") == 2
    listed = {host: (len(result["sites"]), result["summary"]["unchanged"]) for host, result in of_module(again).items()}
    assert listed == {"acme": (0, 2), "borealis": (1, 1)}
    assert sim.writes() == []


def test_the_role_refuses_what_is_unclear_or_dangerous(sim: Simulator, tmp_path: Path) -> None:
    apply(sim, {"site": sites(*(f"Site {number:02}" for number in range(12)))}).ok()
    sim.clear_requests()
    file = tmp_path / "sites.csv"
    file.write_text(ROWS, encoding="utf-8")
    empty = tmp_path / "empty.csv"
    empty.write_text("name,multimedia_profile\n", encoding="utf-8")
    hosts: dict[str, tuple[Row, str]] = {
        "neither": ({}, "sites_src: missing; give a CSV"),
        "both": ({"sites_src": str(file), "sites_list": sites("Oslo")}, "mutually exclusive"),
        "many": ({"sites_src": str(file), "sites_purge": True}, "max_deletes: 12 objects would be deleted"),
        "few": ({"sites_src": str(file), "sites_purge": True, "sites_max_deletes": 11}, "11 are allowed"),
        "empty": (
            {"sites_src": str(empty), "sites_purge": True, "sites_max_deletes": 99},
            "purge: the source defines no sites, so every site would be deleted",
        ),
        "word": ({"sites_src": str(file), "sites_max_deletes": "many"}, "sites_max_deletes"),
    }
    run = play_sites(sim, tmp_path, {name: given for name, (given, _unused) in hosts.items()})
    assert run.code == 2
    said = {host: result["msg"] for host, result in of_module(run).items()}
    assert [host for host, (_unused, text) in hosts.items() if text not in said[host]] == [], said
    assert sim.writes() == []
    allowed = play_sites(
        sim, tmp_path, {"acme": {"sites_src": str(file), "sites_purge": True, "sites_max_deletes": 12}}
    )
    assert allowed.code == 0, allowed.output
    assert site_names(sim, 0) == ["Bonn", "Kiel", "Site-1"]


def run_simulator(state: str, home: Path) -> list[Row]:
    """Run the simulator's role, and a task that tells this run of it from the next."""
    variables = {"simulator_state": state, "simulator_home": str(home)}
    role = {"name": state, "ansible.builtin.include_role": {"name": SIMULATOR}, "vars": variables}
    return [role, {"name": "Over", "ansible.builtin.debug": {"msg": state}}]


def changes(run: Run) -> list[list[str]]:
    """The tasks that changed something, for each time that the simulator's role was run."""
    rounds: list[list[str]] = [[]]
    for entry in run.tasks:
        if entry["task"] == "Over":
            rounds.append([])
        elif entry["result"].get("changed"):
            rounds[-1].append(entry["task"])
    return rounds


@NEEDS_PROC
def test_a_playbook_rehearses_against_a_simulator_of_its_own(tmp_path: Path) -> None:
    home = tmp_path / "simulator"
    mark = str(uuid.uuid4())
    planned = run_playbook(run_simulator("started", home), tmp_path, "--check", variables={MARK: mark})
    assert planned.code == 0, planned.output
    assert not home.exists()
    rehearse = {
        "name": "Rehearse",
        "webex.contact_center.wxcc_site": {
            "sites": sites("Oslo"),
            "api_url": "{{ simulator_url }}",
            "access_token": "{{ simulator_orgs[1].access_token }}",
        },
    }
    tasks = [
        *run_simulator("started", home),
        rehearse,
        *run_simulator("stopped", home),
        *run_simulator("stopped", home),
    ]
    try:
        run = run_playbook(tasks, tmp_path, "-vvv", variables={MARK: mark})
        assert run.code == 0, run.output
        started, used_and_stopped, again, _rest = changes(run)
        assert started
        assert used_and_stopped[0] == "Rehearse"
        assert len(used_and_stopped) > 1
        assert again == []
    finally:
        no_process_left(mark)


def test_the_playbook_organization_takes_what_the_module_takes(sim: Simulator, tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme/site.csv").write_text("name,multimedia_profile\n{{ town }},Voice and Chat\n", encoding="utf-8")
    webhook = {
        "name": "Events",
        "event_types": ["agent:login"],
        "destination_url": "https://hooks.example.com/events",
        "secret": "a" * 32,
        "resource_version": "agent:1.0.0",
    }
    (tmp_path / "acme/subscription.yml").write_text(yaml.safe_dump([webhook]), encoding="utf-8")
    skill: Row = {"name": "Language", "skill_type": "ENUM", "service_level_threshold": 0}
    skill["enum_skill_values"] = [{"name": "German"}]
    (tmp_path / "acme/skill.yml").write_text(yaml.safe_dump([skill]), encoding="utf-8")
    variables: Row = {
        "wxcc_api_url": sim.url,
        "wxcc_access_token": sim.orgs[0].access_token,
        "wxcc_requests_per_minute": 100_000,
        "town": "Lyon",
        "organization_src": "acme",
        "organization_template": True,
        "organization_cache_dir": "cache",
    }

    def play(**more: object) -> Run:
        given = tmp_path / "variables.json"
        given.write_text(json.dumps({**variables, **more}), encoding="utf-8")
        return run_playbook(ROOT / "playbooks/organization.yml", tmp_path, "-e", f"@{given}", cwd=tmp_path)

    made = play()
    assert made.code == 0, made.output
    assert site_names(sim, 0) == ["Lyon", "Site-1"]
    assert "changed=0" in play().output
    assert [path.name for path in (tmp_path / "cache").rglob("*skill*")] != []
    again = play(
        organization_write_secrets="yes",
        organization_purge=True,
        organization_purge_families=["site"],
        organization_backup=True,
        organization_backup_options={"dir_path": "kept"},
        town="Nice",
    )
    assert again.code == 0, again.output
    (result,) = [entry["result"] for entry in again.tasks if "Apply" in entry["task"]]
    assert result["summary"] == {**result["summary"], "created": 1, "updated": 1, "deleted": 1}
    assert Path(result["backup_dir"]).parent == tmp_path / "kept"
    assert site_names(sim, 0) == ["Nice", "Site-1"]
    misspelt = play(organization_backup=True, organization_backup_options={"dir_paht": "kept"})
    assert misspelt.code != 0
    assert "dir_paht" in misspelt.output
