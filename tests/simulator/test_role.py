# SPDX-License-Identifier: GPL-3.0-or-later
"""The role starts a simulator, leaves it alone, starts it anew with other options, and stops it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from support.playbook import Run, lend_venv, run_playbook

TASKS = [
    {
        "name": "Run the simulator",
        "ansible.builtin.include_role": {"name": "webex.contact_center.simulator"},
    },
    {
        "name": "Say what it registered",
        "ansible.builtin.debug": {
            "msg": "{{ simulator_url | default('') }} {{ simulator_orgs | default([]) | map(attribute='name') | join }}"
            " {{ simulator_legacy.tenant_id | default('') }}"
        },
    },
]


class Role:
    """Runs of the role with one folder, whose virtual environment is the one of the tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.home = folder / "it's 100% é"
        lend_venv(self.home, "simulator/files/requirements.txt")

    def run(self, *arguments: str, **options: Any) -> Run:
        variables = {"simulator_home": str(self.home), "ansible_python_interpreter": sys.executable}
        told = {f"simulator_{name}": value for name, value in options.items()}
        return run_playbook(TASKS, self._folder, *arguments, keywords={"vars": {**variables, **told}})


@pytest.fixture
def role(tmp_path: Path) -> Iterator[Role]:
    role = Role(tmp_path)
    yield role
    pid = role.home / "pid"
    if pid.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid.read_text(encoding="utf-8")), signal.SIGTERM)


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/_simulator/stats", timeout=10).ok
    except requests.ConnectionError:
        return False


def changes(run: Run) -> int:
    assert run.code == 0, run.output
    return sum(bool(task["result"].get("changed")) for task in run.tasks)


def test_a_life(role: Role) -> None:
    first = role.run(sites=3, agents=5, queues=2, quirks={"work_item_flag": False})
    assert changes(first) > 0
    url, _unused, names = first.message.partition(" ")
    assert names == "Acme OutfittersBorealis Travel 1000000"
    ready = json.loads((role.home / "ready.json").read_text(encoding="utf-8"))
    stats = requests.get(f"{url}/_simulator/stats", timeout=10).json()
    counts = stats["objects"][ready["orgs"][0]["org_id"]]
    assert (counts["site"], counts["user"], counts["contact-service-queue"]) == (4, 5, 2)

    again = role.run("-vvv", sites=3, agents=5, queues=2, quirks={"work_item_flag": False})
    assert (changes(again), again.message) == (0, first.message)
    assert not any("Install" in entry["task"] for entry in first.tasks + again.tasks), "pip need not run"
    assert ready["orgs"][0]["access_token"] not in again.output
    assert ready["legacy"]["api_key"] not in again.output

    other = role.run(preset="small", org_count=1)
    assert changes(other) > 0
    assert not answers(url)
    stats = requests.get(f"{other.message.partition(' ')[0]}/_simulator/stats", timeout=10).json()
    (counts,) = stats["objects"].values()
    assert (counts["site"], counts["user"], counts["user-profile"]) == (13, 800, 10)

    assert changes(role.run(state="stopped")) > 0
    assert not answers(other.message.partition(" ")[0])


def test_a_start_that_fails_says_why(role: Role) -> None:
    run = role.run(quirks={"nothing": True})
    assert run.code != 0
    assert "nothing: no such quirk" in run.message
