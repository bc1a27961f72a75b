# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator and the folder of a user who reads legacy records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.legacy import legacy_access
from support.project import Project
from support.simulator import Simulator


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    """A process without contacts but those that the tests order, and the lab's."""
    return {"queues": 0}


@pytest.fixture
def project(tmp_path: Path, sim: Simulator) -> Project:
    """An empty folder, whose playbooks read the records of the first organization."""
    project = Project(tmp_path, sim)
    project.environment = legacy_access(sim) | {"WXCC_REQUESTS_PER_MINUTE": "100000"}
    return project
