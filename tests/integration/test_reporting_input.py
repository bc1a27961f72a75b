# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a report is said before the first request."""

from __future__ import annotations

from typing import Any

from support.project import Project, task
from support.reports import HOUR, MINUTE, now_ms

DOCUMENT = "query ($from: Long!, $to: Long!) { taskDetails(from: $from, to: $to%s) { tasks { id } %s } }"
INFO = "pageInfo { hasNextPage }"

FACTS: list[tuple[dict[str, Any], str]] = [
    ({"report": "task"}, "value of report must be one of: tasks, queue_statistics"),
    ({"from": "2026-01-02", "to": "2026-01-01"}, "to: 2026-01-01T00:00:00Z is not after from, 2026-01-02"),
    ({"from": "2999-01-01"}, "from: 2999-01-01T00:00:00Z is in the future"),
    ({"from": "-1h", "to": "2999-01-01"}, "to: 2999-01-01T00:00:00Z is in the future"),
    ({"from": "-400d"}, "is too long ago: the report tasks by source rest reaches 12 months back; write 202"),
    ({"from": "-1200d", "source": "search"}, "by source search reaches 36 months back"),
    (
        {"from": 1764000000},
        "1764000000 is not a time in milliseconds since 1970; if it is in seconds, write 1764000000000",
    ),
    ({"from": "noon"}, "from: 'noon' is not a time. Write one of: 2026"),
    (
        {"timezone": "Europe/Berlln"},
        'timezone: "Europe/Berlln" is not an IANA time zone. Did you mean "Europe/Berlin"',
    ),
    ({"report": "queue_statistics", "interval": 20}, "value of interval must be one of: 15, 30, 60, got: 20"),
    ({"channel_types": ["phone"]}, "value of channel_types must be one or more of: telephony, chat, email, social"),
    (
        {"report": "queue_statistics", "agents": ["a"]},
        "agents: not possible for the report queue_statistics; use channel_types, queues",
    ),
    ({"max_rows": 0}, "max_rows: 0 is not between 1 and"),
    ({"report": "search"}, "search: required for the report search"),
    ({"search": {"type": "taskDetails", "fields": ["id"]}}, "search: only for the report search, not for tasks"),
    ({"report": "search", "search": {"type": "taskDetails"}}, "search: set fields, aggregations, or both"),
    ({"report": "search", "search": {"type": "task"}}, "value of type must be one of: taskDetails, agentSession"),
    ({"report": "search", "search": {"type": "taskDetails", "fields": ["a b"]}}, "'a b' is not the name of a field"),
    ({"report": "search", "search": {"document": DOCUMENT % ("", INFO)}}, "needs pagination: {cursor: $cursor}"),
    ({"report": "search", "search": {"document": "{ taskDetails {"}}, 'line 1, column 15: "{" is never closed'),
    (
        {"report": "search", "source": "rest", "search": {"type": "taskDetails", "fields": ["id"]}},
        "source: rest is not possible for the report search; use search or auto",
    ),
    (
        {
            "report": "search",
            "from": "-2d",
            "search": {
                "type": "taskDetails",
                "interval": "FIFTEEN_MINUTES",
                "aggregations": [{"field": "id", "type": "count", "name": "n"}],
            },
        },
        "search: interval: FIFTEEN_MINUTES is possible for at most 24 hours, and the period is longer",
    ),
]
EXPORT: list[tuple[dict[str, Any], str]] = [
    ({"dest": "."}, "is a directory; name a file in it"),
    ({"dest": "nowhere/tasks.csv"}, "nowhere does not exist; create it first"),
    ({"dest": "tasks.txt"}, "unknown ending; use one of .csv"),
    ({"columns": ["id", "queName"]}, "columns: \"queName\" is unknown. Did you mean \"queueName\""),
    ({"columns": ["id", "id"]}, "columns: id is listed twice"),
    ({"dest": "t.jsonl", "escape_formulas": True}, "escape_formulas: only possible for CSV files"),
]  # fmt: skip


def test_bad_input_is_refused_before_the_first_request(project: Project) -> None:
    # Where the hour is full in UTC it is half past in Kolkata, so that no hour ends while this runs.
    timezone = "UTC" if 10 * MINUTE <= now_ms() % HOUR < 50 * MINUTE else "Asia/Kolkata"
    soon = {"report": "queue_statistics", "from": "-1m", "timezone": timezone}
    facts = [*FACTS, (soon, "no interval of 60 minutes has ended in")]
    tasks = [task("wxcc_report_facts", {"report": "tasks", "from": "-1h", **options}) for options, _words in facts]
    for options, _words in EXPORT:
        given = {"report": "tasks", "from": "-1h", "dest": "tasks.csv", **options}
        given["dest"] = f"{project.folder}/{given['dest']}"
        tasks.append(task("wxcc_report_export", given))
    steps = project.play(*tasks)
    for step, (_options, words) in zip(steps, [*facts, *EXPORT], strict=True):
        assert words in step.refusal()
        assert step.requests == []
    assert [path.name for path in project.folder.iterdir() if path.name.startswith("t")] == []
