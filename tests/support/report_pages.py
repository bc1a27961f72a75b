# SPDX-License-Identifier: GPL-3.0-or-later
"""Report pages of rows that a test has made, without a service or a run of Ansible."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.document import (
    Assets,
    Origin,
    document,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figure_tables import Told
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures import Tally
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.grid import Clock, grid_of
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.periods import Period
from ansible_collections.webex.contact_center.plugins.plugin_utils import page_assets
from support.report_rows import DAY_MS, Row

BERLIN = ZoneInfo("Europe/Berlin")
START = 1_795_474_800_000
"""Midnight of 24 November 2026 in Berlin."""


def page(
    queue_rows: Collection[Row],
    agent_rows: Collection[Row],
    *,
    days: int = 1,
    minutes: int = 60,
    missing: Collection[str] = (),
    missing_of_agents: Collection[str] = (),
    thresholds: Mapping[str, int] | None = None,
    states_by_interval: bool = True,
    has_longest: bool = True,
    target: float = 80,
    assets: Assets | None = None,
    **origin: Any,
) -> str:
    """Write the page of whole days from `START` on."""
    period = Period(START, START + days * DAY_MS)
    tally = Tally(grid_of(period, minutes, BERLIN))
    tally.add_queues(queue_rows)
    tally.add_agents(agent_rows)
    told = Told(Clock(BERLIN), target, thresholds or {}, missing, missing_of_agents, states_by_interval, has_longest)
    about = Origin("Acme", period.start, period.end, minutes, "a test", complete=True)
    parts = assets or Assets(**json.loads(page_assets.packed()))
    return document(tally.figures(), told, replace(about, **origin), parts)
