# SPDX-License-Identifier: GPL-3.0-or-later
"""The capture query: ten tasks a call, a few calls ahead, and whatever an answer may hold."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.module_utils.api.connected import ORG, Waiting, connect
from unit.module_utils.api.scripted_server import Received, ScriptedServer, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import BadAnswer, Unauthorized
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings import captures
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.captures import (
    CaptureOptions,
    ask,
    ask_all,
    check_task_ids,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.finding import choice
from ansible_collections.webex.contact_center.plugins.module_utils.times import text_writer

NOW = 1_795_507_200_000
USUAL = {
    "task_ids": None,
    "from": None,
    "to": None,
    "timezone": "UTC",
    "channel_types": None,
    "queues": None,
}


def task_id(number: int) -> str:
    """The id of a task."""
    return f"00000000-0000-4000-8000-{number:012x}"


def recording(name: str = "r1", **attributes: Any) -> dict[str, Any]:
    """A recording as the service sends it."""
    usual = {"fileName": "x.wav", "filePath": "https://h/x?s=1", "startTime": 5, "stopTime": 9, "callType": "main"}
    return {"id": name, "segment": False, "attributes": {**usual, **attributes}}


def answered(received: Received) -> Iterator[bytes]:
    """One recording for each task, named after it."""
    ids = received.json["query"]["taskIds"]
    data = [{"taskId": name, "recording": [recording(name)], "transcription": []} for name in ids]
    yield from reply(content={"meta": {}, "data": data})(received)


def test_what_is_asked() -> None:
    with ScriptedServer(answered) as server:
        ask(connect(server.url), [task_id(1)], CaptureOptions(5, segments=True, virtual_agent=True))
    sent = server.received[0]
    assert (sent.method, sent.target) == ("POST", "/v1/captures/query")
    assert sent.json["query"] == {
        "orgId": ORG,
        "taskIds": [task_id(1)],
        "urlExpiration": 5,
        "includeSegments": True,
        "includeVARecordings": True,
    }


def test_a_lost_answer_is_asked_for_again() -> None:
    with ScriptedServer(hang_up, reply(503), answered) as server:
        found = ask(connect(server.url, Waiting()), [task_id(1)], CaptureOptions())
    assert [captured.recordings[0].id for captured in found] == [task_id(1)]


@pytest.mark.parametrize("count", [0, 1, 10, 11, 95])
def test_all_come_in_their_order_ten_at_a_time(count: int) -> None:
    ids = [task_id(number) for number in range(count)]
    with ScriptedServer(answered) as server:
        found = list(ask_all(connect(server.url), ids, CaptureOptions()))
    assert [captured.task_id for captured in found] == ids
    assert [captured.recordings[0].id for captured in found] == ids
    assert len(server.received) == -(-count // 10)


def test_no_more_is_asked_than_the_reader_soon_needs() -> None:
    with ScriptedServer(answered) as server:
        reader = ask_all(connect(server.url), [task_id(number) for number in range(200)], CaptureOptions())
        next(reader)
        threading.Event().wait(0.3)
        asked = len(server.received)
        reader.close()  # type: ignore[attr-defined]
    assert asked <= 3


def test_an_error_is_that_of_its_ten_tasks() -> None:
    def some(received: Received) -> Iterator[bytes]:
        bad = task_id(15) in received.json["query"]["taskIds"]
        yield from (reply(400, {"error": {"reason": "no"}}) if bad else answered)(received)

    with ScriptedServer(some) as server:
        found = list(ask_all(connect(server.url), [task_id(number) for number in range(30)], CaptureOptions()))
    assert [number for number, captured in enumerate(found) if captured.error] == list(range(10, 20))


def test_nothing_more_is_asked_without_a_good_token() -> None:
    with ScriptedServer(reply(401)) as server, pytest.raises(Unauthorized):
        list(ask_all(connect(server.url), [task_id(number) for number in range(200)], CaptureOptions()))
    assert len(server.received) <= 3


@pytest.mark.parametrize("content", [{}, [], {"data": None}, {"data": {}}, "text"])
def test_answers_of_another_shape_are_an_error(content: Any) -> None:
    with ScriptedServer(reply(content=content)) as server, pytest.raises(BadAnswer, match="has no list of tasks"):
        ask(connect(server.url), [task_id(1)], CaptureOptions())


def test_a_task_in_two_rows_keeps_what_is_in_both() -> None:
    rows = [
        {"taskId": task_id(1), "recording": [recording("r1")], "transcription": [{"id": "t1"}]},
        {"taskId": task_id(1).upper(), "recording": [recording("r2")], "transcription": [{"id": "t2"}]},
    ]
    with ScriptedServer(reply(content={"data": rows})) as server:
        (captured,) = ask(connect(server.url), [task_id(1)], CaptureOptions())
    assert [one.id for one in captured.recordings] == ["r1", "r2"]
    assert [one.id for one in captured.transcriptions] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ([], "the answer does not list the task"),
        ([None], "the answer does not list the task, and has an entry for no task of the request"),
        (
            [{"recording": []}, {"taskId": task_id(4)}],
            "the answer does not list the task, and has 2 entries for no task of the request",
        ),
    ],
)
def test_a_task_that_the_answer_leaves_out_is_a_gap_and_the_others_are_kept(extra: list[Any], why: str) -> None:
    rows = [*extra, {"taskId": task_id(2), "recording": [recording()]}, {"taskId": task_id(3), "recording": None}]
    with ScriptedServer(reply(content={"data": rows})) as server:
        missing, second, third = ask(connect(server.url), [task_id(1), task_id(2), task_id(3)], CaptureOptions())
    assert (str(missing.error), missing.is_without) == (f"POST /v1/captures/query: {why}", False)
    assert (second.error, [one.id for one in second.recordings], second.is_without) == (None, ["r1"], False)
    assert (third.error, list(third.recordings), third.is_without) == (None, [], True)


@pytest.mark.parametrize(
    ("row", "entry", "why"),
    [
        ({"recording": {}}, "the recordings", "the task has an object as recording, not a list"),
        ({"recording": "x"}, "the recordings", "the task has a text as recording, not a list"),
        ({"recording": ["x", recording()]}, "recording 1 of 2", "the entry is a text, not an object"),
        ({"recording": [recording(), None]}, "recording 2 of 2", "the entry is null, not an object"),
        ({"recording": [{"id": "odd"}, recording()]}, "recording odd", "the entry has no attributes"),
        ({"recording": [{"id": "odd", "attributes": []}]}, "recording odd", "the entry has a list as attributes"),
        ({"recording": [{"attributes": None}]}, "recording 1 of 1", "the entry has no attributes"),
        ({"recording": [recording("same"), recording("same", startTime=7)]}, "recording same", "2 recordings of the"),
        ({"transcription": 7, "recording": [recording()]}, "the transcriptions", "has a number as transcription"),
        ({"transcription": [recording("t"), False]}, "transcription 2 of 2", "the entry is a boolean, not an object"),
    ],
)
def test_an_entry_that_cannot_be_read_is_one_entry(row: dict[str, Any], entry: str, why: str) -> None:
    rows = [{"taskId": task_id(1), **row}, {"taskId": task_id(2).upper(), "recording": [recording()]}]
    with ScriptedServer(reply(content={"data": rows})) as server:
        odd, good = ask(connect(server.url), [task_id(1), task_id(2)], CaptureOptions())
    unread = [*odd.unread, *odd.unread_transcriptions]
    assert [part.entry for part in unread] == [entry]
    assert why in str(unread[0].error)
    assert odd.error is None
    there = row["recording"] if isinstance(row.get("recording"), list) else []
    assert [one.id for one in odd.recordings] == ["r1"] * (recording() in there)
    assert odd.is_without == ("recording" not in row)
    assert [one.id for one in good.recordings] == ["r1"]


def test_a_recording_that_comes_twice_is_one() -> None:
    rows = 2 * [{"taskId": task_id(1), "recording": [recording(), recording(filePath="https://h/x?s=2")]}]
    with ScriptedServer(reply(content={"data": rows})) as server:
        (found,) = ask(connect(server.url), [task_id(1)], CaptureOptions())
    assert ([one.id for one in found.recordings], list(found.unread)) == (["r1"], [])


@pytest.mark.parametrize(
    ("value", "sensitive"), [(True, True), (False, False), (None, False), ("true", True), (1, True)]
)
def test_what_may_be_sensitive_counts_as_sensitive(value: Any, sensitive: bool) -> None:
    found = captures._captured(task_id(1), [{"recording": [recording(sensitive=value)]}])
    assert [one.sensitive for one in found.recordings] == [sensitive]


def test_a_recording_without_an_id_is_known_again() -> None:
    row = recording()
    del row["id"]
    with ScriptedServer(reply(content={"data": [{"taskId": task_id(1), "recording": [row]}]})) as server:
        client = connect(server.url)
        first, again = (ask(client, [task_id(1)], CaptureOptions())[0].recordings[0] for _unused in range(2))
    assert first.key == again.key
    assert "https" not in repr(first)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(
    attributes=st.dictionaries(st.sampled_from(["startTime", "stopTime", "callType", "participants", "filePath"]), JSON)
)
def test_fields_of_any_kind_are_read_or_refused(attributes: dict[str, Any]) -> None:
    found = captures._captured(task_id(1), [{"recording": [recording(**attributes)]}])
    rows = [captures.described_recording(one, text_writer(ZoneInfo("UTC"))) for one in found.recordings]
    assert all(row["start_ms"] is None or row["start_time"] for row in json.loads(json.dumps(rows)))


@pytest.mark.parametrize(
    ("given_ids", "why"),
    [
        (["12345"], "task_ids: '12345': not the id of a task"),
        ([task_id(1), "x", "y", ""], "task_ids: 'x' and 2 more"),
        ([task_id(1) + "\nx"], "not the id of a task"),
    ],
)
def test_ids_that_no_task_can_have(given_ids: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_task_ids(given_ids)


def test_ids_are_sent_in_one_form_and_once() -> None:
    assert check_task_ids([f" {task_id(1).upper()}\n", task_id(1)]) == [task_id(1)]


def test_an_id_that_comes_twice_is_asked_about_once() -> None:
    assert check_task_ids([task_id(10), task_id(10).upper(), task_id(2)]) == [task_id(10), task_id(2)]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "task_ids and from are both missing"),
        ({"task_ids": [], "from": "yesterday"}, "task_ids and from are both set"),
        ({"task_ids": [], "to": "now"}, "to: only possible with from, not with task_ids"),
        ({"task_ids": [], "queues": ["Sales"]}, "queues: only possible with from"),
        ({"task_ids": [], "channel_types": ["chat"]}, "channel_types: only possible with from"),
        ({"from": "-400d"}, "from: .* is too long ago"),
        ({"from": "today", "to": "yesterday"}, "to: .* is not after from"),
        ({"from": "lately"}, "from: 'lately' is not a time"),
    ],
)
def test_choices_that_are_refused(options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        choice({**USUAL, **options}, NOW)


def test_no_tasks_are_a_choice_too() -> None:
    assert choice({**USUAL, "task_ids": []}, NOW).tasks == ()
