# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation of a module could be run: its options exist and have their types."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "webex.contact_center"
MODULES = sorted(f"{COLLECTION}.{path.stem}" for path in (ROOT / "plugins/modules").glob("wxcc_*.py"))
OF_A_TASK = {"tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always"}
TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "dict": (dict,),
    "float": (int, float),
    "int": (int,),
    "list": (list, str),
    "path": (str,),
    "raw": (object,),
    "str": (str, int, float),
}


@cache
def documentation() -> Mapping[str, Any]:
    """What ansible-doc says, with the fragments in it."""
    found = subprocess.run(
        [Path(sys.executable).with_name("ansible-doc"), "--json", *MODULES],
        cwd=ROOT,
        env={**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        check=True,
        capture_output=True,
        text=True,
    )
    known: dict[str, Any] = json.loads(found.stdout)
    return known


def calls(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The calls of our modules in tasks, blocks and plays, with their options."""
    for item in node if isinstance(node, list) else ():
        for key, value in item.items():
            if key in OF_A_TASK:
                yield from calls(value)
            elif key.startswith(f"{COLLECTION}.wxcc_"):
                yield key, value or {}
            elif key == "module_defaults":
                yield from ((name, options) for name, options in value.items() if name in MODULES)


def problems(options: Mapping[str, Any], given: Any, place: str) -> Iterator[str]:
    """What of the given options does not exist, has the wrong type, or is none of the choices."""
    known = {name: (name, option) for name, option in options.items()}
    for name, option in options.items():
        known |= dict.fromkeys(option.get("aliases", ()), (name, option))
    for name, value in given.items():
        if name not in known:
            yield f"{place}.{name}: no such option"
            continue
        option = known[name][1]
        if isinstance(value, str) and "{{" in value:
            continue
        kind = option.get("type", "str")
        if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind not in ("bool", "raw")):
            yield f"{place}.{name}: {value!r} is no {kind}"
        elif "choices" in option and not set(value if isinstance(value, list) else [value]) <= set(option["choices"]):
            yield f"{place}.{name}: {value!r} is none of {', '.join(option['choices'])}"
        elif "suboptions" in option:
            for row in value if isinstance(value, list) else [value]:
                yield from problems(option["suboptions"], row, f"{place}.{name}")


@pytest.mark.parametrize("module", MODULES)
def test_examples_use_what_exists(module: str) -> None:
    tasks = list(calls(yaml.safe_load(documentation()[module]["examples"])))
    assert module in dict(tasks)
    found = [
        problem
        for name, given in tasks
        for problem in problems(documentation()[name]["doc"]["options"], given, name.rpartition(".")[2])
    ]
    assert found == []


@pytest.mark.parametrize("module", MODULES)
def test_tasks_of_examples_have_a_name_and_all_that_is_required(module: str) -> None:
    for item in yaml.safe_load(documentation()[module]["examples"]):
        assert item.get("name"), item
    for name, given in calls(yaml.safe_load(documentation()[module]["examples"])):
        options = documentation()[name]["doc"]["options"]
        assert {key for key, option in options.items() if option.get("required")} <= set(given), (name, given)


YAML_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(rf"ansible-playbook [^\n]*?{re.escape(COLLECTION)}\.(\w+)((?:[^\n]|\\\n)*)")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "roles").glob("*/README.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_of_guides_use_what_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = [
        problem
        for block in YAML_BLOCK.findall(text)
        for name, given in calls(yaml.safe_load(block))
        for problem in problems(documentation()[name]["doc"]["options"], given, name.rpartition(".")[2])
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_of_guides_use_what_exists(page: Path) -> None:
    known = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "playbooks").glob("*.yml")}
    specs = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "roles").glob("*/meta/argument_specs.yml"))
    for playbook, rest in COMMAND.findall(page.read_text(encoding="utf-8")):
        assert playbook in known
        for variable in re.findall(r"-e (\w+)=", rest):
            assert variable.startswith("wxcc_") or re.search(rf"\b{variable}\b", known[playbook] + specs), variable


def test_a_wrong_example_is_found() -> None:
    options = documentation()[f"{COLLECTION}.wxcc_site"]["doc"]["options"]
    found = list(problems(options, {"stat": "present", "state": "gone", "parallelism": "many"}, "wxcc_site"))
    assert [problem.partition(":")[0] for problem in found] == [
        "wxcc_site.stat",
        "wxcc_site.state",
        "wxcc_site.parallelism",
    ]
