# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders as playbooks use them: exported and applied, with variables and without people, and undone."""

from __future__ import annotations

import re
from pathlib import Path

from support.engine import apply, sites
from support.fixtures import Simulators
from support.project import Project, task
from support.simulator import Row, Simulator

SITES = """\
- name: "{{ city }}"
  multimedia_profile: Voice and Chat
- name: Oslo
  description: "{{ city }} is far"
- name: Bergen
  state: absent
"""
USERS = "email,site\nnobody@example.com,\n"


def state(sim: Simulator) -> dict[str, str]:
    return {row["name"]: row.get("description", "") for row in sim.objects("site")}


def test_a_folder_with_variables_and_people_is_applied_and_undone(project: Project, sim: Simulator) -> None:
    apply(sim, {"site": sites("Oslo", "Bergen")}).ok()
    before = state(sim)
    project.write("orgs/acme/site.yml", SITES)
    project.write("orgs/acme/user.csv", USERS)
    options = {"src": "orgs/acme", "template": True, "skip_missing": ["user"]}
    with_backup = {**options, "backup": True, "backup_options": {"dir_path": "kept"}}
    variables = {"city": "Lyon"}
    planned, applied, again = project.play(
        task("wxcc_config", with_backup, check_mode=True, vars=variables),
        task("wxcc_config", with_backup, vars=variables),
        task("wxcc_config", with_backup, vars=variables),
    )
    assert (planned.ok()["changed"], planned.writes, "backup_dir" in planned.result) == (True, [], False)
    result = applied.ok()
    assert "nobody@example.com" in result["warnings"][0]
    assert state(sim) == {**{name: text for name, text in before.items() if name != "Bergen"}, **NOW}
    assert again.unchanged()
    (folder,) = (project.folder / "kept").iterdir()
    assert result["backup_dir"] == str(folder)
    assert re.fullmatch(r"[0-9a-f-]{36}_[0-9T-]+Z", folder.name)
    assert str(folder) in (folder / "README.md").read_text()
    undone, still = project.play(*[task("wxcc_config", {"src": str(folder)})] * 2)
    assert undone.ok()["changed"] is True
    assert state(sim) == before
    assert still.unchanged()


NOW = {"Lyon": "", "Oslo": "Lyon is far"}


def test_a_folder_of_control_hub_files_is_applied_without_a_write(simulators: Simulators, tmp_path: Path) -> None:
    sim = simulators(orgs=1, preset="small")
    sim.reset()
    project = Project(tmp_path, sim)
    folder = str(tmp_path / "acme")
    exported, applied, again = project.play(
        task("wxcc_config_export", {"dest": folder, "format": "control_hub"}),
        task("wxcc_config", {"src": folder}),
        task("wxcc_config_export", {"dest": folder, "format": "control_hub"}),
    )
    files: list[Row] = exported.ok()["files"]
    titles = {path["path"] for path in files if path["path"].endswith(".csv") and is_of_control_hub(tmp_path, path)}
    assert len(titles) == 13
    assert applied.unchanged()["summary"]["unchanged"] == exported.result["summary"]["objects"]
    assert again.ok()["changed"] is False


def is_of_control_hub(folder: Path, file: Row) -> bool:
    """Tell whether the headings of a file are those of Control Hub."""
    return (folder / "acme" / str(file["path"])).read_text().partition("\n")[0].isupper()
