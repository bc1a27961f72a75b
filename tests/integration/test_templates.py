# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of files that Ansible renders for each organization, with and without native types of its own."""

from __future__ import annotations

import pytest
from support.project import Project, task

SITES = """\
- name: "{{ city }} {{ floor }}"
  active: "{{ floor == 3 }}"
  description: "{{ number }}"
  multimedia_profile: Voice and Chat
- name: Kiel
  description: !unsafe "{{ number }}"
  multimedia_profile: Voice and Chat
"""
VARIABLES = {"city": "Lyon", "floor": 3, "number": "+15551234", "sites_file": "sites.yml"}
EXPECTED = {"Lyon 3": (True, "+15551234"), "Kiel": (True, "{{ number }}")}


@pytest.mark.parametrize("native", ["false", "true"])
def test_variables_of_a_play_reach_the_organization_as_they_are(project: Project, native: str) -> None:
    project.write("sites.yml", SITES)
    apply = task("wxcc_site", {"src": "{{ sites_file }}", "template": True})
    environment = {**project.environment, "ANSIBLE_JINJA2_NATIVE": native}
    first, second = project.play(apply, apply, environment=environment, keywords={"vars": VARIABLES})
    assert first.ok()["changed"]
    second.unchanged()
    rows = {row["name"]: (row["active"], row.get("description")) for row in project.simulator.objects("site")}
    assert EXPECTED.items() <= rows.items()


def test_a_template_that_fails_is_told_with_its_place_before_anything_is_sent(project: Project) -> None:
    project.write("sites.csv", "name,description\nLyon,{{ nobody }}\nKiel,{{ 1 / 0 }}\n")
    (step,) = project.play(task("wxcc_site", {"src": "sites.csv", "template": True}))
    said = step.refusal()
    assert said.startswith("2 templates cannot be rendered, nothing was sent:")
    assert "sites.csv:2: description: " in said
    assert "sites.csv:3: description: " in said
    assert "'nobody' is undefined" in said
    assert "division" in said
    assert step.requests == []
