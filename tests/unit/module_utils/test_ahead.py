# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules come as a zip file, and Python compiles each file of it once."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.playbook import ROOT

from ansible_collections.webex.contact_center.plugins.module_utils.ahead import compile_once

UTILS = ROOT / "plugins" / "module_utils"
PACKAGE = "ansible_collections/webex/contact_center/plugins/module_utils"
MODULES = "".join(path.read_text("utf-8") for path in (ROOT / "plugins" / "modules").glob("*.py"))
BODIES = sorted(set(re.findall(r"module_utils\.module\.([a-z_.]+) import [a-z]", MODULES)))
COUNT = f"""
import builtins, sys
from collections import Counter
files = Counter()
compile_, builtins.compile = builtins.compile, None
def counted(source, name, *rest, **keywords):
    files[name] += 1
    return compile_(source, name, *rest, **keywords)
builtins.compile = counted
sys.path.insert(0, sys.argv[1])
import {PACKAGE.replace("/", ".")}.module.config
ours = {{name: count for name, count in files.items() if "/module_utils/" in name}}
assert len(ours) > 50, ours
print(*[name for name, count in ours.items() if count > 1])
"""


def test_each_file_of_a_module_is_compiled_once(tmp_path: Path) -> None:
    archive = tmp_path / "module.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        folder = Path(PACKAGE)
        for above in (*folder.parents[:-1], folder):
            packed.writestr(f"{above}/__init__.py", "")
        for path in UTILS.rglob("*.py"):
            if path.parent != UTILS or path.name != "__init__.py":
                packed.write(path, folder / path.relative_to(UTILS))
    command = [sys.executable, "-c", COUNT, str(archive)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    twice = {Path(name).name for name in done.stdout.split()}
    assert twice <= {"__init__.py", "config.py", "ahead.py"}  # what is imported before it can do anything


@pytest.mark.parametrize("body", BODIES)
def test_every_body_of_a_module_imports_it_first(body: str) -> None:
    path = UTILS.joinpath("module", *body.split(".")).with_suffix(".py")
    imports = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    assert next(node.module for node in imports if node.level) == "ahead"


def test_a_python_without_the_function_is_left_alone() -> None:
    importer = SimpleNamespace()
    compile_once(importer)
    assert vars(importer) == {}


def test_the_same_file_is_compiled_once_however_often_it_is_called() -> None:
    calls: list[str] = []

    def compiled(_importer: str, name: str) -> str:
        calls.append(name)
        return f"code of {name}"

    importer = SimpleNamespace(_get_module_code=compiled)
    compile_once(importer)
    compile_once(importer)
    found = [importer._get_module_code("zip", name) for name in ("a", "a", "b")]
    assert found == ["code of a", "code of a", "code of b"]
    assert calls == ["a", "b"]
