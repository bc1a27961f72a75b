# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the folder of recordings from run to run: old files, strange ones, a full disk, another token."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from support.project import task
from support.recordings import Archive, by_action, downloads, expected, recorded_tasks
from support.simulator import Simulator


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
    assert f"{altered}: too old, but not removed, because it is no longer the file that was downloaded" in " ".join(
        run.output.split()
    )
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
    assert f"{files[0]}: a file that is not in the manifest is in the way, and was not replaced" in step.failure()
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
