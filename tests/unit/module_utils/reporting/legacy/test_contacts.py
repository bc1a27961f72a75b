# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of made-up contacts: whatever the data, the walk ends and tells what it found."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import NotFound, WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.workers import Workers
from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.client import Body, LegacyClient
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.contacts import Chain, Contacts
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.query import query_of
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.reader import LegacyReader
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period

START = 1_700_000_000_000
T = TypeVar("T")
Row = dict[str, Any]


class Service:
    """Records by id and by query, with a ceiling, as the legacy API gives them; counts what it was asked."""

    def __init__(self, rows: list[Row], *, takes_queries: bool = True, ceiling: int = 10**6) -> None:
        self._rows = {row["sid"]: row for row in rows}
        self._takes_queries = takes_queries
        self._ceiling = ceiling
        self._lock = threading.Lock()
        self.asked: list[str] = []
        self.parallel = Workers(4).run

    def record(self, kind: str, record_id: str, reader: Callable[[Body], T], accept: str = "") -> T:
        """One record."""
        with self._lock:
            self.asked.append(record_id)
        if record_id not in self._rows:
            raise NotFound("no such record", status=404)
        return reader(Body(json.dumps(self._rows[record_id])))

    def query(self, kind: str, text: str, reader: Callable[[Body], T], accept: str = "") -> T:
        """The records of a period."""
        asked = json.loads(text)
        with self._lock:
            self.asked.append(f"{asked['dateBegin'][0]}..{asked['dateEnd'][0]}")
        if not self._takes_queries:
            raise WxccError("no", status=400)
        begin, end = asked["dateBegin"][0], asked["dateEnd"][0]
        rows = [row for row in self._rows.values() if begin <= row["cstts"] <= end]
        given_rows = rows[: min(self._ceiling, asked["numberOfRecords"])]
        counts = {"numberOfRecordsFound": len(rows), "numberOfRecordsInDataset": len(given_rows)}
        return reader(Body(json.dumps({"datasetMetadata": counts, "data": given_rows})))

    def too_long(self, kind: str, text: str) -> int:
        """Room for three sessions in a query."""
        groups = json.loads(text)["filterGroups"]
        return len(groups[0]["valueFilters"][0]["values"]) - 3


def client(service: Service) -> LegacyClient:
    """The service in the place of a client."""
    return cast(LegacyClient, service)


def activity(session: str, state: str, start: int, end: int | None, **more: Any) -> Row:
    """An activity of a session; times count from the start."""
    return {
        "sid": f"{session}-{START + start}-{state}",
        "session": session,
        "cstts": START + start,
        "cetts": None if end is None else START + end,
        "currentState": state,
        **more,
    }


def chain_of(rows: list[Row], *, takes_queries: bool = True, **session: Any) -> Chain:
    """Follow the only session."""
    record = {"sid": "s", "cstts": START, "cetts": START + 100, **session}
    (chain,) = Contacts(client(Service(rows, takes_queries=takes_queries))).chains([record])
    return chain


NEW = activity("s", "new", 0, 5, nextState="parked")
PARKED = activity("s", "parked", 5, 9, nextState="ended")
ENDED = activity("s", "ended", 9, 9, nextState=None)
CASES: dict[str, tuple[list[Row], str, list[str], str | None]] = {
    "whole": ([NEW, PARKED, ENDED], "ended", ["new", "parked", "ended"], None),
    "no beginning": ([PARKED, ENDED], "missing", [], f"s-{START}-new"),
    "broken": ([NEW, ENDED], "missing", ["new"], f"s-{START + 5}-parked"),
    "goes on": ([NEW, activity("s", "parked", 5, None, nextState=None)], "open", ["new", "parked"], None),
    "says that nothing follows": (
        [NEW, activity("s", "parked", 5, 9, nextState="NA")],
        "open",
        ["new", "parked"],
        None,
    ),
    "to itself": ([activity("s", "new", 0, 0, nextState="new")], "loop", ["new"], None),
    "names nothing": (
        [activity("s", "new", 0, 5), activity("s", "parked", 5, 9), activity("s", "ended", 9, 9)],
        "ended",
        ["new", "parked", "ended"],
        None,
    ),
    "names nothing, and nothing is there": (
        [activity("s", "new", 0, 5)],
        "missing",
        ["new"],
        f"s-{START + 5}-ivr-connected",
    ),
    "takes no time": (
        [
            NEW,
            activity("s", "parked", 5, 5, nextState="connected"),
            activity("s", "connected", 5, 9, nextState="ended"),
            ENDED,
        ],
        "ended",
        ["new", "parked", "connected", "ended"],
        None,
    ),
    "case as it comes": (
        [
            activity("s", "new", 0, 5, nextState="WrapUp"),
            activity("s", "WrapUp", 5, 9, nextState="Ended"),
            activity("s", "Ended", 9, 9),
        ],
        "ended",
        ["new", "WrapUp", "Ended"],
        None,
    ),
}


@pytest.mark.parametrize("takes_queries", [True, False], ids=["by query", "by walk"])
@pytest.mark.parametrize("name", CASES)
def test_a_chain_says_how_it_ends(name: str, takes_queries: bool) -> None:
    rows, end, names, missing = CASES[name]
    chain = chain_of(rows, takes_queries=takes_queries)
    assert (chain.end, chain.missing, chain.is_complete) == (end, missing, end == "ended")
    assert [row["sid"] for row in chain.activities] == [
        next(row["sid"] for row in rows if row["sid"].endswith(f"-{state}")) for state in names
    ]
    if end in ("missing", "loop"):
        assert chain.problems


def test_what_no_other_leads_to_is_detached() -> None:
    stray = activity("s", "consulting", 5, 9, nextState="ended")
    chain = chain_of([NEW, PARKED, ENDED, stray])
    assert (chain.is_complete, [row["sid"] for row in chain.detached]) == (True, [stray["sid"]])
    assert chain.problems == [f"2 activities begin at the same time: {PARKED['sid']}, {stray['sid']}"]


def test_a_column_that_the_service_does_not_know_is_no_end() -> None:
    rows = [{**row, "nextState": None} for row in (NEW, PARKED, ENDED)]
    assert chain_of(rows).is_complete
    walked = chain_of(rows, takes_queries=False)
    assert (walked.end, len(walked.activities)) == ("open", 1)


def test_a_session_without_a_beginning_is_told() -> None:
    chain = chain_of([NEW], cstts=None)
    assert (chain.end, chain.activities, len(chain.problems)) == ("missing", [], 1)


def test_queries_are_few_and_what_they_give_is_not_asked_for_again() -> None:
    rows = [
        row
        for number in range(10)
        for row in (
            activity(f"s{number}", "new", number, number + 1, nextState="ended"),
            activity(f"s{number}", "ended", number + 1, number + 1),
        )
    ]
    sessions = [{"sid": f"s{number}", "cstts": START + number, "cetts": START + number + 1} for number in range(10)]
    service = Service(rows)
    assert all(chain.is_complete for chain in Contacts(client(service)).chains(sessions))
    assert len(service.asked) == 4  # three sessions fit into each
    walked = Service(rows, takes_queries=False)
    assert all(chain.is_complete for chain in Contacts(client(walked)).chains(sessions))
    assert len(walked.asked) == 20 + 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["new", "parked", "connected", "ended"]),
            st.integers(0, 6),
            st.none() | st.integers(0, 6),
            st.sampled_from(["new", "parked", "connected", "ended", None, "absent"]),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_whatever_the_data_the_walk_ends_and_loses_nothing(
    data: list[tuple[str, int, int | None, str | None]], takes_queries: bool
) -> None:
    rows = [
        activity("s", state, start, end, **({} if then == "absent" else {"nextState": then}))
        for state, start, end, then in data
    ]
    chain = chain_of(rows, takes_queries=takes_queries)
    told = [row["sid"] for row in (*chain.activities, *chain.detached)]
    assert len(told) == len(set(told))
    assert set(told) <= {row["sid"] for row in rows}
    assert not takes_queries or not rows or set(told) == {row["sid"] for row in rows}
    assert chain.is_complete == (bool(chain.activities) and chain.activities[-1]["currentState"] == "ended")


@given(st.lists(st.integers(0, 10_000), max_size=60, unique=True), st.integers(1, 20))
def test_a_cut_answer_is_made_whole_by_narrower_periods_or_told(starts: list[int], ceiling: int) -> None:
    rows = [{"sid": f"s{start}", "cstts": START + start} for start in starts]
    service = Service(rows, ceiling=ceiling)
    period = Period(START, START + 10_001)
    listing = LegacyReader(client(service)).listing("csr", query_of("csr", period))
    found = [row["sid"] for row in listing.records]
    assert len(found) == len(set(found))
    assert listing.found >= len(rows)
    assert not listing.is_whole or set(found) == {row["sid"] for row in rows}
    assert listing.is_whole or ceiling < 5


def test_a_service_that_never_calls_an_answer_whole_is_not_asked_for_ever() -> None:
    service = Service([{"sid": "a", "cstts": START}, {"sid": "b", "cstts": START}], ceiling=1)
    listing = LegacyReader(client(service)).listing("csr", query_of("csr", Period(START, START + 86_400_000)))
    assert not listing.is_whole
    assert len(service.asked) < 100
