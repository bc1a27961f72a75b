# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests made to break a server are refused with a sentence, and the next client is served."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from support.simulator import Simulator

from wxcc_simulator.configuration.rsql import DEEPEST, FilterError, parse_filter
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.wire.patterns import matches
from wxcc_simulator.wire.sent import read_json

DEEP = "[" * 900 + "]" * 900
BROKEN_BODIES = {
    "deep": b'{"name": ' + DEEP.encode() + b"}",
    "deep in an item": b'{"items": [{"itemIdentifier": 0, "requestAction": "SAVE", "item": ' + DEEP.encode() + b"}]}",
    "too deep to be read": b"[" * 200_000,
    "no number of JSON": b'{"query": NaN}',
    "a number of many digits": b'{"version": ' + b"9" * 5000 + b"}",
    "no UTF-8": b'{"name": "\xff"}',
}
ENDLESS = r"^(?:\w|\w\w|-)*(?<=[!?])$"
ROOT = "taskDetails(from: 1, to: 2)"


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    with Simulator.start() as running:
        yield running


def sent(sim: Simulator, method: str, path: str, **more: Any) -> requests.Response:
    """A request of the first organization's administrator."""
    headers = {"Authorization": f"Bearer {sim.orgs[0].access_token}", "Content-Type": "application/json"}
    return requests.request(method, sim.url + path, headers=headers, timeout=30, **more)


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES.keys())
@pytest.mark.parametrize("path", ["site", "site/bulk", "multimedia-profile", "team", "captures", "search", "room"])
def test_a_body_that_cannot_be_walked_through_is_a_400(sim: Simulator, path: str, body: bytes) -> None:
    org = f"/organization/{sim.orgs[0].org_id}/"
    elsewhere = {"captures": "/v1/captures/query", "search": "/search", "room": "/_simulator/faults"}
    answer = sent(sim, "POST", elsewhere.get(path, org + path), data=body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")


@pytest.mark.parametrize("text", ["NaN", "-Infinity", DEEP, "[" * 200_000, "{", ""])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json(text)


def test_json_as_deep_as_any_client_sends_is_read() -> None:
    assert json.dumps(read_json("[" * 50 + "]" * 50)) == "[" * 50 + "]" * 50


def test_a_filter_has_a_depth() -> None:
    assert parse_filter("(" * DEEPEST + "id==1" + ")" * DEEPEST, ["id"])({"id": "1"})
    assert parse_filter(";".join(["(id==1)"] * 10 * DEEPEST), ["id"])({"id": "1"})
    with pytest.raises(FilterError, match="nested deeper"):
        parse_filter("(" * 5000 + "id==1" + ")" * 5000, ["id"])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{" + " ".join(f"a{number}: {ROOT} {{tasks {{id}}}}" for number in range(10_000)) + "}", "tokens"),
        ("{" + " ".join(f"a{number}: {ROOT} {{tasks {{id}}}}" for number in range(11)) + "}", "at most 10"),
        (f"{{{ROOT} {{tasks {{{'id ' * 10_000}}}}}}}", "10000 times"),
        (f"{{{ROOT} {{{'tasks {' * 2000}id{'}' * 2000}}}}}", "too deeply"),
    ],
    ids=["aliases", "roots", "one field", "depth"],
)
def test_a_document_has_a_size(sim: Simulator, query: str, words: str) -> None:
    answer = sent(sim, "POST", "/search", json={"query": query})
    assert answer.status_code == 200
    assert words in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (ENDLESS, "takes too long"),
        ("(?R)", "takes too long"),
        ("(", "cannot be read as a pattern"),
        ("(" * 3000 + ")" * 3000, "cannot be read as a pattern"),
        ("x" * 10_001, "too long a pattern"),
        ("((a{1000}){1000}){1000}", "too long a pattern"),
        ("a{0}b{" + "9" * 5000 + "}", "too long a pattern"),
    ],
    ids=["endless", "recursion", "syntax", "depth", "length", "repetitions", "digits"],
)
@pytest.mark.parametrize("whole", [False, True])
def test_a_pattern_has_a_size_and_a_time(pattern: str, words: str, whole: bool) -> None:
    with pytest.raises(RefusedError, match=words):
        matches(pattern, str(uuid.UUID(int=7)), whole=whole)


@pytest.mark.parametrize(
    ("pattern", "is_found", "is_whole"),
    [
        ("([0-9a-f-]+)+z", False, False),
        ("-0000-", True, False),
        ("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", True, True),
        ("|".join([f"{'[0-9a-f]{4}-?' * 8}"] * 40), True, True),
    ],
)
def test_a_pattern_is_looked_for(pattern: str, is_found: bool, is_whole: bool) -> None:
    text = str(uuid.UUID(int=7))
    assert (matches(pattern, text), matches(pattern, text, whole=True)) == (is_found, is_whole)


def test_an_endless_search_is_a_400(sim: Simulator) -> None:
    now = int(time.time() * 1000)
    wanted = f"filter: {{id: {{match: {json.dumps(ENDLESS)}}}}}"
    document = f"{{taskDetails(from: {now - 3600_000}, to: {now}, {wanted}) {{tasks {{id}}}}}}"
    answer = sent(sim, "POST", "/search", json={"query": document})
    assert answer.status_code == 400
    assert "takes too long" in answer.json()["error"]["reason"]


def test_fragments_that_double_are_read_once(sim: Simulator) -> None:
    doubling = " ".join(f"fragment f{n} on TaskDetails {{...f{n + 1} ...f{n + 1}}}" for n in range(40))
    document = f"{{{ROOT} {{tasks {{...f0}}}}}} {doubling} fragment f40 on TaskDetails {{id}}"
    assert sent(sim, "POST", "/search", json={"query": document}).json() == {"data": {"taskDetails": {"tasks": []}}}


def test_one_of_several_operations_is_carried_out(sim: Simulator) -> None:
    query = f"query one {{a: {ROOT} {{tasks {{id}}}}}} query two {{b: {ROOT} {{tasks {{id}}}}}}"
    asked = {"query": query, "operationName": "two"}
    assert sent(sim, "POST", "/search", json=asked).json() == {"data": {"b": {"tasks": []}}}
    assert sent(sim, "POST", "/search", json={**asked, "operationName": 5}).status_code == 400
    assert "operation name" in sent(sim, "POST", "/search", json={"query": query}).json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("clock", b'{"advance_s": 1e308}'),
        ("clock", b'{"advance_s": 1e999}'),
        ("faults", b'[{"status": 1000}]'),
        ("faults", b'[{"status": true}]'),
        ("faults", b'[{"status": 500, "times": 0}]'),
        ("faults", b'[{"status": 500, "probability": 2}]'),
        ("faults", b'[{"delay_ms": -1}]'),
        ("faults", b'[{"status": 200, "headers": {"a": "b\\r\\nc: d"}}]'),
        ("faults", b'[{"status": 200, "headers": {"a": 5}}]'),
    ],
)
def test_the_control_room_takes_no_order_that_would_break_answers(sim: Simulator, name: str, order: bytes) -> None:
    assert sent(sim, "POST", f"/_simulator/{name}", data=order).status_code == 400
    assert sent(sim, "GET", f"/organization/{sim.orgs[0].org_id}/v2/site").status_code == 200


@pytest.mark.parametrize("status", [204, 304])
def test_a_fault_without_a_body_keeps_the_connection_in_order(sim: Simulator, status: int) -> None:
    sim.fault(status=status, body="x")
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {sim.orgs[0].access_token}"
        url = f"{sim.url}/organization/{sim.orgs[0].org_id}/v2/site"
        assert [session.get(url, timeout=30).status_code for _time in range(2)] == [status, 200]


def test_a_host_that_cannot_be_read_does_not_get_in(sim: Simulator) -> None:
    assert requests.get(f"{sim.url}/_simulator/stats", headers={"Host": "[::1"}, timeout=30).status_code == 403
