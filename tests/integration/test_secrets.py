# SPDX-License-Identifier: GPL-3.0-or-later
"""The access token is nowhere but in the request: no output, log, journal, command line or file shows it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.engine import sites
from support.playbook import ROOT, Run, run_playbook, scratch
from support.project import Project, task
from support.simulator import Row, Simulator

LOUD = {
    "ANSIBLE_DEBUG": "1",
    "ANSIBLE_LOG_PATH": "{folder}/ansible.log",
    "ANSIBLE_DISPLAY_TRACEBACK": "always",
}
MARKER = "Quartz lattice"


def tokens(sim: Simulator) -> list[str]:
    """The part of every token that nobody can guess."""
    orgs = sim.orgs
    whole = [text for org in orgs for text in (org.access_token, org.refresh_token, org.read_only_token)]
    return [token.partition("_")[0] for token in whole]


def leaks(sim: Simulator, folder: Path, run: Run) -> list[str]:
    """Every place that holds a token."""
    places = {"output": run.output, "results": json.dumps(run.tasks), "journal": json.dumps(sim.requests())}
    found = [name for name, text in places.items() if any(token in text for token in tokens(sim))]
    return found + [str(path) for path in files_with(folder, *tokens(sim))]


def files_with(folder: Path, *secrets: str) -> list[Path]:
    """The files below a folder that hold one of the secrets."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(secret.encode() in path.read_bytes() for secret in secrets)]


def loudly(project: Project, tasks: list[Row], **variables: str) -> Run:
    """Run with everything that Ansible can be made to say; Python's temporary files go into the folder too."""
    folder = project.folder
    loud = {name: value.format(folder=folder) for name, value in LOUD.items()}
    environment = {"WXCC_API_URL": project.simulator.url, "TMPDIR": scratch(folder), **loud, **variables}
    return run_playbook(tasks, folder, "-vvvv", variables=environment, keywords={"ignore_errors": True})


def every_kind_of_task(sim: Simulator, options: Row) -> list[Row]:
    """Success, a diff in check mode, refusals of ours and of the service, a lost connection, a listing."""
    sim.fault(method="PUT", path="*", status=400, body={"error": {"reason": "Authorization: not like this"}})
    sim.fault(method="POST", path="*/site", drop="before", times=None)
    modules: list[tuple[str, Row, Row]] = [
        ("wxcc_site", {"sites": sites("Alta", "Beta", "Gama")}, {}),
        ("wxcc_site", {"sites": sites("Alta", "Beta", description="new")}, {"check_mode": True, "diff": True}),
        ("wxcc_site", {"sites": sites("Alta", description="refused")}, {"diff": True}),
        ("wxcc_site", {"name": "Delta", "multimedia_profile": "Voice and Chat", "retry_timeout": 0}, {}),
        ("wxcc_site", {"name": "Delta", "multimedia_profile": "Nobody"}, {}),
        ("wxcc_site", {"name": "Delta", "org_id": sim.orgs[1].org_id}, {}),
        ("wxcc_site", {"sites": "not a list"}, {}),
        ("wxcc_config_info", {"type": "site"}, {}),
    ]
    show = {"name": "Show", "ansible.builtin.debug": {"var": "result"}}
    calls = [task(name, {**given, **options}, register="result", **keywords) for name, given, keywords in modules]
    return [step for call in calls for step in (call, show)]


STATES = ["ok", "ok", "failed", "failed", "failed", "failed", "failed", "ok"]
TOKEN = "{{ lookup('ansible.builtin.env', 'OUR_TOKEN') }}"
# How the token comes to the module: options and keywords of the task, and the environment variable it starts in.
WAYS: dict[str, tuple[Row, Row, str]] = {
    "environment": ({}, {}, "WXCC_ACCESS_TOKEN"),
    "option": ({"access_token": TOKEN}, {}, "OUR_TOKEN"),
    "variable": ({}, {"vars": {"wxcc_access_token": TOKEN}}, "OUR_TOKEN"),
    "environment keyword": ({}, {"environment": {"WXCC_ACCESS_TOKEN": TOKEN}}, "OUR_TOKEN"),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_output_log_or_file_holds_the_token(project: Project, sim: Simulator, way: str) -> None:
    options, keywords, variable = WAYS[way]
    tasks = [{**each, **keywords} for each in every_kind_of_task(sim, options)]
    if way != "environment":  # the others differ only in how the token comes to the module
        tasks = tasks[:2] + tasks[6:8]
    run = loudly(project, tasks, **{variable: sim.orgs[0].access_token})
    states = [entry["state"] for entry in run.tasks if entry["task"] != "Show"]
    assert states == (STATES if way == "environment" else ["ok", "failed"]), run.output[-3000:]
    assert "EXEC /bin/sh" in run.output
    assert (project.folder / "ansible.log").stat().st_size > 1000
    assert leaks(sim, project.folder, run) == []


def test_a_service_that_echoes_the_token_gets_it_masked(project: Project, sim: Simulator) -> None:
    token = sim.orgs[0].access_token
    echo: dict[str, Any] = {"error": {"reason": f"Bearer {token} is not liked", "trackingId": token}}
    for status, body in ((400, echo), (400, f"<html><title>Bearer {token}</title></html>"), (200, f"Bearer {token}")):
        sim.fault(method="POST", path="*/site", status=status, body=body)
    sim.fault(method="POST", path="*/site", status=201, body={"id": token, "name": token})
    tasks = [task("wxcc_site", *sites("Alta")) for _unused in range(4)]
    run = loudly(project, tasks, WXCC_ACCESS_TOKEN=token)
    assert [entry["state"] for entry in run.tasks][:2] == ["failed", "failed"]
    assert leaks(sim, project.folder, run) == []


def test_the_content_of_a_vaulted_file_is_not_printed(project: Project, sim: Simulator) -> None:
    secret = project.folder / "vault-password"
    secret.write_text("a long password\n", encoding="utf-8")
    vaulted = project.folder / "sites.yml"
    vaulted.write_text(json.dumps(sites("Alta", "Beta", description=MARKER)), encoding="utf-8")
    subprocess.run(
        [
            str(Path(sys.executable).parent / "ansible-vault"),
            *("encrypt", "--vault-password-file", str(secret), str(vaulted)),
        ],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={"HOME": str(project.folder), "PATH": str(Path(sys.executable).parent)},
    )
    tasks = [
        task("wxcc_site", {"src": "sites.yml"}),
        task("wxcc_site", {"src": "sites.yml"}),
        task("wxcc_site", {"src": "sites.yml", "api_url": "http://127.0.0.1:1", "retry_timeout": 0}),
    ]
    password = ("--vault-password-file", str(secret))
    run = run_playbook(
        tasks, project.folder, "-vvv", *password, variables=project.environment, keywords={"ignore_errors": True}
    )
    assert [entry["result"]["changed"] for entry in run.tasks] == [True, False, False]
    assert {row["description"] for row in sim.objects("site")[1:]} == {MARKER}
    assert MARKER not in run.output
    assert files_with(project.folder, MARKER) == []
