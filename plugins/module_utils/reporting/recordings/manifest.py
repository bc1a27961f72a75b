# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of files in a folder of recordings: a line of JSON per file, written before the file gets its name."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any, Final

from ...files import make_folders, open_private, replace_file, sha256_of, write_all
from ...mistakes import UserError
from .captures import key_of

FOLDER: Final = ".recordings"
NAME: Final = "manifest.jsonl"
PRESENT, MISSING, CHANGED = "present", "missing", "changed"


@dataclass(frozen=True)
class Entry:
    """One file: `path` is relative to the folder, `start` is when the recording began, in epoch milliseconds."""

    recording_id: str
    task_id: str
    path: str
    bytes: int
    sha256: str
    call_type: str
    start: int | None
    sensitive: bool

    @property
    def key(self) -> str:
        """Its key in the manifest."""
        return key_of(self.task_id, self.recording_id)


class Manifest:
    """The files of one folder by the key of their recording; any thread may add to it.

    Lines are only appended, and the last one of a recording counts. A line that a crash cut is ignored, and its file is
    downloaded again. `close` rewrites the manifest if some lines no longer count.
    """

    def __init__(self, dest: str) -> None:
        self.folder = folder_of(dest)
        self.unreadable = 0
        self._dest = dest
        self.path = os.path.join(self.folder, NAME)
        self._lock = Lock()
        self._entries: dict[str, Entry] = {}
        self._lines = 0
        self._read()

    def get(self, key: str) -> Entry | None:
        """Return the entry of a recording; None if there is none."""
        return self._entries.get(key)

    def entries(self) -> list[Entry]:
        """Return the entries of all files, in the order in which they were added."""
        with self._lock:
            return list(self._entries.values())

    def state(self, entry: Entry) -> str:
        """Return the state of a file: PRESENT, MISSING, or CHANGED if it is no longer what was downloaded."""
        path = self.place(entry)
        try:
            if os.path.islink(path) or os.stat(path).st_size != entry.bytes:
                return CHANGED
            return PRESENT if sha256_of(path) == entry.sha256 else CHANGED
        except (FileNotFoundError, NotADirectoryError):
            return MISSING
        except OSError:
            return CHANGED

    def place(self, entry: Entry) -> str:
        """Return the absolute path of a file."""
        return os.path.join(self._dest, *entry.path.split("/"))

    def add(self, entry: Entry) -> None:
        """Append a file; OSError if that fails.

        It is not synced to the disk: after a crash of the machine, the checksums show what was lost.
        """
        self._append(asdict(entry))
        with self._lock:
            self._entries[entry.key] = entry

    def forget(self, entry: Entry) -> None:
        """Append that a file was removed."""
        self._append({"removed": entry.key})
        with self._lock:
            self._entries.pop(entry.key, None)

    def close(self) -> None:
        """Rewrite the manifest if some of its lines no longer count."""
        if self._lines == len(self._entries):
            return
        with suppress(OSError):  # on a full disk, the longer manifest is still valid
            replace_file(self.path, "".join(_line(asdict(entry)) for entry in self._entries.values()).encode())

    def _append(self, row: dict[str, Any]) -> None:
        with self._lock:
            file = open_private(self.path, os.O_RDWR | os.O_APPEND)
            try:
                self._write_line(file, _line(row).encode())
            finally:
                os.close(file)
            self._lines += 1

    @staticmethod
    def _write_line(file: int, line: bytes) -> None:
        """Append a whole line, or nothing."""
        end = os.lseek(file, 0, os.SEEK_END)
        whole = b"\n" + line if end and os.pread(file, 1, end - 1) != b"\n" else line
        try:
            write_all(file, whole)
        except OSError:
            with suppress(OSError):
                os.ftruncate(file, end)
            raise

    def _read(self) -> None:
        try:
            with open(self.path, "rb") as file:
                for line in file:
                    self._lines += 1
                    self._take(line)
        except FileNotFoundError:
            return
        except OSError as error:
            raise UserError(f"dest: {self.path}: cannot be read: {error.strerror}") from None

    def _take(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            if "removed" in row:
                self._entries.pop(str(row["removed"]), None)
                return
            entry = Entry(**row)
            parts = entry.path.split("/")
            # A manifest changed by somebody else must not make us read, replace or remove a file elsewhere.
            if any(not part or part.startswith(".") or "\0" in part for part in parts) or not _is_typed(entry):
                raise ValueError(entry.path)
            self._entries[entry.key] = entry
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            self.unreadable += 1


def folder_of(dest: str) -> str:
    """Return the folder of the manifest and of unfinished files."""
    return os.path.join(dest, FOLDER)


@contextmanager
def locked(dest: str) -> Iterator[None]:
    """Create a folder of recordings if it is missing, and lock it against a second run.

    UserError if another run has locked it, or if it cannot be written to.
    """
    try:
        make_folders(folder_of(dest))
        lock = open_private(os.path.join(folder_of(dest), "lock"), os.O_WRONLY)
    except OSError as error:
        raise UserError(f"dest: {dest}: cannot be written to: {error.strerror}") from None
    with open(lock, "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError(f"dest: {dest}: another run is writing to this folder; wait for its end") from None
        yield


def _is_typed(entry: Entry) -> bool:
    texts = (entry.recording_id, entry.task_id, entry.sha256, entry.call_type)
    numbers = (entry.bytes, 0 if entry.start is None else entry.start)
    return all(isinstance(text, str) for text in texts) and all(isinstance(number, int) for number in numbers)


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, separators=(",", ":")) + "\n"
