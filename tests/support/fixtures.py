# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures that tests of several folders share: a simulator as new for each test, and a user's folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.project import NO_PACE, Project
from support.simulator import Simulator

Simulators = Callable[..., Simulator]


@pytest.fixture(scope="session")
def simulators() -> Iterator[Simulators]:
    """One simulator for each set of options, for all tests of a worker; gives it in whatever state it is."""
    running: dict[str, Simulator] = {}
    with ExitStack() as stack:

        def simulator(**options: Any) -> Simulator:
            key = json.dumps(options, sort_keys=True)
            if key not in running:
                running[key] = stack.enter_context(Simulator.start(**options))
            return running[key]

        yield simulator


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    """The options of Simulator.start; folders and modules have their own."""
    return {}


@pytest.fixture(scope="module")
def running_simulator(simulators: Simulators, simulator_options: dict[str, Any]) -> Simulator:
    """The simulator of a module as the tests before have left it."""
    return simulators(**simulator_options)


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    """The simulator as it started: two organizations, each with the objects of the system and one profile more."""
    running_simulator.reset()
    running_simulator.clear_requests()
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
