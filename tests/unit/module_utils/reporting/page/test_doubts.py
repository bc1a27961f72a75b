# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that cannot be are in no figure, and are named in one order."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figure_rows import HOUR, START, agent_row, parts_of, queue_row, tally

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.doubts import (
    AGENT_LIMITS,
    QUEUE_LIMITS,
)

CANNOT_BE: list[tuple[str, float]] = [
    *((field, value) for field in QUEUE_LIMITS for value in (-5000.0, 1e18, float("nan"), float("inf"))),
    ("serviceLevelThresholdPercentage", 140.0),
]


@pytest.mark.parametrize(("field", "value"), CANNOT_BE)
def test_a_value_of_a_queue_that_cannot_be_is_in_no_figure(field: str, value: float) -> None:
    good: dict[str, Any] = {
        "totalOfferedTasks": 12,
        "totalEnqueuedTasks": 11,
        "totalAcceptedTasks": 10,
        "totalAbandonedTasks": 1,
        "averageEnqueuedTime": 9000.0,
        "averageHandledTime": 200_000.0,
        "serviceLevelThresholdPercentage": 90.0,
    }
    found = tally([queue_row(0, **good), queue_row(1, **{**good, field: value})])
    without = tally([queue_row(0, **good), queue_row(1, **{**good, field: None})])
    assert found.doubts.count == 1
    assert [(each.start, each.name, each.field) for each in found.doubts.examples()] == [(START + HOUR, "Q", field)]
    for cut, parts in parts_of(found).items():
        assert [replace(part, doubts=frozenset()) for part in parts] == parts_of(without)[cut]
    assert [interval.doubts for interval in found.every.intervals[:2]] == [frozenset(), {field}]
    assert found.every.total.doubts == found.queues[0].total.doubts == {field}


@pytest.mark.parametrize("field", sorted(AGENT_LIMITS))
@pytest.mark.parametrize("value", [-5000, 10**18])
def test_a_value_of_an_agent_that_cannot_be_is_in_no_figure(field: str, value: int) -> None:
    good: dict[str, Any] = dict.fromkeys(AGENT_LIMITS, 60)
    changed: dict[str, Any] = {**good, field: value}
    nothing: dict[str, Any] = {**good, field: 0}
    found = tally((), [agent_row(0, **good), agent_row(1, **changed)])
    without = tally((), [agent_row(0, **good), agent_row(1, **nothing)])
    assert found.doubts.count == 1
    assert found.states == without.states
    assert found.agents[0].doubts == {field}
    assert replace(found.agents[0], doubts=frozenset()) == without.agents[0]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_values_that_cannot_be_means_nothing(hours: list[int], chance: random.Random) -> None:
    rows = [queue_row(hour, queue=str(number), totalOfferedTasks=-1) for number, hour in enumerate(hours)]
    found, shuffled = tally(rows), tally(chance.sample(rows, len(rows)))
    assert found.doubts.count == len(rows)
    assert found.doubts.examples() == shuffled.doubts.examples()
