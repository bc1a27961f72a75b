# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of an answer. The real one was never published, so each form that was seen somewhere can be chosen."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from wxcc_simulator.legacy.queries import Query
from wxcc_simulator.legacy.records import Record

CHOICES = {
    "spelling": ("flat", "suffixed", "nested"),
    "reply": ("objects", "arrays", "lines", "mixed"),
    "nulls": ("null", "NA", ""),
    "session_name": ("session", "callSessionId"),
}
BARE = frozenset({"id", "sid", "tid", "cstts", "cetts", "session"})
LONG = re.compile(r".*(Duration|Time)$|duration$")
INT = re.compile(r".*Count$|active$|isOutdial$|handled$|outdialFlag$")
DATA_ROW, SUMMARY_ROW = 0, 3


@dataclass(frozen=True)
class Manners:
    """How the legacy API of this simulator behaves where the real one is not known."""

    spelling: str = "flat"
    reply: str = "objects"
    nulls: str = "null"
    session_name: str = "session"
    activity_queries: bool = True
    most_records: int = 1_000_000

    @property
    def is_mixed(self) -> bool:
        """Whether the answer to a query is a line of JSON above a table, and so neither."""
        return self.reply == "mixed"

    def changed(self, order: dict[str, Any]) -> Manners:
        """These manners with some of them changed; ValueError names what does not exist."""
        known = {field.name: type(field.default) for field in fields(self)}
        for name, value in order.items():
            if name not in known:
                raise ValueError(f"{name}: unknown; there are {', '.join(known)}")
            is_kind = isinstance(value, known[name]) and isinstance(value, bool) == (known[name] is bool)
            if not is_kind or value not in CHOICES.get(name, (value,)):
                allowed = CHOICES.get(name, (known[name].__name__,))
                raise ValueError(f"{json.dumps(value)}: not a value for {name}: {', '.join(map(repr, allowed))}")
        return replace(self, **order)


def one(kind: str, record: Record, manners: Manners) -> Any:
    """A single record as JSON."""
    spelled = {_spelled(name, manners): value for name, value in record.items() if value is not None}
    if manners.spelling == "nested":
        return {"id": record["sid"], "type": kind, "attributes": spelled}
    return spelled


def one_as_csv(record: Record, manners: Manners) -> str:
    """A single record as CSV."""
    return _table([_spelled(name, manners) for name in record], [list(record.values())], manners)


def reply(query: Query, records: Sequence[Record], found: int, now: int, manners: Manners) -> str:
    """The answer to a query."""
    rows = list(query.rows(records))
    counts = {
        "lastAccessTimestamp": now,
        "numberOfRecordsFound": found,
        "numberOfRecordsInDataset": len(records),
        "isComplete": found <= len(records),
    }
    if manners.is_mixed:
        head = json.dumps({"query": query.content, **counts}, separators=(",", ":"))
        cells = [[SUMMARY_ROW, 0, *[None] * len(query.keys)], *([DATA_ROW, query.begin, *row] for row in rows)]
        body = _table(["__ROW_TYPE", "__INTERVAL", *query.keys], cells, manners)
        return f"{head}\n{query.marker}\n{body}"
    columns = [_column(name, manners) for name in query.columns]
    data: list[Any] = [dict(zip(columns, row, strict=True)) for row in rows]
    if manners.reply == "arrays":
        data = rows
    elif manners.reply == "lines":
        data = [_table([], [row], manners).strip("\n") for row in rows]
    answer = {"datasetMetadata": counts, "columns": columns, "data": data}
    return json.dumps(answer, separators=(",", ":"))


def reply_as_csv(query: Query, records: Iterable[Record], manners: Manners) -> str:
    """The answer to a query as plain CSV."""
    return _table([_column(name, manners) for name in query.columns], query.rows(records), manners)


def _column(name: str, manners: Manners) -> str:
    return name if manners.spelling != "flat" else name.partition("__")[0]


def _spelled(name: str, manners: Manners) -> str:
    name = manners.session_name if name == "session" else name
    if manners.spelling == "flat" or name in BARE:
        return name
    return f"{name}__{'l' if LONG.fullmatch(name) else 'i' if INT.fullmatch(name) else 's'}"


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]], manners: Manners) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(header)
    writer.writerows([manners.nulls if cell is None else cell for cell in row] for row in rows)
    return text.getvalue()
