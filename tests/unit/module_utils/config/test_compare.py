# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that a reader takes for one."""

from __future__ import annotations

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.compare import look_of


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("Oslo", "OSLO", True),
        ("Oslo", " Oslo ", True),
        ("Caf\u00e9", "Cafe\u0301", True),
        ("Oslo 1", "Oslo\u00a01", True),
        ("Stra\u00dfe", "STRASSE", True),
        ("Caf\u00e9", "Cafe", False),
        ("Oslo 1", "Oslo1", False),
    ],
)
def test_look(name: str, other: str, alike: bool) -> None:
    assert (look_of((name, "site-1")) == look_of((other, "site-1"))) == alike
    assert look_of((name, "site-1")) != look_of((name, None))
