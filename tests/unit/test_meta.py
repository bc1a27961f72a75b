# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to a module or a file of this project and is easily forgotten."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("wxcc_*.py"))
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    check=True,
    capture_output=True,
    text=True,
)
FILES = sorted(name for name in LISTED.stdout.splitlines() if (ROOT / name).is_file() and not name.endswith(".png"))
# The licence itself, what antsibull-changelog writes, work of others, and formats without comments.
NO_HEADER = re.compile(r"LICENSE|CHANGELOG\.md|changelogs/changelog\.yaml|.*/vendor/.*|.*\.(csv|json)")

each_module = pytest.mark.parametrize("module", MODULES)


def examples(module: str) -> str:
    """The EXAMPLES block of a module, read without importing it."""
    for node in ast.parse((ROOT / f"plugins/modules/{module}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "EXAMPLES":
            return str(ast.literal_eval(node.value))
    return ""


def texts(folder: str, pattern: str) -> str:
    """All files of a folder that match the pattern, as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob(pattern)))


def test_action_group_holds_the_modules() -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    assert runtime["action_groups"] == {"wxcc": MODULES}


@each_module
def test_module_has_an_action_plugin(module: str) -> None:
    assert (ROOT / f"plugins/action/{module}.py").is_file()


@each_module
def test_module_has_an_example_with_its_full_name(module: str) -> None:
    text = examples(module)
    assert f"webex.contact_center.{module}:" in text
    assert not re.search(rf"^[\s-]*{module}:", text, re.MULTILINE)


@each_module
def test_module_has_a_row_in_the_readme(module: str) -> None:
    assert re.search(rf"^\|.*\b{module}\b", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    "name",
    [
        path.stem
        for pattern in (
            "plugins/inventory/*.py",
            "plugins/lookup/*.py",
            "plugins/filter/*.yml",
            "roles/*",
            "playbooks/*.yml",
        )
        for path in sorted(ROOT.glob(pattern))
    ],
)
def test_plugin_role_or_playbook_has_a_row_in_the_readme_and_is_in_the_changelog(name: str) -> None:
    assert re.search(rf"^\|.*`webex\.contact_center\.{name}`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert re.search(rf"\b{name}\b", texts("changelogs", "*.y*ml"))


@each_module
def test_module_is_called_by_an_integration_playbook(module: str) -> None:
    assert f"webex.contact_center.{module}:" in texts("tests/integration", "*.yml")


@each_module
def test_module_is_in_the_changelog(module: str) -> None:
    assert re.search(rf"\b{module}\b", texts("changelogs", "*.y*ml"))


@pytest.mark.parametrize("name", [name for name in FILES if not NO_HEADER.fullmatch(name)])
def test_file_names_its_licence_first(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    first = [line for line in lines if not line.startswith("#!")][:1]
    assert not lines or "SPDX-License-Identifier: GPL-3.0-or-later" in first[0]


@pytest.mark.parametrize("name", [name for name in FILES if re.match(r"(plugins|roles|tests|tools)/.*\.py", name)])
def test_file_is_short_enough_to_read(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    is_written = any(line.startswith("# Written by tools/") for line in text.splitlines()[:5])
    assert is_written or len(text.splitlines()) <= 350


def test_makefile_is_short_enough_to_read() -> None:
    assert len((ROOT / "Makefile").read_text(encoding="utf-8").splitlines()) <= 60


def test_version_stands_in_galaxy_yml_only() -> None:
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assignment = re.compile(rf"""\bversion\W{{0,3}}[:=]\W{{0,3}}{re.escape(version)}""", re.IGNORECASE)
    # The simulator is a package of its own; the changelog is a history of versions.
    named = [
        name for name in FILES if not name.startswith("changelogs/") and name != "roles/simulator/files/pyproject.toml"
    ]
    found = [name for name in named if assignment.search((ROOT / name).read_text(encoding="utf-8"))]
    assert found == ["galaxy.yml"]


def test_an_unreleased_change_has_the_version_of_no_release() -> None:
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text(encoding="utf-8"))["releases"]
    headings = re.findall(r"^## v(\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8").replace("\\", ""), re.MULTILINE)
    assert sorted(headings) == sorted(releases) != []
    assert not any((ROOT / "changelogs/fragments").glob("*.yml")) or version not in releases


def test_no_check_is_switched_off_by_a_list() -> None:
    assert [name for name in FILES if re.fullmatch(r"tests/sanity/ignore.*|\.ansible-lint-ignore", name)] == []


PLAYS = sorted(
    path
    for pattern in ("playbooks/*.yml", "roles/*/tasks/*", "roles/*/vars/*", "roles/*/defaults/*", "roles/*/templates/*")
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("path", PLAYS, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_and_blank_variables_are_read_in_one_way(path: Path) -> None:
    """By the filter wxcc_variable: PWD is not the working folder, and `default` alone lets null and blanks pass."""
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\bPWD\b|\bpwd\b|\brealpath\b", text) == []
    assert [line for line in text.splitlines() if re.search(r"\| expanduser", line) and "_place, " not in line] == []
    # A result of a task is no variable of a user.
    weak = re.findall(r"([\w.]+) \| default\((?!''\))[^,()]*\)", text)
    assert [name for name in weak if not re.search("_(answer|result)\\b|hostvars", name)] == []
    assert re.findall(r"ansible_playbook_python(?!\s*\| (?:quote|webex)|', 'interpreter')", text) == []


@pytest.mark.parametrize("role", sorted(path.name for path in (ROOT / "roles").iterdir()))
def test_every_variable_of_a_role_may_be_blank(role: str) -> None:
    """Ansible itself would refuse a blank number, true or false, mapping or choice; the filter reads those types."""
    specs = yaml.safe_load((ROOT / f"roles/{role}/meta/argument_specs.yml").read_text(encoding="utf-8"))
    options = {name: spec for point in specs["argument_specs"].values() for name, spec in point["options"].items()}
    assert {name for name, spec in options.items() if spec["type"] not in ("str", "path", "list", "raw")} == set()
    # ansible-core 2.16 refuses null where there is a default.
    assert {name for name, spec in options.items() if "default" in spec and spec["type"] != "raw"} == set()
    assert {name for name, spec in options.items() if "choices" in spec or spec.get("elements") == "dict"} == set()
    code = "".join(texts(f"roles/{role}/{folder}", "*") for folder in ("tasks", "vars", "templates"))
    # The filter takes the default of a variable from the file of the role, so no call repeats it.
    defaults = yaml.safe_load((ROOT / f"roles/{role}/defaults/main.yml").read_text(encoding="utf-8"))
    known = {name for name, value in defaults.items() if value not in ("", None) and "{{" not in str(value)}
    kinds = "str|int|float|bool|list|dict|path|home|interpreter|token_store|timezone|day"
    calls = re.findall(rf"wxcc_variable\(\s*'(\w+)'(?:, '(?:{kinds})')?([^)]*)", code)
    assert [name for name, rest in calls if name in known and not re.match(r"$|, (choices|timezone)=", rest)] == []
    handed_on = texts(f"roles/{role}/tasks", "*") if role == "token_refresh" else ""
    unread = {name for name in options if f"wxcc_variable('{name}'" not in code}
    assert {name for name in unread if f'"{{{{ {name} }}}}"' not in handed_on} <= {"onboarding_requirements"}


def plugins() -> dict[str, Path]:
    """The files with documentation, by the name of the plugin."""
    kinds = ("modules/wxcc_*.py", "inventory/wxcc_*.py", "lookup/wxcc_*.py", "filter/wxcc_*.yml")
    return {f"{path.parent.name} {path.stem}": path for kind in kinds for path in (ROOT / "plugins").glob(kind)}


def test_a_plugin_of_no_release_says_that_the_next_one_adds_it() -> None:
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text(encoding="utf-8"))["releases"]
    added = {
        f"{kind} {plugin['name']}": version
        for version, release in releases.items()
        for kind, found in {"modules": release.get("modules", []), **release.get("plugins", {})}.items()
        for plugin in found
    }
    next_one = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    said = {
        name: re.findall(r"^ *version_added: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for name, path in plugins().items()
    }
    assert said == {name: [added.get(name, next_one)] for name in said}
