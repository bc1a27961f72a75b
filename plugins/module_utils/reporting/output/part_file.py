# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that is written for hours: a part that a killed run leaves, a checkpoint that continues it, a manifest.

Beside `tasks.csv` stand `tasks.csv.part`, `tasks.csv.checkpoint` and `tasks.csv.lock` while it is written, and
`tasks.csv.manifest.json` afterwards. The file itself appears when it is whole. The lock is a file of its own, because a
lock on the part would follow it to its final name.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
from typing import Any

from .files import FileError, alone, digest_of, explained, open_private, prepared, replace_file, sha256_of, write_all


def beside(dest: Path, ending: str) -> Path:
    """Name a neighbour of the file."""
    return dest.with_name(f"{dest.name}.{ending}")


def manifest_of(dest: Path) -> dict[str, Any] | None:
    """Return the manifest of a file that is still as it was written; None where there is none, or the file changed."""
    manifest = _read(beside(dest, "manifest.json"))
    if manifest is None:
        return None
    with suppress(OSError):
        return manifest if manifest.get("sha256") == sha256_of(dest) else None
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
        lock = beside(self._dest, "lock")
        with self._explained(), ExitStack() as stack:
            try:
                stack.enter_context(alone(lock, wait=False))
            except BlockingIOError:
                raise FileError(
                    f"{self._dest}: another run is writing this file. Run again after its end, or choose another dest"
                ) from None
            stack.callback(lock.unlink, missing_ok=True)
            self._file = open_private(self._part, os.O_RDWR)
            stack.callback(os.close, self._file)
            self._continue()
            self._held = stack.pop_all()
        return self

    def __exit__(self, *_unused: object) -> None:
        self._held.close()

    def write(self, data: bytes, state: Mapping[str, Any] | None) -> None:
        """Add bytes; with a state, they are there to stay, and the next run goes on behind them."""
        with self._explained():
            write_all(self._file, data)
            self._hash.update(data)
            self.size += len(data)
            if state is not None:
                self.state = dict(state)
                kept = {"query": self._identity, "bytes": self.size, "sha256": self._hash.hexdigest(), **self.state}
                replace_file(self._checkpoint, _json(kept))

    def finish(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """Put the whole file and its manifest in place, and give the manifest."""
        told = {**manifest, "bytes": self.size, "sha256": self._hash.hexdigest()}
        with self._explained():
            os.fsync(self._file)
            # The manifest takes its room on the disk before the file appears, and its name after that.
            with prepared(beside(self._dest, "manifest.json"), _json(told, indent=2)) as put_manifest:
                os.replace(self._part, self._dest)
                put_manifest()
            self._checkpoint.unlink(missing_ok=True)
        return told

    def _continue(self) -> None:
        """Go on behind the last checkpoint of the same query, where the part still holds what it says."""
        kept = _read(self._checkpoint)
        if kept and kept.get("query") == self._identity and isinstance(kept.get("bytes"), int):
            with os.fdopen(os.dup(self._file), "rb") as file:
                file.seek(0)
                found = digest_of(file, kept["bytes"])
            if found.hexdigest() == kept.get("sha256"):
                self._hash, self.size = found, kept["bytes"]
                self.state = {name: kept[name] for name in kept if name not in ("query", "bytes", "sha256")}
        os.ftruncate(self._file, self.size)
        os.lseek(self._file, self.size, os.SEEK_SET)

    def _explained(self) -> AbstractContextManager[None]:
        hint = f"what was read so far is kept in {self._part.name}, and the next run goes on from there"
        return explained(self._dest, hint)


def _read(path: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError):
        content = json.loads(path.read_bytes())
        return content if isinstance(content, dict) else None
    return None


def _json(content: Mapping[str, Any], indent: int | None = None) -> bytes:
    return (json.dumps(content, indent=indent, ensure_ascii=False) + ("\n" if indent else "")).encode()
