# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that take only one family: fresh, and without an option that means two things."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import typed_modules
import yaml

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.module.config import APPLY_SPEC
from ansible_collections.webex.contact_center.plugins.module_utils.module.options import CONNECTION_SPEC
from ansible_collections.webex.contact_center.plugins.module_utils.module.typed import object_spec

ROOT = Path(__file__).resolve().parents[2]
OWN = {resource.module.name: (resource, resource.module) for resource in CATALOG.values() if resource.module}


def test_the_modules_are_fresh() -> None:
    stale = [path.name for path, text in typed_modules.files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run tools/typed_modules.py, as it says"


def test_each_of_them_is_in_the_group_of_module_defaults_and_in_the_readme() -> None:
    group = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["action_groups"]["wxcc"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in OWN if name not in group or f"`webex.contact_center.{name}`" not in readme] == []


@pytest.mark.parametrize("name", OWN)
def test_no_option_means_two_things(name: str) -> None:
    resource, own = OWN[name]
    options = [*object_spec(resource), own.many]
    assert len(options) == len({*options})
    assert {*options} & {*APPLY_SPEC, *CONNECTION_SPEC} == set()


@pytest.mark.parametrize("name", OWN)
def test_the_action_takes_what_the_module_documents(name: str) -> None:
    resource, own = OWN[name]
    action = importlib.import_module(f"ansible_collections.webex.contact_center.plugins.action.{name}").ActionModule
    assert set(action.single) == set(object_spec(resource))
    assert action.inline == {own.many: "items"}
