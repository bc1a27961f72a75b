# SPDX-License-Identifier: GPL-3.0-or-later
"""A page says whether its period still runs."""

from __future__ import annotations

from datetime import datetime

import pytest
from support.report_pages import page

from ansible_collections.webex.contact_center.plugins.module_utils.module.page import PAGE_SPEC, _queries
from ansible_collections.webex.contact_center.plugins.module_utils.module.reporting import still_runs
from ansible_collections.webex.contact_center.plugins.module_utils.times import ms_of

USUAL = {option: spec.get("default", [] if spec.get("type") == "list" else None) for option, spec in PAGE_SPEC.items()}


@pytest.mark.parametrize(
    ("now", "start", "end", "runs", "until"),
    [
        ("2026-11-24T03:42+01:00", "today", "now", True, "03:30"),
        ("2026-11-24T03:30+01:00", "today", "now", True, "03:30"),
        ("2026-11-24T03:42+01:00", "-2d", "now", True, "03:30"),
        ("2026-11-24T03:42+01:00", "today", "2026-11-24T03:40", True, "03:30"),
        ("2026-11-24T03:42+01:00", "today", "2026-11-24T03:00", False, "03:00"),
        ("2026-11-24T00:10+01:00", "yesterday", "today", False, "00:00"),
        ("2026-11-24T00:00+01:00", "yesterday", "now", False, "00:00"),
        ("2026-11-24T03:42+01:00", "-7d", "today", False, "00:00"),
    ],
)
def test_a_running_period_is_said_to_run(now: str, start: str, end: str, runs: bool, until: str) -> None:
    now_ms = ms_of(datetime.fromisoformat(now))
    options = {**USUAL, "from": start, "to": end, "timezone": "Europe/Berlin"}
    query, _agents = _queries(options, now_ms)
    assert still_runs(options, query, now_ms) is runs
    shown = datetime.fromtimestamp(query.period.end / 1000, datetime.fromisoformat(now).tzinfo)
    assert f"{shown:%H:%M}" == until


def test_the_page_says_so_at_the_top_and_below() -> None:
    end = ms_of(datetime.fromisoformat("2026-11-24T03:30+01:00"))
    start = ms_of(datetime.fromisoformat("2026-11-24T00:00+01:00"))
    text = page([], [], start=start, end=end, so_far=True)
    assert '<p class="period">Tue 24 Nov 2026, so far, until 03:30</p>' in text
    assert "this period has not ended; the figures do not include the current interval, which began at 03:30" in text
    assert "so far" not in page([], [], start=start, end=end)
