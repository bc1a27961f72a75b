# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator with a seed of its own."""

from __future__ import annotations

from typing import Any

import pytest
from support.simulator import Simulator


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    """Another seed than that of the tests of the collection, whose figures nothing should depend on."""
    return {"seed": 11}


@pytest.fixture(scope="module")
def running(running_simulator: Simulator) -> Simulator:
    """The simulator as the tests of a module share it."""
    return running_simulator
