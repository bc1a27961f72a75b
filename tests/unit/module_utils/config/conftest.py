# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator for the tests of the engine."""

from __future__ import annotations

import pytest
from support.engine import apply, sites
from support.samples import add_queues
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.http import retrying


@pytest.fixture
def sim(running_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """An organization with the sites Alta and Beta, and queues with the ids q1 and q2."""
    monkeypatch.setattr(retrying, "FIRST_DELAY_S", retrying.FIRST_DELAY_S / 10)
    running_simulator.reset()
    apply(running_simulator, {"site": sites("Alta", "Beta")}).ok()
    add_queues(running_simulator, "q1", "q2")
    running_simulator.clear_requests()
    return running_simulator
