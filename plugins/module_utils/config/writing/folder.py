# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of files that is either whole, or marked as unfinished.

`.wxcc_files.json` is the manifest: `{"format": 1, "files": {path: {"family": family, "sha256": digest}}}`, what was
written here and therefore may be removed. A file with a part of the objects of a family also has `patterns`, a list of
texts that say which part. While files are written, `.wxcc_unfinished` holds the manifest to come, and
`wxcc_config` refuses the folder. Nothing in them depends on the time or the machine.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from ...files import FileError, alone, make_folders, replace_file, sha256_of, write_all
from ...mistakes import UserError
from ..source.parse import UNFINISHED

FORMAT: Final = 1
MANIFEST: Final = ".wxcc_files.json"
CREATED: Final = "created"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
REMOVED: Final = "removed"


@dataclass(frozen=True)
class File:
    """One file to write: the family that it belongs to, and its content, or the path of a file that has it."""

    family: str
    data: bytes | Path

    @cached_property
    def entry(self) -> dict[str, str]:
        """What the manifest says of it."""
        digest = hashlib.sha256(self.data).hexdigest() if isinstance(self.data, bytes) else sha256_of(self.data)
        return {"family": self.family, "sha256": digest}

    def read(self) -> bytes:
        """Return the content."""
        return self.data if isinstance(self.data, bytes) else self.data.read_bytes()


Entries = dict[str, dict[str, Any]]
"""What a manifest says, by path."""
Patterns = Mapping[str, Sequence[str]]
"""What chose the objects of a family, by family; nothing where all of them are there."""


class Folder:
    """A folder on disk, compared with the files that it is to have."""

    def __init__(
        self,
        dest: str,
        files: Mapping[str, File],
        families: Collection[str] | None = None,
        patterns: Patterns | None = None,
    ) -> None:
        """Compare; `files` are given by their path inside the folder, with slashes.

        Of the files that were written here before, those of `families` that are no longer needed are to be removed;
        None stands for all families. A file that was edited since is kept, and `warnings` names it. `narrowed` has the
        families of which the folder has objects that other `patterns` chose, which the files would lose.
        """
        self._dest = Path(dest)
        self._files = files
        self._families = families
        self._patterns = patterns or {}
        self._compare()

    def _compare(self) -> None:
        self.warnings: list[str] = []
        entries = self._entries(MANIFEST)
        self._begun = self._entries(UNFINISHED)
        self._is_marked = os.path.lexists(self._dest / UNFINISHED)
        others = {path: entry for path, entry in (entries | self._begun).items() if path not in self._files}
        old = {path for path, entry in others.items() if self._families is None or entry["family"] in self._families}
        self.states = {path: self._state(path, file) for path, file in sorted(self._files.items())}
        for path in sorted(old):
            digest = _digest(self._dest / path)
            if digest is None:
                continue
            if digest in [known.get(path, {}).get("sha256") for known in (entries, self._begun)]:
                self.states[path] = REMOVED
            else:
                edited = "no longer needed, but edited since it was written, so it stays. Delete it yourself"
                self.warnings.append(f"{self._dest / path}: {edited}")
        self._manifest = {path: entry for path, entry in others.items() if path not in old}
        self._manifest |= {path: self._entry(file) for path, file in self._files.items()}
        self.narrowed = {
            entry["family"]: tuple(_patterns_of(entry))
            for path, entry in (entries | self._begun).items()
            if (now := self._patterns.get(entry["family"]))
            and list(now) != entry.get("patterns")
            and os.path.lexists(self._dest / path)
        }
        self.is_changed = (
            self._is_marked
            or any(state != UNCHANGED for state in self.states.values())
            or _content(self._dest / MANIFEST) != _document(self._manifest)
        )

    def _entry(self, file: File) -> dict[str, Any]:
        patterns = self._patterns.get(file.family)
        return {**file.entry, "patterns": list(patterns)} if patterns else file.entry

    def before(self, path: str) -> str:
        """Return the text of a file as it is now, empty where there is none."""
        return (_content(self._dest / path) or b"").decode(errors="replace")

    def write(self, after_each: Callable[[], object] = lambda: None) -> None:
        """Write what differs: the mark first, then each file whole or not at all, the manifest and the end of the mark.

        UserError where another process writes into the folder, or where the operating system refuses.
        """
        if not self.is_changed:
            return
        with _explained(self._dest, "nothing was written"):
            make_folders(str(self._dest))
            with alone(self._dest / UNFINISHED, wait=False) as mark:
                self._compare()
                os.ftruncate(mark, 0)
                write_all(mark, _document(self._begun | self._manifest))
                self._write(after_each)
                os.unlink(self._dest / UNFINISHED)

    def _write(self, after_each: Callable[[], object]) -> None:
        hint = "the folder is marked as unfinished until a run of this task succeeds"
        for path in self._begun:  # what a run that was killed may have left
            with suppress(FileNotFoundError):
                os.unlink(self._dest / f"{path}.new")
        for path, state in self.states.items():
            place = self._dest / path
            with _explained(place, hint):
                if state == REMOVED:
                    os.unlink(place)
                    self._remove_empty(place.parent)
                elif state != UNCHANGED:
                    make_folders(str(place.parent))
                    replace_file(place, self._files[path].read())
            after_each()
        with _explained(self._dest / MANIFEST, hint):
            replace_file(self._dest / MANIFEST, _document(self._manifest))

    def _remove_empty(self, folder: Path) -> None:
        """Remove folders that held nothing else; never the whole one."""
        while folder != self._dest and folder.is_relative_to(self._dest):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _state(self, path: str, file: File) -> str:
        digest = _digest(self._dest / path)
        return CREATED if digest is None else UNCHANGED if digest == file.entry["sha256"] else CHANGED

    def _entries(self, name: str) -> Entries:
        """Return what a manifest or a mark says; nothing where there is none, or one that is not ours."""
        content = _content(self._dest / name)
        if not content:
            return {}
        try:
            document = json.loads(content)
            if document["format"] != FORMAT:
                raise ValueError
            return {path: entry for path, entry in document["files"].items() if _is_inside(path, entry)}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            damaged = "damaged, so files that are no longer needed stay"
            self.warnings.append(f"{self._dest / name}: {damaged}")
            return {}


@contextmanager
def _explained(path: Path, hint: str) -> Iterator[None]:
    """Turn what the operating system refuses into a sentence."""
    try:
        yield
    except BlockingIOError:
        raise UserError(f"{path}: another task is writing into this folder; wait until it has ended") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}; {hint}") from None


def _is_inside(path: str, entry: Any) -> bool:
    """Return whether an entry names a file in the folder, and nothing outside."""
    is_path = path not in ("", MANIFEST, UNFINISHED) and not path.startswith("/") and "\0" not in path
    is_path = is_path and ".." not in path.split("/")
    _patterns_of(entry)
    return is_path and isinstance(entry["family"], str) and isinstance(entry["sha256"], str)


def _patterns_of(entry: Mapping[str, Any]) -> list[str]:
    """Return the patterns of an entry; TypeError where they are not a list of texts."""
    patterns: list[str] = entry.get("patterns", [])
    if not (isinstance(patterns, list) and all(isinstance(pattern, str) for pattern in patterns)):
        raise TypeError
    return patterns


def _content(path: Path) -> bytes | None:
    """Return the content of a file, None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}") from None


def _digest(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}") from None


def _document(entries: Entries) -> bytes:
    return (json.dumps({"format": FORMAT, "files": entries}, indent=2, sort_keys=True) + "\n").encode()
