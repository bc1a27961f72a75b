# SPDX-License-Identifier: GPL-3.0-or-later
"""What is relative in a playbook of the collection counts from where it is run, not from where it is installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.playbook import ROOT, Run, run_playbook
from support.simulator import Row, Simulator


def run(sim: Simulator, folder: Path, name: str, told: Row, *options: str) -> Run:
    """Run a playbook over one host of an inventory, as from that folder."""
    legacy = {f"wxcc_legacy_{key}": value for key, value in sim.legacy.items()}
    host = {"wxcc_access_token": sim.orgs[0].access_token, "wxcc_api_url": sim.url, **legacy, **told}
    (folder / "inventory.json").write_text(json.dumps({"all": {"hosts": {"acme": host}}}), encoding="utf-8")
    arguments = ("-i", str(folder / "inventory.json"), "-e", f"{name.partition('_')[0]}_hosts=all", *options)
    return run_playbook(ROOT / "playbooks" / f"{name}.yml", folder, *arguments, variables={"PWD": str(folder)})


def test_sites_are_those_of_the_users_file(sim: Simulator, tmp_path: Path) -> None:
    """The collection has a file of this name too."""
    (tmp_path / "sites.csv").write_text("name,multimedia_profile\nMyTown,Voice and Chat\n", encoding="utf-8")
    done = run(sim, tmp_path, "sites", {}, "-e", "sites_src=sites.csv")
    assert done.code == 0, done.output
    assert sorted(row["name"] for row in sim.objects("site")) == ["MyTown", "Site-1"]


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
