# SPDX-License-Identifier: GPL-3.0-or-later
"""Random objects of every family that can be made: exported and applied again, nothing is written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from support.contents import OBJECTS
from support.engine import apply
from support.exporting import applied, exported
from support.simulator import Row, Simulator
from support.valid_records import records_of

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG

EXAMPLES = int(os.environ.get("WXCC_TEST_EXAMPLES", "6"))
MADE = [family for family in OBJECTS if CATALOG[family].verbs.create]


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_was_exported_writes_nothing(sim: Simulator, data: st.DataObject) -> None:
    sim.reset()
    live = {family: [row[CATALOG[family].key_names[0]] for row in sim.objects(family)] for family in OBJECTS}
    names = {family: found for family, found in live.items() if len({*found}) == len(found)}
    wanted: dict[str, list[Row]] = {}
    for family in data.draw(st.lists(st.sampled_from(MADE), min_size=1, max_size=6, unique=True)):
        resource = CATALOG[family]
        own = {resource.key[0]: st.just("Random")} if resource.key[0] == "name" else {}
        wanted[family] = [data.draw(records_of(resource, names, **own), label=family)]
    try:
        made = apply(sim, wanted)
    except RefusedError:  # it needs an object that the organization does not have
        reject()
    with tempfile.TemporaryDirectory() as folder:
        exported(sim, Path(folder), format=data.draw(st.sampled_from(["auto", "yaml", "csv"])))
        before = {family: sim.objects(family) for family in wanted}
        sim.clear_requests()
        again = applied(sim, Path(folder))
    assert (again.message, again.changed, sim.writes()) == ("", False, []), made.message
    assert {family: sim.objects(family) for family in wanted} == before
