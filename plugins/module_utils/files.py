# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and folders that only their owner can read: checked before a run, written whole, compared by SHA-256."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from .mistakes import UserError

CHUNK: Final = 1024 * 1024
FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
MOUNTS: Final = "/proc/self/mounts"
NETWORK: Final = (
    *("9p", "afs", "beegfs", "ceph", "cifs", "gfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "ocfs", "smb"),
    *("fuse.ceph", "fuse.davfs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"),
)
"""How the names of file systems begin that several machines may use at once, where locks cannot be relied on."""


class FileError(UserError):
    """The operating system refuses a file operation. The text names the file, the reason, and what to do."""


@contextmanager
def explained(path: str | Path, hint: str) -> Iterator[None]:
    """Turn an OSError into a FileError that names the file; `hint` says what became of it."""
    try:
        yield
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}; {hint}") from None


def check_file(dest: Path, option: str = "dest") -> None:
    """Raise UserError, which names the option, for the path of a file that surely cannot be written."""
    if dest.is_dir():
        raise UserError(f"{option}: {dest}: is a directory; name a file in it")
    if not dest.parent.is_dir():
        raise UserError(f"{option}: {dest}: the directory {dest.parent} does not exist; create it first")
    if not _is_writable(dest.parent):
        raise UserError(f"{option}: {dest}: the directory {dest.parent} is not writable; choose another directory")


def check_folder(dest: str, option: str = "dest") -> None:
    """Raise UserError for the path of a folder that surely cannot be created or written to.

    OSError for a path that the system does not take, such as one with a name that is too long.
    """
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        os.lstat(dest)
    if os.path.lexists(dest) and not os.path.isdir(dest):
        raise UserError(f"{option}: {dest}: is a file, not a folder; name a folder")
    place = os.path.abspath(dest)
    while not os.path.lexists(place):
        place = os.path.dirname(place)
    if not os.path.isdir(place):
        raise UserError(f"{option}: {dest}: {place} is a file, not a folder; name another place")
    if not _is_writable(place):
        raise UserError(f"{option}: {dest}: {place} is not writable; choose another folder")


def make_folders(path: str) -> None:
    """Create a folder and its parents, for the owner only; folders that exist keep their modes."""
    if not path or os.path.isdir(path):  # nothing stands before the first name of a relative path
        return
    if parent := os.path.dirname(path):
        make_folders(parent)
    with suppress(FileExistsError):
        os.mkdir(path, FOLDER_MODE)


def open_private(path: str | Path, flags: int) -> int:
    """Open or create a file that only its owner can read; OSError for a symbolic link."""
    file = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    os.fchmod(file, FILE_MODE)
    return file


def write_all(file: int, data: bytes) -> None:
    """Write all bytes, in as many calls as needed."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


@contextmanager
def alone(path: str | Path, *, wait: bool) -> Iterator[int]:
    """Hold the lock of the file that has this name now; yields the file, open for reading and writing.

    The holder of the lock may rename or remove the file. BlockingIOError if another process holds it and `wait` is
    false; OSError if the file cannot be opened.
    """
    while True:
        file = open_private(path, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            # Since the file was opened, the last holder of the lock may have renamed or removed it.
            if _is_at(path, file):
                yield file
                return
        finally:
            os.close(file)


def _is_at(path: str | Path, file: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(file))
    return False


@contextmanager
def prepared(path: str | Path, data: bytes) -> Iterator[Callable[[], None]]:
    """Write a new file beside its final path; call what is yielded to rename it to that path.

    Writers of one path wait for one another. A file that is not renamed is removed.
    """
    new = f"{path}.new"
    with alone(new, wait=True) as file:
        try:
            os.ftruncate(file, 0)
            write_all(file, data)
            yield lambda: os.replace(new, path)
        finally:
            if _is_at(new, file):
                os.unlink(new)


def replace_file(path: str | Path, data: bytes) -> None:
    """Replace a small file, whole or not at all; OSError leaves the old file."""
    with prepared(path, data) as put:
        put()


def digest_of(file: BinaryIO, limit: int | None = None) -> hashlib._Hash:
    """Hash an open file from its position on, to the end or at most `limit` bytes, in chunks."""
    digest, rest = hashlib.sha256(), limit
    while chunk := file.read(CHUNK if rest is None else min(CHUNK, rest)):
        digest.update(chunk)
        rest = None if rest is None else rest - len(chunk)
    return digest


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; OSError if it cannot be read."""
    with open(path, "rb") as file:
        return digest_of(file).hexdigest()


def _is_writable(folder: str | Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def is_on_network(path: str, mounts: str = MOUNTS) -> bool:
    """Return whether a path is on a file system of a network; False where the system does not say."""
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    real, longest, kind = os.path.realpath(path), -1, ""
    for line in lines:
        _device, mounted, found, *_rest = [*line.split(" "), "", "", ""]
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), mounted)  # a blank is \040
        if len(point) >= longest and f"{real}/".startswith(f"{point.rstrip('/')}/"):
            longest, kind = len(point), found
    return kind.startswith(NETWORK)
