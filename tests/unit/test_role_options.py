# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of a module can be reached through the role that runs it, or there is a reason why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.argument_specs import spec_of

from ansible_collections.webex.contact_center.plugins.module_utils.module.options import CONNECTION_SPEC

ROOT = Path(__file__).resolve().parents[2]
IN_THE_TASK = "records in the task itself; a task of the module is the place for these"
SIMPLE = (
    "the role is for a first file; the role organization takes a folder with nothing but site.csv, and has them all"
)
ROLES: dict[str, tuple[str, dict[str, str]]] = {
    "organization": ("wxcc_config", {"items": IN_THE_TASK, "objects": IN_THE_TASK}),
    "sites": (
        "wxcc_site",
        {
            **dict.fromkeys(("id", "name", "active", "description", "multimedia_profile", "state"), IN_THE_TASK),
            **dict.fromkeys(("multimedia_profile_id",), IN_THE_TASK),
            **dict.fromkeys(("template", "src_format", "source_is_complete", "ignore_unknown_columns"), SIMPLE),
            **dict.fromkeys(("max_changes", "protect", "backup", "backup_options", "plan", "plan_dest"), SIMPLE),
            **dict.fromkeys(("validate_only", "findings_dest", "skip_missing", "cache_dir", "bulk_size"), SIMPLE),
        },
    ),
}
"""The module of each role that applies configuration, and the options that the role leaves out, with the reason."""
OWN = {
    "organization_folder": "where relative paths start, which a task of the module says by its paths",
    "sites_folder": "where relative paths start, which a task of the module says by its paths",
}
CALLED = {"sites_list": "sites"}
"""Variables that are not called as the option of the module is."""


def options_of(module: str) -> set[str]:
    """The options of a module, without those that every task takes from the variables `wxcc_…`."""
    return {name for name in spec_of(module) if not name.startswith("_")} - CONNECTION_SPEC.keys()


def variables_of(role: str) -> dict[str, Any]:
    """The documented variables of a role."""
    specs = yaml.safe_load((ROOT / f"roles/{role}/meta/argument_specs.yml").read_text(encoding="utf-8"))
    return dict(specs["argument_specs"]["main"]["options"])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_every_option_of_its_module(role: str) -> None:
    module, without = ROLES[role]
    variables = variables_of(role).keys() - OWN.keys()
    reached = {CALLED.get(name, name.removeprefix(f"{role}_")) for name in variables}
    assert without.keys() <= options_of(module), "an exception that is not needed any more"
    assert reached & without.keys() == set(), "an exception that is not one"
    assert sorted(reached) == sorted(options_of(module) - without.keys())


@pytest.mark.parametrize("role", ROLES)
def test_the_task_of_a_role_hands_every_option_on(role: str) -> None:
    module, without = ROLES[role]
    tasks = yaml.safe_load((ROOT / f"roles/{role}/tasks/main.yml").read_text(encoding="utf-8"))
    (given,) = [task[f"webex.contact_center.{module}"] for task in tasks if f"webex.contact_center.{module}" in task]
    assert sorted(given) == sorted(options_of(module) - without.keys())
