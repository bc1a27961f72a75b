# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases of `make bench`, one file a topic; a topic takes part by being imported here."""

from bench.cases import (
    export,
    filters,
    fleet,
    legacy,
    lint,
    organization,
    rate,
    recordings,
    report_page,
    simulator,
    sites,
    spreadsheets,
    tokens,
)
from bench.measuring import CASES

__all__ = [
    "CASES",
    "export",
    "filters",
    "fleet",
    "legacy",
    "lint",
    "organization",
    "rate",
    "recordings",
    "report_page",
    "simulator",
    "sites",
    "spreadsheets",
    "tokens",
]
