# SPDX-License-Identifier: GPL-3.0-or-later
"""The blocks of the guides: those that need nothing but an organization are played, as they stand."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from support.playbook import ROOT
from support.project import Project
from support.recordings import SMALL

BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
GUIDES = ("reporting", "recordings", "report-page")


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    """So few contacts that a day of them is kept at once."""
    return {"tasks_per_day": 100, "recording_bytes": SMALL}


def tasks_of(guide: str) -> list[dict[str, Any]]:
    """All tasks in the blocks of a guide."""
    text = (ROOT / f"docs/{guide}.md").read_text(encoding="utf-8")
    return [task for block in BLOCK.findall(text) for task in yaml.safe_load(block)]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_task_of_a_guide_works(guide: str, project: Project) -> None:
    tasks = tasks_of(guide)
    assert tasks != []
    # The folders below /srv are the reader's; here they are in a folder of the test.
    for folder in ("reports", "recordings"):
        (project.folder / folder).mkdir()
    written = yaml.safe_dump(tasks, allow_unicode=True).replace("/srv/", f"{project.folder}/")
    steps = project.play(*yaml.safe_load(written))
    assert [step.result.get("msg") for step in steps if step.failed] == []
    assert len(steps) == len(tasks)
    kept = [step.result["ansible_facts"]["wxcc_report"] for step in steps if "ansible_facts" in step.result]
    assert [report for report in kept if not report["rows"] or not report["complete"]] == []
