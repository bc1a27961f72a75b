# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ansible-galaxy collection build` packs: what users need, and nothing of the checkout's workshop."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GALAXY = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
# What ansible-galaxy leaves out by itself.
ALWAYS_IGNORED = ["__pycache__", "tests/output"]
FOR_USERS = {"LICENSE", "README.md", "changelogs", "docs", "meta", "playbooks", "plugins", "requirements.txt", "roles"}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a freshly built tarball."""
    folder = tmp_path_factory.mktemp("tarball")
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    command = [str(galaxy), "collection", "build", str(ROOT), "--output-path", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(folder / f"webex-contact_center-{GALAXY['version']}.tar.gz") as tarball:
        return set(tarball.getnames())


def test_tarball_holds_what_users_need_and_no_more(packed: set[str]) -> None:
    top = {name.split("/")[0] for name in packed} - {"MANIFEST.json", "FILES.json", "CHANGELOG.md"}
    assert top == FOR_USERS


def test_tarball_holds_every_plugin_and_the_simulator(packed: set[str]) -> None:
    sources = [path for folder in ("plugins", "roles") for path in (ROOT / folder).rglob("*.py")]
    assert {str(path.relative_to(ROOT)) for path in sources} <= packed
    assert "roles/simulator/files/pyproject.toml" in packed


def test_tarball_holds_no_leftovers(packed: set[str]) -> None:
    patterns = [*ALWAYS_IGNORED, *GALAXY["build_ignore"], "*.pyc"]
    assert [name for name in packed for pattern in patterns if fnmatch(name, pattern) or f"/{pattern}/" in name] == []


def test_what_git_ignores_is_not_packed() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored_by_git = {line.strip("/") for line in lines if line and not line.startswith("#")}
    assert ignored_by_git <= {*ALWAYS_IGNORED, *GALAXY["build_ignore"]}
