# SPDX-License-Identifier: GPL-3.0-or-later
"""A window that holds too much is read in halves, and nobody has to know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.module_utils.api.connected import connect
from unit.module_utils.api.scripted_server import Received, ScriptedServer, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.http import transport
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import TooLarge, WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.reports import Query, prepare, read
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.halving import halved
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period

QUARTER = 15 * 60_000
START = 1_700_000_100_000 // QUARTER * QUARTER
DAY = Period(START, START + 95 * QUARTER)
ROW_SIZE = 1000


@given(st.integers(1, 300), st.integers(1, 20), st.integers(0, 400))
def test_halves_cover_a_window_once_in_whole_steps(length: int, step: int, most: int) -> None:
    asked: list[Period] = []

    def pages(window: Period) -> Iterator[Period]:
        if window.length > max(most, step):
            raise TooLarge("the answer is larger than 64 MB")
        asked.append(window)
        yield window

    given_ = list(halved(pages, Period(START, START + length), step))
    assert given_ == asked
    assert [window.start for window in asked] == [START, *(window.end for window in asked[:-1])]
    assert asked[-1].end == START + length
    assert all((window.start - START) % step == 0 for window in asked)


def refused(error: WxccError) -> Iterator[None]:
    """Pages of which the first cannot be read."""

    def read() -> None:
        raise error

    return iter(read, 0)


@pytest.mark.parametrize("error", [TooLarge("the answer is larger than 64 MB"), WxccError("too large", status=413)])
def test_what_has_no_halves_says_what_helps(error: WxccError) -> None:
    def pages(_window: Period) -> Iterator[None]:
        return refused(error)

    with pytest.raises(WxccError, match=r"large.*, even for 2023-.* to .* alone; narrow the report: fewer queues"):
        list(halved(pages, Period(START, START + 4 * QUARTER), QUARTER))


def test_another_error_is_not_asked_again() -> None:
    asked: list[Period] = []

    def pages(window: Period) -> Iterator[None]:
        asked.append(window)
        return refused(WxccError("no", status=400))

    with pytest.raises(WxccError, match="no"):
        list(halved(pages, DAY, QUARTER))
    assert asked == [DAY]


def times(received: Received) -> range:
    """The intervals, or the moments, that a request asks for."""
    query = parse_qs(urlsplit(received.target).query)
    start, end = int(query["from"][0]), int(query["to"][0])
    return range(-(-start // QUARTER) * QUARTER, end, QUARTER)


def statistics(received: Received) -> list[bytes]:
    filler = "x" * ROW_SIZE
    rows: list[Any] = [
        {
            "queueId": "q",
            "queueName": filler,
            "agentId": "a",
            "intervalStartTime": time,
            "startTime": time,
            "channels": [],
        }
        for time in times(received)
    ]
    return list(reply(body=json.dumps({"data": rows}).encode())(received))


@pytest.mark.parametrize(
    ("report", "column"), [("queue_statistics", "intervalStartTime"), ("agent_activities", "startTime")]
)
def test_a_report_is_whole_though_an_answer_would_be_too_large(
    monkeypatch: pytest.MonkeyPatch, report: str, column: str
) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 30 * ROW_SIZE)
    with ScriptedServer(statistics) as server:
        client = connect(server.url)
        plan = prepare(client, Query(report, DAY, interval=15, source="rest"))
        found = [row[column] for page in read(plan, 1) for row in page.rows]
        client.close()
    assert found == list(range(DAY.start, DAY.end, QUARTER))
    assert len(server.received) > 4
