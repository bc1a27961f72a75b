# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the tasks whose recordings to read: by id, or by period, from the report of tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...api.client import Client
from ...api.http.identity import one_form
from ...mistakes import UserError
from ...times import zone
from ..reports import Query, check, prepare, read
from ..rows.odd import add_reason
from ..rows.rows import Row
from ..windows.periods import read_period
from .captures import check_task_ids
from .manifest import Entry

PERIOD_OPTIONS = ("to", "channel_types", "queues")


@dataclass(frozen=True)
class Task:
    """A task, with the values that only a search by period has for a path template."""

    task_id: str
    queue: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Choice:
    """Tasks by id, or the query that finds them."""

    tasks: tuple[Task, ...]
    query: Query | None = None

    def tasks_of(self, client: Client) -> tuple[tuple[Task, ...], list[str]]:
        """Return the tasks, and the reasons why some may be missing.

        A period takes requests; tasks that were not to be recorded are left out.
        """
        if self.query is None:
            return self.tasks, []
        rows: list[Row] = []
        reasons: list[str] = []
        for page in read(prepare(client, self.query), client.parallelism):
            rows += page.rows
            add_reason(reasons, page.incomplete)
        tasks = tuple(
            # The service sends null for unknown values.
            Task(one_form(row["id"]), str(row.get("queueName") or ""), str(row.get("channelType") or ""))
            for row in rows
            if row.get("captureRequested") is not False
        )
        return tasks, reasons

    def holds(self) -> Callable[[Entry], bool]:
        """Return a function that tests whether a file belongs to these tasks; it sends no request."""
        if self.query is None:
            task_ids = {task.task_id for task in self.tasks}
            return lambda entry: entry.task_id in task_ids
        period = self.query.period
        return lambda entry: entry.start in period


def choice(options: Mapping[str, Any], now_ms: int) -> Choice:
    """Read the options that say which tasks; UserError if they choose none, or in two ways."""
    task_ids, start = options["task_ids"], options["from"]
    if (task_ids is None) == (start is None):
        problem = "are both set" if start else "are both missing"
        raise UserError(
            f"task_ids and from {problem}: set task_ids, or from for the period in which the tasks were created"
        )
    if start is None:
        for option in PERIOD_OPTIONS:
            if options[option]:
                raise UserError(f"{option}: only possible with from, not with task_ids; remove one of them")
        return Choice(tuple(Task(task_id) for task_id in check_task_ids(task_ids)))
    query = Query(
        "tasks",
        read_period(start, options["to"] or "now", zone(options["timezone"]), now_ms),
        timezone=options["timezone"],
        channel_types=tuple(options["channel_types"] or ("telephony",)),
        queues=tuple(options["queues"] or ()),
    )
    return Choice((), check(query, now_ms))
