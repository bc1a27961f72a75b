# SPDX-License-Identifier: GPL-3.0-or-later
"""What the token store adds to the facts of an organization."""

from __future__ import annotations

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import Entry
from ansible_collections.webex.contact_center.plugins.plugin_utils.actions.org_info import days_left, writable


@pytest.mark.parametrize(
    ("scopes", "readable", "expected"),
    [
        ((), "yes", "unknown"),
        (("cjp:config_read",), "yes", "no"),
        (("cjp:config_read", "cjp:config_write"), "yes", "yes"),
        (("cjp:config",), "yes", "yes"),
        (("cjp:config_write",), "no", "unknown"),
        (("cjp:config_write",), "unknown", "unknown"),
        (("cjp:config_read",), "no", "no"),
    ],
)
def test_scopes_say_what_can_be_written(scopes: tuple[str, ...], readable: str, expected: str) -> None:
    assert writable({"readable": readable}, scopes) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((43_200.0, 86_400 * 59.97), (0.5, 59.9)), ((-5.0, None), (0.0, None)), (None, (None, None))],
)
def test_days_left_are_rounded_down(
    ends: tuple[float, float | None] | None, expected: tuple[float | None, float | None]
) -> None:
    grant = Grant("a", ends[0], "r", ends[1], (), 0.0) if ends else None
    entry = Entry("acme", "id", grant, 0.0, "") if grant else None
    assert tuple(days_left(entry, 0.0).values()) == expected
