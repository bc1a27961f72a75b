# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make demo` plays, less the preparation of the environment that make does."""

from __future__ import annotations

import os
import re
import runpy
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.playbook import ROOT, environment, scratch
from support.processes import MARK, NEEDS_PROC, marked, no_process_left, wait_until

pytestmark = NEEDS_PROC
TOKEN = re.compile(r"\w{8}_\w{4}_[0-9a-f]{8}-")
RECAP = re.compile(r"localhost +: ok=(\d+) +changed=(\d+) +unreachable=0 +failed=0")


@contextmanager
def demo(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The script as a user starts it; gives it with the mark of all its processes, of which none may be left."""
    mark = str(uuid.uuid4())
    process = subprocess.Popen(
        [sys.executable, "tools/demo.py"],
        cwd=ROOT,
        env={**plain_environment(folder), MARK: mark, "TMPDIR": scratch(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, mark
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
        no_process_left(mark)
    assert list((folder / "scratch").rglob("*.json")) == [], "the token store is left"


def read_until(process: subprocess.Popen[str], text: str) -> None:
    """Read the output up to a line that holds a text."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return
    pytest.fail(f"{text!r} is not in the output:\n{''.join(lines)}")


def test_the_demo_tells_its_story(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, _unused):
        output, _unused = process.communicate(timeout=120)
    assert process.returncode == 0, output
    recaps = [(int(ok), int(changed)) for ok, changed in RECAP.findall(output)]
    assert [changed for _unused, changed in recaps] == [1, 1, 1, 0, 1, 1]
    assert "fatal" not in output
    assert "WARNING" not in output
    assert "Traceback" not in output
    assert TOKEN.search(output) is None
    assert '-name: "Lisbon"\n+name: "Lisbon Oriente"\n' in output
    table = output[output.index("\nrun  ") :]
    rows = [re.split(r"\s{2,}", line.strip()) for line in table.strip().splitlines()[:7]]
    figures = {row[0]: [int(cell) for cell in row[1:]] for row in rows[1:]}
    access, *others = figures.values()
    assert (access[:-1], [tokens for tokens, *_unused in others]) == ([1, 0, 0, 0], [0] * 5)
    planned, applied, again, renamed, folder = (figures for _unused, *figures in others)
    assert planned[1] == again[1] == 0
    assert applied[1] >= 1
    assert renamed[1:3] == [1, 1]
    assert folder[2] == 6
    assert applied[3] == again[3] == renamed[3] == folder[3]
    assert next_commands(output)[0] == "make simulator"


def next_commands(output: str) -> list[str]:
    """The commands that the demo ends with, without what is said about them."""
    table = output[output.index("to try next") :]
    return [re.split(r"\s{3,}", line.strip())[0] for line in table.splitlines() if re.match(r"  \S", line)]


def test_the_three_commands_to_try_next_work_as_printed(tmp_path: Path) -> None:
    _unused, apply_again, documentation = next_commands(runpy.run_path(str(ROOT / "tools" / "demo.py"))["NEXT"])
    env_file = tmp_path / "simulator.env"
    # Under `make test` a make started here would say which folder it enters and leaves.
    told = subprocess.run(
        ["make", "--no-print-directory", "-n", "simulator", "PORT=0"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    command = told.splitlines()[-1].replace("build/simulator.env", str(env_file))
    simulator = subprocess.Popen(
        ["sh", "-c", f"exec {command}"], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert simulator.stdout is not None
    try:
        assert simulator.stdout.readline()
        assert env_file.stat().st_mode & 0o077 == 0
        for changed in (1, 0):
            output = at_a_prompt(tmp_path, apply_again.replace("build/simulator.env", str(env_file)))
            assert [int(count) for _unused, count in RECAP.findall(output)] == [changed], output
    finally:
        simulator.send_signal(signal.SIGINT)
        simulator.communicate(timeout=10)
    assert simulator.returncode == 0
    assert not env_file.exists()
    assert "multimedia_profile" in at_a_prompt(tmp_path, documentation)


def at_a_prompt(folder: Path, command: str) -> str:
    """Give the output of a command as somebody types it in the project's folder."""
    run = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env=plain_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def plain_environment(folder: Path) -> dict[str, str]:
    """Nothing of Ansible's, but what somebody set for the work on a real organization."""
    kept = {name: value for name, value in environment(folder).items() if not name.startswith("ANSIBLE_")}
    return {**kept, "ANSIBLE_NOCOLOR": "1", "WXCC_DATA_CENTER": "eu1", "WXCC_ORG_ID": str(uuid.uuid4())}


@pytest.mark.parametrize(
    ("moment", "number"),
    [("--- 1.", signal.SIGINT), ("PLAY [", signal.SIGINT), ("--- 2.", signal.SIGINT), ("PLAY [", signal.SIGTERM)],
)
def test_an_interrupted_demo_leaves_nothing_running(tmp_path: Path, moment: str, number: signal.Signals) -> None:
    with demo(tmp_path) as (process, mark):
        read_until(process, moment)
        wait_until(lambda: len(marked(mark)) > 2, "the playbook")
        os.kill(process.pid, number)
        output, _unused = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "the simulator is stopped" in output
        assert "Traceback" not in output


def test_an_impatient_user_stops_everything_too(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, _unused):
        read_until(process, "PLAY [")
        for _attempt in range(3):
            os.kill(process.pid, signal.SIGINT)
            time.sleep(0.1)
        process.communicate(timeout=30)
        assert process.returncode != 0
