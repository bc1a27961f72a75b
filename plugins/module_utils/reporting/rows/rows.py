# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of reports: flat, with the names of the REST API, whichever endpoint they come from.

| report | a row is | objects of the answer become |
|---|---|---|
| tasks | a contact | `attributes` disappears, `owner` and `queue` give `ownerId`, `ownerName`, `queueId`, `queueName` |
| queue_statistics | an interval of a queue and a channel | |
| agent_statistics | an interval of an agent and a channel | an element of `channels` is a row of its own |
| agent_activities | a state of an agent | |
| search | what the query asks for | `lastQueue { name }` gives `lastQueue.name`, a list gives a row for each element |

Times are epoch milliseconds; each has the same time as text in a column that ends in `Rfc3339`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from ...times import TEXT_SUFFIX, text_writer
from .odd import Odd, as_list, as_object, check_number, check_single, check_text, check_time

Row = dict[str, Any]
TIME_FIELDS: Final = frozenset(
    {
        "callbackConnectTime",
        "callbackRequestTime",
        "createdTime",
        "endTime",
        "endedTime",
        "intervalStartTime",
        "lastActivityTime",
        "monitoringTimestamp",
        "optOutOfQueueTimestamp",
        "startTime",
    }
)
"""Fields of the search endpoint that are times; other fields that end in Time are durations."""


@dataclass(frozen=True)
class Shape:
    """The columns of a report: `times`, `summed` numbers, other `measured` numbers, and `counted` values."""

    names: tuple[str, ...]
    times: tuple[str, ...]
    summed: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in their order, each time followed by its text."""
        return tuple(
            column for name in self.names for column in ((name, name + TEXT_SUFFIX) if name in self.times else (name,))
        )


def open_shape(names: Sequence[str], summed: Sequence[str] = ()) -> Shape:
    """Return the shape of rows with the columns of a query; the names of the columns tell which are times."""
    times = tuple(name for name in names if name.rpartition(".")[2] in TIME_FIELDS)
    return Shape(tuple(names), times, tuple(summed))


TASKS: Final = Shape(
    names=(
        "id",
        "createdTime",
        "channelType",
        "status",
        "direction",
        "origin",
        "destination",
        "ownerId",
        "ownerName",
        "queueId",
        "queueName",
        "lastUpdatedTime",
        "captureRequested",
        "reasonCode",
    ),
    times=("createdTime", "lastUpdatedTime"),
    counted=("status", "channelType"),
)
QUEUE_TOTALS: Final = (
    "totalOfferedTasks",
    "totalEnqueuedTasks",
    "totalAssignedTasks",
    "totalAcceptedTasks",
    "totalRejectedTasks",
    "totalAbandonedTasks",
)
QUEUE_STATISTICS: Final = Shape(
    names=(
        "intervalStartTime",
        "queueId",
        "queueName",
        "channelType",
        *QUEUE_TOTALS,
        "averageEnqueuedTime",
        "averageHandledTime",
        "serviceLevelThresholdPercentage",
    ),
    times=("intervalStartTime",),
    summed=QUEUE_TOTALS,
    measured=("averageEnqueuedTime", "averageHandledTime", "serviceLevelThresholdPercentage"),
)
AGENT_TOTALS: Final = (
    "totalAssignedTasks",
    "totalOfferedTasks",
    "totalAcceptedTasks",
    "totalRejectedTasks",
    "totalTransferredTasks",
    "totalEngagedDuration",
    "totalHoldDuration",
    "totalWrapUpDuration",
    "totalAvailableTime",
    "totalUnAvailableTime",
)
AGENT_STATISTICS: Final = Shape(
    names=(
        "intervalStartTime",
        "agentId",
        "agentName",
        "teamId",
        "teamName",
        "channelType",
        *AGENT_TOTALS,
        "averageHandledTime",
    ),
    times=("intervalStartTime",),
    # An agent is available or idle on all channels at once, so these two would count the same time several times.
    summed=AGENT_TOTALS[:-2],
    measured=(*AGENT_TOTALS[-2:], "averageHandledTime"),
)
AGENT_ACTIVITIES: Final = Shape(
    names=(
        "startTime",
        "endTime",
        "active",
        "agentId",
        "agentName",
        "agentLogin",
        "agentDn",
        "agentSessionId",
        "teamId",
        "teamName",
        "siteId",
        "siteName",
        "currentState",
        "isLogin",
        "channelId",
        "channelType",
        "subChannelType",
        "taskId",
        "queueId",
        "queueName",
        "idleCode",
        "idleCodeName",
        "wrapupCodeName",
        "reason",
        "mmProfileType",
    ),
    times=("startTime", "endTime"),
    counted=("currentState", "channelType"),
)


def task_row(entry: Any) -> Row:
    """Flatten a task of the REST API; unknown values are null, as in a search, not empty texts.

    Raises Odd if the entry is not a task; so do the next three functions for theirs.
    """
    task = as_object(entry)
    check_text(task, "id")
    row: Row = {"id": task["id"]}
    row.update(as_object(task.get("attributes"), "attributes"))
    for part in ("owner", "queue"):
        reference = as_object(row.pop(part, None) or {}, part)
        row[f"{part}Id"], row[f"{part}Name"] = reference.get("id") or None, reference.get("name") or None
    return _checked(row, TASKS, "createdTime")


def activity_row(entry: Any) -> Row:
    """Return an activity of the REST API with null instead of empty texts, as in a search."""
    activity = as_object(entry)
    row = {name: None if value == "" else value for name, value in activity.items()}
    if "agentId" not in row:
        raise Odd("has no agentId")
    return _checked(row, AGENT_ACTIVITIES, "startTime")


def queue_row(entry: Any) -> Row:
    """Check an interval of a queue and a channel, and return it unchanged."""
    row = as_object(entry)
    if "queueId" not in row:
        raise Odd("has no queueId")
    return _checked(row, QUEUE_STATISTICS, "intervalStartTime")


def channel_rows(entry: Any) -> list[Row]:
    """Return one row per channel of an agent's interval, or one row without a channel if it has none."""
    statistics = as_object(entry)
    if "agentId" not in statistics:
        raise Odd("has no agentId")
    common = {name: value for name, value in statistics.items() if name != "channels"}
    channels = as_list(statistics.get("channels") or [], "channels") or [{"channelType": None}]
    rows = [{**common, **as_object(channel, "channels")} for channel in channels]
    return [_checked(row, AGENT_STATISTICS, "intervalStartTime") for row in rows]


def exploded(record: Row) -> list[Row]:
    """Flatten a record of a search: objects by dots, lists by a row per element, aggregations by their names.

    Raises Odd if the aggregations are not pairs of a name and a value.
    """
    rows: list[Row] = [{}]
    for name, value in record.items():
        if name == "aggregation":
            parts = [_aggregations(value)]
        elif isinstance(value, dict) and isinstance(value.get("nodes"), list):
            parts = _parts(f"{name}.nodes", value["nodes"])
        elif isinstance(value, list):
            parts = _parts(name, value)
        elif isinstance(value, dict):
            parts = _parts(name, [value])
        else:
            for row in rows:
                row[name] = value
            continue
        rows = [{**row, **part} for row in rows for part in parts]
    return rows


def writer_of(columns: Sequence[str], place: ZoneInfo) -> Callable[[Row], list[Any]]:
    """Return a function that lists a row's values in the order of columns, and writes the texts of times."""
    write = text_writer(place)
    plan = [(name, name.removesuffix(TEXT_SUFFIX) if name.endswith(TEXT_SUFFIX) else None) for name in columns]

    def values(row: Row) -> list[Any]:
        get = row.get
        return [get(name) if base is None else write(get(base)) for name, base in plan]

    return values


class Totals:
    """Sums over the rows of a report, and how many rows have each value of a counted column.

    The sum of a column that the source does not know is null.
    """

    def __init__(self, shape: Shape, missing: Sequence[str] = ()) -> None:
        self._shape = shape
        self._sums = {name: 0 for name in shape.summed if name not in missing}
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in shape.counted}

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows to the totals."""
        for row in rows:
            for name in self._sums:
                self._sums[name] += row.get(name) or 0
            for name, counts in self._counts.items():
                counts[str(row.get(name))] += 1

    def result(self) -> Row:
        """Return `{"totalOfferedTasks": 12}` for statistics, `{"status": {"completed": 12}}` for single records."""
        sums = {name: self._sums.get(name) for name in self._shape.summed}
        return {**sums, **{name: dict(sorted(counts.items())) for name, counts in self._counts.items()}}


def _checked(row: Row, shape: Shape, needed: str) -> Row:
    """Return the row, if its values fit its columns; Odd otherwise. `needed` names a time that must be there."""
    check_time(row, needed)
    for name in shape.times:
        check_time(row, name, needed=False)
    for name in (*shape.summed, *shape.measured):
        check_number(row, name)
    for name in shape.names:
        check_single(row, name)
    return row


def _aggregations(pairs: Any) -> Row:
    values: Row = {}
    for pair in as_list(pairs, "aggregation"):
        check_text(as_object(pair, "aggregation"), "name")
        check_single(pair, "value")
        values[pair["name"]] = pair.get("value")
    return values


def _parts(name: str, elements: list[Any]) -> list[Row]:
    for element in elements:
        if isinstance(element, list):
            raise Odd(f"has a list within the list {name}")
    parts = [
        {f"{name}.{key}": value for key, value in row.items()} if isinstance(element, dict) else {name: element}
        for element in elements
        for row in (exploded(element) if isinstance(element, dict) else [{}])
    ]
    return parts or [{}]
