# SPDX-License-Identifier: GPL-3.0-or-later
"""Run `ansible-test sanity` on this checkout: through the link under build/, without containers, in homes of its own.

Without arguments all checks run except pylint, which takes as long as all others together and repeats much of what
ruff and mypy find; `make matrix` runs it too, by `--with-pylint`, beside the others. Other arguments are handed on:
`.venv/bin/python tests/tools/sanity.py --test pep8` runs one check.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ansible_test._internal.host_configs import NativePythonConfig
from ansible_test._internal.python_requirements import get_venv_packages

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = ROOT / "build/ansible_collections/webex/contact_center"
HOMES = ROOT / "build/ansible-test"
WITHOUT_PYLINT = ["--skip-test", "pylint"]
PYLINT = ["--test", "pylint"]
WITH_PYLINT = "--with-pylint"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

# Stands in for get-pip.py, which ansible-test would download from a host that is not a package index. It lets our own
# pip install the one that ansible-test wants, since Python's ensurepip would unpack a third one first.
GET_PIP = f"""\
import subprocess
import sys

arguments = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
command = [{sys.executable!r}, "-m", "pip", "--python", sys.executable, "install", *arguments]
subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
"""


def pip_configuration() -> str:
    """The user's pip settings as a pip.conf: ansible-test keeps PIP_* variables and the user's own home from pip."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    settings: dict[str, str] = {}
    for level in ("global", ":env:"):
        settings |= {key: ast.literal_eval(text) for key, text in re.findall(rf"^{level}\.(\S+)=(.*)$", listed, re.M)}
    settings["quiet"] = "2"
    return "[global]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())


def prepared(home: Path) -> Path:
    """Write what ansible-test and the pip it starts look for in their home."""
    pip_version = get_venv_packages(NativePythonConfig(version=PYTHON, path=sys.executable))["pip"]
    files = {
        f".ansible/test/cache/get_pip_{pip_version.replace('.', '_')}.py": GET_PIP,
        ".config/pip/pip.conf": pip_configuration(),
        ".gitconfig": f"[include]\n\tpath = {Path.home() / '.gitconfig'}\n",
    }
    home.mkdir(mode=0o700, parents=True, exist_ok=True)  # pip settings may name an index with its password
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return home


def started(home: Path, arguments: Sequence[str], **streams: Any) -> subprocess.Popen[str]:
    """Start ansible-test in a home; two at once would disturb each other in one."""
    tools = Path(sys.executable).parent
    environment = os.environ | {
        "HOME": str(prepared(home)),
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "ANSIBLE_TEST_CONTENT_ROOT": str(COLLECTION),
    }
    command = [str(tools / "ansible-test"), "sanity", "--python", PYTHON, *arguments]
    return subprocess.Popen(command, cwd=COLLECTION, env=environment, text=True, **streams)


def main() -> int:
    """Return 0 where all checks pass; show the two halves one after the other where pylint runs as well."""
    arguments = sys.argv[1:]
    if arguments and arguments != [WITH_PYLINT]:
        return started(HOMES / "one", arguments).wait()
    seen = started(HOMES / "first", WITHOUT_PYLINT)
    if not arguments:
        return seen.wait()
    unseen = started(HOMES / "second", PYLINT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    shown, _nothing = unseen.communicate()
    failed = seen.wait() != 0
    print(shown, end="")
    return int(failed or unseen.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
