# SPDX-License-Identifier: GPL-3.0-or-later
"""What is relative in a playbook of the collection counts from where it is run, not from where it is installed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbook import ROOT, Run, run_playbook
from support.simulator import Row, Simulator

ROLES = ("report", "recordings", "sites")
# The sites come last, since without a file there is nothing to do for them.
PLAYBOOKS = ("export_tasks", "legacy_sessions", "report", "recordings", "sites")
OF_PLAYBOOKS = {"export_folder", "export_format", "export_columns", "export_timezone", "export_day"} | {
    "legacy_folder",
    "legacy_timezone",
    "legacy_day",
}
MISSING = "sites_src: missing; give a CSV, YAML or JSON file, or the sites themselves in sites_list"
KINDS = {"tasks": ".csv.gz", "sessions": ".csv", "activities": ".csv"}
BLANK: dict[str, Any] = {"null": None, "empty": "", "blank": "  "}


def run(sim: Simulator, folder: Path, name: str, told: Row, *options: str) -> Run:
    """Run a playbook over one host of an inventory from that folder, as a service that leaves PWD as it was."""
    legacy = {f"wxcc_legacy_{key}": value for key, value in sim.legacy.items()}
    host = {"wxcc_access_token": sim.orgs[0].access_token, "wxcc_api_url": sim.url, **legacy, **told}
    (folder / "inventory.json").write_text(json.dumps({"all": {"hosts": {"acme": host}}}), encoding="utf-8")
    arguments = ("-i", str(folder / "inventory.json"), "-e", f"{name.partition('_')[0]}_hosts=all", *options)
    return run_playbook(ROOT / "playbooks" / f"{name}.yml", folder, *arguments, variables={"PWD": "/"}, cwd=folder)


def test_sites_are_those_of_the_users_file(sim: Simulator, tmp_path: Path) -> None:
    """The collection has a file of this name too."""
    (tmp_path / "sites.csv").write_text("name,multimedia_profile\nMyTown,Voice and Chat\n", encoding="utf-8")
    done = run(sim, tmp_path, "sites", {}, "-e", "sites_src=sites.csv")
    assert done.code == 0, done.output
    assert sorted(row["name"] for row in sim.objects("site")) == ["MyTown", "Site-1"]


def test_an_organization_is_what_the_users_folder_describes(sim: Simulator, tmp_path: Path) -> None:
    folder = tmp_path / "orgs" / "acme"
    (folder / "team").mkdir(parents=True)
    (folder / "site.csv").write_text("name,multimedia_profile\nLyon,Voice and Chat\n", encoding="utf-8")
    (folder / "team" / "north.yml").write_text("- {name: North, site: Lyon}\n", encoding="utf-8")
    refused = run(sim, tmp_path, "organization", {})
    assert "organization_src: missing; give a folder with a file for each family" in refused.output
    purging = {"organization_purge": "true", "organization_max_deletes": 1}
    kept = run(sim, tmp_path, "organization", purging, "-e", "organization_src=orgs/acme")
    assert kept.code == 0, kept.output
    assert sorted(row["name"] for row in sim.objects("team")) == ["North", "Team-1"]
    sim.clear_requests()
    again = run(sim, tmp_path, "organization", purging, "-e", "organization_src=orgs/acme")
    assert "changed=0" in again.output
    assert sim.writes() == []


@pytest.mark.parametrize(
    ("name", "told", "found"),
    [
        ("export_tasks", {}, "reports/acme-tasks-*.csv.gz"),
        ("export_tasks", {"export_folder": "kept", "export_format": "jsonl"}, "kept/acme-tasks-*.jsonl"),
        ("legacy_sessions", {"legacy_folder": "kept"}, "kept/acme-sessions-*.csv"),
        ("report", {"report_dest": "kept"}, "kept/acme.html"),
        ("recordings", {"recordings_dest": "kept", "recordings_from": "-5h", "recordings_to": "-1h"}, "kept/**/*.wav"),
    ],
)
def test_files_are_where_it_is_run(tmp_path: Path, name: str, told: Row, found: str) -> None:
    with Simulator.start(tasks_per_day=500, recording_bytes=(2000, 4000)) as sim:
        planned = run(sim, tmp_path, name, told, "--check")
        assert planned.code == 0, planned.output
        assert not (tmp_path / found.partition("/")[0]).exists()
        done = run(sim, tmp_path, name, told)
        assert done.code == 0, done.output
        assert list(tmp_path.glob(found))


def test_blank_variables_are_not_given(tmp_path: Path) -> None:
    """For every variable of the playbooks that work on organizations, as null, as an empty text, and as blanks."""
    roles = [yaml.safe_load((ROOT / f"roles/{name}/meta/argument_specs.yml").read_text("utf-8")) for name in ROLES]
    names = {name for role in roles for name in role["argument_specs"]["main"]["options"]} | OF_PLAYBOOKS
    every = {f"{name.partition('_')[0]}_hosts": "all" for name in names}
    with Simulator.start(tasks_per_day=100, recording_bytes=(2000, 4000)) as sim:
        legacy = {f"wxcc_legacy_{key}": value for key, value in sim.legacy.items()}
        access = {"wxcc_access_token": sim.orgs[0].access_token, "wxcc_api_url": sim.url, **legacy}
        hosts = {host: dict.fromkeys(names, value) | access for host, value in BLANK.items()}
        (tmp_path / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
        plays = [{"import_playbook": str(ROOT / "playbooks" / f"{name}.yml")} for name in PLAYBOOKS]
        (tmp_path / "plays.yml").write_text(yaml.safe_dump(plays), encoding="utf-8")
        arguments = ("-i", str(tmp_path / "hosts.json"), "-e", json.dumps(every))
        done = run_playbook(tmp_path / "plays.yml", tmp_path, *arguments, variables={"PWD": "/"}, cwd=tmp_path)
    failed = {row["host"]: row["result"]["msg"] for row in done.tasks if row["state"] == "failed"}
    assert failed == dict.fromkeys(BLANK, MISSING), done.output
    yesterday = (datetime.now(timezone.utc) - timedelta(days=1)).date()
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.glob("reports/*") if path.suffix != ".json"}
    assert made == {"reports/index.html"} | {
        f"reports/{host}{end}"
        for host in BLANK
        for end in (".html", *(f"-{kind}-{yesterday}{ending}" for kind, ending in KINDS.items()))
    }
    assert all(list(tmp_path.glob(f"recordings/{host}/**/*.wav")) for host in BLANK)
