# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator conforms to the official file as repaired by the deviations, and every one of them is needed."""

from __future__ import annotations

import pytest
from support.conformance import LINES, Document, Exchange, official_document, repaired
from support.family_rounds import play
from support.judge import Judge
from support.simulator import Simulator

from wxcc_simulator.families.deviation import Deviation, operations
from wxcc_simulator.families.registry import FAMILIES

QUIRKS = [line for line in LINES if line.is_quirk]
FAMILY_OF = {line.name: [name] for name, family in FAMILIES.items() for line in family.deviations}
FEW = ["site", "team", "multimedia-profile", "work-type", "contact-service-queue"]
"""Families that show what is true of all families."""


@pytest.fixture(scope="module")
def official() -> Document:
    return official_document()


@pytest.fixture(scope="module")
def observed(running: Simulator) -> list[Exchange]:
    running.reset()
    return play(running)


def test_every_operation_is_exercised(official: Document, observed: list[Exchange]) -> None:
    declared = {(method, path) for path, method, _operation in operations(repaired(official, LINES))}
    assert declared == {(exchange.method, exchange.template) for exchange in observed}


def test_conforms_to_the_repaired_file(official: Document, observed: list[Exchange]) -> None:
    assert Judge(repaired(official, LINES)).differences(observed) == []


@pytest.mark.parametrize("line", [line for line in LINES if line.repairs], ids=lambda line: line.name)
def test_without_a_line_something_differs(official: Document, observed: list[Exchange], line: Deviation) -> None:
    others = [other for other in LINES if other is not line]
    assert Judge(repaired(official, others)).some_difference(observed)


@pytest.mark.parametrize("line", QUIRKS, ids=lambda line: line.name)
def test_a_quirk_that_is_off_needs_no_line(official: Document, sim: Simulator, line: Deviation) -> None:
    """Where it is one of a family, the requests about this family show it; else those about a few."""
    others = [other for other in LINES if other is not line]
    sim.quirks(**{line.name: False})
    families = FAMILY_OF.get(line.name, FEW)
    exchanges = play(sim, None if line.name in ("organization_read", "task_window") else families)
    assert Judge(repaired(official, others)).differences(exchanges) == []


def test_as_specified_needs_only_the_lines_without_switch(official: Document, sim: Simulator) -> None:
    sim.quirks(**{line.name: False for line in QUIRKS})
    exchanges = play(sim)
    assert Judge(repaired(official, [line for line in LINES if not line.is_quirk])).differences(exchanges) == []


def test_a_deviation_has_a_name_of_its_own() -> None:
    assert len({line.name for line in LINES}) == len(LINES)
