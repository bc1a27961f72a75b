# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook drift: its exit code tells whether the organization is as the folder says, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.playbook import ROOT, run_playbook
from support.project import Project
from support.simulator import Row

Change = Callable[[Project], object]
SITES = "name,multimedia_profile,description\nBonn,Voice and Chat,capital\nKiel,Voice and Chat,\nSite-1,,\n"


def described(project: Project, row: Row, **changes: object) -> None:
    """Change an object past all files."""
    body = {key: value for key, value in row.items() if key not in ("links", "createdTime", "lastUpdatedTime")}
    answer = project.simulator.call("PUT", f"site/{row['id']}", json={**body, **changes})
    assert answer.status_code == 200, answer.text


def site(project: Project, name: str) -> Row:
    (found,) = [row for row in project.simulator.objects("site") if row["name"] == name]
    return found


def drop(project: Project, name: str) -> None:
    assert project.simulator.call("DELETE", f"site/{site(project, name)['id']}").status_code == 204


CASES: dict[str, tuple[Change, str, str]] = {
    "nothing": (lambda _project: None, "", "**Nothing changes**; 3 unchanged."),
    "one field": (
        lambda project: described(project, site(project, "Bonn"), description="theirs"),
        "drift: 0 missing, 1 changed, 0 not in Git",
        '  - description: `"theirs"` → `"capital"`',
    ),
    "an object more": (
        lambda project: project.seed_sites(["Oslo"]),
        "drift: 0 missing, 0 changed, 1 not in Git",
        "**Deleted: 1**\n\n- `Oslo`",
    ),
    "an object less": (
        lambda project: drop(project, "Kiel"),
        "drift: 1 missing, 0 changed, 0 not in Git",
        "**Created: 1**\n\n- `Kiel` — `",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_drift_is_an_exit_code(project: Project, case: str) -> None:
    change, told, shown = CASES[case]
    sim = project.simulator
    bonn, _kiel = sorted(project.seed_sites(["Bonn", "Kiel"]), key=lambda row: row["name"])
    described(project, bonn, description="capital")
    project.write("acme/site.csv", SITES)
    change(project)
    sim.clear_requests()
    run = run_playbook(
        ROOT / "playbooks/drift.yml",
        project.folder,
        *("-e", "organization_src=acme", "-e", "organization_plan_dest=drift.json"),
        variables=project.environment,
        cwd=project.folder,
    )
    assert run.code == (2 if told else 0), run.output
    assert (run.message if told else "") == told
    assert shown in (project.folder / "drift.md").read_text("utf-8")
    assert sim.writes() == []
