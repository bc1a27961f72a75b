# SPDX-License-Identifier: GPL-3.0-or-later
"""New objects of which the service wants a certain one first, wherever it stands in the file."""

from __future__ import annotations

import pytest
from support.engine import apply
from support.simulator import Row, Simulator


@pytest.mark.parametrize("is_new", [False, True])
def test_the_default_code_of_a_work_type_is_made_before_the_others(sim: Simulator, is_new: bool) -> None:
    work_type = {"name": "Rest", "work_type_code": "WRAP_UP_CODE"}
    if not is_new:
        apply(sim, {"work_type": [work_type]}).ok()
    codes: list[Row] = [
        {"name": name, "work_type_code": "WRAP_UP_CODE", "default_code": name == "Z", "work_type": "Rest"}
        for name in ("A", "B", "Z")
    ]
    objects: dict[str, list[Row]] = {"auxiliary_code": codes, **({"work_type": [work_type]} if is_new else {})}
    sim.clear_requests()
    applied = apply(sim, objects).ok()
    assert applied.counts["created"] == 3 + is_new
    assert len(sim.writes()) == 2 + is_new
    assert apply(sim, objects).ok().changed is False
