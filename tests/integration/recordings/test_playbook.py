# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook of recordings: organizations as hosts, a period, and nothing to do the second time."""

from __future__ import annotations

import time
from pathlib import Path

import yaml
from support.playbook import ROOT, run_playbook
from support.recordings import contacts, downloads
from support.simulator import Row, Simulator


def test_each_organization_has_its_recordings_of_a_period(sim: Simulator, tmp_path: Path) -> None:
    begin = int(time.time()) // 3600 * 3600 - 26 * 3600
    hour = {
        name: time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(at))
        for name, at in (("from", begin), ("to", begin + 3600))
    }
    hosts = {
        name: {
            "wxcc_access_token": sim.orgs[number].access_token,
            "recordings_dest": str(tmp_path / name),
            "recordings_retention_days": 30,
        }
        for number, name in enumerate(("acme", "borealis"))
    }
    common: Row = {f"recordings_{name}": value for name, value in hour.items()}
    common |= {"recordings_rows": "changed"}
    common |= {"wxcc_api_url": sim.url, "wxcc_requests_per_minute": 100_000}
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts, "vars": common}}), encoding="utf-8")
    arguments = ("-i", str(inventory), "-e", "recordings_hosts=all")
    run = run_playbook(ROOT / "playbooks" / "recordings.yml", tmp_path, *arguments)
    assert run.code == 0, run.output
    for number, name in enumerate(hosts):
        period = begin * 1000, (begin + 3600) * 1000
        wanted = [contact for contact in contacts(number) if period[0] <= contact.created < period[1]]
        files = [path for path in (tmp_path / name).rglob("*.wav") if path.name.endswith("-main.wav")]
        assert {path.name.removesuffix("-main.wav") for path in files} == {contact.id for contact in wanted}
        assert {path.parent.name for path in files} <= {"Sales", "Support", "Billing", "unknown"}
    sim.clear_requests()
    again = run_playbook(ROOT / "playbooks" / "recordings.yml", tmp_path, *arguments)
    assert again.output.count("changed=0") == 2
    kept = [entry["result"] for entry in again.tasks if "recordings" in entry["result"]]
    assert [(result["recordings"], result["summary"]["unchanged"] > 0) for result in kept] == [([], True)] * 2
    assert downloads(sim) == []
