# SPDX-License-Identifier: GPL-3.0-or-later
"""The token store as playbooks use it."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from support.playbook import ROOT

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore
from bench.arms import HERE
from bench.measuring import Arms, Figure, Measured, case

LOOKUPS = 200
HALF_A_DAY_S = 12 * 3600


@case(
    "tokens",
    "Lookup of a token that is still good",
    Figure("one lookup", lambda arm: arm["lookup"].wall_s * 1000, at_most=1, unit="ms"),
)
def cached() -> Iterator[Arms]:
    """The median of 200 lookups in one process."""
    with TemporaryDirectory(prefix="bench") as folder:
        now = time.time()
        grant = Grant("access", now + HALF_A_DAY_S, "refresh", None, ("cjp:config",), now)
        TokenStore(Path(folder) / "tokens").put("acme", grant, str(uuid.uuid4()))
        arguments = (str(ROOT / "build"), f"{folder}/tokens", "acme", str(LOOKUPS))

        def lookup() -> Measured:
            command = [sys.executable, str(HERE / "lookup.py"), *arguments]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            return Measured(float(done.stdout))

        yield {"lookup": lookup}
