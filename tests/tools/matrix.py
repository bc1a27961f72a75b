# SPDX-License-Identifier: GPL-3.0-or-later
"""`make matrix`: the tests of the collection on every ansible-core we promise, with every Python that is found.

The first Python of an ansible-core that the libraries of the tests know runs everything, the others the unit tests and
each playbook once; an older one runs each playbook only.

Each pair has an environment under build/matrix. Arguments choose what is run: a part of `2.16 python3.11 unit`, say.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ROOT / "build" / "matrix"
# The Pythons that a controller may have; of the newest release the installer knows.
CORES = {
    "2.16": range(10, 13),
    "2.17": range(10, 13),
    "2.18": range(11, 14),
    "2.19": range(11, 14),
    "newest": range(11, 20),
}
OLDEST, OLDEST_OF_TESTS = 10, 11
NEEDED = (
    ROOT / "requirements.txt",
    ROOT / "roles/simulator/files/requirements.txt",
    ROOT / "roles/onboarding/files/requirements.txt",
)
OF_TESTS = ROOT / "tests/requirements.txt"
# What the tests import; linters are not of every ansible-core's time.
LIBRARIES = re.compile(r"(ansible-builder|ansible-runner|hypothesis|pytest|pytest-xdist|schemathesis|trustme|PyYAML)\b")
# Tells the tests to let their playbooks have native types.
NATIVE = "WXCC_TEST_JINJA2_NATIVE"
PYTEST = ["-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
ROLES = [*PYTEST, "tests/onboarding", "tests/simulator/test_role.py"]
SUITES = {
    "unit": [*PYTEST, "tests/unit"],
    "integration": [*PYTEST, "tests/integration"],
    "roles": ROLES,
    "native-roles": ROLES,
    "sanity": ["tests/tools/sanity.py", "--with-pylint"],
}
# Since 2.19 expressions have native types always.
NOT_ALWAYS_NATIVE = ("2.16", "2.17", "2.18")
SMOKE = {"smoke": ["tests/tools/smoke.py"]}


def suites(core: str, minor: int, *, is_first: bool) -> dict[str, list[str]]:
    """What is run on a pair, by name, as arguments of its interpreter."""
    if minor < OLDEST_OF_TESTS:
        return SMOKE
    if not is_first:
        return {"unit": SUITES["unit"], **SMOKE}
    return {name: run for name, run in SUITES.items() if name != "native-roles" or core in NOT_ALWAYS_NATIVE}


def pythons() -> dict[int, str]:
    """The interpreters on PATH and of pyenv, by minor version."""
    found: dict[int, str] = {}
    places = [shutil.which(f"python3.{minor}") for minor in range(OLDEST, 20)]
    places += [str(path) for path in sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"))]
    for place in filter(None, places):
        ask = [place, "-c", "import sys, venv; print(sys.version_info.minor)"]
        answer = subprocess.run(ask, capture_output=True, text=True, check=False)
        if answer.returncode == 0 and int(answer.stdout) >= OLDEST:
            found.setdefault(int(answer.stdout), place)
    return found


def requirements(minor: int) -> Iterator[str]:
    """What an environment gets beside ansible-core."""
    for path in NEEDED:
        yield from ("-r", str(path))
    if minor < OLDEST_OF_TESTS:
        return
    lines = OF_TESTS.read_text(encoding="utf-8").splitlines()
    yield from (line for line in lines if LIBRARIES.match(line))


def environment(core: str, minor: int, python: str) -> Path | None:
    """Make an environment and give its interpreter; None where this ansible-core cannot be installed."""
    folder = ENVIRONMENTS / f"{core}-python3.{minor}"
    interpreter = folder / "bin" / "python"
    ready = folder / "ready"
    changed = max(path.stat().st_mtime for path in (*NEEDED, OF_TESTS))
    if not ready.exists() or ready.stat().st_mtime < changed:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        wanted = "ansible-core" if core == "newest" else f"ansible-core~={core}.0"
        pip = [str(interpreter), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        installed = subprocess.run([*pip, wanted, "jinja2", *requirements(minor)], check=False)
        if installed.returncode:
            return None
        subprocess.run([*pip, "--no-deps", "-e", str(ROOT / "roles/simulator/files")], check=True)
        ready.touch()
    return interpreter


def version(interpreter: Path) -> str:
    """The ansible-core of an environment."""
    ask = [str(interpreter), "-c", "import ansible; print(ansible.__version__)"]
    return subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    """Run what was asked for and print a line for each; the exit code is 1 where anything failed."""
    asked, lines, done = sys.argv[1:], [], set[str]()
    for core, minors in CORES.items():
        is_first = True
        for minor, python in sorted(pythons().items()):
            names = (core, f"python3.{minor}")
            known = suites(core, minor, is_first=is_first)
            chosen = [suite for suite in known if all(word in (*names, suite) for word in asked)]
            if minor not in minors or not chosen:
                continue
            interpreter = environment(core, minor, python)
            if interpreter is None:
                lines.append(f"ansible-core {core}, Python 3.{minor}: cannot be installed")
                continue
            pair = f"ansible-core {version(interpreter)}, Python 3.{minor}"
            if pair in done:
                continue
            done.add(pair)
            is_first = is_first and minor < OLDEST_OF_TESTS
            for suite in chosen:
                print(f"\n== {pair}: {suite}", flush=True)
                clean = {name: text for name, text in os.environ.items() if not name.startswith("ANSIBLE_")}
                clean |= {NATIVE: "1"} if suite == "native-roles" else {}
                finished = subprocess.run([str(interpreter), *known[suite]], cwd=ROOT, env=clean, check=False)
                lines.append(f"{pair}: {suite} {'failed' if finished.returncode else 'passed'}")
    print("\n" + "\n".join(lines))
    return int(not lines or any(not line.endswith("passed") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
