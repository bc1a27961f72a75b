# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator conforms to the official file as repaired by deviations.yml, and every line of it is needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.conformance import (
    Deviation,
    Document,
    Exchange,
    Judge,
    deviations,
    official_document,
    operations,
    repaired,
)
from support.exchanges import play
from support.simulator import Simulator

from wxcc_simulator.settings.options import Quirks

LINES = deviations()


@pytest.fixture(scope="module")
def official() -> Document:
    return official_document()


@pytest.fixture(scope="module")
def observed() -> Iterator[list[Exchange]]:
    with Simulator.start() as sim:
        yield play(sim)


def test_every_operation_is_exercised(official: Document, observed: list[Exchange]) -> None:
    declared = {(method, path) for path, method, _operation in operations(repaired(official, LINES))}
    assert declared == {(exchange.method, exchange.template) for exchange in observed}


def test_conforms_to_the_repaired_file(official: Document, observed: list[Exchange]) -> None:
    assert Judge(repaired(official, LINES)).differences(observed) == []


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_without_a_line_something_differs(official: Document, observed: list[Exchange], line: Deviation) -> None:
    others = [other for other in LINES if other is not line]
    assert Judge(repaired(official, others)).differences(observed)


@pytest.mark.parametrize("line", [line for line in LINES if line.switch], ids=lambda line: line.name)
def test_a_quirk_that_is_off_needs_no_line(official: Document, line: Deviation) -> None:
    others = [other for other in LINES if other is not line]
    with Simulator.start(quirks={line.name: False}) as sim:
        assert Judge(repaired(official, others)).differences(play(sim)) == []


def test_as_specified_needs_only_the_lines_without_switch(official: Document) -> None:
    with Simulator.start(behaviour="spec") as sim:
        exchanges = play(sim)
    assert Judge(repaired(official, [line for line in LINES if not line.switch])).differences(exchanges) == []


def test_every_observed_quirk_is_a_line() -> None:
    assert {name for name, on in vars(Quirks()).items() if on} == {line.name for line in LINES if line.switch}
