# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of queue and agent statistics as a contact center makes them, from a seed, without a service."""

from __future__ import annotations

import math
import random
from typing import Any

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NAMES = ("Billing", "Sales", "Technical support", "Returns", "Orders", "Complaints", "New customers", "Premium line")
PEOPLE = ("Ada", "Björn", "Chen", "Dalia", "Emeka", "Farah", "Goran", "Hana", "Iris", "João", "Kaya", "Lars")
FAMILIES = ("Adeyemi", "Bianchi", "Castro", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen")

Row = dict[str, Any]


def rows(
    start: int, end: int, interval: int, *, queues: int, agents: int, seed: int = 7
) -> tuple[list[Row], list[Row]]:
    """Give queue rows and agent rows of a period in epoch milliseconds, busy by day and idle by night."""
    chance = random.Random(seed)
    spread = [4 + 60 / (number + 1) for number in range(queues)]
    queue_rows, agent_rows = [], []
    for time in range(start, end, interval):
        busy = _rhythm(time)
        expected = [busy * share * interval / HOUR_MS for share in spread]
        made = [_queue_row(chance, time, number, contacts) for number, contacts in enumerate(expected)]
        queue_rows += [row for row in made if row]
        for number in range(agents):
            if _on_shift(time, number):
                agent_rows += _agent_rows(chance, time, number, interval, busy)
    return queue_rows, agent_rows


def queue_name(number: int) -> str:
    """The first few have the names of queues, the others are numbered."""
    return NAMES[number] if number < len(NAMES) else f"Queue {number + 1:03d}"


def agent_name(number: int) -> str:
    """A different name for each of the first 120 agents."""
    return f"{PEOPLE[number % len(PEOPLE)]} {FAMILIES[(number // len(PEOPLE)) % len(FAMILIES)]}"


def _rhythm(time: int) -> float:
    hour = time % DAY_MS / HOUR_MS
    weekend = (time // DAY_MS + 4) % 7 in (0, 6)
    day = math.exp(-((hour - 10.5) ** 2) / 5) + 0.8 * math.exp(-((hour - 15) ** 2) / 6)
    return (0.3 if weekend else 1.0) * (day if 6 <= hour < 21 else 0.0)


def _on_shift(time: int, number: int) -> bool:
    hour = time % DAY_MS // HOUR_MS
    return 7 + number % 3 * 3 <= hour < 15 + number % 3 * 3


def _queue_row(chance: random.Random, time: int, number: int, expected: float) -> Row | None:
    contacts = round(max(0.0, chance.gauss(expected, expected**0.5)))
    if not contacts:
        return None
    pressure = min(0.4, 0.02 + expected / 300)
    abandoned = sum(chance.random() < pressure for _contact in range(contacts))
    accepted = contacts - abandoned
    row: Row = {
        "intervalStartTime": time,
        "queueId": f"00000000-0000-4000-8000-{number:012d}",
        "queueName": queue_name(number),
        "channelType": ("telephony", "telephony", "chat", "email")[number % 4],
        "totalOfferedTasks": accepted + sum(chance.random() < 0.06 for _contact in range(accepted)),
        "totalEnqueuedTasks": contacts,
        "totalAssignedTasks": 0,
        "totalAcceptedTasks": accepted,
        "totalRejectedTasks": 0,
        "totalAbandonedTasks": abandoned,
        "averageEnqueuedTime": chance.uniform(0.5, 1.5) * 200_000 * pressure,
        "averageHandledTime": chance.uniform(150_000, 420_000) if accepted else 0.0,
        "serviceLevelThresholdPercentage": 100 * (1 - chance.random() * 2 * pressure) if accepted else 0.0,
    }
    return {**row, "longestEnqueuedTime": 3 * row["averageEnqueuedTime"]}


def _agent_rows(chance: random.Random, time: int, number: int, interval: int, busy: float) -> list[Row]:
    connected = min(0.7, 0.75 * busy * chance.uniform(0.6, 1.2))
    wrap_up = connected * chance.uniform(0.08, 0.2)
    idle = (1 - connected - wrap_up) * chance.uniform(0.1, 0.5)
    parts = {
        "totalEngagedDuration": connected * 0.93,
        "totalHoldDuration": connected * 0.07,
        "totalWrapUpDuration": wrap_up,
        "totalAvailableTime": 1 - connected - wrap_up - idle,
        "totalUnAvailableTime": idle,
    }
    durations = {name: round(part * interval) for name, part in parts.items()}
    accepted = round(connected * interval / 280_000)
    common = {
        "intervalStartTime": time,
        "agentId": f"00000000-0000-4000-9000-{number:012d}",
        "agentName": agent_name(number),
        "teamId": f"00000000-0000-4000-a000-{number % 6:012d}",
        "teamName": f"Team {number % 6 + 1}",
    }
    busy_channel = {
        "channelType": "telephony",
        "totalAssignedTasks": accepted,
        "totalOfferedTasks": accepted + (chance.random() < 0.1),
        "totalAcceptedTasks": accepted,
        "totalRejectedTasks": 0,
        "totalTransferredTasks": 0,
        **durations,
        "averageHandledTime": 280_000.0,
    }
    quiet_channel = {
        **dict.fromkeys(busy_channel, 0),
        "channelType": "chat",
        "totalAvailableTime": durations["totalAvailableTime"] // 2,
        "totalUnAvailableTime": durations["totalUnAvailableTime"],
    }
    return [{**common, **busy_channel}, {**common, **quiet_channel}]
