# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages and files are called after the organization, not after the machine."""

from __future__ import annotations

import pytest
from support.playbook import ROOT

from ansible_collections.webex.contact_center.plugins.filter.wxcc_org_name import FilterModule

org_name = FilterModule().filters()["wxcc_org_name"]


@pytest.mark.parametrize(
    ("host", "variable", "environment", "name"),
    [
        ("acme", "", "", "acme"),
        ("acme", "acme-test", "other", "acme"),
        ("localhost", "acme", "other", "acme"),
        ("localhost", " ", "other", "other"),
        ("127.0.0.1", None, "other", "other"),
        ("localhost", "", "", "localhost"),
        ("localhost", "", " ", "localhost"),
    ],
)
def test_the_name(
    host: str, variable: str | None, environment: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXCC_ORG", environment)
    assert org_name(host, variable) == name


def test_nothing_is_called_after_the_host_alone() -> None:
    places = [*ROOT.glob("roles/*/*/*"), *ROOT.glob("playbooks/*.yml")]
    lines = [line for path in places if path.is_file() for line in path.read_text(encoding="utf-8").splitlines()]
    named = [line for line in lines if "inventory_hostname" in line and "fleet_twins" not in line]  # a mapping by host
    assert named != []
    assert [line for line in named if "inventory_hostname | webex.contact_center.wxcc_org_name(" not in line] == []
