# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan of any family does as a file what a run does: objects are made, changed and deleted by plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.contents import LAYOUT, WAV, with_file
from support.planning import play
from support.samples import sample
from support.simulator import Row, Simulator
from unit.module_utils.config.test_every_family import MADE_HERE, change_of

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG


@pytest.mark.parametrize("family", MADE_HERE)
def test_the_life_of_an_object_by_plans(sim: Simulator, tmp_path: Path, family: str) -> None:
    record = with_file(family, sample(sim, family))
    if "file" in record:
        path = tmp_path / record["file"]
        path.parent.mkdir(parents=True)
        path.write_bytes(WAV if path.suffix == ".wav" else LAYOUT)
    before = {row["id"] for row in sim.objects(family)}

    def step(given: Row, counted: str) -> None:
        """Plan a record, apply the plan, and apply it once more, which is refused because the object moved."""
        objects = {family: [given]}
        sim.clear_requests()
        planned = play(sim, tmp_path, objects=objects, plan_dest="plan.json", check=True)
        assert (planned["summary"][counted], sim.writes()) == (1, []), planned
        checked = play(sim, tmp_path, objects=objects, plan="plan.json", check=True)
        assert (checked["summary"][counted], sim.writes()) == (1, []), checked
        done = play(sim, tmp_path, objects=objects, plan="plan.json")
        assert (done.get("failed"), done["summary"][counted], done["changed"]) == (None, 1, True), done
        assert "since the plan was made" in play(sim, tmp_path, objects=objects, plan="plan.json")["msg"]

    step(record, "created")
    (made,) = [row for row in sim.objects(family) if row["id"] not in before]
    if CATALOG[family].key != ("number",):
        step({"id": made["id"], **record, **change_of(CATALOG[family])}, "updated")
    step({"id": made["id"], "state": "absent"}, "deleted")
    assert {row["id"] for row in sim.objects(family)} == before
