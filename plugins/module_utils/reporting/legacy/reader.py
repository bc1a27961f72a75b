# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of a query, whole: where an answer was cut, the service is asked for narrower periods."""

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
NOT_TOLD: Final = "the service does not say whether there are more"
SPARE: Final = 1.25
"""Records are not spread evenly over a period, so parts are planned for somewhat fewer than may be given."""


@dataclass(frozen=True)
class Listing:
    """The records of a period, how many there are as far as the service told, and whether these are all.

    `because` says why they are not, where they are not.
    """

    records: list[Record]
    found: int
    is_whole: bool
    because: str = ""


@dataclass(frozen=True)
class _Part:
    """A query, and the ids of the cut answer that it is a part of; none for a query of the caller."""

    query: Query
    whole: tuple[str, ...] = ()


class Remarks:
    """Counts what was not as it should be in answers and was put right; any thread may add to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, sentence: str, count: int = 1) -> None:
        """Note a sentence."""
        with self._lock:
            self._counts[sentence] += count

    def sentences(self) -> list[str]:
        """Return each sentence once, with how often it was noted."""
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
        """Read several side by side, each once, an error in the place of one that could not be read."""
        return self.client.parallel([partial(self.record, kind, record_id) for record_id in dict.fromkeys(ids)])

    def listing(self, kind: str, *queries: Query) -> Listing:
        """Read all records of queries; `is_whole` is False where even the narrowest periods were cut."""
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
                    reasons += [] if reply.is_whole else [reply.because or NOT_TOLD]
            if not again:
                break
            waiting = again
        if number:
            # Nobody says whether the end of a period belongs to it, so parts touch and records may come twice.
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
            self.remarks.add("a record that came more than once in one answer is given once, as it came last", repeated)
        return replace(reply, records=records, found=reply.found - repeated)

    def _reply(self, kind: str, query: Query) -> Reply:
        reply = self._ask(kind, query, self._accept)
        if reply.is_counted or self._accept == JSON:
            return reply
        # Plain CSV does not tell whether it was cut.
        counted = self._ask(kind, query.counting, JSON)
        if not counted.is_counted:
            return reply
        given = len(reply.records)
        expected = counted.found if query.lists_records else len(counted.records)
        is_whole = expected <= given and (query.lists_records or counted.is_whole) and reply.is_closed
        because = "" if is_whole else f"the service counts {expected} rows, and {given} came"
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
    """Find which answers come again for every part of their period: there the service ignores what is asked."""
    different = {part.whole for part, reply in zip(parts, replies, strict=True) if _ids(reply.records) != part.whole}
    return {part.whole for part in parts} - different


def _each_once(records: Sequence[Record]) -> list[Record]:
    """Return each record once, as it came last; what has no id stays as it is."""
    return list({record.get("sid") or index: record for index, record in enumerate(records)}.values())
