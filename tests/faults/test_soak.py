# SPDX-License-Identifier: GPL-3.0-or-later
"""Four processes against one organization and two percent of faults: no drift, and nothing that is kept for ever."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from pathlib import Path

import pytest
from faults.soak import Report, work
from support.processes import NEEDS_PROC
from support.simulator import Simulator

pytestmark = [pytest.mark.torture, NEEDS_PROC]
SECONDS = float(os.environ.get("SOAK_S", "1800"))
PROCESSES = 4
FAULTS = ({"drop": "before"}, {"drop": "after"}, {"drop": "middle"}, {"status": 503})
SHARE = 0.02
FEWEST_ROUNDS = 5
MORE_MEMORY_MB = 10
POLL_S = 1.0


def test_soak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    spawn = multiprocessing.get_context("spawn")
    with Simulator.start() as sim:
        for fault in FAULTS:
            sim.fault(path="/organization/*", times=None, probability=SHARE / len(FAULTS), **fault)
        pipes = []
        for number in range(PROCESSES):
            ours, theirs = spawn.Pipe(duplex=False)
            arguments = (number, sim.url, sim.orgs[0], os.environ["WXCC_TEST_SEED"], SECONDS, theirs)
            spawn.Process(target=work, args=arguments, daemon=True).start()
            theirs.close()
            pipes.append(ours)
        faulty = 0
        while not all(pipe.poll(POLL_S / PROCESSES) for pipe in pipes):
            journal = sim.requests()
            faulty += sum(row["status"] in (None, 503) for row in journal[:-PROCESSES])
            sim.clear_requests()  # the simulator keeps it in memory
        reports = [pipe.recv() for pipe in pipes]
        assert [report for report in reports if not isinstance(report, Report)] == []
        there = Counter((row["name"], row["description"]) for row in sim.objects("site") if row["name"] != "Site-1")
    print(f"{faulty} faults; rounds {[report.rounds for report in reports]}; {[report.late for report in reports]}")
    assert faulty > SECONDS / 10
    assert there == Counter(site for report in reports for site in report.wanted.items())
    for report in reports:
        assert report.rounds >= FEWEST_ROUNDS
        assert report.late.memory_mb < report.early.memory_mb + MORE_MEMORY_MB
        assert report.late.files <= report.early.files
        assert report.late.threads <= 2  # one may be about to end
    assert list(tmp_path.iterdir()) == []
