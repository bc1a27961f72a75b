# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest remembers every file, also across crashes, and leads nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.files import make_folders
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.manifest import (
    CHANGED,
    MISSING,
    PRESENT,
    Entry,
    Manifest,
    folder_of,
    locked,
)

CONTENT = b"RIFF and more"
ENTRY = Entry("r1", "t1", "day/r1.wav", len(CONTENT), sha256(CONTENT).hexdigest(), "main", 1795507212250, False)


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """A folder of recordings without any."""
    make_folders(folder_of(str(tmp_path)))
    return tmp_path


def opened(dest: Path) -> Manifest:
    """Read what there is."""
    return Manifest(str(dest))


def lines(dest: Path) -> list[str]:
    """The manifest as it is stored."""
    return Path(opened(dest).path).read_text(encoding="utf-8").splitlines()


def test_what_was_added_is_there_the_next_time(dest: Path) -> None:
    second = replace(ENTRY, recording_id="r2", path="day/Zürich.wav")
    manifest = opened(dest)
    for entry in (ENTRY, second):
        manifest.add(entry)
    assert opened(dest).entries() == [ENTRY, second]
    manifest.forget(ENTRY)
    assert opened(dest).entries() == [second]
    assert opened(dest).get(ENTRY.key) is None


def test_only_the_last_line_of_a_recording_counts_and_closing_drops_the_others(dest: Path) -> None:
    manifest = opened(dest)
    for size in (1, 2, 3):
        manifest.add(replace(ENTRY, bytes=size))
    manifest.close()
    assert len(lines(dest)) == 1
    assert opened(dest).entries() == [replace(ENTRY, bytes=3)]
    assert Path(manifest.path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept", range(1, 40, 7))
def test_a_line_that_a_crash_left_half_spoils_no_other(dest: Path, kept: int) -> None:
    opened(dest).add(ENTRY)
    path = Path(opened(dest).path)
    path.write_bytes(path.read_bytes() + path.read_bytes()[:kept])
    manifest = opened(dest)
    assert (manifest.entries(), manifest.unreadable) == ([ENTRY], 1)
    other = replace(ENTRY, recording_id="r2")
    manifest.add(other)
    assert opened(dest).entries() == [ENTRY, other]
    manifest.close()
    assert (opened(dest).entries(), opened(dest).unreadable) == ([ENTRY, other], 0)


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", "", ".recordings/lock", "a//b", "a\0b", 7, None])
def test_a_path_that_leads_elsewhere_is_no_entry(dest: Path, path: object) -> None:
    row = {**vars(ENTRY), "path": path}
    Path(opened(dest).path).write_text(json.dumps(row) + "\n", encoding="utf-8")
    manifest = opened(dest)
    assert (manifest.entries(), manifest.unreadable) == ([], 1)


@pytest.mark.parametrize("field", ["recording_id", "task_id", "bytes", "sha256", "call_type", "start"])
def test_a_field_of_another_type_is_no_entry(dest: Path, field: str) -> None:
    Path(opened(dest).path).write_text(json.dumps({**vars(ENTRY), field: [1]}) + "\n", encoding="utf-8")
    assert opened(dest).unreadable == 1


@pytest.mark.parametrize("line", ["[]", "null", "7", "{}", "[" * 100_000, "\xff"])
def test_other_lines_are_told(dest: Path, line: str) -> None:
    Path(opened(dest).path).write_bytes(line.encode("latin-1") + b"\n")
    assert opened(dest).unreadable == 1


def test_the_state_of_a_file(dest: Path) -> None:
    manifest = opened(dest)
    file = dest / ENTRY.path
    assert manifest.state(ENTRY) == MISSING
    file.parent.mkdir()
    file.write_bytes(CONTENT)
    assert manifest.state(ENTRY) == PRESENT
    file.write_bytes(CONTENT[::-1])
    assert manifest.state(ENTRY) == CHANGED
    file.unlink()
    elsewhere = dest / "elsewhere"
    elsewhere.write_bytes(CONTENT)
    file.symlink_to(elsewhere)
    assert manifest.state(ENTRY) == CHANGED
    file.unlink()
    file.mkdir()
    assert manifest.state(ENTRY) == CHANGED
    file.rmdir()
    file.parent.rmdir()
    file.parent.write_bytes(b"")
    assert manifest.state(ENTRY) == MISSING


def test_only_one_run_at_a_time(tmp_path: Path) -> None:
    dest = str(tmp_path / "new" / "folder")
    with locked(dest):
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new", tmp_path / "new" / "folder")} == {0o700}
        with pytest.raises(ValueError, match="another run is writing to this folder"), locked(dest):
            pass
    with locked(dest):
        pass
