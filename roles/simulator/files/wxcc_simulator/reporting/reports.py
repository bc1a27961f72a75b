# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports by their addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxcc_simulator.reporting.period import Period, ReportQuery
from wxcc_simulator.reporting.statistics import agent_statistics, queue_statistics
from wxcc_simulator.reporting.tasks import activities, tasks
from wxcc_simulator.traffic import Traffic
from wxcc_simulator.wire.answers import json_bytes

Report = Callable[[Traffic, ReportQuery, int], list[dict[str, Any]]]

REPORTS: dict[str, Report] = {
    "/v1/tasks": tasks,
    "/v1/queues/statistics": queue_statistics,
    "/v1/agents/statistics": agent_statistics,
    "/v1/agents/activities": activities,
}


def counted_period(path: str, query: ReportQuery, now_ms: int) -> Period:
    """The period that an answer is counted from; a page of tasks takes no more of it than it has room for."""
    period = query.period(now_ms, to_required=False).until(now_ms)
    is_page_of_all = REPORTS[path] is tasks and not query.words("channelTypes")
    return Period(period.start, period.start) if is_page_of_all else period


def answer(traffic: Traffic, path: str, org_id: str, query: ReportQuery, now_ms: int) -> bytes:
    """The body of an answer."""
    return json_bytes({"meta": {"orgId": org_id}, "data": REPORTS[path](traffic, query, now_ms)})
