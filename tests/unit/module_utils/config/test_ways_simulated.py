# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways and paths against the simulator, which has them from the official file and from observations."""

from __future__ import annotations

import pytest
from support.engine import apply
from support.samples import create
from support.simulator import Row, Simulator
from unit.module_utils.config.outcomes import live, states

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Choice,
    Flag,
    Id,
    Text,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Verbs, Way

CODE = Resource(
    family="auxiliary-code",
    plural="auxiliary codes",
    key=("name", "work_type_code"),
    fields=(
        Field("name", Text(1), required=True),
        Field("work_type_code", Choice(("IDLE_CODE", "WRAP_UP_CODE")), required=True),
        Field("work_type_id", Id(), required=True),
        Field("active", Flag(), required=True, default=True),
        Field("default_code", Flag(), required=True, default=False),
        Field("description", Text()),
    ),
    verbs=Verbs(update=(Way.SINGLE, Way.PATCH_BULK)),
    response_only=("isSystemCode",),
)
NAMES = ("Lunch", "Break", "Training")
NEW: list[Row] = [{"name": name, "work_type_code": "IDLE_CODE", "description": "new"} for name in NAMES]


@pytest.fixture
def codes(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """Three idle codes."""
    monkeypatch.setitem(CATALOG, "auxiliary-code", CODE)
    for number, name in enumerate(NAMES):
        create(sim, "auxiliary-code", number, name=name)
    sim.clear_requests()
    return sim


def writes(sim: Simulator) -> list[str]:
    return [f"{row['method']} {'/'.join(row['path'].split('/')[3:])}" for row in sim.writes()]


@pytest.mark.parametrize("drop", [None, "before", "after", "middle"])
def test_a_bulk_patch_changes_what_it_names_and_keeps_the_rest(codes: Simulator, drop: str | None) -> None:
    before = live(codes, "auxiliary-code")
    if drop:
        codes.fault(method="PATCH", path="*/auxiliary-code/bulk", drop=drop)
    apply(codes, {"auxiliary-code": NEW}).ok()
    assert set(writes(codes)) == {"PATCH auxiliary-code/bulk"}
    assert len(codes.writes()) == (2 if drop == "before" else 1)
    after = live(codes, "auxiliary-code")
    moved = {"description", "version", "lastUpdatedTime"}
    for name in NAMES:
        assert after[name]["description"] == "new"
        assert {key: value for key, value in after[name].items() if key not in moved} == {
            key: value for key, value in before[name].items() if key not in moved
        }
    assert apply(codes, {"auxiliary-code": NEW}).ok().changed is False


def test_a_refused_item_of_a_bulk_patch_fails_alone(codes: Simulator) -> None:
    codes.fault(method="PATCH", path="*/auxiliary-code/bulk", where={"description": "new"}, status=400, times=1)
    result = apply(codes, {"auxiliary-code": NEW})
    assert sorted(states(result).values()) == ["refused", "updated", "updated"]
