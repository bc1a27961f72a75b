# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that give up their names for a moment: a failure says what each is called, or may be called, by then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.engine import PROFILE, apply, sites
from support.simulator import Row, Simulator
from unit.module_utils.config.outcomes import BRIEFLY, live, states

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Verbs, Way

IS, MAY_BE = "for now it is called", "for now it may be called"
FOR_EVER = {"times": None}
PARK: Row = {"method": "PUT", "path": "*", "where": {"name": "* tmp-*"}}
READ: Row = {"method": "GET", "path": "*/multimedia-profile/*"}
DELETE: Row = {"method": "DELETE", "path": "*/multimedia-profile/*"}


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ([], IS),
        ([{**DELETE, "status": 403, "skip": 1}], IS),
        ([{**DELETE, "drop": "before", "skip": 1, **FOR_EVER}], MAY_BE),
        ([{**PARK, "drop": "before", **FOR_EVER}], MAY_BE),
        ([{**PARK, "drop": "after", **FOR_EVER}], MAY_BE),
        (
            [{**PARK, "drop": "after"}, {"method": "GET", "path": "*/multimedia-profile/*", "status": 403, "skip": 2}],
            MAY_BE,
        ),
        ([{**PARK, "status": 400}], ""),
    ],
)
def test_what_is_to_be_deleted_and_is_still_used(sim: Simulator, faults: list[Row], told: str) -> None:
    apply(sim, {"multimedia-profile": [PROFILE], "site": sites("Alta", multimedia_profile="Mixed")}).ok()
    old = live(sim, "multimedia-profile")["Mixed"]["id"]
    for fault in faults:
        sim.fault(**fault)
    result = apply(sim, {"multimedia-profile": [{"id": old, "state": "absent"}, PROFILE]}, **BRIEFLY)
    error = result.rows[0]["error"]
    assert (f"{IS} Mixed tmp-{old[:8]};" in error) == (told == IS), error
    assert (f"{MAY_BE} Mixed tmp-{old[:8]};" in error) == (told == MAY_BE), error
    name = next(row["name"] for row in sim.objects("multimedia-profile") if row["id"] == old)
    assert name == "Mixed" or told


@pytest.mark.parametrize(("fault", "told"), [({"status": 403}, IS), ({"drop": "before", **FOR_EVER}, MAY_BE)])
def test_what_was_to_be_renamed(sim: Simulator, fault: Row, told: str) -> None:
    """Alta and Beta change names; the last of the three writes fails."""
    old = live(sim, "site")
    sim.fault(method="PUT", path="*", skip=2, **fault)
    wanted = [{"id": old["Alta"]["id"], "name": "Beta"}, {"id": old["Beta"]["id"], "name": "Alta"}]
    result = apply(sim, {"site": wanted}, **BRIEFLY)
    [failed] = [row for row in result.rows if row["action"] == "failed"]
    assert f"{told} {old['Alta' if failed['name'] == 'Beta' else 'Beta']['name']} tmp-" in failed["error"]


def test_what_was_renamed_in_bulk_where_no_answer_shows_it(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOG, "site", replace(CATALOG["site"], verbs=Verbs(update=(Way.SINGLE, Way.BULK))))
    sim.quirks(bulk_update_refused=False)
    apply(sim, {"site": sites("Cora", "Dora")}).ok()
    old = live(sim, "site")
    names = ("Alta", "Beta", "Cora", "Dora")
    others = ("Beta", "Alta", "Dora", "Cora")
    for name in ("Alta", "Beta", "Cora", "Dora"):
        sim.fault(method="*", path="*", where={"name": name}, status=403, **FOR_EVER)
    sim.fault(method="GET", path="*/site/*", status=403, **FOR_EVER)
    wanted = [{"id": old[name]["id"], "name": other} for name, other in zip(names, others, strict=True)]
    result = apply(sim, {"site": wanted}, **BRIEFLY)
    assert set(states(result).values()) <= {"refused", "not sent"}
    parked = {row["id"]: row["name"] for row in sim.objects("site") if " tmp-" in row["name"]}
    assert len(parked) == 2
    for row in result.rows:
        assert (IS in row["error"]) == (row["id"] in parked), row
