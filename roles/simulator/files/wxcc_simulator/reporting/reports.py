# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports by their addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxcc_simulator.reporting.period import Asked, Period
from wxcc_simulator.reporting.statistics import agent_statistics, queue_statistics
from wxcc_simulator.reporting.tasks import activities, tasks
from wxcc_simulator.traffic import Traffic
from wxcc_simulator.wire.answers import json_bytes

Report = Callable[[Traffic, Asked, int], list[dict[str, Any]]]

REPORTS: dict[str, Report] = {
    "/v1/tasks": tasks,
    "/v1/queues/statistics": queue_statistics,
    "/v1/agents/statistics": agent_statistics,
    "/v1/agents/activities": activities,
}


def looked_through(path: str, asked: Asked, now_ms: int) -> Period:
    """The period that an answer is counted from; a page of tasks takes no more of it than it has room for."""
    period = asked.period(now_ms, to_required=False).until(now_ms)
    is_page_of_all = REPORTS[path] is tasks and not asked.words("channelTypes")
    return Period(period.start, period.start) if is_page_of_all else period


def told(traffic: Traffic, path: str, org_id: str, asked: Asked, now_ms: int) -> bytes:
    """The body of an answer."""
    return json_bytes({"meta": {"orgId": org_id}, "data": REPORTS[path](traffic, asked, now_ms)})
