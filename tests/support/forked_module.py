# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Ansible modules in processes of a fork server, as the wrapper of Ansible does in a new one."""

from __future__ import annotations

import importlib
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Final

COLLECTION: Final = "ansible_collections.webex.contact_center.plugins.modules"
FOLDER: Final = Path(__file__).resolve().parents[2] / "plugins" / "modules"
BUILTIN: Final = ("assemble", "command", "copy", "file", "slurp", "stat", "tempfile", "uri")
"""Modules of Ansible that the roles and the tests use."""


def module_path(name: str) -> str | None:
    """Give the full name of a module as Python has it; None for one that a server cannot run."""
    namespace, _dot, leaf = name.rpartition(".")
    if namespace == "webex.contact_center":
        return f"{COLLECTION}.{leaf}"
    if namespace in ("", "ansible.builtin", "ansible.legacy") and leaf in BUILTIN:
        return f"ansible.modules.{leaf}"
    return None


def prepare() -> None:
    """Import all modules, and with them all that they import."""
    for name in BUILTIN:
        importlib.import_module(f"ansible.modules.{name}")
    for file in FOLDER.glob("wxcc_*.py"):
        importlib.import_module(f"{COLLECTION}.{file.stem}")


def run(argument: Mapping[str, str]) -> int:
    """Run a module with `parameters`, the JSON text that Ansible would put into its wrapper.

    `profile` says how the text was written, where ansible-core has more than one way.
    """
    name, parameters, profile = argument["module"], argument["parameters"].encode(), argument["profile"]
    try:
        from ansible.module_utils._internal._ansiballz import _loader
    except ImportError:  # before ansible-core 2.19
        from ansible.module_utils import basic

        basic._ANSIBLE_ARGS = parameters
        runpy.run_module(name, init_globals={"_module_fqn": name}, run_name="__main__", alter_sys=True)
    else:
        _loader.run_module(
            json_params=parameters, profile=profile, module_fqn=name, modlib_path=str(FOLDER), extensions={}
        )
    return 1
