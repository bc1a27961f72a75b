# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings against the documented way to get them: ask for the URLs of ten contacts, fetch one after another."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice

from support.project import task
from support.recordings import SMALL, contacts, expected

from bench.arms import HERE, bench
from bench.measuring import Arms, Figure, Measured, case

COUNT = 200


@case(
    "recordings",
    f"{COUNT} recordings of {SMALL[0] // 1000} to {SMALL[1] // 1000} KB, 50 ms",
    Figure(
        "one after another : task alone",
        lambda arm: arm["one after another"].wall_s / arm["task"].task_s,
        at_least=5,
    ),
    Figure(
        "one after another : task, with the start of Ansible",
        lambda arm: arm["one after another"].wall_s / arm["task"].wall_s,
    ),
    Figure("memory", lambda arm: arm["task"].peak_mb, unit="MB"),
)
def downloads() -> Iterator[Arms]:
    """Every contact has one recording; the script has no Ansible around it and verifies nothing."""
    with bench(recording_bytes=SMALL, latency_ms=50) as at:
        single = (contact.id for contact in contacts() if len(expected([contact.id], virtual_agent=True)) == 1)
        task_ids = list(islice(single, COUNT))
        dest = at.folder / "recordings"

        def empty() -> None:
            shutil.rmtree(dest, ignore_errors=True)
            dest.mkdir()

        def complete() -> None:
            found = sum(path.suffix == ".wav" for path in dest.rglob("*"))
            if found != COUNT:
                raise RuntimeError(f"{found} of {COUNT} recordings are there")

        def script() -> Measured:
            empty()
            organization = at.simulator.orgs[0]
            order = {
                "url": at.simulator.url,
                "token": organization.access_token,
                "org_id": organization.org_id,
                "task_ids": task_ids,
                "dest": str(dest),
            }
            began = time.perf_counter()
            command = [sys.executable, str(HERE / "one_by_one.py")]
            subprocess.run(command, input=json.dumps(order), text=True, check=True)
            took = time.perf_counter() - began
            complete()
            return Measured(took)

        def module() -> Measured:
            empty()
            options = {"task_ids": task_ids, "dest": str(dest), "include_sensitive": True}
            measured = at.play(task("wxcc_capture_download", options)).measured
            complete()
            return measured

        yield {"one after another": script, "task": module}
