# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of wxcc_config in the process of the test: the controller's half as Ansible calls it, then the module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader

from ansible_collections.webex.contact_center.plugins.module_utils.module.config import apply_any
from ansible_collections.webex.contact_center.plugins.plugin_utils import contents, packing
from ansible_collections.webex.contact_center.plugins.plugin_utils.plans import Plans, for_second_run
from support.in_process import run_module
from support.simulator import Row, Simulator


def arguments_of(folder: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the action plugin hands to the module for the files of a task, in a playbook of this folder."""
    loader = DataLoader()
    loader.set_basedir(str(folder))

    def find(kind: str, name: str) -> str:
        return str(loader.path_dwim_relative_stack([str(folder)], kind, name))

    def read(path: str) -> tuple[bytes, bool]:
        return bytes(loader._get_file_contents(path)[0]), True

    plans = Plans(given, str(folder), find, read)
    name = given.get("src")
    place: Callable[[str, str], str] = find
    if "src" in given:
        packed = packing.from_file(name, find, read, takes_folder=True)
    elif "objects" in given:
        packed = packing.from_value("objects", "objects", given["objects"])
    else:
        name, place, form = plans.source()
        packed = packing.from_file(name, place, read, form, takes_folder=True)
    rest = {name: value for name, value in given.items() if name not in ("src", "objects")}
    named = contents.facts(packed, plans.type, contents.placer(name, place), loader.get_real_file)
    return {**rest, "_source": packed, **({"_contents": named} if named else {}), **plans.handed(is_local=True)}


def play(
    sim: Simulator, folder: Path, *, check: bool = False, org: int = 0, first: Row | None = None, **given: Any
) -> Row:
    """The result of a task with wxcc_config; with `first`, the result of its first run, it is the second one."""
    arguments = arguments_of(folder, given)
    if first is not None:
        for_second_run(arguments, first)
    connection = {
        "api_url": sim.url,
        "org_id": sim.orgs[org].org_id,
        "access_token": sim.orgs[org].access_token,
        "requests_per_minute": 100_000,
        "retry_timeout": 5,
    }
    options = {**arguments, **connection, "_ansible_check_mode": check, "_ansible_diff": True}
    return packing.unpacked(run_module(apply_any, options))
