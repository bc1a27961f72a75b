# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of small secret files, each of which is complete at any moment: the old or the new content."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Final

from ...mistakes import UserError
from .oauth import LOG_IN

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SUFFIX: Final = ".json"
RESERVED_BYTES: Final = 16 * 1024  # an encrypted file takes about 3 KB
LARGEST_BYTES: Final = 1024 * 1024
LOCK_POLL_S: Final = 0.03

SAFE: Final = os.O_NOFOLLOW | os.O_CLOEXEC
READ: Final = os.O_RDONLY | os.O_NONBLOCK | SAFE  # opening a pipe instead of a file must not block


class TokenStoreError(UserError):
    """Why the token store cannot do what it should, in one sentence that says what to do."""


class TokenFolder:
    """Files by name in one folder; only their owner may read them, and links are not followed.

    File names that begin with a dot are free for locks, because no name of an organization does.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, name: str) -> Path:
        """Return the path of a name's file; TokenStoreError where the name could lead elsewhere."""
        if not NAME.fullmatch(name):
            raise TokenStoreError(
                f"{name[:80]!r} is not a name for an organization in the token store: 1 to 64 letters, digits, '.', '_'"
                " or '-', of which the first is a letter or a digit"
            )
        return self.path / f"{name}{SUFFIX}"

    def create(self) -> None:
        """Make the folder if it is missing, and refuse an unsafe one."""
        with self._explained("cannot be created; set token_store to another folder"):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(self._open_folder())

    def names(self) -> list[str]:
        """Return the names that have a file."""
        folder = self._open_folder()
        try:
            names = [name[: -len(SUFFIX)] for name in os.listdir(folder) if name.endswith(SUFFIX)]
        finally:
            os.close(folder)
        return sorted(name for name in names if NAME.fullmatch(name))

    def holds(self, name: str) -> bool:
        """Return whether there is a file, or anything else in its place."""
        return os.path.lexists(self.file(name))

    def read(self, name: str) -> bytes | None:
        """Return the content of a name's file, None where there is none."""
        path = self.file(name)
        folder = self._open_folder()
        try:
            with self._explained("cannot be read", path):
                try:
                    file = os.open(path.name, READ, dir_fd=folder)
                except FileNotFoundError:
                    return None
        finally:
            os.close(folder)
        try:
            _check(path, os.fstat(file))
            with self._explained("cannot be read", path), open(file, "rb", closefd=False) as stream:
                return stream.read(LARGEST_BYTES)
        finally:
            os.close(file)

    @contextmanager
    def locked(self, name: str = "", *, timeout: float) -> Iterator[None]:
        """Hold the lock of a name, or of the whole folder, against other processes and threads.

        The kernel releases it when its holder ends, however that happens.
        """
        lock = self.path / (f".{name}.lock" if name else ".lock")
        folder = self._open_folder()
        try:
            with self._explained("cannot be written, so no token was requested", lock):
                file = os.open(lock.name, os.O_RDWR | os.O_CREAT | SAFE, 0o600, dir_fd=folder)
        finally:
            os.close(folder)
        try:
            _check(lock, os.fstat(file))
            _wait_for(file, lock, timeout)
            try:
                yield
            finally:
                # Closing would not be enough where the process has forked in the meantime.
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            os.close(file)

    @contextmanager
    def reserved(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Make sure that a new file can be written before its content is known; yields a function that writes it.

        Call this under the lock of the name. The name's file changes only once the new one is complete.
        """
        path = self.file(name)
        new = f".{name}.new"
        folder = self._open_folder()
        try:
            with self._explained("cannot be written, so no token was requested", path):
                with suppress(FileNotFoundError):
                    os.unlink(new, dir_fd=folder)  # left by a process that was killed
                file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFE, 0o600, dir_fd=folder)
            try:
                with self._explained("cannot be written, so no token was requested", path):
                    _write(file, bytes(RESERVED_BYTES))
                yield partial(self._put_in_place, path, file, new, folder)
            finally:
                os.close(file)
                with suppress(OSError):
                    os.unlink(new, dir_fd=folder)
        finally:
            os.close(folder)

    def set_aside(self, name: str, now: float) -> None:
        """Rename a file, so that it no longer counts as an entry."""
        path = self.file(name)
        at = datetime.fromtimestamp(now, timezone.utc).strftime("%Y%m%dT%H%M%S.%fZ")
        with self._explained("cannot be renamed", path):
            path.rename(path.with_name(f"{name}.broken-{at}"))

    def remove(self, name: str) -> None:
        """Delete the file of a name."""
        path = self.file(name)
        with self._explained("cannot be deleted", path):
            path.unlink(missing_ok=True)

    def _put_in_place(self, path: Path, file: int, new: str, folder: int, content: bytes) -> None:
        with self._explained("could not be written and is unchanged", path):
            _write(file, content)
            os.rename(new, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)

    def _open_folder(self) -> int:
        with self._explained("cannot be opened"):
            try:
                folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | SAFE)
            except FileNotFoundError:
                raise TokenStoreError(
                    f"{self.path}: there is no token store here; check token_store, or {LOG_IN}, which makes one"
                ) from None
        try:
            _check(self.path, os.fstat(folder), is_folder=True)
        except TokenStoreError:
            os.close(folder)
            raise
        return folder

    @contextmanager
    def _explained(self, what: str, path: Path | None = None) -> Iterator[None]:
        """Turn an error of the operating system about a file, or the folder, into a sentence."""
        try:
            yield
        except OSError as error:
            # Linux reports a link as ENOTDIR where a folder is expected, and as ELOOP where a file is.
            if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.EEXIST):
                why = "is a link, or not a folder" if path is None else "is a link"
                raise TokenStoreError(f"{path or self.path}: {why}; remove it, or check token_store") from None
            raise TokenStoreError(f"{path or self.path}: {what}: {error.strerror}") from None


def _check(path: Path, status: os.stat_result, *, is_folder: bool = False) -> None:
    """Refuse a file or folder that other users could read or have made."""
    kind, mode = ("folder", 0o700) if is_folder else ("file", 0o600)
    if not (stat.S_ISDIR(status.st_mode) if is_folder else stat.S_ISREG(status.st_mode)):
        raise TokenStoreError(f"{path}: is not a regular {kind}; remove it, or check token_store")
    if status.st_uid != os.geteuid():
        raise TokenStoreError(
            f"{path}: belongs to another user (uid {status.st_uid}, this process has {os.geteuid()}); run as that user,"
            " or give a token_store of your own"
        )
    if status.st_mode & 0o077:
        raise TokenStoreError(
            f"{path}: other users may use this {kind} (mode {stat.S_IMODE(status.st_mode):04o}), but it holds tokens;"
            f" chmod {mode:o} it, and log in again if somebody may have read them"
        )


def _wait_for(file: int, lock: Path, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TokenStoreError(
                    f"{lock}: another process has held this lock for {timeout:g} s; find out what it waits for"
                    " (fuser shows the process), and run again"
                ) from None
        except OSError as error:
            raise TokenStoreError(f"{lock}: cannot be locked: {error.strerror}; use a local disk") from None
        time.sleep(LOCK_POLL_S)


def _write(file: int, content: bytes) -> None:
    """Replace the content of the file, and wait until it is on the disk."""
    os.lseek(file, 0, os.SEEK_SET)
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]
    os.ftruncate(file, len(content))
    os.fsync(file)
