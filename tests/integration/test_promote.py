# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that export organizations into folders, and bring one to another."""

from __future__ import annotations

import json
from pathlib import Path

from support.engine import apply, sites
from support.playbook import ROOT, Run, run_playbook
from support.simulator import Simulator


def run(sim: Simulator, folder: Path, name: str, *options: str) -> Run:
    hosts = {
        host: {"wxcc_access_token": org.access_token, "wxcc_api_url": sim.url, "wxcc_org_id": org.org_id}
        for host, org in zip(("sandbox", "production"), sim.orgs, strict=True)
    }
    (folder / "orgs.json").write_text(json.dumps({"orgs": {"hosts": hosts}}))
    arguments = ("-i", str(folder / "orgs.json"), *options)
    return run_playbook(ROOT / "playbooks" / f"{name}.yml", folder, *arguments, variables={"PWD": "/"}, cwd=folder)


def test_each_organization_has_a_folder_of_its_own(sim: Simulator, tmp_path: Path) -> None:
    apply(sim, {"site": sites("Lyon")}).ok()
    done = run(sim, tmp_path, "export", "-e", "export_hosts=orgs", "-e", '{"export_include": ["site:*"]}')
    assert done.code == 0, done.output
    folders = {path.parent.name: path.read_text() for path in tmp_path.glob("orgs/*/site.csv")}
    assert {name: "Lyon" in text for name, text in folders.items()} == {"sandbox": True, "production": False}
    again = run(sim, tmp_path, "export", "-e", "export_hosts=orgs", "-e", '{"export_include": ["site:*"]}')
    assert again.output.count("changed=0") == 2


def test_one_organization_is_brought_to_another(sim: Simulator, tmp_path: Path) -> None:
    apply(sim, {"site": sites("Lyon"), "team": [{"name": "Care", "site": "Lyon"}]}).ok()
    choice = {"promote_from": "sandbox", "promote_to": "production", "promote_include": ["site:*", "team:*"]}
    options = ("-e", json.dumps(choice | {"organization_skip_missing": ["user"]}))
    sim.clear_requests()
    planned = run(sim, tmp_path, "promote", *options, "--check", "--diff")
    assert planned.code == 0, planned.output
    assert sim.writes() == []
    assert "would create 2" in planned.output
    assert (tmp_path / "promote" / "team.yml").exists()
    assert sorted(row["name"] for row in sim.objects("site", org=1)) == ["Site-1"]
    done = run(sim, tmp_path, "promote", *options)
    assert done.code == 0, done.output
    assert sorted(row["name"] for row in sim.objects("site", org=1)) == ["Lyon", "Site-1"]
    assert "Care" in [row["name"] for row in sim.objects("team", org=1)]
    again = run(sim, tmp_path, "promote", *options)
    assert again.output.count("changed=0") == 3
    missing = run(sim, tmp_path, "promote", "-e", "promote_to=production")
    assert missing.code == 2
    assert "promote_from, promote_to: give the host to take the configuration from" in missing.output
