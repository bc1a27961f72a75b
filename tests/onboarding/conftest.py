# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for the tests of a module, as new for each of them, and a page that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.onboarding import Onboarding, serving
from support.simulator import Simulator


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    """A process for all tests of a module."""
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    """The simulator as it started, with two organizations."""
    running_simulator.reset()
    running_simulator.clear_requests()
    return running_simulator


@pytest.fixture
def page(sim: Simulator, tmp_path: Path) -> Iterator[Onboarding]:
    """A page with an empty token store."""
    with serving(sim, tmp_path) as running:
        yield running
