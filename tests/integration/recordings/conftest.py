# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator with small recordings, and an empty folder for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.project import Project
from support.recordings import SMALL, Archive
from support.simulator import Simulator


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start(recording_bytes=SMALL) as simulator:
        yield simulator


@pytest.fixture
def archive(project: Project) -> Archive:
    """An empty folder for recordings."""
    return Archive(project)
