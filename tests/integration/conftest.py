# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for the tests of a module, as new for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.project import NO_PACE, Project
from support.simulator import Simulator


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    """A process for all tests of a module."""
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    """The simulator as it started: two organizations, each with the objects of the system and one profile more."""
    running_simulator.reset()
    return running_simulator


@pytest.fixture
def project(tmp_path: Path, sim: Simulator) -> Project:
    """An empty folder, whose playbooks speak to the first organization."""
    return Project(tmp_path, sim)


@pytest.fixture
def store(project: Project, sim: Simulator) -> Path:
    """The folder of the token store; what the environment says is the store and the app, and no organization."""
    project.environment = {
        "WXCC_API_URL": sim.url,
        "WXCC_AUTH_URL": sim.url,
        "WXCC_TOKEN_STORE": str(project.folder / "tokens"),
        "WXCC_CLIENT_ID": sim.client_id,
        "WXCC_CLIENT_SECRET": sim.client_secret,
        "WXCC_REQUESTS_PER_MINUTE": NO_PACE,
    }
    return project.folder / "tokens"
