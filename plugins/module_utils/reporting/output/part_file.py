# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that takes hours to write: a killed run leaves a part and a checkpoint, from which the next run continues.

While `tasks.csv` is written, `tasks.csv.part`, `tasks.csv.checkpoint` and `tasks.csv.lock` exist beside it, and
afterwards `tasks.csv.manifest.json`. The file itself appears when it is whole. The lock is a file of its own, because a
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

from ...files import FileError, alone, digest_of, explained, open_private, prepared, replace_file, sha256_of, write_all


def beside(dest: Path, ending: str) -> Path:
    """Return the path of a file beside `dest`: `tasks.csv.part` for the ending `part`."""
    return dest.with_name(f"{dest.name}.{ending}")


def manifest_of(dest: Path) -> dict[str, Any] | None:
    """Return the manifest of a file that has not changed since it was written; None if it has, or has no manifest."""
    manifest = _read(beside(dest, "manifest.json"))
    if manifest is None:
        return None
    with suppress(OSError):
        return manifest if manifest.get("sha256") == sha256_of(dest) else None
    return None


class PartFile:
    """The file while it is written; a context manager. A killed process loses nothing that `write` has written."""

    def __init__(self, dest: Path, identity: Mapping[str, Any]) -> None:
        self._dest = dest
        self._identity = dict(identity)
        self._part = beside(dest, "part")
        self._checkpoint = beside(dest, "checkpoint")
        self._hash = hashlib.sha256()
        self.size = 0
        self.state: dict[str, Any] = {}
        """The state given to the last `write` that had one; empty at the beginning."""

    def __enter__(self) -> PartFile:
        lock = beside(self._dest, "lock")
        with self._explained(), ExitStack() as stack:
            try:
                stack.enter_context(alone(lock, wait=False))
            except BlockingIOError:
                raise FileError(
                    f"{self._dest}: another run is writing this file. Wait for its end, or choose another dest"
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
        """Append bytes; with a state, save a checkpoint, behind which the next run continues."""
        with self._explained():
            write_all(self._file, data)
            self._hash.update(data)
            self.size += len(data)
            if state is not None:
                self.state = dict(state)
                proof = {"bytes": self.size, "sha256": self._hash.hexdigest()}
                replace_file(self._checkpoint, _json({"query": self._identity, **proof, **self.state}))

    def finish(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """Rename the file and its manifest to their final paths; returns the manifest with size and checksum."""
        complete = {**manifest, "bytes": self.size, "sha256": self._hash.hexdigest()}
        with self._explained():
            os.fsync(self._file)
            # The manifest is written before the file appears, in case the disk is full, and renamed after it.
            with prepared(beside(self._dest, "manifest.json"), _json(complete, indent=2)) as put_manifest:
                os.replace(self._part, self._dest)
                put_manifest()
            self._checkpoint.unlink(missing_ok=True)
        return complete

    def _continue(self) -> None:
        """Continue behind the last checkpoint of the same query, if the part still has the checksum in it."""
        checkpoint = _read(self._checkpoint)
        if checkpoint and checkpoint.get("query") == self._identity and isinstance(checkpoint.get("bytes"), int):
            with os.fdopen(os.dup(self._file), "rb") as file:
                file.seek(0)
                digest = digest_of(file, checkpoint["bytes"])
            if digest.hexdigest() == checkpoint.get("sha256"):
                self._hash, self.size = digest, checkpoint["bytes"]
                self.state = {name: checkpoint[name] for name in checkpoint if name not in ("query", "bytes", "sha256")}
        os.ftruncate(self._file, self.size)
        os.lseek(self._file, self.size, os.SEEK_SET)

    def _explained(self) -> AbstractContextManager[None]:
        hint = f"the rows so far are in {self._part.name}; run again to continue from there"
        return explained(self._dest, hint)


def _read(path: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError):
        content = json.loads(path.read_bytes())
        return content if isinstance(content, dict) else None
    return None


def _json(content: Mapping[str, Any], indent: int | None = None) -> bytes:
    return (json.dumps(content, indent=indent, ensure_ascii=False) + ("\n" if indent else "")).encode()
