# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns that choose objects: `family:glob` on portable names."""

from __future__ import annotations

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.patterns import (
    chosen_by,
    portable_name,
    read_patterns,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.identities import Identities
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import UserError

LIVE = {
    "site": [{"id": "s1", "name": "Lyon"}],
    "team": [{"id": "t1", "name": "Billing", "siteId": "s1"}, {"id": "t2", "name": "Sales", "siteId": "gone"}],
    "work-type": [{"id": "w1", "name": "Break", "workTypeCode": "IDLE_CODE"}],
    "user": [{"id": "u1", "email": "jane@example.com"}],
}


@pytest.mark.parametrize(
    ("pattern", "family", "name", "is_match"),
    [
        ("team:Lyon/*", "team", "Lyon/Billing", True),
        ("team:Lyon/*", "team", "Lyon-Est/Billing", False),
        ("team:Lyon/*", "site", "Lyon/Billing", False),
        ("site:*", "site", "Lyon", True),
        ("site:lyon", "site", "Lyon", False),
        (" Teams : */Bill* ", "team", "Lyon/Billing", True),
        ("desktop_profile:*", "agent-profile", "Agents", True),
        ("team:Lyon/A: B", "team", "Lyon/A: B", True),
        ("*:Test *", "site", "Test 1", True),
        ("*:Test *", "team", "Lyon/Test 1", False),
    ],
)
def test_a_pattern_chooses_by_family_and_portable_name(pattern: str, family: str, name: str, is_match: bool) -> None:
    assert chosen_by(read_patterns("include", [pattern]), family, name) is is_match


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("Lyon", 'include: "Lyon" is not a pattern. Write family:glob, such as site:* or team:Lyon/*'),
        ("site:", 'include: "site:" is not a pattern. Write family:glob, such as site:* or team:Lyon/*'),
        (":*", 'include: ":*" is not a pattern. Write family:glob, such as site:* or team:Lyon/*'),
        ("", 'include: "" is not a pattern. Write family:glob, such as site:* or team:Lyon/*'),
        ("sitte:*", 'include: "sitte:*": unknown family; did you mean site? Known are '),
    ],
)
def test_anything_else_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_patterns("include", ["site:*", pattern])
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("site", ["Lyon"]),
        ("team", ["Lyon/Billing", "gone/Sales"]),
        ("work-type", ["IDLE_CODE/Break"]),
        ("user", ["jane@example.com"]),
    ],
)
def test_portable_names(family: str, names: list[str]) -> None:
    known = Identities(CATALOG, lambda resource: LIVE[resource.family]).before
    assert [portable_name(CATALOG[family], body, known) for body in LIVE[family]] == names
