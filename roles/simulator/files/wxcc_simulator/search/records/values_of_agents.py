# SPDX-License-Identifier: GPL-3.0-or-later
"""What the traffic has for the fields of the Search API: values of sessions, their channels and their activities."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import NamedTuple

from wxcc_simulator.search.records.contacts import View
from wxcc_simulator.search.records.values import Getter, attribute, named
from wxcc_simulator.traffic import Activity, Session

CONNECTED = ("connected", "on-hold", "hold-done", "wrapup", "ringing", "not-responding")


class SessionRecord:
    """A login of an agent as it is at a moment."""

    def __init__(self, view: View, session: Session) -> None:
        self.view = view
        self.session = session

    @property
    def is_active(self) -> bool:
        """Whether the agent is still logged in."""
        return not self.view.happened(self.session.end)

    @cached_property
    def channels(self) -> list[ChannelRecord]:
        """The channels with what happened on each."""
        activities = self.view.traffic.activities(self.session, self.session.start, self.view.now + 1)
        return [
            ChannelRecord(self, channel, [activity for activity in activities if activity.channel == channel])
            for channel in self.session.channel_ids
        ]


class ChannelRecord:
    """A channel of a session; its activities are oldest first."""

    def __init__(self, record: SessionRecord, channel: str, chain: list[Activity]) -> None:
        self.record = record
        self.channel = channel
        self.chain = chain

    @property
    def id(self) -> str:
        """The id of the channel in this session."""
        return self.record.session.channel_ids[self.channel]

    @cached_property
    def activities(self) -> list[ActivityRecord]:
        """The activities that have begun."""
        return [ActivityRecord(self, activity) for activity in self.chain]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many activities of each state; those of dialled contacts with a prefix."""
        return Counter(_prefix(activity) + activity.state for activity in self.chain)

    @cached_property
    def spent(self) -> Counter[str]:
        """Milliseconds in each state so far; those of dialled contacts with a prefix."""
        spent: Counter[str] = Counter()
        for activity in self.chain:
            spent[_prefix(activity) + activity.state] += self.record.view.spent(activity.start, activity.end)
        return spent

    @property
    def state(self) -> str:
        """idle, available or connected."""
        last = self.chain[-1].state
        return "connected" if last in CONNECTED else "available" if last == "available" else "idle"

    @property
    def handed_on(self) -> int:
        """How many contacts the agent handed on to another agent."""
        return sum(
            activity.state == "ringing" and activity.is_handed_on and self.record.view.happened(activity.offer.released)
            for activity in self.chain
            if activity.offer
        )


def _prefix(activity: Activity) -> str:
    return "outdial " if activity.contact and activity.contact.outdial else ""


class ActivityRecord(NamedTuple):
    """What an agent does on a channel."""

    channel: ChannelRecord
    activity: Activity

    @property
    def view(self) -> View:
        """The moment it is looked at."""
        return self.channel.record.view


def _counted(state: str) -> Getter:
    return lambda r: r.counts[state]


def _spent(*states: str) -> Getter:
    return lambda r: sum(r.spent[state] for state in states)


SESSION: dict[str, Getter] = {
    "isActive": attribute("is_active"),
    "agentId": attribute("session.agent.id"),
    "agentName": attribute("session.agent.name"),
    "agentSessionId": attribute("session.id"),
    "agentSignOutReason": lambda r: None if r.is_active else "Agent Logged Out",
    "userLoginId": attribute("session.agent.login"),
    "startTime": attribute("session.start"),
    "endTime": lambda r: r.view.ended(r.session.end),
    "state": lambda r: "logged_in" if r.is_active else "logged_out",
    "siteId": attribute("session.agent.site.id"),
    "siteName": attribute("session.agent.site.name"),
    "teamId": attribute("session.agent.team.id"),
    "teamName": attribute("session.agent.team.name"),
    "orgId": attribute("view.org_id"),
    "orgName": attribute("view.org_name"),
    "multiMediaProfileType": attribute("session.agent.profile"),
}

CHANNEL: dict[str, Getter] = {
    "channelId": attribute("id"),
    "channelType": attribute("channel"),
    "agentPhoneNumber": attribute("record.session.agent.phone"),
    "currentState": attribute("state"),
    "totalDuration": lambda r: r.record.view.spent(r.record.session.start, r.record.session.end),
    "lastActivityTime": lambda r: r.chain[-1].start,
    "idleCodeName": lambda r: r.chain[-1].idle_code.name if r.chain[-1].idle_code else None,
    "idleCount": _counted("idle"),
    "idleDuration": _spent("idle"),
    "availableCount": _counted("available"),
    "availableDuration": _spent("available"),
    "notRespondedCount": _counted("not-responding"),
    "notRespondedDuration": _spent("not-responding"),
    "agentToAgentTransferCount": attribute("handed_on"),
    "transferCount": attribute("handed_on"),
    "outdialCount": _counted("outdial ringing"),
    **{
        f"{name[0].lower()}{name[1:]}": getter
        for prefix, title in (("", ""), ("outdial ", "outdial"))
        for name, getter in {
            f"{title}RingingCount": _counted(f"{prefix}ringing"),
            f"{title}RingingDuration": _spent(f"{prefix}ringing"),
            f"{title}ConnectedCount": _counted(f"{prefix}connected"),
            f"{title}ConnectedDuration": _spent(f"{prefix}connected", f"{prefix}hold-done"),
            f"{title}HoldCount": _counted(f"{prefix}on-hold"),
            f"{title}HoldDuration": _spent(f"{prefix}on-hold"),
            f"{title}WrapupCount": _counted(f"{prefix}wrapup"),
            f"{title}WrapupDuration": _spent(f"{prefix}wrapup"),
        }.items()
    },
}

ACTIVITY: dict[str, Getter] = {
    "id": lambda r: f"{r.channel.id}-{r.channel.channel}-{r.activity.start}-{r.activity.state}",
    "startTime": attribute("activity.start"),
    "endTime": lambda r: r.view.ended(r.activity.end),
    "duration": lambda r: r.view.spent(r.activity.start, r.activity.end),
    "state": attribute("activity.state"),
    **named("idleCode", "activity.idle_code"),
    "taskId": lambda r: r.activity.contact.id if r.activity.contact and not r.activity.idle_code else None,
    **named("queue", "activity.queue"),
    "wrapupCode.id": lambda r: r.activity.offer.wrapup_code.id if r.activity.state == "wrapup" else None,
    "wrapupCode.name": lambda r: r.activity.offer.wrapup_code.name if r.activity.state == "wrapup" else None,
    "isOutdial": lambda r: bool(r.activity.contact and r.activity.contact.outdial),
    "isCurrentActivity": lambda r: not r.view.happened(r.activity.end),
    "isLoginActivity": attribute("activity.is_login"),
    "isLogoutActivity": attribute("activity.is_logout"),
}
