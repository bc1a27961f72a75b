# SPDX-License-Identifier: GPL-3.0-or-later
"""Random organizations: exported and applied again nothing is written, and a copy has the same files."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.contents import OBJECTS
from support.exporting import applied, documents_of, exported, texts_of
from support.fixtures import Simulators
from support.random_organization import grow
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG

EXAMPLES = int(os.environ.get("WXCC_TEST_EXAMPLES", "4"))
ALWAYS_THE_SAME = "WXCC_TEST_EXAMPLES" not in os.environ  # who asks for examples wants new ones
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Not the search for the smallest organization that fails: each takes a second."""
IDS = re.compile(r"(^|_)ids?$")
FILLED = [("entry-point", ".timezone", None)]
"""What the service gives to new objects, and lets be cleared later: no new object can be without."""
PEOPLE: dict[str, Any] = {"orgs": 1, "agents": 3, "queues": 1}


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    return PEOPLE


@pytest.fixture(scope="module")
def twin(simulators: Simulators) -> Simulator:
    """Another organization with the same people."""
    return simulators(**PEOPLE, tasks_per_day=1)


KEPT_TEAMS = "not found for given site"
"""A person who is in both organizations keeps the teams there, since a file leaves out empty lists; docs/promote.md."""


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), phases=PHASES, derandomize=ALWAYS_THE_SAME)
@given(data=st.data())
def test_an_organization_goes_out_and_comes_back(
    running_simulator: Simulator, twin: Simulator, data: st.DataObject
) -> None:
    sim = running_simulator
    sim.reset()
    grow(sim, data)
    form = data.draw(st.sampled_from(["auto", "yaml", "csv", "control_hub"]), label="format")
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder) / "one", Path(folder) / "two"
        first = exported(sim, one, format=form)
        assert not first.get("failed"), first
        before = {family: sim.objects(family) for family in first["objects"]}
        for template in (False, True):
            sim.clear_requests()
            again = applied(sim, one, template=template)
            changed = [row for row in again.rows if row["action"] != "unchanged"]
            assert (again.message, changed, again.changed, sim.writes()) == ("", [], False, [])
        assert {family: sim.objects(family) for family in before} == before
        exported(sim, two, format=form)
        assert texts_of(two) == texts_of(one)
        is_portable = not any("id" in row["options"] for row in first["not_portable"])
        if is_portable and not first["incomplete"]:  # else the result says what no other organization can get
            copy(sim, twin, Path(folder))


def copy(sim: Simulator, twin: Simulator, folder: Path) -> None:
    """Bring an organization to another one, and compare what both give."""
    twin.reset()
    there = {family: {row[CATALOG[family].key_names[0]] for row in twin.objects(family)} for family in OBJECTS}
    exported(sim, folder / "a", format="yaml")
    done = applied(twin, folder / "a", purge=True)
    if KEPT_TEAMS in done.message:
        return
    assert done.message == ""
    exported(twin, folder / "b", format="yaml")
    one, other = portable(folder / "a"), portable(folder / "b")
    assert {family: len(records) for family, records in one.items()} == {
        family: len(records) for family, records in other.items()
    }
    assert [
        (family, *found)
        for family, records in one.items()
        for record, copied in zip(records, other[family], strict=True)
        for found in differences(record, copied, is_new=record.get(CATALOG[family].key[0]) not in there.get(family, ()))
        if (family, *found[:2]) not in FILLED
    ] == []


def portable(folder: Path) -> dict[str, list[Row]]:
    """The records of a folder by family, without ids, which mean nothing elsewhere."""
    found = {str(document.part).replace("_", "-"): document.records for document in documents_of(folder)}
    return {family: [without_ids(record.values) for record in records] for family, records in found.items()}


def differences(one: Any, other: Any, where: str = "", *, is_new: bool) -> Iterator[tuple[str, Any, Any]]:
    """The places where two records differ. Of an object that was there before, what a file leaves out stays."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other} if is_new else one:
            yield from differences(one.get(name), other.get(name), f"{where}.{name}", is_new=is_new)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (old, new) in enumerate(zip(one, other, strict=True)):
            yield from differences(old, new, f"{where}.{at}", is_new=True)
    elif trimmed(one) != trimmed(other):
        yield where, one, other


def trimmed(value: Any) -> Any:
    """A text without the blanks at its ends, which a run takes off what it writes."""
    return value.strip() if isinstance(value, str) else value


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(part) for name, part in value.items() if not IDS.search(name)}
    return [without_ids(part) for part in value] if isinstance(value, list) else value
