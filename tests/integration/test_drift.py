# SPDX-License-Identifier: GPL-3.0-or-later
"""The recipe of docs/drift.md, as it stands: the exit code tells whether the organization is as the files say."""

from __future__ import annotations

import re

import pytest
from support.playbook import ROOT, run_playbook
from support.project import Project

BLOCK = re.compile(r"^`drift\.yml`:\n\n```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        ("Site-1,{profile}", 0, ""),
        ("Bonn,{profile}", 2, "drift: 1 missing, 0 changed, 1 not in Git"),
    ],
)
def test_drift_is_an_exit_code(project: Project, row: str, code: int, told: str) -> None:
    (found,) = BLOCK.findall((ROOT / "docs/drift.md").read_text(encoding="utf-8"))
    project.write("drift.yml", found)
    sim = project.simulator
    profiles = {row["id"]: row["name"] for row in sim.objects("multimedia-profile")}
    (site,) = sim.objects("site")
    if code:
        project.seed_sites(["Kiel"])
    text = f"name,multimedia_profile\n{row}\n".format(profile=profiles[site["multimediaProfileId"]])
    project.write("sites.csv", text)
    sim.clear_requests()
    run = run_playbook(project.folder / "drift.yml", project.folder, variables=project.environment)
    assert run.code == code, run.output
    assert (run.message if told else "") == told
    assert sim.writes() == []
