# SPDX-License-Identifier: GPL-3.0-or-later
"""Real playbooks with a throwaway module: what it gets, and what nobody gets to see."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from support.playbook import scratch

from ansible_collections.webex.contact_center.plugins.plugin_utils import access

ORG = "c0ffee00-0000-4000-8000-000000000001"
TOKEN = f"secret_ABCD_{ORG}"
CONTENT = "name\ncontent-that-was-vaulted\n"

ACTION = """
from ansible_collections.webex.contact_center.plugins.plugin_utils.actions.base import WxccAction

class ActionModule(WxccAction):
    inline = {"sites": "items"}
    single = ("name", "id")
"""

MODULE = """
import json, os, signal
from ansible.module_utils.basic import AnsibleModule

def kill_all_below(top):
    chain = [os.getpid()]
    while chain[-1] != top:
        with open(f"/proc/{chain[-1]}/stat") as file:
            chain.append(int(file.read().rpartition(")")[2].split()[1]))
    for pid in reversed(chain[:-1]):
        os.kill(pid, signal.SIGKILL)

module = AnsibleModule(dict(
    record={}, kill_all_below={"type": "int"}, org_id={}, timeout={},
    access_token={"no_log": True}, _source={"no_log": True}, _progress={}, _budget={}, _budget_folder={},
), supports_check_mode=True)
with open(module.params["record"], "w") as file:
    json.dump({**module.params, "check": module.check_mode}, file)
if module.params["kill_all_below"]:
    kill_all_below(module.params["kill_all_below"])
module.exit_json(changed=True)
"""


class Play:
    """A folder with a playbook, and another for everything that Ansible leaves behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "play"
        self.temporary = scratch(folder)
        self.left = folder / "scratch"
        secret = [("default", VaultSecret(b"password"))]
        for name, text in {
            "action_plugins/probe.py": ACTION,
            "library/probe.py": MODULE,
            "vault_password": "password",
            "roles/lab/files/sites.csv": VaultLib(secret).encrypt(CONTENT).decode(),
        }.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def run(self, task: dict[str, Any], *options: str, **play: Any) -> subprocess.CompletedProcess[str]:
        """Play one task in the role `lab`, as loudly as Ansible can."""
        tasks = self.folder / "roles/lab/tasks/main.yml"
        tasks.parent.mkdir(exist_ok=True)
        tasks.write_text(yaml.safe_dump([task]), encoding="utf-8")
        head = {"hosts": "localhost", "gather_facts": False, "roles": ["lab"], **play}
        (self.folder / "play.yml").write_text(json.dumps([head]), encoding="utf-8")
        temporary = dict.fromkeys(("HOME", "TMPDIR", "ANSIBLE_REMOTE_TEMP", "ANSIBLE_LOCAL_TEMP"), self.temporary)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "WXCC_"))},
            **temporary,
            "ANSIBLE_COLLECTIONS_PATH": str(Path(access.__file__).parents[5]),
            "ANSIBLE_DEBUG": "1",
            "ANSIBLE_LOG_PATH": str(self.left / "log"),
        }
        return subprocess.run(
            [sys.executable, "-m", "ansible", "playbook", "play.yml", "-vvvv", *options],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def leftovers(self) -> str:
        """Give the text of every file that is still there."""
        return "".join(path.read_text(errors="replace") for path in self.left.rglob("*") if path.is_file())


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Start from empty folders."""
    return Play(tmp_path)


def test_secrets_reach_the_module_and_nothing_else(play: Play, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    task = {"probe": {"src": "sites.csv", "record": str(record)}, "environment": {"WXCC_ACCESS_TOKEN": TOKEN}}
    variables = {"acme": ORG, "wxcc_org_id": "{{ acme }}", "wxcc_timeout": "{{ nothing | default(omit) }}"}
    done = play.run(task, "--check", "--vault-password-file", "vault_password", vars=variables)
    assert done.returncode == 0, done.stdout + done.stderr
    got = json.loads(record.read_text(encoding="utf-8"))
    assert json.loads(got["_source"]) == {"name": "sites.csv", "form": "csv", "text": CONTENT}
    assert (got["access_token"], got["org_id"], got["timeout"], got["check"]) == (TOKEN, ORG, None, True)
    said = done.stdout + done.stderr + play.leftovers()
    assert "done with _execute_module (probe," in said
    assert TOKEN not in said
    assert "content-that-was-vaulted" not in said
    assert not Path(got["_progress"]).parent.exists()


def test_a_run_that_is_killed_leaves_no_token_behind(play: Play, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    task = {"probe": {"name": "Berlin", "record": str(record), "kill_all_below": os.getpid()}}
    done = play.run(task, vars={"wxcc_access_token": TOKEN})
    assert done.returncode == -signal.SIGKILL
    assert json.loads(record.read_text(encoding="utf-8"))["access_token"] == TOKEN
    assert list(play.left.iterdir())
    assert TOKEN not in done.stdout + done.stderr + play.leftovers()


def test_a_yaml_date_is_refused_and_a_number_stays_one(play: Play, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    sites: list[dict[str, Any]] = [{"name": 7}, {"name": datetime.date(2024, 1, 31)}]
    task = {"probe": {"sites": sites, "record": str(record)}}
    done = play.run(task, vars={"wxcc_access_token": TOKEN})
    assert "sites[1].name: 2024-01-31 is a date; if it is meant as text, write it in quotes" in done.stdout
    assert not record.exists()
    sites.pop()
    assert play.run(task, vars={"wxcc_access_token": TOKEN}).returncode == 0
    source = json.loads(json.loads(record.read_text(encoding="utf-8"))["_source"])
    assert json.loads(source["text"]) == [{"name": 7}]
