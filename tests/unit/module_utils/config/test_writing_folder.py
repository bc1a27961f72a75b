# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of files: whole or marked as unfinished, wherever the process that writes it is killed."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import UNFINISHED
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.folder import MANIFEST, File, Folder
from ansible_collections.webex.contact_center.plugins.module_utils.files import alone
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import UserError
from ansible_collections.webex.contact_center.plugins.plugin_utils.folders import record_files

OLD = {
    "site.csv": File("site", b"name\nA\n"),
    "team.yml": File("team", b"- name: T\n"),
    ".schemas/team.json": File("team", b"{}"),
}
NEW = {
    "site.yml": File("site", b"- name: A\n"),
    "team.yml": File("team", b"- name: U\n"),
    "files/audio/a.wav": File("audio", b"RIFF"),
}
Content = dict[str, bytes]


def content(folder: Path) -> Content:
    """Every file of a folder but the manifest."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def data(files: dict[str, File]) -> Content:
    return {path: file.read() for path, file in files.items()}


def write(dest: Path, files: dict[str, File], **options: Any) -> Folder:
    folder = Folder(str(dest), files, **options)
    folder.write()
    return folder


@pytest.mark.parametrize("dest", ["acme", "orgs/acme", "./acme"])
def test_its_path_may_be_relative(dest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(dest), OLD)
    assert content(tmp_path / dest) == data(OLD)


def test_it_holds_what_was_written_and_nothing_else(tmp_path: Path) -> None:
    dest = tmp_path / "orgs" / "acme"
    first = write(dest, OLD)
    assert (first.states, first.is_changed) == (dict.fromkeys(sorted(OLD), "created"), True)
    assert content(dest) == data(OLD)
    again = Folder(str(dest), OLD)
    assert (again.states, again.is_changed) == (dict.fromkeys(sorted(OLD), "unchanged"), False)
    second = write(dest, NEW)
    assert second.states == {
        "files/audio/a.wav": "created",
        "site.yml": "created",
        "team.yml": "changed",
        ".schemas/team.json": "removed",
        "site.csv": "removed",
    }
    assert content(dest) == data(NEW)
    assert not (dest / ".schemas").exists()
    assert (dest / "team.yml").stat().st_mode & 0o777 == 0o600


def test_a_path_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("orgs") / "acme", OLD)
    write(Path("other"), OLD)
    assert content(tmp_path / "orgs" / "acme") == content(tmp_path / "other") == data(OLD)


def test_nothing_is_touched_where_nothing_differs(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    write(tmp_path, OLD)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_only_files_that_were_written_here_and_not_edited_are_removed(tmp_path: Path) -> None:
    (tmp_path / "user.csv").write_text("email\n")
    write(tmp_path, OLD)
    (tmp_path / "site.csv").write_text("name\nmine\n")
    folder = write(tmp_path, {})
    assert content(tmp_path) == {"user.csv": b"email\n", "site.csv": b"name\nmine\n"}
    stays = "no longer needed, but edited since it was written, so it stays. Delete it yourself"
    assert folder.warnings == [f"{tmp_path / 'site.csv'}: {stays}"]
    assert write(tmp_path, {}).warnings == []


def test_files_of_other_families_stay(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    write(tmp_path, {}, families=["site"])
    assert sorted(content(tmp_path)) == [".schemas/team.json", "team.yml"]
    write(tmp_path, {})
    assert content(tmp_path) == {}


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "[]",
        '{"format": 2, "files": {}}',
        '{"format": 1, "files": []}',
        '{"format": 1, "files": {"site.csv": 1}}',
    ],
)
def test_a_damaged_manifest_removes_nothing(tmp_path: Path, manifest: str) -> None:
    write(tmp_path, OLD)
    (tmp_path / MANIFEST).write_text(manifest)
    folder = write(tmp_path, {})
    assert content(tmp_path) == data(OLD)
    assert bool(folder.warnings) == bool(manifest)
    assert json.loads((tmp_path / MANIFEST).read_text()) == {"format": 1, "files": {}}


@pytest.mark.parametrize("patterns", [1, "site:A*", {"site:A*": 1}, ["site:A*", 1]])
def test_a_manifest_whose_patterns_are_not_texts_is_damaged(tmp_path: Path, patterns: object) -> None:
    write(tmp_path, OLD)
    entry = {"family": "site", "sha256": "", "patterns": patterns}
    (tmp_path / MANIFEST).write_text(json.dumps({"format": 1, "files": {"site.csv": entry}}))
    folder = Folder(str(tmp_path), OLD, patterns={"site": ["site:B*"]})
    assert folder.narrowed == {}
    (warning,) = folder.warnings
    assert warning.startswith(f"{tmp_path / MANIFEST}: damaged")


@pytest.mark.parametrize("path", ["../outside", "a/../../outside", "/outside", "..", "a\0b"])
def test_a_manifest_reaches_nothing_outside(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside").write_text("mine")
    entry = {"family": "site", "sha256": File("", b"mine").entry["sha256"]}
    dest = tmp_path / "dest"
    dest.mkdir()
    (dest / MANIFEST).write_text(json.dumps({"format": 1, "files": {path: entry}}))
    write(dest, OLD)
    assert (tmp_path / "outside").read_text() == "mine"


def test_two_tasks_do_not_write_at_once(tmp_path: Path) -> None:
    with alone(tmp_path / UNFINISHED, wait=True), pytest.raises(UserError, match="another task is writing into this"):
        write(tmp_path, OLD)
    assert content(tmp_path) == {UNFINISHED: b""}
    write(tmp_path, OLD)
    assert content(tmp_path) == data(OLD)


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written: Not a directory; nothing was written"):
        write(tmp_path / "file" / "dest", OLD)


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "team.yml").mkdir()
    with pytest.raises(UserError, match=r"team.yml: cannot be read: Is a directory"):
        write(tmp_path, OLD)


CALLS = ("open", "write", "ftruncate", "replace", "unlink", "mkdir", "rmdir")


def killed_before(number: int, dest: Path, files: dict[str, File]) -> bool:
    """Write in a process that is killed before its n-th call that changes something; whether it was killed."""
    child = os.fork()
    if child == 0:
        count = 0

        def counted(call: Any) -> Any:
            def run(*arguments: Any, **options: Any) -> Any:
                nonlocal count
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **options)

            return run

        for name in CALLS:
            setattr(os, name, counted(getattr(os, name)))
        try:
            write(dest, files)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_killed_at_any_point_it_is_whole_or_marked_and_the_next_run_completes_it(tmp_path: Path) -> None:
    kills = 0
    for number in range(1, 200):
        dest = tmp_path / str(number)
        write(dest, OLD)
        if not killed_before(number, dest, NEW):
            break
        kills += 1
        found = content(dest)
        is_marked = found.pop(UNFINISHED, None) is not None
        whole = {path: text for path, text in found.items() if not path.endswith(".new")}
        assert all(text in (data(OLD).get(path), data(NEW).get(path)) for path, text in whole.items())
        assert is_marked or found in (data(OLD), data(NEW))
        if is_marked:
            with pytest.raises(AnsibleActionFail, match="has not ended, or was killed"):
                record_files("acme", str(dest))
        write(dest, OLD if number % 2 else NEW)
        assert content(dest) == data(OLD if number % 2 else NEW)
    assert kills >= 15
