# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ansible-galaxy collection build` packs: what users need, and nothing of the checkout's workshop."""

from __future__ import annotations

import os
import re
import runpy
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
# Playbooks that are not called as their role.
PLAYBOOKS = {"onboarding": "onboard"}
FOR_USERS = {
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "bindep.txt",
    "changelogs",
    "docs",
    "meta",
    "playbooks",
    "plugins",
    "requirements.txt",
    "roles",
}


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
    top = {name.split("/")[0] for name in packed} - {"MANIFEST.json", "FILES.json"}
    assert top == FOR_USERS


def test_tarball_holds_every_plugin_and_the_simulator(packed: set[str]) -> None:
    sources = [path for folder in ("plugins", "roles") for path in (ROOT / folder).rglob("*.py")]
    assert {str(path.relative_to(ROOT)) for path in sources} <= packed
    assert "roles/simulator/files/pyproject.toml" in packed


def test_tarball_holds_no_leftovers(packed: set[str]) -> None:
    patterns = [*ALWAYS_IGNORED, *GALAXY["build_ignore"], "*.pyc"]
    assert [name for name in packed for pattern in patterns if fnmatch(name, pattern) or f"/{pattern}/" in name] == []


def documents(packed: set[str]) -> dict[str, str]:
    """The texts of all Markdown files in the tarball."""
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in sorted(packed) if name.endswith(".md")}


def test_links_of_documents_lead_to_what_is_packed_or_to_the_web(packed: set[str]) -> None:
    broken = []
    for name, text in documents(packed).items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path = os.path.normpath(Path(name).parent / target.partition("#")[0]) if target[0] != "#" else name
            if not target.startswith("https://") and path not in packed:
                broken.append(f"{name}: {target}")
    assert broken == []


def test_documents_name_what_only_a_checkout_has_together_with_it(packed: set[str]) -> None:
    """`make`, the tests and the tools are not in the tarball, so a section that names them says where they are."""
    workshop = re.compile(r"(?<![\w/])(?:make (?:[a-z]+\b[^\n]*`|[a-z]+$)|tools/|tests/|\.venv/|build/)", re.MULTILINE)
    astray = []
    for name, text in documents(packed).items():
        says = "checkout" in text.partition("\n## ")[0]
        sections = re.split(r"^## ", text, flags=re.MULTILINE)
        astray += [
            f"{name}: {found[0]}"
            for section in sections
            if (found := workshop.search(re.sub(r"<!--.*?-->", "", section))) and not says and "checkout" not in section
        ]
    assert astray == []


@pytest.mark.parametrize("role", sorted(path.name for path in (ROOT / "roles").iterdir()))
def test_the_readme_of_a_role_says_what_its_argument_specs_say(role: str) -> None:
    """Where this fails, run `.venv/bin/python tools/role_readmes.py`."""
    written = (ROOT / f"roles/{role}/README.md").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(ROOT / "tools/role_readmes.py"))["readme"](role)
    assert re.search(r"\b[A-Z]{1,2}\(", written) is None, "markup of Ansible is left"
    assert f"ansible-playbook webex.contact_center.{PLAYBOOKS.get(role, role)}\n" in written


@pytest.mark.parametrize("role", sorted(path.name for path in (ROOT / "roles").iterdir()))
def test_the_argument_specs_of_a_role_name_its_defaults(role: str) -> None:
    specs = yaml.safe_load((ROOT / f"roles/{role}/meta/argument_specs.yml").read_text(encoding="utf-8"))
    options = specs["argument_specs"]["main"]["options"]
    defaults = yaml.safe_load((ROOT / f"roles/{role}/defaults/main.yml").read_text(encoding="utf-8"))
    told = {name: option["default"] for name, option in options.items() if "default" in option}
    assert set(defaults) <= set(options)
    # A default that is worked out, or stands for the lack of one, is told in the description.
    assert told == {name: value for name, value in defaults.items() if name in told}
    untold = {name: value for name, value in defaults.items() if name not in told}
    assert [name for name, value in untold.items() if value not in ("", None) and "{{" not in str(value)] == []


def test_what_git_ignores_is_not_packed() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored_by_git = {line.strip("/") for line in lines if line and not line.startswith("#")}
    assert ignored_by_git <= {*ALWAYS_IGNORED, *GALAXY["build_ignore"]}
