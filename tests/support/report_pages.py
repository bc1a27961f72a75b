# SPDX-License-Identifier: GPL-3.0-or-later
"""Report pages of rows that a test has made, without a service or a run of Ansible."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.comparing import Before
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.document import (
    Assets,
    Origin,
    document,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.figures import (
    Figures,
    Tally,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.grid import Clock, grid_of
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.sections.figure_tables import Context
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period
from ansible_collections.webex.contact_center.plugins.plugin_utils import page_assets
from support.report_rows import DAY_MS, Row

BERLIN = ZoneInfo("Europe/Berlin")
START = 1_795_474_800_000
"""Midnight of 24 November 2026 in Berlin."""


def added_up(period: Period, minutes: int, queue_rows: Collection[Row], agent_rows: Collection[Row]) -> Figures:
    """Give the figures of rows."""
    tally = Tally(grid_of(period, minutes, BERLIN))
    tally.add_queues(queue_rows)
    tally.add_agents(agent_rows)
    return tally.figures()


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
    before: Before | None = None,
    assets: Assets | None = None,
    **origin: Any,
) -> str:
    """Write the page of whole days from `START` on."""
    period = Period(START, START + days * DAY_MS)
    figures = added_up(period, minutes, queue_rows, agent_rows)
    context = Context(
        Clock(BERLIN), target, thresholds or {}, missing, missing_of_agents, states_by_interval, has_longest, before
    )
    about = Origin("Acme", period.start, period.end, minutes, "a test", complete=True)
    parts = assets or Assets(**json.loads(page_assets.packed()))
    return document(figures, context, replace(about, **origin), parts)
