# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep fields that lists leave out in files between runs, so that unchanged objects are not read one by one."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from ...files import make_folders, replace_file
from ..model.resource import Resource
from ..model.values import JSON

FORMAT: Final = 1
LARGEST_BYTES: Final = 64 * 1024 * 1024
_STAMP: Final = ("version", "lastUpdatedTime")
_READ: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC


class ObjectCache:
    """Remembers fields that lists leave out, by `version` and `lastUpdatedTime` of the object.

    One file a family, `<folder>/<organization>/<family>.json`: `{"format", "organization", "family", "objects": {id:
    {"version", "lastUpdatedTime", "fields": {name: value}}}}`. A field without a value is null. The files are for
    comparison only, and never fail a run: `warnings` says what could not be read or written.
    """

    def __init__(self, folder: str | None, org_id: str) -> None:
        self.warnings: list[str] = []
        self._folder = Path(folder, quote(org_id, safe="")) if folder else None
        self._org_id = org_id
        self._known: dict[str, dict[str, JSON]] = {}  # by family and id
        self._changed: set[str] = set()  # families

    def fields_of(self, resource: Resource, row: JSON, names: Iterable[str]) -> JSON | None:
        """Return these fields of an object, if its row is unchanged since they were read; None if they are unknown.

        Names are those of payloads, and fields without a value are left out.
        """
        entry = self._of(resource).get(row["id"])
        if entry is None or _stamp(row) != _stamp(entry) or not set(names) <= entry["fields"].keys():
            return None
        return {name: entry["fields"][name] for name in names if entry["fields"][name] is not None}

    def keep(self, resource: Resource, body: JSON) -> None:
        """Remember the fields that lists leave out, of an object that was read whole."""
        hidden = sorted(resource.hidden_here)
        stamp = _stamp(body)
        if self._folder is None or stamp is None or not hidden:
            return
        entry = {**dict(zip(_STAMP, stamp, strict=True)), "fields": {name: body.get(name) for name in hidden}}
        if self._of(resource).get(body["id"]) != entry:
            self._of(resource)[body["id"]] = entry
            self._changed.add(resource.family)

    def save(self, present: Mapping[str, Collection[str]]) -> None:
        """Write the changes; `present` has the ids of the existing objects by family, and others are dropped."""
        for family in sorted(self._changed):
            known = self._known[family]
            objects = {object_id: known[object_id] for object_id in present.get(family, known) if object_id in known}
            content = {"format": FORMAT, "organization": self._org_id, "family": family, "objects": objects}
            path = self._path(family)
            try:
                make_folders(str(path.parent))
                _check(os.lstat(path.parent), is_folder=True)
                replace_file(path, json.dumps(content).encode())
            except (OSError, _UnfitError) as error:
                why = (error.strerror if isinstance(error, OSError) else "") or str(error)
                self.warnings.append(f"cache_dir: {path}: cannot be written: {why}; the next run reads every object")
        self._changed.clear()

    def _of(self, resource: Resource) -> dict[str, JSON]:
        if resource.family not in self._known:
            self._known[resource.family] = self._read(resource.family) if self._folder else {}
        return self._known[resource.family]

    def _read(self, family: str) -> dict[str, JSON]:
        path = self._path(family)
        try:
            return _entries(_content(path), self._org_id, family)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else "") or str(error)
            self.warnings.append(f"cache_dir: {path}: ignored: {why}; every object is read, and the file is replaced")
            self._changed.add(family)
            return {}

    def _path(self, family: str) -> Path:
        return (self._folder or Path()) / f"{quote(family, safe='')}.json"


class _UnfitError(ValueError):
    """Why a file or folder is not believed."""


def _stamp(body: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return the version and time that each write changes; None for an object without them, which is never cached."""
    stamp = tuple(body.get(name) for name in _STAMP)
    return None if None in stamp else stamp


def _content(path: Path) -> Any:
    """Read a file that is ours alone."""
    file = os.open(path, _READ)
    try:
        _check(os.fstat(file), is_folder=False)
        with open(file, "rb", closefd=False) as stream:
            text = stream.read(LARGEST_BYTES + 1)
    finally:
        os.close(file)
    if len(text) > LARGEST_BYTES:
        raise _UnfitError("it is too large")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _UnfitError("it is damaged") from None


def _check(status: os.stat_result, *, is_folder: bool) -> None:
    kind = "folder" if is_folder else "file"
    if not (stat.S_ISDIR(status.st_mode) if is_folder else stat.S_ISREG(status.st_mode)):
        raise _UnfitError(f"it is not a regular {kind}")
    if status.st_uid != os.geteuid():
        raise _UnfitError(f"the {kind} belongs to another user (uid {status.st_uid})")
    if status.st_mode & 0o077:
        raise _UnfitError(f"other users may use the {kind} (mode {stat.S_IMODE(status.st_mode):04o})")


def _entries(content: Any, org_id: str, family: str) -> dict[str, JSON]:
    """Return the objects of a file; _UnfitError where it is not a cache of this organization and family."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _UnfitError("it is not a cache of this version of the collection")
    if (content.get("organization"), content.get("family")) != (org_id, family):
        raise _UnfitError("it is the cache of another organization or family")
    entries = content.get("objects")
    if not isinstance(entries, dict) or not all(map(_is_entry, entries.values())):
        raise _UnfitError("it is damaged")
    return entries


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("fields"), dict)
