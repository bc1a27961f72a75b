# SPDX-License-Identifier: GPL-3.0-or-later
"""Content: files beside the records of a folder, and which file an object of a family has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...mistakes import UserError

FOLDER: Final = "files"
"""The folder for content, in the folder of the source."""
_UNSAFE: Final = re.compile(r"[^\w.-]+", re.ASCII)
_LONGEST: Final = 100


@dataclass(frozen=True)
class FileContent:
    """A file that a record names: its name as written, its current path, and its digest and size when it was checked.

    `sha256` is in hexadecimal, `size` in bytes.
    """

    name: str
    path: str
    size: int
    sha256: str

    def read(self) -> bytes:
        """Return the bytes; UserError if the file has changed since it was checked."""
        try:
            with open(self.path, "rb") as file:
                data = file.read(self.size + 1)
        except OSError as error:
            raise UserError(f"{self.name}: cannot be read: {error.strerror}") from None
        if digest(data) != self.sha256:
            raise UserError(f"{self.name}: the file was changed during the run; run again")
        return data


@dataclass(frozen=True)
class Content:
    """The file that each object of a family has, and where the service keeps it.

    `field` is the payload's name of the field with the content. Where `blob` is empty, answers have it as a text in
    that field, or, where the paths of the family have an `export`, the service exports the object as a file. Else
    `blob` is the payload's name of the field with the id under which the service gives the file.

    Files that are exported have versions. `tags` is the payload's name of the field with the tags of the version that
    is the same as the draft. `comment` and `unchecked` name what only records and the requests that publish have: a
    comment, and whether a version is published without a check.
    """

    field: str
    ending: str
    option: str = "file"  # the option of a record that names the file
    blob: str = ""
    tags: str = ""
    comment: str = ""
    unchecked: str = ""

    def path_of(self, body: Mapping[str, Any]) -> list[str]:
        """Return the parts of the path of a live object's file for `Client.path`; empty where it has none."""
        blob_id = body.get(self.blob)
        return ["blob", str(blob_id)] if blob_id else []


def digest(data: bytes) -> str:
    """Return the SHA-256 of content in hexadecimal, by which it is compared."""
    return hashlib.sha256(data).hexdigest()


def file_names(family: str, content: Content, names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each id the path of its file in the folder of the source, such as `files/audio_file/welcome.wav`.

    `names` are ids with the names of their objects. The paths are valid and different on every file system, whatever
    the names of the objects are.
    """
    folder = f"{FOLDER}/{family.replace('-', '_')}"
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for object_id, name in sorted(names, key=lambda pair: (pair[1], pair[0])):
        stem = name[: -len(content.ending)] if name.lower().endswith(content.ending) else name
        stem = _UNSAFE.sub("_", stem).strip("._")[:_LONGEST] or family
        number, unique = 1, stem
        while unique.casefold() in taken:
            number += 1
            unique = f"{stem}_{number}"
        taken.add(unique.casefold())
        paths[object_id] = f"{folder}/{unique}{content.ending}"
    return paths
