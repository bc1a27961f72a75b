# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of an object of each family: created, left alone, changed, checked, deleted, as the simulator stores it."""

from __future__ import annotations

from typing import Any

import pytest
from support.contents import OBJECTS, with_file
from support.engine import apply
from support.samples import sample
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE


def change_of(resource: Resource) -> dict[str, Any]:
    """A change that every object of a family can take."""
    for option, value in (("description", "Changed"), ("active", False), ("default_ani", True), ("name", "Changed")):
        if option in resource.by_name and not resource.by_name[option].elsewhere:
            return {option: value}
    pytest.fail(f"{resource.family}: say here how its objects are changed")


MADE_HERE = [family for family in sorted(OBJECTS) if CREATE not in CATALOG[family].cannot]


@pytest.mark.parametrize("family", MADE_HERE)
def test_the_life_of_an_object(sim: Simulator, family: str) -> None:
    resource, record = CATALOG[family], with_file(family, sample(sim, family))
    before = {row["id"] for row in sim.objects(family)}

    def step(record: Row, **options: Any) -> tuple[dict[str, int], int]:
        """Apply a record, and return what was counted and how many writes there were."""
        sim.clear_requests()
        done = apply(sim, {family: [record]}, **options).ok()
        return {key: count for key, count in done.counts.items() if count}, len(sim.writes())

    assert step(record, check_mode=True) == ({"created": 1}, 0)
    assert step(record) == ({"created": 1}, 1)
    (made,) = [row for row in sim.objects(family) if row["id"] not in before]
    assert step(record) == ({"unchanged": 1}, 0)
    if resource.key != ("number",):
        changed = {"id": made["id"], **record, **change_of(resource)}
        assert step(changed, check_mode=True) == ({"updated": 1}, 0)
        # A field that the organization has no feature for is refused once, and then left out.
        assert step(changed) == ({"updated": 1}, 2 if resource.flagged else 1)
        assert step(changed) == ({"unchanged": 1}, 0)
        (now,) = [row for row in sim.objects(family) if row["id"] == made["id"]]
        (option,) = change_of(resource)
        assert now[resource.by_name[option].api_name] == change_of(resource)[option]
    gone = {"id": made["id"], "state": "absent"}
    assert step(gone, check_mode=True) == ({"deleted": 1}, 0)
    assert step(gone) == ({"deleted": 1}, 1)
    assert step(gone) == ({"unchanged": 1}, 0)
    assert {row["id"] for row in sim.objects(family)} == before
