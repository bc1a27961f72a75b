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

from wxcc_simulator.reporting.period import Period, ReportQuery
from wxcc_simulator.traffic import CHANNELS, Activity, Agent, Leg, Offer, Queue, Session, Traffic

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


def queue_statistics(traffic: Traffic, query: ReportQuery, now: int) -> list[Row]:
    """A row for every interval and queue in which something began or ended."""
    period = query.rounded_period(now)
    length, is_queue = query.interval_ms(period), query.ids("queueIds")
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


@dataclass(slots=True)
class ChannelTally:
    """Sums of an agent on a channel in an interval; times in milliseconds, those spent by state."""

    offered: int = 0
    accepted: int = 0
    rejected: int = 0
    transferred: int = 0
    available_ms: int = 0
    spent_ms: dict[str, int] = field(default_factory=dict)
    finished: int = 0
    handled_ms: int = 0

    def spend(self, state: str, time: int) -> None:
        """Count time in a state, in which the agent is not available."""
        self.spent_ms[state] = self.spent_ms.get(state, 0) + time
        self.available_ms -= time

    def rung(self, activity: Activity, offer: Offer, now: int) -> None:
        """Count an offer in the interval in which it began to ring."""
        self.offered += 1
        self.accepted += offer.answered is not None and offer.answered <= now
        self.rejected += offer.answered is None and activity.end <= now
        self.transferred += activity.is_handed_on and offer.released <= now

    def wrapped(self, offer: Offer) -> None:
        """Count an offer in the interval in which its wrap-up ended."""
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
            "totalAvailableTime": self.available_ms,
            "totalUnAvailableTime": spent("idle", 0),
            "averageHandledTime": _ratio(self.handled_ms, self.finished),
        }


ByInterval = dict[int, dict[str, ChannelTally]]
"""By the start of the interval and by channel; missing entries are created on access."""


def agent_statistics(traffic: Traffic, query: ReportQuery, now: int) -> list[Row]:
    """A row for every interval, and every agent who was logged in during it."""
    period = query.rounded_period(now)
    length, is_agent = query.interval_ms(period), query.ids("agentIds")
    kept = period.until(now)
    agents: dict[str, Agent] = {}
    tallies: dict[str, ByInterval] = defaultdict(_no_intervals)
    for session in _sessions(traffic, kept):
        agent = session.agent
        if is_agent(agent.id):
            agents[agent.id] = agent
            _make_available(session, tallies[agent.id], period, length, now)
            _engage(traffic.engaged(session, kept.start, kept.end), tallies[agent.id], period, length, now)
    found = [(start, id_) for id_, intervals in tallies.items() for start in intervals]
    return [_agent_row(start, agents[id_], tallies[id_][start]) for start, id_ in sorted(found)]


def _no_intervals() -> ByInterval:
    return defaultdict(lambda: defaultdict(ChannelTally))


def _make_available(session: Session, tallies: ByInterval, period: Period, length: int, now: int) -> None:
    """Count an agent as available on each channel from the login to the logout."""
    begins, ends = max(session.start, period.start), min(session.end, period.end, now)
    start = _interval(period, length, begins)
    while start <= ends and start < period.end:
        end = min(start + length, period.end)
        spent = min(end, ends) - max(start, begins)
        for channel in CHANNELS:
            tallies[start][channel].available_ms += spent
        start = end


def _engage(activities: list[Activity], tallies: ByInterval, period: Period, length: int, now: int) -> None:
    """Count what the agent was not available for, in every interval that it has a part in."""
    last = min(period.end, now)
    for activity in activities:
        state, channel, begun, ended, _contact, _queue, offer, _code, _is_login = activity
        begins, ends = max(begun, period.start), min(ended, last)
        start = _interval(period, length, begins)
        tally = tallies[start][channel]
        if offer and state == "ringing" and begun >= period.start:
            tally.rung(activity, offer, now)
        elif offer and state == "wrapup" and ended in period and ended <= now:
            tallies[_interval(period, length, ended)][channel].wrapped(offer)
        while True:
            end = min(start + length, period.end)
            tally.spend(state, min(ends, end) - begins)
            if end >= ends:
                break
            start = begins = end
            tally = tallies[start][channel]


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
