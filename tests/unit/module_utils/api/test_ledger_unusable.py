# SPDX-License-Identifier: GPL-3.0-or-later
"""Ledgers that cannot be used: of somebody else, on a full or read-only disk, locked. Each process paces itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from unit.module_utils.api.ledger_machine import LIMIT, WINDOW, Machine
from unit.module_utils.api.test_pacing import Service


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "budget" / "key.sqlite")


def folder_is_a_file(machine: Machine) -> None:
    machine.file.parent.write_text("")


def folder_of_all(machine: Machine) -> None:
    machine.file.parent.mkdir()
    machine.file.parent.chmod(0o777)


def linked(machine: Machine) -> None:
    machine.file.parent.mkdir(mode=0o700)
    machine.file.symlink_to("/dev/null")


def file_of_all(machine: Machine) -> None:
    machine.file.parent.mkdir(mode=0o700)
    machine.file.touch()
    machine.file.chmod(0o666)


def of_somebody_else(machine: Machine) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to somebody else")
    machine.file.parent.mkdir(mode=0o700)
    machine.file.touch(mode=0o600)
    os.chown(machine.file, 12345, -1)


def folder_of_somebody_else(machine: Machine) -> None:
    of_somebody_else(machine)
    os.chown(machine.file.parent, 12345, -1)


UNUSABLE = {
    "a file that others may write": (file_of_all, "may be written by others"),
    "a file of somebody else": (of_somebody_else, "belongs to somebody else"),
    "a folder of somebody else": (folder_of_somebody_else, "belongs to somebody else"),
    "a file for a folder": (folder_is_a_file, "belongs to somebody else, is a link"),
    "a folder of all": (folder_of_all, "may be written by others"),
    "a link": (linked, "is a link"),
}


@pytest.mark.parametrize(("spoil", "why"), UNUSABLE.values(), ids=UNUSABLE)
def test_without_a_ledger_each_process_paces_itself(
    machine: Machine, spoil: Callable[[Machine], None], why: str
) -> None:
    spoil(machine)
    service = Service(machine.time, 10_000, WINDOW)
    machine.run(service, [2 * LIMIT, 2 * LIMIT], slowest=0.01)
    assert WINDOW <= service.accepted[-1] <= 1.2 * WINDOW
    assert len(machine.warnings) == 2  # one a process
    (warning,) = set(machine.warnings)  # with one text, which Ansible shows once
    assert warning.startswith("the request budget is not shared: ")
    assert why in warning


def test_without_the_library_each_process_paces_itself(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    service = Service(machine.time, 10_000, WINDOW)
    machine.run(service, [2 * LIMIT], slowest=0.01)
    assert WINDOW <= service.accepted[-1] <= 1.2 * WINDOW
    (warning,) = machine.warnings
    assert "the Python that runs the module has no sqlite3" in warning


HOLDER = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("holds", flush=True)
signal.pause()
"""


@pytest.fixture
def holder(machine: Machine) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of the database."""
    machine.pace().start()
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(machine.file)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "holds\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_killed_process_locks_nobody_out(machine: Machine, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    machine.pace().start()
    assert machine.warnings == []


def test_a_process_that_keeps_the_lock_stops_nobody(machine: Machine, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGSTOP)
    pace = machine.pace(busy=0.05)
    for _each in range(3):
        pace.accepted(pace.start())
    (warning,) = machine.warnings
    assert "database is locked" in warning


def test_a_full_disk_stops_nobody(machine: Machine, disk: Path) -> None:
    pace = machine.pace(disk / "key.sqlite")
    pace.accepted(pace.start())
    with (disk / "filler").open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(bytes(4096))
    for _each in range(2 * LIMIT - 1):
        pace.accepted(pace.start())
    assert WINDOW <= machine.time.clock() <= 1.2 * WINDOW
    assert len(machine.warnings) == 1, machine.warnings


@pytest.mark.parametrize("has_file", [False, True])
def test_a_read_only_folder_stops_nobody(machine: Machine, disk: Path, has_file: bool) -> None:
    file = disk / "budget" / "key.sqlite"
    if has_file:
        before = machine.pace(file)
        before.accepted(before.start())
        before.close()
        assert machine.warnings == []
        machine.time.sleep(WINDOW)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    service, began = Service(machine.time, 10_000, WINDOW), machine.time.clock()
    machine.run(service, [2 * LIMIT], slowest=0.01, paces=[machine.pace(file)])
    assert WINDOW <= service.accepted[-1] - began <= 1.2 * WINDOW
    (warning,) = machine.warnings
    assert warning.startswith(f"the request budget is not shared: {file}: ")
    assert ("unable to open database file" if has_file else "Read-only file system") in warning
