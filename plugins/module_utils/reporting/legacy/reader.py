# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of a query, whole: where an answer was cut, the service is asked for narrower periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ...api.errors import WxccError
from ...api.legacy import LegacyClient
from ...api.signing import JSON
from ..periods import Period, windows
from .answers import Reply, read_record, read_reply
from .fields import Record
from .query import Query

ROUNDS: Final = 6
FEW_PARTS: Final = 3
MOST_PARTS: Final = 16
SPARE: Final = 1.25
"""Records are not spread evenly over a period, so parts are planned for somewhat fewer than may be given."""


@dataclass(frozen=True)
class Listing:
    """The records of a period, how many there are as far as the service told, and whether these are all."""

    records: list[Record]
    found: int
    is_whole: bool


class LegacyReader:
    """Reads records by id, by list of ids, and by query."""

    def __init__(self, client: LegacyClient, *, narrow: bool = True, accept: str = JSON) -> None:
        self.client = client
        self._narrow = narrow
        self._accept = accept

    def record(self, kind: str, record_id: str) -> Record:
        """Read one record."""
        return self.client.record(kind, record_id, partial(read_record, kind), self._accept)

    def records(self, kind: str, ids: Sequence[str]) -> list[Record | WxccError]:
        """Read several side by side, each once, an error in the place of one that could not be read."""
        return self.client.parallel([partial(self.record, kind, record_id) for record_id in dict.fromkeys(ids)])

    def listing(self, kind: str, *queries: Query) -> Listing:
        """Read all records of queries; `is_whole` is False where even the narrowest periods were cut."""
        records: list[Record] = []
        found, is_whole, waiting = 0, True, list(queries)
        for number in range(ROUNDS):
            again: list[Query] = []
            for query, reply in zip(waiting, self._replies(kind, waiting), strict=True):
                found += 0 if number else reply.found
                parts = [] if reply.is_whole else self._narrower(query, reply)
                if len(parts) > 1 and number + 1 < ROUNDS:
                    again += [query.during(part) for part in parts]
                else:
                    records += reply.records
                    is_whole = is_whole and reply.is_whole
            if not again:
                break
            waiting = again
        if number:
            # Nobody says whether the end of a period belongs to it, so parts touch and records may come twice.
            records = list({record.get("sid") or index: record for index, record in enumerate(records)}.values())
        return Listing(records, max(found, len(records)), is_whole)

    def _replies(self, kind: str, queries: Sequence[Query]) -> Iterator[Reply]:
        for reply in self.client.parallel([partial(self._reply, kind, query) for query in queries]):
            if isinstance(reply, WxccError):
                raise reply
            yield reply

    def _reply(self, kind: str, query: Query) -> Reply:
        reply = self._ask(kind, query, self._accept)
        if reply.is_counted or not reply.is_whole or self._accept == JSON:
            return reply
        # Plain CSV does not tell whether it was cut.
        counted = self._ask(kind, query.counting, JSON)
        if not counted.is_counted:
            return reply
        is_whole = counted.found <= len(reply.records) if query.lists_records else counted.is_whole
        return replace(reply, found=counted.found, is_whole=is_whole)

    def _ask(self, kind: str, query: Query, accept: str) -> Reply:
        return self.client.query(kind, query.text, partial(read_reply, kind, query.value), accept)

    def _narrower(self, query: Query, reply: Reply) -> list[Period]:
        if not self._narrow or not query.lists_records or not reply.records:
            return []
        unknown = reply.found <= len(reply.records)
        count = FEW_PARTS if unknown else min(MOST_PARTS, int(reply.found * SPARE / len(reply.records)) + 1)
        return windows(query.period, max(1, -(-query.period.length // count)))
