# SPDX-License-Identifier: GPL-3.0-or-later
"""A family that cannot be created, changed or deleted here says where that is done, before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.engine import apply, scripted
from support.simulator import Row
from support.small_service import SmallService, served
from unit.module_utils.config.small_families import CREW, FACTS, PLACE, use

CANNOT = {
    "create": "Create places in the building plan",
    "delete": "Delete places in the building plan",
}
LIVE: dict[str, list[Row]] = {"place": [{"id": "p1", "name": "Lyon"}, {"id": "p2", "name": "Oslo"}]}


@pytest.mark.parametrize(
    ("wanted", "purge", "texts"),
    [
        (
            {"place": [{"name": "Kiel"}]},
            False,
            ['place[0]: name: no place is called "Kiel", and places cannot be created here. Create places in the'],
        ),
        (
            {"place": [{"name": "Lyon"}, {"name": "Oslo", "state": "absent"}]},
            False,
            ['place[1]: state: places cannot be deleted here, so "Oslo" (p2) cannot be absent. Delete places in the'],
        ),
        (
            {"place": [{"name": "Lyon"}]},
            True,
            ['purge: places cannot be deleted here, so "Oslo" (p2) cannot be absent. Delete places in the building'],
        ),
        (
            {"place": [{"name": "Kiel"}], "crew": [{"name": "Sales", "place": "Kiel"}]},
            False,
            ["1 problem, nothing was written", "cannot be created here"],
        ),
    ],
)
def test_what_a_family_cannot_do_is_refused(
    monkeypatch: pytest.MonkeyPatch, wanted: dict[str, list[Row]], purge: bool, texts: list[str]
) -> None:
    use(monkeypatch, [replace(PLACE, cannot=CANNOT), CREW])
    service = SmallService(FACTS, LIVE)
    with served(service) as running:
        with pytest.raises(ValueError, match="nothing was written") as refusal:
            apply(scripted(running), wanted, purge=purge)
        assert all(text in str(refusal.value) for text in texts), refusal.value
        assert not service.writes


def test_what_a_family_can_do_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, [replace(PLACE, cannot=CANNOT), CREW])
    service = SmallService(FACTS, LIVE)
    with served(service) as running:
        wanted = {
            "place": [{"name": "Lyon"}, {"id": "p2", "name": "Kiel"}, {"name": "Bern", "state": "absent"}],
            "crew": [{"name": "Sales", "place": "Kiel"}],
        }
        apply(scripted(running), wanted).ok()
        assert service.writes == ["PUT place", "POST crew"]


def test_a_family_whose_objects_cannot_change_says_which_options_would(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, [PLACE, replace(CREW, cannot={"update": "Change crews on the notice board"})])
    service = SmallService(FACTS, {**LIVE, "crew": [{"id": "c1", "name": "Sales", "placeId": "p1"}]})
    with served(service) as running:
        apply(scripted(running), {"crew": [{"name": "Sales", "place": "Lyon"}]}).ok()
        with pytest.raises(ValueError, match="note: crews cannot be changed here"):
            apply(scripted(running), {"crew": [{"name": "Sales", "note": "x"}]})
