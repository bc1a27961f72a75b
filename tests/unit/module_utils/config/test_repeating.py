# SPDX-License-Identifier: GPL-3.0-or-later
"""The next run of a source finds the same objects, or the first one is refused."""

from __future__ import annotations

import pytest
from unit.module_utils.config.planned import plan_of, team

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import JSON


@pytest.mark.parametrize(
    ("records", "is_unclear"),
    [
        pytest.param(
            [{"name": "t"}, {"name": "t", "site": "There"}, {"id": "gone", "state": "absent"}],
            True,
            id="two to choose from next time",
        ),
        pytest.param(
            [{"name": "t", "state": "absent"}, {"name": "t", "site": "There"}], True, id="deletes the new one"
        ),
        pytest.param([{"name": "x", "state": "absent"}, {"name": "x", "site": "There"}], True, id="not there yet"),
        pytest.param(
            [{"name": "t", "site": "Here", "state": "absent"}, {"id": "2", "name": "t"}],
            True,
            id="not found while in use",
        ),
        pytest.param([{"id": "1", "state": "absent"}, {"id": "2", "name": "t"}], False, id="found by its id"),
        pytest.param([{"name": "t", "site": "Here"}, {"name": "t", "site": "There"}], False, id="told apart"),
        pytest.param(
            [{"name": "t"}, {"id": "3", "name": "t", "site": "There"}], False, id="the other is claimed by its id"
        ),
    ],
)
def test_the_next_run_finds_the_same_objects(records: list[JSON], is_unclear: bool) -> None:
    live = [team("t", "1"), team("u", "2"), team("v", "3", siteId="site-2")]
    problems = plan_of(records, live, family="team").problems
    assert ['another team is called "' in problem.what for problem in problems] == [True] * is_unclear, problems
