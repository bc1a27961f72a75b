# SPDX-License-Identifier: GPL-3.0-or-later
"""The README as a newcomer reads it: every block, as it stands, with nothing but the built artifact and a new home."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.playbook import ROOT, environment, lend_venv

BLOCK = re.compile(r"(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What needs the network, or a person and a real organization: tests/onboarding plays these.
NOT_HERE = ("ansible-galaxy collection install", "WXCC_CLIENT_ID=...", "wxcc_org=acme", "token_refresh")
BIN = Path(sys.executable).parent
RECAP = re.compile(r"^(\w+) +: ok=\d+ +changed=(\d+) +unreachable=0 +failed=0", re.MULTILINE)
DONE = "-- done --"


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment whose home has the installed artifact; the simulators' packages are those of the tests."""
    variables = {name: text for name, text in environment(tmp_path).items() if not name.startswith("ANSIBLE_")}
    variables |= {"PATH": f"{BIN}:{variables['PATH']}", "ANSIBLE_NOCOLOR": "1", "WXCC_DATA_CENTER": "eu1"}
    for home in ("wxcc_simulator", "wxcc_demo"):
        lend_venv(tmp_path / ".local/state" / home, "simulator/files/requirements.txt")
    commands = [["build", str(ROOT), "--output-path", "."], ["install", "{}"]]
    for command in commands:
        artifacts = [str(path) for path in tmp_path.glob("*.tar.gz")]
        words = [word.format(*artifacts) for word in command]
        subprocess.run(
            ["ansible-galaxy", "collection", *words], cwd=tmp_path, env=variables, check=True, capture_output=True
        )
    (tmp_path / "work").mkdir()
    yield variables
    stop = ["ansible-playbook", "webex.contact_center.simulator", "-e", "simulator_state=stopped"]
    subprocess.run(stop, cwd=tmp_path, env=variables, check=False, capture_output=True)


def test_every_block_of_the_readme_works_in_its_order(newcomer: dict[str, str], tmp_path: Path) -> None:
    work, commands, left_out = tmp_path / "work", [], []
    for name, language, text in BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        if language != "sh":
            assert name, f"a block that is no command has its file's name above it: {text}"
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text(text, encoding="utf-8")
        elif any(words in text for words in NOT_HERE):
            left_out.append(text)
        else:
            commands += text.splitlines()
    assert len(left_out) == len(NOT_HERE)
    script = "".join(f"{command}\necho '{DONE}'\n" for command in commands)
    run = subprocess.run(
        ["sh", "-e", "-c", script], cwd=work, env=newcomer, capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    shown = dict.fromkeys(commands, "")
    changes: dict[str, list[list[int]]] = {command: [] for command in commands}
    for command, output in zip(commands, run.stdout.split(DONE), strict=False):
        shown[command] += output
        changes[command].append([int(count) for _host, count in RECAP.findall(output)])
    assert changes["ansible-playbook sites.yml --check --diff"] == [[1]]
    assert changes["ansible-playbook sites.yml"] == [[1], [0]]
    assert changes["ansible-playbook -i organizations.yml every-organization.yml --check --diff"] == [[0, 1]]
    assert "applied: 18 created, 5 updated, 2 deleted" in shown["ansible-playbook webex.contact_center.demo"]
    told = shown["ansible-playbook webex.contact_center.simulator"]
    assert f"run this first: . {tmp_path}/.local/state/wxcc_simulator/simulator.env" in told
    assert {path.name for path in (work / "reports").iterdir()} == {"index.html", "localhost.html"}
    assert not (tmp_path / ".local/state/wxcc_simulator/simulator.env").exists()
