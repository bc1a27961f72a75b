# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose recordings are wanted: tasks by their ids, or those of a period, found in the report of tasks."""

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
    """A task whose recordings are wanted, with what a template may say of it."""

    task_id: str
    queue: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Choice:
    """Tasks by id, or the query that finds them."""

    tasks: tuple[Task, ...]
    query: Query | None = None

    def tasks_of(self, client: Client) -> tuple[tuple[Task, ...], list[str]]:
        """Return the tasks, and why some are missing where they are.

        They are asked for where a period was given; those that were not to be recorded are left out.
        """
        if self.query is None:
            return self.tasks, []
        rows: list[Row] = []
        reasons: list[str] = []
        for page in read(prepare(client, self.query), client.parallelism):
            rows += page.rows
            add_reason(reasons, page.incomplete)
        tasks = tuple(
            # Null is what the service says where it does not know.
            Task(one_form(row["id"]), str(row.get("queueName") or ""), str(row.get("channelType") or ""))
            for row in rows
            if row.get("captureRequested") is not False
        )
        return tasks, reasons

    def holds(self) -> Callable[[Entry], bool]:
        """Return the test whether a file belongs to these tasks, without asking anybody."""
        if self.query is None:
            wanted = {task.task_id for task in self.tasks}
            return lambda entry: entry.task_id in wanted
        period = self.query.period
        return lambda entry: entry.start in period


def choice(options: Mapping[str, Any], now_ms: int) -> Choice:
    """Read the options that say which tasks; UserError where they say nothing, or two things at once."""
    task_ids, start = options["task_ids"], options["from"]
    if (task_ids is None) == (start is None):
        problem = "are both given" if start else "are both missing"
        raise UserError(f"task_ids and from {problem}: give the tasks, or a period in which they were created")
    if start is None:
        for option in PERIOD_OPTIONS:
            if options[option]:
                raise UserError(f"{option}: chooses among the tasks of a period, but task_ids names them already")
        return Choice(tuple(Task(task_id) for task_id in check_task_ids(task_ids)))
    query = Query(
        "tasks",
        read_period(start, options["to"] or "now", zone(options["timezone"]), now_ms),
        timezone=options["timezone"],
        channel_types=tuple(options["channel_types"] or ("telephony",)),
        queues=tuple(options["queues"] or ()),
    )
    return Choice((), check(query, now_ms))
