# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the reports of the REST endpoints from searches, with the same rows.

A contact counts where it began, and its handling where it ended, as in the REST statistics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ...api.client import Client
from ...times import DAY_MS, MINUTE_MS, current_ms
from ..rest import Page
from ..rows.odd import check_time, joined, read_entries
from ..rows.rows import QUEUE_TOTALS, Row
from ..windows.periods import SEARCH_ACTIVITIES, Period
from .filters import all_of, any_of
from .pages import REQUEST, all_rows, pages
from .queries import Search

INTERVAL_NAMES: Final = {15: "FIFTEEN_MINUTES", 30: "THIRTY_MINUTES", 60: "HOURLY"}
CHANNELS: Final = {"social_channel": "social"}
"""Channel types whose name in the search endpoint differs from that in the REST API."""
STATUSES: Final = {
    "new": "created",
    "parked": "queued",
    "connect": "offered",
    "ringing": "offered",
    "connected": "assigned",
    "ended": "completed",
}
LONGEST_SESSION_MS: Final = 2 * DAY_MS
"""How long before a window to look for sessions whose activities may be in the window."""
OLD_SESSIONS: Final = "source search cannot find an activity that began more than two days after its session"

TASK_FIELDS: Final = (
    ("id", "id"),
    ("createdTime", "createdTime"),
    ("channelType", "channelType"),
    ("status", "status"),
    ("direction", "direction"),
    ("origin", "origin"),
    ("destination", "destination"),
    ("lastAgent.id", "ownerId"),
    ("lastAgent.name", "ownerName"),
    ("lastQueue.id", "queueId"),
    ("lastQueue.name", "queueName"),
    ("lastActivityTime", "lastUpdatedTime"),
    ("captureRequested", "captureRequested"),
    ("contactReason", "reasonCode"),
    ("contactHandleType", ""),
    ("isOutdial", ""),
)
SESSION_FIELDS: Final = (
    "ringingCount",
    "outdialRingingCount",
    "connectedCount",
    "outdialConnectedCount",
    "notRespondedCount",
    "outdialNotRespondedCount",
    "agentToAgentTransferCount",
    "outdialAgentToAgentTransferCount",
    "connectedDuration",
    "outdialConnectedDuration",
    "conferenceDuration",
    "outdialConferenceDuration",
    "holdDuration",
    "outdialHoldDuration",
    "wrapupDuration",
    "outdialWrapupDuration",
    "availableDuration",
    "idleDuration",
)
_NODES: Final = "channelInfo.activities.nodes"
ACTIVITY_FIELDS: Final = {
    "agentId": "agentId",
    "agentName": "agentName",
    "agentSessionId": "agentSessionId",
    "userLoginId": "agentLogin",
    "siteId": "siteId",
    "siteName": "siteName",
    "teamId": "teamId",
    "teamName": "teamName",
    "multiMediaProfileType": "mmProfileType",
    "channelInfo.channelId": "channelId",
    "channelInfo.channelType": "channelType",
    "channelInfo.subChannelType": "subChannelType",
    "channelInfo.agentPhoneNumber": "agentDn",
    f"{_NODES}.startTime": "startTime",
    f"{_NODES}.endTime": "endTime",
    f"{_NODES}.isCurrentActivity": "active",
    f"{_NODES}.state": "currentState",
    f"{_NODES}.isLoginActivity": "isLogin",
    f"{_NODES}.taskId": "taskId",
    f"{_NODES}.queue.id": "queueId",
    f"{_NODES}.queue.name": "queueName",
    f"{_NODES}.idleCode.id": "idleCode",
    f"{_NODES}.idleCode.name": "idleCodeName",
    f"{_NODES}.wrapupCode.name": "wrapupCodeName",
}
MISSING_ACTIVITY_FIELDS: Final = ("reason",)
MISSING_WITHOUT_LEGS: Final = ("totalAbandonedTasks", "serviceLevelThresholdPercentage")
EVENT: Final = "activities.nodes.eventName"
EVENTS: Final = {
    "offered": ("id", "count", ("connect",)),
    "enqueued": ("id", "count", ("parked",)),
    "waited": ("duration", "sum", ("parked",)),
    "longest": ("duration", "max", ("parked",)),
    "answered": ("id", "count", ("connected",)),
    "handled": ("id", "count", ("connected",)),
    "talked": ("duration", "sum", ("connected", "hold-done")),
}
"""Figures of a queue from activity records: the field, its aggregation, and the events to count."""

LONGEST_WAIT: Final = "longestEnqueuedTime"
"""Milliseconds; the REST statistics have no such field, so the report has no column for it, and only pages show it."""


class Steps(NamedTuple):
    """The intervals of statistics: their length in minutes, and the time zone on whose clocks they begin."""

    minutes: int
    timezone: str


def tasks(client: Client, window: Period, channel_types: Sequence[str], resume: Any) -> Iterator[Page]:
    """Read tasks from their records; `direction` has the words of the REST API."""
    search = Search(
        type="taskDetails",
        fields=tuple(field for field, _name in TASK_FIELDS),
        filter=any_of("channelType", [_search_channel(name) for name in channel_types]),
    )
    for page in pages(client, search, window, resume):
        yield Page([_task_row(row) for row in page.rows], page.resume, page.reached, page.incomplete)


def has_legs(client: Client, period: Period) -> bool:
    """Return whether the organization has records of queue legs, or no contact at all in the period."""
    legs = Search(type="taskLegDetails", aggregations=({"field": "id", "type": "count", "name": "legs"},))
    rows, _unread = all_rows(client, legs, period)
    return any(row.get("legs") for row in rows)


def queue_statistics(
    client: Client, window: Period, steps: Steps, queue_ids: Sequence[str], *, legs: bool
) -> Iterator[Page]:
    """Read the intervals of a window: from the legs of contacts in queues, or from their activity records."""
    queries = _leg_queries(queue_ids) if legs else _activity_queries(queue_ids)
    entries: dict[tuple[Any, ...], Row] = {}
    notes = []
    for search in queries:
        names = [str(item["name"]) for item in search.aggregations]
        rows, note = all_rows(client, _by_interval(search, steps), window)
        notes.append(note)
        for row in rows:
            key = (
                row["intervalStartTime"],
                _first(row, "queue.id", "activities.nodes.queueId"),
                _rest_channel(row.get("channelType")),
            )
            if key[0] in window and key[1]:
                entry = entries.setdefault(key, {"name": _first(row, "queue.name", "activities.nodes.queueName")})
                entry.update((name, row.get(name)) for name in names)
    in_order = sorted(entries.items(), key=lambda item: (item[0][0], str(item[0][1]), str(item[0][2])))
    yield Page([_queue_row(key, entry, legs=legs) for key, entry in in_order], None, window.end, joined(*notes))


def agent_statistics(
    client: Client, window: Period, steps: Steps, agent_ids: Sequence[str], team_ids: Sequence[str]
) -> Iterator[Page]:
    """Read the sums of agent sessions, each in the interval in which it began."""
    search = Search(
        type="agentSession",
        fields=("agentId", "agentName", "teamId", "teamName", "channelInfo.channelType"),
        filter=all_of(any_of("agentId", agent_ids), any_of("teamId", team_ids)),
        aggregations=tuple({"field": f"channelInfo.{field}", "type": "sum", "name": field} for field in SESSION_FIELDS),
    )
    rows, note = all_rows(client, _by_interval(search, steps), window)
    yield Page([_agent_row(row) for row in rows if row["intervalStartTime"] in window], None, window.end, note)


def agent_activities(
    client: Client, window: Period, agent_ids: Sequence[str], team_ids: Sequence[str]
) -> Iterator[Page]:
    """Read the activities that began in a window from the sessions that began in it or up to two days before."""
    oldest = (SEARCH_ACTIVITIES.oldest(current_ms()) or 0) + MINUTE_MS  # roughly by the clock of the service
    sessions = Period(min(window.start, max(window.start - LONGEST_SESSION_MS, oldest)), window.end)
    session_filter = all_of(any_of("agentId", agent_ids), any_of("teamId", team_ids))
    search = Search(type="agentSession", fields=tuple(ACTIVITY_FIELDS), filter=session_filter)
    rows: list[Row] = []
    reason, odd = OLD_SESSIONS, ""
    for page in pages(client, search, sessions):
        reason = page.incomplete or reason
        batch = read_entries(page.rows, _activity_row, REQUEST, "agentName")
        odd = odd or batch.note
        rows += [row for row in batch.entries if row["startTime"] in window]
    yield Page(sorted(rows, key=lambda row: row["startTime"]), None, window.end, joined(reason, odd))


def _leg_queries(queue_ids: Sequence[str]) -> list[Search]:
    handled, within = {"isTaskLegHandled": {"equals": True}}, {"isWithinServiceLevel": {"equals": True}}
    began = Search(
        type="taskLegDetails",
        fields=("queue.id", "queue.name", "channelType"),
        filter=any_of("queue.id", queue_ids),
        aggregations=(
            {"field": "queueCount", "type": "sum", "name": "enqueued"},
            {"field": "queue.duration", "type": "sum", "name": "waited"},
            {"field": "queue.duration", "type": "max", "name": "longest"},
            {"field": "id", "type": "count", "name": "accepted", "filter": handled},
            {"field": "id", "type": "count", "name": "abandoned", "filter": {"handleType": {"equals": "abandoned"}}},
            {"field": "id", "type": "count", "name": "within", "filter": {"and": [handled, within]}},
        ),
    )
    ended = replace(
        began,
        time_comparator="endedTime",
        aggregations=(
            {"field": "connectedDuration", "type": "sum", "name": "talked"},
            {"field": "id", "type": "count", "name": "handled", "filter": handled},
        ),
    )
    return [began, ended, _event_query(queue_ids, "offered", "answered")]


def _activity_queries(queue_ids: Sequence[str]) -> list[Search]:
    ended = replace(_event_query(queue_ids, "handled", "talked"), time_comparator="endedTime")
    return [_event_query(queue_ids, "offered", "answered", "enqueued", "waited", "longest"), ended]


def _event_query(queue_ids: Sequence[str], *names: str) -> Search:
    """Count the activity records of some events by queue, or add up how long they took."""
    events = sorted({event for name in names for event in EVENTS[name][2]})
    return Search(
        type="taskDetails",
        fields=("activities.nodes.queueId", "activities.nodes.queueName", "channelType"),
        ext_filter=all_of(any_of(EVENT, events), any_of("activities.nodes.queueId", queue_ids)),
        aggregations=tuple(
            {
                "field": f"activities.nodes.{EVENTS[name][0]}",
                "type": EVENTS[name][1],
                "name": name,
                "extFilter": any_of(EVENT, EVENTS[name][2]),
            }
            for name in names
        ),
    )


def _by_interval(search: Search, steps: Steps) -> Search:
    return replace(search, interval=INTERVAL_NAMES[steps.minutes], timezone=steps.timezone)


def _queue_row(key: tuple[Any, ...], entry: Mapping[str, Any], *, legs: bool) -> Row:
    def number(name: str) -> int:
        return int(entry.get(name) or 0)

    offered, answered, enqueued = number("offered"), number("answered"), number("enqueued")
    accepted, abandoned = (number("accepted"), number("abandoned")) if legs else (answered, None)
    # Offers and answers are counted the same way; a leg may be in another interval than its offer.
    values = (offered, enqueued, 0, accepted, max(0, offered - answered), abandoned)
    return {
        "intervalStartTime": key[0],
        "queueId": key[1],
        "queueName": entry["name"],
        "channelType": key[2],
        **dict(zip(QUEUE_TOTALS, values, strict=True)),
        "averageEnqueuedTime": _ratio(entry.get("waited"), enqueued),
        LONGEST_WAIT: entry.get("longest") if enqueued else None,
        "averageHandledTime": _ratio(entry.get("talked"), number("handled")),
        "serviceLevelThresholdPercentage": _ratio(100 * number("within"), accepted) if legs else None,
    }


def _agent_row(row: Row) -> Row:
    def both(name: str) -> int:
        return int(row.get(name) or 0) + int(row.get(f"outdial{name[0].upper()}{name[1:]}") or 0)

    connected, held, wrapped = both("connectedDuration"), both("holdDuration"), both("wrapupDuration")
    return {
        **{name: row.get(name) for name in ("intervalStartTime", "agentId", "agentName", "teamId", "teamName")},
        "channelType": _rest_channel(row.get("channelInfo.channelType")),
        "totalAssignedTasks": both("connectedCount") + both("notRespondedCount"),
        "totalOfferedTasks": both("ringingCount"),
        "totalAcceptedTasks": both("connectedCount"),
        "totalRejectedTasks": both("notRespondedCount"),
        "totalTransferredTasks": both("agentToAgentTransferCount"),
        "totalEngagedDuration": connected + both("conferenceDuration"),
        "totalHoldDuration": held,
        "totalWrapUpDuration": wrapped,
        "totalAvailableTime": both("availableDuration"),
        "totalUnAvailableTime": both("idleDuration"),
        "averageHandledTime": _ratio(connected + held + wrapped, both("connectedCount")),
    }


def _task_row(row: Row) -> Row:
    values = {name: row.get(field) for field, name in TASK_FIELDS if name}
    status, direction = str(row.get("status")), row.get("direction")
    abandoned = row.get("contactHandleType") == "abandoned"
    return {
        **values,
        "channelType": _rest_channel(row.get("channelType")),
        "status": "abandoned" if abandoned else STATUSES.get(status, status),
        "direction": "outdial" if row.get("isOutdial") else direction,
    }


def _activity_row(row: Row) -> Row:
    """Return an activity, or with null times a session without one; Odd if the time of an activity is not one."""
    check_time(row, f"{_NODES}.startTime", needed=f"{_NODES}.id" in row)
    values = {name: row.get(field) for field, name in ACTIVITY_FIELDS.items()}
    return {**values, "isLogin": int(bool(values["isLogin"])), "reason": None}


def _rest_channel(name: Any) -> Any:
    return CHANNELS.get(name, name)


def _search_channel(name: str) -> str:
    return next((theirs for theirs, ours in CHANNELS.items() if ours == name), name)


def _first(row: Row, *names: str) -> Any:
    return next((row[name] for name in names if name in row), None)


def _ratio(total: Any, count: int) -> float:
    return float(total or 0) / count if count else 0.0
