# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings agree with the tasks, and their files are had as from S3: by signed URL, for a while, whole or in part."""

from __future__ import annotations

import io
import itertools
import json
import time
import wave
from typing import Any

import pytest
import requests
from requests import Response
from support.recordings import contacts, expected, recorded_tasks
from support.simulator import Row, Simulator

HOUR_MS = 3600 * 1000


@pytest.fixture(scope="module")
def simulator_options() -> dict[str, Any]:
    """A simulator like the twin that tells which tasks were recorded."""
    return {}


def ask(sim: Simulator, **query: Any) -> list[Row]:
    """What there is of tasks."""
    answer = sim.call("POST", "/v1/captures/query", json={"query": query})
    assert answer.status_code == 200, answer.text
    rows: list[Row] = answer.json()["data"]
    return rows


def url_of(sim: Simulator, task_id: str, minutes: int = 30) -> str:
    """The URL of the first recording of a task."""
    return str(ask(sim, taskIds=[task_id], urlExpiration=minutes)[0]["recording"][0]["attributes"]["filePath"])


def get(url: str, **headers: str) -> Response:
    """A file, or what the storage says."""
    return requests.get(url, headers=headers, timeout=30)


def test_recordings_agree_with_the_tasks(sim: Simulator) -> None:
    end = next(contacts()).created + HOUR_MS
    period = {"from": end - HOUR_MS, "to": end, "pageSize": 1000}
    tasks = {row["id"]: row["attributes"] for row in sim.call("GET", "/v1/tasks", params=period).json()["data"]}
    ids = list(tasks)
    rows = [row for first in range(0, len(ids), 10) for row in ask(sim, taskIds=ids[first : first + 10])]
    assert [row["taskId"] for row in rows] == ids
    for row in rows:
        task = tasks[row["taskId"]]
        is_recorded = task.get("captureRequested") is True and task["status"] == "completed"
        assert bool(row["recording"]) == is_recorded
        for recording in row["recording"]:
            facts = recording["attributes"]
            assert task["createdTime"] <= facts["startTime"] < facts["stopTime"] <= task["lastUpdatedTime"]
            assert task["channelType"] == "telephony"
            if facts["callType"] == "main":
                assert task["owner"]["id"] in facts["participants"]


def test_a_call_that_goes_on_has_no_recording_yet(sim: Simulator) -> None:
    soon = int(time.time() * 1000) + 5000
    contact = next(one for one in contacts(hours_ago=2) if one.recorded[0].released > soon)
    assert ask(sim, taskIds=[contact.id])[0]["recording"] == []
    sim.advance((contact.ended - soon) / 1000 + 10)
    assert len(ask(sim, taskIds=[contact.id])[0]["recording"]) >= 1


def test_segments_consultations_and_virtual_agents(sim: Simulator) -> None:
    ids = [contact.id for contact in itertools.islice(contacts(), 400)]
    for flags in itertools.product((False, True), repeat=2):
        wanted = expected(ids, segments=flags[0], virtual_agent=flags[1])
        rows = [
            recording
            for first in range(0, len(ids), 10)
            for row in ask(sim, taskIds=ids[first : first + 10], includeSegments=flags[0], includeVARecordings=flags[1])
            for recording in row["recording"]
        ]
        assert {row["id"] for row in rows} == wanted.keys()
        types = {row["attributes"]["callType"] for row in rows}
        assert types == {"main", "consult"} | ({"va-main", "va-consult"} if flags[1] else set())
        assert {row["segment"] for row in rows if row["attributes"]["callType"] == "main"} == {flags[0]}
        assert {row["segment"] for row in rows if row["attributes"]["callType"] != "main"} == {False}
        sensitive = {row["attributes"]["callType"] for row in rows if row["attributes"]["sensitive"]}
        assert sensitive == ({"va-main", "va-consult"} if flags[1] else set())


def test_a_file_is_a_tone_as_long_as_the_recording(sim: Simulator) -> None:
    contact = next(contact for contact in contacts() if 10_000 < contact.recorded[0].talk_ms < 200_000)
    recording = next(one for one in expected([contact.id]).values() if one.call_type == "main")
    answer = get(url_of(sim, contact.id))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with wave.open(io.BytesIO(answer.content)) as file:
        seconds = file.getnframes() / file.getframerate()
        loud = max(file.readframes(8000))
    assert seconds == pytest.approx((recording.stop - recording.start) / 1000, abs=0.1)
    assert loud > 0
    assert recording.id.encode() in answer.content
    assert get(url_of(sim, contact.id)).content == answer.content


def test_sizes_keep_to_their_limits_and_differ() -> None:
    with Simulator.start(recording_bytes=(1000, 3000)) as sim:
        rows = ask(sim, taskIds=recorded_tasks(10))
        files = [get(row["recording"][0]["attributes"]["filePath"]).content for row in rows]
    assert len({len(content) for content in files}) > 5
    assert all(999 <= len(content) <= 3000 for content in files)
    assert len(set(files)) == len(files)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", slice(0, None)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=100-99999999", slice(100, None)),
    ],
)
def test_a_part_of_a_file(sim: Simulator, asked: str, part: slice) -> None:
    url = url_of(sim, recorded_tasks(1)[0])
    whole = get(url)
    answer = get(url, Range=asked, **{"If-Range": whole.headers["ETag"]})
    assert (answer.status_code, answer.content) == (206, whole.content[part])
    assert answer.headers["Content-Range"].endswith(f"/{len(whole.content)}")
    other = get(url, Range=asked, **{"If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, whole.content)


@pytest.mark.parametrize("asked", ["bytes=5-3", "bytes=-", "bytes=" + "9" * 5000 + "-", "bytes=1-2,5-6", "lines=1-2"])
def test_what_is_no_range_is_passed_over(sim: Simulator, asked: str) -> None:
    url = url_of(sim, recorded_tasks(1)[0])
    answer = get(url, Range=asked)
    assert (answer.status_code, answer.content) == (200, get(url).content)


def test_a_part_behind_the_end(sim: Simulator) -> None:
    url = url_of(sim, recorded_tasks(1)[0])
    size = len(get(url).content)
    answer = get(url, Range=f"bytes={size}-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert "<Code>InvalidRange</Code>" in answer.text


def test_a_url_is_good_for_its_minutes_by_the_servers_clock(sim: Simulator) -> None:
    url = url_of(sim, recorded_tasks(1)[0], minutes=1)
    sim.advance(50)
    assert get(url).status_code == 200
    sim.advance(11)
    answer = get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/xml")
    assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in answer.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("X-Amz-Expires=1800", "X-Amz-Expires=999999"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        ("X-Amz-Signature=", "X-Amz-Signature=%C3%A9"),
        ("/recordings/", "/recordings/x"),
    ],
)
def test_a_changed_url_is_refused(sim: Simulator, before: str, after: str) -> None:
    answer = get(url_of(sim, recorded_tasks(1)[0]).replace(before, after))
    assert answer.status_code in (403, 404)


def test_an_authorization_header_is_refused(sim: Simulator) -> None:
    url = url_of(sim, recorded_tasks(1)[0])
    answer = get(url, Authorization=f"Bearer {sim.orgs[0].access_token}")
    assert answer.status_code == 400
    assert "Only one auth mechanism allowed" in answer.text


def test_the_journal_shows_no_signature(sim: Simulator) -> None:
    url = url_of(sim, recorded_tasks(1)[0])
    get(url)
    row = sim.requests()[-1]
    assert row["path"] in url
    assert (row["org_id"], row["client_id"]) == (sim.orgs[0].org_id, None)
    signature = url.partition("X-Amz-Signature=")[2]
    assert signature not in json.dumps(sim.requests())


def test_files_can_be_dropped_truncated_and_slowed(sim: Simulator) -> None:
    url = url_of(sim, recorded_tasks(1)[0])
    whole = get(url).content
    sim.fault(path="/recordings/*", truncate_to=1000)
    assert get(url).content == whole[:1000]
    sim.fault(path="/recordings/*", drop="middle")
    with pytest.raises(requests.exceptions.RequestException):
        get(url)
    assert sim.requests()[-1]["status"] is None
    sim.fault(path="/recordings/*", bytes_per_s=len(whole) * 5)
    assert get(url).content == whole
    assert sim.requests()[-1]["status"] == 200


def test_a_transcription_is_text(sim: Simulator) -> None:
    rows = ask(sim, taskIds=recorded_tasks(10))
    text = next(text for row in rows for text in row["transcription"])
    answer = get(text["filePath"])
    assert answer.headers["Content-Type"] == "application/json"
    assert [turn["role"] for turn in answer.json()["transcripts"]] == ["AGENT", "CALLER", "AGENT", "CALLER"]
    assert text["startTime"].isdecimal()


def test_tasks_of_another_organization_have_nothing(sim: Simulator) -> None:
    other = next(contacts(1)).id
    assert ask(sim, taskIds=[other]) == [{"taskId": other, "recording": [], "transcription": []}]
