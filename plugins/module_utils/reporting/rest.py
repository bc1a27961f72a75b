# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports of the REST endpoints, window by window, with what each of them lacks made up for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from ..api.client import Client
from ..api.errors import BadAnswer, WxccError
from ..api.times import utc_text
from .periods import Period
from .rows import Row, activity_row, channel_rows, task_row

PAGE_SIZE: Final = 1000
MOST_ACTIVITIES: Final = 10_000
"""The service gives no more of them for one window, whichever page is asked for."""
LAST_PAGE: Final = MOST_ACTIVITIES // PAGE_SIZE - 1


@dataclass(frozen=True)
class Page:
    """Some rows, where to go on after them, and up to which time the window is covered with them."""

    rows: list[Row]
    resume: Any
    """JSON that continues the window behind these rows; None where it can only be read from its beginning."""
    reached: int
    incomplete: str = ""
    """Why rows are missing, where they are."""


def tasks(client: Client, window: Period, params: Mapping[str, Any], resume: Any) -> Iterator[Page]:
    """Read the tasks created in a window, in the order of time, by moving on to the last one's creation.

    There are no pages to ask for. Whether the ends belong to what is asked is not documented, so a millisecond more is
    asked for, and what was there before is dropped.
    """
    path = "/v1/tasks"
    start: int = resume["start"] if resume else window.start
    seen: dict[str, int] = dict(resume["seen"]) if resume else {}
    size = PAGE_SIZE
    while True:
        asked = {**params, "from": start - 1, "to": window.end, "pageSize": size}
        try:
            found = [task_row(task) for task in _data(client, path, asked, "id", "attributes")]
        except WxccError as error:
            if error.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or size == 1:
                raise
            size //= 2
            continue
        created = _ascending([row.get("createdTime") for row in found], "createdTime", path)
        rows = [row for row in found if row["createdTime"] in window and row["id"] not in seen]
        if len(found) < size:
            yield Page(rows, None, window.end)
            return
        last = created[-1]
        if last <= start:
            raise WxccError(
                f"{size} tasks or more were created in the millisecond {last} ({utc_text(last)}); the service"
                " gives no more than that for one moment, so the tasks after them cannot be read",
                request=f"GET {path}",
            )
        seen.update((row["id"], row["createdTime"]) for row in found)
        start, seen = last, {task_id: when for task_id, when in seen.items() if when >= last - 1}
        yield Page(rows, {"start": start, "seen": list(seen.items())}, min(last, window.end))


def queue_statistics(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the intervals of a window of at most 100 queues, or of all."""
    rows = _data(client, "/v1/queues/statistics", {**params, "from": window.start, "to": window.end}, "queueId")
    yield Page([row for row in rows if row.get("intervalStartTime") in window], None, window.end)


def agent_statistics(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the intervals of a window of at most 100 agents, or of all."""
    rows = _data(client, "/v1/agents/statistics", {**params, "from": window.start, "to": window.end}, "agentId")
    kept = [row for row in rows if row.get("intervalStartTime") in window]
    yield Page([channel for row in kept for channel in channel_rows(row)], None, window.end)


def agent_activities(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the activities that began in a window, in the order of time; it is halved where it holds too many."""
    first = _activity_page(client, window, params, 0)
    # Whether there are too many is asked before the pages between, which would all be read again.
    last = _activity_page(client, window, params, LAST_PAGE) if len(first) == PAGE_SIZE else []
    is_full = len(last) == PAGE_SIZE and last[-1]["startTime"] < window.end
    if is_full and (halves := window.halves()):
        for half in halves:
            yield from agent_activities(client, half, params)
        return
    yield _activities(first, window)
    for number in range(1, LAST_PAGE if len(first) == PAGE_SIZE else 0):
        rows = _activity_page(client, window, params, number)
        yield _activities(rows, window)
        if len(rows) < PAGE_SIZE:
            return
    reason = (
        f"more than {MOST_ACTIVITIES:,} activities began in the millisecond {window.start}"
        f" ({utc_text(window.start)}), and the service gives no more"
    )
    yield _activities(last, window, reason if is_full else "")


def _activities(rows: list[Row], window: Period, reason: str = "") -> Page:
    reached = rows[-1]["startTime"] if rows else window.end
    return Page(
        [activity_row(row) for row in rows if row["startTime"] in window], None, min(reached, window.end), reason
    )


def _activity_page(client: Client, window: Period, params: Mapping[str, Any], number: int) -> list[Row]:
    path = "/v1/agents/activities"
    asked = {**params, "from": window.start - 1, "to": window.end, "pageSize": PAGE_SIZE, "page": number}
    rows = _data(client, path, asked, "agentId")
    _ascending([row.get("startTime") for row in rows], "startTime", path)
    return rows


def _data(client: Client, path: str, params: Mapping[str, Any], *fields: str) -> list[Row]:
    """Give the rows of an answer, each of which has some fields."""
    joined = {name: ",".join(value) if _is_list(value) else value for name, value in params.items()}
    answer = client.get(path, {"orgId": client.org_id, **joined})
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() >= set(fields) for row in rows):
        raise BadAnswer(f"the answer is not a list of rows with {' and '.join(fields)}", request=f"GET {path}")
    return rows


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _ascending(times: list[Any], name: str, path: str) -> list[int]:
    """Make sure of the order that going on from the last row relies on."""
    if not all(isinstance(time, int) for time in times) or times != sorted(times):
        raise BadAnswer(
            f"the rows are not in the order of {name}, so they cannot be read to the end", request=f"GET {path}"
        )
    return times
