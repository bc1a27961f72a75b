# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests print is searched for secrets, and each line of the threat model names a test that exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| what could", "|---"))]
LEAKY = """
import sys
from support import secrets

def test_careless():
    secrets.keep(["quartz7lattice_PF84_0b1c"])
    print("Bearer quartz7lattice_PF84_0b1c", file=sys.{stream})

def test_careful():
    print("Bearer ********")
"""


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_test_that_prints_a_secret_fails(tmp_path: Path, stream: str) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_leaky.py").write_text(LEAKY.format(stream=stream), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    run = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "1 failed, 1 passed" in run.stdout, run.stdout
    assert "printed a secret" in run.stdout


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split("|")[1].strip()[:50])
def test_each_line_of_the_threat_model_names_a_test(line: str) -> None:
    found = re.search(r"\| `(tests/[\w/]+\.py)::(test_\w+)` \|$", line)
    assert found, line
    assert re.search(rf"^def {found[2]}\(", (ROOT / found[1]).read_text(encoding="utf-8"), re.MULTILINE)
