# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that are still running, to be interrupted."""

from __future__ import annotations

import signal
import subprocess
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from support.playbook import PLAYBOOK, ROOT, environment, scratch
from support.processes import MARK, marked, no_process_left
from support.simulator import Simulator


@contextmanager
def started(
    tasks: Sequence[Mapping[str, Any]], folder: Path, sim: Simulator
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run tasks in the background, their output in the file `output`; gives it with the mark of all its processes."""
    play = {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
    (folder / "playbook.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    mark = str(uuid.uuid4())
    variables = {
        "WXCC_API_URL": sim.url,
        "WXCC_ACCESS_TOKEN": sim.orgs[0].access_token,
        "WXCC_REQUESTS_PER_MINUTE": "100000",
        "TMPDIR": scratch(folder),
        MARK: mark,
    }
    process = subprocess.Popen(
        [str(PLAYBOOK), str(folder / "playbook.yml")],
        cwd=ROOT,
        env=environment(folder, variables),
        stdin=subprocess.DEVNULL,
        stdout=(folder / "output").open("wb"),
        stderr=subprocess.STDOUT,
        preexec_fn=_heed_signals,
    )
    try:
        yield process, mark
    finally:
        process.kill()
        process.wait()
        no_process_left(mark)


def module_processes(mark: str) -> list[int]:
    """The processes of a run that are no part of ansible-playbook itself."""
    return [number for number, command in marked(mark).items() if "ansible-playbook" not in command]


def _heed_signals() -> None:
    """Let signals do what they do by default, also where the tests run under nohup or in the background of a shell."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
