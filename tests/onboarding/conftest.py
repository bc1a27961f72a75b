# SPDX-License-Identifier: GPL-3.0-or-later
"""The onboarding page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.onboarding import Onboarding, serving
from support.simulator import Simulator


@pytest.fixture
def page(sim: Simulator, tmp_path: Path) -> Iterator[Onboarding]:
    """A page with an empty token store."""
    with serving(sim, tmp_path) as running:
        yield running
