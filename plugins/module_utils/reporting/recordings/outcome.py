# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of recordings and tasks, and the message about missing ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from ...api.http.errors import Forbidden, NotFound, WxccError
from .captures import Captured, Unread, Unreadable

ACTIONS: Final = ("downloaded", "replaced", "unchanged", "sensitive", "expired", "removed", "failed")
CHANGES: Final = ("downloaded", "replaced", "removed")
LISTED: Final = 20
LASTING: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""Statuses that the same request would get again."""
RUN_AGAIN: Final = "Run again to get what is missing"
IN_VAIN: Final = "running again does not help"

Row = dict[str, Any]


@dataclass
class Outcome:
    """What was done with every recording; `gaps` are tasks, or entries of tasks, that could not be read.

    A gap is `{"task_id": …, "entry": "recording r1" or "" for all of the task, "error": …}`.
    """

    rows: list[Row] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    gaps: list[Row] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    received: int = 0
    unauthorized: bool = False
    again: str = RUN_AGAIN
    lasting: set[str] = field(default_factory=set)
    """The errors that another run would get again."""

    @property
    def changed(self) -> bool:
        """Whether a file was added, replaced or removed, or would be in check mode."""
        return any(row["action"] in CHANGES for row in self.rows)

    def counts(self) -> dict[str, int]:
        """Count the recordings by what happened to them."""
        counts = dict.fromkeys(ACTIONS, 0)
        for row in self.rows:
            counts[row["action"]] += 1
        return counts

    def fail(self, row: Row, error: WxccError) -> None:
        """Note in the row of a recording that its download failed."""
        row |= {"action": "failed", "error": self._text(error)}

    def miss(self, task_id: str, error: WxccError, entry: str = "") -> None:
        """Note a task whose answer failed, or one unreadable entry of a task."""
        self.gaps.append({"task_id": task_id, "entry": entry, "error": self._text(error)})

    def take(self, captured: Captured, unread: list[Unread]) -> None:
        """Note what could not be read of a task, or that it has no recording."""
        if captured.error is not None:
            self.miss(captured.task_id, captured.error)
        for part in unread:
            self.miss(captured.task_id, part.error, part.entry)
        if captured.is_without:
            self.without.append(captured.task_id)

    def _text(self, error: WxccError) -> str:
        if isinstance(error, (Unreadable, Forbidden, NotFound)) or error.status in LASTING:
            self.lasting.add(str(error))
        return str(error)


def failures(outcome: Outcome) -> str:
    """Write the message that names every missing recording and task, grouped by their error; empty without any."""
    failed = [row for row in outcome.rows if row["action"] == "failed"] + outcome.gaps
    if not failed:
        return ""
    causes: dict[str, list[str]] = {}
    for row in failed:
        causes.setdefault(row["error"], []).append(_what(row))
    helps = not outcome.lasting.issuperset(causes)
    lines = []
    for cause, alike in causes.items():
        more = [f"and {len(alike) - LISTED} more, which are in the result"] if len(alike) > LISTED else []
        mark = f" ({IN_VAIN})" if helps and cause in outcome.lasting else ""
        lines += [f"  {cause}{mark}:", *(f"    {name}" for name in (*alike[:LISTED], *more))]
    advice = f". {outcome.again}:" if helps else f"; {IN_VAIN}:"
    return "\n".join([_counted(outcome) + advice, *lines])


def _what(row: Row) -> str:
    entry = f"recording {row['recording_id']}" if "recording_id" in row else row["entry"]
    return " of ".join(part for part in (entry, f"task {row['task_id']}" if row["task_id"] else "") if part)


def _counted(outcome: Outcome) -> str:
    failed = sum(row["action"] == "failed" for row in outcome.rows)
    entries = sum(bool(gap["entry"]) for gap in outcome.gaps)
    tasks = len(outcome.gaps) - entries
    parts = []
    if failed:
        parts.append(f"{failed} of {len(outcome.rows)} recordings failed")
    if entries:
        parts.append(f"{entries} {'entry' if entries == 1 else 'entries'} of answers could not be read")
    if tasks:
        parts.append(f"the recordings of {tasks} {'task' if tasks == 1 else 'tasks'} are unknown")
    return ", ".join(parts)
