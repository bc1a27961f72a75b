# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of a tenant: those of its traffic, those that a test ordered, and the contact of the public API lab.

A record is a mapping of plain field names; the answer decides how they are spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wxcc_simulator.traffic import Activity, Contact, Session, Traffic, steps_until

Record = dict[str, Any]

ACTIVITY_ID = re.compile(r"(?P<session>.+)-(?P<time>\d{13})-(?P<event>.+)")
AGENT_ACTIVITY_ID = re.compile(r"(?P<session>.+)-(?P<channel>[a-z]+)-(?P<time>\d{13})-(?P<event>.+)")
AGENT_STATES = {
    "idle": "Idle",
    "available": "Available",
    "ringing": "Ringing",
    "connected": "Connected",
    "on-hold": "Hold",
    "hold-done": "HoldDone",
    "not-responding": "NotResponding",
    "wrapup": "Wrapup",
    "logged-out": "LoggedOut",
}


@dataclass(frozen=True)
class Ordered:
    """A contact that a test made up: its activities may be in any order, and inconsistent."""

    session: str
    activities: tuple[Record, ...]

    @classmethod
    def read(cls, order: Any) -> Ordered:
        """Read a contact from the JSON of the control room; ValueError for anything else."""
        if not isinstance(order, dict) or not isinstance(order.get("session"), str):
            raise ValueError("a contact is an object with session and activities")
        wanted = {"event": str, "start": int, "end": int | None, "next": str | None}
        activities = order.get("activities")
        for activity in activities if isinstance(activities, list) and activities else [None]:
            if not isinstance(activity, dict) or set(activity) - set(wanted):
                raise ValueError(f"{activity}: an activity is an object with {', '.join(wanted)}")
            for name, kind in wanted.items():
                if not isinstance(activity.get(name), kind):
                    raise ValueError(f"{activity.get(name)}: not a value for {name} of an activity")
        return cls(order["session"], tuple(order["activities"]))

    def csr(self) -> Record:
        """Its session record, from the first activity to the last."""
        first = min(self.activities, key=lambda activity: activity["start"])
        last = max(self.activities, key=lambda activity: activity["start"])
        return {
            "sid": self.session,
            "cstts": first["start"],
            "cetts": last["end"],
            "channelType": "telephony",
            "callDirection": "inbound",
            "ani": "+14155550100",
            "dnis": "+18005550100",
            "currentState": last["event"],
            "active": int(last["event"] != "ended"),
            "isOutdial": 0,
            "callCount": 1,
        }

    def cars(self) -> list[Record]:
        """Its activity records."""
        return [
            {
                "sid": f"{self.session}-{activity['start']}-{activity['event']}",
                "session": self.session,
                "cstts": activity["start"],
                "cetts": activity["end"],
                "duration": None if activity["end"] is None else activity["end"] - activity["start"],
                "currentState": activity["event"],
                "nextState": activity["next"],
                "channelType": "telephony",
                "active": int(activity["end"] is None),
            }
            for activity in self.activities
        ]


def _lab() -> Ordered:
    """The lab names the first three activities; the caller of this one gives up in the queue."""
    rows = (
        ("new", 1612238768144),
        ("ivr-connected", 1612238769933),
        ("parked", 1612238790724),
        ("ended", 1612238826500),
    )
    following = [*rows[1:], (None, rows[-1][1])]
    activities = tuple(
        {"event": event, "start": start, "end": end, "next": then}
        for (event, start), (then, end) in zip(rows, following, strict=True)
    )
    return Ordered("74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0", activities)


LAB_CONTACT = _lab()


@dataclass
class Archive:
    """The records of a tenant as they are at a moment (`now`, epoch milliseconds)."""

    traffic: Traffic
    tenant_id: str
    ordered: dict[str, Ordered] = field(default_factory=lambda: {LAB_CONTACT.session: LAB_CONTACT})

    def find(self, kind: str, record_id: str, now: int) -> Record | None:
        """The record with an id."""
        match = {"car": ACTIVITY_ID, "aar": AGENT_ACTIVITY_ID}.get(kind, re.compile("(?P<session>.+)")).fullmatch(
            record_id
        )
        owner = match["session"] if match else ""
        return next((row for row in self._of(kind, owner, now) if row["sid"] == record_id), None)

    def between(self, kind: str, start: int, end: int, now: int) -> Iterator[Record]:
        """The records that begin in a period."""
        end = min(end, now + 1)
        begins_in = (row for row in self._around(kind, start, end, now) if start <= row["cstts"] < end)
        return iter(sorted(begins_in, key=lambda row: row["cstts"]))

    def _of(self, kind: str, owner: str, now: int) -> Iterator[Record]:
        """The records of a contact, or of an agent's session."""
        if kind in ("csr", "car"):
            ordered, contact = self.ordered.get(owner), self.traffic.contact(owner)
            if ordered:
                yield from self._ordered(kind, ordered)
            elif contact and contact.created <= now:
                yield from self._of_contact(kind, contact, now)
        else:
            session = self.traffic.session(owner)
            if session and session.start <= now:
                yield from self._of_session(kind, session, session.start, now + 1, now)

    def _around(self, kind: str, start: int, end: int, now: int) -> Iterator[Record]:
        if start >= end:
            return
        if kind in ("csr", "car"):
            for ordered in self.ordered.values():
                yield from self._ordered(kind, ordered)
            earlier = self.traffic.longest_contact_ms if kind == "car" else 0
            for contact in self.traffic.contacts(max(0, start - earlier), end):
                yield from self._of_contact(kind, contact, now)
        else:
            for session in self.traffic.sessions(start, end):
                yield from self._of_session(kind, session, start, end, now)

    def _ordered(self, kind: str, ordered: Ordered) -> list[Record]:
        rows = [ordered.csr()] if kind == "csr" else ordered.cars()
        return [row | {"tid": int(self.tenant_id)} for row in rows]

    def _of_contact(self, kind: str, contact: Contact, now: int) -> Iterator[Record]:
        seen = steps_until(contact, now)
        common = {
            "tid": int(self.tenant_id),
            "channelType": contact.channel,
            "callDirection": "outdial" if contact.outdial else "inbound",
            "isOutdial": int(contact.outdial),
            "ani": contact.origin,
            "dnis": contact.destination,
            "entrypointId": contact.entry_point.id,
            "entrypointName": contact.entry_point.name,
        }
        if kind == "csr":
            yield {**common, **_session_facts(contact, seen[-1].event, now)}
            return
        for step, following in zip(seen, [*seen[1:], None], strict=True):
            goes_on = step.end < 0
            yield {
                **common,
                "sid": f"{contact.id}-{step.start}-{step.event}",
                "session": contact.id,
                "cstts": step.start,
                "cetts": None if goes_on else step.end,
                "duration": None if goes_on else step.end - step.start,
                "currentState": step.event,
                "nextState": following.event if following else None,
                "active": int(goes_on),
                "queueName": step.queue.name if step.queue else None,
                "agentName": step.agent.name if step.agent else None,
                "teamName": step.agent.team.name if step.agent else None,
                "siteName": step.agent.site.name if step.agent else None,
            }

    def _of_session(self, kind: str, session: Session, start: int, end: int, now: int) -> Iterator[Record]:
        agent, is_over = session.agent, session.end <= now
        common = {
            "tid": int(self.tenant_id),
            "agentId": agent.id,
            "agentName": agent.name,
            "agentlogin": agent.login,
            "agentDn": agent.phone,
            "agentSessionId": session.id,
            "teamName": agent.team.name,
            "siteName": agent.site.name,
        }
        if kind == "asr":
            whole = self.traffic.activities(session, session.start, min(now, session.end) + 1)
            available = [row for row in whole if row.state == "available" and row.channel == "telephony"]
            yield {
                **common,
                "sid": session.id,
                "cstts": session.start,
                "cetts": session.end if is_over else None,
                "currentState": "LoggedOut" if is_over else "LoggedIn",
                "channelType": "telephony",
                "channelId": session.channel_ids["telephony"],
                "availableCount": len(available),
                "totalAvailableTime": sum(min(row.end, now) - row.start for row in available),
                "idleCount": sum(1 for row in whole if row.state == "idle" and row.channel == "telephony"),
            }
            return
        for activity in self.traffic.activities(session, start, end):
            if activity.start <= now:
                yield {**common, **_activity_facts(session, activity, now)}


def _session_facts(contact: Contact, state: str, now: int) -> Record:
    is_over = contact.is_over(now)
    answered, leg = contact.answered_at(now), contact.leg_at(now)
    return {
        "sid": contact.id,
        "cstts": contact.created,
        "cetts": contact.ended if is_over else None,
        "duration": contact.ended - contact.created if is_over else None,
        "currentState": state,
        "active": int(not is_over),
        "callCount": 1,
        "handled": int(answered is not None),
        "ivrCount": int(contact.channel == "telephony" and not contact.outdial),
        "ivrDuration": min(contact.greeted, now) - contact.created,
        "queueName": leg.queue.name if leg and leg.queue else None,
        "queueId": leg.queue.id if leg and leg.queue else None,
        "queueDuration": min(leg.left, now) - leg.start if leg and leg.queue else None,
        "agentName": answered.agent.name if answered else None,
        "agentId": answered.agent.id if answered else None,
        "teamName": answered.agent.team.name if answered else None,
        "siteName": answered.agent.site.name if answered else None,
        "talkDuration": answered.talk_ms if answered and is_over else None,
        "terminationType": ("normal" if contact.is_handled else "abandoned") if is_over else None,
        "terminatingEnd": ("agent" if contact.is_handled else "caller") if is_over else None,
    }


def _activity_facts(session: Session, activity: Activity, now: int) -> Record:
    goes_on = activity.end > now
    state = AGENT_STATES[activity.state]
    return {
        "sid": f"{session.id}-{activity.channel}-{activity.start}-{state}",
        "session": activity.contact.id if activity.contact else None,
        "cstts": activity.start,
        "cetts": None if goes_on else activity.end,
        "duration": None if goes_on else activity.end - activity.start,
        "currentState": state,
        "channelType": activity.channel,
        "channelId": session.channel_ids[activity.channel],
        "idleCodeName": activity.idle_code.name if activity.idle_code else None,
        "outdialFlag": int(bool(activity.contact and activity.contact.outdial)),
    }
