# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings found, downloaded, verified and kept in order, judged by the files and by the simulator's journal."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from support.playbook import ROOT, run_playbook
from support.project import Project, task
from support.recordings import SMALL, Archive, contacts, downloads, expected, queries, recorded_tasks
from support.simulator import Row, Simulator

MANY = 200
NOBODY = "39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4"


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start(recording_bytes=SMALL) as simulator:
        yield simulator


@pytest.fixture
def archive(project: Project) -> Archive:
    """An empty folder for recordings."""
    return Archive(project)


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


def by_action(result: Row) -> dict[str, int]:
    """The counts of a result that are not zero."""
    names = ("downloaded", "replaced", "unchanged", "sensitive", "expired", "removed", "failed")
    return {name: result["summary"][name] for name in names if result["summary"][name]}


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
    tasks = recorded_tasks(30)
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
        pytest.param({"truncate_to": 20_000}, "cut short", id="wrong Content-Length"),
        pytest.param(
            {"status": 200, "body": "<html>Sign in</html>", "headers": {"Content-Type": "text/html"}},
            "no audio",
            id="HTML",
        ),
        pytest.param(
            {"status": 200, "body": "<html>Sign in</html>", "headers": {"Content-Type": "audio/wav"}},
            "no audio",
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


def test_old_files_go_only_when_asked_and_only_ours(archive: Archive) -> None:
    tasks = recorded_tasks(10)
    wanted = expected(tasks)
    archive.play(tasks).ok()
    altered = next(iter(archive.files()))
    archive.files()[altered].write_bytes(b"something else")
    stranger = archive.dest / "2001-01-01" / "diary.wav"
    stranger.parent.mkdir()
    stranger.write_bytes(b"RIFF")
    run = archive.project.run(
        archive.keep([], retention_days=2),
        {**archive.keep([], retention_days=1), "check_mode": True},
        archive.keep([], retention_days=1),
        archive.keep(tasks, retention_days=1),
    )
    kept, planned, removed, again = (entry["result"] for entry in run.tasks)
    assert not kept["changed"]
    assert by_action(planned) == by_action(removed) == {"removed": len(wanted) - 1}
    assert removed["changed"]
    assert f"{altered}: too old, but not what was downloaded, so it was left" in " ".join(run.output.split())
    assert by_action(again) == {"expired": len(wanted)}
    assert set(archive.files()) == {altered, "2001-01-01/diary.wav"}


def test_a_file_that_the_manifest_does_not_know_is_left_unless_it_is_the_recording(archive: Archive) -> None:
    tasks = recorded_tasks(2)
    mains = [recording for recording in expected(tasks).values() if recording.call_type == "main"]
    files = [archive.dest / f"{task_id}-main.wav" for task_id in tasks]
    archive.dest.mkdir()
    files[0].write_bytes(b"RIFF of somebody else")
    files[1].write_bytes(archive.content(mains[1]))
    step = archive.play(tasks, path_template="{task_id}-{call_type}.wav")
    assert f"{files[0]}: a file that the manifest does not know, which was left" in step.failure()
    assert files[0].read_bytes() == b"RIFF of somebody else"
    actions = {row["recording_id"]: row["action"] for row in step.result["recordings"]}
    assert [actions[main.id] for main in mains] == ["failed", "downloaded"]


def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(sim: Simulator, archive: Archive) -> None:
    archive.dest.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", str(archive.dest)]
    if mount is None or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        tasks = recorded_tasks(60)
        wanted = expected(tasks)
        full = archive.play(tasks)
        assert "No space left on device" in full.failure()
        assert full.result["summary"]["downloaded"] > 0
        missing = {row["recording_id"] for row in full.result["recordings"] if row["action"] == "failed"}
        told = full.result["summary"]["downloaded"] + len(missing)
        asked = expected([row["task_id"] for row in full.result["gaps"]])
        assert told + len(asked) == len(wanted)
        assert len(downloads(sim)) < len(wanted)
        subprocess.run([mount, "-o", "remount,size=64m", str(archive.dest)], check=True)
        done = archive.play(tasks).ok()
        assert by_action(done) == {
            "unchanged": full.result["summary"]["downloaded"],
            "downloaded": len(missing | asked.keys()),
        }
        assert archive.holds(wanted)
    finally:
        subprocess.run(["umount", str(archive.dest)], check=True)


BAD_INPUT: dict[str, tuple[Row, str]] = {
    "no tasks and no period": ({"task_ids": None}, "task_ids and from are both missing"),
    "both": ({"from": "yesterday"}, "task_ids and from are both given"),
    "a malformed id": ({"task_ids": [NOBODY, "12345"]}, "task_ids: '12345'"),
    "an expiration of 0": ({"url_expiration": 0}, "url_expiration: 0 is not between 1 and 60"),
    "an expiration of 61": ({"url_expiration": 61}, "url_expiration: 61 is not between"),
    "a time zone that is none": ({"timezone": "Europe/Berln"}, "Europe/Berlin"),
}
BAD_DOWNLOAD: dict[str, tuple[Row, str]] = {
    "an unknown key": (
        {"path_template": "{task_id}-{caller}.wav"},
        "{caller}: unknown key; there are date, time, task_id",
    ),
    "a key of found tasks": ({"path_template": "{queue}/{recording_id}.wav"}, "{queue} is known only where"),
    "one file for all": ({"path_template": "{date}.wav"}, "would put two recordings into one file"),
    "a path that leads out": ({"path_template": "../{recording_id}.wav"}, "must be a relative path"),
    "a dest that is a file": ({"dest": "{folder}/file"}, "is a file, not a folder"),
    "a dest below a file": ({"dest": "{folder}/file/below"}, "is a file, so there can be no folder"),
    "a dest that cannot be written": ({"dest": "/proc/recordings"}, "dest: /proc/recordings"),
    "no days": ({"retention_days": 0}, "retention_days: 0 is not between"),
}


def test_bad_input_is_refused_before_the_first_request(project: Project) -> None:
    """The table of templates and of choices is longer in the unit tests."""
    project.write("file", "")
    usual: Row = {"task_ids": [NOBODY]}
    dest = {"dest": str(project.folder / "recordings")}
    cases = [("wxcc_capture_info", {**usual, **options}, why) for options, why in BAD_INPUT.values()]
    for options, why in [*BAD_INPUT.values(), *BAD_DOWNLOAD.values()]:
        place = {"dest": options["dest"].format(folder=project.folder)} if "dest" in options else dest
        cases.append(("wxcc_capture_download", {**usual, **options, **place}, why))
    steps = project.play(*(task(module, options) for module, options, _why in cases))
    assert [why for step, (_module, _options, why) in zip(steps, cases, strict=True) if why not in step.refusal()] == []
    assert [row for step in steps for row in step.requests] == []
    assert not (project.folder / "recordings").exists()


def test_each_organization_has_its_recordings_of_a_period(sim: Simulator, tmp_path: Path) -> None:
    begin = int(time.time()) // 3600 * 3600 - 26 * 3600
    hour = {
        name: time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(at))
        for name, at in (("from", begin), ("to", begin + 3600))
    }
    hosts = {
        name: {
            "wxcc_access_token": sim.orgs[number].access_token,
            "recordings_dest": str(tmp_path / name),
            "recordings_retention_days": 30,
        }
        for number, name in enumerate(("acme", "borealis"))
    }
    common: Row = {f"recordings_{name}": value for name, value in hour.items()}
    common |= {"wxcc_api_url": sim.url, "wxcc_requests_per_minute": 100_000}
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts, "vars": common}}), encoding="utf-8")
    arguments = ("-i", str(inventory), "-e", "recordings_hosts=all")
    run = run_playbook(ROOT / "playbooks" / "recordings.yml", tmp_path, *arguments)
    assert run.code == 0, run.output
    for number, name in enumerate(hosts):
        period = begin * 1000, (begin + 3600) * 1000
        wanted = [contact for contact in contacts(number) if period[0] <= contact.created < period[1]]
        files = [path for path in (tmp_path / name).rglob("*.wav") if path.name.endswith("-main.wav")]
        assert {path.name.removesuffix("-main.wav") for path in files} == {contact.id for contact in wanted}
        assert {path.parent.name for path in files} <= {"Sales", "Support", "Billing", "unknown"}
    sim.clear_requests()
    again = run_playbook(ROOT / "playbooks" / "recordings.yml", tmp_path, *arguments)
    assert again.output.count("changed=0") == 2
    assert downloads(sim) == []


def test_a_token_that_ends_in_the_middle_is_renewed_and_nothing_comes_twice(sim: Simulator, archive: Archive) -> None:
    archive.project.environment = {
        "WXCC_API_URL": sim.url,
        "WXCC_AUTH_URL": sim.url,
        "WXCC_TOKEN_STORE": str(archive.project.folder / "tokens"),
        "WXCC_CLIENT_ID": sim.client_id,
        "WXCC_CLIENT_SECRET": sim.client_secret,
        "WXCC_REQUESTS_PER_MINUTE": "100000",
    }
    tasks = recorded_tasks(60)
    wanted = expected(tasks)
    sim.fault(path="/v1/captures/query", where={"query": f"*{tasks[45]}*"}, status=401)
    access = task("wxcc_token", {"org": "acme", "refresh_token": sim.orgs[0].refresh_token})
    _unused, step = archive.project.play(access, archive.keep(tasks, org="acme"))
    assert by_action(step.ok()) == {"downloaded": len(wanted)}
    assert step.result["gaps"] == []
    assert 401 in step.statuses
    assert len(downloads(sim)) == len(wanted)
    assert archive.holds(wanted)
