# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans as files in playbooks: where they are, what names their source, and that check mode writes nothing else."""

from __future__ import annotations

import json

from support.contents import WAV
from support.playbook import ROOT, run_playbook
from support.project import Project, task

SITES = "name,multimedia_profile\nBonn,Voice and Chat\n"


def test_a_plan_alone_finds_its_source_beside_the_playbook(project: Project) -> None:
    project.write("orgs/acme/site.csv", SITES)
    options = {"src": "orgs/acme", "plan_dest": "plan.json"}
    planned, applied, again = project.play(
        task("wxcc_config", options, check_mode=True),
        task("wxcc_config", {"plan": "plan.json"}),
        task("wxcc_config", {"plan": "plan.json"}),
    )
    assert planned.ok()["changed"]
    assert planned.writes == []
    assert sorted(path.name for path in project.folder.glob("plan*")) == ["plan.json", "plan.md"]
    assert json.loads((project.folder / "plan.json").read_text("utf-8"))["source"]["path"] == "orgs/acme"
    assert applied.ok()["summary"]["created"] == 1
    assert 'an object called "Bonn" appeared since the plan was made' in again.refusal()


def test_a_source_elsewhere_gives_templates_and_audio(project: Project) -> None:
    """Under another name than the plan says; the digest is that of what Ansible made of the templates."""
    project.write("orgs/acme/site.yml", "- {name: '{{ town }}', multimedia_profile: Voice and Chat}\n")
    project.write("orgs/acme/audio_file.yml", "- {name: hello.wav, file: files/audio_file/hello.wav}\n")
    (project.folder / "orgs/acme/files/audio_file").mkdir(parents=True)
    (project.folder / "orgs/acme/files/audio_file/hello.wav").write_bytes(WAV)
    lyon, oslo = ({"vars": {"town": town}} for town in ("Lyon", "Oslo"))
    options = {"src": "orgs/acme", "template": True, "plan_dest": "plan.json"}
    moved = {"src": "elsewhere", "template": True, "plan": "plan.json"}
    move = {"name": "Move it", "ansible.builtin.command": "mv orgs/acme elsewhere", "changed_when": True}
    planned, _moved, alone, other, applied = project.play(
        task("wxcc_config", options, check_mode=True, **lyon),
        {**move, "args": {"chdir": str(project.folder)}},
        task("wxcc_config", {"plan": "plan.json", "template": True}, **lyon),
        task("wxcc_config", moved, **oslo),
        task("wxcc_config", moved, **lyon),
    )
    assert planned.ok()["summary"]["created"] == 2
    assert "plan.json: its source is missing: there is no " in alone.refusal()
    assert "the text of the rendered templates has other content. Make a new plan" in other.refusal()
    assert applied.ok()["summary"]["created"] == 2
    assert "Lyon" in project.names()


def test_a_module_of_one_family_plans_too(project: Project) -> None:
    project.write("sites.csv", SITES)
    planned, other, applied = project.play(
        task("wxcc_site", {"src": "sites.csv", "plan_dest": "plan.json"}, check_mode=True),
        task("wxcc_team", {"plan": "plan.json"}),
        task("wxcc_config", {"plan": "plan.json"}),
    )
    assert planned.ok()["plan_file"].endswith("plan.json")
    assert "the plan is about site. Apply it with wxcc_config" in other.refusal()
    assert applied.ok()["summary"]["created"] == 1


def test_the_playbook_of_an_organization_plans_and_applies(project: Project) -> None:
    project.write("orgs/acme/site.csv", SITES)
    source = ("-e", "organization_src=orgs/acme")

    def play(*options: str) -> int:
        return run_playbook(
            ROOT / "playbooks/organization.yml",
            project.folder,
            *(*source, *options),
            variables=project.environment,
            cwd=project.folder,
        ).code

    assert play("--check", "-e", "organization_plan_dest=plan.json") == 0
    assert (project.simulator.writes(), project.names()) == ([], {"Site-1"})
    assert play("-e", "organization_plan=plan.json", "-e", '{"organization_protect": ["site:*"]}') == 0
    assert project.names() == {"Site-1", "Bonn"}
    assert play("-e", "organization_plan=plan.json") == 2
