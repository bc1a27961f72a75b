# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator with five sites in its first organization."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults.table import OLD
from support.project import Project
from support.simulator import Simulator


@pytest.fixture
def sim(running_simulator: Simulator, tmp_path: Path) -> Simulator:
    """The simulator as it started, with the sites that are there before an operation."""
    running_simulator.reset()
    Project(tmp_path, running_simulator).seed_sites(OLD)
    running_simulator.clear_requests()
    return running_simulator
