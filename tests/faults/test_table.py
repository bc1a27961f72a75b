# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault meets every operation: once in `make test`, for ever in `make torture`."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults.law import check
from faults.table import FAULTS, OPERATIONS, Fault, Operation
from support.simulator import Simulator

CELLS = [
    pytest.param(operation, fault, id=f"{name}-{what}")
    for what, operation in OPERATIONS.items()
    for name, fault in FAULTS.items()
    if operation.bulk or not fault.only_bulk
]


@pytest.mark.parametrize(("operation", "fault"), CELLS)
def test_once(sim: Simulator, operation: Operation, fault: Fault, tmp_path: Path) -> None:
    check(sim, operation, fault, tmp_path, times=1)


@pytest.mark.torture
@pytest.mark.parametrize(("operation", "fault"), CELLS)
def test_for_ever(sim: Simulator, operation: Operation, fault: Fault, tmp_path: Path) -> None:
    check(sim, operation, fault, tmp_path, times=None)
