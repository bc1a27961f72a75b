# SPDX-License-Identifier: GPL-3.0-or-later
"""Merge two results of one task: of the run that a 401 cut short, and of the run that continued it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

ROWS: Final = "_rows"
"""The key under which a module describes its rows; users do not see it.

`list` is the key of its rows, `one` that of a single object, where there is one; `records` says how many rows of each
family are those of records, where rows can be purged ones; `left` what a second run may still do, as options.
"""
DONE: Final = ("created", "updated", "deleted")
COUNTED: Final = (*DONE, "unchanged", "failed")
SKIPPED: Final = "skipped"
"""Counts that appear only where they are not 0."""
STATES: Final = ("refused", "in_doubt", "not_sent")
SUMMED: Final = ("requests", "rate_limit_seconds")
RECORDING_SUMMED: Final = ("resumed", "bytes_received", *SUMMED)
FETCHED: Final = ("downloaded", "replaced")
NOTHING_DONE: Final = ("refused", "not sent")
"""Outcomes of failed rows: if the object needs nothing more afterwards, somebody else has changed it."""
OF_A_FAILURE: Final = ("failed", "msg", "exception")

Row = dict[str, Any]


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> Row:
    """Merge the results of both runs; the second decides whether the task failed."""
    result: Row = {key: value for key, value in first.items() if key not in OF_A_FAILURE}
    result.update(second)
    result["changed"] = bool(first.get("changed") or second.get("changed"))
    for key in ("diff", "warnings", "deprecations"):
        if key in first and key in second:
            result[key] = [*first[key], *(entry for entry in second[key] if key == "diff" or entry not in first[key])]
    described = second.get(ROWS, {})
    key = described.get("list")
    if "records" in described and key in first and key in second and "summary" in second:
        rows = _rows(first[key], second[key], described["records"])
        counts = Counter(row["action"] for row in rows)
        totals = {name: round(first["summary"][name] + second["summary"][name], 1) for name in SUMMED}
        result[key] = rows
        skipped = {SKIPPED: counts[SKIPPED]} if counts[SKIPPED] else {}
        result["summary"] = {name: counts[name] for name in COUNTED} | skipped | _states(rows) | totals
        result["changed"] = any(counts[name] for name in DONE)
        if described.get("one") in result:
            result[described["one"]] = {**result[described["one"]], **rows[0]}
    if "bytes_received" in first.get("summary", {}) and "bytes_received" in second.get("summary", {}):
        result |= _recordings(first, second)
    return result


def _states(rows: Sequence[Row]) -> dict[str, int]:
    """Count failed items by their outcome, as the module does."""
    states = Counter(row["outcome"].replace(" ", "_") for row in rows if "outcome" in row)
    return {name: states[name] for name in STATES} if states else {}


def _recordings(first: Mapping[str, Any], second: Mapping[str, Any]) -> Row:
    """Return each recording the outcome of the first run, where the second found it done."""
    fetched = {_recording(row): row for row in first["recordings"] if row["action"] in FETCHED}
    rows = [fetched.get(_recording(row), row) if row["action"] == "unchanged" else row for row in second["recordings"]]
    rows += [row for row in first["recordings"] if row["action"] == "removed"]
    counts = Counter(row["action"] for row in rows)
    summary = {name: counts[name] for name in second["summary"] if name not in RECORDING_SUMMED}
    totals = {name: round(first["summary"][name] + second["summary"][name], 1) for name in RECORDING_SUMMED}
    return {"recordings": rows, "summary": summary | totals}


def _recording(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["task_id"], row["recording_id"]


def _rows(first: Sequence[Row], second: Sequence[Row], records: Mapping[str, int]) -> list[Row]:
    """Pair the rows of each object, in the order of the second run, and add those that only the first run purged.

    A run has a row for each record, in their order, and then those of purged objects, family after family. So records
    are paired by position, even if their names or ids have changed, and purged objects by id.
    """
    earlier, later = _by_family(first), _by_family(second)
    rows: list[Row] = []
    purged: list[Row] = []
    for family in dict.fromkeys([*later, *earlier]):
        before, now = earlier[family], later[family]
        count = records.get(family, len(now)) if family else next(iter(records.values()), len(now))
        by_id = {row["id"]: row for row in before[count:]}
        of_records = dict(enumerate(before[:count]))
        for number, row in enumerate(now):
            old = of_records.get(number) if number < count else by_id.pop(row["id"], None)
            rows.append(row if old is None else _row(old, row))
        purged += [_row(row, {**row, "action": "unchanged", "id": None}) for row in by_id.values()]
    return rows + [row for row in purged if row["action"] == "deleted"]


def _by_family(rows: Sequence[Row]) -> dict[str, list[Row]]:
    families: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        families[row.get("type", "")].append(row)
    return families


def _row(first: Row, second: Row) -> Row:
    """Merge two rows: from before the first run to after the second."""
    if first.get("outcome") in NOTHING_DONE and second["action"] == "unchanged":
        return second
    if first["action"] == "created" and second["action"] == "updated":
        return {key: value for key, value in second.items() if key != "changes"} | {"action": "created"}
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
