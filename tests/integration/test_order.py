# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are given up and taken again within one run: right at once, and never a conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from support.project import Project, task
from support.simulator import Simulator

VAC = "Voice and Chat"


SHAPES = {
    "chain": ({"a": "b", "b": "new a"}, 0),
    "long chain": ({"c": "d", "d": "e", "e": "f", "f": "g", "g": "new c"}, 0),
    "swap": ({"h": "i", "i": "h"}, 1),
    "circle": ({"j": "k", "k": "l", "l": "j"}, 1),
    "another swap": ({"m": "n", "n": "m"}, 1),
}


@pytest.mark.parametrize("order", [list, reversed], ids=["forwards", "backwards"])
def test_renames_of_every_shape(project: Project, sim: Simulator, order: Callable[[Any], Iterable[Any]]) -> None:
    """Every object is written once, and of each circle one object once more."""
    renames = {old: new for pairs, _unused in SHAPES.values() for old, new in pairs.items()}
    ids = {row["name"]: row["id"] for row in project.seed_sites(sorted(renames))}
    rows = [{"id": ids[old], "name": new} for old, new in order(list(renames.items()))]
    step, again = project.play(*[task("wxcc_site", {"sites": rows})] * 2)
    assert step.ok()["summary"]["updated"] == len(renames)
    assert step.statuses == {200}
    assert len(step.writes) == len(renames) + sum(extra for _unused, extra in SHAPES.values())
    now = {row["id"]: row["name"] for row in sim.objects("site") if row["name"] != "Site-1"}
    assert now == {ids[old]: new for old, new in renames.items()}
    again.unchanged()


def test_one_name_is_deleted_renamed_and_created(project: Project, sim: Simulator) -> None:
    """Old goes, Main takes its name, and a new Main is created; Spare is replaced by a new one."""
    ids = {row["name"]: row["id"] for row in project.seed_sites(["Old", "Main", "Spare"])}
    rows = [
        {"name": "Main", "multimedia_profile": VAC, "description": "the new one"},
        {"id": ids["Main"], "name": "Old"},
        {"id": ids["Old"], "state": "absent"},
        {"name": "Spare", "multimedia_profile": VAC, "description": "new as well"},
        {"id": ids["Spare"], "state": "absent"},
    ]
    (step,) = project.play(task("wxcc_site", {"sites": rows}))
    assert [row["action"] for row in step.ok()["sites"]] == ["created", "updated", "deleted", "created", "deleted"]
    assert step.statuses == {200, 207}
    now = {row["name"]: (row["id"], row.get("description")) for row in sim.objects("site")}
    assert now["Old"] == (ids["Main"], None)
    assert now["Main"][1] == "the new one"
    assert now["Spare"][1] == "new as well"
    assert not {ids["Old"], ids["Spare"]} & {object_id for object_id, _unused in now.values()}


def test_a_name_that_is_not_free_is_refused(project: Project) -> None:
    ids = {row["name"]: row["id"] for row in project.seed_sites(["Bonn", "Kiel", "Ulm"])}
    taken = [{"id": ids["Bonn"], "name": "Kiel"}]
    twice = [{"id": ids["Bonn"], "name": "Trier"}, {"id": ids["Ulm"], "name": "Trier"}]
    unclear = [{"id": ids["Bonn"], "name": "Trier"}, {"name": "Kiel", "id": ids["Bonn"]}]
    steps = project.play(*(task("wxcc_site", {"sites": rows}) for rows in (taken, twice, unclear)))
    first, second, third = (step.refusal() for step in steps)
    assert f'sites[0]: name: "Kiel" would be taken by the site with the id {ids["Kiel"]}' in first
    assert 'sites[1]: name: "Trier" is also defined at sites[0]' in second
    assert f"sites[1]: id: {ids['Bonn']} is also defined at sites[0]" in third
