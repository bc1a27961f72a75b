# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of every family that can be renamed: chains, swaps, and a name that is deleted and created in one run."""

from __future__ import annotations

import pytest
from support.contents import OBJECTS, with_file
from support.engine import apply
from support.samples import sample
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE

NAMED = [
    family
    for family in sorted(OBJECTS)
    if CREATE not in CATALOG[family].cannot
    and CATALOG[family].key[0] == "name"
    and CATALOG[family].name_field.writes != "once"
]
NAMES = ("One", "Two", "Three", "Four", "Five")


@pytest.mark.parametrize("family", NAMED)
def test_names_change_hands_in_one_run(sim: Simulator, family: str) -> None:
    ending = ".wav" if family == "audio-file" else ""

    def record(name: str, **more: str) -> Row:
        return {**with_file(family, sample(sim, family)), "name": f"{name}{ending}", **more}

    def live() -> dict[str, str]:
        return {row["name"].removesuffix(ending): row["id"] for row in sim.objects(family) if row["id"] not in before}

    before = {row["id"] for row in sim.objects(family)}
    apply(sim, {family: [record(name) for name in NAMES]}).ok()
    old = live()
    renames = {"One": "Two", "Two": "Six", "Three": "Four", "Four": "Three"}  # a chain and a swap
    changes: list[Row] = [{"id": old[name], "name": f"{new}{ending}"} for name, new in renames.items()]
    changes += [{"id": old["Five"], "state": "absent"}, record("Five")]
    planned = apply(sim, {family: changes}, check_mode=True).ok().counts
    done = apply(sim, {family: changes}).ok().counts
    assert done == planned == {**done, "created": 1, "updated": len(renames), "deleted": 1}
    now = live()
    assert {new: now[new] for new in renames.values()} == {new: old[name] for name, new in renames.items()}
    assert sorted(now) == sorted([*renames.values(), "Five"])
    assert now["Five"] != old["Five"]
    sim.clear_requests()
    assert not apply(sim, {family: changes[: len(renames)]}).ok().changed
    assert sim.writes() == []
