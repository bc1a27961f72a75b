# SPDX-License-Identifier: GPL-3.0-or-later
"""What the traffic has for the fields of the Search API: values of contacts, queue legs and activities of contacts.

A table maps a dotted name to a function of the record. What is not in a table has no value: null, or 0 for a number.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from wxcc_simulator.traffic import Contact

Getter = Callable[[Any], Any]
SEARCH_STATUS = {
    "created": "new",
    "queued": "parked",
    "offered": "ringing",
    "assigned": "connected",
    "abandoned": "ended",
    "completed": "ended",
}


def search_channel(channel: str) -> str:
    """What the records of contacts call a channel; sessions call it as everyone else does."""
    return "social_channel" if channel == "social" else channel


def attribute(name: str) -> Getter:
    """Reads attributes by a dotted path; null where one on the way is missing."""
    whole, steps = attrgetter(name), [attrgetter(step) for step in name.split(".")]
    if len(steps) == 1:
        return whole

    def get(value: Any) -> Any:
        try:
            return whole(value)
        except AttributeError:
            for step in steps:
                if value is None:
                    return None
                value = step(value)
            return value

    return get


def named(field: str, path: str) -> dict[str, Getter]:
    """The id and the name of something."""
    return {f"{field}.id": attribute(f"{path}.id"), f"{field}.name": attribute(f"{path}.name")}


def person(field: str, talks: str) -> dict[str, Getter]:
    """The agent of a contact or leg."""
    return {
        **named(field, f"{talks}.agent"),
        f"{field}.signInId": attribute(f"{talks}.agent.login"),
        f"{field}.phoneNumber": attribute(f"{talks}.agent.phone"),
        f"{field}.sessionId": attribute(f"{talks}.session.id"),
        f"{field}.channelId": lambda record: (
            record.talks.session.channel_ids[record.contact.channel] if record.talks.session else None
        ),
    }


# What contacts and queue legs have in common.
_SHARED: dict[str, Getter] = {
    "isActive": attribute("is_active"),
    "status": lambda r: SEARCH_STATUS[r.contact.status(r.view.now)],
    "channelType": lambda r: search_channel(r.contact.channel),
    "origin": attribute("contact.origin"),
    "destination": attribute("contact.destination"),
    "direction": lambda r: "outbound" if r.contact.outdial else "inbound",
    "isOutdial": attribute("contact.outdial"),
    "customer.phoneNumber": lambda r: _customer(r.contact) if r.contact.channel == "telephony" else None,
    "customer.email": lambda r: _customer(r.contact) if r.contact.channel != "telephony" else None,
    "terminatingEnd": lambda r: None if r.is_active else "Agent" if r.handle_type == "normal" else "Customer",
    "lastWrapupCodeName": attribute("talks.wrapped.wrapup_code.name"),
    "ringingDuration": lambda r: r.talks.ms("ringing"),
    "connectedCount": lambda r: len(r.talks.answered),
    "connectedDuration": lambda r: r.talks.ms("talk"),
    "holdCount": attribute("talks.holds"),
    "holdDuration": lambda r: r.talks.ms("hold"),
    "wrapupDuration": lambda r: r.talks.ms("wrapup"),
}


def _customer(contact: Contact) -> str:
    return contact.destination if contact.outdial else contact.origin


TASK: dict[str, Getter] = {
    **_SHARED,
    "id": attribute("contact.id"),
    "createdTime": attribute("contact.created"),
    "endedTime": lambda r: r.view.ended(r.contact.ended),
    "lastActivityTime": attribute("last_activity"),
    "contactReason": attribute("contact.reason"),
    "captureRequested": attribute("contact.capture_requested"),
    "contactHandleType": attribute("handle_type"),
    "abandonedType": lambda r: ("queue" if r.legs else "new") if r.handle_type == "abandoned" else None,
    "abandonedSlCount": lambda r: int(r.handle_type == "abandoned" and bool(r.legs) and r.legs[-1].in_time),
    **named("lastQueue", "queue"),
    "lastQueue.duration": lambda r: r.queued_ms(r.legs[-1]) if r.legs else None,
    "previousQueue.id": lambda r: r.legs[-2].queue.id if len(r.legs) > 1 else None,
    "previousQueue.name": lambda r: r.legs[-2].queue.name if len(r.legs) > 1 else None,
    "firstQueueId": lambda r: r.legs[0].queue.id if r.legs else None,
    "firstQueueName": lambda r: r.legs[0].queue.name if r.legs else None,
    **named("lastSite", "talks.agent.site"),
    **named("lastTeam", "talks.agent.team"),
    **named("lastEntryPoint", "contact.entry_point"),
    **person("lastAgent", "talks"),
    **named("owner", "talks.agent"),
    "lastWrapUpCodeId": attribute("talks.wrapped.wrapup_code.id"),
    "totalDuration": lambda r: r.view.spent(r.contact.created, r.contact.ended),
    "selfserviceCount": lambda r: int(not r.contact.outdial),
    "selfserviceDuration": lambda r: 0 if r.contact.outdial else r.view.spent(r.contact.created, r.contact.greeted),
    "queueCount": lambda r: len(r.legs),
    "queueDuration": lambda r: sum(map(r.queued_ms, r.legs)),
    "transferCount": attribute("handed_on"),
    "agentToAgentTransferCount": attribute("handed_on"),
    "isWithInServiceLevel": lambda r: bool(r.legs) and r.legs[-1].in_time,
    "isWithinSLA": lambda r: bool(r.legs) and r.legs[-1].in_time,
    "isContactOffered": lambda r: bool(r.talks.rung),
    "isContactHandled": lambda r: bool(r.talks.answered),
    "callCompletedCount": lambda r: int(not r.is_active and r.contact.is_handled),
    "recordingCount": lambda r: sum(r.view.happened(offer.released) for offer in r.contact.recorded),
}

STEP: dict[str, Getter] = {
    "id": lambda r: f"{r.contact.id}-{r.step.start}-{r.step.event}",
    "isActive": lambda r: r.step.end == -1,
    "createdTime": attribute("step.start"),
    "endedTime": attribute("step.end"),
    "lastActivityTime": attribute("step.start"),
    "duration": lambda r: (r.view.now if r.step.end == -1 else r.step.end) - r.step.start,
    "eventName": attribute("step.event"),
    "previousState": lambda r: r.neighbour(-1),
    "nextState": lambda r: r.neighbour(1),
    "agentId": attribute("step.agent.id"),
    "agentName": attribute("step.agent.name"),
    "agentPhoneNumber": attribute("step.agent.phone"),
    "agentSessionId": attribute("session.id"),
    "agentChannelId": lambda r: r.session.channel_ids[r.contact.channel] if r.session else None,
    "entrypointId": attribute("contact.entry_point.id"),
    "entrypointName": attribute("contact.entry_point.name"),
    "queueId": attribute("step.queue.id"),
    "queueName": attribute("step.queue.name"),
    "siteId": attribute("step.agent.site.id"),
    "siteName": attribute("step.agent.site.name"),
    "teamId": attribute("step.agent.team.id"),
    "teamName": attribute("step.agent.team.name"),
}

LEG: dict[str, Getter] = {
    **_SHARED,
    "id": lambda r: f"{r.contact.id}-callLeg-{r.leg.start}",
    "taskId": attribute("contact.id"),
    "createdTime": attribute("leg.start"),
    "endedTime": lambda r: r.view.ended(r.leg.end),
    "lastActivityTime": lambda r: min(r.leg.end, r.view.now),
    **named("entryPoint", "contact.entry_point"),
    "isWithinServiceLevel": attribute("leg.in_time"),
    **named("queue", "leg.queue"),
    "queue.duration": lambda r: r.view.spent(r.leg.start, r.leg.left),
    "queueDuration": lambda r: r.view.spent(r.leg.start, r.leg.left),
    **person("owner", "talks"),
    **named("site", "talks.agent.site"),
    **named("team", "talks.agent.team"),
    "abandonedType": lambda r: "queue" if r.is_abandoned else None,
    "abandonedSlCount": lambda r: int(r.is_abandoned and r.leg.in_time),
    "queueCount": lambda _record: 1,
    "taskLegCount": lambda _record: 1,
    "handleType": attribute("handle_type"),
    "isTaskLegHandled": lambda r: bool(r.talks.answered),
    "isChildLeg": lambda _record: False,
    "queuedTo": lambda r: "Agent" if r.leg.to_agent else "Queue",
    "handleTime": lambda r: r.talks.ms("talk") + r.talks.ms("hold") + r.talks.ms("wrapup"),
}
