# SPDX-License-Identifier: GPL-3.0-or-later
"""Read all records of a query: a period whose answer was cut is read again in parts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ...api.http.errors import WxccError
from ...api.legacy.client import LegacyClient
from ...api.legacy.signing import JSON
from ..windows.periods import Period, windows
from .answers import Reply, read_record, read_reply
from .fields import Record
from .query import Query

ROUNDS: Final = 6
FEW_PARTS: Final = 3
MOST_PARTS: Final = 16
UNCOUNTED: Final = "the service did not say whether there are more"
SPARE: Final = 1.25
"""Plan parts for fewer records than an answer may have, because records are not spread evenly over a period."""


@dataclass(frozen=True)
class Listing:
    """The records of a period, the number that the service found, and whether these are all.

    `because` is the reason if they are not all.
    """

    records: list[Record]
    found: int
    is_whole: bool
    because: str = ""


@dataclass(frozen=True)
class _Part:
    """A query, and the ids of the cut answer whose part it reads; none for a query of the caller."""

    query: Query
    whole: tuple[str, ...] = ()


class Remarks:
    """Counts corrections of wrong values in answers; any thread may add to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, sentence: str, count: int = 1) -> None:
        """Add a sentence `count` times."""
        with self._lock:
            self._counts[sentence] += count

    def sentences(self) -> list[str]:
        """Return each sentence once, with its count."""
        return [f"{text} ({count} times)" if count > 1 else text for text, count in self._counts.items()]


class LegacyReader:
    """Reads records by id, by list of ids, and by query."""

    def __init__(
        self, client: LegacyClient, *, narrow: bool = True, accept: str = JSON, remarks: Remarks | None = None
    ) -> None:
        self.client = client
        self.remarks = remarks or Remarks()
        self._narrow = narrow
        self._accept = accept

    def record(self, kind: str, record_id: str) -> Record:
        """Read one record."""
        reader = partial(read_record, kind, record_id, remark=self.remarks.add)
        return self.client.record(kind, record_id, reader, self._accept)

    def records(self, kind: str, ids: Sequence[str]) -> list[Record | WxccError]:
        """Read several records in parallel, each once; an error takes the place of one that could not be read."""
        return self.client.parallel([partial(self.record, kind, record_id) for record_id in dict.fromkeys(ids)])

    def listing(self, kind: str, *queries: Query) -> Listing:
        """Read all records of queries; `is_whole` is False if even the narrowest periods were cut."""
        records: list[Record] = []
        found, reasons, waiting = 0, [], [_Part(query) for query in queries]
        for number in range(ROUNDS):
            again: list[_Part] = []
            replies = list(self._replies(kind, [part.query for part in waiting]))
            in_vain = _in_vain(waiting, replies)
            for part, reply in zip(waiting, replies, strict=True):
                found += 0 if number else reply.found
                narrower = [] if reply.is_whole or part.whole in in_vain else self._narrower(part.query, reply)
                if len(narrower) > 1 and number + 1 < ROUNDS:
                    again += [_Part(part.query.during(period), _ids(reply.records)) for period in narrower]
                else:
                    records += reply.records
                    reasons += [] if reply.is_whole else [reply.because or UNCOUNTED]
            if not again:
                break
            waiting = again
        if number:
            # Whether a period includes its end is not documented, so parts touch, and a record may come twice.
            records = _each_once(records)
        return Listing(records, max(found, len(records)), not reasons, next(iter(reasons), ""))

    def _replies(self, kind: str, queries: Sequence[Query]) -> Iterator[Reply]:
        replies = self.client.parallel([partial(self._reply, kind, query) for query in queries])
        for query, reply in zip(queries, replies, strict=True):
            if isinstance(reply, WxccError):
                raise reply
            yield self._without_repeats(query, reply)

    def _without_repeats(self, query: Query, reply: Reply) -> Reply:
        """Return a reply with each record once, by its id; the service counts the repeated ones as well."""
        if not query.lists_records:
            return reply
        records = _each_once(reply.records)
        repeated = len(reply.records) - len(records)
        if repeated:
            self.remarks.add("a record occurred more than once in one answer; the last one was used", repeated)
        return replace(reply, records=records, found=reply.found - repeated)

    def _reply(self, kind: str, query: Query) -> Reply:
        reply = self._ask(kind, query, self._accept)
        if reply.is_counted or self._accept == JSON:
            return reply
        # Plain CSV does not show whether it was cut.
        counted = self._ask(kind, query.counting, JSON)
        if not counted.is_counted:
            return reply
        given = len(reply.records)
        expected = counted.found if query.lists_records else len(counted.records)
        is_whole = expected <= given and (query.lists_records or counted.is_whole) and reply.is_closed
        because = "" if is_whole else f"the service counted {expected} rows, but {given} came"
        return replace(reply, found=max(counted.found, given), is_whole=is_whole, because=because)

    def _ask(self, kind: str, query: Query, accept: str) -> Reply:
        reader = partial(read_reply, kind, query.value, remark=self.remarks.add)
        return self.client.query(kind, query.text, reader, accept)

    def _narrower(self, query: Query, reply: Reply) -> list[Period]:
        if not self._narrow or not query.lists_records or not reply.records:
            return []
        unknown = reply.found <= len(reply.records)
        count = FEW_PARTS if unknown else min(MOST_PARTS, int(reply.found * SPARE / len(reply.records)) + 1)
        return windows(query.period, max(1, -(-query.period.length // count)))


def _ids(records: Sequence[Record]) -> tuple[str, ...]:
    return tuple(str(record.get("sid")) for record in records)


def _in_vain(parts: Sequence[_Part], replies: Sequence[Reply]) -> set[tuple[str, ...]]:
    """Find the answers that repeat for every part of their period: there the service ignores the period."""
    different = {part.whole for part, reply in zip(parts, replies, strict=True) if _ids(reply.records) != part.whole}
    return {part.whole for part in parts} - different


def _each_once(records: Sequence[Record]) -> list[Record]:
    """Return each record once, in its last form; records without an id all stay."""
    return list({record.get("sid") or index: record for index, record in enumerate(records)}.values())
