# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of the code: no circle between files, few files a folder, each of them on the map."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

grimp = pytest.importorskip("grimp", reason="import-linter is not among the libraries of this environment")
ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "ansible_collections.webex.contact_center.plugins": ROOT / "plugins",
    "wxcc_onboarding": ROOT / "roles/onboarding/files/wxcc_onboarding",
    "wxcc_simulator": ROOT / "roles/simulator/files/wxcc_simulator",
}
FILES_A_FOLDER = 12


def code(folder: Path) -> list[Path]:
    """The files of a folder that hold code, not those of the folders in it."""
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


@pytest.fixture(scope="module")
def graph() -> Any:
    return grimp.build_graph(*PACKAGES, cache_dir=None)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_circle_of_imports(graph: Any, package: str) -> None:
    files = [name for name in graph.modules if name == package or name.startswith(f"{package}.")]
    assert len(files) > 1
    try:
        TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in files}).prepare()
    except CycleError as circle:
        pytest.fail(f"these files import one another: {' <- '.join(circle.args[1])}")


ROLES = ("roles/simulator/files/wxcc_simulator", "roles/onboarding/files/wxcc_onboarding")
FOLDERS = [
    folder
    for name in (*ROLES, "plugins/module_utils", "plugins/plugin_utils")
    for folder in ((ROOT / name), *sorted((ROOT / name).rglob("*")))
    if folder.is_dir() and code(folder)
]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_has_few_files_and_stands_on_the_map(folder: Path) -> None:
    assert len(code(folder)) <= FILES_A_FOLDER
    path = re.sub(f"^plugins/module_utils/|^(?:{'|'.join(ROLES)})/", "", str(folder.relative_to(ROOT)))
    assert f"`{path}`" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_every_file_stands_on_the_map() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    areas = ROOT / "plugins/module_utils/config/model/catalog"  # one file an area of families, all alike
    files = {path for folder in FOLDERS if folder.is_relative_to(ROOT / "plugins") for path in code(folder)}
    assert sorted(path.name for path in files if path.parent != areas and f"{path.name}`" not in text) == []


def named_files(text: str) -> set[str]:
    """The code files that a page names, as it names them: `diff.py`, `config/planning/diff.py`."""
    return set(re.findall(r"`([\w./-]*\w\.py)`", text))


def files_of(name: str, among: list[str]) -> list[str]:
    """The files of the project that a name stands for."""
    return [path for path in among if path == name or path.endswith(f"/{name}")]


@pytest.fixture(scope="module")
def every_file() -> list[str]:
    folders = ("plugins", "roles", "tests", "tools")
    return [str(path.relative_to(ROOT)) for folder in folders for path in (ROOT / folder).rglob("*.py")]


@pytest.mark.parametrize("page", ["architecture", "design"])
def test_a_page_names_no_file_that_is_gone(page: str, every_file: list[str]) -> None:
    named = named_files((ROOT / f"docs/{page}.md").read_text(encoding="utf-8"))
    placeholders = {"plugins/modules/X.py", "plugins/action/X.py"}
    assert len(named) > 10
    assert sorted(name for name in named - placeholders if not files_of(name, every_file)) == []


def test_each_answer_leads_to_code_that_has_the_name(every_file: list[str]) -> None:
    """In the table "Where is it?": every name of an answer occurs in a file, or a folder, of the same answer."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = page.partition("\n## Where is it?\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (Where.*|When.*) \| (.*) \|$", table, re.MULTILINE)
    assert len(rows) > 10
    for question, answer in rows:
        words = re.findall(r"`([^`]+)`", answer)
        files = [path for word in words for path in files_of(word, every_file)]
        files += [path for word in words if "/" in word for path in every_file if f"/{word}/" in path]
        code_of = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in files)
        names = {part for word in words if "/" not in word and not word.endswith(".py") for part in word.split(".")}
        assert files, question
        assert sorted(name for name in names if not re.search(rf"\b{name}\b", code_of)) == [], question
