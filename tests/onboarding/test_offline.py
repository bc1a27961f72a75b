# SPDX-License-Identifier: GPL-3.0-or-later
"""The refresh in an execution environment, where no package index can be reached."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from onboarding.test_playbooks import REFRESH, app
from support.playbook import run_playbook
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore

SYSTEM_PYTHON = str(getattr(sys, "_base_executable", sys.executable))


def test_once_needs_no_package_index(tmp_path: Path) -> None:
    has_packages = subprocess.run([SYSTEM_PYTHON, "-c", "import requests"], capture_output=True, check=False)
    if has_packages.returncode:
        pytest.skip(f"{SYSTEM_PYTHON} has no requests, as an execution environment has")
    with Simulator.start() as sim:
        org, now = sim.orgs[0], time.time()
        grant = Grant(org.access_token, now + 3600, org.refresh_token, None, (), now)
        TokenStore(tmp_path / "tokens").put("acme", grant, org.org_id)
        offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
        given = ["-e", "token_refresh_state=once", "-e", "token_refresh_at_percent=0"]
        run = run_playbook(REFRESH, tmp_path, *given, variables={**app(sim, tmp_path), **offline})
    assert run.code == 0, run.output
    assert run.message.startswith("1 refreshed, 0 not due, 0 failed"), run.message
