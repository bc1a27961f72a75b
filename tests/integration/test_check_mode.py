# SPDX-License-Identifier: GPL-3.0-or-later
"""No playbook writes the configuration of an organization in check mode, whatever it would do otherwise."""

from __future__ import annotations

import pytest
from support.playbook import ROOT, lend_venv, run_playbook
from support.project import Project
from support.simulator import Row

SITES = "name,multimedia_profile\nBonn,Voice and Chat\n"
PLAYBOOKS = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
OWN_SIMULATOR = ("demo", "simulator")
"""What these write goes to a simulator that they start, and never to the organization of the environment."""
SOURCE: Row = {"organization_src": "acme", "organization_purge": "true", "organization_plan_dest": "plan.json"}
VARIABLES: dict[str, Row] = {
    "drift": SOURCE,
    "fleet": {**SOURCE, "fleet_hosts": "localhost"},
    "lint": SOURCE,
    "organization": SOURCE,
    "sites": {"sites_src": "acme/site.csv", "sites_purge": "true"},
}
"""What a playbook needs to have something to do."""


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_check_mode_writes_no_configuration(project: Project, playbook: str) -> None:
    project.write("acme/site.csv", SITES)
    for home in ("wxcc_simulator", "wxcc_onboarding", "wxcc_token_refresh"):
        lend_venv(project.folder / ".local/state" / home)
    arguments = [part for name, value in VARIABLES.get(playbook, {}).items() for part in ("-e", f"{name}={value}")]
    run = run_playbook(
        ROOT / "playbooks" / f"{playbook}.yml",
        project.folder,
        *("--check", *arguments),
        variables=project.environment,
        cwd=project.folder,
    )
    assert run.stdout, run.output
    assert [row for row in project.simulator.writes() if "/organization/" in row["path"]] == []
    if playbook in VARIABLES:
        read = [row for row in project.simulator.requests() if "/organization/" in row["path"]]
        assert bool(read) == (playbook != "lint")
