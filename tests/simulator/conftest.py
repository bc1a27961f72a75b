# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.simulator import Simulator


@pytest.fixture(scope="session")
def running() -> Iterator[Simulator]:
    with Simulator.start(seed=11) as sim:
        yield sim


@pytest.fixture
def sim(running: Simulator) -> Simulator:
    """A simulator in the state of its start."""
    running.reset()
    return running
