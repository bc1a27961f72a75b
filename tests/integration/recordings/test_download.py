# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings found, downloaded, verified and kept in order, judged by the files and by the simulator's journal."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from support.project import Project, task
from support.recordings import Archive, by_action, contacts, downloads, expected, queries, recorded_tasks
from support.simulator import Row, Simulator

MANY = 200
NOBODY = "39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4"


@contextmanager
def urls_expire(sim: Simulator, seconds: float, after_downloads: int = 25) -> Iterator[None]:
    """Let the server's clock jump again and again, so that URLs expire that were not used yet."""
    over = threading.Event()

    def run() -> None:
        goal = after_downloads
        while not over.wait(0.02):
            if sum(row["status"] in (200, 206) for row in downloads(sim)) >= goal:
                sim.advance(seconds)
                goal += after_downloads

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_all_come_whatever_breaks_and_come_once(sim: Simulator, archive: Archive) -> None:
    tasks = recorded_tasks(MANY)
    wanted = expected(tasks)
    sim.fault(path="/recordings/*", drop="middle", probability=0.05, times=None)
    sim.fault(path="/recordings/*", drop="before", probability=0.02, times=None)
    sim.fault(path="/v1/captures/query", drop="after", probability=0.1, times=None)
    with urls_expire(sim, 61):
        result = archive.play(tasks, url_expiration=1).ok()
    assert by_action(result) == {"downloaded": len(wanted)}
    statuses = {row["status"] for row in downloads(sim)}
    assert {None, 206, 403} <= statuses, "nothing broke"
    assert archive.holds(wanted)
    modes = {path.stat().st_mode & 0o777 for path in archive.files().values()}
    folders = {path.stat().st_mode & 0o777 for path in [archive.dest, *archive.dest.rglob("*")] if path.is_dir()}
    assert (modes, folders, archive.parts()) == ({0o600}, {0o700}, [])

    sim.clear_faults()
    again, by_manifest = archive.project.play(archive.keep(tasks), archive.keep(tasks, manifest_only=True))
    for step in (again, by_manifest):
        assert not step.ok()["changed"]
        assert by_action(step.result) == {"unchanged": len(wanted)}
    assert downloads(sim) == []
    assert len(queries(sim)) == MANY // 10

    changed, deleted, *_others = archive.files()
    archive.files()[changed].write_bytes(b"RIFF")
    archive.files()[deleted].unlink()
    noticed, planned, repaired = archive.project.play(
        archive.keep(tasks, manifest_only=True), {**archive.keep(tasks), "check_mode": True}, archive.keep(tasks)
    )
    assert "changed on disk" in noticed.failure()
    assert "missing on disk" in noticed.failure()
    reasons = {row["path"]: row["reason"] for row in repaired.ok()["recordings"] if row["action"] == "replaced"}
    assert reasons == {changed: "changed on disk", deleted: "missing on disk"}
    assert by_action(planned.ok()) == by_action(repaired.result) == {"unchanged": len(wanted) - 2, "replaced": 2}
    assert len(downloads(sim)) == 2
    assert archive.holds(wanted)


def test_server_names_stay_inside_and_apart(sim: Simulator, archive: Archive) -> None:
    names = [
        "../../etc/x",
        "C:\\x",
        "n" * 300 + ".wav",
        "same.wav",
        "same.wav",
        "SAME.wav",
        "..",
        "",
        "a\u202eb\n.wav",
        "/abs",
    ]
    tasks = recorded_tasks(len(names))
    answer = sim.call("POST", "/v1/captures/query", json={"query": {"taskIds": tasks}}).json()
    for row, name in zip(answer["data"], names, strict=True):
        row["recording"] = row["recording"][:1]
        row["recording"][0]["attributes"]["fileName"] = name
        row["recording"][0]["attributes"]["callType"] = f"../{name}"
    sim.fault(path="/v1/captures/query", status=200, body=answer, times=None)
    template = "{call_type}/{file_name}/{file_name}~{task_id}"
    result = archive.play(tasks, path_template=template).ok()
    flat = Archive(archive.project)
    flat.dest = archive.dest / "flat"
    flat.play(tasks, path_template="{recording_id}").ok()
    paths = [archive.dest / row["path"] for row in result["recordings"]]
    assert len({str(path).casefold() for path in paths}) == len(names)
    assert all(path.resolve().is_relative_to(archive.dest) and path.read_bytes()[:4] == b"RIFF" for path in paths)
    outside = [path for path in archive.project.folder.rglob("*.wav*") if not path.is_relative_to(archive.dest)]
    assert outside == []


def test_two_recordings_with_one_path_are_kept_apart(sim: Simulator, archive: Archive) -> None:
    contact = next(contact for contact in contacts() if len(expected([contact.id])) > 1)
    answer = sim.call("POST", "/v1/captures/query", json={"query": {"taskIds": [contact.id]}}).json()
    for recording in answer["data"][0]["recording"]:
        recording["attributes"]["fileName"] = "same.wav"
    sim.fault(path="/v1/captures/query", status=200, body=answer, times=None)
    first, again = archive.project.play(*2 * [archive.keep([contact.id], path_template="{task_id}/{file_name}")])
    assert first.ok()["changed"]
    assert not again.ok()["changed"]
    assert archive.holds(expected([contact.id]))


def test_sensitive_recordings_come_only_when_asked_for(archive: Archive) -> None:
    some = next(
        contact.id
        for contact in contacts()
        if any(recording.sensitive for recording in expected([contact.id], virtual_agent=True).values())
    )
    tasks = list({*recorded_tasks(20), some})
    wanted = expected(tasks, virtual_agent=True)
    sensitive = {name for name, recording in wanted.items() if recording.sensitive}
    assert 0 < len(sensitive) < len(wanted)
    without, all_of_them = archive.project.play(
        archive.keep(tasks, include_virtual_agent=True),
        archive.keep(tasks, include_virtual_agent=True, include_sensitive=True),
    )
    assert {row["recording_id"] for row in without.ok()["recordings"] if row["action"] == "sensitive"} == sensitive
    assert by_action(all_of_them.ok()) == {"unchanged": len(wanted) - len(sensitive), "downloaded": len(sensitive)}
    assert archive.holds(wanted)


def test_segments_come_one_by_one(archive: Archive) -> None:
    contact = next(contact for contact in contacts() if len(contact.recorded) > 1)
    options = {"include_segments": True, "path_template": "{task_id}/{time}-{call_type}.wav"}
    result = archive.play([contact.id], **options).ok()
    wanted = expected([contact.id], segments=True)
    assert sum(row["segment"] for row in result["recordings"]) == len(contact.recorded)
    assert archive.holds(wanted)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        pytest.param(
            {"truncate_to": 20_000},
            "the file is cut: it has 20000 bytes, and its own header",
            id="wrong Content-Length",
        ),
        pytest.param(
            {"status": 200, "body": "<html>Sign in</html>", "headers": {"Content-Type": "text/html"}},
            "the answer is not audio",
            id="HTML",
        ),
        pytest.param(
            {"status": 200, "body": "<html>Sign in</html>", "headers": {"Content-Type": "audio/wav"}},
            "the file is not audio",
            id="HTML called audio",
        ),
        pytest.param({"status": 200, "body": "", "headers": {"Content-Type": "audio/wav"}}, "empty", id="empty"),
        pytest.param({"status": 404}, "404", id="gone"),
        pytest.param({"status": 302, "headers": {"Location": "https://example.com/x"}}, "not followed", id="redirect"),
    ],
)
def test_a_broken_file_fails_alone(sim: Simulator, archive: Archive, fault: Row, why: str) -> None:
    tasks = recorded_tasks(12)
    wanted = expected(tasks)
    sim.fault(path="/recordings/*", **fault)
    broken, mended = archive.project.play(archive.keep(tasks), archive.keep(tasks))
    failed = [row for row in broken.result["recordings"] if row["action"] == "failed"]
    assert len(failed) == 1
    message = broken.failure()
    assert failed[0]["recording_id"] in message
    assert why in message
    assert broken.result["summary"]["downloaded"] == len(wanted) - 1
    assert by_action(mended.ok()) == {"unchanged": len(wanted) - 1, "downloaded": 1}
    assert archive.holds(wanted)


def test_a_refused_query_is_a_gap_of_its_ten_tasks(sim: Simulator, archive: Archive) -> None:
    tasks = recorded_tasks(25)
    sim.fault(path="/v1/captures/query", status=403)
    step, again = archive.project.play(archive.keep(tasks), archive.keep(tasks))
    assert "403" in step.failure()
    assert len(step.result["gaps"]) in (10, 5)
    again.ok()
    assert archive.holds(expected(tasks))


def test_tasks_without_a_recording_are_told_apart(archive: Archive) -> None:
    tasks = [*recorded_tasks(3), NOBODY]
    info, kept = archive.project.play(task("wxcc_capture_info", {"task_ids": tasks}), archive.keep(tasks))
    for step in (info, kept):
        assert step.ok()["tasks_without_recording"] == [NOBODY]


def test_info_tells_all_but_the_urls(sim: Simulator, project: Project) -> None:
    tasks = recorded_tasks(25)
    options = {"task_ids": tasks, "include_virtual_agent": True, "timezone": "Asia/Kolkata"}
    show = {"name": "Show", "ansible.builtin.debug": {"msg": "{{ revealed.recordings[0].file_path.split('?')[0] }}"}}
    plain, revealed, shown = project.play(
        task("wxcc_capture_info", options),
        task("wxcc_capture_info", {**options, "reveal": True}, register="revealed"),
        show,
    )
    rows = {row["recording_id"]: row for row in plain.ok()["recordings"]}
    wanted = expected(tasks, virtual_agent=True)
    assert {
        name: (row["call_type"], row["start_ms"], row["stop_ms"], row["sensitive"]) for name, row in rows.items()
    } == {
        name: (recording.call_type, recording.start, recording.stop, recording.sensitive)
        for name, recording in wanted.items()
    }
    assert {row["start_time"][-6:] for row in rows.values()} == {"+05:30"}
    assert plain.result["transcriptions"]
    assert len([row for row in plain.requests if row["path"] == "/v1/captures/query"]) == 3
    assert "file_path" not in json.dumps(plain.result)
    assert "recordings" not in revealed.result
    assert shown.result["msg"].startswith(f"{sim.url}/recordings/")
