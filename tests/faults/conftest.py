# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for the tests of a module, with five sites in its first organization."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.table import OLD
from support.project import Project
from support.simulator import Simulator


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    """A process for all tests of a module."""
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture
def sim(running_simulator: Simulator, tmp_path: Path) -> Simulator:
    """The simulator as it started, with the sites that are there before an operation."""
    running_simulator.reset()
    Project(tmp_path, running_simulator).seed_sites(OLD)
    running_simulator.clear_requests()
    return running_simulator


@pytest.fixture
def project(tmp_path: Path, sim: Simulator) -> Project:
    """A folder, whose playbooks speak to the first organization."""
    return Project(tmp_path, sim)
