# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations that share a client id, each in a process of its own: one budget for all of them."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import yaml
from support.engine import apply, sites
from support.playbook import run_playbook
from support.project import task
from support.simulator import Simulator

LIMIT, WINDOW_S, MINUTE_S = 60, 3, 60
ORGANIZATIONS, SITES = 6, 20


def in_a_process(sim: Simulator, org: int, ledger: Path) -> int:
    """Update the sites of an organization in a forked process, whose clock runs faster; gives its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    with suppress(BaseException):
        result = apply(
            sim,
            {"site": sites(*(f"Site {number:02}" for number in range(SITES)), description="new")},
            org=org,
            haste=MINUTE_S // WINDOW_S,
            requests_per_minute=LIMIT,
            ledger=ledger,
        )
        code = 0 if result.counts["updated"] == SITES and not result.warnings else 2
    os._exit(code)


def test_processes_that_share_a_client_id_meet_no_refusal(tmp_path: Path) -> None:
    with Simulator.start(orgs=ORGANIZATIONS, rate_limit=LIMIT, rate_window_s=WINDOW_S) as sim:
        for org in range(ORGANIZATIONS):
            apply(sim, {"site": sites(*(f"Site {number:02}" for number in range(SITES)))}, org=org).ok()
        sim.advance(WINDOW_S)
        time.sleep(0.1)
        sim.clear_requests()
        ledger = tmp_path / "budget" / "key.sqlite"
        children = [in_a_process(sim, org, ledger) for org in range(ORGANIZATIONS)]
        assert {os.waitpid(child, 0)[1] for child in children} == {0}
        statuses = Counter(row["status"] for row in sim.requests())
        written = Counter((row["org_id"], row["path"]) for row in sim.requests() if row["status"] == 200)
    assert sum(count for (_org, path), count in written.items() if "/site/" in path) >= ORGANIZATIONS * SITES
    assert statuses[429] <= sum(statuses.values()) / 100


def test_a_ledger_that_cannot_be_used_is_told_once(sim: Simulator, tmp_path: Path) -> None:
    (tmp_path / "tokens.budget").write_text("", encoding="utf-8")
    hosts = {f"org-{number}": {"wxcc_access_token": sim.orgs[number].access_token} for number in range(2)}
    variables = {"wxcc_api_url": sim.url, "wxcc_token_store": str(tmp_path / "tokens"), "wxcc_client_id": "C-shared"}
    variables["ansible_python_interpreter"] = sys.executable
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts, "vars": variables}}), encoding="utf-8")
    both = [task("wxcc_site", {"sites": sites("Oslo")}), task("wxcc_config_info", {"type": "site"})]
    run = run_playbook(both, tmp_path, "-i", str(inventory), "-c", "local", keywords={"hosts": "all"})
    assert run.code == 0, run.output
    said = " ".join(run.output.split())
    assert said.count("the request budget is not shared:") == 1, run.output
    (tmp_path / "tokens.budget").unlink()
    again = run_playbook(both, tmp_path, "-i", str(inventory), "-c", "local", keywords={"hosts": "all"})
    assert "budget" not in again.output
    (file,) = (tmp_path / "tokens.budget").glob("*.sqlite")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "C-shared" not in file.name
