# SPDX-License-Identifier: GPL-3.0-or-later
"""Values in files beside the records: audio, JSON documents and flows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ....words import quoted
from .. import flow_document
from ..content import FOLDER, FileContent, digest
from ..values import JSON, Path
from .kind import Kind, Names, Place, Placer
from .lists import Set


@dataclass(frozen=True)
class FileKind(Kind):
    """A value that a record gives as the path of a file with this ending."""

    ending: str = ""

    @property
    def is_file(self) -> bool:
        """Whether records give the path of a file."""
        return True

    @property
    def example(self) -> str:
        """A path that fits."""
        return f"{FOLDER}/example/sample{self.ending}"

    def read(self, raw: Any, at: Place) -> Any:
        """Take the path of a file, and return the value of the file."""
        if not isinstance(raw, str):
            at.problem(f"{quoted(raw)} is not the path of a file")
        elif not raw.lower().endswith(self.ending):
            at.problem(f"{raw}: not a {self.ending} file")
        else:
            return self.taken(raw, at)
        return raw

    def schema(self) -> JSON:
        """Return the JSON Schema: a path below the folder for content."""
        return {"type": "string", "pattern": f"^{FOLDER}/.+\\.{self.ending.removeprefix('.')}$"}

    def taken(self, name: str, at: Place) -> Any:
        """Return the value of the file of this name; report problems at the place of the record."""
        raise NotImplementedError

    def live(self, data: bytes) -> Any:
        """Return the live value of the bytes of the service; None or ValueError for anything else."""
        return digest(data)

    def filed(self, data: bytes, names: Names) -> bytes:
        """Return what a file holds to make an object with these bytes."""
        return data


def file_kind(kind: Kind) -> FileKind:
    """Return the kind of a field as one with a file, as every field of `Content` in the catalog has."""
    if not isinstance(kind, FileKind):
        raise TypeError(f"{type(kind).__name__} is not a kind of file")
    return kind


@dataclass(frozen=True)
class Sound(FileKind):
    """Audio. The desired value is a `FileContent`, the live one the SHA-256 of the bytes."""

    ending: str = ".wav"

    def taken(self, name: str, at: Place) -> Any:
        """Take a file that begins as a WAV file does."""
        file = at.file(name)
        if file is not None and not _is_wav(at.beginning(file)):
            at.problem(f"{name}: not a WAV file, although it is called one. Convert it, or name the right file")
        return file or name

    def same(self, live: Any, desired: Any) -> bool:
        """Compare the bytes by their digests."""
        return bool(live == desired.sha256)

    def shown(self, value: Any, names: Names) -> Any:
        """Return the digest, and the name if there is one."""
        if isinstance(value, FileContent):
            return f"{value.name} (SHA-256 {value.sha256})"
        return f"SHA-256 {value}"

    def mark(self, value: Any) -> Any:
        """Return the digest."""
        return value.sha256 if isinstance(value, FileContent) else value


@dataclass(frozen=True)
class FlowFile(FileKind):
    """A whole flow as the editor exports it: a document with references inside."""

    ending: str = ".json"

    @property
    def families(self) -> frozenset[str]:
        """The families that flows refer to."""
        return flow_document.FAMILIES

    def taken(self, name: str, at: Place) -> Any:
        """Take a file that holds a flow."""
        data = at.json_file(name)
        if data is None:
            return name
        if not flow_document.is_flow(data):
            at.problem(f"{name}: not a flow, since it has no process with activities. Export the flow in the editor")
            return name
        content = flow_document.canonical(data)
        return flow_document.read(content, lambda path, what: at.problem(f"{name}: {'.'.join(map(str, path))}: {what}"))

    def live(self, data: bytes) -> Any:
        """Return the content of an export."""
        exported = json.loads(data)
        return flow_document.canonical(exported) if flow_document.is_flow(exported) else None

    def filed(self, data: bytes, names: Names) -> bytes:
        """Return the content of an export with names instead of ids."""
        return flow_document.written(flow_document.portable(self.live(data), names))

    def shown(self, value: Any, names: Names) -> Any:
        """Return the digest, and how many activities there are."""
        count = len(value["process"].get("activities", ()))
        sha256 = digest(json.dumps(value, sort_keys=True, default=str).encode())
        return f"{count} activities (SHA-256 {sha256})"

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Return the references inside."""
        return flow_document.references(value)

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the references inside."""
        return flow_document.placed(value, place, path)


@dataclass(frozen=True)
class Marks(Set):
    """The tags of a version. It must have the desired ones, and may have others."""

    def same(self, live: Any, desired: Any) -> bool:
        """Look for each of the desired ones."""
        return set(desired) <= set(live or ())


@dataclass(frozen=True)
class JsonFile(FileKind):
    """The JSON of a file, as the kind `Json` has it."""

    ending: str = ".json"

    def taken(self, name: str, at: Place) -> Any:
        """Take a file that holds a mapping or a list."""
        data = at.json_file(name)
        if data is not None and not isinstance(data, dict | list):
            at.problem(f"{name}: a mapping or a list is expected in the file")
        return json.dumps(data, ensure_ascii=False)


def _is_wav(head: bytes) -> bool:
    return head[:4] in (b"RIFF", b"RIFX", b"RF64") and head[8:12] == b"WAVE"
