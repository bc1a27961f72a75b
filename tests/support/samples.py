# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of every family, made from the samples in the simulator's own files."""

from __future__ import annotations

import json
from typing import Any

from support.simulator import Row, Simulator
from wxcc_simulator.families.family import First, first_among, sample_of
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import shapes


def sample(sim: Simulator, family: str, number: int = 0, **changes: Any) -> Row:
    """An object that can be created; what it refers to is created where there is none."""
    known, states = FAMILIES[family], sim.quirks()
    return sample_of(
        known, lambda wanted: _first(sim, wanted), states.__getitem__, **{**known.other(number), **changes}
    )


def create(sim: Simulator, family: str, number: int = 0, **changes: Any) -> Row:
    """Create such an object, wherever the family wants it: in the body or in the query."""
    item = sample(sim, family, number, **changes)
    operation = shapes(Quirks()).operation(family, "create")
    assert operation is not None
    name = operation.request_in_query
    path = operation.path.partition("{orgid}/")[2]
    made = sim.call("POST", path, json=item, params={name: json.dumps(item)} if name else {})
    assert made.status_code in (200, 201), made.text
    body: Row = made.json()
    return body


def _first(sim: Simulator, wanted: First) -> str:
    try:
        return first_among(sim.objects(wanted.family), wanted)
    except IndexError:
        create(sim, wanted.family, **wanted.where)
        return first_among(sim.objects(wanted.family), wanted)
