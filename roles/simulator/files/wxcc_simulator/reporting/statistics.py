# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /v1/queues/statistics and GET /v1/agents/statistics: what happened in each interval of a period.

Counts belong to the interval in which the queue leg, or the ringing, began; the average handled time to the one in
which it ended; times of agents are cut at the edges of the intervals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wxcc_simulator.reporting.period import Asked, Period
from wxcc_simulator.traffic import Activity, Agent, Leg, Queue, Session, Traffic

Row = dict[str, Any]


@dataclass
class QueueTally:
    """Sums of a queue in an interval; times in milliseconds."""

    offered: int = 0
    enqueued: int = 0
    accepted: int = 0
    rejected: int = 0
    abandoned: int = 0
    in_time: int = 0
    queued_ms: int = 0
    handled: int = 0
    connected_ms: int = 0

    def begun(self, leg: Leg, now: int) -> None:
        """Count a leg in the interval of its start, as far as it has come."""
        self.enqueued += 1
        self.queued_ms += min(leg.left, now) - leg.start
        for offer in leg.offers:
            self.offered += offer.ringing <= now
            if offer.answered is None:
                self.rejected += offer.released <= now
            elif offer.answered <= now:
                self.accepted += 1
                self.in_time += leg.in_time
        self.abandoned += not leg.offers and leg.left <= now

    def ended(self, leg: Leg) -> None:
        """Count a leg in the interval of its end."""
        if leg.is_handled:
            self.handled += 1
            self.connected_ms += leg.offers[-1].talk_ms

    def row(self, start: int, queue: Queue) -> Row:
        """In the words of the API."""
        return {
            "intervalStartTime": start,
            "queueId": queue.id,
            "queueName": queue.name,
            "channelType": queue.channel,
            "totalOfferedTasks": self.offered,
            "totalEnqueuedTasks": self.enqueued,
            "totalAssignedTasks": 0,
            "totalAcceptedTasks": self.accepted,
            "totalRejectedTasks": self.rejected,
            "totalAbandonedTasks": self.abandoned,
            "averageEnqueuedTime": _ratio(self.queued_ms, self.enqueued),
            "averageHandledTime": _ratio(self.connected_ms, self.handled),
            "serviceLevelThresholdPercentage": _ratio(100 * self.in_time, self.accepted),
        }


def queue_statistics(traffic: Traffic, asked: Asked, now: int) -> list[Row]:
    """A row for every interval and queue in which something began or ended."""
    period = asked.rounded_period(now)
    length, is_queue = asked.interval_ms(period), asked.ids("queueIds")
    tallies: dict[tuple[int, str], QueueTally] = defaultdict(QueueTally)
    queues = {queue.id: queue for queue in traffic.roster.queues}
    for leg, queue in _legs(traffic, period, now):
        if is_queue(queue.id):
            if leg.start in period:
                tallies[_interval(period, length, leg.start), queue.id].begun(leg, now)
            if leg.end in period and leg.end <= now:
                tallies[_interval(period, length, leg.end), queue.id].ended(leg)
    return [tally.row(start, queues[queue_id]) for (start, queue_id), tally in sorted(tallies.items(), key=_place)]


def _legs(traffic: Traffic, period: Period, now: int) -> Iterator[tuple[Leg, Queue]]:
    kept = period.until(now)
    # A contact that ends here may have begun before.
    first = kept.start - traffic.longest_contact_ms if kept.length else kept.start
    for contact in traffic.contacts(first, kept.end):
        for leg in contact.legs:
            if leg.queue and leg.start <= now:
                yield leg, leg.queue


@dataclass
class ChannelTally:
    """Sums of an agent on a channel in an interval; times in milliseconds by state."""

    offered: int = 0
    accepted: int = 0
    rejected: int = 0
    transferred: int = 0
    spent_ms: dict[str, int] = field(default_factory=dict)
    finished: int = 0
    handled_ms: int = 0

    def add(self, activity: Activity, start: int, end: int, now: int) -> None:
        """Count an activity that has a part in the interval from `start` to `end`."""
        state, begins, ends, offer = activity.state, activity.start, activity.end, activity.offer
        spent = min(ends, end, now) - max(begins, start)
        if spent > 0:
            self.spent_ms[state] = self.spent_ms.get(state, 0) + spent
        if offer is None:
            return
        if state == "ringing" and start <= begins < end:
            self.offered += 1
            self.accepted += offer.answered is not None and offer.answered <= now
            self.rejected += offer.answered is None and ends <= now
            self.transferred += activity.is_handed_on and offer.released <= now
        elif state == "wrapup" and start <= ends < end and ends <= now:
            self.finished += 1
            self.handled_ms += offer.talk_ms + offer.hold_ms + offer.wrapped - offer.released

    def row(self, channel: str) -> Row:
        """In the words of the API."""
        spent = self.spent_ms.get
        return {
            "channelType": channel,
            "totalAssignedTasks": self.accepted + self.rejected,
            "totalOfferedTasks": self.offered,
            "totalAcceptedTasks": self.accepted,
            "totalRejectedTasks": self.rejected,
            "totalTransferredTasks": self.transferred,
            "totalEngagedDuration": spent("connected", 0) + spent("hold-done", 0),
            "totalHoldDuration": spent("on-hold", 0),
            "totalWrapUpDuration": spent("wrapup", 0),
            "totalAvailableTime": spent("available", 0),
            "totalUnAvailableTime": spent("idle", 0),
            "averageHandledTime": _ratio(self.handled_ms, self.finished),
        }


ByInterval = dict[int, dict[str, ChannelTally]]
"""By the start of the interval and by channel."""


def agent_statistics(traffic: Traffic, asked: Asked, now: int) -> list[Row]:
    """A row for every interval and agent who was logged in during it."""
    period = asked.rounded_period(now)
    length, is_agent = asked.interval_ms(period), asked.ids("agentIds")
    kept = period.until(now)
    agents: dict[str, Agent] = {}
    tallies: dict[str, ByInterval] = {}
    for session in _sessions(traffic, kept):
        agent = session.agent
        if is_agent(agent.id):
            agents[agent.id] = agent
            activities = traffic.activities(session, kept.start, kept.end)
            _count(activities, tallies.setdefault(agent.id, {}), period, length, now)
    found = [(start, id_) for id_, intervals in tallies.items() for start in intervals]
    return [_agent_row(start, agents[id_], tallies[id_][start]) for start, id_ in sorted(found)]


def _count(activities: list[Activity], tallies: ByInterval, period: Period, length: int, now: int) -> None:
    """Count each activity in every interval that it has a part in; those of a channel come by time."""
    channel, start, end, tally = "", 0, 0, ChannelTally()
    for activity in activities:
        begins = max(activity.start, period.start)
        if activity.channel != channel or begins >= end:
            channel, end = activity.channel, _interval(period, length, begins)
        else:
            tally.add(activity, start, end, now)
        while end <= begins or (end < activity.end and end < period.end):
            start, end = end, min(end + length, period.end)
            tally = tallies.setdefault(start, {}).setdefault(channel, ChannelTally())
            tally.add(activity, start, end, now)


def _sessions(traffic: Traffic, period: Period) -> Iterator[Session]:
    return traffic.sessions(period.start, period.end) if period.length else iter(())


def _agent_row(start: int, agent: Agent, channels: dict[str, ChannelTally]) -> Row:
    return {
        "intervalStartTime": start,
        "agentId": agent.id,
        "agentName": agent.name,
        "teamId": agent.team.id,
        "teamName": agent.team.name,
        "channels": [tally.row(channel) for channel, tally in channels.items()],
    }


def _interval(period: Period, length: int, time: int) -> int:
    return period.start + (time - period.start) // length * length


def _place(entry: tuple[tuple[int, str], Any]) -> tuple[int, str]:
    return entry[0]


def _ratio(total: int, count: int) -> float:
    return total / count if count else 0.0
