# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /v1/tasks and GET /v1/agents/activities: rows of contacts and of what agents did."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Any

from wxcc_simulator.reporting.period import DAY_MS, Ids, Period, ReportQuery, refused
from wxcc_simulator.traffic import Activity, Contact, Session, Traffic, steps_until

LONGEST_TASKS_DAYS = 184
OLDEST_TASKS_DAYS = 365
MOST_ACTIVITIES = 10_000
LARGEST_PAGE = 1000
KEPT_PERIODS = 4
Row = dict[str, Any]


def tasks(traffic: Traffic, query: ReportQuery, now: int) -> list[Row]:
    """The oldest tasks of a period, as many as a page may hold; there is no second page."""
    period = query.period(now, to_required=False)
    size = query.number("pageSize", 100, 1, LARGEST_PAGE)
    channels = query.channels()
    if query.quirks.on("task_window") and not period.is_in_seconds:
        _check_age(period, now)
    kept = period.until(now)
    found = (contact for contact in traffic.contacts(kept.start, kept.end) if contact.channel in channels)
    return [task_row(contact, now) for contact in islice(found, size)]


def _check_age(period: Period, now: int) -> None:
    if period.length > LONGEST_TASKS_DAYS * DAY_MS:
        raise refused(f"from and to are more than {LONGEST_TASKS_DAYS} days apart")
    if period.start < now - OLDEST_TASKS_DAYS * DAY_MS:
        raise refused(f"{period.start}: from must not be older than {OLDEST_TASKS_DAYS} days")


def task_row(contact: Contact, now: int) -> Row:
    """A task as it is at a moment; unknown agents and queues have an empty id and name."""
    talk, leg = contact.answered_at(now), contact.leg_at(now)
    queue = leg.queue if leg else None
    attributes = {
        "owner": {"id": talk.agent.id, "name": talk.agent.name} if talk else {"id": "", "name": ""},
        "queue": {"id": queue.id, "name": queue.name} if queue else {"id": "", "name": ""},
        "channelType": contact.channel,
        "status": contact.status(now),
        "createdTime": contact.created,
        "lastUpdatedTime": contact.ended if contact.ended <= now else steps_until(contact, now)[-1].start,
        "origin": contact.origin,
        "destination": contact.destination,
        "direction": "outdial" if contact.outdial else "inbound",
    }
    if contact.capture_requested is not None:
        attributes["captureRequested"] = contact.capture_requested
    if contact.reason is not None:
        attributes["reasonCode"] = contact.reason
    return {"id": contact.id, "attributes": attributes}


def activities(traffic: Traffic, query: ReportQuery, now: int) -> list[Row]:
    """A page of the activities that begin in a period, oldest first."""
    period = query.short_period(now, to_required=False).until(now)
    size = query.number("pageSize", 100, 1, LARGEST_PAGE)
    page = query.number("page", 0, 0, 2**31 - 1)
    if (page + 1) * size > MOST_ACTIVITIES:
        raise refused(f"{page}: with pages of {size} the last page is {MOST_ACTIVITIES // size - 1}")
    found = _begun(traffic, period, query.ids("agentIds"), query.ids("teamIds"), query.channels())
    return [activity_row(session, activity, now) for session, activity in found[page * size : (page + 1) * size]]


@lru_cache(KEPT_PERIODS)
def _begun(
    traffic: Traffic, period: Period, is_agent: Ids, is_team: Ids, channels: frozenset[str]
) -> list[tuple[Session, Activity]]:
    """Cached: the next page needs them again, and they never change."""
    found = [
        (session, activity)
        for session in traffic.sessions(period.start, period.end)
        if is_agent(session.agent.id) and is_team(session.agent.team.id)
        for activity in traffic.activities(session, period.start, period.end)
        if activity.start >= period.start and activity.channel in channels
    ]
    return sorted(found, key=lambda row: (row[1].start, row[0].agent.number, row[1].channel))[:MOST_ACTIVITIES]


def activity_row(session: Session, activity: Activity, now: int) -> Row:
    """An activity as it is at a moment; missing values are empty text."""
    agent, queue, code = session.agent, activity.queue, activity.idle_code
    wrapup = activity.offer.wrapup_code if activity.offer and activity.state == "wrapup" else None
    goes_on = activity.end > now
    return {
        "active": goes_on,
        "agentId": agent.id,
        "agentDn": agent.phone,
        "agentLogin": agent.login,
        "agentSessionId": session.id,
        "agentName": agent.name,
        "currentState": activity.state,
        "siteId": agent.site.id,
        "siteName": agent.site.name,
        "teamId": agent.team.id,
        "teamName": agent.team.name,
        "isLogin": int(activity.is_login),
        "taskId": activity.contact.id if activity.contact and not code else "",
        "channelId": session.channel_ids[activity.channel],
        "channelType": activity.channel,
        "subChannelType": "",
        "idleCodeName": code.name if code else "",
        "idleCode": code.id if code else "",
        "queueId": queue.id if queue else "",
        "queueName": queue.name if queue else "",
        "wrapupCodeName": wrapup.name if wrapup else "",
        "reason": "",
        "startTime": activity.start,
        "endTime": -1 if goes_on else activity.end,
        "mmProfileType": agent.profile,
    }
