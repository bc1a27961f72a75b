# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks as a user would write them; each asserts its own story."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.legacy import legacy_access
from support.playbook import run_playbook
from support.simulator import Simulator

TARGETS = sorted((Path(__file__).parent / "targets").glob("*.yml"))


@pytest.mark.parametrize("playbook", TARGETS, ids=[path.stem for path in TARGETS])
def test_the_playbook_tells_its_story(playbook: Path, sim: Simulator, tmp_path: Path) -> None:
    access = {
        "WXCC_API_URL": sim.url,
        "WXCC_ACCESS_TOKEN": sim.orgs[0].access_token,
        "WXCC_AUTH_URL": sim.url,
        "WXCC_CLIENT_ID": sim.client_id,
        "WXCC_CLIENT_SECRET": sim.client_secret,
        "WXCC_REFRESH_TOKEN": sim.orgs[0].refresh_token,
    }
    access |= legacy_access(sim)
    run = run_playbook(playbook, tmp_path, variables=access)
    assert run.code == 0, run.output
