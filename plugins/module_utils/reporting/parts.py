# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that is written for hours: a part that a killed run leaves, a checkpoint that continues it, a manifest.

Beside `tasks.csv` stand `tasks.csv.part` and `tasks.csv.checkpoint` while it is written, and `tasks.csv.manifest.json`
afterwards. The file itself appears when it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

CHUNK: Final = 1024 * 1024
MODE: Final = 0o600


class ExportError(ValueError):
    """What the file system has against the export, and what to do."""


def check_dest(dest: Path) -> None:
    """Refuse what surely cannot be written; ValueError."""
    if dest.is_dir():
        raise ValueError(f"dest: {dest}: is a directory; name a file in it")
    if not dest.parent.is_dir():
        raise ValueError(f"dest: {dest}: there is no directory {dest.parent}; make it first")
    if not os.access(dest.parent, os.W_OK | os.X_OK):
        raise ValueError(f"dest: {dest}: nothing can be written into the directory {dest.parent}")


def beside(dest: Path, ending: str) -> Path:
    """Name a neighbour of the file."""
    return dest.with_name(f"{dest.name}.{ending}")


def manifest_of(dest: Path) -> dict[str, Any] | None:
    """Give the manifest of a file that is still as it was written; None where there is none, or the file changed."""
    manifest = _read(beside(dest, "manifest.json"))
    if manifest is None:
        return None
    try:
        with dest.open("rb") as file:
            return manifest if manifest.get("sha256") == _digest(file, None).hexdigest() else None
    except OSError:
        return None


class PartFile:
    """The file while it is written; a context manager. Every `write` is kept, whatever ends the process after it."""

    def __init__(self, dest: Path, identity: Mapping[str, Any]) -> None:
        self._dest = dest
        self._identity = dict(identity)
        self._part = beside(dest, "part")
        self._checkpoint = beside(dest, "checkpoint")
        self._hash = hashlib.sha256()
        self.size = 0
        self.state: dict[str, Any] = {}
        """What the last `write` that is kept said of itself; empty at the beginning."""

    def __enter__(self) -> PartFile:
        with self._explained():
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            self._file = os.open(self._part, flags, MODE)
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._file)
                raise ExportError(f"{self._dest}: another run is writing this file; wait for it") from None
            os.fchmod(self._file, MODE)
            self._continue()
        return self

    def __exit__(self, *_unused: object) -> None:
        os.close(self._file)

    def write(self, data: bytes, state: Mapping[str, Any] | None) -> None:
        """Add bytes; with a state, they are there to stay, and the next run goes on behind them."""
        with self._explained():
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            self._hash.update(data)
            self.size += len(data)
            if state is not None:
                self.state = dict(state)
                kept = {"query": self._identity, "bytes": self.size, "sha256": self._hash.hexdigest(), **self.state}
                _replace(self._checkpoint, kept)

    def finish(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """Put the whole file and its manifest in place, and give the manifest."""
        told = {**manifest, "bytes": self.size, "sha256": self._hash.hexdigest()}
        with self._explained():
            os.fsync(self._file)
            # The manifest takes its room on the disk before the file appears, and its name after that.
            prepared = _prepare(beside(self._dest, "manifest.json"), told, indent=2)
            os.replace(self._part, self._dest)
            os.replace(prepared, beside(self._dest, "manifest.json"))
            self._checkpoint.unlink(missing_ok=True)
        return told

    def _continue(self) -> None:
        """Go on behind the last checkpoint of the same query, where the part still holds what it says."""
        kept = _read(self._checkpoint)
        if kept and kept.get("query") == self._identity and isinstance(kept.get("bytes"), int):
            with os.fdopen(os.dup(self._file), "rb") as file:
                file.seek(0)
                found = _digest(file, kept["bytes"])
            if found.hexdigest() == kept.get("sha256"):
                self._hash, self.size = found, kept["bytes"]
                self.state = {name: kept[name] for name in kept if name not in ("query", "bytes", "sha256")}
        os.ftruncate(self._file, self.size)
        os.lseek(self._file, self.size, os.SEEK_SET)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ExportError(
                f"{self._dest}: cannot be written: {error.strerror}; what was read so far is kept in {self._part.name},"
                " and the next run goes on from there"
            ) from None


def _digest(file: Any, limit: int | None) -> Any:
    """Hash the first bytes of a file, or all."""
    found, rest = hashlib.sha256(), limit
    while chunk := file.read(CHUNK if rest is None else min(CHUNK, rest)):
        found.update(chunk)
        rest = None if rest is None else rest - len(chunk)
    return found


def _read(path: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError):
        content = json.loads(path.read_bytes())
        return content if isinstance(content, dict) else None
    return None


def replace_file(dest: Path, data: bytes) -> None:
    """Put a small file in place as a whole, for its owner only; ExportError where the file system refuses."""
    new = beside(dest, "new")
    try:
        os.replace(_written(new, data), dest)
    except OSError as error:
        with suppress(OSError):
            new.unlink()
        raise ExportError(f"{dest}: cannot be written: {error.strerror}; the file is as it was before") from None


def _replace(path: Path, content: Mapping[str, Any]) -> None:
    os.replace(_prepare(path, content), path)


def _prepare(path: Path, content: Mapping[str, Any], indent: int | None = None) -> Path:
    """Write JSON beside a path."""
    text = json.dumps(content, indent=indent, ensure_ascii=False) + ("\n" if indent else "")
    return _written(beside(path, "new"), text.encode())


def _written(path: Path, data: bytes) -> Path:
    """Write a file for its owner only."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, MODE)
    with os.fdopen(file, "wb") as content:
        os.fchmod(file, MODE)
        content.write(data)
    return path
