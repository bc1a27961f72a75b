# SPDX-License-Identifier: GPL-3.0-or-later
"""One seed for all that the tests leave to chance themselves; the last lines of a run tell it."""

from __future__ import annotations

import os
import random

import pytest

SEED = "WXCC_TEST_SEED"


def pytest_configure() -> None:
    """Choose it before processes start that run a part of the tests, for they shall have the same."""
    os.environ.setdefault(SEED, str(random.randrange(10**6)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how to repeat the run."""
    terminalreporter.write_line(f"{SEED}={os.environ[SEED]} kills at the same moments again")
