# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the reports of the REST endpoints window by window, around the limits of each endpoint."""

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
"""The most activities that the service returns for one window, over all pages."""
LAST_PAGE: Final = MOST_ACTIVITIES // PAGE_SIZE - 1

T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """Some rows, where to continue after them, and the time up to which the window is read (epoch milliseconds)."""

    rows: list[Row]
    resume: Any
    """A JSON value from which to continue behind these rows; None if the window must be read from its beginning."""
    reached: int
    incomplete: str = ""
    """Why rows are missing; empty if none are."""


def tasks(client: Client, window: Period, params: Mapping[str, Any], resume: Any) -> Iterator[Page]:
    """Read the tasks created in a window, in the order of time; each request begins where the last answer ended.

    The endpoint has no pages. Whether `from` and `to` are included is not documented, so each request begins a
    millisecond earlier, and tasks that were read before are dropped.
    """
    path = "/v1/tasks"
    start: int = resume["start"] if resume else window.start
    seen: dict[str, int] = dict(resume["seen"]) if resume else {}
    size = PAGE_SIZE
    while True:
        query = {**params, "from": start - 1, "to": window.end, "pageSize": size}
        try:
            batch = _read(client, path, query, task_row, "id")
        except WxccError as error:
            if not is_too_large(error) or size == 1:
                raise
            size //= 2
            continue
        created = _ascending(batch.entries, "createdTime", path)
        rows = [row for row in batch.entries if row["createdTime"] in window and row["id"] not in seen]
        if batch.size < size:
            yield Page(rows, None, window.end, batch.note)
            return
        if not created:
            raise BadAnswer(f"not all rows after {utc_text(start)} can be read: {batch.note}", request=f"GET {path}")
        last = created[-1]
        if last <= start:
            raise WxccError(
                f"{size} tasks or more were created in the millisecond {last} ({utc_text(last)}); the service"
                " returns no more than that for one millisecond, so the later tasks cannot be read",
                request=f"GET {path}",
            )
        seen.update((row["id"], row["createdTime"]) for row in batch.entries)
        start, seen = last, {task_id: when for task_id, when in seen.items() if when >= last - 1}
        yield Page(rows, {"start": start, "seen": list(seen.items())}, min(last, window.end), batch.note)


def queue_statistics(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the intervals of a window for at most 100 queues, or for all."""
    query = {**params, "from": window.start, "to": window.end}
    batch = _read(client, "/v1/queues/statistics", query, queue_row, "queueName", "queueId")
    yield Page([row for row in batch.entries if row["intervalStartTime"] in window], None, window.end, batch.note)


def agent_statistics(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the intervals of a window for at most 100 agents, or for all."""
    query = {**params, "from": window.start, "to": window.end}
    batch = _read(client, "/v1/agents/statistics", query, channel_rows, "agentName", "agentId")
    rows = [row for rows in batch.entries for row in rows if row["intervalStartTime"] in window]
    yield Page(rows, None, window.end, batch.note)


def agent_activities(client: Client, window: Period, params: Mapping[str, Any]) -> Iterator[Page]:
    """Read the activities that began in a window, in the order of time; a window with too many is halved."""
    first = _activity_page(client, window, params, 0)
    # The last page comes next: if there are too many, the pages between would be read in vain.
    last = _activity_page(client, window, params, LAST_PAGE) if first.size == PAGE_SIZE else Readable[Row]([], 0)
    is_full = last.size == PAGE_SIZE and last.entries[-1]["startTime"] < window.end
    if is_full and (halves := window.halves()):
        for half in halves:
            yield from agent_activities(client, half, params)
        return
    yield _activities(first, window)
    for number in range(1, LAST_PAGE if first.size == PAGE_SIZE else 0):
        batch = _activity_page(client, window, params, number)
        yield _activities(batch, window)
        if batch.size < PAGE_SIZE:
            return
    reason = (
        f"more than {MOST_ACTIVITIES:,} activities began in the millisecond {window.start}"
        f" ({utc_text(window.start)}), and the service returns no more"
    )
    yield _activities(last, window, reason if is_full else "")


def _activities(batch: Readable[Row], window: Period, reason: str = "") -> Page:
    reached = batch.entries[-1]["startTime"] if batch.entries else window.end
    rows = [row for row in batch.entries if row["startTime"] in window]
    return Page(rows, None, min(reached, window.end), joined(reason, batch.note))


def _activity_page(client: Client, window: Period, params: Mapping[str, Any], number: int) -> Readable[Row]:
    path = "/v1/agents/activities"
    query = {**params, "from": window.start - 1, "to": window.end, "pageSize": PAGE_SIZE, "page": number}
    batch = _read(client, path, query, activity_row, "agentName", "agentId")
    _ascending(batch.entries, "startTime", path)
    return batch


def _read(
    client: Client, path: str, params: Mapping[str, Any], read: Callable[[Any], T], *id_names: str
) -> Readable[T]:
    """Request rows and read each with `read`; BadAnswer if the answer has no list of rows."""
    joined_params = {name: ",".join(value) if _is_list(value) else value for name, value in params.items()}
    answer = client.get(path, {"orgId": client.org_id, **joined_params})
    entries = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        raise BadAnswer("the answer has no list of rows", request=f"GET {path}")
    return read_entries(entries, read, f"GET {path}", *id_names)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _ascending(rows: Sequence[Row], name: str, path: str) -> list[int]:
    """Return the times of rows; BadAnswer unless they ascend, because the next request begins at the last of them."""
    times = [row[name] for row in rows]
    if times != sorted(times):
        raise BadAnswer(
            f"the rows are not in the order of {name}, so not all of them can be read", request=f"GET {path}"
        )
    return times
