# SPDX-License-Identifier: GPL-3.0-or-later
"""Files beside the records of a source, such as audio: which ones the records name, and how they reach the module.

The module gets, in its hidden option `_contents`, a mapping as one JSON text: for each path that a record names
`{"path", "size", "sha256"}`, or `{"problem": text}`. The bytes do not travel as options: a module on the controller
reads the files where they are, and on any other host copies of them, in Ansible's own folder for temporary files.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from ansible.errors import AnsibleError

from ..module_utils.config.model.catalog.table import find
from ..module_utils.config.source.parse import FOLDER, Document, SourceError, documents
from ..module_utils.files import sha256_of
from ..module_utils.words import suggest
from .folders import CONTENT

MOST_BYTES: Final = 60 * 1024 * 1024
"""The largest file, in bytes: a larger one could not be read back to compare it."""
MENTION: Final = re.compile(rf"{CONTENT}\\?/")

Placer = Callable[[str], tuple[str, str]]
"""Returns the folder of the source, and the path on the controller, of the path that a record names."""


def placer(src: str | None, find: Callable[[str, str], str]) -> Placer:
    """Return where the files of a source are: in its folder, or where Ansible finds them for other sources."""
    if src is None:
        return partial(_found, find)
    path = find("files", src)
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    return lambda name: (folder, os.path.join(folder, name))


def _found(find: Callable[[str, str], str], name: str) -> tuple[str, str]:
    path = find("files", name)
    return path.removesuffix(name), path


def facts(source: str, family: str | None, place: Placer, decrypted: Callable[[str], str]) -> str:
    """Return `_contents` for a packed source; empty where its records name no files.

    `decrypted` returns the path of a decrypted copy for a file of Ansible Vault, and its own path for any other.
    """
    named = dict.fromkeys(_named(json.loads(source), family))
    return json.dumps({name: _fact(name, place, decrypted) for name in named}) if named else ""


def transferred(contents: str, transfer: Callable[[str, str], str]) -> str:
    """Return `_contents` with the paths on another host; `transfer` copies a file there under a name."""
    found: dict[str, Any] = json.loads(contents)
    for number, fact in enumerate(found.values()):
        if "path" in fact:
            fact["path"] = transfer(fact["path"], f"content_{number}")
    return json.dumps(found)


def _named(source: Mapping[str, Any], family: str | None) -> Iterator[str]:
    """Yield the paths of files that the records of a source name. The module reports a source that cannot be read."""
    texts = source["files"] if source["form"] == FOLDER else [source]
    mentioning = [text for text in texts if MENTION.search(text.get("text", ""))]
    if source["form"] == FOLDER:
        source, mentioning = {**source, "files": mentioning}, mentioning[:1]
    try:
        parts = documents(source) if mentioning else []
    except SourceError:
        return
    for part in parts:
        yield from _named_in(part, family)


def _named_in(document: Document, family: str | None) -> Iterator[str]:
    for record in document.records:
        resource = find(document.part or record.family or family or "")
        if resource:
            yield from resource.files_of(record.values)


def _fact(name: str, place: Placer, decrypted: Callable[[str], str]) -> dict[str, Any]:
    """Check a file, and return what is wrong with it, or what the module must know about it."""
    parts = name.split("/")
    if parts[0] != CONTENT or len(parts) == 1 or not {"", ".", ".."}.isdisjoint(parts) or not name.isprintable():
        return _problem(
            f"must be a path below {CONTENT}/ in the folder of the source: {CONTENT}/audio_file/welcome.wav"
        )
    try:
        folder, path = place(name)
        real = os.path.realpath(path)
        if os.path.commonpath([real, os.path.realpath(folder)]) != os.path.realpath(folder):
            return _problem("a link leads out of the folder of the source; put the file itself there")
        status = os.stat(real)
        if not stat.S_ISREG(status.st_mode):
            return _problem("not a file")
        if status.st_size > MOST_BYTES:
            most = f"{MOST_BYTES // 1024 // 1024} MiB"
            return _problem(f"the file has {status.st_size:,} bytes; at most {most} are allowed")
        plain = decrypted(real)
        return {"path": plain, "size": os.stat(plain).st_size, "sha256": sha256_of(plain)}
    except FileNotFoundError:
        return _problem(f"there is no such file in {folder}{suggest(name, _neighbours(folder, parts)) or ''}")
    except OSError as error:
        return _problem(f"cannot be read: {error.strerror}")
    except AnsibleError as error:
        return _problem(str(error.message))


def _neighbours(folder: str, parts: Iterable[str]) -> list[str]:
    """Return the names of the files beside one that is missing."""
    above = list(parts)[:-1]
    try:
        return ["/".join([*above, name]) for name in os.listdir(os.path.join(folder, *above))]
    except OSError:
        return []


def _problem(text: str) -> dict[str, str]:
    return {"problem": text}
