# SPDX-License-Identifier: GPL-3.0-or-later
"""Blank settings of the lookup are settings that are not given, at every level."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.webex.contact_center.plugins.lookup.wxcc_token import DOCUMENTATION, LookupModule

NAME = "webex.contact_center.wxcc_token"
OPTIONS = (
    *("min_validity", "token_store", "client_id", "client_secret", "auth_url"),
    *("timeout", "retry_timeout", "validate_certs", "ca_path"),
)


def options(variables: dict[str, Any], **direct: Any) -> dict[str, Any]:
    """The options that a lookup without terms works with."""
    loader = DataLoader()
    plugin: Any = LookupModule(loader=loader, templar=Templar(loader=loader))
    plugin._load_name = NAME
    config: Any = constants.config
    config.initialize_plugin_configuration_definitions("lookup", NAME, yaml.safe_load(DOCUMENTATION)["options"])
    assert plugin.run([], variables, **direct) == []
    return dict(plugin.get_options())


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize("option", OPTIONS)
def test_a_blank_setting_is_not_given(option: str, blank: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    without = options({})
    assert {*without} == {*OPTIONS, "_terms"}
    assert options({}, **{option: blank}) == options({}, **{option: None}) == without
    assert options({f"wxcc_{option}": blank}) == options({f"wxcc_{option}": None}) == without
    monkeypatch.setenv(f"WXCC_{option.upper()}", blank)
    assert options({}) == without
