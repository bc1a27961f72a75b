# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that keeps yesterday's contacts, for two organizations at once."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

from support.playbook import ROOT, run_playbook
from support.simulator import Simulator

DAY_MS = 24 * 3600 * 1000


def test_each_organization_has_a_file_of_its_own(tmp_path: Path, sim: Simulator) -> None:
    hosts = {
        org.name.split()[0].lower(): {"wxcc_access_token": org.access_token, "wxcc_api_url": sim.url}
        for org in sim.orgs
    }
    (tmp_path / "orgs.json").write_text(json.dumps({"orgs": {"hosts": hosts}}))
    folder = tmp_path / "reports"
    arguments = ("-i", str(tmp_path / "orgs.json"), "-e", "export_hosts=orgs", "-e", f"export_folder={folder}")
    run = run_playbook(ROOT / "playbooks" / "export_tasks.yml", tmp_path, *arguments)
    assert run.code == 0, run.output
    for number, host in enumerate(hosts):
        (path,) = folder.glob(f"{host}-tasks-*.csv.gz")
        day = datetime.strptime(path.name, f"{host}-tasks-%Y-%m-%d.csv.gz").replace(tzinfo=timezone.utc)
        assert day.date() == (datetime.now(timezone.utc) - timedelta(days=1)).date()
        start = int(day.timestamp() * 1000)
        count = sim.traffic(start, start + DAY_MS, "tasks", org=number)["tasks"]
        assert len(gzip.decompress(path.read_bytes()).decode().splitlines()) - 1 == count > 0
    sim.clear_requests()
    again = run_playbook(ROOT / "playbooks" / "export_tasks.yml", tmp_path, *arguments)
    assert again.code == 0, again.output
    assert "changed=0" in again.stdout
    assert sim.requests() == []
