# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer is compared with the question: rows are counted, the record is the one asked for, text is no answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support.in_process import run_module
from support.legacy import LAB_KEY, LAB_USER
from unit.module_utils.api.scripted_server import Hangup, Received, ScriptedServer, Step, reply

from ansible_collections.webex.contact_center.plugins.module_utils.module.legacy import legacy_info
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.fields import KINDS

AT = 1_700_000_000_000
PERIOD = {"from": str(AT), "to": str(AT + 3_600_000)}
ROW = {"sid": "s0", "cstts": AT, "cetts": AT + 9, "currentState": "ended"}
HEADER = ",".join(KINDS["csr"].columns)
Row = dict[str, Any]


def rows(count: int, **more: Any) -> list[Row]:
    """Sessions, one after the other."""
    return [{**ROW, "sid": f"s{number}", "cstts": AT + number, **more} for number in range(count)]


def table(count: int) -> str:
    """The same as CSV, without the columns that are empty."""
    empty = "," * (len(KINDS["csr"].columns) - 4)
    return f"{HEADER}\n" + "".join(
        f"s{number},{AT + number},{AT + number + 9},ended{empty}\n" for number in range(count)
    )


def run(step: Step, **options: Any) -> Row:
    """Run the module against a server that answers everything in one way."""
    with ScriptedServer(step) as server:
        connection = {
            "legacy_url": server.url,
            "legacy_user": LAB_USER,
            "legacy_api_key": LAB_KEY,
            "legacy_tenant_id": "1000000",
            "requests_per_minute": 100_000,
            "retry_timeout": 0,
            "timeout": 5,
        }
        return run_module(legacy_info, {"record": "csr", **connection, **options})


def warned_of(result: Row) -> str:
    """All warnings in one text."""
    return " ".join(result["warnings"])


def by_path(answers: Mapping[str, Step], otherwise: Step) -> Step:
    """Answer by what is asked for: the end of a path, or the type of a query."""

    def step(received: Received) -> Iterable[bytes]:
        name = urlsplit(received.target).path.rpartition("/")[2]
        return answers.get(name, otherwise)(received)

    return step


def without_end(text: str) -> Step:
    """Send a body of which HTTP does not say where it ends."""

    def step(_unused: Received) -> Iterable[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n\r\n" + text.encode()
        raise Hangup

    return step


def listed(found: int, given: object, complete: object, records: list[Row]) -> Step:
    """An answer to a query that says how many records there are."""
    said = {"numberOfRecordsFound": found, "numberOfRecordsInDataset": given, "isComplete": complete}
    return reply(content={"datasetMetadata": said, "data": records})


NOT_WHOLE: dict[str, tuple[Step, Row, int]] = {
    "claims more than it holds": (listed(10, 10, True, rows(3)), {}, 3),
    "claims fewer than it holds": (listed(2, 2, True, rows(3)), {}, 3),
    "isComplete is 0": (listed(3, 3, 0, rows(3)), {}, 3),
    "isComplete is null": (listed(3, 3, None, rows(3)), {}, 3),
    "isComplete is no": (listed(3, 3, "no", rows(3)), {}, 3),
    "mixed, cut at a line": (
        reply(
            body=(json.dumps({"query": {}, "numberOfRecordsFound": 5, "isComplete": True}) + "\n" + table(3)).encode()
        ),
        {},
        3,
    ),
    "CSV whose last line has no end": (reply(body=table(3).removesuffix("\n").encode()), {"format": "csv"}, 3),
    "CSV without an end of HTTP": (without_end(table(3)), {"format": "csv"}, 3),
    "as many as were asked for": (
        reply(content={"data": rows(2)}),
        {"_source": json.dumps({"name": "query", "form": "query", "text": ""})},
        2,
    ),
}


def question(limit: int) -> str:
    """A query for sessions, at most so many."""
    return json.dumps(
        {
            "dateBegin": [AT],
            "dateEnd": [AT + 1000],
            "numberOfRecords": limit,
            "activityType": "INTERACTION",
            "aggregations": [{"id": 0, "aggregationType": "VALUE", "computeColumnName": "sid"}],
        }
    )


@pytest.mark.parametrize("name", NOT_WHOLE)
def test_an_answer_that_does_not_hold_what_it_says_is_not_complete(name: str) -> None:
    step, options, count = NOT_WHOLE[name]
    if "_source" in options:
        options = {"_source": json.dumps({"name": "query", "form": "query", "text": question(2)})}
    else:
        options = {**PERIOD, **options}
    warned = run(step, **options, narrow=False)
    assert (warned.get("failed"), warned["complete"], len(warned["records"])) == (None, False, count)
    assert "are not all of" in warned_of(warned)
    failed = run(step, **options)
    assert (failed["failed"], failed["complete"]) == (True, False)
    assert "are not all of" in failed["msg"]
    assert failed["summary"]["requests"] < 20, "a service that ignores the period is asked again and again"


def test_csv_is_counted_by_a_second_question_also_where_the_last_records_are_asked_for() -> None:
    def step(received: Received) -> Iterable[bytes]:
        if received.headers["Accept"] == "text/csv":
            return reply(body=b"sid\ns0\ns1\n")(received)
        asked = json.loads(parse_qs(urlsplit(received.target).query)["q"][0])
        return listed(3, min(3, asked["numberOfRecords"]), True, rows(min(3, asked["numberOfRecords"])))(received)

    query = {**json.loads(question(100)), "lastNRecords": True}
    result = run(step, format="csv", _source=json.dumps({"name": "q", "form": "query", "text": json.dumps(query)}))
    assert (result["failed"], result["complete"], len(result["records"])) == (True, False, 2)
    assert "the service counted 3 rows, but 2 came" in result["msg"]


NO_ANSWERS = {
    "text": b"Service temporarily unavailable",
    "one word": b"ERROR",
    "lines of text": b"Please log in\nwith your account\n",
    "a form": b"user,password\nadmin,secret\n",
    "a JSON text": b'"maintenance"',
    "JSON of errors": b'{"errors": []}',
    "a message": b'{"message": "try again", "details": []}',
    "an empty object": b"{}",
    "nothing": b"",
    "objects of something else": b'{"data": [{"id": "u1", "name": "admin"}]}',
    "a list of errors": b'{"errors": [{"id": "E1", "reason": "down"}]}',
    "a row without an id": json.dumps({"data": [ROW, {"cstts": AT}]}).encode(),
    "another type": json.dumps({"data": [{"type": "car", "id": "x", "attributes": ROW}]}).encode(),
    "activities": json.dumps({"data": [{**ROW, "sid": f"s0-{AT}-new"}]}).encode(),
    "counts that are none": json.dumps({"datasetMetadata": {"numberOfRecordsFound": "many"}, "data": [ROW]}).encode(),
    "counts that are not finite": b'{"datasetMetadata": {"numberOfRecordsFound": 1e999}, "data": []}',
    "columns without the id": b"cstts,currentState__s\n1700000000000,ended\n",
}


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_answers_another_question_is_refused_with_its_first_words(name: str, form: str) -> None:
    result = run(reply(body=NO_ANSWERS[name]), **PERIOD, format=form)
    assert "the answer is not the answer to a query" in result["msg"]
    words = NO_ANSWERS[name].decode().replace("\n", " ").strip() or "nothing"
    assert words[:30] in result["msg"]
    assert "records" not in result


@pytest.mark.parametrize(("kind", "record_id"), [("csr", "a"), ("car", f"a-{AT}-new"), ("asr", "a")])
@pytest.mark.parametrize("body", [b"Service temporarily unavailable", b"sid\n", b"Log in,User\nx,y\n", b'{"id": "z"}'])
def test_text_is_no_record(kind: str, record_id: str, body: bytes) -> None:
    for form in ("json", "csv"):
        result = run(reply(body=body), record=kind, id=[record_id], format=form)
        assert result["failed"]
        assert f"the answer is not a {kind.upper()}" in result["msg"]


@pytest.mark.parametrize(
    ("kind", "record_id", "answer", "is_it"),
    [
        ("csr", "a", {"sid": "a"}, True),
        ("csr", "a", {"id": "A"}, True),
        ("csr", "a", {"sid": "c"}, False),
        ("csr", "a", {"sid": f"a-{AT}-new", "session": "a"}, False),
        ("car", f"a-{AT}-new", {"sid": f"a-{AT}-new"}, True),
        ("car", f"a-{AT}-new", {"sid": "a", "cstts": AT, "currentState": "NEW"}, True),
        ("car", f"a-{AT}-new", {"sid": "x", "session": "a", "cstts": AT}, True),
        ("car", f"a-{AT}-new", {"sid": "a", "cstts": AT + 1, "currentState": "new"}, False),
        ("car", f"a-{AT}-new", {"sid": "a", "cstts": AT, "currentState": "parked"}, False),
        ("car", f"a-{AT}-new", {"sid": f"b-{AT}-new", "session": "b", "cstts": AT}, False),
        ("asr", "a", {"sid": "x", "agentSessionId": "a"}, True),
        ("asr", "a", {"sid": "x"}, False),
        ("aar", f"a-telephony-{AT}-Idle", {"sid": "x", "agentSessionId": "a", "cstts": AT}, True),
        ("aar", f"a-telephony-{AT}-Idle", {"sid": "x", "agentSessionId": "b", "cstts": AT}, False),
    ],
)
def test_the_record_that_comes_back_is_the_one_asked_for(kind: str, record_id: str, answer: Row, is_it: bool) -> None:
    result = run(reply(content=answer), record=kind, id=[record_id])
    if is_it:
        assert [record["sid"] for record in result["records"]] == [record_id]
    else:
        assert (result["failed"], result["records"], result["complete"]) == (True, [], False)
        assert f"it is the record {answer['sid']}, not {record_id}" in result["msg"]


def test_two_ids_answered_by_a_third_record_are_two_failures() -> None:
    result = run(reply(content={**ROW, "sid": "c"}), id=["a", "b"])
    assert (result["failed"], result["records"], result["found"]) == (True, [], 0)
    assert [name for name in ("a", "b") if f", not {name}" not in result["msg"]] == []
    followed = run(
        by_path({f"a-{AT}-new": reply(content={**ROW, "session": "a"})}, reply(content=ROW)),
        **{
            "record": "car",
            "id": [f"a-{AT}-new"],
            "follow": "session",
        },
    )
    assert (followed["failed"], followed["records"]) == (True, [])


def test_activities_that_cannot_be_read_fail_the_task_with_what_was_read() -> None:
    step = by_path({"csrs": listed(2, 2, True, rows(2))}, reply(500, {"message": "out of order"}))
    options = {**PERIOD, "follow": "activities", "format": "csv"}
    failed = run(step, **options)
    assert (failed["failed"], failed["complete"], [row["sid"] for row in failed["records"]]) == (
        True,
        False,
        ["s0", "s1"],
    )
    assert [chain["end"] for chain in failed["chains"]] == ["failed", "failed"]
    assert "s0: GET /cars/s0-1700000000000-new: 500: out of order" in failed["msg"]
    assert "; s1: GET /cars/" in failed["msg"]
    warned = run(step, **options, unread="warn")
    assert (warned.get("failed"), warned["complete"], len(warned["records"])) == (None, False, 2)
    assert "out of order" in warned_of(warned)


def test_a_session_that_cannot_be_read_is_told_alike() -> None:
    step = by_path({"b": reply(503, {"message": "down"})}, reply(content={"sid": "a"}))
    assert run(step, id=["a", "b"])["failed"]
    warned = run(step, id=["a", "b"], unread="warn")
    assert (warned.get("failed"), warned["complete"], [row["sid"] for row in warned["records"]]) == (None, False, ["a"])
    assert "b: GET /csrs/b: 503: down" in warned_of(warned)


@pytest.mark.parametrize(
    "step", [listed(0, 0, True, []), reply(content={"data": []}), reply(body=f"{HEADER}\n".encode())]
)
def test_no_records_are_told_and_csv_has_its_header_all_the_same(step: Step) -> None:
    result = run(by_path({}, step), **PERIOD, format="csv", follow="activities")
    assert (result.get("failed"), result["records"], result["complete"]) == (None, [], True)
    assert "no CSR records match this query" in warned_of(result)
    assert result["csv"].startswith("sid,cstts,")
    assert result["activities_csv"].startswith("session,complete,end,missing,sid,")


def test_a_row_that_comes_twice_is_told_once() -> None:
    doubled = [*rows(2), {**rows(1)[0], "currentState": "parked"}]
    result = run(listed(3, 3, True, doubled), **PERIOD)
    assert (result["complete"], result["found"]) == (True, 2)
    assert [(row["sid"], row["currentState"]) for row in result["records"]] == [("s0", "parked"), ("s1", "ended")]
    assert "occurred more than once in one answer; the last one was used" in warned_of(result)
    counted = json.loads(question(100))
    counted["aggregations"] += [{"id": 1, "aggregationType": "SUM", "computeColumnName": "talkDuration__l"}]
    grouped = [{"sid": "s0", "talkDurationSum": 1}, {"sid": "s0", "talkDurationSum": 2}]
    source = json.dumps({"name": "q", "form": "query", "text": json.dumps(counted)})
    assert len(run(listed(2, 2, True, grouped), _source=source)["records"]) == 2


@pytest.mark.parametrize(
    "step",
    [
        reply(content={"data": [{**ROW, "agentName__s": "Amara", "agentName": "Bo"}]}),
        reply(content={"columns": ["sid", "cstts", "agentName", "agentName"], "data": [["s0", AT, "Amara", "Bo"]]}),
        reply(body=f"sid,cstts,agentName__s,agentName__s\ns0,{AT},Amara,Bo\n".encode()),
    ],
)
def test_two_columns_of_one_name_are_both_kept(step: Step) -> None:
    (record,) = run(step, **PERIOD)["records"]
    assert (record["agentName"], record["agentName_2"]) == ("Amara", "Bo")


@pytest.mark.parametrize(
    ("name", "value", "meant", "remark"),
    [
        ("cstts", AT // 1000, AT, "cstts was in seconds; it was converted to milliseconds"),
        ("cetts", str(AT // 1000), AT, "cetts was in seconds"),
        ("cetts", AT * 1000, None, "which is not a time in milliseconds since 1970; it became null"),
        ("cetts", -5, None, "cetts was -5, which is not a time in milliseconds"),
        ("cetts", "yesterday", None, "cetts was yesterday, which"),
        ("cetts", True, None, "cetts was True, which"),
        ("talkDuration__l", "nan", None, "talkDuration was nan, which is not a number; it became null"),
        ("talkDuration__l", "1.5e999", None, "talkDuration was 1.5e999, which"),
        ("score__d", "-inf", None, "score was -inf, which"),
        ("score__d", float("nan"), None, "score was nan, which"),
        ("anything", float("inf"), None, "anything was inf, which"),
        ("many__ia", ["1", "nan"], None, "many was ['1', 'nan'], which"),
        ("anything", {"inner": [float("nan")]}, None, "anything was {'inner': [nan]}, which"),
    ],
)
def test_numbers_that_cannot_be_are_put_right_with_a_word(name: str, value: Any, meant: Any, remark: str) -> None:
    result = run(reply(content={"data": [{**ROW, name: value}] * 2}), **PERIOD)
    assert result["records"][0][name.partition("__")[0]] == meant
    assert f"{remark}" in warned_of(result)
    assert "(2 times)" in warned_of(result)
    assert "NaN" not in json.dumps(result)


@pytest.mark.parametrize("value", [["s0"], {"a": 1}, float("nan"), 10**400, True, -(10**19), "9" * 5000])
@pytest.mark.parametrize("name", ["sid", "session", "cstts", "cetts", "nextState", "currentState", "talkDuration"])
def test_whatever_a_field_holds_no_mistake_of_ours_is_told(name: str, value: Any) -> None:
    chains = by_path({"csrs": reply(content={"data": [{**ROW, name: value}]})}, reply(content={"data": [ROW]}))
    activities = by_path({"csrs": listed(1, 1, True, rows(1))}, reply(content={**ROW, "session": "s0", name: value}))
    for step in (chains, activities):
        result = run(step, **PERIOD, follow="activities", unread="warn")
        assert "mistake" not in result.get("msg", "")
        assert "exception" not in result
