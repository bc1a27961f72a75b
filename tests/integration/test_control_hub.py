# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of Control Hub in playbooks, as the guide shows them."""

from __future__ import annotations

import re

from support.playbook import ROOT
from support.project import Project, task

GUIDE = (ROOT / "docs/spreadsheets.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^ *```(?P<form>csv|yaml)\n(?P<text>.*?)^ *```", re.MULTILINE | re.DOTALL)


def block(form: str) -> str:
    """The first block of the guide in a language, without the blanks before its lines."""
    (text, *_more) = [found["text"] for found in BLOCK.finditer(GUIDE) if found["form"] == form]
    return "\n".join(line[3:] for line in text.splitlines()) + "\n"


def test_the_file_of_the_guide_is_applied_and_never_purges_by_itself(project: Project) -> None:
    project.write("teams.csv", block("csv"))
    project.write("wide/team.csv", block("csv").replace(",", "\t").encode("utf-16"))
    assert "src: teams.csv" in block("yaml")
    options = {"src": "teams.csv"}
    planned, done, again, of_folder, purged, other = project.play(
        task("wxcc_team", options, check_mode=True),
        task("wxcc_team", options),
        task("wxcc_team", options),
        task("wxcc_config", {"src": "wide"}),
        task("wxcc_team", {**options, "purge": True}),
        task("wxcc_team", {**options, "src_format": "native"}),
    )
    assert planned.ok()["summary"]["created"] == done.ok()["summary"]["created"] == 2
    assert (planned.writes, again.unchanged()["summary"]["unchanged"]) == ([], 2)
    assert of_folder.unchanged()["summary"]["unchanged"] == 2
    assert "source_is_complete: true" in purged.refusal()
    assert 'teams.csv:1: column "TYPE": unknown' in other.refusal()
