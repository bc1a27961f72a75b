# SPDX-License-Identifier: GPL-3.0-or-later
"""A module of any family describes its rows to its action plugin, which can merge two runs by that alone."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from support.engine import apply, settings
from support.in_process import run_module
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.module.config import apply_any, apply_family
from ansible_collections.webex.contact_center.plugins.plugin_utils import packing
from ansible_collections.webex.contact_center.plugins.plugin_utils.answers import merging, row_choice


def described(sim: Simulator, main: Any, form: str, content: Any, **options: Any) -> Row:
    """The result of a module, as its action plugin unpacks it."""
    given = settings(sim)
    access = {"api_url": given.api_url, "org_id": given.org_id, "access_token": given.access_token}
    source = json.dumps({"name": form, "form": form, "text": json.dumps(content)})
    return packing.unpacked(run_module(main, {**access, "_source": source, **options}))


TEAM = {"name": "Sales", "site": "Alta"}


@pytest.mark.parametrize(
    ("main", "form", "content", "rows"),
    [
        (
            partial(apply_family, "team"),
            "items",
            [TEAM],
            {"list": "teams", "one": "team", "records": {"team": 1}, "left": {"max_deletes": 10}},
        ),
        (
            partial(apply_family, "team"),
            "options",
            {"name": "Care", "site": "Alta", "state": "absent"},
            {"list": "teams", "one": "team", "records": {"team": 1}, "left": {"max_deletes": 9}},
        ),
        (
            apply_any,
            "objects",
            {"team": [TEAM, {"name": "Care", "state": "absent"}], "site": []},
            {"list": "objects", "records": {"site": 0, "team": 2}, "left": {"max_deletes": 9}},
        ),
    ],
)
def test_a_module_describes_its_rows(sim: Simulator, main: Any, form: str, content: Any, rows: Row) -> None:
    apply(sim, {"team": [{"name": "Care", "site": "Alta"}]}).ok()
    result = described(sim, main, form, content)
    assert result[merging.ROWS] == rows
    again = described(sim, main, form, content)
    together = merging.merged(result, again)
    assert [row["action"] for row in together[rows["list"]]] == [row["action"] for row in result[rows["list"]]]
    assert row_choice.chosen(again, "changed")[rows["list"]] == []


def test_what_a_run_has_deleted_is_not_left_for_the_next(sim: Simulator) -> None:
    gone = [{"name": "Alta", "state": "absent"}, {"name": "Beta", "state": "absent"}]
    result = described(sim, partial(apply_family, "site"), "items", gone, max_deletes=2)
    assert result[merging.ROWS]["left"] == {"max_deletes": 0}
