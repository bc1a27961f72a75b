# SPDX-License-Identifier: GPL-3.0-or-later
"""A signed URL opens a recording to whoever has it: no output, log, manifest, file or journal line holds one."""

from __future__ import annotations

import json
import re

from support.playbook import run_playbook, scratch
from support.project import Project, task
from support.recordings import recorded_tasks
from support.simulator import Simulator

SIGNATURE = re.compile(r"X-Amz-Signature(?:=|%3D)\w+|SignatureProvided|[0-9a-f]{64}")
LOUD = {"ANSIBLE_DEBUG": "1", "ANSIBLE_DISPLAY_TRACEBACK": "always"}


def test_the_urls_are_nowhere(project: Project, sim: Simulator) -> None:
    tasks = recorded_tasks(12)
    token = sim.orgs[0].access_token.partition("_")[0]
    for fault in ({"status": 403}, {"status": 500}, {"drop": "before"}, {"drop": "middle"}, {"truncate_to": 1000}):
        sim.fault(path="/recordings/*", **fault)
    sim.fault(path="/recordings/*", status=404, body="<Error><Message>no ?X-Amz-Signature=abcdef</Message></Error>")
    options = {"task_ids": tasks, "url_expiration": 1}
    keep = {"dest": str(project.folder / "recordings"), **options}
    run = run_playbook(
        [
            task("wxcc_capture_info", options),
            task("wxcc_capture_info", {**options, "reveal": True}, register="revealed"),
            {
                "name": "Use",
                "ansible.builtin.assert": {"that": ["revealed.recordings[0].file_path is search('X-Amz-Signature=')"]},
            },
            task("wxcc_capture_download", keep),
            task("wxcc_capture_download", keep),
        ],
        project.folder,
        "-vvvv",
        variables={
            **project.environment,
            **LOUD,
            "ANSIBLE_LOG_PATH": str(project.folder / "ansible.log"),
            "TMPDIR": scratch(project.folder),
        },
        keywords={"ignore_errors": True},
    )
    assert [entry["state"] for entry in run.tasks] == ["ok", "ok", "ok", "failed", "ok"]
    checksums = {row["sha256"] for entry in run.tasks[3:] for row in entry["result"]["recordings"] if "sha256" in row}
    files = [path for path in project.folder.rglob("*") if path.is_file() and path.suffix != ".wav"]
    assert any(path.name == "manifest.jsonl" for path in files)
    places = {str(path): path.read_text(encoding="utf-8", errors="replace") for path in files}
    places |= {"output": run.output, "results": json.dumps(run.tasks), "journal": json.dumps(sim.requests())}
    found = {
        name: {match[0] for match in SIGNATURE.finditer(text)} - checksums - {"X-Amz-Signature=revealed"}
        for name, text in places.items()
    }
    assert {name: secrets for name, secrets in found.items() if secrets} == {}
    assert [name for name, text in places.items() if token in text] == []


def test_no_request_for_a_file_carries_the_token(project: Project, sim: Simulator) -> None:
    """The simulator's storage answers 400 to an Authorization header, as S3 does."""
    step = project.play(
        task("wxcc_capture_download", {"task_ids": recorded_tasks(3), "dest": str(project.folder / "recordings")})
    )[0]
    assert {row["status"] for row in step.requests if row["path"].startswith("/recordings/")} == {200}
    step.ok()
