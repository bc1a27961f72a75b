# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator with small recordings, and an empty folder for them."""

from __future__ import annotations

from typing import Any

import pytest
from support.project import Project
from support.recordings import SMALL, Archive


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    return {"recording_bytes": SMALL}


@pytest.fixture
def archive(project: Project) -> Archive:
    """An empty folder for recordings."""
    return Archive(project)
