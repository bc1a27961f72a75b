# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters in loops against one of Ansible's own that does the like."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from support.playbook import ROOT

from bench.arms import HERE
from bench.measuring import Arms, Figure, Measured, case

ITEMS = 1000
EXPRESSIONS = {
    "to_datetime": ("{{ item | to_datetime }}", "text"),
    "wxcc_from_epoch": ("{{ item | webex.contact_center.wxcc_from_epoch }}", "ms"),
    "with a zone": ("{{ item | webex.contact_center.wxcc_from_epoch('Europe/Berlin') }}", "ms"),
    "wxcc_epoch": ("{{ item | webex.contact_center.wxcc_epoch('Europe/Berlin') }}", "text"),
}


def measured(expression: str, form: str) -> Measured:
    """Template an expression for all items, and take the time from the second one on."""
    command = [sys.executable, str(HERE / "filters.py"), str(ROOT / "build"), expression, str(ITEMS), form]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(float(done.stdout))


@case(
    "filters",
    f"Times of {ITEMS:,} items in a loop",
    Figure(
        "`wxcc_from_epoch` : `to_datetime`", lambda arm: arm["wxcc_from_epoch"].wall_s / arm["to_datetime"].wall_s, 2
    ),
    Figure(
        "`wxcc_from_epoch` with a time zone : `to_datetime`",
        lambda arm: arm["with a zone"].wall_s / arm["to_datetime"].wall_s,
        2,
    ),
    Figure("`wxcc_epoch` : `to_datetime`", lambda arm: arm["wxcc_epoch"].wall_s / arm["to_datetime"].wall_s, 2),
    Figure("one `wxcc_from_epoch`", lambda arm: arm["wxcc_from_epoch"].wall_s / ITEMS * 1000, unit="ms"),
)
def times_in_loops() -> Iterator[Arms]:
    """An item costs what Ansible needs for a template, plus the filter."""
    yield {name: partial(measured, *expression) for name, expression in EXPRESSIONS.items()}
