# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports of the REST endpoints, window by window, with what each of them lacks made up for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from ..api.client import Client
from ..api.http.errors import BadAnswer, WxccError
from ..times import utc_text
from .rows.odd import Readable, joined, read_entries
from .rows.rows import Row, activity_row, channel_rows, queue_row, task_row
from .windows.halving import is_too_large
from .windows.periods import Period

PAGE_SIZE: Final = 1000
MOST_ACTIVITIES: Final = 10_000
"""The service gives no more of them for one window, whichever page is asked for."""
LAST_PAGE: Final = MOST_ACTIVITIES // PAGE_SIZE - 1

T = TypeVar("T")


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
            found = _read(client, path, asked, task_row, "id")
        except WxccError as error:
            if not is_too_large(error) or size == 1:
                raise
            size //= 2
            continue
        created = _ascending(found.entries, "createdTime", path)
        rows = [row for row in found.entries if row["createdTime"] in window and row["id"] not in seen]
        if found.size < size:
            yield Page(rows, None, window.end, found.note)
            return
        if not created:
            raise BadAnswer(
                f"the rows after {utc_text(start)} cannot be read to the end: {found.note}", request=f"GET {path}"
            )
        last = created[-1]
        if last <= start:
            raise WxccError(
                f"{size} tasks or more were created in the millisecond {last} ({utc_text(last)}); the service"
                " gives no more than that for one moment, so the tasks after them cannot be read",
                request=f"GET {path}",
            )
        seen.update((row["id"], row["createdTime"]) for row in found.entries)
        start, seen = last, {task_id: when for task_id, when in seen.items() if when >= last - 1}
        yield Page(rows, {"start": start, "seen": list(seen.items())}, min(last, window.end), found.note)


def queue_statistics(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the intervals of a window of at most 100 queues, or of all."""
    asked = {**params, "from": window.start, "to": window.end}
    found = _read(client, "/v1/queues/statistics", asked, queue_row, "queueName", "queueId")
    yield Page([row for row in found.entries if row["intervalStartTime"] in window], None, window.end, found.note)


def agent_statistics(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the intervals of a window of at most 100 agents, or of all."""
    asked = {**params, "from": window.start, "to": window.end}
    found = _read(client, "/v1/agents/statistics", asked, channel_rows, "agentName", "agentId")
    rows = [row for rows in found.entries for row in rows if row["intervalStartTime"] in window]
    yield Page(rows, None, window.end, found.note)


def agent_activities(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the activities that began in a window, in the order of time; it is halved where it holds too many."""
    first = _activity_page(client, window, params, 0)
    # Whether there are too many is asked before the pages between, which would all be read again.
    last = _activity_page(client, window, params, LAST_PAGE) if first.size == PAGE_SIZE else Readable[Row]([], 0)
    is_full = last.size == PAGE_SIZE and last.entries[-1]["startTime"] < window.end
    if is_full and (halves := window.halves()):
        for half in halves:
            yield from agent_activities(client, half, params)
        return
    yield _activities(first, window)
    for number in range(1, LAST_PAGE if first.size == PAGE_SIZE else 0):
        found = _activity_page(client, window, params, number)
        yield _activities(found, window)
        if found.size < PAGE_SIZE:
            return
    reason = (
        f"more than {MOST_ACTIVITIES:,} activities began in the millisecond {window.start}"
        f" ({utc_text(window.start)}), and the service gives no more"
    )
    yield _activities(last, window, reason if is_full else "")


def _activities(found: Readable[Row], window: Period, reason: str = "") -> Page:
    reached = found.entries[-1]["startTime"] if found.entries else window.end
    rows = [row for row in found.entries if row["startTime"] in window]
    return Page(rows, None, min(reached, window.end), joined(reason, found.note))


def _activity_page(client: Client, window: Period, params: Mapping[str, Any], number: int) -> Readable[Row]:
    path = "/v1/agents/activities"
    asked = {**params, "from": window.start - 1, "to": window.end, "pageSize": PAGE_SIZE, "page": number}
    found = _read(client, path, asked, activity_row, "agentName", "agentId")
    _ascending(found.entries, "startTime", path)
    return found


def _read(
    client: Client, path: str, params: Mapping[str, Any], read: Callable[[Any], T], *id_names: str
) -> Readable[T]:
    """Return what can be read of an answer's rows."""
    joined_params = {name: ",".join(value) if _is_list(value) else value for name, value in params.items()}
    answer = client.get(path, {"orgId": client.org_id, **joined_params})
    entries = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        raise BadAnswer("the answer has no list of rows", request=f"GET {path}")
    return read_entries(entries, read, f"GET {path}", *id_names)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _ascending(rows: Sequence[Row], name: str, path: str) -> list[int]:
    """Make sure of the order that going on from the last row relies on, and give the times."""
    times = [row[name] for row in rows]
    if times != sorted(times):
        raise BadAnswer(
            f"the rows are not in the order of {name}, so they cannot be read to the end", request=f"GET {path}"
        )
    return times
