# SPDX-License-Identifier: GPL-3.0-or-later
"""One seed for what tests leave to chance, which the last lines of a run tell; no secret printed; `--torture`."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings
from support import secrets

pytest_plugins = ["support.fixtures"]
SEED = "WXCC_TEST_SEED"
KILLS = "WXCC_TEST_KILLS"
KILLS_OF_TORTURE = "200"
CASES = "WXCC_TEST_CASES"
CASES_OF_TORTURE = "10000"
EXAMPLES = "WXCC_TEST_EXAMPLES"
EXAMPLES_OF_TORTURE = "24"
FAILURES = "WXCC_TEST_FAILURES"
FAILURES_OF_TORTURE = "100"

# How long an example takes tells of the machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make torture` ask for what takes too long for `make test`."""
    parser.addoption("--torture", action="store_true", help="run the long fault, kill and soak tests as well")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed before processes start that run a part of the tests, for they shall have the same."""
    # Where the shell has the run in the background, processes of ours would ignore Ctrl-C as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.setdefault(SEED, str(random.randrange(10**6)))
    config.addinivalue_line("markers", "torture: takes minutes, and runs with --torture only")
    if config.getoption("--torture"):
        os.environ.setdefault(KILLS, KILLS_OF_TORTURE)
        os.environ.setdefault(CASES, CASES_OF_TORTURE)
        os.environ.setdefault(EXAMPLES, EXAMPLES_OF_TORTURE)
        os.environ.setdefault(FAILURES, FAILURES_OF_TORTURE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out, without a word for each of thousands."""
    if not config.getoption("--torture"):
        long = [item for item in items if item.get_closest_marker("torture")]
        items[:] = [item for item in items if not item.get_closest_marker("torture")]
        config.hook.pytest_deselected(items=long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that passed but printed or logged a secret."""
    report = yield
    found = [line for _title, text in report.sections for line in secrets.shown(text)]
    if report.passed and found:
        report.outcome = "failed"
        report.longrepr = "\n".join([f"{item.nodeid} printed a secret:", *found])
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how to repeat the run."""
    terminalreporter.write_line(f"{SEED}={os.environ[SEED]} kills at the same moments again")
