# SPDX-License-Identifier: GPL-3.0-or-later
"""Two results of one task as one: the run that a 401 cut short, and the run that went on from there."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any, Final

OBJECT_LISTS: Final = ("objects", "sites")
DONE: Final = ("created", "updated", "deleted")
COUNTED: Final = (*DONE, "unchanged", "failed")
STATES: Final = ("refused", "in_doubt", "not_sent")
SUMMED: Final = ("requests", "rate_limit_seconds")
RECORDING_SUMMED: Final = ("resumed", "bytes_received", *SUMMED)
FETCHED: Final = ("downloaded", "replaced")
OF_A_FAILURE: Final = ("failed", "msg", "exception")

Row = dict[str, Any]


def deleted(result: Mapping[str, Any]) -> int:
    """Count what a run has deleted, which a second one must not delete beyond the limit."""
    return int(result.get("summary", {}).get("deleted", 0))


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> Row:
    """Tell what both runs did together; whether that is a failure is for the second to say."""
    result: Row = {key: value for key, value in first.items() if key not in OF_A_FAILURE}
    result.update(second)
    result["changed"] = bool(first.get("changed") or second.get("changed"))
    for key in ("diff", "warnings", "deprecations"):
        if key in first and key in second:
            result[key] = [*first[key], *(entry for entry in second[key] if key == "diff" or entry not in first[key])]
    for key in OBJECT_LISTS:
        if key in first and key in second and "summary" in second:
            rows = _rows(first[key], second[key])
            counts = Counter(row["action"] for row in rows)
            totals = {name: round(first["summary"][name] + second["summary"][name], 1) for name in SUMMED}
            result[key] = rows
            result["summary"] = {name: counts[name] for name in COUNTED} | _states(rows) | totals
            result["changed"] = any(counts[name] for name in DONE)
            if "site" in result:
                result["site"] = {**result["site"], **rows[0]}
    if "gaps" in first and "gaps" in second:
        result |= _recordings(first, second)
    return result


def _states(rows: Sequence[Row]) -> dict[str, int]:
    """Count why items failed, where any did, as the module does."""
    states = Counter(row["outcome"].replace(" ", "_") for row in rows if "outcome" in row)
    return {name: states[name] for name in STATES} if states else {}


def _recordings(first: Mapping[str, Any], second: Mapping[str, Any]) -> Row:
    """Tell of each recording what the first run did with it, where the second found that done."""
    fetched = {_recording(row): row for row in first["recordings"] if row["action"] in FETCHED}
    rows = [fetched.get(_recording(row), row) if row["action"] == "unchanged" else row for row in second["recordings"]]
    rows += [row for row in first["recordings"] if row["action"] == "removed"]
    counts = Counter(row["action"] for row in rows)
    summary = {name: counts[name] for name in second["summary"] if name not in RECORDING_SUMMED}
    totals = {name: round(first["summary"][name] + second["summary"][name], 1) for name in RECORDING_SUMMED}
    return {"recordings": rows, "summary": summary | totals}


def _recording(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["task_id"], row["recording_id"]


def _rows(first: Sequence[Row], second: Sequence[Row]) -> list[Row]:
    """Pair the rows of one object, in the order of both runs, and keep those that the first run purged."""
    earlier: dict[tuple[Any, str], deque[Row]] = defaultdict(deque)
    for row in first:
        earlier[_key(row)].append(row)
    rows = []
    for row in second:
        same = next((old for old in earlier[_key(row)] if row["id"] in (None, old["id"]) or old["id"] is None), None)
        if same is not None:
            earlier[_key(row)].remove(same)
        rows.append(row if same is None else _row(same, row))
    return rows + [row for row in first if row["action"] == "deleted" and row in earlier[_key(row)]]


def _key(row: Row) -> tuple[Any, str]:
    return row.get("type"), row["name"]


def _row(first: Row, second: Row) -> Row:
    """Say what became of one object from before the first run to after the second."""
    if second["action"] == "unchanged" and first["action"] != "unchanged":
        # A failed action with nothing left to do was carried out: its answer was lost before the 401 came.
        word = first["action"] if first["action"] in DONE else _meant(first, second)
        done = {key: value for key, value in first.items() if key not in ("error", "outcome")}
        return done | {"id": second["id"] or first["id"], "action": word}
    if "changes" in first and "changes" in second:
        was = {option: change["before"] for option, change in first["changes"].items()}
        changes = {
            option: {**change, "before": was.get(option, change["before"])}
            for option, change in second["changes"].items()
        }
        return second | {"changes": {**first["changes"], **changes}}
    return second


def _meant(failed: Row, now: Row) -> str:
    if "changes" in failed:
        return "updated"
    return "created" if now["id"] and not failed["id"] else "deleted"
