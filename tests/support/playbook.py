# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs playbooks as a user does, and gives what they printed and what their tasks returned."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import yaml

from support import forked_playbook, forking, secrets

ROOT = Path(__file__).resolve().parents[2]
NATIVE = "WXCC_TEST_JINJA2_NATIVE"
PLAYBOOK = Path(sys.executable).parent / "ansible-playbook"


@dataclass(frozen=True)
class Run:
    """What one run of ansible-playbook printed and returned."""

    code: int
    stdout: str
    stderr: str
    tasks: list[dict[str, Any]]

    @property
    def output(self) -> str:
        """All that a terminal would show."""
        return self.stdout + self.stderr

    @property
    def last(self) -> dict[str, Any]:
        """The result of the last task."""
        assert self.tasks, self.output
        result: dict[str, Any] = self.tasks[-1]["result"]
        return result

    @property
    def message(self) -> str:
        """The message of the last task."""
        return str(self.last.get("msg", ""))


def scratch(folder: Path) -> str:
    """Make a folder below this one for temporary files, and give it by a name so short that sockets fit into it."""
    (folder / "scratch").mkdir(exist_ok=True)
    link = folder.parent / uuid.uuid4().hex[:8]
    link.symlink_to(folder / "scratch")
    return str(link)


def lend_venv(home: Path, requirements: str = "") -> None:
    """Give a role the packages of the tests as its virtual environment.

    With the file of its requirements, relative to the roles, comes the note that they are installed: pip does not run.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    venv = home / "venv"
    venv.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (venv / name).symlink_to(Path(sys.prefix) / name)
    if requirements:
        needs = (ROOT / "roles" / requirements).read_text(encoding="utf-8").rstrip()
        note = f"{sys.executable} Python {platform.python_version()} {needs}\n"
        (venv / "installed.txt").write_text(note, encoding="utf-8")


def environment(folder: Path, variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a run: nothing of the user's own Ansible or Webex settings, a home of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "WXCC_"))}
    native = {"ANSIBLE_JINJA2_NATIVE": os.environ[NATIVE]} if NATIVE in os.environ else {}
    return {
        **own,
        **native,
        "HOME": str(folder),
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests" / "support" / "callback"),
        "ANSIBLE_CALLBACKS_ENABLED": "results",
        "ANSIBLE_NOCOLOR": "1",
        "WXCC_TEST_RESULTS": str(folder / "results.jsonl"),
        **(variables or {}),
    }


def run_playbook(
    playbook: Path | Sequence[Mapping[str, Any]],
    folder: Path,
    *arguments: str,
    variables: Mapping[str, str] | None = None,
    keywords: Mapping[str, Any] | None = None,
    timeout: float = 300,
    cwd: Path = ROOT,
    fresh: bool | None = None,
) -> Run:
    """Run a playbook file, or tasks for localhost that are put into a playbook in the folder.

    `variables` are added to the environment, `keywords` to the play. The folder is where the playbook finds its files.
    With `fresh`, Ansible and its modules start in new processes as a user's do, for tests of files, processes and
    memory; else they are forked from processes that have imported them, which takes a sixth of the time. Where nothing
    is said, what would be loud or imported in another way is fresh; `False` is for environments of many tasks.
    """
    if not isinstance(playbook, Path):
        play = {"hosts": "localhost", "gather_facts": False, "tasks": list(playbook), **(keywords or {})}
        path = folder / "playbook.yml"
        path.write_text(yaml.safe_dump([play], sort_keys=False, allow_unicode=True), encoding="utf-8")
        playbook = path
    results = folder / "results.jsonl"
    results.unlink(missing_ok=True)
    given = environment(folder, variables)
    if fresh is None:
        is_loud = any(argument.startswith("-vv") for argument in arguments)  # which shows the commands of new processes
        fresh = is_loud or _fixed(given) != _fixed(environment(folder))
    start = _started if fresh else _forked
    code, stdout, stderr = start([str(playbook), *arguments], given, cwd, timeout)
    assert secrets.shown(stdout + stderr) == [], "ansible-playbook printed a secret"
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    return Run(code, stdout, stderr, [json.loads(line) for line in lines])


def _started(arguments: list[str], given: Mapping[str, str], cwd: Path, timeout: float) -> tuple[int, str, str]:
    finished = subprocess.run(
        [str(PLAYBOOK), *arguments],
        cwd=cwd,
        env=given,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return finished.returncode, finished.stdout, finished.stderr


def _forked(arguments: list[str], given: Mapping[str, str], cwd: Path, timeout: float) -> tuple[int, str, str]:
    playbooks, modules = _servers(_fixed(given))
    with TemporaryFile() as output, TemporaryFile() as errors, open(os.devnull, "rb") as nothing:
        code = forking.Forked(
            playbooks.path,
            arguments,
            environment={**given, forked_playbook.MODULES: modules.path},
            cwd=str(cwd),
            streams=[nothing.fileno(), output.fileno(), errors.fileno()],
        ).wait(timeout)
        output.seek(0)
        errors.seek(0)
        return code, output.read().decode(), errors.read().decode()


def lend_playbook(folder: Path, given: Mapping[str, str]) -> None:
    """Put an `ansible-playbook` into a folder that is forked as those of `run_playbook`, for scripts that call it."""
    playbooks, modules = _servers(_fixed(given))
    program = folder / "ansible-playbook"
    program.write_text(
        f"""\
#!{sys.executable} -S
import os, sys
sys.path.append({str(ROOT / "tests")!r})
from support import forking
environment = {{**os.environ, {forked_playbook.MODULES!r}: {modules.path!r}}}
run = forking.Forked({playbooks.path!r}, sys.argv[1:], environment=environment, cwd=os.getcwd(), streams=[0, 1, 2])
sys.exit(run.wait())
""",
        encoding="utf-8",
    )
    program.chmod(0o755)


@cache
def _servers(fixed: tuple[tuple[str, str], ...]) -> tuple[forking.ForkServer, forking.ForkServer]:
    """Start the server of playbooks and that of modules, for all tests of this process with such an environment."""
    given = environment(Path.home(), dict(fixed))
    return (
        forking.ForkServer("support.forked_playbook", given),
        forking.ForkServer("support.forked_module", given),
    )


def _fixed(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What is read of an environment as Ansible is imported, and the folder of temporary files: tests look into it."""
    names = ("ANSIBLE_", "PYTHON", "LC_", "LANG", "TMPDIR")
    return tuple(sorted((name, text) for name, text in given.items() if name.startswith(names)))
