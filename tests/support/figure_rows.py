# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of six hours, and the figures of a page that come of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.contacts import Contacts
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.figures import (
    Figures,
    Grid,
    Tally,
)

HOUR = 3_600_000
START = 1_795_392_000_000
GRID = Grid(range(START, START + 6 * HOUR, HOUR), START + 6 * HOUR)
Row = dict[str, Any]


def tally(queue_rows: Sequence[Row] = (), agent_rows: Sequence[Row] = (), grid: Grid = GRID) -> Figures:
    adding = Tally(grid)
    adding.add_queues(queue_rows)
    adding.add_agents(agent_rows)
    return adding.figures()


def queue_row(hour: int = 0, queue: str = "q", channel: str = "telephony", **fields: float | None) -> Row:
    return {
        "intervalStartTime": START + hour * HOUR,
        "queueId": queue,
        "queueName": queue.upper(),
        "channelType": channel,
        **fields,
    }


def counted_row(start: int, queue: str, accepted: int, abandoned: int, level: float, wait_s: int = 1) -> Row:
    """A row of a queue with contacts, from `start` in ms; `level` in percent."""
    return {
        "intervalStartTime": start,
        "queueId": queue,
        "queueName": queue,
        "totalOfferedTasks": accepted,
        "totalEnqueuedTasks": accepted + abandoned,
        "totalAcceptedTasks": accepted,
        "totalAbandonedTasks": abandoned,
        "averageEnqueuedTime": wait_s * 1000.0,
        "serviceLevelThresholdPercentage": level,
    }


def agent_row(hour: int = 0, agent: str = "a", channel: str = "telephony", team: str = "t", **fields: int) -> Row:
    return {
        "intervalStartTime": START + hour * HOUR,
        "agentId": agent,
        "agentName": agent.upper(),
        "teamId": team,
        "teamName": team.upper(),
        "channelType": channel,
        **fields,
    }


def parts_of(found: Figures) -> dict[str, list[Contacts]]:
    """Every way in which a page cuts the whole into parts."""
    return {
        "intervals": found.every.intervals,
        "queues": [queue.total for queue in found.queues],
        "channels": [channel.total for channel in found.channels],
        "queues and intervals": [interval for queue in found.queues for interval in queue.intervals],
        "channels and intervals": [interval for channel in found.channels for interval in channel.intervals],
    }
